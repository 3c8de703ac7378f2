"""The tables of a register: its columns, and which sheets of a workbook have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markpack.inputs.files.csv_tables import Table, read_csv
from markpack.inputs.files.entered_text import Holds
from markpack.inputs.files.excel_tables import Workbook, read_workbook
from markpack.inputs.files.headings import Column, find_headings
from markpack.inputs.marks.parse_cache import parse_cached
from markpack.inputs.problems import Problems, quote
from markpack.model.forms.register_columns import COLUMNS as REGISTER_COLUMNS
from markpack.model.forms.register_columns import EXTENSIONS_SHEET, SHEET

SHORT_LIST = 1_000_000
"""The most bytes of a CSV file that is read here, in time in proportion to them; thousands of learners have fewer."""

_HOLDS = {
    **dict.fromkeys(
        ("first_name", "last_name", "former_names", "job_title", "line_manager", "known_as", "tutor", "assessor"),
        Holds.NAME,
    ),
    **dict.fromkeys(("arrangements", "status_reason"), Holds.PROSE),
}

COLUMNS: Mapping[str, Column] = {
    name: Column(entry.headings, entry.required, _HOLDS.get(name, Holds.VALUE))
    for name, entry in REGISTER_COLUMNS.items()
}
"""The columns of a register by the field of a learner that they fill."""


@dataclass(frozen=True)
class RegisterTables:
    """A register's tables, none where it is unread, and the sheet of extensions of its workbook, if there is one."""

    learners: Sequence[Table] = ()
    extensions: Table | None = None


def begin_tables(path: Path, file: str, problems: Problems) -> Callable[[], RegisterTables]:
    """Begin to read a register's tables, and return what gives them out; none, with the problem noted, if it is unread.

    Workbooks and long lists are read by another process, within its bounds.
    """
    if path.suffix.casefold() == ".csv":
        return _begin_list(path, file, problems)
    begun = parse_cached(read_workbook, path, file, None)

    def finish() -> RegisterTables:
        book, found = begun()
        problems.include(found)
        if book is None:
            return RegisterTables()
        extensions = book.sheet(EXTENSIONS_SHEET)
        learners = _tables_in(book, file, problems)
        return RegisterTables(learners, extensions if extensions and any(extensions.filled_rows()) else None)

    return finish


def _begin_list(path: Path, file: str, problems: Problems) -> Callable[[], RegisterTables]:
    try:
        is_short = path.stat().st_size <= SHORT_LIST
    except OSError:  # which reading it will report
        is_short = True
    if is_short:
        table = read_csv(path, file, problems)
        return lambda: RegisterTables((table,) if table else ())
    begun = parse_cached(read_csv, path, file, None)

    def finish() -> RegisterTables:
        table, found = begun()
        problems.include(found)
        return RegisterTables((table,) if table else ())

    return finish


def _tables_in(book: Workbook, file: str, problems: Problems) -> Sequence[Table]:
    """Return a workbook's register: the sheet Learners, or the first one that has the headings, then others like it."""
    filled = [sheet for sheet in book.sheets if any(sheet.filled_rows())] or [Table(file, ())]
    registers = [sheet for sheet in filled if (headings := find_headings(sheet, COLUMNS)) and headings.complete]
    registers.sort(key=lambda sheet: (sheet.sheet.casefold() != SHEET.casefold(), sheet.hidden))
    if not registers:
        return [book.sheet(SHEET) or next((sheet for sheet in filled if not sheet.hidden), filled[0])]
    _note_choice(registers, book, problems)
    return [sheet for sheet in registers if sheet is registers[0] or not sheet.hidden]


def _note_choice(registers: Sequence[Table], book: Workbook, problems: Problems) -> None:
    """Warn where the sheet that is taken for the register is a guess, and of others that look like one."""
    taken = registers[0]
    is_named = taken.sheet.casefold() == SHEET.casefold()
    if taken.hidden:
        problems.warn(
            taken.place, "The register was found on a hidden sheet.", "Show the sheet, or delete it if it is old."
        )
    elif taken is not (first := next(sheet for sheet in book.sheets if not sheet.hidden)) and not is_named:
        problems.warn(
            taken.place,
            f"The register was found on this sheet, and not on the first one, {quote(first.sheet)}.",
            f"If this is right, name the sheet {SHEET}.",
        )
    for sheet in registers[1:]:
        after = f"and its learners are read after those on {quote(taken.sheet)}"
        what = "but it is hidden and is not read" if sheet.hidden else after
        problems.warn(
            sheet.place,
            f"This sheet is a register too, {what}.",
            f"If they belong there, copy them to {quote(taken.sheet)}; otherwise move the sheet to another workbook.",
        )
