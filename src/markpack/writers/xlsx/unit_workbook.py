"""A unit as a workbook: sheets to fill in from top to bottom, all of them open to be edited."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.documents.shared.document import Page
from markpack.documents.unit_workbook.view import Content, FieldSheet, RowSheet, UnitWorkbook
from markpack.model.forms.unit_workbook import METHOD, NOTE, Column, Holds
from markpack.writers.xlsx.cell import Cell, measure
from markpack.writers.xlsx.data_validation import choice_entry, free_entry
from markpack.writers.xlsx.measure import TALLEST_ROW, fitting_width
from markpack.writers.xlsx.sheet import Rule, Sheet
from markpack.writers.xlsx.style import ENTRY, ENTRY_DATE, ENTRY_IDENTIFIER, LABEL, Style
from markpack.writers.xlsx.style import NOTE as NOTE_STYLE
from markpack.writers.xlsx.workbook import Book

_NEEDED = "Needed."
_LEAST_HEIGHT = 20.0
_SHORT = {
    Holds.ID: 11.0,
    Holds.IDS: 13.0,
    Holds.NUMBER: 9.0,
    Holds.DATE: 18.0,
    Holds.YES_OR_NO: 9.0,
    Holds.CHOICE: 24.0,
}
_TEXT_WIDTH, _WIDEST = 30.0, 66.0


def write_unit_workbook(view: UnitWorkbook) -> bytes:
    """Return the workbook of a unit, ready to be filled in. Raises ValueError if a text is too long for a cell."""
    page = Page(head_left=view.unit.title, head_right="Unit", foot_left="", landscape=True)
    book = Book(view.properties, view.branding, page)
    _fields(book, view.unit, 66.0)
    _rows(book, view.criteria)
    _rows(book, view.tasks)
    _fields(book, view.methods, 52.0)
    return book.close()


def _fields(book: Book, of: FieldSheet, width: float) -> None:
    heads = (*of.heads, *("",) * bool(of.choices))
    sheet = book.sheet(of.name, (24.0, 40.0, *(width for _ in heads)), repeated=2)
    row = _top(sheet, of.title, of.help)
    top = row
    for column, text in enumerate((of.corner, NOTE, *heads)):
        sheet.write(row, column, text, book.look.header)
        if column > 1 and of.choices:
            choices = book.choices((*of.heads, *of.choices))
            sheet.validate(row, column, choice_entry(METHOD, choices, "The method that this column is about."))
    sheet.set_height(row, 24)
    for position, field in enumerate(of.fields):
        row += 1
        cells = [Cell(0, field.heading, LABEL), Cell(1, _note(field), NOTE_STYLE)]
        values = [record[position] for record in of.records] + [None] * bool(of.choices)
        cells += [Cell(column, value, _style(field)) for column, value in enumerate(values, start=2)]
        _place(sheet, row, cells)
        for column in range(2, 2 + len(values)):
            sheet.validate(row, column, _rule(book, field))
    sheet.keep_as_text((top, 2), (row, sheet.last_column))
    sheet.worksheet.freeze_panes(top + 1, 1)
    sheet.finish((top, top), row, protected=False)


def _rows(book: Book, of: RowSheet) -> None:
    widths = [_width(column, [row[position] for row in of.rows]) for position, column in enumerate(of.columns)]
    sheet = book.sheet(of.name, widths)
    row = _top(sheet, of.title, of.help)
    _place(sheet, row, [Cell(position, _note(column), NOTE_STYLE) for position, column in enumerate(of.columns)])
    top = row + 1
    _place(sheet, top, [Cell(position, column.heading, book.look.header) for position, column in enumerate(of.columns)])
    empty: tuple[Content, ...] = (None,) * len(of.columns)
    row = top
    for values in (*of.rows, *(empty for _ in range(of.spare))):
        row += 1
        _place(
            sheet,
            row,
            [Cell(position, values[position], _style(column)) for position, column in enumerate(of.columns)],
        )
    for position, column in enumerate(of.columns):
        sheet.validate(top + 1, position, _rule(book, column), row)
    sheet.keep_as_text((top + 1, 0), (row, sheet.last_column))
    sheet.worksheet.freeze_panes(top + 1, 3)
    sheet.finish((top, top), max(top + len(of.rows), top + 1), protected=False)


def _top(sheet: Sheet, title: str, text: str) -> int:
    """Write a sheet's title and how it is filled in, in the columns that a screen shows; return the row after them."""
    last, width = 0, sheet.width(0)
    while last < sheet.last_column and width < 110:
        last += 1
        width += sheet.width(last)
    row = sheet.title(title, sheet.name)
    return sheet.place(row, Cell(0, text, NOTE_STYLE, last))


def _place(sheet: Sheet, row: int, cells: Sequence[Cell]) -> None:
    """Write a row that stays one row, whatever its texts need: what is read as one record may not be split."""
    heights = [measure(sheet.width(cell.column), cell.style)(cell.value) for cell in cells]
    sheet.set_height(row, min(TALLEST_ROW, max(_LEAST_HEIGHT, *heights)))
    for cell in cells:
        sheet.write(row, cell.column, cell.value, cell.style)


def _width(column: Column, values: Sequence[Content]) -> float:
    """Return a column's width: room for its heading, and for texts so that no row is taller than a page."""
    if column.holds in _SHORT:
        return _SHORT[column.holds]
    texts = [value for value in values if isinstance(value, str)]
    longest = max(map(len, texts), default=0)
    if texts and longest <= 20:
        return 14.0
    return fitting_width(texts, 44.0 if longest > 300 else _TEXT_WIDTH, _WIDEST)


def _style(column: Column) -> Style:
    if column.holds is Holds.DATE:
        return ENTRY_DATE
    return ENTRY if column.holds is Holds.NUMBER else ENTRY_IDENTIFIER


def _note(column: Column) -> str:
    lists = {
        Holds.LINES: "One entry on each line.",
        Holds.IDS: "With commas between.",
        Holds.ASKS: "One a line, as in risks: 5 risks.",
        Holds.PRODUCTS: "One entry on each line, with its length first, as in 450 words: Notes on the risks.",
        Holds.LINES_BY_CRITERION: "One a line, as in 1.1: Which styles do you use?",
    }
    return " ".join(filter(None, (_NEEDED * column.required, column.note, lists.get(column.holds))))


def _rule(book: Book, column: Column) -> Rule:
    if column.choices:
        return choice_entry(column.heading, book.choices(column.choices), _note(column))
    if column.holds is Holds.YES_OR_NO:
        return choice_entry(column.heading, ["yes", "no"], _note(column))
    return free_entry(column.heading, _note(column) or column.heading)
