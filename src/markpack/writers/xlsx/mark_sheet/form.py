"""A mark sheet's worksheet and its entry cells: named as their fields, open on a blank sheet, locked on a final one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from markpack.documents.mark_sheet.form_parts_view import CriterionRow, Field
from markpack.documents.mark_sheet.view import MarkSheet, MarkSheetForm, Stage
from markpack.model.outcome import Outcome
from markpack.writers.xlsx.cell import Cell, Content, Varying
from markpack.writers.xlsx.data_validation import choice_entry
from markpack.writers.xlsx.grade_formulas import CriterionCells, GradeFormulas
from markpack.writers.xlsx.measure import fitting_width
from markpack.writers.xlsx.paper import characters, fit_widths
from markpack.writers.xlsx.sheet import Rule, Sheet
from markpack.writers.xlsx.status_formulas import CHECK, StatusFormulas, array, outcome_styles, quoted, result_words
from markpack.writers.xlsx.style import ENTRY, TEXT, WRONG, Style
from markpack.writers.xlsx.workbook import Book

AC, CRITERION = 0, 1
"""The first columns of a criterion's row; descriptors, feedback and award follow, and its status is the last."""
_LEAST_MIDDLE = 3
"""The columns between the criterion and the feedback: its descriptors; where they are fewer, its text has the rest."""
_AC_WIDTH, _CRITERION_WIDTH, _DESCRIPTOR_WIDTH = 8.5, (27, 40), (33, 54)  # least and most
_LEAST_CRITERION_WIDTH, _LEAST_DESCRIPTOR_WIDTH = 18, 20
"""Where a page has no room for more."""
_REST_WIDTH = 20.0
_FEEDBACK_WIDTH, _LEAST_FEEDBACK_WIDTH = (40, 70), 31
"""Feedback has the least where descriptors, which make rows taller than it does, need the room."""
_MARK_WIDTH, _OUT_OF_WIDTH, _MINIMUM_WIDTH, _STATUS_WIDTH = 8.0, 8.0, 11.0, 14.0
_DECISION_WIDTHS = (14.0, 18.0)
_TIER_WIDTH = 14.0


@dataclass(frozen=True)
class Body:
    """The rows of a unit's criteria, or of all of a sheet's, and the criteria's cells."""

    first: int
    last: int
    cells: tuple[CriterionCells, ...]


class FormSheet:
    """The worksheet of one mark sheet."""

    def __init__(self, model: MarkSheet, feedback: float | None = None) -> None:
        """Start the workbook; `feedback` is its column's width, by default what the sheet's own feedback needs."""
        self.model = model
        self.form: MarkSheetForm = model.form
        self.is_final = model.stage is Stage.COMPLETED
        self.book = Book(model.properties, model.form.branding, model.page)
        self.book.results = result_words(self.form.scheme)
        self.statuses = StatusFormulas(self.form.scheme, self.form.half_marks)
        self.grades = GradeFormulas(self.form.scheme, self.form.attempts, _holding)
        self.descriptors = _descriptors(self.form.rows)
        self.has_minimum = any(row.minimum for row in self.form.rows)
        self.has_tiers = _has_tiers(self.form)
        feedback_column = feedback_width(model) if feedback is None else feedback
        text_widths, award_widths = _text_widths(model.form, feedback_column), _award_widths(model.form)
        widths = (*text_widths, feedback_column, *award_widths)
        self.attempts: dict[str, str] = {}
        """The cell of the attempt's number, once it is placed; of several units, that in which each was last shown."""
        self.first_descriptor = len(text_widths) - len(self.descriptors)
        self.feedback = len(text_widths)
        self.award = self.feedback + 1
        self.grid: Sheet = self.book.sheet("Mark sheet", widths, repeated=0)
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

    def comment_height(self, least: float) -> float:
        """Return the least height in points of a comment's row: `least` while somebody may still write there."""
        return 20 if self.is_final and not self.model.keeps_room else least

    def define_outcome(self, row: int, field: Field) -> str:
        """Name the cell of an outcome, with the colours of its words; return its address.

        The outcome of a completed sheet that is held, or not final otherwise, has no grade's colour.
        """
        address: str = xl_rowcol_to_cell(row, self.award, row_abs=True, col_abs=True)
        self.book.define(field.name, self.grid, row, self.award)
        words = self.form.words
        has_grade = not self.is_final or self.model.outcome is not Outcome.INCOMPLETE
        styles = [entry for entry in outcome_styles(words) if has_grade or entry[0] == words.incomplete]
        styles.append((CHECK, WRONG))
        self.grid.colour_words((row, self.award), (row, self.last_column), styles, address)
        return address

    def outcome(self, statuses: str, body: Body) -> str:
        """Return an expression for the outcome of criteria; `statuses` is the range of their statuses."""
        return self.grades.outcome(statuses, body.cells, self.attempts)

    def person(self, row: int, field: Field, column: int, last: int) -> Cell:
        """Return the cell of a name, chosen from a list where the field has one."""
        rule = None
        if field.choices:
            rule = choice_entry(field.label, self.book.choices(field.choices), "Choose the name from the list.")
        value_style: Style = {**TEXT, "valign": "vcenter"}
        return self.entry(row, field, column, last, value_style=value_style, rule=rule)


