"""The markbook: a row a learner and attempt, a column a field, with live totals and outcomes, and a legend."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from markpack.documents.mark_sheet.form_parts_view import Field, FieldKind
from markpack.documents.results.markbook_view import Markbook, MarkbookCriterion, MarkbookRow
from markpack.documents.shared.spelling import series
from markpack.model.forms.markbook import SHEET
from markpack.writers.xlsx.cell import measure
from markpack.writers.xlsx.data_validation import choice_entry, count_entry, date_entry, free_entry, mark_entry
from markpack.writers.xlsx.markbook.columns import ARRANGEMENTS_WIDTH, OUTCOME, Columns
from markpack.writers.xlsx.markbook.legend import write_legend
from markpack.writers.xlsx.markbook.row_formulas import RowFormulas, not_met
from markpack.writers.xlsx.measure import text_height
from markpack.writers.xlsx.sheet import Rule, Sheet
from markpack.writers.xlsx.status_formulas import CHECK, outcome_styles, quoted
from markpack.writers.xlsx.style import (
    CENTRED,
    ENTRY,
    ENTRY_CENTRED,
    ENTRY_DATE,
    ENTRY_IDENTIFIER,
    IDENTIFIER,
    MISSING,
    NOT_MET,
    TEXT,
    TEXT_STRONG,
    WRONG,
    Style,
)
from markpack.writers.xlsx.typed_values import day, number_or_text
from markpack.writers.xlsx.workbook import Book

SPARE_ROWS = 10
"""Empty rows at the end, where an assessor adds a further attempt."""
KEYS, TITLE, HEADER, FIRST = 0, 1, 3, 4
"""The hidden row of keys, the title, the header, and the first learner's row."""
_TALLEST = 92.0  # points: a grid with long feedback stays a grid, and the whole text is in the cell


def write_markbook(book: Markbook) -> bytes:
    """Return the workbook of an assignment.

    The first row, hidden, holds each column's key as `model/forms/markbook` has them, a field's name, or nothing if
    the column is computed.
    """
    return _MarkbookWriter(book).write()


