"""Worksheets that people copied, within a workbook or into another one: each read for its own learner, or refused."""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from markpack.inputs.workspace_inputs import read_inputs
from tests.inputs.problems import only, problems_of
from tests.inputs.returned import Values, attempts, blank, field, fill_cells, returned

LIST = "Learner,Unit,Attempt,Criterion,Mark\n0012345,8604-308,1,1.1,18\n"
RHYS: Values = {field("mark", "1.1"): 18, field("comment", "1.1"): "Albatross."}
MINH: Values = {
    field("registration"): "0012346", field("learner_name"): "Minh Nguyễn Thị", field("mark", "1.1"): 9,
    field("comment", "1.1"): "Bittern.",
}  # fmt: skip


def _saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _copied(source: Worksheet, target: Worksheet, names: Mapping[str, DefinedName], values: Values) -> None:
    """Copy a worksheet's cells, with its names as names of the copy alone, as Excel does; and type values into it."""
    for row in source.iter_rows():
        for cell in row:
            target[cell.coordinate].value = copy.copy(cell.value)
    for name, defined in names.items():
        cell = defined.value.rpartition("!")[2]
        target.defined_names[name] = DefinedName(name, attr_text=f"'{target.title}'!{cell}")
        if name in values:
            target[cell.replace("$", "")].value = values[name]


def _with_copy(data: bytes, values: Values, *, named: bool = True) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    names = book.defined_names if named else {}
    _copied(book["Mark sheet"], book.create_sheet("Mark sheet (2)"), names, values)
    return _saved(book)


def test_a_copied_worksheet_with_a_learner_of_its_own_is_read_for_that_learner(tmp_path: Path) -> None:
    found = attempts(returned(tmp_path, {"a.xlsx": _with_copy(fill_cells(blank("xlsx"), RHYS), MINH)}))
    assert {learner: marked.criteria["1.1"].comment for (learner, _), marked in found.items()} == {
        "0012345": "Albatross.",
        "0012346": "Bittern.",
    }


def test_copies_of_a_nameless_sheet_are_read_each(tmp_path: Path) -> None:
    first = fill_cells(blank("xlsx", ""), {**RHYS, field("registration"): "0012345"})
    found = attempts(returned(tmp_path, {"a.xlsx": _with_copy(first, MINH)}))
    assert {learner: marked.criteria["1.1"].mark for (learner, _), marked in found.items()} == {
        "0012345": 18,
        "0012346": 9,
    }


def test_two_worksheets_of_one_learner_are_not_read_as_one(tmp_path: Path) -> None:
    data = _with_copy(fill_cells(blank("xlsx"), {field("mark", "1.1"): 18}), {field("mark", "1.2"): 9})
    found = only(returned(tmp_path, {"a.xlsx": data}))
    assert found.message == (
        "The worksheets “Mark sheet” and “Mark sheet (2)” are all mark sheets of learner 0012345, attempt 1. None of "
        "them is read."
    )


def test_a_copy_that_still_has_the_first_learners_name_is_refused(tmp_path: Path) -> None:
    values = {name: value for name, value in MINH.items() if name != field("learner_name")}
    (found,) = problems_of(returned(tmp_path, {"a.xlsx": _with_copy(fill_cells(blank("xlsx"), RHYS), values)}))
    assert found.message == (
        "The learner’s name is “Rhys Jones”, but 0012346 is the number of Minh Nguyễn Thị, so it cannot be told who "
        "is meant."
    )
    assert found.place.sheet == "Mark sheet (2)"


def test_a_copy_without_names_is_named(tmp_path: Path) -> None:
    data = _with_copy(fill_cells(blank("xlsx"), RHYS), {}, named=False)
    (found,) = problems_of(returned(tmp_path, {"a.xlsx": data}))
    assert found.place.sheet == "Mark sheet (2)"
    assert found.message == (
        "By what is printed on it, this is the mark sheet of 0012345 (Rhys Jones), unit 8604-308, attempt 1. Its "
        "fields are gone, so its marks are not in."
    )


def test_a_mark_sheet_copied_into_a_list_of_marks_is_read_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in LIST.splitlines():
        book.worksheets[0].append(line.split(","))
    source = openpyxl.load_workbook(io.BytesIO(blank("xlsx")))
    _copied(source["Mark sheet"], book.create_sheet("Mark sheet"), source.defined_names, MINH)
    inputs, (warning,) = read_inputs(returned(tmp_path, {"list.xlsx": _saved(book)}))
    assert {marked.learner: marked.criteria["1.1"].mark for marked in inputs.employers[0].marked} == {
        "0012345": 18,
        "0012346": 9,
    }
    assert "by its fields it was taken for a mark sheet of unit 8604-308" in warning.message
    assert warning.place.sheet == "Mark sheet"


def test_an_added_worksheet_is_quoted_though_a_cell_of_it_has_a_name(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(fill_cells(blank("xlsx"), RHYS)))
    book.create_sheet("Notes").append(["Bittern."])
    book.defined_names["reminder"] = DefinedName("reminder", attr_text="Notes!$A$1")
    (found,) = problems_of(returned(tmp_path, {"a.xlsx": _saved(book)}))
    assert found.message.startswith("The worksheet Notes says “Bittern.”.")
    assert found.reach.learners == ("0012345",)


@pytest.mark.parametrize("learner", ["", "0012345"], ids=["nameless", "named"])
def test_rows_of_criteria_that_were_pasted_one_row_further_down_are_refused(learner: str, tmp_path: Path) -> None:
    """All criteria still stand on the sheet, but each beside the cells of another one."""
    values = {} if learner else {field("registration"): "0012345"}
    book = openpyxl.load_workbook(io.BytesIO(fill_cells(blank("xlsx", learner), {**values, field("mark", "1.1"): 12})))
    page = book["Mark sheet"]
    for block in list(page.merged_cells.ranges):
        page.unmerge_cells(str(block))
    first = next(cell.row for cell in page["A"] if cell.value == "1.1") - 1
    copied = [[cell.value for cell in row] for row in page.iter_rows(min_row=first, max_row=first + 2)]
    for number, row in enumerate(copied, start=first + 1):
        for column, value in enumerate(row, start=1):
            page.cell(number, column).value = value
    target = io.BytesIO()
    book.save(target)
    found = only(returned(tmp_path, {"a.xlsx": target.getvalue()}))
    assert found.reach.learners == ("0012345",)
    assert found.message == (
        "The field for comment of criterion 1.1 stands in a row without a criterion (and 3 more on this sheet): rows "
        "were moved or pasted over others, so it cannot be told which criteria the marks are for. None of them are "
        "read."
    )


def test_a_workbook_with_more_fields_than_a_form_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("markpack.inputs.marks.forms.excel_form.MOST_FIELDS", 5)
    found = only(returned(tmp_path, {"a.xlsx": fill_cells(blank("xlsx"), RHYS)}))
    assert found.message.startswith("The workbook has more than ")
    assert found.reach.learners == ("0012345",)
