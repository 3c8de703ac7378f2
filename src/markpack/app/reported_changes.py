"""The story of `markpack status --changes`: what the last builds changed of what had been said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markpack.app.workspace import Workspace
from markpack.documents.catalogue.changes import Changes, latest_changes
from markpack.errors import InputError, Place, Problem
from markpack.publish.record import Record, recorded_employers


@dataclass(frozen=True)
class EmployerChanges:
    """What changed at an employer, named by the folder."""

    folder: str
    changes: Changes


def last_changes(workspace: Workspace, employers: Sequence[str] = ()) -> tuple[EmployerChanges, ...]:
    """Return what changed at each employer with the last build that changed anything there. Writes nothing.

    Raises InputError for an employer of whom there is neither a folder nor a record, and for a damaged record.
    """
    recorded = recorded_employers(workspace.root)
    problems = [
        Problem(Place(f"contexts/{name}"), "There is no such employer.", "Name a folder of contexts/.")
        for name in employers
        if name not in recorded and not (workspace.contexts / name).is_dir()
    ]
    if problems:
        raise InputError(problems)
    return tuple(
        EmployerChanges(name, latest_changes(Record(workspace.root, name).read_editions("")))
        for name in employers or recorded
    )
