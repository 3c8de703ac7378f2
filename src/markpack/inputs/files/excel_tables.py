"""Rows of cells, as text with places, from Excel workbooks; opened only if they can do no harm."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from markpack.errors import Place
from markpack.inputs.files.csv_tables import MOST_CELLS, MOST_ROWS, Cell, CellKind, Row, Table, plain
from markpack.inputs.files.zip_safety import WORKBOOK, load_package, note_unreadable
from markpack.inputs.problems import Problems

MOST_SHEETS = 250
MOST_NAMES = 20_000
MOST_ROWS_PASSED = 5_000_000
"""The most rows of all sheets, those that are missing included: LibreOffice may format a row at the very end."""

# Each run of spaces is possessive: what follows it is no space, so giving some back can never help.
_FORMULA_WITHOUT_RESULT = re.compile(rb"<f[\s>/](?:[^<]*+</f>)?\s*+(?:<v\s*+/>\s*+|<v>\s*+</v>\s*+)?</c>")
_ONE_CELL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:]+))!\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_ALL_ZEROS = re.compile(r"0{2,30}")


@dataclass(frozen=True)
class Workbook:
    """A workbook's sheets, its custom document properties, and the cells that have a name in the whole workbook."""

    file: str
    sheets: tuple[Table, ...]
    properties: Mapping[str, str]
    names: Mapping[str, Place] = field(default_factory=dict)
    formulas: frozenset[Place] = frozenset()
    """The named cells that hold a formula, whatever its result."""

    def sheet(self, name: str) -> Table | None:
        """Return the sheet of that name, letter case aside."""
        return next((sheet for sheet in self.sheets if sheet.sheet.casefold() == name.casefold()), None)

    def named(self, name: str) -> Cell | None:
        """Return the cell of that name; None where there is no such name, or it stands for no single cell."""
        place = self.names.get(name)
        sheet = self.sheet(place.sheet) if place else None
        if place is None or sheet is None:
            return None
        from openpyxl.utils.cell import coordinate_to_tuple

        row, column = coordinate_to_tuple(place.cell)
        cells = sheet.rows[row - 1] if row <= len(sheet.rows) else ()
        return cells[column - 1] if column <= len(cells) else Cell("", place)


def read_workbook(path: Path, file: str, problems: Problems) -> Workbook | None:
    """Return a workbook's sheets and properties; None, with the problem noted, where it cannot or should not be opened.

    Formulas come as their stored results; one without a result is marked as such.
    """
    data = load_package(path, file, problems, WORKBOOK)
    if data is None:
        return None
    try:
        return _read(data, file)
    except _TooMany as error:
        problems.error(error.args[0], error.args[1], "Delete the rows and columns that are not needed.")
    except Exception:  # openpyxl meets a damaged file with whatever its parsing ran into
        note_unreadable(file, problems, WORKBOOK)
    return None


class _TooMany(Exception):
    pass


def _read(data: bytes, file: str) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of features that it leaves out; none of them are values
        book = _opened(data, data_only=True)
        _refuse_many(book, file)
        properties = {item.name: str(item.value) for item in book.custom_doc_props.props if item.name}
        uncalculated = _formulas(data, file) if _lacks_results(data) else {}
        size = _Size()
        sheets = [
            Table(file, tuple(_rows(sheet, file, uncalculated.get(sheet.title, frozenset()), size)), sheet.title)
            for sheet in book.worksheets
        ]
        names = _named_cells(book, file)
        book.close()
    return Workbook(file, tuple(sheets), properties, names, _named_formulas(data, file, names.values()))


def _refuse_many(book: Any, file: str) -> None:
    for noun, number, most in (
        ("sheets", len(book.sheetnames), MOST_SHEETS),
        ("names", len(book.defined_names), MOST_NAMES),
    ):
        if number > most:
            raise _TooMany(Place(file), f"The workbook has {number} {noun}; at most {most} are read.")