class _MarkbookWriter:
    """Writes the sheet with the marks, column by column within each row."""

    def __init__(self, model: Markbook) -> None:
        self.model = model
        self.columns = Columns(model)
        self.last_row = FIRST + len(model.rows) + SPARE_ROWS - 1
        self.book = Book(model.properties, model.branding)
        self.sheet: Sheet = self.book.sheet(SHEET, [column.width for column in self.columns.sequence], 4)
        self.row_formulas = RowFormulas(model, self.columns, self.sheet, (FIRST, self.last_row))

    def write(self) -> bytes:
        """Write everything."""
        model, sheet, look = self.model, self.sheet, self.book.look
        for index, column in enumerate(self.columns.sequence):
            sheet.write(KEYS, index, column.key, TEXT)
            sheet.write(HEADER, index, column.heading, look.header)
        sheet.title(
            f"Markbook: {model.unit_name}",
            self._subtitle(),
            hidden_rows=TITLE,
        )
        heights = (measure(column.width, look.header)(column.heading) for column in self.columns.sequence)
        sheet.set_height(HEADER, max(50.0, *heights))
        self._rules()
        for index in range(self.last_row - FIRST + 1):
            self._row(FIRST + index, model.rows[index] if index < len(model.rows) else None)
        self._colours()
        if model.carry_over:
            sheet.hide_columns(self.columns.number, self.columns.last_hidden)
        elif self.columns.piece:
            sheet.hide_columns(self.columns.piece[0], self.columns.last_hidden)
        if not self.model.scheme.has_criteria_to_meet:
            sheet.hide_columns(self.columns.not_met, self.columns.not_met)
        sheet.keep_as_text((FIRST, 0), (self.last_row, 0))
        sheet.worksheet.autofilter(HEADER, 0, self.last_row, self.columns.last_shown)
        sheet.worksheet.freeze_panes(FIRST, 5)
        sheet.worksheet.set_selection(FIRST, self.columns.award[0], FIRST, self.columns.award[0])
        last_printed = self.columns.last_entry
        sheet.finish((TITLE, HEADER), self.last_row, last_printed, groups=self.columns.groups)
        write_legend(self.book, model)
        return self.book.close()

    def _subtitle(self) -> str:
        branding = self.model.branding
        centre = f"{branding.employer} · Centre {branding.centre_number} {branding.centre}"
        return " · ".join(text for text in (centre, self.model.notice) if text)

    def _rules(self) -> None:
        """Attach each column's validation and its message, which repeats the criterion's text."""
        model = self.model
        attempt_rule = count_entry("Attempt", "1 for the first submission, 2 for the second, and so on.", 1, 9)
        registration_rule = free_entry(
            "Further attempt", "A learner’s registration number, as it stands above, and the attempt."
        )
        self._rule(self.columns.keys["registration"], registration_rule, FIRST + len(model.rows))
        self._rule(self.columns.keys["attempt"], attempt_rule, FIRST + len(model.rows))
        for criterion, column in zip(model.criteria, self.columns.award, strict=True):
            self._rule(column, self._award_rule(criterion, column))
        for field in model.trailing:
            if rule := self._field_rule(field):
                self._rule(self.columns.keys[field.name], rule)

    def _rule(self, column: int, rule: Rule, first: int = FIRST) -> None:
        self.sheet.validate(first, column, rule, self.last_row)

    def _award_rule(self, criterion: MarkbookCriterion, column: int) -> Rule:
        title = f"AC {criterion.id}"
        if not self.model.numbered:
            message = f"{title}: {series(criterion.award.choices, 'or')}; leave blank if not decided. {criterion.text}"
            return choice_entry(title, self.book.choices(criterion.award.choices), message)
        cell = xl_rowcol_to_cell(FIRST, column)
        return mark_entry(
            title, str(criterion.marks), criterion.minimum, cell, half_marks=self.model.half_marks,
            criterion_text=criterion.text, not_attempted=self.model.words.not_attempted,
        )  # fmt: skip

    def _field_rule(self, field: Field) -> Rule | None:
        if field.kind is FieldKind.DATE:
            return date_entry(field.label, "A date such as 14/10/2026.")
        choices = field.choices or self._staff(field)
        if choices:
            return choice_entry(field.label, self.book.choices(choices), "Choose from the list, or leave it blank.")
        return None

    def _staff(self, field: Field) -> tuple[str, ...]:
        """Return who may be named in a field: those listed for the unit."""
        if field.name.endswith("__assessor"):
            return self.model.assessors
        return self.model.iqas if field.name.endswith("__iqa") else ()

    def _row(self, row: int, learner: MarkbookRow | None) -> None:
        sheet, model = self.sheet, self.model
        values = learner.values if learner else {}
        height = max([20.0, *(text_height(text, 30) for text in values.values())])
        if learner:
            names = ((learner.first_name, 15), (learner.last_name, 18))
            height = max([height, *(text_height(text, width, bold=True) for text, width in names)])
            height = max(height, text_height(learner.arrangements, ARRANGEMENTS_WIDTH))
            height = max(height, text_height(not_met(model, learner), sheet.width(self.columns.not_met)))
        sheet.set_height(row, min(height, _TALLEST))
        name: Style = TEXT_STRONG
        if learner:
            sheet.write(row, 0, learner.registration, IDENTIFIER)
            sheet.write(row, 1, learner.first_name, name)
            sheet.write(row, 2, learner.last_name, name)
            sheet.write(row, 3, learner.attempt, CENTRED)
        else:
            for column, style in enumerate((ENTRY_IDENTIFIER, ENTRY, ENTRY, ENTRY_CENTRED)):
                sheet.write(row, column, None, style)
        if self.columns.arrangements is not None:
            sheet.write(row, self.columns.arrangements, learner.arrangements if learner else "", TEXT)
        for criterion, column in zip(model.criteria, self.columns.award, strict=True):
            award = number_or_text(values.get(criterion.award.name, ""))
            sheet.write(row, column, award, ENTRY_CENTRED)
            sheet.write(row, self.columns.keys[criterion.comment.name], values.get(criterion.comment.name), ENTRY)
            for entry in criterion.records:
                # As text, or a program would take a time on the recording, such as 12:30, for one of the day.
                style = ENTRY_IDENTIFIER if entry.field.kind is FieldKind.TEXT else ENTRY
                sheet.write(row, self.columns.keys[entry.field.name], values.get(entry.field.name), style)
        for field in model.trailing:
            text = values.get(field.name, "")
            date = day(text) if field.kind is FieldKind.DATE else None
            style = ENTRY_DATE if field.kind is FieldKind.DATE else ENTRY
            sheet.write(row, self.columns.keys[field.name], date or text, style)
        self.row_formulas.write_row(row, learner)

    def _colours(self) -> None:
        """Colour outcomes and marks: below the minimum, and missing where the row has begun."""
        sheet, last, top = self.sheet, self.last_row, FIRST + 1
        words = self.model.words
        missed = [word for word in (words.not_met, words.not_attempted) if word]
        sheet.colour_words((FIRST, OUTCOME), (last, OUTCOME), (*outcome_styles(words), (CHECK, WRONG)))
        for index, column in enumerate(self.columns.award):
            cell = f"${xl_col_to_name(self.columns.statuses[index])}{top}"
            not_marked = quoted(words.not_marked)
            is_missing = f"AND({cell}={not_marked},$E{top}<>{not_marked})"
            for target in (column, self.columns.statuses[index]):
                for test, style in (
                    *((f"={cell}={quoted(word)}", NOT_MET) for word in missed),
                    (f'={cell}="{CHECK}"', WRONG),
                    (f"={is_missing}", MISSING),
                ):
                    sheet.highlight((FIRST, target), (last, target), test, style)
