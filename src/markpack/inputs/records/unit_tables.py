"""The sheets of a unit's workbook as tables: where the headings are, and what each row and column is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell, Row, Table
from markpack.inputs.files.excel_tables import Workbook
from markpack.inputs.files.headings import normal, note_hidden_rows
from markpack.inputs.files.unseen_cells import note_hidden_columns, note_struck
from markpack.inputs.problems import LONGEST_QUOTED, Problems, did_you_mean, listing, quote, sentences
from markpack.model.forms.unit_workbook import NOTE, OWN_NOTES, SHEETS, Column, Holds


@dataclass(frozen=True)
class FieldRows:
    """A sheet with a row for each field: its headings, the rows of fields, and the columns in which anything stands.

    `below` are all rows below the headings, `known` the fields that there may be.
    """

    sheet: Table
    heads: Row
    below: Sequence[Row]
    rows: tuple[tuple[Row, Column], ...]
    known: Sequence[Column]
    positions: tuple[int, ...]

    def heading(self, position: int) -> Cell:
        """Return the cell that heads a column."""
        return cell_at(self.heads, position)

    def cells(self, position: int) -> Iterator[Cell]:
        """Yield the cells of a column below its heading."""
        return (cell_at(row, position) for row in self.below)


@dataclass(frozen=True)
class RecordRows:
    """A sheet with a row for each record: the position of each column that was found, and the rows below."""

    sheet: Table
    positions: tuple[tuple[Column, int], ...]
    rows: tuple[Row, ...]

    def cells(self, row: Row, of: Sequence[Column]) -> Iterator[tuple[Column, Cell]]:
        """Yield a row's cell in each column that is one of some, or that of a key in one of them that is a group."""
        groups = [column.path for column in of if column.holds is Holds.GROUP]
        for column, position in self.positions:
            if column in of or column.path[:-1] in groups:
                yield column, cell_at(row, position)

    def cell(self, row: Row, column: Column) -> Cell:
        """Return a row's cell in a column; an empty one where there is no such column."""
        return next((cell for _, cell in self.cells(row, [column])), Cell("", row[0].place))


def cell_at(row: Row, position: int) -> Cell:
    """Return a row's cell; an empty one where the row is shorter."""
    if position < len(row):
        return row[position]
    from openpyxl.utils import get_column_letter  # here, for openpyxl takes long to load

    first = row[0].place
    return Cell("", Place(first.file, sheet=first.sheet, cell=f"{get_column_letter(position + 1)}{first.row}"))


def find_fields(sheet: Table, corner: str, known: Sequence[Column], problems: Problems) -> FieldRows | None:
    """Return the rows of a sheet that are for fields; None, with an error, where no row begins with `corner`."""
    rows = tuple(sheet.filled_rows())
    heads = next((row for row in rows if normal(row[0].text) == normal(corner)), None)
    if heads is None:
        problems.error(
            sheet.place,
            f"No row here begins with {quote(corner)}.",
            f"Write {quote(corner)} into column A, above the names of the fields, with the other headings.",
        )
        return None
    below = rows[rows.index(heads) + 1 :]
    found: dict[str, tuple[Row, Column]] = {}
    notes = {position for position, cell in enumerate(heads) if normal(cell.text) == normal(NOTE)}
    positions = [position for position in range(1, max(map(len, (heads, *below)))) if position not in notes]
    for row in below:
        column = _column_called(row[0].text, known)
        filled = next(filter(None, [*(cell_at(row, position) for position in positions), *row[1:]]), None)
        if column and column.heading in found:
            problems.error(
                row[0].place,
                f"{quote(column.heading)} appears a second time; the first is at cell "
                f"{found[column.heading][0][0].place.cell}.",
                "Keep one of the two rows.",
            )
        elif column:
            found[column.heading] = row, column
        elif filled and row[0]:
            _note_unknown(row[0], filled, known, problems)
        elif filled:
            problems.error(
                filled.place,
                f"{quote(filled.text)} stands beside no name of a field, and is not read.",
                f"Write a field into column A, or move what stands here to the sheet “{OWN_NOTES}”.",
            )
    used = [position for position in positions if any(cell_at(row, position) for row in (heads, *below))]
    return FieldRows(sheet, heads, below, tuple(found.values()), known, tuple(used))