class _Size:
    """The rows and cells of a workbook as they are counted, sheet by sheet."""

    def __init__(self) -> None:
        self._rows = self._cells = 0

    def add(self, place: Place, number: int, cells: int) -> None:
        """Count a sheet's row and its cells; raise _TooMany where the sheet or the workbook has too many."""
        self._rows += 1
        self._cells += cells
        if self._rows > MOST_ROWS_PASSED or self._cells > MOST_CELLS or (cells and number > MOST_ROWS):
            raise _TooMany(place, f"The sheet has more than {MOST_ROWS} rows, or the workbook {MOST_CELLS} cells.")


def _opened(data: bytes, *, data_only: bool = False) -> Any:
    from openpyxl import load_workbook  # here, for it takes long to load, and many a build needs no workbook

    return load_workbook(io.BytesIO(data), read_only=True, data_only=data_only)


def _named_cells(book: Any, file: str) -> dict[str, Place]:
    """Return the place of each single cell that has a name, names of print areas and of whole ranges left out."""
    places = {}
    for name, defined in book.defined_names.items():
        if match := _ONE_CELL.fullmatch(str(defined.value or "")):
            sheet = match[1].replace("''", "'") if match[1] is not None else match[2]
            places[name] = Place(file, sheet=sheet, cell=f"{match[3]}{match[4]}")
    return places


def _named_formulas(data: bytes, file: str, places: Collection[Place]) -> frozenset[Place]:
    """Return those of the places where a formula stands; a second reading, only where cells have names."""
    formulas = _formulas(data, file, {place.sheet for place in places}) if places else {}
    return frozenset(place for place in places if place.cell in formulas.get(place.sheet, ()))


def _lacks_results(data: bytes) -> bool:
    """Say whether a formula's result is missing."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [name for name in package.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return any(_FORMULA_WITHOUT_RESULT.search(package.read(name)) for name in parts)


def _formulas(data: bytes, file: str, titles: Collection[str] | None = None) -> dict[str, frozenset[str]]:
    """Return, by sheet, the cells that hold a formula; of the sheets with these titles, or of all."""
    book = _opened(data)
    size = _Size()
    cells = {
        sheet.title: frozenset(
            cell.coordinate
            for _, row in _counted_rows(sheet, file, size)
            for cell in row
            if getattr(cell, "data_type", "") == "f"
        )
        for sheet in book.worksheets
        if titles is None or sheet.title in titles
    }
    book.close()
    return cells


def _counted_rows(sheet: Any, file: str, size: _Size) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows of a sheet with their numbers, missing ones included."""
    place = Place(file, sheet=sheet.title)
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(), 1):
        size.add(place, number, len(cells))
        yield number, cells


def _rows(sheet: Any, file: str, formulas: frozenset[str], size: _Size) -> Iterator[Row]:
    from openpyxl.utils import get_column_letter

    for number, cells in _counted_rows(sheet, file, size):
        if cells or number <= MOST_ROWS:
            yield tuple(
                _cell(cell, Place(file, sheet=sheet.title, cell=f"{get_column_letter(column)}{number}"), formulas)
                for column, cell in enumerate(cells, 1)
            )


def _cell(cell: Any, place: Place, formulas: frozenset[str]) -> Cell:
    value = cell.value
    if value is None:
        return Cell("", place, CellKind.UNCALCULATED if place.cell in formulas else CellKind.TEXT)
    if cell.data_type == "e":
        return Cell(str(value), place, CellKind.ERROR)
    if isinstance(value, bool):
        return Cell("yes" if value else "no", place)
    if isinstance(value, (int, float)):
        text = _number(value)
        zeros = cell.number_format or ""
        if _ALL_ZEROS.fullmatch(zeros) and text.isdecimal():  # Excel shows the leading zeros that this format adds
            return Cell(text.zfill(len(zeros)), place)
        return Cell(text, place, CellKind.NUMBER)
    if isinstance(value, datetime.datetime):
        return Cell(value.date().isoformat(), place, CellKind.DATE)
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        return Cell(str(value), place, CellKind.DATE)
    return Cell(plain(str(value)), place)


def _number(value: float) -> str:
    """Write a number exactly and without an exponent: 12.0 as 12."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{Decimal(repr(value)):f}"
