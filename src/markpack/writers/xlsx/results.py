"""An employer's results: a row for each learner, a summary by formulas, and a row for each learner and unit."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from markpack.documents.results.view import (
    ACHIEVED,
    NOT_ACTIVE,
    QUALIFICATION_ACHIEVED,
    LearnerResult,
    Results,
    ResultUnit,
    UnitStatus,
)
from markpack.documents.shared.spelling import plural, sentence
from markpack.model.forms.labels import LABELS
from markpack.writers.xlsx.cell import Cell, Formula, measure
from markpack.writers.xlsx.outcome_chart import OutcomeTable, add_outcome_chart
from markpack.writers.xlsx.paper import fit_widths
from markpack.writers.xlsx.programme import write_programme
from markpack.writers.xlsx.sheet import Sheet
from markpack.writers.xlsx.status_formulas import count, outcome_styles, share_style
from markpack.writers.xlsx.style import (
    CENTRED,
    DATE,
    IDENTIFIER,
    LABEL,
    MET,
    MISSING,
    TEXT,
    TEXT_STRONG,
    Style,
)
from markpack.writers.xlsx.typed_values import day, number_or_text, share
from markpack.writers.xlsx.workbook import Book

_PERSON = (
    (LABELS["registration"], 16.0), ("First name", 16.0), ("Last name", 20.0), ("Registered on", 19.0),
    ("Complete by", 19.0),
)  # fmt: skip
_COMPLETE_BY = [heading for heading, _ in _PERSON].index("Complete by")
_UNIT = (
    ("Attempt", 9.0), ("Outcome", 15.0), ("Total", 10.0), ("Percentage", 12.0), ("Credits", 9.0), ("AC not met", 14.0),
)  # fmt: skip
_IQA = ((LABELS["iqa"], 22.0), ("IQA’s decision", 15.0), (LABELS["iqa_on"], 19.0))
_NOTES = ("Notes", 34.0)
_DETAIL = (
    (LABELS["registration"], 16.0), ("First name", 16.0), ("Last name", 20.0), ("Unit", 12.0), ("Attempt", 9.0),
    ("Outcome", 15.0), ("Total", 9.0), ("Out of", 9.0), ("Percentage", 12.0), ("Credits", 9.0), ("What is open", 34.0),
    ("Assessed on", 19.0), (LABELS["assessor"], 22.0), *_IQA, ("Next attempt by", 19.0), _NOTES,
)  # fmt: skip
_NOT_ACTIVE = (
    (LABELS["registration"], 16.0), ("First name", 16.0), ("Last name", 20.0), ("Status", 13.0), ("From", 19.0),
    ("Reason", 34.0), ("Unit", 12.0), ("Attempt", 9.0), ("Outcome", 22.0), ("Credits", 9.0), ("What is open", 34.0),
    ("Assessed on", 19.0), (LABELS["assessor"], 22.0), *_IQA, ("Qualification", 34.0), _NOTES,
)  # fmt: skip
_VERSION = (("Version of the unit", 12.0),)
_ATTEMPTS = (("Kind of attempt", 17.0), ("Capped from", 14.0), ("Next attempt", 46.0))
_OUTCOME, _TOTAL, _CREDITS = 1, 2, 4  # within a unit's columns


def write_results(results: Results) -> bytes:
    """Return the workbook of an employer's results: sheets Results, Summary, Detail, and of the programme.

    Learners who are not active are on a sheet of their own, if there are any.
    """
    book = Book(results.properties, results.branding)
    grid = _Grid(results)
    _results(book, results, grid)
    _summary(book, results, grid)
    _detail(book, results, grid)
    if results.not_active:
        _not_active(book, results)
    if results.programme:
        write_programme(book, results, results.programme)
    return book.close()


class _Grid:
    """The rows and columns of the sheet Results, and the words for outcomes with their styles."""

    def __init__(self, results: Results) -> None:
        others = tuple((word, MISSING) for word in results.other_words)
        self.of_units = [(*_outcomes(unit), *others) for unit in results.units]
        self.outcomes = tuple({word: style for styles in self.of_units for word, style in styles}.items())
        self.units = [len(_PERSON) + index * len(_UNIT) for index in range(len(results.units))]
        self.share_styles = [share_style(unit.scheme) for unit in results.units]
        self.credits = len(_PERSON) + len(results.units) * len(_UNIT)
        self.qualification = self.credits + 1
        self.points, self.grade = self.qualification + 1, self.qualification + 2
        self.header = 3
        self.first = self.header + 1
        self.last = max(self.first, self.first + len(results.learners) - 1)

    def column(self, column: int) -> str:
        """Return a column of the learners' rows, as other sheets name it."""
        return f"Results!{xl_range_abs(self.first, column, self.last, column)}"