def find_records(sheet: Table, known: Sequence[Column], problems: Problems) -> RecordRows | None:
    """Return the columns of a sheet and the rows below its headings; None, with an error, where it has no headings."""
    rows = tuple(sheet.filled_rows())
    heading = max(rows, key=lambda row: sum(bool(_column_called(cell.text, known)) for cell in row), default=())
    if not any(_column_called(cell.text, known) for cell in heading):
        problems.error(
            sheet.place,
            "There are no headings here.",
            f"Write {listing(quote(column.heading) for column in known)} into a row.",
        )
        return None
    below = rows[rows.index(heading) + 1 :]
    found: dict[str, tuple[Column, int]] = {}
    for position in range(max(map(len, (heading, *below)))):
        cell = cell_at(heading, position)
        filled = next((entry for row in below if (entry := cell_at(row, position))), None)
        column = _column_called(cell.text, known)
        if column and column.heading in found:
            problems.error(cell.place, f"{quote(cell.text)} is a second column of this name.", "Keep one of the two.")
        elif column:
            found[column.heading] = column, position
        elif filled and cell:
            _note_unknown(cell, filled, known, problems)
        elif filled:
            note_no_heading(filled, problems)
    return RecordRows(sheet, tuple(found.values()), below)


def note_unseen(book: Workbook, problems: Problems) -> None:
    """Warn of sheets and notes that are not read, and of cells that are read although people may not think so."""
    for sheet in book.sheets:
        name = normal(sheet.sheet)
        if name in map(normal, SHEETS):
            cells = [cell for row in sheet.rows for cell in row]
            note_hidden_rows(sheet, list(sheet.filled_rows()), problems)
            note_hidden_columns(sheet, cells, problems)
            note_struck(sheet, cells, problems)
            for cell in cells:
                if cell.place.cell in sheet.controls:
                    problems.warn(
                        cell.place,
                        "The cell holds control characters, which nothing prints, and is read without them.",
                        "Type its text again, and check that no letter is missing.",
                    )
            if sheet.hidden:
                hint = "Show the sheet to see what is read."
                problems.warn(sheet.place, "The sheet is hidden, and read all the same.", hint)
        elif name != normal(OWN_NOTES) and not sheet.hidden and any(sheet.filled_rows()):
            problems.warn(
                sheet.place, "This sheet is not read.", f"Name it “{OWN_NOTES}” if it holds notes of your own."
            )
    for note in book.notes:
        if note.text and note.place.sheet in SHEETS:
            problems.warn(
                note.place,
                f"{note.what[:1].upper()}{note.what[1:]} is not read: {quote(note.text, longest=LONGEST_QUOTED)}.",
                "Write what belongs to the unit into a cell; delete it once it is dealt with.",
            )


def note_no_heading(filled: Cell, problems: Problems) -> None:
    """Note a column without a heading, of which a cell holds something."""
    problems.error(
        filled.place,
        f"{quote(filled.text)} stands below no heading, and is not read.",
        f"Give the column a heading, or move what stands in it to the sheet “{OWN_NOTES}”.",
    )


def _note_unknown(label: Cell, filled: Cell, known: Sequence[Column], problems: Problems) -> None:
    names = [column.heading for column in known]
    problems.error(
        label.place,
        f"{quote(label.text)} is not known on this sheet, so {quote(filled.text)} is not read.",
        sentences(
            did_you_mean(label.text, names),
            f"What is known here: {listing(map(quote, names), limit=24)}. Notes of your own belong on a sheet "
            f"“{OWN_NOTES}”.",
        ),
    )


def _column_called(heading: str, known: Sequence[Column]) -> Column | None:
    """Return the column of a heading, letter case and punctuation aside; of a group, that of the key behind it."""
    name = normal(heading)
    if not name:
        return None
    for column in known:
        if column.holds is not Holds.GROUP:
            if name == normal(column.heading):
                return column
        else:
            group, colon, key = heading.partition(":")
            if colon and key.strip() and normal(group) == normal(column.heading):
                return column.of_key(key.strip())
    return None
