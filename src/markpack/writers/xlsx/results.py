"""An employer's results: a row for each learner, a summary by formulas, and a row for each learner and unit."""

from __future__ import annotations

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from markpack.documents.results.view import LearnerResult, Results, UnitStatus
from markpack.documents.shared.spelling import plural
from markpack.model.forms.labels import LABELS
from markpack.model.outcome import OutcomeWords
from markpack.writers.xlsx.cell import Cell, Formula
from markpack.writers.xlsx.programme import write_programme
from markpack.writers.xlsx.sheet import Sheet
from markpack.writers.xlsx.status_formulas import outcome_styles
from markpack.writers.xlsx.style import (
    CENTRED,
    DATE,
    IDENTIFIER,
    LABEL,
    MET,
    MISSING,
    PERCENTAGE,
    TEXT,
    TEXT_STRONG,
)
from markpack.writers.xlsx.typed_values import day, number_or_text, share
from markpack.writers.xlsx.workbook import Book

_PERSON = (
    (LABELS["registration"], 16.0), ("First name", 16.0), ("Last name", 20.0), ("Registered on", 19.0),
    ("Complete by", 19.0),
)  # fmt: skip
_UNIT = (
    ("Attempt", 9.0), ("Outcome", 15.0), ("Total", 10.0), ("Percentage", 12.0), ("Credits", 9.0), ("AC not met", 14.0),
)  # fmt: skip
_DETAIL = (
    (LABELS["registration"], 16.0), ("First name", 16.0), ("Last name", 20.0), ("Unit", 12.0), ("Attempt", 9.0),
    ("Outcome", 15.0), ("Total", 9.0), ("Out of", 9.0), ("Percentage", 12.0), ("Credits", 9.0), ("What is open", 34.0),
    ("Assessed on", 19.0), (LABELS["assessor"], 22.0), (LABELS["iqa"], 22.0), ("Resubmit by", 19.0),
)  # fmt: skip
_VERSION = (("Version of the unit", 12.0),)
_OUTCOME, _CREDITS = 1, 4  # within a unit's columns
ACHIEVED = "Achieved"


def write_results(results: Results) -> bytes:
    """Return the workbook of an employer's results: sheets Results, Summary, Detail, and of the programme."""
    book = Book(results.properties, results.branding)
    grid = _Grid(results)
    _results(book, results, grid)
    _summary(book, results, grid)
    _detail(book, results, grid)
    if results.programme:
        write_programme(book, results, results.programme)
    return book.close()


class _Grid:
    """The rows and columns of the sheet Results, and the words for outcomes with their styles."""

    def __init__(self, results: Results) -> None:
        self.words = results.words
        held = ((word, MISSING) for word in results.hold_words)
        self.outcomes = (*outcome_styles(self.words), (self.words.not_marked, MISSING), *held)
        self.units = [len(_PERSON) + index * len(_UNIT) for index in range(len(results.units))]
        self.credits = len(_PERSON) + len(results.units) * len(_UNIT)
        self.qualification = self.credits + 1
        self.header = 3
        self.first = self.header + 1
        self.last = max(self.first, self.first + len(results.learners) - 1)

    def column(self, column: int) -> str:
        """Return a column of the learners' rows, as other sheets name it."""
        return f"Results!{xl_range_abs(self.first, column, self.last, column)}"


def _results(book: Book, results: Results, grid: _Grid) -> None:
    widths = [width for _, width in (*_PERSON, *(_UNIT * len(results.units)))]
    sheet = book.sheet("Results", [*widths, 11.0, 46.0])
    last = sheet.last_column
    row = sheet.title(f"Results: {results.employer}", results.about, columns=min(last + 1, len(_PERSON) + 6))
    groups = [
        Cell(column, f"{unit.reference} {unit.title} ({plural(unit.credits, 'credit')})", book.look.heading, column + 5)
        for unit, column in zip(results.units, grid.units, strict=True)
    ]
    row = sheet.place(row, *groups, min_height=24)
    headings = [*(heading for heading, _ in _PERSON)]
    for unit in results.units:
        headings += (f"{unit.reference}\n{heading}" for heading, _ in _UNIT)
    headings += [f"Credits\nof {results.credits_needed}", "Qualification"]
    row = sheet.headings(row, headings, min_height=36)
    for learner in results.learners:
        row = _learner(sheet, row, learner, grid)
    for column in grid.units:
        sheet.colour_words((grid.first, column + _OUTCOME), (grid.last, column + _OUTCOME), grid.outcomes)
    sheet.colour_words((grid.first, grid.qualification), (grid.last, grid.qualification), [(ACHIEVED, MET)])
    sheet.keep_as_text((grid.first, 0), (grid.last, 0))
    sheet.worksheet.autofilter(grid.header, 0, grid.last, last)
    sheet.worksheet.freeze_panes(grid.first, 3)
    sheet.finish((0, grid.header), grid.last)