def feedback_width(model: MarkSheet) -> float:
    """Return the width of the feedback column; it grows in steps of a line, so that there are few widths."""
    form = model.form
    wanted, needed = _wanted_widths(form)
    awards = _award_widths(form)
    room = characters(len(wanted) + 1 + len(awards)) - sum(awards)
    least = max(_LEAST_FEEDBACK_WIDTH, min(_FEEDBACK_WIDTH[0], math.floor(room - sum(wanted))))
    most = max(least, min(_FEEDBACK_WIDTH[1], math.floor(room - sum(needed))))
    return fitting_width((model.values.get(row.comment.name, "") for row in form.rows), least, most)


def _has_tiers(form: MarkSheetForm) -> bool:
    return any(row.counts_for for row in (*form.rows, *form.carried_rows))


def _descriptors(rows: Sequence[CriterionRow]) -> tuple[str, ...]:
    """Return the headings of the columns of descriptors."""
    return tuple(dict.fromkeys(part.heading for row in rows for part in row.descriptors))


def _award_widths(form: MarkSheetForm) -> tuple[float, ...]:
    tier = (_TIER_WIDTH,) if _has_tiers(form) else ()
    if not form.numbered:
        award, status = _DECISION_WIDTHS
        return (award, *tier, status)
    minimum = (_MINIMUM_WIDTH,) if any(row.minimum for row in form.rows) else ()
    return (_MARK_WIDTH, _OUT_OF_WIDTH, *minimum, *tier, _STATUS_WIDTH)


def _holding(criteria: Sequence[CriterionCells], words: Sequence[str]) -> str:
    """Count awards in the column of them; between those of criteria it is empty."""
    column = f"{criteria[0].awards[0]}:{criteria[-1].awards[0]}"
    return f'SUMPRODUCT(--({column}&""={array(map(quoted, words))}))'


def _text_widths(form: MarkSheetForm, feedback: float) -> tuple[float, ...]:
    """Return the widths of the columns before the feedback, beside which they have to fit on a page."""
    wanted, needed = _wanted_widths(form)
    fixed = (feedback, *_award_widths(form))
    return fit_widths((*wanted, *fixed), (*needed, *fixed))[: len(wanted)]


def _wanted_widths(form: MarkSheetForm) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return what these columns want, more where a long text would make a row very tall, and what they need."""
    rows, descriptors = form.rows, _descriptors(form.rows)
    rest = [_REST_WIDTH] * (_LEAST_MIDDLE - len(descriptors))
    columns = (
        [part.text for row in rows for part in row.descriptors if part.heading == heading] for heading in descriptors
    )
    criterion = fitting_width((row.text for row in rows), *_CRITERION_WIDTH)
    return (
        (_AC_WIDTH, criterion, *rest, *(fitting_width(texts, *_DESCRIPTOR_WIDTH) for texts in columns)),
        (_AC_WIDTH, _LEAST_CRITERION_WIDTH, *rest, *(_LEAST_DESCRIPTOR_WIDTH for _ in descriptors)),
    )
