"""The markbook: a row a learner and attempt, a column a field, with live totals and outcomes, and a legend."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from markpack.documents.feedback import Standing
from markpack.documents.mark_sheet import Field, FieldKind
from markpack.documents.markbook import Markbook, MarkbookCriterion, MarkbookRow
from markpack.writers.xlsx.entry import choice_entry, count_entry, date_entry, free_entry, mark_entry
from markpack.writers.xlsx.legend import write_legend
from markpack.writers.xlsx.measure import text_height
from markpack.writers.xlsx.sheet import Content, Formula, Rule, Sheet
from markpack.writers.xlsx.standing import (
    CHECK,
    INCOMPLETE,
    PASS,
    REFERRAL,
    day,
    number,
    outcome,
    outcome_formula,
    standing,
    standing_formula,
)
from markpack.writers.xlsx.style import (
    CENTRED,
    ENTRY,
    ENTRY_CENTRED,
    ENTRY_DATE,
    ENTRY_IDENTIFIER,
    IDENTIFIER,
    MET,
    MISSING,
    NOT_MET,
    PERCENTAGE,
    TEXT,
    TEXT_STRONG,
    WRONG,
    Style,
)
from markpack.writers.xlsx.workbook import Book, page_of

SPARE_ROWS = 10
"""Empty rows at the end, where an assessor adds a further attempt."""
KEYS, TITLE, HEADER, FIRST = 0, 1, 3, 4
"""The hidden row of keys, the title, the header, and the first learner's row."""
_TALLEST = 92.0  # points: a grid with long feedback stays a grid, and the whole text is in the cell
_PRINTED_WIDTH = 250.0  # characters on a page that can still be read
_NOT_STARTED = Standing.NOT_MARKED.value


@dataclass(frozen=True)
class _Column:
    """A column: its key for whoever reads the markbook back (empty if computed), heading and width."""

    key: str
    heading: str
    width: float


def write_markbook(book: Markbook) -> bytes:
    """Return the workbook of an assignment.

    The first row, hidden, holds each column's key: `registration`, `first_name`, `last_name`, `attempt`, a field's
    name, `carried:` and the award field's name for what counts from an earlier attempt, or nothing if computed.
    """
    return _MarkbookWriter(book).write()


