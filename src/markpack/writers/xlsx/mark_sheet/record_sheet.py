"""The worksheet for the assessor's record of a discussion, presentation, log and so on."""

from __future__ import annotations

from markpack.documents.mark_sheet.form_parts_view import FieldKind, RecordEntry, WritingSpace
from markpack.model.forms.labels import CRITERION_HEADINGS
from markpack.writers.xlsx.cell import Cell
from markpack.writers.xlsx.data_validation import choice_entry, date_entry
from markpack.writers.xlsx.mark_sheet.form import FormSheet
from markpack.writers.xlsx.paper import fit_widths
from markpack.writers.xlsx.sheet import Sheet
from markpack.writers.xlsx.style import (
    ENTRY_DATE,
    IDENTIFIER_STRONG,
    LABEL,
    TEXT,
    TEXT_STRONG,
)

_AC, _CRITERION, _PROMPTS = 9.0, 40.0, 46.0
_WIDTHS = {WritingSpace.LITTLE: 44.0, WritingSpace.USUAL: 44.0, WritingSpace.MUCH: 70.0}
_SHORT = 22.0
_LEAST_PART = 0.6
"""The part of these widths that a column needs, where all of them together are too wide for a page."""


def write_record(sheet: FormSheet) -> None:
    """Add the record's worksheet: entries for the whole, and a row for each criterion."""
    form = sheet.form
    rows = form.rows
    count = len(rows[0].records)
    widths = [_SHORT if entry.field.kind is FieldKind.TEXT else _WIDTHS[entry.room] for entry in rows[0].records]
    wanted = (_AC, _CRITERION, _PROMPTS, *widths)
    least = (_AC, *(width * _LEAST_PART for width in wanted[1:]))
    grid = sheet.book.sheet("Record", fit_widths(wanted, least), repeated=0)
    top = grid.title(f"{form.record_heading}: {form.unit_name}", form.qualification)
    row = top
    for entry in form.records:
        row = grid.place(row, Cell(0, entry.heading, LABEL, 1), _entry(sheet, grid, row, entry, 2, 3), min_height=28)
    header = row + 1
    headings = (*CRITERION_HEADINGS, form.prompts_heading, *(entry.heading for entry in rows[0].records))
    row = grid.headings(header, headings, min_height=30)
    for criterion in rows:
        grid.keep_as_text((row, 0), (row, 0))
        row = grid.place(
            row,
            Cell(0, criterion.id, IDENTIFIER_STRONG),
            Cell(1, criterion.text, TEXT_STRONG),
            Cell(2, "\n".join(f"• {prompt}" for prompt in criterion.prompts), TEXT),
            *(
                _entry(sheet, grid, row, entry, column)
                for column, entry in enumerate(criterion.records, start=len(headings) - count)
            ),
            min_height=34 if sheet.is_final else 110,
        )
    grid.finish((header, header), row - 1)


def _entry(sheet: FormSheet, grid: Sheet, row: int, entry: RecordEntry, column: int, last: int | None = None) -> Cell:
    """Name an entry's cell and return it, open for entry unless it has a value or the sheet is final."""
    field = entry.field
    if field.kind is FieldKind.DATE:
        rule = date_entry(entry.heading, "The day on which it took place.")
        return sheet.entry(row, field, column, last, style=ENTRY_DATE, rule=rule, grid=grid)
    choices = sheet.book.choices(field.choices)
    choice_rule = choice_entry(entry.heading, choices, "Choose from the list.") if field.choices else None
    return sheet.entry(row, field, column, last, rule=choice_rule, grid=grid)
