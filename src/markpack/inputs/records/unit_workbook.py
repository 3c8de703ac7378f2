"""A unit that is a workbook, as plain data like that of a YAML file, with the sheet and cell of each value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell, Row, Table
from markpack.inputs.files.excel_tables import Workbook, read_workbook
from markpack.inputs.files.headings import normal, note_hidden_rows
from markpack.inputs.files.located_data import Location, Plain
from markpack.inputs.files.sheet_document import SheetDocument
from markpack.inputs.files.visits import TooLarge
from markpack.inputs.files.yaml_text import MOST_VALUES
from markpack.inputs.marks.parse_cache import read_apart
from markpack.inputs.problems import LONGEST_QUOTED, Problems, did_you_mean, listing, quote, sentences
from markpack.inputs.records.unit_cells import read_cell
from markpack.model.forms.unit_workbook import (
    CRITERIA,
    ENTRY,
    FIELD,
    METHOD,
    METHODS,
    NOTE,
    OWN_NOTES,
    SHEETS,
    TASKS,
    UNIT,
    WITHIN,
    Column,
    Holds,
)
from markpack.model.instrument import Method
from markpack.model.unit_columns import (
    METHOD_COLUMN,
    criterion_columns,
    instrument_columns,
    outcome_columns,
    task_columns,
    unit_columns,
)

_OUTCOME, _OUTCOME_TITLE = ("id",), ("title",)


def read_unit_workbook(path: Path, file: str, problems: Problems) -> SheetDocument | None:
    """Return a workbook's unit as plain data; None, with the problem noted, where it cannot be read as one."""
    book = read_apart(read_workbook, path, file, problems)
    if book is None:
        return None
    absent = [name for name in SHEETS if book.sheet(name) is None]
    if absent:
        problems.error(
            Place(file),
            f"The workbook has no sheet {listing(map(quote, absent), last='or')}.",
            f"A unit has the sheets {listing(SHEETS)}; those here are {listing(sheet.sheet for sheet in book.sheets)}.",
        )
        return None
    reader = _Reader(book, SheetDocument(file), problems)
    try:
        return reader.document if reader.read() else None
    except TooLarge as error:
        place, message = error.args
        problems.error(place, message, "Check that it is the right file.")
    return None


@dataclass(frozen=True)
class _FieldRows:
    """A sheet with a row for each field: its headings, the rows of fields, and the columns in which anything stands."""

    sheet: Table
    heads: Row
    rows: tuple[tuple[Row, Column], ...]
    columns: Sequence[Column]
    positions: tuple[int, ...]

    def heading(self, position: int) -> Cell:
        """Return the cell that heads a column."""
        return _cell(self.heads, position)


