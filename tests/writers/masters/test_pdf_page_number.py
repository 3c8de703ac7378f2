"""How pages are numbered, found from the heads and feet of a form's pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.repaginate.page_number import find_folio
from markpack.writers.masters.pdf.slots import MarginText
from markpack.writers.masters.pdf.text_shaping import typeface

SIZE = 10.666015625


def feet(pages: int, *said: Callable[[int, int], str]) -> list[list[MarginText]]:
    """The feet of so many pages, each text ending at the same place."""

    def foot(text: str) -> MarginText:
        x = 700 - typeface("Regular", SIZE).width(text)
        return MarginText(text, x, 1069.2, 1.0, "Regular", SIZE)

    return [[foot(of_page(number, pages)) for of_page in said] for number in range(1, pages + 1)]


@pytest.mark.parametrize(
    "said",
    [
        lambda number, total: f"Page {number} of {total}",
        lambda number, total: f"{number}/{total}",
        lambda number, _total: f"– {number} –",
        lambda number, total: f"Unit 308: page {number} ({total} in all)",
    ],
)
def test_other_pages_are_numbered_alike(said: Callable[[int, int], str]) -> None:
    folio = find_folio(feet(12, said), feet(4, said))
    assert folio is not None
    assert folio.fill(7, 9).value == said(7, 9)
    assert folio.fill(11, 230).value == said(11, 230)


def test_pages_need_no_numbers() -> None:
    def name(_number: int, _total: int) -> str:
        return "A training centre, 7 Mill Lane"

    assert find_folio(feet(7, name), feet(3, name)) is None


def roman(number: int, _total: int) -> str:
    return "i" * number


def left(number: int, total: int) -> str:
    return f"{total - number} more"


def chapter(number: int, total: int) -> str:
    return "First page" if number == 1 else f"Page {number} of {total}"


@pytest.mark.parametrize("said", [roman, left, chapter])
def test_what_no_rule_is_found_for_is_left_to_a_full_layout(said: Callable[[int, int], str]) -> None:
    with pytest.raises(DoesNotFit):
        find_folio(feet(8, said), feet(4, said))


def test_two_texts_that_differ_are_left_to_a_full_layout() -> None:
    def page(number: int, total: int) -> str:
        return f"{number}/{total}"

    with pytest.raises(DoesNotFit, match="different heads and feet"):
        find_folio(feet(8, page, page), feet(4, page, page))


def test_a_foot_that_other_pages_lack_is_left_to_a_full_layout() -> None:
    def page(number: int, total: int) -> str:
        return f"{number}/{total}"

    with pytest.raises(DoesNotFit, match="different heads and feet"):
        find_folio([*feet(7, page), []], feet(4, page))
