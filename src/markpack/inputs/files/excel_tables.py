"""Rows of cells, as text with places, from Excel workbooks; opened only if they can do no harm."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from markpack.errors import Place
from markpack.inputs.files.csv_tables import (
    MOST_CELLS,
    MOST_ROWS,
    Cell,
    CellKind,
    Row,
    Table,
    has_controls,
    plain,
    text_cell,
)
from markpack.inputs.files.number_formats import plain_number, shown_number
from markpack.inputs.files.strict_open_xml import package_in_common_namespaces
from markpack.inputs.files.visits import TooLarge
from markpack.inputs.files.workbook_notes import CellNote, read_notes
from markpack.inputs.files.worksheet_xml import WorksheetXml, read_worksheet_xml, struck_strings
from markpack.inputs.files.zip_safety import WORKBOOK, load_package, note_unreadable
from markpack.inputs.problems import Problems

MOST_SHEETS = 250
MOST_NAMES = 20_000
MOST_ROWS_PASSED = 5_000_000
"""The most rows of all sheets, empty ones included that stand above others."""

_TO_BE_CALCULATED = re.compile(rb"""fullCalcOnLoad=["'](?:1|true)["']""")
_ESCAPED = re.compile("_x(00[01][0-9A-Fa-f])_")
"""Control characters alone: openpyxl has taken the mark off from other text that looks so and is meant."""
_ONE_CELL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:]+))!\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


@dataclass(frozen=True)
class Workbook:
    """A workbook's sheets, its custom document properties, and the cells that have a name in the whole workbook.

    `local_names` has, by worksheet, the cells that have a name there alone: a copied worksheet keeps names so.
    """

    file: str
    sheets: tuple[Table, ...]
    properties: Mapping[str, str]
    names: Mapping[str, Place] = field(default_factory=dict)
    local_names: Mapping[str, Mapping[str, Place]] = field(default_factory=dict)
    notes: tuple[CellNote, ...] = ()
    """What stands outside of the cells."""

    def sheet(self, name: str) -> Table | None:
        """Return the sheet of that name, letter case aside."""
        return next((sheet for sheet in self.sheets if sheet.sheet.casefold() == name.casefold()), None)

    def row(self, place: Place) -> Row:
        """Return the row that a place is in; an empty one where there is none."""
        sheet = self.sheet(place.sheet)
        return sheet.rows[place.row - 1] if sheet and 0 < place.row <= len(sheet.rows) else ()

    def cell(self, place: Place) -> Cell | None:
        """Return the cell at a place; None where there is no such sheet."""
        if self.sheet(place.sheet) is None:
            return None
        cells, position = self.row(place), column_position(place)
        return cells[position] if position < len(cells) else Cell("", place)


def read_workbook(path: Path, file: str, problems: Problems) -> Workbook | None:
    """Return a workbook's sheets and properties; None, with the problem noted, where it cannot or should not be opened.

    Formulas come as their stored results; one without a result is marked as such.
    """
    data = load_package(path, file, problems, WORKBOOK)
    if data is None:
        return None
    try:
        return _read(data, file)
    except TooLarge as error:
        place, message = error.args
        problems.error(place, message, "Delete what is not needed, such as empty rows and columns.")
    except MemoryError:  # whoever bounds it says so
        raise
    except Exception:  # openpyxl meets a damaged file with whatever its parsing ran into
        note_unreadable(file, problems, WORKBOOK)
    return None


def column_position(place: Place) -> int:
    """Return the position of a cell in its row, from 0."""
    from openpyxl.utils import column_index_from_string

    return int(column_index_from_string(place.letters or "A")) - 1


def _read(data: bytes, file: str) -> Workbook:
    from openpyxl import load_workbook  # here, for it takes long to load, and many a build needs no workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of features that it leaves out; none of them are values
        data = package_in_common_namespaces(data)
        book: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        _refuse_many(book, file)
        properties = {item.name: str(item.value or "") for item in book.custom_doc_props.props if item.name}
        worksheets = dict(_worksheets(book))
        size = _Size()
        sheets = [_table(sheet, file, worksheets[sheet.title], size) for sheet in book.worksheets]
        names = _named_cells(book.defined_names, file)
        local_names = {
            sheet.title: found for sheet in book.worksheets if (found := _named_cells(sheet.defined_names, file))
        }
        notes = tuple(_notes(data, {sheet.title: sheet._worksheet_path for sheet in book.worksheets}, file))
        book.close()
    return Workbook(file, tuple(sheets), properties, names, local_names, notes)


def _notes(data: bytes, parts: Mapping[str, str], file: str) -> Iterator[CellNote]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for title, part in parts.items():
            yield from read_notes(package, part, Place(file, sheet=title))


def _refuse_many(book: Any, file: str) -> None:
    for noun, number, most in (
        ("sheets", len(book.sheetnames), MOST_SHEETS),
        ("names", len(book.defined_names) + sum(len(sheet.defined_names) for sheet in book.worksheets), MOST_NAMES),
    ):
        if number > most:
            raise TooLarge(Place(file), f"The workbook has {number} {noun}; at most {most} are read.")


class _Size:
    """The rows and cells of a workbook as they are counted, sheet by sheet."""

    def __init__(self) -> None:
        self._rows = self._cells = 0

    def add(self, place: Place, rows: int = 0, cells: int = 0) -> None:
        """Count a sheet's rows, or cells of it; raise TooLarge where the sheet or the workbook has too many."""
        self._rows += rows
        self._cells += cells
        if rows > MOST_ROWS or self._rows > MOST_ROWS_PASSED or self._cells > MOST_CELLS:
            raise TooLarge(place, f"The sheet has more than {MOST_ROWS} rows, or the workbook {MOST_CELLS} cells.")


