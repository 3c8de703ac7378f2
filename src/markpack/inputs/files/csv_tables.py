"""Rows of cells, as text with places, from CSV files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from pathlib import Path

from markpack.errors import Place
from markpack.inputs.files.safe_files import decode, load
from markpack.inputs.problems import Problems, quote

LARGEST_CSV = 20_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 2_000
MOST_CELLS = 1_000_000
"""The most that a table may hold; a cohort's marks come to a small part of it."""

_AS_TEXT = re.compile(r'="([^"]*)"')  # how exports keep Excel from dropping leading zeros
_DELIMITERS = ",;\t|"
_DECLARED = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")
_LINES_TO_TELL_BY = 20
_TWO_MARKS = 'Write two quotation marks ("") for one that belongs to the text.'
_BACKSLASH = (
    "This cell has a backslash before a quotation mark or a delimiter, which does not keep a text together.",
    f"Put the text between quotation marks. {_TWO_MARKS}",
)
_CLOSERS = {"“": "”“", "„": "“”", "”": "”", "«": "»", "»": "«", "‘": "’", "'": "'"}
"""Quotation marks of typography, with which they may be closed; no program takes them for the marks around a cell."""
_ERROR = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!)|Err:[0-9]{3}|#{3,}")
"""What a cell shows whose formula failed; a row of # is saved of a column that was too narrow."""
_LINE_END = re.compile("_x000D_\n|\r\n|\r|\u2028|\u2029|\v|\x85")
_CONTROL = re.compile(
    "[\0-\x08\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]|(?<![\xc2-\xf4\x80-\x9f])[\x80-\x84\x86-\x9f]"
)
"""Control characters, and codes that are no character or half of one.

Not those behind a letter: with it they may be one that was encoded twice.
"""


class CellKind(Enum):
    """How a cell was stored, which says what may have happened to its text on the way.

    A masked cell shows something else than the number that it holds; a garbled one has letters that cannot be told.
    """

    TEXT = "text"
    NUMBER = "number"
    MASKED = "masked"
    GARBLED = "garbled"
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
    hidden_columns: tuple[tuple[int, int], ...] = ()
    """The first and the last column, counted from 1, of those that are hidden together."""
    merged: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The last cell of each merged range, by the first one."""
    struck: frozenset[str] = frozenset()
    """The cells that are struck through, or a part of whose text is."""
    controls: frozenset[str] = frozenset()
    """The cells of a worksheet whose text held control characters, which it is read without."""
    formulas: frozenset[str] = frozenset()
    """The cells whose formula refers to other cells, whatever its result; a sum that somebody typed is none."""
    margins: tuple[str, ...] = ()
    """What stands at the head and foot of a worksheet's pages."""

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


def has_controls(text: str) -> bool:
    """Say whether a text has control characters that are no line break; `plain` leaves them out."""
    return not text.isprintable() and bool(_CONTROL.search(_LINE_END.sub("\n", text)))


def text_cell(text: str, place: Place) -> Cell:
    """Return a cell of text, or of an error, which programs save as text."""
    is_error = text[:1] in ("#", "E") and _ERROR.fullmatch(text)
    return Cell(text, place, CellKind.ERROR if is_error else CellKind.TEXT)


def read_csv(path: Path, file: str, problems: Problems) -> Table | None:
    """Return a CSV file's table; None, with the problem noted, where it cannot be read.

    The delimiter (comma, semicolon, tab or bar) is told from the first line that has two of one; another encoding than
    Unicode is noted.
    """
    data = load(path, file, problems, limit=LARGEST_CSV)
    text = decode(data, file, problems, save_as="“CSV UTF-8 (comma delimited)”") if data is not None else None
    return parse_csv(text, file, problems) if text is not None else None


def parse_csv(text: str, file: str, problems: Problems) -> Table | None:
    """Return the table of CSV text; None, with the problem noted, where it is too large or texts were split."""
    start = 0
    if declared := _DECLARED.match(text):
        delimiter, start = declared[1], declared.end()
    else:
        delimiter = _delimiter(text)
    try:
        rows = tuple(_bounded(_scan(text, start, delimiter, file)))
        _check_quoted_lines(rows)
        return Table(file, rows)
    except _Refused as error:
        problems.error(*error.args)
    return None


class _Refused(Exception):
    """Why CSV text is no table: place, message and hint."""


def _delimiter(text: str) -> str:
    """Return the delimiter of the first line that has two of one, for titles may stand above the headings."""
    lines = [re.sub(r'"[^"]*"', "", match[0]) for match in islice(_LINE.finditer(text), _LINES_TO_TELL_BY)]
    likely = [(line, max(_DELIMITERS, key=line.count)) for line in lines]
    for least in (2, 1):
        for line, delimiter in likely:
            if line.count(delimiter) >= least:
                return delimiter
    return _DELIMITERS[0]


