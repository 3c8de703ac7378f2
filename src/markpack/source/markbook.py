"""A markbook filled in by an assessor: one row a learner, a column for each field, the fields' names in row 1."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from markpack.errors import Place
from markpack.model.unit import Unit
from markpack.source.columns import unusable
from markpack.source.entries import Entry, Fact, fields_by_name
from markpack.source.findings import Findings, did_you_mean, listing, quote, sentences
from markpack.source.tables import Cell, Row, Table
from markpack.source.workbooks import Workbook

SHEET = "Marks"
KIND = "markpack.kind"
UNIT = "markpack.unit"
CRITERIA = "markpack.criteria"
CARRIED = "carried:"
_LEARNER_KEYS = ("registration", "first_name", "last_name", "attempt")


def markbook_unit(book: Workbook, units: Collection[Unit]) -> str | None:
    """Return the reference of the unit whose markbook this is, or None if it is not a markbook.

    The document properties say so; where a program has dropped them, the fields' names in row 1 do.
    """
    if book.properties.get(KIND) == "markbook":
        return book.properties.get(UNIT, "")
    sheet = book.sheet(SHEET)
    keys = {cell.text for cell in sheet.rows[0]} if sheet and sheet.rows else set()
    if KIND in book.properties or "registration" not in keys:
        return None
    matches = [unit.reference for unit in units if keys & set(fields_by_name(unit))]
    return matches[0] if len(matches) == 1 else None


def read_markbook(
    book: Workbook, reference: str, units: Mapping[str, Unit], unreadable: Collection[str], findings: Findings
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
    keys = {cell.text: position for position, cell in enumerate(sheet.rows[0])} if sheet and sheet.rows else {}
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
    reading = False
    for row in sheet.rows[1:]:
        registration = _cell(row, keys, "registration", sheet)
        if registration.text.casefold().removeprefix("learner ").startswith("registration"):
            reading = True
        elif reading and any(row):
            facts = tuple(_facts(row, keys, fields, sheet, findings))
            if facts or registration:
                unit_cell = Cell(unit.reference, registration.place)
                yield Entry(registration, unit_cell, _cell(row, keys, "attempt", sheet), facts)
    if not reading:
        findings.error(
            sheet.place,
            "The markbook has lost its row of headings, so its marks cannot be told from its instructions.",
            "Write Registration above the registration numbers, or copy the marks into a newly built markbook.",
        )


def _facts(
    row: Row, keys: Mapping[str, int], fields: Mapping[str, tuple[str, str]], sheet: Table, findings: Findings
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


def _note_unknown(header: Row, fields: Mapping[str, tuple[str, str]], findings: Findings) -> None:
    unknown = [
        cell
        for cell in header
        if cell and cell.text not in _LEARNER_KEYS and cell.text not in fields and not cell.text.startswith(CARRIED)
    ]
    if unknown:
        names = listing(quote(cell.text) for cell in unknown)
        findings.warn(
            unknown[0].place,
            f"The hidden first row names columns that the unit does not have: {names}.",
            "Build the markbook again if the unit’s criteria have changed; what stands in these columns is not read.",
        )


def _note_missing(sheet: Table, keys: Collection[str], unit: Unit, findings: Findings) -> None:
    names = fields_by_name(unit)
    columns = {part for name, (field, part) in names.items() if name in keys and field in ("mark", "decision")}
    if missing := [criterion.id for criterion in unit.criteria if criterion.id not in columns]:
        findings.warn(
            sheet.place,
            f"The markbook has no column for AC {listing(missing, limit=40)}, so nothing is read for "
            f"{'it' if len(missing) == 1 else 'them'}.",
            "If the columns were deleted, copy the marks into a newly built markbook.",
        )
