"""Where pages end when parts of a sheet grow: as WeasyPrint would end them, or not told at all."""

from __future__ import annotations

import pytest

from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.repaginate.pagination import Flow, breaks_of, parts_apart
from markpack.writers.masters.pdf.slots import find_holes
from markpack.writers.pdf import lay_out
from tests.writers.docx_samples import BRANDING, PROPERTIES


def page(parts: str, rules: str = "") -> str:
    style = f"p, h2 {{ margin: 0 }} tr {{ height: 100px }} table {{ border-collapse: collapse }} {rules}"
    head = f"<head><title>t</title><style>{style}</style></head>"
    return f"<html lang='en-GB'>{head}<body>{parts}</body></html>"


def block(name: str, height: float) -> str:
    return f"<div data-part='{name}' style='height: {height}px; break-inside: avoid'><p>{name}</p></div>"


def flow(html: str) -> Flow:
    document, _ = lay_out(html, PROPERTIES, BRANDING, Layouts())
    return Flow(document.pages, find_holes(document.pages)[1])


def ends(found: Flow, growths: dict[str, float]) -> tuple[str, ...]:
    return breaks_of(found.paged(growths))


THREE = page("<p>Before</p>" + block("a", 300) + block("b", 300) + block("c", 300))


def test_a_part_that_has_no_room_any_more_begins_the_next_page() -> None:
    found = flow(THREE)
    assert found.breaks == ()
    assert ends(found, {"a": 20}) == ()
    assert ends(found, {"a": 100}) == ("c",)
    assert ends(found, {"a": 400}) == ("b",)
    assert ends(found, {"a": 400, "b": 400}) == ("b", "c")


def test_what_is_above_the_parts_pushes_them_too() -> None:
    assert ends(flow(THREE), {"": 800}) == ("a",)


def test_a_part_higher_than_a_page_is_left_to_a_full_layout() -> None:
    with pytest.raises(DoesNotFit, match="higher than a page"):
        flow(THREE).paged({"b": 700})


def test_a_part_that_just_fits_is_left_to_a_full_layout() -> None:
    found = flow(THREE)
    just = next(more for more in range(200) if found_or_none(found, {"a": more}) is None)
    assert found_or_none(found, {"a": just - 1}) == ()
    assert found_or_none(found, {"a": just + 5}) == ("c",)


def found_or_none(found: Flow, growths: dict[str, float]) -> tuple[str, ...] | None:
    try:
        return ends(found, growths)
    except DoesNotFit:
        return None


def test_what_is_above_the_parts_may_not_fill_the_page() -> None:
    with pytest.raises(DoesNotFit, match="before the parts"):
        flow(THREE).paged({"": 960})


def test_rows_begin_below_the_border_of_their_table_on_every_page() -> None:
    def html(first: float) -> str:
        rows = "".join(f"<tr data-part='{number}' style='height: 100px'><td>{number}</td></tr>" for number in "bcd")
        return page(
            f"<p>Before</p>{block('a', 200 + first)}<table style='margin-top: 20px'>{rows}</table>{block('e', 50)}",
            "td { border: 6px solid; }",
        )

    found = flow(html(0))
    for more in (0, 410, 530, 700):
        tops = {part.name: (part.top, part.page) for part in flow(html(more)).parts}
        for number, on_page in enumerate(found.paged({"a": more})):
            for placed in on_page:
                assert (placed.top, number) == pytest.approx(tops[placed.name], abs=0.01), f"{placed.name} at {more}"


@pytest.mark.slow
@pytest.mark.parametrize("more", [0, 150, 420])
def test_rows_and_headings_end_pages_where_weasyprint_ends_them(more: float) -> None:
    def html(first: float) -> str:
        rows = "".join(f"<tbody data-part='1.{number}'><tr><td>{number}</td></tr></tbody>" for number in (2, 3, 4))
        table = (
            "<table style='margin-bottom: 10px'><thead><tr><th>Head</th></tr></thead>"
            f"<tbody data-part='1.1'><tr style='height: {100 + first}px'><td>1</td></tr></tbody>{rows}</table>"
        )
        second = (
            "<section data-opens='2.1'><h2 style='margin-top: 30px'>Two</h2><table>"
            "<tbody data-part='2.1'><tr><td>5</td></tr></tbody><tbody data-part='2.2'><tr><td>6</td></tr></tbody>"
            "</table></section>"
        )
        return page(f"<p>Before</p><section data-opens='1.1'><h2>One</h2>{table}</section>{second}")

    found = flow(html(0))
    grown = flow(html(more))
    pages = found.paged({"1.1": more})
    assert breaks_of(pages) == grown.breaks
    tops = {part.name: part.top for part in grown.parts}
    assert {placed.name: placed.top for on_page in pages for placed in on_page} == pytest.approx(tops, abs=0.01)

    apart, _ = lay_out(
        html(0).replace("</head>", f"<style>{found.apart}</style></head>"), PROPERTIES, BRANDING, Layouts()
    )
    parts = parts_apart(apart.pages, find_holes(apart.pages)[1], found)
    assert [part.page for part in parts] == list(range(7))
    assert [part.continues for part in parts] == [False, False, True, True, True, False, True]


def test_parts_that_may_share_a_page_have_no_number_in_common() -> None:
    found = flow(page("<p>Before</p>" + "".join(block(f"{number}", 90) for number in range(60))))
    counts = [7, *(number % 5 + 1 for number in range(60))]
    firsts = found.numbered(counts, leading=2)
    assert firsts[:3] == [0, 0, 0]
    assert max(firsts) < sum(counts) / 2, "numbers are used again"
    taken = [set(range(first, first + count)) for first, count in zip(firsts[2:], counts, strict=True)]
    for at, own in enumerate(taken):
        for other in taken[at + 1 : at + 11]:  # no page has room for twelve
            assert own.isdisjoint(other)


@pytest.mark.parametrize(
    "html",
    [
        page("<p>No parts</p>"),
        page(block("a", 300) + block("a", 300)),
        page("<p>Before</p>" + block("a", 300) + "<div style='height: 50px'></div>" + block("b", 300)),
        page("<p>Before</p>" + block("a", 300) + "<p>After</p>"),
        page("<p>Before</p>" + block("a", 300) + block("b", 60), "[data-part=b] { break-before: page }"),
        page("<p>Before</p>" + block("a", 300) + block("b", 60), "[data-part=b] { break-inside: auto !important }"),
        page("<p>Before</p>" + block("a", 300) + block("b", 60), "[data-part=a] { break-after: avoid }"),
        page("<p>Before</p><table><tbody data-part='a'><tr><td>1</td></tr><tr><td>2</td></tr></tbody></table>"),
    ],
    ids=[
        "none",
        "twice",
        "something between",
        "something below",
        "a page ended on purpose",
        "one that may be divided",
        "one that keeps to another",
        "rows that may be divided",
    ],
)
def test_pages_that_are_not_full_of_parts_tell_nothing(html: str) -> None:
    with pytest.raises(DoesNotFit):
        flow(html)