def _bounded(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows as long as they are few enough to be a table."""
    cells = 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        if number > MOST_ROWS or len(row) > MOST_COLUMNS or cells > MOST_CELLS:
            raise _Refused(
                row[0].place,
                f"The file has more than {MOST_ROWS} rows, {MOST_COLUMNS} columns or {MOST_CELLS} cells.",
                "Delete the rows and columns that are not needed.",
            )
        yield row


def _scan(text: str, start: int, delimiter: str, file: str) -> Iterator[Row]:
    """Yield the rows of CSV text from an offset, each cell with the line and column in which it starts.

    A row ends after one column too many, so that it is never longer. Raises _Refused where quotation marks mislead.
    """
    delimiter = re.escape(delimiter)
    cells = re.compile(rf'(?:[ ]*"((?:[^"]++|"")*+)")?([^{delimiter}\r\n]*+)({delimiter}|\r\n|[\r\n]|\Z)')
    line, line_start = 1 + text.count("\n", 0, start), start
    row: list[Cell] = []
    quoted_cells: list[bool] = []
    for match in cells.finditer(text, start):
        quoted, rest, end = match.groups("")
        place = Place(file, line, match.start() - line_start + 1)
        if match.start() == len(text) and not row:  # behind the last line's end
            return
        _check_quotation_marks(match[1], rest, place)
        value = plain(quoted.replace('""', '"') + rest)
        exported = _AS_TEXT.fullmatch(value)
        quoted_cells.append(match[1] is not None)
        row.append(text_cell(exported[1] if exported else value, place))
        if breaks := quoted.count("\n"):
            line += breaks
            line_start = text.rindex("\n", match.start(), match.end(1)) + 1
        if end in ("", "\n", "\r", "\r\n") or len(row) > MOST_COLUMNS:
            _check_split_texts(row, quoted_cells)
            yield tuple(row)
            row, quoted_cells, line, line_start = [], [], line + 1, match.end()


def _check_quoted_lines(rows: Sequence[Row]) -> None:
    """Refuse text of which each line is one cell with delimiters in it, as where a list was saved as CSV twice."""
    filled = [row for row in rows if any(row)]
    if filled and all(len(row) == 1 for row in filled):
        (first,) = filled[0]
        if any(first.text.count(delimiter) > 1 for delimiter in _DELIMITERS):
            raise _Refused(
                first.place,
                "Each line as a whole is between quotation marks, so its cells are read as one.",
                "Export the list again, and save it as CSV only once; or take the marks around the lines off.",
            )


def _check_quotation_marks(quoted: str | None, rest: str, place: Place) -> None:
    """Refuse a cell whose marks would have its text split: of one that is not closed, or written in another way."""
    if quoted is None and rest.startswith('"'):
        raise _Refused(
            place, "The quotation mark that opens here is not closed.", f"Close it at the end of the cell. {_TWO_MARKS}"
        )
    if quoted is None and ('\\"' in rest or rest.rstrip().endswith("\\")):
        raise _Refused(place, *_BACKSLASH)
    if quoted is not None and rest.strip():
        if quoted.endswith("\\"):
            raise _Refused(place, *_BACKSLASH)
        raise _Refused(place, f"There is more text after the closing quotation mark, with {quote(rest)}.", _TWO_MARKS)


def _check_split_texts(row: Sequence[Cell], quoted_cells: Sequence[bool]) -> None:
    """Refuse a row in which a text was split: behind a backslash, or though it begins with a typographic mark."""
    unquoted = [(number, cell) for number, cell in enumerate(row) if not quoted_cells[number]]
    last_end = {cell.text[-1:]: number for number, cell in unquoted}
    for number, cell in enumerate(row):
        mark = cell.text[:1]
        if quoted_cells[number]:
            if cell.text.endswith("\\") and last_end.get('"', 0) > number:
                raise _Refused(cell.place, *_BACKSLASH)
        elif mark in _CLOSERS and not any(closer in cell.text[1:] for closer in _CLOSERS[mark]):
            if mark in "‘'" and not any(last_end.get(closer, 0) > number for closer in _CLOSERS[mark]):
                continue
            raise _Refused(
                cell.place,
                f"This text begins with {mark} and has no mark that closes it; only straight quotation marks keep a "
                "text with a delimiter together.",
                'Put the text between straight quotation marks ("), as Excel and LibreOffice do when they save.',
            )
