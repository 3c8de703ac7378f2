"""Rows of cells, as text with places, from CSV files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from markpack.errors import Place
from markpack.source.files import decode, load
from markpack.source.findings import Findings

LARGEST_CSV = 20_000_000
_AS_TEXT = re.compile(r'="([^"]*)"')  # how exports keep Excel from dropping leading zeros
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


class CellKind(Enum):
    """How a cell was stored, which says what may have happened to its text on the way."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ERROR = "error"
    UNCALCULATED = "uncalculated"


@dataclass(frozen=True)
class Cell:
    """A cell's text, without spaces around it, and its place. A number is written exactly, a date as 2026-09-14."""

    text: str
    place: Place
    kind: CellKind = CellKind.TEXT

    def __bool__(self) -> bool:
        return bool(self.text) or self.kind is CellKind.UNCALCULATED


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """The rows of a CSV file or of a workbook's sheet, blank ones included."""

    file: str
    rows: tuple[Row, ...]
    sheet: str = ""

    @property
    def place(self) -> Place:
        """Return the table's place as a whole."""
        return Place(self.file, sheet=self.sheet)

    def filled_rows(self) -> Iterator[Row]:
        """Return the rows that hold anything."""
        return (row for row in self.rows if any(row))


def read_csv(path: Path, file: str, findings: Findings) -> Table | None:
    """Return a CSV file's table; None, with the problem noted, where it cannot be read.

    The delimiter (comma, semicolon or tab) is told from the first line; anything but UTF-8 and commas is noted.
    """
    data = load(path, file, findings, limit=LARGEST_CSV)
    text = decode(data, file, findings, save_as="“CSV UTF-8 (comma delimited)”") if data is not None else None
    return parse_csv(text, file, findings) if text is not None else None


def parse_csv(text: str, file: str, findings: Findings) -> Table:
    """Return the table of CSV text."""
    start = 0
    if declared := re.match(r"sep=([,;\t])\r?\n", text, re.IGNORECASE):
        delimiter, start = declared[1], declared.end()
    else:
        first = next((line for line in text.splitlines() if line.strip()), "")
        unquoted = re.sub(r'"[^"]*"', "", first)
        delimiter = max(_DELIMITERS, key=unquoted.count)
        if delimiter != ",":
            findings.warn(
                Place(file),
                f"The columns are separated by {_DELIMITERS[delimiter]}.",
                "Check that each column came out right.",
            )
    return Table(file, tuple(_scan(text, start, delimiter, file, findings)))


def _scan(text: str, start: int, delimiter: str, file: str, findings: Findings) -> Iterator[Row]:
    """Yield the rows of CSV text from an offset, each cell with the line and column in which it starts."""
    quoted = re.compile(r'[ ]*"((?:[^"]|"")*)"')
    plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    line, line_start, position = 1 + text.count("\n", 0, start), start, start
    row: list[Cell] = []
    while position < len(text):
        place = Place(file, line, position - line_start + 1)
        value = ""
        if match := quoted.match(text, position):
            value = match[1].replace('""', '"')
            if breaks := match[0].count("\n"):
                line += breaks
                line_start = match.start() + match[0].rindex("\n") + 1
            position = match.end()
        elif text.startswith('"', position):
            findings.error(
                place,
                "The quotation mark that opens here is not closed.",
                "Close it at the end of the cell, or write two of them for one that belongs to the text.",
            )
            return
        if rest := plain.match(text, position):
            value += rest[0]
            position = rest.end()
        value = value.strip()
        if exported := _AS_TEXT.fullmatch(value):
            value = exported[1]
        row.append(Cell(value, place))
        if text.startswith(delimiter, position):
            position += 1
            if position < len(text):
                continue
            row.append(Cell("", Place(file, line, position - line_start + 1)))
        yield tuple(row)
        row = []
        if position < len(text):
            position += 2 if text.startswith("\r\n", position) else 1
            line += 1
            line_start = position
