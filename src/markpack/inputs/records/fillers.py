"""What stands in a register's cells where there is nothing to write: a dot for a name, nines for a ULN, NULL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.problems import Problems, quote
from markpack.model.learner import NO_ULN_YET

NO_VALUE = ("NULL", "null", "(null)", "\\N", "NaN", "nan", "undefined", "(blank)")
"""What databases and programs write for an empty cell; Null and Nan are names, and written so."""
STANDS_FOR_NOTHING = "stands for an empty cell, and is not read"
LEAVE_EMPTY = "Leave the cell empty."
_EMPTY = (*NO_VALUE, "None", "none", "N/A", "n/a", "0")
"""What people write there too, or references to empty cells give."""
_OTHER_NAMES = {"first_name": "last", "last_name": "first"}
_MAY_BE_EMPTY = (*_OTHER_NAMES, "uln", "email", "job_title", "line_manager")


def without_fillers(cells: Mapping[str, Cell], problems: Problems) -> dict[str, Cell]:
    """Return a learner's cells by field, those empty that hold a filler; each filler is noted with a warning."""
    found = {name: note for name in _MAY_BE_EMPTY if (note := _note(name, cells[name].text))}
    for name, (message, hint) in found.items():
        problems.warn(cells[name].place, f"{quote(cells[name].text)} {message}", hint)
    return {name: replace(cell, text="") if name in found else cell for name, cell in cells.items()}


def _note(name: str, text: str) -> tuple[str, str] | None:
    """Return what is said of a text that is a filler in a field, and what to do; None of one that is meant."""
    if text in _EMPTY:
        return f"{STANDS_FOR_NOTHING}.", LEAVE_EMPTY
    if name in _OTHER_NAMES and text and not any(map(str.isalpha, text)):
        return f"is not a name, so the learner has a {_OTHER_NAMES[name]} name only.", LEAVE_EMPTY
    if name == "uln" and text == NO_ULN_YET:
        return (
            "stands for a ULN that is not there yet, so none is used.",
            "Leave the cell empty until the learner has one, then write it here.",
        )
    return None
