"""The list of the versions that assignments were set with: what a build has made is noted there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markpack.app.workspace import Workspace
from markpack.model.records import FOLDER
from markpack.model.unit_versions import COLUMNS, FILE, WEIGHTING, NotedVersion
from markpack.publish.csv_lists import with_rows
from markpack.publish.guarded_folder import GuardedFolder


def note_versions(workspace: Workspace, notes: Sequence[NotedVersion]) -> None:
    """Put a line into the workspace's list for each note, in place of an earlier one about the same unit there.

    The folder is its user's alone. Raises OSError where it takes nothing, and InputError for a list with other columns.
    """
    if not notes:
        return
    folder = GuardedFolder(workspace.root / FOLDER, levels=1)
    folder.make(private=True)
    path = folder.path / FILE
    text = with_rows(path, COLUMNS, [note.row for note in notes], _subject, [WEIGHTING])
    folder.write(FILE, text.encode("utf-8-sig"), private=True)


def _subject(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in COLUMNS[:3])