def _results(book: Book, results: Results, grid: _Grid) -> None:
    widths = [width for _, width in (*_PERSON, *(_UNIT * len(results.units)))]
    graded = (("Points", 10.0), ("Grade", 16.0)) if results.has_grades else ()
    sheet = book.sheet("Results", [*widths, 11.0, 42.0, *(width for _, width in graded)])
    last = sheet.last_column
    row = sheet.title(f"Results: {results.employer}", results.about)
    groups = [
        Cell(column, _unit_title(unit), book.look.heading, column + 5)
        for unit, column in zip(results.units, grid.units, strict=True)
    ]
    visible = [sum(width for heading, width in _UNIT if heading not in _hidden(unit)) for unit in results.units]
    heights = (measure(width, book.look.heading)(group.value) for width, group in zip(visible, groups, strict=True))
    row = sheet.place(row, *groups, min_height=max((24.0, *heights)))
    headings = [*(heading for heading, _ in _PERSON)]
    for unit in results.units:
        headings += (f"{unit.reference}\n{heading}" for heading, _ in _UNIT)
    of_all = f"\nof {results.credits_needed}" if results.credits_needed else ""
    headings += [f"Credits{of_all}", "Qualification", *(heading for heading, _ in graded)]
    row = sheet.headings(row, headings, min_height=36)
    for learner in results.learners:
        row = _learner(sheet, row, learner, grid)
    for unit, column, outcomes in zip(results.units, grid.units, grid.of_units, strict=True):
        sheet.colour_words((grid.first, column + _OUTCOME), (grid.last, column + _OUTCOME), outcomes)
        for place, (heading, _) in enumerate(_UNIT):
            if heading in _hidden(unit):
                sheet.hide_columns(column + place, column + place)
    if not any(unit.credits for unit in results.units):
        sheet.hide_columns(grid.credits, grid.credits)
    if not any(learner.complete_by for learner in results.learners):
        sheet.hide_columns(_COMPLETE_BY, _COMPLETE_BY)
    sheet.colour_words((grid.first, grid.qualification), (grid.last, grid.qualification), [(ACHIEVED, MET)])
    sheet.keep_as_text((grid.first, 0), (grid.last, 0))
    sheet.worksheet.autofilter(grid.header, 0, grid.last, last)
    sheet.worksheet.freeze_panes(grid.first, 3)
    sheet.finish((0, grid.header), grid.last, groups=(*grid.units, grid.credits))


def _hidden(unit: ResultUnit) -> tuple[str, ...]:
    """Return the headings of the columns that say nothing of a unit.

    They are those of marks, credits, and criteria that are met or not, where it has none.
    """
    marks = () if unit.scheme.numbered else ("Total", "Out of", "Percentage")
    not_met = () if unit.scheme.has_criteria_to_meet else ("AC not met",)
    return (*marks, *(() if unit.credits else ("Credits",)), *not_met)


def _learner(sheet: Sheet, row: int, learner: LearnerResult, grid: _Grid) -> int:
    cells = [*_person(learner), _date_cell(3, learner.registered_on), _date_cell(4, learner.complete_by)]
    for unit, column, style in zip(learner.units, grid.units, grid.share_styles, strict=True):
        cells += _unit(unit, column, style)
    credits = ",".join(xl_rowcol_to_cell(row, column + _CREDITS) for column in grid.units)
    cells += [
        Cell(grid.credits, Formula(f"=SUM({credits})", learner.credits), {**CENTRED, "bold": True}),
        Cell(grid.qualification, learner.qualification, TEXT_STRONG),
    ]
    if learner.points is not None:
        cells += [Cell(grid.points, learner.points, CENTRED), Cell(grid.grade, learner.grade, TEXT_STRONG)]
    return sheet.place(row, *cells, min_height=20)


