"""The workbook of all of an employer's cohorts: a row for each learner, and one for each cohort."""

from __future__ import annotations

from markpack.documents.all_cohorts.view import AllCohorts, LearnerEntry
from markpack.documents.results.view import ACHIEVED, STOPPED
from markpack.model.forms.labels import LABELS
from markpack.writers.xlsx.cell import Cell
from markpack.writers.xlsx.style import CENTRED, IDENTIFIER, LABEL, MET, TEXT, TEXT_STRONG, Style
from markpack.writers.xlsx.workbook import Book

_PERSON = (("Cohort", 20.0), (LABELS["registration"], 22.0), ("First name", 16.0), ("Last name", 20.0))
_REST = (("Credits", 10.0), ("Qualification", 40.0))
_GRADE = (("Grade", 14.0),)
_STATUS = (("Status", 30.0), ("Also in", 24.0))
_COHORTS = (("Cohort", 26.0), ("Qualification", 40.0), ("Begins", 20.0), ("What", 44.0), ("How many", 44.0))


def write_all_cohorts(view: AllCohorts) -> bytes:
    """Return the workbook: the sheets Learners and Cohorts."""
    book = Book(view.properties, view.branding)
    _learners(book, view)
    _cohorts(book, view)
    return book.close()


def _learners(book: Book, view: AllCohorts) -> None:
    units = [(f"{unit.reference}\n{unit.title}", 26.0) for unit in view.units]
    columns = [*_PERSON, *units, *_REST, *(_GRADE if view.has_grades else ()), *_STATUS]
    sheet = book.sheet("Learners", [width for _, width in columns], len(_PERSON))
    row = sheet.title(view.title, f"Each learner of each cohort, {len(view.learners)} in all.")
    top = sheet.headings(row, [heading for heading, _ in columns], min_height=36)
    row = top
    for entry in view.learners:
        row = sheet.place(row, *_learner(view, entry), min_height=20)
    end = max(top, row - 1)
    qualification = len(_PERSON) + len(units) + 1
    sheet.colour_words((top, qualification), (end, qualification), [(ACHIEVED, MET)])
    sheet.keep_as_text((top, 1), (end, 1))
    sheet.worksheet.autofilter(top - 1, 0, end, sheet.last_column)
    sheet.worksheet.freeze_panes(top, len(_PERSON))
    sheet.finish((0, top - 1), end)


def _learner(view: AllCohorts, entry: LearnerEntry) -> list[Cell]:
    result = entry.result
    words = [entry.units[unit.reference].word if unit.reference in entry.units else "Not set" for unit in view.units]
    texts: list[tuple[str | int, Style]] = [
        (entry.cohort, TEXT),
        (result.registration, IDENTIFIER),
        (result.first_name, TEXT_STRONG),
        (result.last_name, TEXT_STRONG),
        *((word, TEXT) for word in words),
        (result.credits, CENTRED),
        (result.qualification, TEXT),
        *([(result.grade, TEXT)] if view.has_grades else []),
        (result.status_text if result.status else "", TEXT),
        (entry.also_in, TEXT),
    ]
    return [Cell(column, content, style) for column, (content, style) in enumerate(texts)]


def _cohorts(book: Book, view: AllCohorts) -> None:
    sheet = book.sheet("Cohorts", [width for _, width in _COHORTS])
    row = sheet.title(view.title, " · ".join(f"{fact.label}: {fact.value}" for fact in view.facts))
    top = sheet.headings(row, [heading for heading, _ in _COHORTS], min_height=24)
    row = top
    for cohort in view.cohorts:
        if cohort.is_stopped:
            row = sheet.place(row, Cell(0, cohort.title, LABEL), Cell(3, STOPPED, TEXT, 4), min_height=20)
        for fact in cohort.facts:
            row = sheet.place(
                row,
                Cell(0, cohort.title, LABEL),
                Cell(1, cohort.qualification, TEXT),
                Cell(2, cohort.begins, TEXT),
                Cell(3, fact.label, TEXT),
                Cell(4, fact.value, TEXT),
                min_height=20,
            )
    sheet.worksheet.freeze_panes(top, 1)
    sheet.finish((0, top - 1), max(top, row - 1))
