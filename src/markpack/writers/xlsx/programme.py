"""The sheets of results about the programme itself: its learners, its facts, and the competence of its staff."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.documents.results.programme_view import ENOUGH, NOT_RECORDED, TOO_LITTLE, Programme, SupportLine
from markpack.documents.results.view import Results
from markpack.model.forms.labels import LABELS
from markpack.writers.xlsx.cell import Cell
from markpack.writers.xlsx.sheet import Sheet
from markpack.writers.xlsx.style import (
    CENTRED,
    DATE,
    IDENTIFIER,
    LABEL,
    MET,
    MISSING,
    NOT_MET,
    TEXT,
    TEXT_STRONG,
)
from markpack.writers.xlsx.typed_values import day, number_or_text
from markpack.writers.xlsx.workbook import Book

_LEARNERS = (
    (LABELS["registration"], 16.0), ("First name", 16.0), ("Last name", 22.0), ("ULN", 13.0), ("Job title", 26.0),
    ("Line manager", 22.0), ("In work", 9.0), ("Registered on", 19.0), ("Complete by", 19.0), ("Induction on", 19.0),
    ("Induction hours", 11.0), ("Induction", 26.0), ("Tutorial hours", 11.0), ("Tutorials", 26.0),
)  # fmt: skip
_UNITS = ("Unit", "Title", "Group", "Level", "Credits", "Guided learning hours")
_STAFF = (
    ("Name", 24.0), ("Role", 30.0), ("Unit", 13.0), ("Evidence of competence", 60.0), ("Reviewed on", 19.0),
    ("To be reviewed by", 19.0),
)  # fmt: skip
NO_EVIDENCE = "None on record"
_COMPLETE_BY = [heading for heading, _ in _LEARNERS].index("Complete by")
_STATES = ((ENOUGH, MET), (TOO_LITTLE, NOT_MET), (NOT_RECORDED, MISSING))


def write_programme(book: Book, results: Results, programme: Programme) -> None:
    """Add the sheets Learners, Programme and Staff."""
    _learners(book, results, programme)
    _facts(book, results, programme)
    _staff(book, results, programme)


def _learners(book: Book, results: Results, programme: Programme) -> None:
    further = list(dict.fromkeys(fact.label for learner in programme.learners for fact in learner.further))
    sheet = book.sheet("Learners", [*(width for _, width in _LEARNERS), *(18.0 for _ in further)])
    top = _begin_sheet(sheet, "Learners", results, [*(heading for heading, _ in _LEARNERS), *further])
    row = top
    for learner in programme.learners:
        said = {fact.label: fact.value for fact in learner.further}
        cells = (
            Cell(0, learner.registration, IDENTIFIER),
            Cell(1, learner.first_name, TEXT_STRONG),
            Cell(2, learner.last_name, TEXT_STRONG),
            Cell(3, learner.uln, IDENTIFIER),
            Cell(4, learner.job_title, TEXT),
            Cell(5, learner.line_manager, TEXT),
            Cell(6, learner.in_work, CENTRED),
            *(
                Cell(column, day(text) or text, DATE)
                for column, text in enumerate(
                    (learner.registered_on, learner.complete_by, learner.induction_on), start=7
                )
            ),
            *_support(10, learner.induction),
            *_support(12, learner.tutorials),
            *(Cell(len(_LEARNERS) + index, said.get(label), TEXT) for index, label in enumerate(further)),
        )
        row = sheet.place(row, *cells, min_height=20)
    end = max(top, row - 1)
    for column, letter in ((11, "L"), (13, "N")):
        for word, style in _STATES:
            rule = f'=LEFT(${letter}{top + 1},{len(word)})="{word}"'
            sheet.highlight((top, column), (end, column), rule, style)
    if not any(learner.complete_by for learner in programme.learners):
        sheet.hide_columns(_COMPLETE_BY, _COMPLETE_BY)
    sheet.keep_as_text((top, 0), (end, 0))
    sheet.keep_as_text((top, 3), (end, 3))
    _finish_sheet(sheet, top, end, columns=3)


def _support(column: int, support: SupportLine) -> tuple[Cell, Cell]:
    return Cell(column, number_or_text(support.given), CENTRED), Cell(column + 1, support.state, TEXT_STRONG)


def _facts(book: Book, results: Results, programme: Programme) -> None:
    sheet = book.sheet("Programme", (26.0, 52.0, 18.0, 10.0, 10.0, 14.0))
    last = sheet.last_column
    top = sheet.title(f"Programme: {results.employer}", results.about)
    row = top
    for fact in (*programme.facts, *programme.rules):
        row = sheet.place(row, Cell(0, fact.label, LABEL), Cell(1, fact.value, TEXT, last), min_height=20)
    row = sheet.headings(row + 1, _UNITS, min_height=36)
    for unit in programme.units:
        row = sheet.place(
            row,
            Cell(0, unit.reference, IDENTIFIER),
            Cell(1, unit.title, TEXT),
            Cell(2, unit.group, TEXT),
            *(
                Cell(column, number_or_text(text), CENTRED)
                for column, text in enumerate((unit.level, unit.credits, unit.hours), start=3)
            ),
            min_height=20,
        )
    sheet.finish((0, top - 1), row - 1)


def _staff(book: Book, results: Results, programme: Programme) -> None:
    """Add a row for each person, role and unit, to filter by."""
    sheet = book.sheet("Staff", [width for _, width in _STAFF])
    top = _begin_sheet(sheet, "Staff", results, [heading for heading, _ in _STAFF])
    row = top
    for person in programme.staff:
        for unit in person.units:
            row = sheet.place(
                row,
                Cell(0, person.name, TEXT_STRONG),
                Cell(1, person.role, TEXT),
                Cell(2, unit, IDENTIFIER),
                Cell(3, person.evidence or NO_EVIDENCE, TEXT),
                Cell(4, day(person.reviewed_on) or person.reviewed_on, DATE),
                Cell(5, day(person.review_on) or person.review_on, DATE),
                min_height=20,
            )
    end = max(top, row - 1)
    sheet.highlight((top, 3), (end, 3), f'=$D{top + 1}="{NO_EVIDENCE}"', MISSING)
    _finish_sheet(sheet, top, end, columns=1)


def _begin_sheet(sheet: Sheet, heading: str, results: Results, headings: Sequence[str]) -> int:
    row = sheet.title(f"{heading}: {results.employer}", results.about)
    return sheet.headings(row, headings, min_height=36)


def _finish_sheet(sheet: Sheet, top: int, end: int, *, columns: int) -> None:
    sheet.worksheet.autofilter(top - 1, 0, end, sheet.last_column)
    sheet.worksheet.freeze_panes(top, columns)
    sheet.finish((0, top - 1), end)