def _person(learner: LearnerResult) -> tuple[Cell, ...]:
    return (
        Cell(0, learner.registration, IDENTIFIER),
        Cell(1, learner.first_name, TEXT_STRONG),
        Cell(2, learner.last_name, TEXT_STRONG),
    )


def _unit_title(unit: ResultUnit) -> str:
    credits = f" ({plural(unit.credits, 'credit')})" if unit.credits else ""
    return f"{unit.reference} {unit.title}{credits}"


def _outcomes(unit: ResultUnit) -> tuple[tuple[str, Style], ...]:
    """Return the words for where a learner can stand in a unit, each with the style of its cell."""
    words = unit.scheme.words
    return (*outcome_styles(words), (words.not_marked, MISSING))


def _unit(unit: UnitStatus, column: int, share_style: Style) -> tuple[Cell, ...]:
    return (
        Cell(column, unit.attempt or None, CENTRED),
        Cell(column + _OUTCOME, unit.word, {**CENTRED, "bold": True}),
        Cell(column + _TOTAL, number_or_text(unit.total), CENTRED),
        Cell(column + 3, share(unit.percentage), share_style),
        Cell(column + _CREDITS, unit.credits, CENTRED),
        Cell(column + 5, unit.not_met, TEXT),
    )


def _not_active(book: Book, results: Results) -> None:
    sheet = book.sheet(NOT_ACTIVE, [width for _, width in _NOT_ACTIVE])
    row = sheet.title(f"{NOT_ACTIVE}: {results.employer}", results.about)
    top = sheet.headings(row, (heading for heading, _ in _NOT_ACTIVE))
    row = top
    for learner in results.not_active:
        for unit in learner.units:
            cells = (
                *_person(learner),
                Cell(3, learner.status[:1].upper() + learner.status[1:], TEXT_STRONG),
                _date_cell(4, learner.status_from),
                Cell(5, learner.status_reason, TEXT),
                Cell(6, unit.unit, IDENTIFIER),
                Cell(7, unit.attempt or None, CENTRED),
                Cell(8, unit.word, {**CENTRED, "bold": True}),
                Cell(9, unit.credits, CENTRED),
                *_decisions(10, unit),
                Cell(16, learner.qualification, TEXT_STRONG),
                Cell(17, sentence(unit.notes), TEXT),
            )
            row = sheet.place(row, *cells, min_height=20)
    end = max(top, row - 1)
    if not any(unit.credits for unit in results.units):
        sheet.hide_columns(9, 9)
    if not _has_notes(results.not_active):
        sheet.hide_columns(sheet.last_column, sheet.last_column)
    sheet.keep_as_text((top, 0), (end, 0))
    sheet.worksheet.autofilter(top - 1, 0, end, sheet.last_column)
    sheet.worksheet.freeze_panes(top, 3)
    sheet.finish((0, top - 1), end)


def _has_notes(learners: Sequence[LearnerResult]) -> bool:
    return any(unit.notes for learner in learners for unit in learner.units)


def _decisions(column: int, unit: UnitStatus) -> tuple[Cell, ...]:
    """Return what is open, and who decided what and when."""
    return (
        Cell(column, unit.open_line, TEXT),
        _date_cell(column + 1, unit.assessed_on),
        Cell(column + 2, unit.assessor, TEXT),
        Cell(column + 3, unit.iqa, TEXT),
        Cell(column + 4, unit.iqa_decision, TEXT),
        _date_cell(column + 5, unit.iqa_on),
    )


def _attempts(unit: UnitStatus, column: int) -> tuple[Cell, ...]:
    texts = (unit.attempt_kind, unit.capped_from, unit.next_attempt)
    return tuple(Cell(place, text[:1].upper() + text[1:], TEXT) for place, text in enumerate(texts, start=column))


def _date_cell(column: int, text: str) -> Cell:
    return Cell(column, day(text) or text, DATE)


