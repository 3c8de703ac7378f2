"""Rows of cells, as text with places, from CSV files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from markpack.errors import Place
from markpack.inputs.files.safe_files import decode, load
from markpack.inputs.problems import Problems

LARGEST_CSV = 20_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 2_000
MOST_CELLS = 1_000_000
"""The most that a table may hold; a cohort's marks come to a small part of it."""

_AS_TEXT = re.compile(r'="([^"]*)"')  # how exports keep Excel from dropping leading zeros
_DELIMITERS = ",;\t"
_DECLARED = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
_FIRST_LINE = re.compile(r"\S[^\r\n]*")
_LINE_END = re.compile("_x000D_\n|\r\n|\r|\u2028|\u2029|\v|\x85")
_CONTROL = re.compile("[\0-\x08\x0c\x0e-\x1f\x7f]|(?<![\xc2-\xf4\x80-\x9f])[\x80-\x84\x86-\x9f]")
"""Control characters, but for those behind a letter: with it they may be one that was encoded twice."""


class CellKind(Enum):
    """How a cell was stored, which says what may have happened to its text on the way.

    A masked cell shows something else than the number that it holds.
    """

    TEXT = "text"
    NUMBER = "number"
    MASKED = "masked"
    DATE = "date"
    ERROR = "error"
    UNCALCULATED = "uncalculated"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, without spaces around it, and its place. A number is written as it shows, a date as 2026-09-14.

    Where a number is masked, `text` is what the cell holds and `shown` what it shows, if that can be told.
    """

    text: str
    place: Place
    kind: CellKind = CellKind.TEXT
    shown: str | None = None

    def __bool__(self) -> bool:
        return bool(self.text) or self.kind is CellKind.UNCALCULATED


Row = tuple[Cell, ...]


def row_number(row: Row) -> int:
    """Return the number of a row in its sheet, or of the line in which it begins."""
    place = row[0].place
    return int(place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) if place.cell else place.line


@dataclass(frozen=True)
class Table:
    """The rows of a CSV file or of a workbook's sheet, blank ones included."""

    file: str
    rows: tuple[Row, ...]
    sheet: str = ""
    hidden: bool = False
    """Whether the whole sheet is hidden."""
    hidden_rows: frozenset[int] = frozenset()
    """The numbers of rows that are hidden, by a filter or by hand."""

    @property
    def place(self) -> Place:
        """Return the table's place as a whole."""
        return Place(self.file, sheet=self.sheet)

    def filled_rows(self) -> Iterator[Row]:
        """Return the rows that hold anything."""
        return (row for row in self.rows if any(row))


def plain(text: str) -> str:
    """Return entered text with one kind of line break, without control characters and spaces around it."""
    if text.isprintable():
        return text.strip()
    return _CONTROL.sub("", _LINE_END.sub("\n", text)).strip()


def read_csv(path: Path, file: str, problems: Problems) -> Table | None:
    """Return a CSV file's table; None, with the problem noted, where it cannot be read.

    The delimiter (comma, semicolon or tab) is told from the first line; another encoding than Unicode is noted.
    """
    data = load(path, file, problems, limit=LARGEST_CSV)
    text = decode(data, file, problems, save_as="“CSV UTF-8 (comma delimited)”") if data is not None else None
    return parse_csv(text, file, problems) if text is not None else None


def parse_csv(text: str, file: str, problems: Problems) -> Table | None:
    """Return the table of CSV text; None, with the problem noted, where it is too large to be one."""
    start = 0
    if declared := _DECLARED.match(text):
        delimiter, start = declared[1], declared.end()
    else:
        first = _FIRST_LINE.search(text)
        unquoted = re.sub(r'"[^"]*"', "", first[0]) if first else ""
        delimiter = max(_DELIMITERS, key=unquoted.count)
    rows: list[Row] = []
    cells = 0
    for row in _scan(text, start, delimiter, file, problems):
        rows.append(row)
        cells += len(row)
        if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS or cells > MOST_CELLS:
            problems.error(
                row[0].place,
                f"The file has more than {MOST_ROWS} rows, {MOST_COLUMNS} columns or {MOST_CELLS} cells.",
                "Delete the rows and columns that are not needed.",
            )
            return None
    return Table(file, tuple(rows))


def _scan(text: str, start: int, delimiter: str, file: str, problems: Problems) -> Iterator[Row]:
    """Yield the rows of CSV text from an offset, each cell with the line and column in which it starts.

    A row ends after one column too many, so that it is never longer.
    """
    cells = re.compile(rf'(?:[ ]*"((?:[^"]++|"")*+)")?([^{delimiter}\r\n]*+)({delimiter}|\r\n|[\r\n]|\Z)')
    line, line_start = 1 + text.count("\n", 0, start), start
    row: list[Cell] = []
    for match in cells.finditer(text, start):
        quoted, rest, end = match.groups("")
        place = Place(file, line, match.start() - line_start + 1)
        if match.start() == len(text) and not row:  # behind the last line's end
            return
        if match[1] is None and rest.startswith('"'):
            problems.error(
                place,
                "The quotation mark that opens here is not closed.",
                "Close it at the end of the cell, or write two of them for one that belongs to the text.",
            )
            return
        value = plain(quoted.replace('""', '"') + rest)
        exported = _AS_TEXT.fullmatch(value)
        row.append(Cell(exported[1] if exported else value, place))
        if breaks := quoted.count("\n"):
            line += breaks
            line_start = text.rindex("\n", match.start(), match.end(1)) + 1
        if end != delimiter or len(row) > MOST_COLUMNS:
            yield tuple(row)
            row, line, line_start = [], line + 1, match.end()
