"""A markbook filled in by an assessor: one row a learner, a column for each field, the fields' names in row 1."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from markpack.documents.catalogue.kinds import Kind
from markpack.errors import Place
from markpack.inputs.files.columns import unusable
from markpack.inputs.files.csv_tables import Cell, Row, Table
from markpack.inputs.files.excel_tables import Workbook
from markpack.inputs.marks.mark_entries import Entry, Fact, fields_by_name
from markpack.inputs.problems import Problems, did_you_mean, listing, quote, sentences
from markpack.model.forms.identity import identity_of
from markpack.model.forms.markbook import CARRIED, LEARNER_COLUMNS, SHEET, is_heading
from markpack.model.unit import Unit


def markbook_unit(book: Workbook, units: Collection[Unit]) -> str | None:
    """Return the reference of the unit whose markbook this is, or None if it is not a markbook.

    The document properties say so; where a program has dropped them, the fields' names in row 1 do.
    """
    identity = identity_of(book.properties)
    if identity.kind == Kind.MARKBOOK.folder:
        return identity.unit
    sheet = book.sheet(SHEET)
    keys = {cell.text for cell in sheet.rows[0]} if sheet and sheet.rows else set()
    if identity.kind or "registration" not in keys:
        return None
    matches = [unit.reference for unit in units if keys & set(fields_by_name(unit))]
    return matches[0] if len(matches) == 1 else None


def read_markbook(
    book: Workbook, reference: str, units: Mapping[str, Unit], unreadable: Collection[str], findings: Problems
) -> Iterator[Entry]:
    """Yield the entries of a unit's markbook; units whose own template has problems are passed over."""
    whole = Place(book.file)
    unit = units.get(reference)
    if unit is None:
        if reference not in unreadable:
            findings.error(
                whole,
                f"The markbook is for the unit {quote(reference)}, which has no template.",
                sentences(did_you_mean(reference, units), "Add the unit’s template, or move the markbook away."),
            )
        return
    sheet = book.sheet(SHEET)
    keys: dict[str, int] = {}
    for position, cell in enumerate(sheet.rows[0] if sheet and sheet.rows else ()):
        keys.setdefault(cell.text, position)
    if sheet is None or "registration" not in keys:
        findings.error(
            Place(book.file, sheet=sheet.sheet if sheet else ""),
            f"The markbook has lost its sheet {quote(SHEET)}, or the hidden first row that names its columns.",
            "Copy the marks into a newly built markbook.",
        )
        return
    fields = fields_by_name(unit)
    _note_unknown(sheet.rows[0], fields, findings)
    _note_missing(sheet, keys, unit, findings)
    _note_copied(sheet, keys, fields, findings)
    _note_other_sheets(book, sheet, fields, findings)
    reading = False
    for row in sheet.rows[1:]:
        registration = _cell(row, keys, "registration", sheet)
        if is_heading(registration.text):
            reading = True
        elif reading and any(row):
            facts = tuple(_facts(row, keys, fields, sheet, findings))
            attempt = _cell(row, keys, "attempt", sheet)
            if facts and "attempt" in keys and not attempt:
                _note_no_attempt(registration, attempt, findings)
            elif facts or registration:
                unit_cell = Cell(unit.reference, registration.place)
                yield Entry(registration, unit_cell, attempt, facts, name=_name(row, keys, sheet))
    if not reading:
        findings.error(
            sheet.place,
            "The markbook has lost its row of headings, so its marks cannot be told from its instructions.",
            "Write Registration above the registration numbers, or copy the marks into a newly built markbook.",
        )


def _facts(
    row: Row, keys: Mapping[str, int], fields: Mapping[str, tuple[str, str]], sheet: Table, findings: Problems
) -> Iterator[Fact]:
    for name, (field, part) in fields.items():
        cell = _cell(row, keys, name, sheet)
        if name in keys and cell and not unusable(cell, findings):
            yield Fact(field, part, cell)


