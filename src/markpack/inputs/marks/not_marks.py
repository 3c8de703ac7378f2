"""Files in marks/ that people have said are no mark sheets: once, in a list, with the bytes that they looked at."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from markpack.errors import Place, Scope
from markpack.inputs.files.columns import Columns, find_columns, unusable
from markpack.inputs.files.csv_tables import Cell, Row, read_csv
from markpack.inputs.files.headings import Column
from markpack.inputs.files.safe_files import is_outside, present
from markpack.inputs.problems import Problems, listing, quote
from markpack.model.dates import parse_date
from markpack.model.forms.not_marks import COLUMNS, FILE, listed_name

LIST_IT = (
    f"If it is not a mark sheet, list it in marks/{FILE}: markpack not-marks adds the line, with --reason and --by."
)
"""What to do about a file that is none."""

_COLUMNS = {name: Column((name,), required=name in ("file", "sha256")) for name in COLUMNS}
_SHA256 = re.compile("[0-9a-fA-F]{64}")


@dataclass(frozen=True)
class NotMarks:
    """The files that are listed, by their names below the folder: the digests of their bytes, and a line each."""

    entries: Mapping[str, Mapping[str, Place]] = field(default_factory=dict)

    def names(self, path: Path, name: str, problems: Problems) -> bool:
        """Say whether a file is listed as it is; note one that has changed since, which is read like any other."""
        digests = self.entries.get(name.casefold())
        if digests is None or not path.is_file():
            return False
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:  # which opening it will report
            return False
        if digest in digests:
            return True
        problems.warn(
            next(iter(digests.values())),
            f"{quote(name)} is not the file any more that was listed here, so it is read like any other.",
            "If it still is no mark sheet, say so again with markpack not-marks, which puts the line right.",
        )
        return False

    def note_missing(self, names: set[str], problems: Problems) -> None:
        """Warn of lines for files that are not among the names."""
        for name, digests in self.entries.items():
            if name not in names:
                problems.warn(
                    next(iter(digests.values())),
                    "There is no such file in marks/.",
                    "Correct the name, or delete the line if the file was taken away.",
                )


def read_not_marks(folder: Path, file: str, problems: Problems) -> NotMarks:
    """Return the list in a marks folder, whose name from the workspace is `file`; an empty one where there is none."""
    path, name = folder / FILE, f"{file}/{FILE}"
    problems = problems.within(Scope.FILE)
    if not present(path) or is_outside(path, name):
        return NotMarks()
    table = read_csv(path, name, problems)
    columns = find_columns(table, _COLUMNS, problems) if table else None
    entries: dict[str, dict[str, Place]] = {}
    for row in columns.rows if columns else ():
        cells = _checked(columns, row, problems) if columns else None
        if cells:
            entries.setdefault(listed_name(cells["file"].text), {})[cells["sha256"].text.lower()] = cells["file"].place
    return NotMarks(entries)


def _checked(columns: Columns, row: Row, problems: Problems) -> Mapping[str, Cell] | None:
    """Return a row's cells; None, with the problem noted, where it does not say which file is meant."""
    cells = {name: columns.cell(row, name) for name in _COLUMNS}
    if any([unusable(cell, problems) for cell in cells.values()]):
        return None
    if not cells["file"]:
        problems.error(cells["file"].place, "The line names no file.", "Write its name below marks/.")
        return None
    if not _SHA256.fullmatch(cells["sha256"].text):
        problems.error(
            cells["sha256"].place,
            f"{quote(cells['sha256'].text)} is not a sha256, which has 64 digits and letters from a to f.",
            "Delete the line, and have markpack not-marks add it.",
        )
        return None
    if cells["on"] and not _is_date(cells["on"].text):
        problems.error(cells["on"].place, f"{quote(cells['on'].text)} is not a date.", "Write it as 2026-11-30.")
        return None
    if missing := [name for name in ("reason", "by", "on") if not cells[name]]:
        problems.warn(
            cells["file"].place,
            f"The line does not say {listing(_QUESTIONS[name] for name in missing)}.",
            "Fill it in, so that others can see it later.",
        )
    return cells


_QUESTIONS = {"reason": "why the file is no mark sheet", "by": "who has said so", "on": "on which day"}


def _is_date(text: str) -> bool:
    try:
        parse_date(text)
    except ValueError:
        return False
    return True
