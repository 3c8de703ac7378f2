"""Lists in CSV that markpack adds lines to and people may edit: their columns, order and further lines stay."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from markpack.errors import InputError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that it would begins with an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_written(text: str) -> str:
    """Return the text of which `harmless` made this one."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def rows_of(path: Path, columns: Sequence[str]) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a list by column, empty ones left out; none where there is no list.

    Raises OSError where it cannot be read, and InputError where it has other columns.
    """
    names, rows, _ = _read(path, columns, "This list cannot be read.")
    return tuple(_by_column(names, row) for row in rows if any(row))


def with_rows(
    path: Path,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, str]],
    about: Callable[[Mapping[str, str]], object],
    later: Sequence[str] = (),
) -> str:
    """Return a list's text with rows in the order of its own columns, each in place of those about the same thing.

    `about` says what a row is about. Columns that came `later` than the list are added to it once a row has something
    there. Raises what `rows_of` does.
    """
    names, there, file = _read(path, columns, "Nothing can be added to this list.")
    if added := [name for name in later if name not in names and any(row.get(name) for row in rows)]:
        there = [[*row, *[""] * (len(names) - len(row))] for row in there]
        names, file = [*names, *added], replace(file, header=[*file.header, *added])
    new = {about(row): [row.get(name, "") for name in names] for row in rows}
    kept = [row for row in there if about(dict(zip(names, row, strict=False))) not in new]
    return file.text([*kept, *new.values()])


def without_rows(path: Path, columns: Sequence[str], is_gone: Callable[[Mapping[str, str]], bool]) -> str:
    """Return a list's text without the rows of which `is_gone` says so; raise what `rows_of` does."""
    names, there, file = _read(path, columns, "Nothing can be taken out of this list.")
    return file.text([row for row in there if not is_gone(_by_column(names, row))])


def renamed(path: Path, columns: Sequence[str], column: str, was: str, becomes: str) -> tuple[str, int]:
    """Return a list's text with another value in one of its columns wherever one stands, and in how many rows.

    Raises what `rows_of` does.
    """
    names, there, file = _read(path, columns, "This list cannot be changed.")
    place, changed = names.index(column), 0
    for row in there:
        if len(row) > place and row[place].strip() == was:
            row[place] = becomes
            changed += 1
    return file.text(there), changed


def _by_column(names: Sequence[str], row: Sequence[str]) -> Mapping[str, str]:
    return dict(zip_longest(names, row[: len(names)], fillvalue=""))


@dataclass(frozen=True)
class _Layout:
    """How a list is written: its first row, and what stands between cells."""

    header: Sequence[str]
    delimiter: str

    def text(self, rows: Sequence[Sequence[str]]) -> str:
        """Return the text of the list with other rows below the first one."""
        stream = io.StringIO()
        csv.writer(stream, delimiter=self.delimiter, lineterminator="\n").writerows([self.header, *rows])
        return stream.getvalue()


def _read(path: Path, columns: Sequence[str], refusal: str) -> tuple[Sequence[str], list[list[str]], _Layout]:
    """Return a list's columns in small letters, its other rows, and its layout; `columns` alone where there is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
        first = text.partition("\n")[0].strip() if text else ",".join(columns)
        delimiter = ";" if ";" in first else ","
        table = list(csv.reader(io.StringIO(text or first, newline=""), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error):
        delimiter, table = ",", [[]]
    names = [name.strip().casefold() for name in table[0]]
    if not set(columns) <= set(names):
        hint = f"Save it as CSV UTF-8 with the columns {', '.join(columns)} in the first row."
        raise InputError.at(path, refusal, hint)
    return names, table[1:], _Layout(table[0], delimiter)