class _Reader:
    """Fills a document sheet by sheet."""

    def __init__(self, book: Workbook, document: SheetDocument, problems: Problems) -> None:
        self._book, self.document, self._problems = book, document, problems
        self._count = 0

    def read(self) -> bool:
        """Read the four sheets, and name what stands in the workbook and is not read; say whether all had headings."""
        unit = self._field_rows(self._sheet(UNIT), FIELD)
        criteria = self._columns_of(self._sheet(CRITERIA), (*outcome_columns(), *criterion_columns()))
        tasks = self._columns_of(self._sheet(TASKS), (METHOD_COLUMN, *task_columns()))
        methods = self._field_rows(self._sheet(METHODS), METHOD)
        self._note_unread()
        if unit is None or criteria is None or tasks is None or methods is None:
            return False
        self._read_unit(unit)
        self._read_criteria(*criteria)
        self._read_methods(methods)
        self._read_tasks(*tasks)
        self._own(("assignment",), methods.sheet.place, "the workbook")
        self.document.names["assignment",] = f"The method {quote(Method.WRITTEN.value)}"
        self.document.remedies["assignment",] = "Add a column for it on this sheet, and its tasks."
        return True

    def _sheet(self, name: str) -> Table:
        sheet = self._book.sheet(name)
        if sheet is None:
            raise AssertionError(f"{name} was there before")
        return sheet

    def _note_unread(self) -> None:
        for sheet in self._book.sheets:
            name = normal(sheet.sheet)
            if name in map(normal, SHEETS):
                note_hidden_rows(sheet, list(sheet.filled_rows()), self._problems)
            elif name != normal(OWN_NOTES) and not sheet.hidden and any(sheet.filled_rows()):
                self._problems.warn(
                    sheet.place, "This sheet is not read.", f"Name it “{OWN_NOTES}” if it holds notes of your own."
                )
        for note in self._book.notes:
            if note.text and note.place.sheet in SHEETS:
                self._problems.warn(
                    note.place,
                    f"{note.what[:1].upper()}{note.what[1:]} is not read: {quote(note.text, longest=LONGEST_QUOTED)}.",
                    "Write what belongs to the unit into a cell; delete it once it is dealt with.",
                )

    # The sheets that have a row for each field

    def _read_unit(self, fields: _FieldRows) -> None:
        self.document.places[()] = fields.sheet.place
        positions = [position for position in fields.positions if normal(fields.heading(position).text)]
        if len(positions) != 1:
            self._problems.error(
                fields.heads[0].place,
                f"{len(positions)} columns here have headings beside {quote(NOTE)}, where one is expected.",
                f"Have one column of entries, headed {quote(ENTRY)}.",
            )
        for position in positions[:1]:
            self._read_fields(fields, position, ())

    def _read_methods(self, fields: _FieldRows) -> None:
        places: dict[Location, Cell] = {}
        for position in fields.positions:
            cell = fields.heading(position)
            if not cell:
                self._problems.error(
                    cell.place,
                    "This column has no method.",
                    f"Write {listing(map(quote, METHOD_COLUMN.choices), last='or')}.",
                )
                continue
            location = self._instrument(cell)
            if location in places:
                self._problems.error(
                    cell.place,
                    f"{quote(cell.text)} has a second column here; the first is at cell {places[location].place.cell}.",
                    "Keep one of the two.",
                )
                continue
            places[location] = cell
            self._read_fields(fields, position, location)

    def _field_rows(self, sheet: Table, corner: str) -> _FieldRows | None:
        """Return the rows of a sheet that are for fields; None, with an error, where its headings are not found."""
        columns = unit_columns() if corner == FIELD else instrument_columns()
        rows = tuple(sheet.filled_rows())
        heads = next((row for row in rows if normal(row[0].text) == normal(corner)), None)
        if heads is None:
            self._problems.error(
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
            filled = next((cell for position in positions if (cell := _cell(row, position))), None)
            column = _column_called(row[0].text, columns)
            if column and column.heading in found:
                self._problems.error(
                    row[0].place,
                    f"{quote(column.heading)} stands here a second time; the first is at cell "
                    f"{found[column.heading][0][0].place.cell}.",
                    "Keep one of the two rows.",
                )
            elif column:
                found[column.heading] = row, column
            elif filled:
                self._note_unknown(row[0], filled, columns)
        used = [position for position in positions if any(_cell(row, position) for row in (heads, *below))]
        return _FieldRows(sheet, heads, tuple(found.values()), columns, tuple(used))

    def _read_fields(self, fields: _FieldRows, position: int, at: Location) -> None:
        for row, column in fields.rows:
            self._put(column, _cell(row, position), at)
        there = {column.path for _, column in fields.rows}
        for column in fields.columns:
            if column.path not in there and column.holds is not Holds.GROUP:
                self._name(column, fields.heading(position).place, at, "Add a row {}.")

    def _instrument(self, cell: Cell) -> Location:
        """Return where the instrument of a method stands, by the cell that names the method."""
        names = {normal(method.value): method.value for method in Method}
        name = names.get(normal(cell.text), cell.text)
        location: Location = ("assignment",) if name == Method.WRITTEN.value else ("methods", name)
        if location in self.document.places:
            return location
        tasks = (*location, "tasks")
        self._own(location, cell.place, f"the method {quote(name)}")
        self._own(tasks, self._sheet(TASKS).place, f"the method {quote(name)}")
        self.document.remedies[tasks] = f"Fill in a row for each task on the sheet “{TASKS}”."
        for column in instrument_columns():
            self._name(column, cell.place, location, f"Give the method a column on the sheet “{METHODS}”.")
        return location

    # The sheets that have a row for each criterion or task

    def _read_criteria(self, positions: Sequence[tuple[Column, int]], rows: Sequence[Row]) -> None:
        self._own(("outcomes",), self._sheet(CRITERIA).place, f"the sheet {quote(CRITERIA)}")
        self.document.remedies["outcomes",] = "Fill in a row for each criterion."
        outcomes: list[Plain] = []
        self.document.data["outcomes"] = outcomes
        of_outcome, of_criterion = outcome_columns(), criterion_columns()
        by_id: dict[str, int] = {}
        first: dict[tuple[int, tuple[str, ...]], Cell] = {}
        here = -1
        for row in rows:
            id_ = _at(row, positions, of_outcome, _OUTCOME)
            if here < 0 or (id_ and by_id.get(id_.text) != here):
                here = by_id.setdefault(id_.text, len(outcomes))
                if here == len(outcomes):
                    outcomes.append({"criteria": []})
                    self._own(("outcomes", here), id_.place, "this learning outcome")
                    self._own(("outcomes", here, "criteria"), id_.place, "this learning outcome")
                    self.document.remedies["outcomes", here, "criteria"] = "Fill in a row for each criterion."
            outcome: Location = ("outcomes", here)
            for column in of_outcome:
                cell = _at(row, positions, of_outcome, column.path)
                earlier = first.get((here, column.path))
                if earlier and cell and column.path != _OUTCOME and cell.text != earlier.text:
                    self._problems.error(
                        cell.place,
                        f"{quote(column.heading)} is {quote(cell.text)} here, and {quote(earlier.text)} at cell "
                        f"{earlier.place.cell}, for the same outcome.",
                        "Write it once for each outcome, in its first row.",
                    )
                elif cell and not earlier:
                    self._put(column, cell, outcome)
                    first[here, column.path] = cell
                elif (*outcome, *column.path) not in self.document.places:
                    self._name(column, cell.place, outcome)
            if any(_cell(row, position) for column, position in positions if _is_of(column, of_criterion)):
                self._read_row(row, positions, of_criterion, (*outcome, "criteria"))

    def _read_tasks(self, positions: Sequence[tuple[Column, int]], rows: Sequence[Row]) -> None:
        method: Location | None = None
        for row in rows:
            cell = _at(row, positions, (METHOD_COLUMN,), METHOD_COLUMN.path)
            if cell:
                method = self._instrument(cell)
            if method is None:
                self._problems.error(
                    cell.place,
                    "It is not said which method this task belongs to.",
                    f"Write {listing(map(quote, METHOD_COLUMN.choices), last='or')}.",
                )
                continue
            self._read_row(row, positions, task_columns(), (*method, "tasks"))

    def _read_row(
        self, row: Row, positions: Sequence[tuple[Column, int]], columns: Sequence[Column], at: Location
    ) -> None:
        """Add a row as an entry of the list at a location."""
        entries = self._container(at, [])
        assert isinstance(entries, list)
        location = (*at, len(entries))
        entries.append({})
        self._own(location, row[0].place, "this row")
        known = {column.path for column, _ in positions}
        for column, position in positions:
            if _is_of(column, columns):
                self._put(column, _cell(row, position), location)
        for column in columns:
            if column.holds is Holds.GROUP:
                self.document.names[*location, *column.path] = quote(column.heading)
            elif column.path not in known:
                self._name(column, row[0].place, location, "Add a column {}.")

    def _columns_of(
        self, sheet: Table, columns: Sequence[Column]
    ) -> tuple[list[tuple[Column, int]], tuple[Row, ...]] | None:
        """Return the position of each column of a sheet, and the rows below the headings."""
        rows = tuple(sheet.filled_rows())
        heading = max(rows, key=lambda row: sum(bool(_column_called(cell.text, columns)) for cell in row), default=())
        if not any(_column_called(cell.text, columns) for cell in heading):
            self._problems.error(
                sheet.place,
                "There are no headings here.",
                f"Write {listing(quote(column.heading) for column in columns)} into a row.",
            )
            return None
        below = rows[rows.index(heading) + 1 :]
        found: dict[str, tuple[Column, int]] = {}
        for position in range(max(map(len, (heading, *below)))):
            cell = _cell(heading, position)
            filled = next((entry for row in below if (entry := _cell(row, position))), None)
            column = _column_called(cell.text, columns)
            if column and column.heading in found:
                self._problems.error(
                    cell.place, f"{quote(cell.text)} is a second column of this name.", "Keep one of the two."
                )
            elif column:
                found[column.heading] = column, position
            elif filled and cell:
                self._note_unknown(cell, filled, columns)
            elif filled:
                self._problems.error(
                    filled.place,
                    f"{quote(filled.text)} stands below no heading, and is not read.",
                    f"Give the column a heading, or move what stands in it to the sheet “{OWN_NOTES}”.",
                )
        return list(found.values()), below

    # Values

    def _note_unknown(self, label: Cell, filled: Cell, columns: Sequence[Column]) -> None:
        names = [column.heading for column in columns]
        self._problems.error(
            label.place,
            f"{quote(label.text)} is not known on this sheet, so {quote(filled.text)} is not read.",
            sentences(
                did_you_mean(label.text, names),
                f"What is known here: {listing(map(quote, names), limit=24)}. Notes of your own belong on a sheet "
                f"“{OWN_NOTES}”.",
            ),
        )

    def _put(self, column: Column, cell: Cell, at: Location) -> None:
        """Note a cell as the place of a field, and its value if it has one."""
        self._name(column, cell.place, at)
        value = read_cell(cell, column, self._problems)
        self._count += len(value) if isinstance(value, (list, dict)) else value is not None
        if self._count > MOST_VALUES:
            raise TooLarge(cell.place, f"The workbook holds more than {MOST_VALUES} values.")
        if value is not None:
            owner = self._container((*at, *column.path[:-1]), {})
            assert isinstance(owner, dict)
            owner[column.path[-1]] = value

    def _name(self, column: Column, place: Place, at: Location, remedy: str = "") -> None:
        location = (*at, *column.path)
        self.document.places[location] = place
        self.document.names[location] = quote(column.heading)
        self.document.remedies.pop(location, None)
        if len(column.path) > 1:
            group = (*at, *column.path[:-1])
            words = quote(column.heading.partition(WITHIN)[0])
            self.document.places[group] = place
            self.document.names.setdefault(group, words)
            self.document.remedies.setdefault(group, f"Fill in what begins with {words}.")
        if remedy:
            self.document.remedies[location] = remedy.format(quote(column.heading))

    def _own(self, location: Location, place: Place, words: str) -> None:
        self.document.places.setdefault(location, place)
        self.document.keys.setdefault(location, place)
        self.document.owners.setdefault(location, words)

    def _container(self, location: Location, empty: Plain) -> Plain:
        """Return what holds the values at a location, made where it is not there yet."""
        value: Plain = self.document.data
        for number, part in enumerate(location, 1):
            if isinstance(value, list) and isinstance(part, int):
                value = value[part]
            elif isinstance(value, dict):
                value = value.setdefault(str(part), empty if number == len(location) else {})
        return value


def _cell(row: Row, position: int) -> Cell:
    """Return a row's cell; an empty one where the row is shorter."""
    if position < len(row):
        return row[position]
    from openpyxl.utils import get_column_letter  # here, for openpyxl takes long to load

    first = row[0].place
    return Cell("", Place(first.file, sheet=first.sheet, cell=f"{get_column_letter(position + 1)}{first.row}"))


def _at(row: Row, positions: Sequence[tuple[Column, int]], columns: Sequence[Column], path: tuple[str, ...]) -> Cell:
    """Return the cell of a row in the column of some that has a path; an empty one where there is no such column."""
    for column, position in positions:
        if column in columns and column.path == path:
            return _cell(row, position)
    return Cell("", row[0].place)


def _is_of(column: Column, columns: Sequence[Column]) -> bool:
    """Say whether a column is one of some, or that of a key in one of them that is a group."""
    return column in columns or any(group.holds is Holds.GROUP and group.path == column.path[:-1] for group in columns)


def _column_called(heading: str, columns: Sequence[Column]) -> Column | None:
    """Return the column of a heading, letter case and punctuation aside; of a group, that of the key behind it."""
    name = normal(heading)
    if not name:
        return None
    for column in columns:
        if column.holds is not Holds.GROUP:
            if name == normal(column.heading):
                return column
        else:
            group, colon, key = heading.partition(":")
            if colon and key.strip() and normal(group) == normal(column.heading):
                return column.of_key(key.strip())
    return None