def _summary(book: Book, results: Results, grid: _Grid) -> None:
    wanted, least = (18.0, 46.0, *(16.0 for _ in grid.outcomes)), (14.0, 28.0, *(10.0 for _ in grid.outcomes))
    sheet = book.sheet("Summary", fit_widths(wanted, least), repeated=0)
    last = sheet.last_column
    top = sheet.title(f"Summary: {results.employer}", results.about)
    row = top
    counted = {QUALIFICATION_ACHIEVED, *(f"{unit.reference} {unit.title}" for unit in results.units)}
    for fact in (fact for fact in results.summary if fact.label not in counted):
        row = sheet.place(row, Cell(0, fact.label, LABEL, 1), Cell(2, fact.value, TEXT, last))
    headings = ("Unit", "Title", *(word for word, _ in grid.outcomes))
    header = row + 1
    row = sheet.headings(header, headings)
    counts = {word: [0] * len(results.units) for word, _ in grid.outcomes}
    for index, (unit, column) in enumerate(zip(results.units, grid.units, strict=True)):
        cells = [Cell(0, unit.reference, TEXT_STRONG), Cell(1, unit.title, TEXT)]
        own = {word for word, _ in grid.of_units[index]}
        for column_of_word, (word, _) in enumerate(grid.outcomes, start=2):
            if word not in own:
                cells.append(Cell(column_of_word, None, CENTRED))
                continue
            learners = sum(learner.units[index].word == word for learner in results.learners)
            counts[word][index] = learners
            formula = f"={count(grid.column(column + _OUTCOME), word)}"
            cells.append(Cell(column_of_word, Formula(formula, learners), CENTRED))
        row = sheet.place(row, *cells, min_height=20)
    achieved = sum(learner.qualification == ACHIEVED for learner in results.learners)
    formula = f'=COUNTIF({grid.column(grid.qualification)},"{ACHIEVED}")'
    row = sheet.place(
        row, Cell(0, QUALIFICATION_ACHIEVED, LABEL, 1), Cell(2, Formula(formula, achieved), CENTRED), min_height=20
    )
    units = [unit.reference for unit in results.units]
    row = add_outcome_chart(book, sheet, row + 1, OutcomeTable(header, units, counts, dict(grid.outcomes)))
    sheet.finish((0, top - 1), row - 1)


def _detail(book: Book, results: Results, grid: _Grid) -> None:
    columns = (*_DETAIL, *(_VERSION * results.has_versions), *(_ATTEMPTS * results.has_attempt_rules))
    sheet = book.sheet("Detail", [width for _, width in columns])
    last = sheet.last_column
    row = sheet.title(f"Detail: {results.employer}", results.about)
    top = sheet.headings(row, (heading for heading, _ in columns))
    row = top
    for learner in results.learners:
        for unit, style in zip(learner.units, grid.share_styles, strict=True):
            cells = (
                *_person(learner),
                Cell(3, unit.unit, IDENTIFIER),
                Cell(4, unit.attempt or None, CENTRED),
                Cell(5, unit.word, {**CENTRED, "bold": True}),
                Cell(6, number_or_text(unit.total), CENTRED),
                Cell(7, number_or_text(unit.maximum), CENTRED),
                Cell(8, share(unit.percentage), style),
                Cell(9, unit.credits, CENTRED),
                *_decisions(10, unit),
                _date_cell(16, unit.resubmit_by),
                Cell(17, sentence(unit.notes), TEXT),
                *([Cell(len(_DETAIL), unit.version, {**IDENTIFIER, **CENTRED})] if results.has_versions else []),
                *(_attempts(unit, len(columns) - len(_ATTEMPTS)) if results.has_attempt_rules else ()),
            )
            row = sheet.place(row, *cells, min_height=20)
    end = max(top, row - 1)
    for column, (heading, _) in enumerate(columns):
        says_nothing = all(heading in _hidden(unit) for unit in results.units)
        if says_nothing or ((heading, _) == _NOTES and not _has_notes(results.learners)):
            sheet.hide_columns(column, column)
    sheet.colour_words((top, 5), (end, 5), grid.outcomes)
    sheet.keep_as_text((top, 0), (end, 0))
    sheet.worksheet.autofilter(top - 1, 0, end, last)
    sheet.worksheet.freeze_panes(top, 3)
    sheet.finish((0, top - 1), end)
