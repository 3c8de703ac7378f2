"""Columns of a table, known by any of the headings that centres give them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell, CellKind, Row, Table
from markpack.inputs.files.entered_text import Holds, mend, note_garbled
from markpack.inputs.files.headings import (
    Column,
    Headings,
    find_headings,
    names_by_heading,
    normal,
    note_hidden_rows,
    note_titles,
    required_names,
    without_repeats,
    without_rows_of_noughts,
)
from markpack.inputs.files.unseen_cells import note_hidden_columns, note_struck
from markpack.inputs.problems import Problems, did_you_mean, listing, others_too, quote, repeated, sentences

AS_TEXT = "Format the column as Text in Excel before typing the numbers, and put the missing zeros back."

_REWRITTEN = re.compile(
    r"[0-9]+[.,]0+|[0-9][.,][0-9]+[Ee]\+?[0-9]{1,3}|[0-9][Ee]\+[0-9]{1,3}|[£$€]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?"
)
"""What is left of an identifier such as 0012345 that was a number for a while: 12345.0, 2.02601E+11 or 12,345."""

_TWO_COLUMNS = "Delete one of the two columns."
_SIDE_BY_SIDE = "There are two tables side by side. Move the rows of the second one below those of the first."


@dataclass(frozen=True)
class Columns:
    """The columns found in a table: the position of each by its name, and the rows below the headings."""

    table: Table
    positions: Mapping[str, int]
    rows: tuple[Row, ...]

    def cell(self, row: Row, name: str) -> Cell:
        """Return a row's cell in a column; an empty one where the table or the row has none there."""
        position = self.positions.get(name, 0)
        if name in self.positions and position < len(row):
            return row[position]
        first, last = row[0].place, row[-1].place
        if not first.cell:
            return Cell("", last)
        from openpyxl.utils import get_column_letter  # here, for openpyxl takes long to load

        return Cell("", Place(first.file, sheet=first.sheet, cell=f"{get_column_letter(position + 1)}{first.row}"))

    def column(self, name: str) -> Iterator[Cell]:
        """Yield the filled cells of a column."""
        rows = self.rows if name in self.positions else ()
        return (cell for row in rows if (cell := self.cell(row, name)))


def find_columns(table: Table, known: Mapping[str, Column], problems: Problems) -> Columns | None:
    """Return the columns of a table and the rows below its headings; None where required ones are missing.

    What cannot be meant in a column's cells is mended.
    """
    headings = find_headings(table, known)
    if headings is None:
        problems.error(
            table.place,
            "The table is empty.",
            f"Write the headings {listing(_first_headings(known))} in the first row.",
        )
        return None
    header, rows = headings.row, headings.below
    positions = _positions(header, known, problems)
    _note_unknown(headings, known, positions, problems)
    missing = [column.headings[0] for name, column in known.items() if column.required and name not in positions]
    for heading in missing:
        problems.error(
            header[0].place if header else table.place,
            f"There is no column {quote(heading)}.",
            f"Add it to the headings; those found are {listing(quote(cell.text) for cell in header if cell)}.",
        )
    too_long = _note_surplus_cells(header, rows, problems)
    if missing or too_long:
        return None
    note_titles(headings, problems)
    rows = without_rows_of_noughts(without_repeats(rows, positions, known, problems), positions, known, problems)
    note_hidden_rows(table, rows, problems)
    named = [row[position] for row in rows for position in sorted(positions.values()) if position < len(row)]
    note_hidden_columns(table, named, problems)
    note_struck(table, named, problems)
    holds = {position: known[name].holds for name, position in positions.items()}
    return Columns(table, positions, mended_rows(rows, holds, problems))


def _positions(header: Row, known: Mapping[str, Column], problems: Problems) -> dict[str, int]:
    """Return the position of each column by its name, and note second columns of a name."""
    names, required = names_by_heading(known), required_names(known)
    named = [(position, name) for position, cell in enumerate(header) if (name := names.get(normal(cell.text)))]
    counts = Counter(name for _, name in named)
    hint = _SIDE_BY_SIDE if required and all(counts[name] > 1 for name in required) else _TWO_COLUMNS
    for (position, name), (first, _) in repeated(named, key=itemgetter(1)):
        problems.error(
            header[position].place,
            f"{quote(header[position].text)} is a second column for {known[name].headings[0]}; "
            f"the first is {quote(header[first].text)}.",
            hint,
        )
    return {name: position for position, name in reversed(named)}


def mended_rows(rows: Sequence[Row], holds: Mapping[int, Holds], problems: Problems) -> tuple[Row, ...]:
    """Return rows with the cells of these columns mended, as far as the rows have them."""
    mended = [list(row) for row in rows]
    for position, what in holds.items():
        reached = [row for row in mended if position < len(row)]
        for row, cell in zip(reached, mend([row[position] for row in reached], what, problems), strict=True):
            row[position] = cell
    return tuple(map(tuple, mended))


