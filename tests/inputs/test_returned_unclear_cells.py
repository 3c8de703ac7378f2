"""Cells of which people may think otherwise than what is read: struck through, merged, or in hidden columns."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from lxml.etree import _Element as Element
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.errors import Severity
from markpack.inputs.workspace_inputs import read_inputs
from markpack.report import Options
from tests.inputs.problems import only, problems_of
from tests.inputs.returned import (
    FOLDER,
    REGISTER,
    W,
    blank,
    control,
    edit_word,
    field,
    fill_cells,
    fill_word,
    returned,
    runs,
)
from tests.workspaces import MARKS_FILE, write_workspace

MARK, NEXT = field("mark", "1.1"), field("mark", "1.2")


def mark_of(root: Path) -> object:
    """The mark that was read for the first criterion, whatever was warned of."""
    (marked,) = read_inputs(root)[0].employers[0].marked
    return marked.criteria["1.1"].mark


def place_of(book: openpyxl.Workbook, name: str) -> tuple[str, str]:
    ((sheet, cell),) = book.defined_names[name].destinations
    return sheet, cell.replace("$", "")


def sheet(edit: Callable[[openpyxl.Workbook], None], **values: object) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(fill_cells(blank("xlsx"), {MARK: 18, **values})))
    edit(book)
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _strike_cell(book: openpyxl.Workbook) -> None:
    title, cell = place_of(book, MARK)
    book[title][cell].font = Font(strike=True)


def _strike_word(book: openpyxl.Workbook) -> None:
    title, cell = place_of(book, field("comment", "1.1"))
    struck = TextBlock(InlineFont(strike=True), "Weak.")
    book[title][cell].value = CellRichText("Strong. ", struck)


@pytest.mark.parametrize(
    ("edit", "text"), [(_strike_cell, "18"), (_strike_word, "Strong. Weak.")], ids=["cell", "part"]
)
def test_what_is_struck_through_in_a_workbook_is_named(
    edit: Callable[[openpyxl.Workbook], None], text: str, tmp_path: Path
) -> None:
    root = returned(tmp_path, {"a.xlsx": sheet(edit)})
    found = only(root, Severity.WARNING)
    assert found.message == f"“{text}” is struck through, but read as if there were no line."
    assert (found.place.file, found.reach.learners) == (f"{FOLDER}/a.xlsx", ("0012345",))
    assert mark_of(root) == 18


@pytest.mark.parametrize("setting", ["strike", "dstrike"])
def test_what_is_struck_through_in_a_word_document_is_named(setting: str, tmp_path: Path) -> None:
    def edit(body: Element) -> None:
        for run in control(body, MARK).iter(f"{W}r"):
            run.insert(0, runs(f"<w:rPr><w:{setting}/></w:rPr>")[0])

    root = returned(tmp_path, {"a.docx": edit_word(fill_word(blank("docx"), {MARK: "18"}), edit)})
    found = only(root, Severity.WARNING)
    assert found.message == "“18” is struck through, but read as if there were no line."
    assert found.place.field.startswith("AC 1.1: mark")


def test_a_mark_in_a_cell_merged_over_two_criteria_is_refused(tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        (title, first), (_, last) = place_of(book, MARK), place_of(book, NEXT)
        book[title].merge_cells(f"{first}:{last}")

    root = returned(tmp_path, {"a.xlsx": sheet(edit)})
    found = only(root)
    assert found.message == (
        "“18” stands in one cell that was merged from those of AC 1.1 mark and AC 1.2 mark, so it cannot be told what "
        "it is for. It is not read."
    )
    assert found.reach.learners == ("0012345",)


def test_a_hidden_column_of_a_mark_sheet_is_read_and_named(tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        title, cell = place_of(book, MARK)
        book[title].column_dimensions[cell.rstrip("0123456789")].hidden = True

    root = returned(tmp_path, {"a.xlsx": sheet(edit)})
    found = only(root, Severity.WARNING)
    assert found.message == "Column G is hidden, and what is filled in there is read all the same."
    assert mark_of(root) == 18


def markbook(folder: Path, edit: Callable[[Worksheet, dict[str, str]], None]) -> bytes:
    """A markbook with marks for the first learner, after an edit that is given the letters of columns by their keys."""
    root = write_workspace(folder, register=REGISTER)
    (root / MARKS_FILE).unlink()
    assert build(Workspace(root), Options(kinds=("markbook",), jobs=1)).failed == ()
    book = openpyxl.load_workbook(root / "output/acme/8604-308/Markbook-8604-308.xlsx")
    marks = book["Marks"]
    letters = {str(cell.value): cell.column_letter for cell in marks[1] if cell.value}
    row = next(cell.row for cell in marks[letters["registration"]] if cell.value == "0012345")
    for key, value in ((MARK, 18), (field("assessor"), "Dana Whitfield")):
        marks[f"{letters[key]}{row}"] = value
    edit(marks, letters | {"row": str(row)})
    return _saved(book)


def test_a_mark_merged_over_criteria_or_learners_of_a_markbook_is_refused(tmp_path: Path) -> None:
    def across(marks: Worksheet, at: dict[str, str]) -> None:
        marks.merge_cells(f"{at[MARK]}{at['row']}:{at[NEXT]}{at['row']}")

    def down(marks: Worksheet, at: dict[str, str]) -> None:
        marks.merge_cells(f"{at[MARK]}{at['row']}:{at[MARK]}{int(at['row']) + 1}")

    found = only(returned(tmp_path / "across", {"a.xlsx": markbook(tmp_path / "a", across)}))
    assert (
        "merged from those of AC 1.1 mark, AC 1.1 comment and AC 1.2 mark, of 0012345, so it cannot be told"
        in found.message
    )
    found = only(returned(tmp_path / "down", {"a.xlsx": markbook(tmp_path / "d", down)}))
    assert "merged from those of AC 1.1 mark, of 0012345 and 0012346, so it cannot be told" in found.message
    assert set(found.reach.learners) == {"0012345", "0012346"}


def test_hidden_columns_and_struck_marks_of_a_markbook_are_named_and_read(tmp_path: Path) -> None:
    def edit(marks: Worksheet, at: dict[str, str]) -> None:
        marks.column_dimensions[at[MARK]].hidden = True
        marks[f"{at[MARK]}{at['row']}"].font = Font(strike=True)

    root = returned(tmp_path / "root", {"a.xlsx": markbook(tmp_path / "book", edit)})
    messages = {problem.message for problem in problems_of(root)}
    assert messages >= {
        "“18” is struck through, but read as if there were no line.",
    }
    assert any("hidden, and read all the same." in message for message in messages)
    assert mark_of(root) == 18
