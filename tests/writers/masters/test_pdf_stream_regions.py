"""Content streams taken apart by what they draw where."""

from __future__ import annotations

import pikepdf
import pytest

from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.repaginate.stream_regions import around, below, flowing, operators, renumbered

TOP, LIMIT = 80.0, 1000.0


def text(y: float, number: int, said: str = "41") -> str:
    return f"/P <</MCID {number}>> BDC\nq\nBT\n1 0 0 -1 60 {y} Tm\n/F 10 Tf\n[<{said}>]TJ\nET\nQ\nEMC\n"


def line(y: float, width: float = 2) -> str:
    return f"/Artifact BMC\nq\n0 0 0 RG\n{width} w\n60 {y} m\n500 {y} l\nS\nQ\nEMC\n"


def column(top: float, bottom: float) -> str:
    return f"/Artifact BMC\nq\n2 w\n60 {top} m\n60 {bottom} l\nS\nQ\nEMC\n"


def fill(top: float, height: float) -> str:
    return f"/Artifact BMC\nq\n0.9 g\n60 {top} 100 {height} re\nf\nQ\nEMC\n"


def page(*parts: str) -> bytes:
    return ("1 0 0 -1 0 842 cm\nq\n0.75 0 0 0.75 0 0 cm\n" + "".join(parts) + "Q\n").encode()


def drawn(entries: object) -> str:
    """Operators without the numbers' last zeros, a space between any two."""
    return " ".join(pikepdf.unparse_content_stream(entries).decode().split())  # type: ignore[arg-type]


def test_a_page_is_what_flows_on_it_and_what_is_around_that() -> None:
    whole = operators(page(text(40, 0), text(90, 1), column(100, 900), text(990, 2), text(1040, 3)))
    flow, margins = drawn(flowing(whole, TOP, LIMIT)), drawn(around(whole, TOP, LIMIT))
    assert [f"1 0 0 -1 60 {y} Tm" in flow for y in (40, 90, 990, 1040)] == [False, True, True, False]
    assert [f"1 0 0 -1 60 {y} Tm" in margins for y in (40, 90, 990, 1040)] == [True, False, False, True]
    assert "60 900 l" in flow
    assert "60 900 l" not in margins
    assert margins.count("BDC") == margins.count("EMC") == 2, "nothing is left of what flows"
    assert flow.startswith("1 0 0 -1 0 842 cm q 0.75 0 0 0.75 0 0 cm")
    assert margins.startswith("1 0 0 -1 0 842 cm q 0.75 0 0 0.75 0 0 cm")


def test_what_is_below_a_table_head_has_nothing_of_the_head() -> None:
    whole = operators(page(fill(80, 40), text(100, 0), line(80), line(120), text(140, 1), line(200)))
    rest = drawn(below(whole, 120))
    assert "MCID 0" not in rest
    assert "MCID 1" in rest
    assert "60 200 m" in rest
    assert not [y for y in (80, 120) if f"60 {y} m" in rest], "the line below the head is another part's"
    assert " re " not in rest


def test_a_line_from_the_head_on_begins_below_it() -> None:
    assert "60 120 m 60 300 l S" in drawn(below(operators(page(column(80, 300))), 120))


def test_what_is_filled_begins_below_the_line_at_the_cut() -> None:
    whole = operators(page(fill(120, 80), line(80, 6), line(120, 3)))
    assert "60 121.5 100 78.5 re f" in drawn(below(whole, 120))


def test_what_is_filled_begins_at_the_cut_where_there_is_no_line() -> None:
    assert "60 120 100 80 re f" in drawn(below(operators(page(fill(120, 80), line(200))), 120))


def test_a_picture_flows_whatever_its_own_coordinates_are() -> None:
    picture = "q\n1 0 0 1 300 90 cm\n0 0 5 5 re\nf\n0 -9 5 5 re\nf\nQ\n"
    whole = operators(page(text(90, 0), picture))
    assert drawn(flowing(whole, TOP, LIMIT)).count(" re f") == 2
    assert " re f" not in drawn(around(whole, TOP, LIMIT))
    with pytest.raises(DoesNotFit, match="picture"):
        below(whole, 120)


def test_marked_content_is_numbered_from_elsewhere() -> None:
    artifact = "/Artifact <</Type /Pagination>> BDC\nEMC\n"
    numbered = drawn(renumbered(operators(page(text(90, 0), artifact, text(95, 7))), 30))
    assert "/MCID 30" in numbered
    assert "/MCID 37" in numbered
    assert "/Type /Pagination" in numbered
    assert drawn(renumbered(operators(page(text(90, 4))), 0)) == drawn(operators(page(text(90, 4))))