def _note_surplus_cells(header: Row, rows: Sequence[Row], problems: Problems) -> bool:
    """Note filled cells of a CSV file that stand under no heading: what follows a comma within a text is one."""
    # In a workbook, somebody has made a note beside the table.
    surplus = [cell for row in rows if (cell := next(filter(None, row[len(header) :]), None)) and not cell.place.cell]
    for cell in surplus:
        problems.error(
            cell.place,
            f"This row has more cells than the first one has headings: {quote(cell.text)} stands under none.",
            "If a text has a comma in it, put it between double quotes; otherwise give the column a heading.",
        )
    return bool(surplus)


def _first_headings(known: Mapping[str, Column]) -> list[str]:
    return [column.headings[0] for column in known.values()]


def _note_unknown(
    headings: Headings, known: Mapping[str, Column], positions: Mapping[str, int], problems: Problems
) -> None:
    """Note columns that are not read: percentages, and those whose headings are not known or not there."""
    free = [heading for name, column in known.items() if name not in positions for heading in column.headings]
    names = names_by_heading(known)
    for position, cell in enumerate(headings.row):
        if normal(cell.text) in names:
            continue
        meant = names.get(normal(cell.text.replace("%", "")))
        if meant and meant not in positions:
            problems.error(
                cell.place,
                f"{quote(cell.text)} is a column of percentages, which are not read.",
                f"Write what is meant below {quote(known[meant].headings[0])}, without percentages.",
            )
        elif cell:
            problems.warn(
                cell.place,
                f"{quote(cell.text)} is not a column that is read.",
                sentences(did_you_mean(cell.text, free), f"The columns are {listing(_first_headings(known))}."),
            )
        elif any(position < len(row) and row[position] for row in headings.below):
            problems.warn(cell.place, "A column without a heading is not read.", "Give it a heading, or delete it.")


def rewritten_in(columns: Columns, name: str) -> list[Cell]:
    """Return the identifiers that a program has rewritten as numbers in another form or as dates."""
    return [cell for cell in columns.column(name) if cell.kind is CellKind.DATE or _REWRITTEN.fullmatch(cell.text)]


def note_rewritten(cells: Sequence[Cell], noun: str, problems: Problems) -> None:
    """Note identifiers that a program has rewritten, those of each kind together."""
    dates = [cell for cell in cells if cell.kind is CellKind.DATE]
    numbers = [cell for cell in cells if cell.kind is not CellKind.DATE]
    for rewritten, words in (
        (numbers, "has been rewritten as a number by a program"),
        (dates, "is stored as a date"),
    ):
        if rewritten:
            others = others_too(len(rewritten) - 1, " in the column")
            problems.error(rewritten[0].place, f"The {noun} {quote(rewritten[0].text)} {words}{others}.", AS_TEXT)


def warn_of_lost_zeros(
    columns: Columns, name: str, noun: str, problems: Problems, *, noted: Collection[Place]
) -> Iterator[str]:
    """Warn of identifiers that may have lost leading zeros, and yield them; those at places in `noted` are not."""
    cells = [cell for cell in columns.column(name) if cell.place not in noted]
    if stored := [cell for cell in cells if cell.kind is CellKind.NUMBER]:
        _warn_of(stored, "is stored as a number, so it may have lost leading zeros", noun, problems)
        yield from (cell.text for cell in stored)
    digits = [cell for cell in cells if cell.kind is CellKind.TEXT and cell.text.isdecimal()]
    lengths = Counter(len(cell.text) for cell in digits)
    if lengths:
        usual, count = lengths.most_common(1)[0]
        short = [cell for cell in digits if len(cell.text) < usual]
        if short and count > len(digits) / 2:
            _warn_of(
                short, f"is shorter than the others’ {usual} digits; it may have lost leading zeros", noun, problems
            )
            yield from (cell.text for cell in short)


def _warn_of(cells: list[Cell], fault: str, noun: str, problems: Problems) -> None:
    others = others_too(len(cells) - 1, " in the column")
    problems.warn(cells[0].place, f"The {noun} {quote(cells[0].text)} {fault}{others}.", AS_TEXT)


def unusable(cell: Cell, problems: Problems) -> bool:
    """Say whether what a cell holds cannot be used: an error, a number that shows as another, and so on; note it."""
    if cell.kind is CellKind.ERROR:
        problems.error(
            cell.place, f"The cell shows the error {cell.text}.", "Put the formula right, or type the value."
        )
    elif cell.kind is CellKind.UNCALCULATED:
        problems.error(
            cell.place,
            "The cell holds a formula whose result is not stored.",
            "Open the file in Excel or LibreOffice and save it, or type the value.",
        )
    elif cell.kind is CellKind.MASKED:
        problems.error(
            cell.place,
            f"The cell holds {cell.text}, but shows {_shown_in_words(cell)}.",
            "Set the cell’s number format to Text, and type what is meant.",
        )
    elif cell.kind is CellKind.GARBLED:
        note_garbled(cell, problems.error)
    else:
        return False
    return True


def _shown_in_words(cell: Cell) -> str:
    if cell.shown is None:
        return "it in a format of its own"
    return quote(cell.shown) if cell.shown else "nothing"


def beside(place: Place, other: Place) -> str:
    """Return a place as messages name it beside another one: in short where both stand in one file and sheet."""
    if (place.file, place.sheet) != (other.file, other.sheet):
        return str(place)
    if place.field:
        return f"field “{place.field}”"
    return f"cell {place.cell}" if place.cell else f"line {place.line}" if place.line else str(place)