def _learner(sheet: Sheet, row: int, learner: LearnerResult, grid: _Grid) -> int:
    cells = [*_person(learner), _date_cell(3, learner.registered_on), _date_cell(4, learner.complete_by)]
    for unit, column in zip(learner.units, grid.units, strict=True):
        cells += _unit(unit, grid.words, column)
    credits = ",".join(xl_rowcol_to_cell(row, column + _CREDITS) for column in grid.units)
    cells += [
        Cell(grid.credits, Formula(f"=SUM({credits})", learner.credits), {**CENTRED, "bold": True}),
        Cell(grid.qualification, learner.qualification, TEXT_STRONG),
    ]
    return sheet.place(row, *cells, min_height=20)


def _person(learner: LearnerResult) -> tuple[Cell, ...]:
    return (
        Cell(0, learner.registration, IDENTIFIER),
        Cell(1, learner.first_name, TEXT_STRONG),
        Cell(2, learner.last_name, TEXT_STRONG),
    )


def _unit(unit: UnitStatus, words: OutcomeWords, column: int) -> tuple[Cell, ...]:
    return (
        Cell(column, unit.attempt or None, CENTRED),
        Cell(column + _OUTCOME, unit.word(words), {**CENTRED, "bold": True}),
        Cell(column + 2, number_or_text(unit.total), CENTRED),
        Cell(column + 3, share(unit.percentage), PERCENTAGE),
        Cell(column + _CREDITS, unit.credits, CENTRED),
        Cell(column + 5, unit.not_met, TEXT),
    )


def _date_cell(column: int, text: str) -> Cell:
    return Cell(column, day(text) or text, DATE)


def _summary(book: Book, results: Results, grid: _Grid) -> None:
    sheet = book.sheet("Summary", (18.0, 46.0, *(16.0 for _ in grid.outcomes)))
    last = sheet.last_column
    top = sheet.title(f"Summary: {results.employer}", results.about)
    row = top
    for fact in results.summary:
        row = sheet.place(row, Cell(0, fact.label, LABEL, 1), Cell(2, fact.value, TEXT, last))
    headings = ("Unit", "Title", *(word for word, _ in grid.outcomes))
    row = sheet.headings(row + 1, headings)
    for index, (unit, column) in enumerate(zip(results.units, grid.units, strict=True)):
        cells = [Cell(0, unit.reference, TEXT_STRONG), Cell(1, unit.title, TEXT)]
        for column_of_word, (word, _) in enumerate(grid.outcomes, start=2):
            count = sum(learner.units[index].word(results.words) == word for learner in results.learners)
            formula = f'=COUNTIF({grid.column(column + _OUTCOME)},"{word}")'
            cells.append(Cell(column_of_word, Formula(formula, count), CENTRED))
        row = sheet.place(row, *cells, min_height=20)
    achieved = sum(learner.qualification == ACHIEVED for learner in results.learners)
    formula = f'=COUNTIF({grid.column(grid.qualification)},"{ACHIEVED}")'
    row = sheet.place(
        row, Cell(0, "Qualification achieved", LABEL, 1), Cell(2, Formula(formula, achieved), CENTRED), min_height=20
    )
    sheet.finish((0, top - 1), row - 1)


def _detail(book: Book, results: Results, grid: _Grid) -> None:
    columns = (*_DETAIL, *(_VERSION * results.has_versions))
    sheet = book.sheet("Detail", [width for _, width in columns])
    last = sheet.last_column
    row = sheet.title(f"Detail: {results.employer}", results.about, columns=11)
    top = sheet.headings(row, (heading for heading, _ in columns))
    row = top
    for learner in results.learners:
        for unit in learner.units:
            cells = (
                *_person(learner),
                Cell(3, unit.unit, IDENTIFIER),
                Cell(4, unit.attempt or None, CENTRED),
                Cell(5, unit.word(results.words), {**CENTRED, "bold": True}),
                Cell(6, number_or_text(unit.total), CENTRED),
                Cell(7, number_or_text(unit.maximum), CENTRED),
                Cell(8, share(unit.percentage), PERCENTAGE),
                Cell(9, unit.credits, CENTRED),
                Cell(10, unit.detail, TEXT),
                _date_cell(11, unit.assessed_on),
                Cell(12, unit.assessor, TEXT),
                Cell(13, unit.iqa, TEXT),
                _date_cell(14, unit.resubmit_by),
                *([Cell(15, unit.version, {**IDENTIFIER, **CENTRED})] if results.has_versions else []),
            )
            row = sheet.place(row, *cells, min_height=20)
    end = max(top, row - 1)
    sheet.colour_words((top, 5), (end, 5), grid.outcomes)
    sheet.keep_as_text((top, 0), (end, 0))
    sheet.worksheet.autofilter(top - 1, 0, end, last)
    sheet.worksheet.freeze_panes(top, 3)
    sheet.finish((0, top - 1), end)
