"""A unit that is a workbook, as plain data like that of a YAML file, with the sheet and cell of each value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell, Row, Table
from markpack.inputs.files.excel_tables import Workbook, read_workbook
from markpack.inputs.files.headings import normal
from markpack.inputs.files.located_data import Location, Plain
from markpack.inputs.files.sheet_document import SheetDocument
from markpack.inputs.files.visits import TooLarge
from markpack.inputs.files.yaml_text import MOST_VALUES
from markpack.inputs.marks.parse_cache import read_apart
from markpack.inputs.problems import Problems, listing, quote
from markpack.inputs.records.unit_cells import read_cell
from markpack.inputs.records.unit_tables import (
    FieldRows,
    RecordRows,
    cell_at,
    find_fields,
    find_records,
    note_no_heading,
    note_unseen,
)
from markpack.model.forms.unit_workbook import (
    CRITERIA,
    ENTRY,
    FIELD,
    METHOD,
    METHODS,
    NOTE,
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


class _Reader:
    """Fills a document sheet by sheet."""

    def __init__(self, book: Workbook, document: SheetDocument, problems: Problems) -> None:
        self._book, self.document, self._problems = book, document, problems
        self._count = 0
        self._merged = {(sheet.sheet, first): last for sheet in book.sheets for first, last in sheet.merged.items()}

    def read(self) -> bool:
        """Read the four sheets, and name what stands in the workbook and is not read; say whether all had headings."""
        problems = self._problems
        unit = find_fields(self._sheet(UNIT), FIELD, unit_columns(), problems)
        criteria = find_records(self._sheet(CRITERIA), (*outcome_columns(), *criterion_columns()), problems)
        tasks = find_records(self._sheet(TASKS), (METHOD_COLUMN, *task_columns()), problems)
        methods = find_fields(self._sheet(METHODS), METHOD, instrument_columns(), problems)
        note_unseen(self._book, problems)
        if unit is None or criteria is None or tasks is None or methods is None:
            return False
        self._read_unit(unit)
        self._read_criteria(criteria)
        self._read_methods(methods)
        self._read_tasks(tasks)
        self._own(("assignment",), methods.sheet.place, "the workbook")
        self.document.names["assignment",] = f"The method {quote(Method.WRITTEN.value)}"
        self.document.remedies["assignment",] = "Add a column for it on this sheet, and its tasks."
        return True

    def _sheet(self, name: str) -> Table:
        sheet = self._book.sheet(name)
        if sheet is None:
            raise AssertionError(f"{name} was there before")
        return sheet

    # The sheets that have a row for each field

    def _read_unit(self, fields: FieldRows) -> None:
        self.document.places[()] = fields.sheet.place
        positions = [position for position in fields.positions if normal(fields.heading(position).text)]
        if len(positions) != 1:
            self._problems.error(
                fields.heads[0].place,
                f"{len(positions)} columns here have headings beside {quote(NOTE)}, where one is expected.",
                f"Have one column of entries, headed {quote(ENTRY)}.",
            )
        for position in fields.positions:
            if position not in positions:
                note_no_heading(next(filter(None, fields.cells(position))), self._problems)
        for position in positions[:1]:
            self._read_fields(fields, position, ())

    def _read_methods(self, fields: FieldRows) -> None:
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

    def _read_fields(self, fields: FieldRows, position: int, at: Location) -> None:
        for row, column in fields.rows:
            self._put(column, cell_at(row, position), at)
        there = {column.path for _, column in fields.rows}
        for column in fields.known:
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

    def _read_criteria(self, table: RecordRows) -> None:
        self._own(("outcomes",), table.sheet.place, f"the sheet {quote(CRITERIA)}")
        self.document.remedies["outcomes",] = "Fill in a row for each criterion."
        outcomes: list[Plain] = []
        self.document.data["outcomes"] = outcomes
        of_outcome, of_criterion = outcome_columns(), criterion_columns()
        by_id: dict[str, int] = {}
        first: dict[tuple[int, tuple[str, ...]], Cell] = {}
        here = -1
        outcome_id = next(column for column in of_outcome if column.holds is Holds.ID)
        for row in table.rows:
            id_ = table.cell(row, outcome_id)
            if here < 0 or (id_ and by_id.get(id_.text) != here):
                here = by_id.setdefault(id_.text, len(outcomes))
                if here == len(outcomes):
                    outcomes.append({"criteria": []})
                    self._own(("outcomes", here), id_.place, "this learning outcome")
                    self._own(("outcomes", here, "criteria"), id_.place, "this learning outcome")
                    self.document.remedies["outcomes", here, "criteria"] = "Fill in a row for each criterion."
            outcome: Location = ("outcomes", here)
            for column in of_outcome:
                cell = table.cell(row, column)
                earlier = first.get((here, column.path))
                if earlier and cell and column is not outcome_id and cell.text != earlier.text:
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
            if any(cell for _, cell in table.cells(row, of_criterion)):
                self._read_row(table, row, of_criterion, (*outcome, "criteria"))

    def _read_tasks(self, table: RecordRows) -> None:
        method: Location | None = None
        for row in table.rows:
            cell = table.cell(row, METHOD_COLUMN)
            if cell:
                method = self._instrument(cell)
            if method is None:
                self._problems.error(
                    cell.place,
                    "It is not said which method this task belongs to.",
                    f"Write {listing(map(quote, METHOD_COLUMN.choices), last='or')}.",
                )
                continue
            self._read_row(table, row, task_columns(), (*method, "tasks"))

    def _read_row(self, table: RecordRows, row: Row, columns: Sequence[Column], at: Location) -> None:
        """Add a row as an entry of the list at a location."""
        entries = self._container(at, [])
        assert isinstance(entries, list)
        location = (*at, len(entries))
        entries.append({})
        self._own(location, row[0].place, "this row")
        found = set()
        for column, cell in table.cells(row, columns):
            found.add(column.path)
            self._put(column, cell, location)
        for column in columns:
            if column.holds is Holds.GROUP:
                self.document.names[*location, *column.path] = quote(column.heading)
            elif column.path not in found:
                self._name(column, row[0].place, location, "Add a column {}.")

    # Values

    def _put(self, column: Column, cell: Cell, at: Location) -> None:
        """Note a cell as the place of a field, and its value if it has one."""
        self._name(column, cell.place, at)
        if cell and self._is_merged(cell, at):
            self._problems.error(
                cell.place,
                "This cell is merged with others, so it is not clear which of them its text is for.",
                "Take the cells apart, and write the text into each one that it is for.",
            )
            self.document.unusable.add((*at, *column.path))
            return
        value = read_cell(cell, column, self._problems)
        self._count += len(value) if isinstance(value, (list, dict)) else value is not None
        if self._count > MOST_VALUES:
            raise TooLarge(cell.place, f"The workbook holds more than {MOST_VALUES} values.")
        if value is not None:
            owner = self._container((*at, *column.path[:-1]), {})
            assert isinstance(owner, dict)
            owner[column.path[-1]] = value
        elif cell:
            self.document.unusable.add((*at, *column.path))

    def _is_merged(self, cell: Cell, at: Location) -> bool:
        """Say whether a cell is merged with others that are read. An outcome's cells may reach down its rows."""
        last = self._merged.get((cell.place.sheet, cell.place.cell))
        if last is None or (len(at) == 2 and at[0] == "outcomes"):
            return False
        return bool(at) or replace(cell.place, cell=last).row != cell.place.row

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
