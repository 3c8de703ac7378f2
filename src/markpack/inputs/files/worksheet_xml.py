"""What the XML of a worksheet says that openpyxl does not: which rows are hidden, which cells hold formulas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lxml import etree


@dataclass(frozen=True)
class WorksheetXml:
    """The numbers of hidden rows, the last row that has cells, and the cells with a formula; some lack its result."""

    hidden_rows: frozenset[int]
    last_row: int
    formulas: frozenset[str]
    uncalculated: frozenset[str]


def read_worksheet_xml(stream: IO[bytes], *, noughts_are_results: bool = True) -> WorksheetXml:
    """Return what a worksheet's XML says, whatever prefixes its elements have.

    A result that is empty text is a result; whether a nought is one, the caller says. Raises etree.XMLSyntaxError or
    ValueError where the XML is damaged.
    """
    from openpyxl.utils import column_index_from_string, get_column_letter  # here, for openpyxl takes long to load

    hidden: set[int] = set()
    formulas: set[str] = set()
    uncalculated: set[str] = set()
    missing = ("",) if noughts_are_results else ("", "0")
    last_row = 0
    for number, row in _rows(stream):
        if row.get("hidden") in ("1", "true"):
            hidden.add(number)
        column = 0
        for cell in row.iterchildren("{*}c"):
            last_row = max(last_row, number)
            reference = cell.get("r", "")
            column = column_index_from_string(reference.rstrip("0123456789")) if reference else column + 1
            if cell.find("{*}f") is None:
                continue
            formulas.add(name := f"{get_column_letter(column)}{number}")
            result = cell.findtext("{*}v") or ""
            if cell.get("t") != "str" and result in missing and cell.find("{*}is") is None:
                uncalculated.add(name)
    return WorksheetXml(frozenset(hidden), last_row, frozenset(formulas), frozenset(uncalculated))


def _rows(stream: IO[bytes]) -> Iterator[tuple[int, etree._Element]]:
    number = 0
    for _, row in etree.iterparse(stream, tag="{*}row"):
        number = int(float(row.get("r") or number + 1))  # as openpyxl reads it
        yield number, row
        row.clear()
