from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from markpack.documents.shared.branding import build_branding, well_readable
from markpack.model.adjustments import BACKGROUNDS
from markpack.model.colour import READABLE, WELL_READABLE, contrast
from tests.samples import centre, context

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def test_contrast_of_black_and_white_is_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#777777", "#777777") == 1


@given(COLOURS)
def test_every_employer_colour_becomes_readable(colour: str) -> None:
    look = build_branding(context(colour=colour).employer, centre(), None, "")
    assert contrast(look.ink, "#ffffff") >= READABLE
    assert contrast(look.ink, look.tint) >= READABLE
    assert contrast(look.on_ink, look.ink) >= READABLE
    assert contrast("#1a1a1a", look.tint) >= 7


@given(COLOURS, st.sampled_from(["", *BACKGROUNDS.values()]))
def test_every_employer_colour_becomes_well_readable_for_who_needs_it(colour: str, background: str) -> None:
    look = well_readable(build_branding(context(colour=colour).employer, centre(), None, ""), background)
    for paper in (background or "#ffffff", look.tint):
        assert contrast(look.ink, paper) >= WELL_READABLE
    assert contrast(look.on_ink, look.ink) >= WELL_READABLE


def test_a_dark_colour_stays_as_it_is() -> None:
    assert build_branding(context(colour="#14375e").employer, centre(), None, "").ink == "#14375e"


def test_a_logo_without_a_description_is_described_by_the_name() -> None:
    look = build_branding(context().employer, centre(), b"png", "image/png")
    assert look.logo is not None
    assert look.logo.description == "Logo of Tideway Ferries"
