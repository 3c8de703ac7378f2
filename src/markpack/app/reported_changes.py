"""The story of `markpack status --changes`: what the last builds changed of what had been said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markpack.app.workspace import Workspace
from markpack.documents.catalogue.changes import Changes, latest_changes
from markpack.errors import InputError, Place, Problem
from markpack.inputs.cohort_files import pack_named
from markpack.model.pack_folders import employer_of, inputs_folder
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
    named = dict.fromkeys(pack_named(name, workspace.root) for name in employers)
    packs = [name for name in recorded if not named or name in named or employer_of(name) in named]
    unknown = [
        name
        for name in named
        if not any(name in (pack, employer_of(pack)) for pack in packs)
        and not (workspace.root / inputs_folder(name)).is_dir()
    ]
    if unknown:
        hint = "Name a folder of contexts/, or a cohort there as EMPLOYER/COHORT."
        raise InputError([Problem(Place(inputs_folder(name)), "There is no such employer.", hint) for name in unknown])
    without_record = [name for name in named if not any(name in (pack, employer_of(pack)) for pack in packs)]
    return tuple(
        EmployerChanges(name, latest_changes(Record(workspace.root, name).read_editions("")))
        for name in (*packs, *without_record)
    )