class _MarkbookWriter:
    """Writes the sheet with the marks, column by column within each row."""

    def __init__(self, model: Markbook) -> None:
        self.model = model
        self.maximum = sum(criterion.marks for criterion in model.criteria)
        self.columns = tuple(self._columns())
        keys = {column.key: index for index, column in enumerate(self.columns) if column.key}
        self.award = [keys[criterion.award.name] for criterion in model.criteria]
        self.carried = [keys[f"carried:{criterion.award.name}"] for criterion in model.criteria]
        self.keys = keys
        self.standing = len(self.columns) - len(model.criteria)
        self.last_row = FIRST + len(model.rows) + SPARE_ROWS - 1
        self.book = Book(model.properties, model.branding)
        self.sheet: Sheet = self.book.sheet("Marks", [column.width for column in self.columns])

    def _columns(self) -> Iterator[_Column]:
        model = self.model
        yield _Column("registration", "Registration number", 15)
        yield _Column("first_name", "First name", 15)
        yield _Column("last_name", "Last name", 18)
        yield _Column("attempt", "Attempt", 9)
        yield _Column("", "Outcome", 15)
        if model.numbered:
            yield _Column("", f"Total\nout of {self.maximum}", 10)
            yield _Column("", "Percentage", 12)
        yield _Column("", "AC not met", 14)
        for criterion in model.criteria:
            asked = f"Mark out of {criterion.marks},\nminimum {criterion.minimum}" if model.numbered else "Decision"
            yield _Column(criterion.award.name, f"AC {criterion.id}\n{asked}", 14)
            yield _Column(criterion.comment.name, f"AC {criterion.id}\nFeedback", 30)
        for field in model.trailing:
            yield _Column(field.name, field.label, 30 if field.kind is FieldKind.LONG_TEXT else 19)
        for criterion in model.criteria:
            yield _Column(f"carried:{criterion.award.name}", f"AC {criterion.id}\ncarried over", 12)
        for criterion in model.criteria:
            yield _Column("", f"AC {criterion.id}\nstanding", 15)

    def write(self) -> bytes:
        """Write everything."""
        model, sheet, look = self.model, self.sheet, self.book.look
        for index, column in enumerate(self.columns):
            sheet.write(KEYS, index, column.key, TEXT)
            sheet.write(HEADER, index, column.heading, look.header)
        sheet.title(
            f"Markbook: {model.unit} {model.unit_title}", self._subtitle(), hidden_rows=TITLE, columns=self.award[0] + 2
        )
        sheet.hide_row(KEYS)
        sheet.row_height(HEADER, 50)
        self._rules()
        for index in range(self.last_row - FIRST + 1):
            self._row(FIRST + index, model.rows[index] if index < len(model.rows) else None)
        self._colours()
        if not any(row.carried for row in model.rows):
            sheet.hide_columns(self.carried[0], self.carried[-1])
        last = len(self.columns) - 1
        sheet.keep_as_text((FIRST, 0), (self.last_row, 0))
        sheet.filter((HEADER, 0), (self.last_row, last))
        sheet.freeze(FIRST, 5)
        sheet.select(FIRST, self.award[0])
        page = page_of(model.properties, model.branding)
        printed = self.carried[0] - 1
        across = math.ceil(sheet.width(0, printed) / _PRINTED_WIDTH)
        sheet.print_on_a4(page, (TITLE, HEADER), landscape=True, to=(self.last_row, printed), across=across)
        sheet.protect()
        write_legend(self.book, model)
        return self.book.close()

    def _subtitle(self) -> str:
        branding = self.model.branding
        centre = f"{branding.employer} · Centre {branding.centre_number} {branding.centre}"
        return " · ".join(text for text in (centre, self.model.notice) if text)

    def _rules(self) -> None:
        """Attach each column's validation and its message, which repeats the criterion's text."""
        model = self.model
        counted = count_entry("Attempt", "1 for the first submission, 2 for the second, and so on.", 1, 9)
        issued = free_entry("Further attempt", "A learner's registration number, as it stands above, and the attempt.")
        self._rule(self.keys["registration"], issued, FIRST + len(model.rows))
        self._rule(self.keys["attempt"], counted, FIRST + len(model.rows))
        for criterion, column in zip(model.criteria, self.award, strict=True):
            self._rule(column, self._award_rule(criterion, column))
        for field in model.trailing:
            if rule := self._field_rule(field):
                self._rule(self.keys[field.name], rule)

    def _rule(self, column: int, rule: Rule, first: int = FIRST) -> None:
        self.sheet.validate(first, column, rule, self.last_row)

    def _award_rule(self, criterion: MarkbookCriterion, column: int) -> Rule:
        title = f"AC {criterion.id}"
        if not self.model.numbered:
            message = f"{title}: {' or '.join(criterion.award.choices)}; leave blank if not decided. {criterion.text}"
            return choice_entry(title, self.book.choices(criterion.award.choices), message)
        cell = xl_rowcol_to_cell(FIRST, column)
        return mark_entry(
            title, str(criterion.marks), criterion.minimum, cell, half_marks=self.model.half_marks,
            remark=criterion.text,
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
        sheet.row_height(row, min(height, _TALLEST))
        name: Style = TEXT_STRONG
        if learner:
            sheet.write(row, 0, learner.registration, IDENTIFIER)
            sheet.write(row, 1, learner.first_name, name)
            sheet.write(row, 2, learner.last_name, name)
            sheet.write(row, 3, learner.attempt, CENTRED)
        else:
            for column, style in enumerate((ENTRY_IDENTIFIER, ENTRY, ENTRY, ENTRY_CENTRED)):
                sheet.write(row, column, None, style)
        for criterion, column, carried in zip(model.criteria, self.award, self.carried, strict=True):
            text = values.get(criterion.award.name, "")
            sheet.write(row, column, _award(text), ENTRY_CENTRED)
            sheet.write(row, self.keys[criterion.comment.name], values.get(criterion.comment.name), ENTRY)
            counts = learner.carried.get(criterion.award.name, "") if learner else ""
            sheet.write(row, carried, _award(counts), CENTRED)
        for field in model.trailing:
            text = values.get(field.name, "")
            dated = day(text) if field.kind is FieldKind.DATE else None
            style = ENTRY_DATE if field.kind is FieldKind.DATE else ENTRY
            sheet.write(row, self.keys[field.name], dated or text, style)
        self._computed(row, learner)

    def _computed(self, row: int, learner: MarkbookRow | None) -> None:
        """Write what follows from a row's marks; a row without registration number shows nothing."""
        sheet, model = self.sheet, self.model
        counted = [self._counted(criterion, learner) for criterion in model.criteria]
        stood = [
            standing(text, criterion.marks if model.numbered else 0, half_marks=model.half_marks)
            for text, criterion in zip(counted, model.criteria, strict=True)
        ]
        there = f'$A{row + 1}=""'
        for index, criterion in enumerate(model.criteria):
            own, earlier = (xl_rowcol_to_cell(row, found[index]) for found in (self.award, self.carried))
            maximum = str(criterion.marks) if model.numbered else ""
            asked = [standing_formula(cell, maximum, half_marks=model.half_marks) for cell in (earlier, own)]
            formula = Formula(f'=IF({there},"",IF({own}="",{asked[0]},{asked[1]}))', stood[index] if learner else "")
            sheet.write(row, self.standing + index, formula, CENTRED)
        first, last = (xl_rowcol_to_cell(row, column) for column in (self.standing, len(self.columns) - 1))
        begun = any(counted)
        decided = f'IF(COUNTIF({first}:{last},"{_NOT_STARTED}")={len(counted)},"{_NOT_STARTED}",' + (
            f"{outcome_formula(f'{first}:{last}')})"
        )
        word = (outcome(stood) if begun else _NOT_STARTED) if learner else ""
        sheet.write(row, 4, Formula(f'=IF({there},"",{decided})', word), {**CENTRED, "bold": True})
        column = 5
        if model.numbered:
            marks = [mark for text in counted if (mark := number(text)) is not None]
            shown, share = (sum(marks), sum(marks) / self.maximum) if begun else ("", "")
            terms = "+".join(self._counting(row, index) for index in range(len(counted)))
            started = f'IF(OR(E{row + 1}="",E{row + 1}="{_NOT_STARTED}"),"",'
            sheet.write(row, 5, Formula(f"={started}{terms})", shown), {**CENTRED, "bold": True})
            sheet.write(row, 6, Formula(f"={started}F{row + 1}/{self.maximum})", share), PERCENTAGE)
            column = 7
        sheet.write(row, column, self._not_met(row, stood if learner else []), TEXT)

    def _counted(self, criterion: MarkbookCriterion, learner: MarkbookRow | None) -> str:
        if learner is None:
            return ""
        return learner.values.get(criterion.award.name) or learner.carried.get(criterion.award.name, "")

    def _counting(self, row: int, index: int) -> str:
        """Return the mark that counts for a criterion: this attempt's, else the one carried over, else 0."""
        own, earlier = (xl_rowcol_to_cell(row, found[index]) for found in (self.award, self.carried))
        return f'IF({own}="",N({earlier}),N({own}))'

    def _not_met(self, row: int, stood: list[str]) -> Formula:
        """Return a formula that lists the criteria not met: their ids hold no spaces."""
        ids = [criterion.id for criterion in self.model.criteria]
        parts = (
            f'IF({xl_col_to_name(self.standing + index)}{row + 1}="{Standing.NOT_MET.value}","{ac} ","")'
            for index, ac in enumerate(ids)
        )
        text = f'SUBSTITUTE(TRIM({"&".join(parts)})," ",", ")'
        named = [ac for ac, word in zip(ids, stood, strict=False) if word == Standing.NOT_MET.value]
        return Formula(f"={text}", ", ".join(named))

    def _colours(self) -> None:
        """Colour outcomes and marks: below the minimum, and missing where the row has begun."""
        sheet, last, top = self.sheet, self.last_row, FIRST + 1
        words = ((PASS, MET), (REFERRAL, NOT_MET), (INCOMPLETE, MISSING), (CHECK, WRONG))
        for word, style in words:
            sheet.highlight((FIRST, 4), (last, 4), f'=$E{top}="{word}"', style)
        for index, column in enumerate(self.award):
            cell = f"${xl_col_to_name(self.standing + index)}{top}"
            begun = f'AND({cell}="{Standing.NOT_MARKED.value}",$E{top}<>"{_NOT_STARTED}")'
            for where in (column, self.standing + index):
                for test, style in (
                    (f'={cell}="{Standing.NOT_MET.value}"', NOT_MET),
                    (f'={cell}="{CHECK}"', WRONG),
                    (f"={begun}", MISSING),
                ):
                    sheet.highlight((FIRST, where), (last, where), test, style)


def _award(text: str) -> Content:
    mark = number(text)
    return text if mark is None else mark