def _cell(row: Row, keys: Mapping[str, int], name: str, sheet: Table) -> Cell:
    position = keys.get(name)
    if position is not None and position < len(row):
        return row[position]
    return Cell("", row[0].place if row else sheet.place)


def _name(row: Row, keys: Mapping[str, int], sheet: Table) -> Cell | None:
    """Return the learner's name as one cell, in the place of its first part that is there."""
    parts = [cell for key in ("first_name", "last_name") if (cell := _cell(row, keys, key, sheet))]
    return Cell(" ".join(cell.text for cell in parts), parts[0].place) if parts else None


def _note_no_attempt(registration: Cell, attempt: Cell, findings: Problems) -> None:
    findings.error(
        attempt.place,
        f"There are marks for learner {registration.text}, but no number of an attempt, so they are not read."
        if registration
        else "There are marks in this row, but neither a registration number nor an attempt, so they are not read.",
        "Write 1 for the first attempt, 2 for the second.",
    )


def _note_copied(sheet: Table, keys: Mapping[str, int], fields: Collection[str], findings: Problems) -> None:
    """Note columns of one name that say different things, at the first row where they do."""
    rows = list(filter(None, sheet.rows[1:]))
    while rows and not is_heading(_cell(rows[0], keys, "registration", sheet).text):
        del rows[0]
    for position, key in enumerate(sheet.rows[0]):
        first = keys.get(key.text, position)
        if first == position or not (key.text in fields or key.text in LEARNER_COLUMNS):
            continue
        for row in rows[1:]:
            one, other = (row[at] if at < len(row) else Cell("", row[-1].place) for at in (first, position))
            if " ".join(one.text.split()) != " ".join(other.text.split()):
                findings.error(
                    other.place,
                    f"The columns {_letters(sheet.rows[0][first])} and {_letters(key)} both have the name "
                    f"{quote(key.text)} in the hidden first row, but here they say {_said(one)} and {_said(other)}.",
                    "Keep the column that is right, and delete the other.",
                )
                break


def _letters(cell: Cell) -> str:
    return cell.place.cell.rstrip("0123456789")


def _said(cell: Cell) -> str:
    return quote(cell.text) if cell else "nothing"


def _note_other_sheets(book: Workbook, read: Table, fields: Collection[str], findings: Problems) -> None:
    for sheet in book.sheets:
        keys = {cell.text for cell in sheet.rows[0]} if sheet.rows else set()
        if sheet is not read and "registration" in keys and not keys.isdisjoint(fields):
            findings.warn(
                sheet.place,
                f"This sheet is made like {quote(read.sheet)}, but only {quote(read.sheet)} is read.",
                f"If it has marks of its own, copy them to {quote(read.sheet)}; then delete this sheet.",
            )


def _note_unknown(header: Row, fields: Mapping[str, tuple[str, str]], findings: Problems) -> None:
    unknown = [
        cell
        for cell in header
        if cell and cell.text not in LEARNER_COLUMNS and cell.text not in fields and not cell.text.startswith(CARRIED)
    ]
    if unknown:
        names = listing(quote(cell.text) for cell in unknown)
        findings.warn(
            unknown[0].place,
            f"The hidden first row names columns that the unit does not have: {names}.",
            "Build the markbook again if the unit’s criteria have changed; what stands in these columns is not read.",
        )


def _note_missing(sheet: Table, keys: Collection[str], unit: Unit, findings: Problems) -> None:
    names = fields_by_name(unit)
    columns = {part for name, (field, part) in names.items() if name in keys and field in ("mark", "decision")}
    if missing := [criterion.id for criterion in unit.criteria if criterion.id not in columns]:
        findings.warn(
            sheet.place,
            f"The markbook has no column for AC {listing(missing, limit=40)}, so nothing is read for "
            f"{'it' if len(missing) == 1 else 'them'}.",
            "If the columns were deleted, copy the marks into a newly built markbook.",
        )
