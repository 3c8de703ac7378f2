"""Rows of cells, as text with places, from Excel workbooks; opened only if they can do no harm."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from markpack.errors import Place
from markpack.source.files import load
from markpack.source.findings import Findings
from markpack.source.tables import Cell, CellKind, Row, Table

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 100_000_000
MOST_ENTRIES = 1_000
GREATEST_RATIO = 200
MOST_ROWS = 20_000
MOST_CELLS = 1_000_000

_RATIO_MATTERS_FROM = 10_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_FORMULA_WITHOUT_RESULT = re.compile(rb"<f[\s>/](?:[^<]*</f>)?\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_ALL_ZEROS = re.compile(r"0{2,30}")


@dataclass(frozen=True)
class Workbook:
    """A workbook's sheets, and its custom document properties."""

    file: str
    sheets: tuple[Table, ...]
    properties: Mapping[str, str]

    def sheet(self, name: str) -> Table | None:
        """Return the sheet of that name, letter case aside."""
        return next((sheet for sheet in self.sheets if sheet.sheet.casefold() == name.casefold()), None)


def read_workbook(path: Path, file: str, findings: Findings) -> Workbook | None:
    """Return a workbook's sheets and properties; None, with the problem noted, where it cannot or should not be opened.

    Formulas come as their stored results; one without a result is marked as such.
    """
    data = load(path, file, findings, limit=LARGEST_FILE)
    if data is None:
        return None
    place = Place(file)
    if data.startswith(_OLE):
        findings.error(
            place,
            "The file is protected by a password, or in the old .xls format.",
            "Save it as an Excel workbook (.xlsx) without a password.",
        )
        return None
    damaged = ("The file is not a readable Excel workbook.", "Open it in Excel and save it again as .xlsx.")
    try:
        if objection := _objection(data):
            findings.error(place, objection, "Check where the file comes from, and save it again from Excel.")
            return None
        return _read(data, file)
    except _TooMany as error:
        findings.error(error.args[0], error.args[1], "Delete the rows and columns that are not needed.")
    except Exception:  # openpyxl meets a damaged file with whatever its parsing ran into
        findings.error(place, *damaged)
    return None


def _objection(data: bytes) -> str:
    """Say why a package should not be opened, or nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
        if len(entries) > MOST_ENTRIES:
            return f"The workbook has {len(entries)} parts; at most {MOST_ENTRIES} are opened."
        unpacked = sum(entry.file_size for entry in entries)
        packed = max(1, sum(entry.compress_size for entry in entries))
        if unpacked > LARGEST_UNPACKED:
            most = LARGEST_UNPACKED / 1e6
            return f"The workbook would unpack to {unpacked / 1e6:.0f} MB; at most {most:.0f} MB are opened."
        if unpacked > _RATIO_MATTERS_FROM and unpacked > GREATEST_RATIO * packed:
            return f"The workbook would unpack to {unpacked // packed} times its size."
        for entry in entries:
            if entry.filename.lower().endswith((".xml", ".rels")):
                content = package.read(entry)
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    return "The workbook declares entities, which no program for spreadsheets writes."
    return ""


class _TooMany(Exception):
    pass


def _read(data: bytes, file: str) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of features that it leaves out; none of them are values
        book: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        properties = {item.name: str(item.value) for item in book.custom_doc_props.props if item.name}
        formulas = _uncalculated(data)
        sheets = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = tuple(_rows(sheet, file, formulas.get(sheet.title, frozenset())))
            sheets.append(Table(file, rows, sheet.title))
        book.close()
    return Workbook(file, tuple(sheets), properties)


def _uncalculated(data: bytes) -> dict[str, frozenset[str]]:
    """Return, by sheet, the cells that hold a formula without a result; a second reading, only where there are any."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [name for name in package.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if not any(_FORMULA_WITHOUT_RESULT.search(package.read(name)) for name in parts):
            return {}
    book = load_workbook(io.BytesIO(data), read_only=True)
    found = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        found[sheet.title] = frozenset(
            cell.coordinate for row in sheet.iter_rows() for cell in row if getattr(cell, "data_type", "") == "f"
        )
    book.close()
    return found


def _rows(sheet: Any, file: str, formulas: frozenset[str]) -> Iterator[Row]:
    count = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if not cells:
            if number <= MOST_ROWS:
                yield ()
            continue
        count += len(cells)
        if number > MOST_ROWS or count > MOST_CELLS:
            raise _TooMany(
                Place(file, sheet=sheet.title), f"The sheet has more than {MOST_ROWS} rows or {MOST_CELLS} cells."
            )
        row = tuple(
            _cell(cell, Place(file, sheet=sheet.title, cell=f"{get_column_letter(column)}{number}"), formulas)
            for column, cell in enumerate(cells, 1)
        )
        yield row


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
    return Cell(str(value).strip(), place)


def _number(value: float) -> str:
    """Write a number exactly and without an exponent: 12.0 as 12."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{Decimal(repr(value)):f}"
