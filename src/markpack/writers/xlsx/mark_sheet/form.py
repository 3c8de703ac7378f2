"""A mark sheet's worksheet and its entry cells: named as their fields, open on a blank sheet, locked on a final one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from markpack.documents.mark_sheet.view import Field, MarkSheet, MarkSheetForm, Stage
from markpack.model.outcome import Outcome
from markpack.writers.xlsx.cell import Cell, Content, Varying
from markpack.writers.xlsx.data_validation import choice_entry
from markpack.writers.xlsx.measure import fitting_width
from markpack.writers.xlsx.sheet import Rule, Sheet
from markpack.writers.xlsx.status_formulas import CHECK, outcome_styles
from markpack.writers.xlsx.style import ENTRY, TEXT, WRONG, Style
from markpack.writers.xlsx.workbook import Book

AC, CRITERION, DESCRIPTORS, FEEDBACK, AWARD = 0, 1, 2, 5, 6
"""The columns of a criterion's row; out of and minimum, where there are marks, and status come after the award."""
_TEXT_WIDTHS = ((9, 9), (27, 40), (27, 54), (27, 54), (27, 54))  # least and most
_FEEDBACK_WIDTH = (42, 70)
_MARK_WIDTHS = (9.0, 8.0, 10.0, 16.0)
_DECISION_WIDTHS = (14.0, 18.0)


@dataclass(frozen=True)
class Body:
    """The rows of the criteria."""

    first: int
    last: int


class FormSheet:
    """The worksheet of one mark sheet."""

    def __init__(self, model: MarkSheet, feedback: float | None = None) -> None:
        """Start the workbook; `feedback` is its column's width, by default what the sheet's own feedback needs."""
        self.model = model
        self.form: MarkSheetForm = model.form
        self.is_final = model.stage is Stage.COMPLETED
        self.book = Book(model.properties, model.form.branding, model.page)
        words = self.form.words
        statuses = (words.status(met) for met in (True, False, None))
        self.book.results = (*statuses, *(words.word(outcome) for outcome in Outcome), CHECK)
        award_widths = _MARK_WIDTHS if model.form.numbered else _DECISION_WIDTHS
        self.grid: Sheet = self.book.sheet("Mark sheet", (*_text_widths(model, feedback), *award_widths))
        self.last_column = self.grid.last_column

    def varying(self, content_for: Callable[[MarkSheet], Content]) -> Varying:
        """Return content that varies by learner; `content_for` gives it for any sheet of this form."""
        return Varying(content_for(self.model), content_for)

    def entry(
        self,
        row: int,
        field: Field,
        column: int,
        last: int | None = None,
        *,
        style: Style = ENTRY,
        value_style: Style = TEXT,
        rule: Rule | None = None,
        convert: Callable[[str], Content] = str,
        grid: Sheet | None = None,
    ) -> Cell:
        """Name a field's cell and return it: open for entry unless the sheet is final or the field has a value.

        `grid` is the field's worksheet, by default that of the mark sheet. On a blank sheet, a cell with a value has no
        name, so it is not read back as an entry; the learner's details are the exception. `convert` returns the cell's
        content for a value.
        """
        grid, value = grid or self.grid, self.model.values.get(field.name, "")
        learner_fields = (self.form.learner_name, self.form.registration, self.form.attempt)
        if self.is_final or not value or field in learner_fields:
            self.book.define(field.name, grid, row, column)
        if self.is_final or value:
            return Cell(
                column, self.varying(lambda model: convert(model.values.get(field.name, ""))), value_style, last
            )
        if rule is not None:
            grid.validate(row, column, rule)
        return Cell(column, None, style, last)

    def define_outcome(self, row: int, field: Field) -> str:
        """Name the cell of an outcome, with the colours of its words; return its address."""
        address: str = xl_rowcol_to_cell(row, AWARD, row_abs=True, col_abs=True)
        self.book.define(field.name, self.grid, row, AWARD)
        styles = (*outcome_styles(self.form.words), (CHECK, WRONG))
        self.grid.colour_words((row, AWARD), (row, self.last_column), styles, address)
        return address

    def person(self, row: int, field: Field, column: int, last: int) -> Cell:
        """Return the cell of a name, chosen from a list where the field has one."""
        rule = None
        if field.choices:
            rule = choice_entry(field.label, self.book.choices(field.choices), "Choose the name from the list.")
        value_style: Style = {**TEXT, "valign": "vcenter"}
        return self.entry(row, field, column, last, value_style=value_style, rule=rule)


def feedback_width(model: MarkSheet) -> float:
    """Return the width of the feedback column; it grows in steps of a line, so that there are few widths."""
    comments = (model.values.get(row.comment.name, "") for section in model.form.sections for row in section.rows)
    return fitting_width(comments, *_FEEDBACK_WIDTH)


def _text_widths(model: MarkSheet, feedback: float | None) -> tuple[float, ...]:
    """Return the widths of the columns with text, wider where the longest text would make a row very tall."""
    rows = [row for section in model.form.sections for row in section.rows]
    columns = [
        [""],
        [row.text for row in rows],
        *([row.descriptors[index].text for row in rows] for index in range(FEEDBACK - DESCRIPTORS)),
    ]
    fixed = (
        fitting_width(texts, minimum, maximum) for (minimum, maximum), texts in zip(_TEXT_WIDTHS, columns, strict=True)
    )
    return (*fixed, feedback_width(model) if feedback is None else feedback)