def _is_to_be_calculated(book: Any) -> bool:
    """Say whether a workbook asks to be calculated when it is opened; its formulas' noughts stand for no result then.

    Why: XlsxWriter, which calculates nothing, writes a nought for each formula.
    """
    parts = (name for name in book._archive.namelist() if name.endswith("workbook.xml"))
    return any(_TO_BE_CALCULATED.search(book._archive.read(name)) for name in parts)


def _struck_styles(book: Any) -> frozenset[str]:
    """Return the numbers of the styles of cells whose text is struck through."""
    return frozenset(str(number) for number, style in enumerate(book._cell_styles) if book._fonts[style.fontId].strike)


def _struck_texts(book: Any) -> frozenset[str]:
    for name in book._archive.namelist():
        if name.casefold().endswith("sharedstrings.xml"):
            with book._archive.open(name) as stream:
                return struck_strings(stream)
    return frozenset()


def _worksheets(book: Any) -> Iterator[tuple[str, WorksheetXml]]:
    """Yield what the XML of each worksheet says, by its title."""
    noughts_are_results = not _is_to_be_calculated(book)
    struck_styles, struck_texts = _struck_styles(book), _struck_texts(book)
    for sheet in book.worksheets:
        with sheet._get_source() as stream:  # openpyxl has no other way to a worksheet's XML
            yield (
                sheet.title,
                read_worksheet_xml(
                    stream,
                    noughts_are_results=noughts_are_results,
                    struck_styles=struck_styles,
                    struck_texts=struck_texts,
                ),
            )


def _named_cells(defined_names: Mapping[str, Any], file: str) -> dict[str, Place]:
    """Return the place of each single cell that has a name, names of print areas and of whole ranges left out."""
    places = {}
    for name, defined in defined_names.items():
        if match := _ONE_CELL.fullmatch(str(defined.value or "")):
            sheet = match[1].replace("''", "'") if match[1] is not None else match[2]
            places[name] = Place(file, sheet=sheet, cell=f"{match[3]}{match[4]}")
    return places


def _table(sheet: Any, file: str, xml: WorksheetXml, size: _Size) -> Table:
    size.add(
        Place(file, sheet=sheet.title), cells=sum(_cells_merged(*ends, xml.last_row) for ends in xml.merged.items())
    )
    controls = set[str]()
    rows = tuple(_rows(sheet, file, xml, size, controls))
    return Table(
        file,
        rows,
        sheet.title,
        hidden=sheet.sheet_state != "visible",
        hidden_rows=frozenset(xml.hidden_rows),
        hidden_columns=tuple(xml.hidden_columns),
        merged=xml.merged,
        struck=frozenset(xml.struck),
        controls=frozenset(controls),
        formulas=frozenset(xml.formulas),
        margins=tuple(xml.margins),
    )


def _cells_merged(first: str, last: str, last_row: int) -> int:
    """Return how many cells a range was merged from, as far as the sheet goes; those of all ranges are bounded."""
    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

    if not last:
        return 1
    (left, top), (right, bottom) = map(coordinate_from_string, (first, last))
    columns = column_index_from_string(right) - column_index_from_string(left) + 1
    return max(0, columns * (min(bottom, last_row) - top + 1))


def _rows(sheet: Any, file: str, xml: WorksheetXml, size: _Size, controls: set[str]) -> Iterator[Row]:
    """Yield the rows of a worksheet; add to `controls` the cells that hold control characters."""
    from openpyxl.utils import get_column_letter

    place = Place(file, sheet=sheet.title)
    size.add(place, xml.last_row)
    sheet.reset_dimensions()
    for number, cells in enumerate(islice(sheet.iter_rows(), xml.last_row), 1):
        size.add(place, cells=len(cells))
        row = []
        for column, cell in enumerate(cells, 1):
            name = f"{get_column_letter(column)}{number}"
            if isinstance(cell.value, str) and has_controls(_unescaped(cell.value)):
                controls.add(name)
            row.append(_cell(cell, Place(file, sheet=sheet.title, cell=name), xml.uncalculated))
        yield tuple(row)


def _cell(cell: Any, place: Place, uncalculated: Collection[str]) -> Cell:
    value = cell.value
    if place.cell in uncalculated:
        return Cell("", place, CellKind.UNCALCULATED)
    if value is None:
        return Cell("", place)
    if cell.data_type == "e":
        return Cell(str(value), place, CellKind.ERROR)
    if isinstance(value, bool):
        return Cell("yes" if value else "no", place)
    if isinstance(value, (int, float)):
        return _number_cell(value, cell.number_format or "", place)
    if isinstance(value, datetime.datetime):
        return Cell(value.date().isoformat(), place, CellKind.DATE)
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        return Cell(str(value), place, CellKind.DATE)
    return text_cell(plain(_unescaped(str(value))), place)


def _unescaped(text: str) -> str:
    """Return text with the control characters that workbooks hold as _x000D_ and the like."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _number_cell(value: float, number_format: str, place: Place) -> Cell:
    """Return a number as it shows: as a number if people would type it so, as text if the format adds to it."""
    held, shown = plain_number(value), shown_number(value, number_format)
    if shown is None or not shown.exact:
        return Cell(held, place, CellKind.MASKED, shown.text if shown else None)
    return Cell(shown.text, place, CellKind.NUMBER if shown.text == held else CellKind.TEXT)
