"""What people type over what workbooks work out or print: quoted, with what counts in its place."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.errors import Severity
from markpack.inputs.workspace_inputs import read_inputs
from markpack.report import Options
from tests.inputs.problems import only, problems_of
from tests.inputs.returned import FIRST_ATTEMPT, REGISTER, blank, field, fill_cells, returned
from tests.workspaces import MARKS_FILE, write_workspace

MARK = field("mark", "1.1")
IGNORED = "where the workbook has its own, and {} not read: what counts follows from the marks."


def sheet(
    edit: Callable[[Worksheet], None], *, learner: str = "0012345", attempt: int = 1, marks: bool = True
) -> bytes:
    """A mark sheet with 18 of 24 for the first criterion, after somebody took its protection off and typed."""
    filled = fill_cells(blank("xlsx", learner, attempt), {MARK: 18} if marks else {})
    book = openpyxl.load_workbook(io.BytesIO(filled))
    edit(book["Mark sheet"])
    return _saved(book)


def beside(page: Worksheet, label: str, columns: int) -> Any:
    """The cell so many columns to the right of the first one with a text."""
    found = next(cell for row in page.iter_rows() for cell in row if cell.value == label)
    return page.cell(found.row, found.column + columns)


def below(page: Worksheet, heading: str) -> Any:
    """The cell of criterion 1.1 in a column."""
    column = next(cell.column for row in page.iter_rows() for cell in row if cell.value == heading)
    row = next(cell.row for cell in page["A"] if cell.value == "1.1")
    return page.cell(row, column)


def typed(find: Callable[[Worksheet], Any], value: Any) -> Callable[[Worksheet], None]:
    def edit(page: Worksheet) -> None:
        find(page).value = value

    return edit


@pytest.mark.parametrize(
    ("find", "value", "said"),
    [
        (lambda page: beside(page, "Total marks", 4), 0.75, "Percentage “75%” (by the marks 26.9%)"),
        (lambda page: below(page, "Standing"), "Not met", "AC 1.1 standing “Not met” (by the marks Met)"),
        (lambda page: below(page, "Out of"), 30, "AC 1.1 highest mark “30” (by the marks 24)"),
        (lambda page: below(page, "Minimum"), 10, "AC 1.1 least mark “10” (by the marks 12)"),
        (lambda page: beside(page, "Signature", 2).offset(-2), "Pass", "Outcome “Pass” (by the marks Incomplete)"),
    ],
    ids=["percentage", "standing", "highest", "least", "decision"],
)
def test_what_is_typed_over_a_result_of_a_sheet_is_quoted_with_what_counts(
    find: Callable[[Worksheet], Any], value: Any, said: str, tmp_path: Path
) -> None:
    found = only(returned(tmp_path, {"a.xlsx": sheet(typed(find, value))}), Severity.WARNING)
    assert found.message == f"{said} stands {IGNORED.format('is')}"
    assert (found.place.sheet, found.reach.learners) == ("Mark sheet", ("0012345",))


@pytest.mark.parametrize("total", [20, "=15+5"])
def test_a_total_is_compared_though_it_is_typed_as_a_sum(total: Any, tmp_path: Path) -> None:
    found = only(returned(tmp_path, {"a.xlsx": _with_results(sheet(typed(_total, total)))}), Severity.WARNING)
    assert found.message == "The total is given as “20”, but the marks add up to 18, which is what counts."


def _total(page: Worksheet) -> Any:
    return beside(page, "Total marks", 2)


def _with_results(data: bytes) -> bytes:
    """A workbook whose typed sum has a result, as a spreadsheet program stores it."""
    return _replaced(data, b"<f>15+5</f><v></v>", b"<f>15+5</f><v>20</v>")


def test_a_result_that_says_what_follows_is_not_mentioned(tmp_path: Path) -> None:
    def edit(page: Worksheet) -> None:
        for find, value in ((_total, 18), (lambda page: beside(page, "Total marks", 4), 0.27)):
            find(page).value = value
        below(page, "Standing").value = "met"

    assert problems_of(returned(tmp_path, {"a.xlsx": sheet(edit)})) == ()


def test_a_mark_of_an_earlier_attempt_is_not_changed_by_typing_over_it(tmp_path: Path) -> None:
    data = sheet(typed(lambda page: below(page, "Mark"), 23), attempt=2, marks=False)
    filled = fill_cells(data, {field("mark", "1.10"): 20})
    root = returned(tmp_path, {"a.xlsx": filled}, marks=FIRST_ATTEMPT)
    found = only(root, Severity.WARNING)
    assert found.message.startswith("AC 1.1 result of an earlier attempt “23” (by the marks 18) stands")


def test_a_number_beside_the_fields_of_a_sheet_is_quoted(tmp_path: Path) -> None:
    found = only(
        returned(tmp_path, {"a.xlsx": sheet(typed(lambda page: below(page, "Mark").offset(0, -3), 17))}),
        Severity.WARNING,
    )
    assert found.message.startswith("A number outside of the fields says “17”.")


def test_results_on_a_nameless_sheet_without_marks_are_quoted(tmp_path: Path) -> None:
    data = sheet(typed(lambda page: below(page, "Standing"), "Met"), learner="", marks=False)
    messages = [problem.message for problem in problems_of(returned(tmp_path, {"a.xlsx": data}))]
    assert (
        "Results are typed on this mark sheet, but no marks: AC 1.1 standing “Met”. They are in no record." in messages
    )


@cache
def built_markbook() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        root = write_workspace(Path(folder), {MARKS_FILE: None}, register=REGISTER)
        assert build(Workspace(root), Options(kinds=("markbook",), jobs=1)).failed == ()
        return (root / "output/acme/8604-308/Markbook-8604-308.xlsx").read_bytes()


def markbook(edit: Callable[[Worksheet, Mapping[str, int]], None]) -> bytes:
    """A markbook with 18 of 24 for the first learner, after an edit that is given the columns by key and heading."""
    book = openpyxl.load_workbook(io.BytesIO(built_markbook()))
    page = book["Marks"]
    columns = {str(cell.value).partition("\nout of")[0]: cell.column or 0 for row in (page[1], page[4]) for cell in row}
    page.cell(5, columns[MARK]).value = 18
    page.cell(5, columns[field("assessor")]).value = "Dana Whitfield"
    edit(page, columns)
    return _saved(book)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("Outcome", "Pass", "Outcome “Pass” (by the marks Incomplete)"),
        ("Total", 40, "Total “40” (by the marks 18)"),
        ("Percentage", 0.75, "Percentage “75%” (by the marks 26.9%)"),
        ("AC not met", "1.10", "List of AC not met “1.10” (there are no marks for it)"),
        ("AC 1.1\nStanding", "Not met", "AC 1.1 standing “Not met” (by the marks Met)"),
        ("AC 1.2\nCarried over", 8, "AC 1.2 result of an earlier attempt “8” (there are no marks for it)"),
    ],
    ids=["outcome", "total", "percentage", "not met", "standing", "carried"],
)
def test_what_is_typed_over_a_result_of_a_markbook_is_quoted_with_what_counts(
    column: str, value: Any, said: str, tmp_path: Path
) -> None:
    def edit(page: Worksheet, at: Mapping[str, int]) -> None:
        page.cell(5, at[column]).value = value

    root = returned(tmp_path, {"m.xlsx": markbook(edit)})
    found = only(root, Severity.WARNING)
    assert (found.place.row, found.reach.learners) == (5, ("0012345",))
    assert found.message == f"{said} stands {IGNORED.format('is')}"
    assert {marked.learner for marked in read_inputs(root)[0].employers[0].marked} == {"0012345"}


def test_results_typed_for_a_learner_without_marks_are_quoted(tmp_path: Path) -> None:
    def edit(page: Worksheet, at: Mapping[str, int]) -> None:
        page.cell(6, at["Total"]).value = 40
        page.cell(6, at["Outcome"]).value = "Pass"

    found = only(returned(tmp_path, {"m.xlsx": markbook(edit)}), Severity.WARNING)
    assert found.reach.learners == ("0012346",)
    assert found.message == (
        "Outcome “Pass” (by the marks Not marked yet) and Total “40” (there are no marks for it) stand "
        f"{IGNORED.format('are')}"
    )


@pytest.mark.parametrize(
    ("cells", "quoted"),
    [
        ({"registration": "Average", "Total": 67.5}, "Average 67.5"),
        ({"registration": "Moderated"}, "Moderated"),
        ({"last_name": "Average", "Total": "=AVERAGE(F5:F6)"}, "Average 18"),
        ({"Total": 67.5}, "67.5"),
        ({"attempt": "Mean"}, "Mean"),
    ],
    ids=["label and number", "label", "formula", "number", "attempt"],
)
def test_what_stands_below_the_table_of_a_markbook_is_quoted(
    cells: Mapping[str, Any], quoted: str, tmp_path: Path
) -> None:
    def edit(page: Worksheet, at: Mapping[str, int]) -> None:
        row = page.max_row + 2
        for name, value in cells.items():
            page.cell(row, at[name]).value = value

    data = _replaced(markbook(edit), b"<f>AVERAGE(F5:F6)</f><v></v>", b"<f>AVERAGE(F5:F6)</f><v>18</v>")
    found = only(returned(tmp_path, {"m.xlsx": data}), Severity.WARNING)
    assert found.message == f"“{quoted}” is in a row without marks, and not on record."


@pytest.mark.parametrize(
    ("cell", "text"),
    [("A2", "Markbook: 8604-401 Managing change"), ("A3", "Moderated by RV on 3 May"), ("F3", "Ask Rhys")],
    ids=["another unit", "note", "beside"],
)
def test_what_is_typed_above_the_headings_of_a_markbook_is_quoted(cell: str, text: str, tmp_path: Path) -> None:
    def edit(page: Worksheet, _at: Mapping[str, int]) -> None:
        for block in list(page.merged_cells.ranges):
            page.unmerge_cells(str(block))
        page[cell].value = text

    found = only(returned(tmp_path, {"m.xlsx": markbook(edit)}), Severity.WARNING)
    assert found.place.cell == cell
    assert found.message == (
        f"“{text}” stands above the headings, where nothing is read; the marks are read as those of unit 8604-308."
    )


@pytest.mark.parametrize("cell", ["B40", "F6"], ids=["below", "beside"])
def test_what_is_typed_on_the_legend_of_a_markbook_is_quoted(cell: str, tmp_path: Path) -> None:
    def edit(page: Worksheet, _at: Mapping[str, int]) -> None:
        book: Any = page.parent
        book["Legend"][cell].value = "Albatross"

    found = only(returned(tmp_path, {"m.xlsx": markbook(edit)}), Severity.WARNING)
    assert (found.place.sheet, found.place.cell) == ("Legend", cell)
    assert found.message == "“Albatross” stands on the legend, where nothing is read."


def test_more_additions_than_a_person_makes_are_quoted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_sheet(page: Worksheet) -> None:
        for column, word in enumerate(("Albatross", "Bittern", "Curlew"), start=14):
            page.cell(7, column).value = word

    def in_book(page: Worksheet, _at: Mapping[str, int]) -> None:
        for column, word in enumerate(("Albatross", "Bittern", "Curlew"), start=page.max_column + 1):
            page.cell(5, column).value = word

    for module in ("forms.additions", "markbook_additions"):
        monkeypatch.setattr(f"markpack.inputs.marks.{module}.MOST_QUOTED", 1)
    for name, data, more in (
        ("a.xlsx", sheet(on_sheet), "2 more texts of 0012345 (Rhys Jones) stand in no field"),
        ("m.xlsx", markbook(in_book), "2 more cells stand in columns that are not read"),
    ):
        first, second = problems_of(returned(tmp_path / name, {name: data}))
        assert "“Albatross” stands" in first.message or "says “Albatross”" in first.message
        assert second.message == f"From here on, {more}, and say “Bittern Curlew”."


def test_access_arrangements_typed_into_a_markbook_are_quoted(tmp_path: Path) -> None:
    register = "Registration,First name,Last name,Access arrangements\n0012345,Rhys,Jones,25% extra time\n"
    with tempfile.TemporaryDirectory() as folder:
        root = write_workspace(Path(folder), {MARKS_FILE: None}, register=register)
        assert build(Workspace(root), Options(kinds=("markbook",), jobs=1)).failed == ()
        book = openpyxl.load_workbook(root / "output/acme/8604-308/Markbook-8604-308.xlsx")
    column = next(cell.column for cell in book["Marks"][4] if cell.value == "Access arrangements")
    assert problems_of(returned(tmp_path / "as built", {"m.xlsx": _saved(book)}, register=register)) == ()
    book["Marks"].cell(5, column).value = "A reader"
    found = only(returned(tmp_path, {"m.xlsx": _saved(book)}, register=register), Severity.WARNING)
    assert found.message == (
        "“A reader” stands as access arrangements of 0012345. They are not read from here; the register has “25% "
        "extra time”."
    )


def _saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook with other XML on its worksheets."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            package.writestr(name, source.read(name).replace(old, new))
    return target.getvalue()
