"""The row of a table that holds its headings: below titles, and again where exports were put together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from markpack.inputs.files.csv_tables import Row, Table
from markpack.inputs.files.entered_text import Holds
from markpack.inputs.problems import Problems, listing, others_too, quote

_NOUGHTS = re.compile("0+")

FURTHEST = 20
"""Of how many filled rows at the top of a table one may hold the headings."""


@dataclass(frozen=True)
class Column:
    """A column: the headings it is known by, whether each table needs it, and what it holds.

    Messages use the first heading.
    """

    headings: tuple[str, ...]
    required: bool = False
    holds: Holds = Holds.VALUE


@dataclass(frozen=True)
class Headings:
    """The filled rows of a table: those above its headings, the headings, and those below."""

    above: tuple[Row, ...]
    row: Row
    below: tuple[Row, ...]
    complete: bool
    """Whether all columns are there that a table needs."""


@lru_cache(maxsize=10_000)
def normal(heading: str) -> str:
    """Return a heading without letter case, punctuation and spaces; a percent sign stays, for it is what cells mean."""
    return re.sub(r"(?:[^\w%]|_)+", "", heading.casefold())


def names_by_heading(known: Mapping[str, Column]) -> dict[str, str]:
    """Return the names of columns by their headings as `normal` makes them."""
    return {normal(heading): name for name, column in known.items() for heading in column.headings}


def required_names(known: Mapping[str, Column]) -> set[str]:
    """Return the names of the columns that each table needs."""
    return {name for name, column in known.items() if column.required}


def find_headings(table: Table, known: Mapping[str, Column]) -> Headings | None:
    """Return the first row that has every column a table needs, else the one with the most; None for an empty table."""
    rows = tuple(table.filled_rows())
    if not rows:
        return None
    names = names_by_heading(known)
    found = [{names[heading] for cell in row if (heading := normal(cell.text)) in names} for row in rows[:FURTHEST]]
    required = required_names(known)
    complete = [position for position, columns in enumerate(found) if columns >= required]
    most = max(range(len(found)), key=lambda position: len(found[position]))
    position = complete[0] if complete else most if len(found[most]) > 1 else 0
    return Headings(rows[:position], rows[position], rows[position + 1 :], bool(complete))


def note_titles(headings: Headings, problems: Problems) -> None:
    """Warn where rows above the headings are passed over."""
    if headings.above:
        first = next(filter(None, headings.above[0]))
        problems.warn(
            headings.row[0].place,
            f"The headings were found in this row; what stands above it is not read: {quote(first.text)}.",
            "Delete what stands above the headings if this is right; otherwise put the headings into the first row.",
        )


def without_repeats(
    rows: Sequence[Row], positions: Mapping[str, int], known: Mapping[str, Column], problems: Problems
) -> tuple[Row, ...]:
    """Return the rows that do not repeat the headings, as they do where exports stand one below the other.

    Headings in another order are an error: what stands below them would be read as something else.
    """
    names = names_by_heading(known)
    required = required_names(known)
    repeats: list[Row] = []
    kept: list[Row] = []
    for row in rows:
        found = {position: names.get(normal(cell.text)) for position, cell in enumerate(row) if cell}
        columns = {name: position for position, name in found.items() if name}
        if not required or not required <= columns.keys():
            kept.append(row)
        elif all(positions.get(name) == position for name, position in columns.items()):
            repeats.append(row)
        else:
            problems.error(
                row[0].place,
                "The headings are repeated here in another order than above, so what follows cannot be read.",
                "Put the columns into the same order as above, and delete this row.",
            )
    if repeats:
        others = others_too(len(repeats) - 1, " further down")
        problems.warn(
            repeats[0][0].place,
            f"The headings are repeated here, and the row is not read{others}.",
            "Delete it if this is right.",
        )
    return tuple(kept)


def without_rows_of_noughts(
    rows: Sequence[Row], positions: Mapping[str, int], known: Mapping[str, Column], problems: Problems
) -> tuple[Row, ...]:
    """Return the rows that hold more than noughts, which formulas give for empty cells, in required columns."""
    required = [positions[name] for name in required_names(known)]
    is_nothing = [
        bool(required) and all(position < len(row) and _NOUGHTS.fullmatch(row[position].text) for position in required)
        for row in rows
    ]
    if nothing := list(compress(rows, is_nothing)):
        problems.warn(
            nothing[0][0].place,
            f"This row holds noughts, as formulas leave for empty cells, and is not read"
            f"{others_too(len(nothing) - 1, ' further down')}.",
            "Delete the formulas that are not needed.",
        )
    return tuple(row for row, nought in zip(rows, is_nothing, strict=True) if not nought)


def note_hidden_rows(table: Table, rows: Sequence[Row], problems: Problems) -> None:
    """Warn of rows that nobody sees, though they are read."""
    hidden = [row for row in rows if row[0].place.row in table.hidden_rows]
    if hidden:
        numbers = listing((str(row[0].place.row) for row in hidden), limit=8)
        one = len(hidden) == 1
        problems.warn(
            hidden[0][0].place,
            f"{'Row' if one else 'Rows'} {numbers} {'is' if one else 'are'} hidden, by a filter or by hand, and read "
            "all the same.",
            "Clear the filter to see what is read, and delete rows that should not be.",
        )
