"""Cells that are read although people may think that they do not count: in hidden columns, or struck through."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell, Table
from markpack.inputs.files.excel_tables import column_position
from markpack.inputs.problems import LONGEST_QUOTED, Problems, listing, quote

_TAKE_AWAY = "Delete what is no longer right; where it is right, remove the line through it."


def note_hidden_columns(table: Table, cells: Iterable[Cell], problems: Problems) -> None:
    """Warn of columns that nobody sees, though these cells of theirs are read."""
    hidden = [cell for cell in cells if cell and is_in_hidden_column(table, cell)]
    if letters := list(dict.fromkeys(cell.place.letters for cell in hidden)):
        columns = f"Column {letters[0]} is" if len(letters) == 1 else f"Columns {listing(letters, limit=8)} are"
        problems.warn(
            hidden[0].place,
            f"{columns} hidden, and read all the same.",
            "Show the columns to see what is read, and delete what should not be.",
        )


def is_in_hidden_column(table: Table, cell: Cell) -> bool:
    """Say whether a cell's column is hidden."""
    column = column_position(cell.place) + 1 if table.hidden_columns else 0
    return any(first <= column <= last for first, last in table.hidden_columns)


def note_struck(table: Table, cells: Iterable[Cell], problems: Problems) -> None:
    """Warn of what is struck through among cells that are read, row by row."""
    struck = (cell for cell in cells if cell.text and cell.place.cell in table.struck)
    for _, group in groupby(struck, key=lambda cell: cell.place.row):
        row = list(group)
        note_struck_texts(row[0].place, [cell.text for cell in row], problems)


def note_struck_texts(place: Place, texts: Collection[str], problems: Problems) -> None:
    """Warn of texts at a place that are struck through."""
    said = listing((quote(text, longest=LONGEST_QUOTED) for text in texts), limit=40)
    is_or_are = "is" if len(texts) == 1 else "are"
    problems.warn(place, f"{said} {is_or_are} struck through, but read as if there were no line.", _TAKE_AWAY)
