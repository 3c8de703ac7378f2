"""The summary for an employer as a workbook: its learners, their units, and what the summary is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from markpack.documents.employer_summary.view import ACHIEVED, EmployerSummary, SummaryLearner, SummaryUnit, UnitOutcome
from markpack.model.forms.labels import LABELS
from markpack.writers.xlsx.cell import Cell, Content
from markpack.writers.xlsx.sheet import Sheet
from markpack.writers.xlsx.style import CENTRED, DATE, IDENTIFIER, LABEL, MET, NOTE, TEXT, TEXT_STRONG, Style
from markpack.writers.xlsx.workbook import Book

_Row = TypeVar("_Row")


class _Column(NamedTuple, Generic[_Row]):
    """A column: its heading, its width in characters, its look, and what it has of a row."""

    heading: str
    width: float
    style: Style
    content: Callable[[_Row], Content]


_LEARNERS: tuple[_Column[SummaryLearner], ...] = (
    _Column("Last name", 30.0, TEXT_STRONG, lambda row: row.last_name),
    _Column("First name", 22.0, TEXT_STRONG, lambda row: row.first_name),
    _Column(LABELS["registration"], 16.0, IDENTIFIER, lambda row: row.registration),
    _Column("Status", 12.0, TEXT, lambda row: row.status),
    _Column("Status from", 19.0, DATE, lambda row: row.status_from),
    _Column("Units achieved", 10.0, CENTRED, lambda row: len(row.achieved)),
    _Column("Credits", 9.0, CENTRED, lambda row: row.credits),
    _Column("Qualification", 18.0, TEXT_STRONG, lambda row: row.qualification),
    _Column("Achieved on", 19.0, DATE, lambda row: row.on),
    _Column("Grade", 14.0, TEXT, lambda row: row.grade),
    _Column("Certificate", 16.0, IDENTIFIER, lambda row: row.certificate_no),
    _Column("Outstanding", 40.0, TEXT, lambda row: row.outstanding),
)
_OUTCOMES: tuple[_Column[tuple[SummaryLearner, UnitOutcome]], ...] = (
    _Column("Last name", 30.0, TEXT_STRONG, lambda row: row[0].last_name),
    _Column("First name", 22.0, TEXT_STRONG, lambda row: row[0].first_name),
    _Column(LABELS["registration"], 16.0, IDENTIFIER, lambda row: row[0].registration),
    _Column("Unit", 12.0, IDENTIFIER, lambda row: row[1].unit.reference),
    _Column("Title", 44.0, TEXT, lambda row: row[1].unit.title),
    _Column("Outcome", 20.0, TEXT_STRONG, lambda row: row[1].word),
    _Column("Grade", 14.0, TEXT, lambda row: row[1].grade),
    _Column("Achieved on", 19.0, DATE, lambda row: row[1].on),
)
_UNITS: tuple[_Column[SummaryUnit], ...] = (
    _Column("Unit", 24.0, IDENTIFIER, lambda row: row.reference),
    _Column("Title", 44.0, TEXT, lambda row: row.title),
    _Column("Level", 12.0, TEXT, lambda row: row.level),
    _Column("Credits", 10.0, CENTRED, lambda row: row.credits or None),
    _Column("Assignment set on", 20.0, DATE, lambda row: row.set_on),
    _Column("To be handed in by", 20.0, DATE, lambda row: row.due_on),
    _Column("Learners who achieved it", 14.0, CENTRED, lambda row: row.achieved),
)


def write_employer_summary(summary: EmployerSummary) -> bytes:
    """Return the workbook: the sheets Learners, Units and About. A column in which no row has anything is left out."""
    book = Book(summary.properties, summary.branding, summary.page)
    _list(book, "Learners", summary, _LEARNERS, summary.learners)
    outcomes = [(learner, entry) for learner in summary.learners for entry in learner.units]
    _list(book, "Units", summary, _OUTCOMES, outcomes)
    _about(book, summary)
    return book.close()


def _list(
    book: Book, name: str, summary: EmployerSummary, columns: Sequence[_Column[_Row]], rows: Sequence[_Row]
) -> None:
    used = list(_used(columns, rows))
    sheet = book.sheet(name, [column.width for column in used])
    row = sheet.title(summary.properties.title, summary.qualification)
    row = sheet.place(row, Cell(0, f"{ACHIEVED}: {summary.meanings[0].value}", NOTE, sheet.last_column))
    top = sheet.headings(row, (column.heading for column in used), min_height=36)
    end = _rows(sheet, top, used, rows)
    word = next(index for index, column in enumerate(used) if column.heading in ("Qualification", "Outcome"))
    sheet.colour_words((top, word), (end, word), [(ACHIEVED, MET)])
    sheet.keep_as_text((top, 0), (end, sheet.last_column))
    sheet.worksheet.autofilter(top - 1, 0, end, sheet.last_column)
    sheet.worksheet.freeze_panes(top, 2)
    sheet.finish((0, top - 1), end, protected=False)


def _used(columns: Iterable[_Column[_Row]], rows: Sequence[_Row]) -> Iterator[_Column[_Row]]:
    """Yield the columns in which a row has something, and those that a list has in any case."""
    always = ("Last name", "First name", "Unit", "Title", "Outcome", "Units achieved", "Qualification")
    yield from (column for column in columns if column.heading in always or any(map(column.content, rows)))


def _rows(sheet: Sheet, row: int, columns: Sequence[_Column[_Row]], rows: Sequence[_Row]) -> int:
    """Write the rows and return the last one; where there are none, the first."""
    first = row
    for entry in rows:
        cells = (Cell(place, column.content(entry), column.style) for place, column in enumerate(columns))
        row = sheet.place(row, *cells, min_height=20)
    return max(first, row - 1)


def _about(book: Book, summary: EmployerSummary) -> None:
    used = list(_used(_UNITS, summary.units))
    sheet = book.sheet("About", [column.width for column in used])
    row = sheet.title(summary.properties.title, summary.qualification)
    for fact in (*summary.facts, *summary.meanings):
        row = sheet.place(row, Cell(0, fact.label, LABEL), Cell(1, fact.value, TEXT, sheet.last_column))
    row = sheet.place(row, Cell(0, summary.notice, NOTE, sheet.last_column))
    top = sheet.headings(row + 1, (column.heading for column in used), min_height=36)
    end = _rows(sheet, top, used, summary.units)
    sheet.keep_as_text((top, 0), (end, 0))
    sheet.finish((0, 1), end, protected=False)
