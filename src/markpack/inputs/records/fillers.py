"""What stands in a register's cells where there is nothing to write: a dot for a name, nines for a ULN, NULL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.problems import Problems, quote
from markpack.model.learner import NO_ULN_YET

_NO_NAME = (".", "-", "–", "—")
_EMPTY = ("NULL", "null", "(null)", "\\N", "NaN", "nan", "None", "none", "N/A", "n/a", "undefined", "(blank)")
"""What databases and programs write for an empty cell; Null and Nan are names, and written so."""
_MAY_BE_EMPTY = ("first_name", "last_name", "uln", "email", "job_title", "line_manager")


def without_fillers(cells: Mapping[str, Cell], problems: Problems) -> dict[str, Cell]:
    """Return a learner's cells by field, those empty that hold a filler; each filler is noted with a warning."""
    found = {
        name: ("stands for an empty cell, and is not read.", "Leave the cell empty.")
        for name in _MAY_BE_EMPTY
        if cells[name].text in _EMPTY
    } | {
        name: (message, hint)
        for name, fillers, message, hint in (
            ("first_name", _NO_NAME, "is no name, so the learner has a last name only.", "Leave the cell empty."),
            ("last_name", _NO_NAME, "is no name, so the learner has a first name only.", "Leave the cell empty."),
            ("uln", (NO_ULN_YET,), "stands for a ULN that is not there yet, so none is used.",
             "Leave the cell empty until the learner has one, then write it here."),
        )
        if cells[name].text in fillers
    }  # fmt: skip
    for name, (message, hint) in found.items():
        problems.warn(cells[name].place, f"{quote(cells[name].text)} {message}", hint)
    return {name: replace(cell, text="") if name in found else cell for name, cell in cells.items()}
