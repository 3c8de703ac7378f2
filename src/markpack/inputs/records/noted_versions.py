"""The list of the versions that assignments were set with, as earlier builds have noted them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from markpack.errors import Place
from markpack.inputs.files.columns import Columns, beside, find_columns, unusable
from markpack.inputs.files.csv_tables import Row, read_csv
from markpack.inputs.files.headings import Column
from markpack.inputs.files.online_files import note_not_here, stub_of
from markpack.inputs.files.safe_files import is_outside, note_outside, present
from markpack.inputs.problems import Problems, listing, quote
from markpack.model.marking_mode import WEIGHTING_RULES
from markpack.model.records import FOLDER
from markpack.model.unit_versions import COLUMNS, FILE, WEIGHTING, NotedVersion

NAME = f"{FOLDER}/{FILE}"
_COLUMNS = {**{name: Column((name,), required=True) for name in COLUMNS}, WEIGHTING: Column((WEIGHTING,))}
_SHA256 = re.compile("[0-9a-fA-F]{64}")
_KEEP_IT = (
    "Put it right, or bring the list back from your backup; without it, nobody can tell what learners were given."
)


@dataclass(frozen=True)
class NotedVersions:
    """The notes, and where each stands, by employer, assignment and unit."""

    entries: Mapping[tuple[str, str, str], tuple[NotedVersion, Place]] = field(default_factory=dict)

    def of(self, employer: str, assignment: str, unit: str) -> tuple[NotedVersion, Place] | None:
        """Return the note of an employer's assignment and one of its units, and where it stands."""
        return self.entries.get((employer, assignment, unit))

    def of_units(self, employer: str, assignment: str, units: Iterable[str]) -> tuple[tuple[NotedVersion, Place], ...]:
        """Return all notes of an employer's assignment and its units."""
        return tuple(entry for unit in units if (entry := self.of(employer, assignment, unit)))


def read_noted_versions(root: Path, problems: Problems) -> NotedVersions:
    """Return a workspace's list; an empty one where there is none. Without a list that can be relied on, all stops."""
    path = root / FOLDER / FILE
    if not present(path):
        if stub := stub_of(path):
            note_not_here(Place(f"{FOLDER}/{stub.name}"), FILE, problems)
        return NotedVersions()
    if is_outside(path, NAME):
        note_outside(NAME, problems)
        return NotedVersions()
    table = read_csv(path, NAME, problems)
    columns = find_columns(table, _COLUMNS, problems) if table else None
    entries: dict[tuple[str, str, str], tuple[NotedVersion, Place]] = {}
    for row in columns.rows if columns else ():
        if columns is None or (note := _note(columns, row, problems)) is None:
            continue
        key, place = (note.employer, note.assignment, note.unit), row[0].place
        if key in entries and entries[key][0] != note:
            problems.error(
                place,
                f"Unit {note.unit} of {note.employer} is also noted in {beside(entries[key][1], place)}, with another "
                "version.",
                "Delete the line that is wrong.",
            )
        entries.setdefault(key, (note, place))
    return NotedVersions(entries)


def _note(columns: Columns, row: Row, problems: Problems) -> NotedVersion | None:
    """Return the note of a row; None, with the problem noted, where it does not say what was set."""
    cells = {name: columns.cell(row, name) for name in _COLUMNS}
    if any([unusable(cell, problems) for cell in cells.values()]):
        return None
    if missing := next((name for name in COLUMNS if name != "version" and not cells[name]), ""):
        problems.error(cells[missing].place, f"The line has no {missing}.", _KEEP_IT)
        return None
    if not _SHA256.fullmatch(cells["criteria_sha256"].text):
        problems.error(
            cells["criteria_sha256"].place,
            f"{quote(cells['criteria_sha256'].text)} is not a sha256, which has 64 digits and letters from a to f.",
            _KEEP_IT,
        )
        return None
    rules = tuple(map(str, WEIGHTING_RULES))
    if cells[WEIGHTING].text not in ("", *rules):
        problems.error(
            cells[WEIGHTING].place,
            f"{quote(cells[WEIGHTING].text)} is no rule of weighting; there are {listing(rules)}.",
            _KEEP_IT,
        )
        return None
    texts = {name: cell.text for name, cell in cells.items()}
    return NotedVersion(**{**texts, "criteria_sha256": texts["criteria_sha256"].lower()})
