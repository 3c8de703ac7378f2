"""Lists in CSV that markpack adds lines to and people may edit: their columns, order and further lines stay."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from markpack.errors import InputError, Place, Problem

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that it would begins with an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def with_rows(
    path: Path,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, str]],
    about: Callable[[Mapping[str, str]], object],
) -> str:
    """Return a list's text with rows in the order of its own columns, each in place of those about the same thing.

    `about` says what a row is about. Raises InputError where the list has other columns.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
        header = text.partition("\n")[0].strip() if text else ",".join(columns)
        delimiter = ";" if ";" in header else ","
        table = list(csv.reader(io.StringIO(text or header, newline=""), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error):
        delimiter, table = ",", [[]]
    names = [name.strip().casefold() for name in table[0]]
    if not set(columns) <= set(names):
        hint = f"Save it as CSV UTF-8 with the columns {', '.join(columns)} in the first row."
        raise InputError([Problem(Place(str(path)), "Nothing can be added to this list.", hint)])
    new = {about(row): [row.get(name, "") for name in names] for row in rows}
    kept = [row for row in table[1:] if about(dict(zip(names, row, strict=False))) not in new]
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows([table[0], *kept, *new.values()])
    return stream.getvalue()
