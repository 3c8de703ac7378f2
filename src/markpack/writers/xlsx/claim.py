"""A claim as a workbook: what can be claimed, was claimed, and cannot be, each with a row for a learner and unit."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.documents.claim.view import CLOSED, NOT_CLAIMED, TITLE, Claim, Claimant, ClaimedUnit, ClosedUnit, OpenUnit
from markpack.documents.shared.document import Page
from markpack.documents.shared.spelling import plural
from markpack.model.forms.labels import LABELS
from markpack.writers.xlsx.cell import Cell
from markpack.writers.xlsx.sheet import Sheet
from markpack.writers.xlsx.style import CENTRED, DATE, IDENTIFIER, MET, NOTE, TEXT, TEXT_STRONG
from markpack.writers.xlsx.workbook import Book

_PERSON = (
    (LABELS["registration"], 16.0), ("First name", 16.0), ("Last name", 20.0), ("Employer", 24.0),
    ("Qualification", 14.0), ("Unit", 12.0), ("Title", 34.0),
)  # fmt: skip
_WHOLE = "Whole qualification"
_CLAIM = (
    *_PERSON, ("ULN", 13.0), ("Registered on", 19.0), ("Version of the unit", 12.0), ("Credits", 9.0), ("Grade", 14.0),
    ("Assessed on", 19.0), (LABELS["assessor"], 22.0), (LABELS["iqa_on"], 19.0), (LABELS["iqa"], 22.0), (_WHOLE, 34.0),
    ("Grade of the qualification", 16.0), ("To check", 34.0),
)  # fmt: skip
_CLOSED = (*_PERSON, ("Claimed on", 19.0), ("Certificate no", 16.0), ("To check", 34.0))
_OPEN = (*_PERSON, ("Why", 60.0))
_REPEATED = 3
"""The columns that stand on each page of the sheet Claim, which is two pages wide: a text across them is cut off."""
_HEADINGS = [heading for heading, _ in _CLAIM]


def write_claim(claim: Claim) -> bytes:
    """Return the workbook of a claim: the sheets Claim and Cannot be claimed, and between them what was claimed."""
    page = Page(head_left=claim.properties.title, head_right="", foot_left=claim.branding.centre, landscape=True)
    book = Book(claim.properties, claim.branding, page)
    _units(book, claim)
    if claim.closed_units:
        _closed_units(book, claim)
    _open_units(book, claim)
    return book.close()


def _units(book: Book, claim: Claim) -> None:
    sheet = book.sheet(TITLE, [width for _, width in _CLAIM])
    people = f"{plural(len(claim.units), 'unit')} of {plural(claim.learners, 'learner')}"
    row = sheet.title(claim.properties.title, people)
    for note in claim.notes:
        row = sheet.place(row, Cell(_REPEATED, note, NOTE, len(_PERSON) - 1))
    top = sheet.headings(row, _HEADINGS, min_height=36)
    row = top
    for entry in claim.units:
        row = sheet.place(row, *_claimed(entry), min_height=20)
    for heading in _empty(claim):
        sheet.hide_columns(_HEADINGS.index(heading), _HEADINGS.index(heading))
    end = max(top, row - 1)
    whole = _HEADINGS.index(_WHOLE)
    for word in {entry.progress for entry in claim.units if entry.achieved}:
        sheet.colour_words((top, whole), (end, whole), [(word, MET)])
    _finish(sheet, top, end)


def _empty(claim: Claim) -> list[str]:
    """Return the headings of columns in which no row would have anything."""
    columns: dict[str, list[str] | list[int | None]] = {
        "Version of the unit": [entry.version for entry in claim.units],
        "Credits": [entry.credits for entry in claim.units],
        "Grade": [entry.grade for entry in claim.units],
        "Grade of the qualification": [entry.qualification_grade for entry in claim.units],
    }
    return [heading for heading, values in columns.items() if not any(values)]


def _closed_units(book: Book, claim: Claim) -> None:
    sheet = book.sheet(CLOSED, [width for _, width in _CLOSED])
    row = sheet.title(f"{CLOSED}: {claim.scope}", plural(len(claim.closed_units), "unit"))
    top = sheet.headings(row, [heading for heading, _ in _CLOSED])
    row = top
    for entry in claim.closed_units:
        contents = (entry.claimed_on, DATE), (entry.certificate_no, IDENTIFIER), ("; ".join(entry.to_check), TEXT)
        cells = (Cell(column, content, style) for column, (content, style) in enumerate(contents, start=len(_PERSON)))
        row = sheet.place(row, *_person(entry.learner, entry), *cells, min_height=20)
    _finish(sheet, top, max(top, row - 1))


def _open_units(book: Book, claim: Claim) -> None:
    sheet = book.sheet(NOT_CLAIMED, [width for _, width in _OPEN])
    row = sheet.title(f"{NOT_CLAIMED}: {claim.scope}", plural(len(claim.open_units), "unit"))
    top = sheet.headings(row, [heading for heading, _ in _OPEN])
    row = top
    for entry in claim.open_units:
        cells = (*_person(entry.learner, entry), Cell(len(_PERSON), entry.why, TEXT))
        row = sheet.place(row, *cells, min_height=20)
    _finish(sheet, top, max(top, row - 1))


def _person(learner: Claimant, entry: ClaimedUnit | ClosedUnit | OpenUnit) -> Sequence[Cell]:
    return (
        Cell(0, learner.registration, IDENTIFIER),
        Cell(1, learner.first_name, TEXT_STRONG),
        Cell(2, learner.last_name, TEXT_STRONG),
        Cell(3, learner.employer_name, TEXT),
        Cell(4, learner.qualification, IDENTIFIER),
        Cell(5, entry.unit, IDENTIFIER),
        Cell(6, entry.title, TEXT),
    )


def _claimed(entry: ClaimedUnit) -> Sequence[Cell]:
    contents = (
        (entry.uln, IDENTIFIER), (entry.registered_on, DATE), (entry.version, IDENTIFIER), (entry.credits, CENTRED),
        (entry.grade, TEXT), (entry.assessed_on, DATE), (entry.assessor, TEXT), (entry.iqa_on, DATE), (entry.iqa, TEXT),
        (entry.progress, TEXT_STRONG), (entry.qualification_grade, TEXT), ("; ".join(entry.to_check), TEXT),
    )  # fmt: skip
    cells = (Cell(column, content, style) for column, (content, style) in enumerate(contents, start=len(_PERSON)))
    return (*_person(entry.learner, entry), *cells)


def _finish(sheet: Sheet, top: int, end: int) -> None:
    sheet.keep_as_text((top, 0), (end, sheet.last_column))
    sheet.worksheet.autofilter(top - 1, 0, end, sheet.last_column)
    sheet.worksheet.freeze_panes(top, _REPEATED)
    sheet.finish((0, top - 1), end, protected=False)
