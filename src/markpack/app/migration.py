"""A workspace becomes one of the present format, with cohorts if wanted: what is to change, a backup, the changes."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from markpack.app.backups import Backup, write_backup
from markpack.app.cohort_migration import CohortMigration, make_cohort, plan_cohorts
from markpack.app.kept_weighting import keep_weighting
from markpack.app.migration_steps import FileChange, write
from markpack.app.workspace import Workspace, schema_texts
from markpack.app.yaml_edit import above_comment, plain_data, with_entries
from markpack.documents.shared.spelling import series
from markpack.errors import InputError
from markpack.inputs.files.yaml_text import YamlDocument, read_yaml
from markpack.inputs.problems import Problems
from markpack.inputs.records.record_reader import read_record
from markpack.model.centre import PRESENT_FORMAT, Centre
from markpack.publish.guarded_folder import GuardedFolder
from markpack.publish.workspace_lock import no_builds

CENTRE = "contexts/centre.yaml"
SCHEMAS = "templates/schemas"
KEY = "format"
NOTE = "The format of this workspace. `markpack migrate` writes it."
SHEET_LAYOUTS = ("mark_sheet.html.j2", "mark_sheet_body.html.j2")
SHEET_FIELDS = {"view.revision": "revisions", "view.received_on": "when work was received"}
"""The fields of mark sheets that format 2 brings: how layouts name them, and what they are for."""
NEWS = {
    2: "The next build makes all mark sheets and markbooks again, with fields for revisions of decisions and for when "
    "work was received, and markbooks with columns for the record of a discussion, presentation or observation. "
    "Without that record, no decision is confirmed any more. Learners' files get names that say what they are; those "
    "that somebody edited are renamed with them. Sheets and markbooks that are out are read as before. Assignments of "
    "several units that are set from then on, with credit weighted, give equal criteria equal marks; those that are "
    "there keep their marks.",
}
"""What each format brings."""
NO_COHORTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Migration:
    """What takes a workspace from a format to another one, and makes cohorts, which come first.

    `changes` are of the whole workspace, in the order in which they are made. `news` says what the new format brings,
    and what people have to see to.
    """

    was: int
    becomes: int
    changes: tuple[FileChange, ...] = ()
    news: tuple[str, ...] = ()
    cohorts: tuple[CohortMigration, ...] = ()

    @property
    def is_needed(self) -> bool:
        """Whether anything is to be changed."""
        return bool(self.changes or self.cohorts)


def plan_migration(workspace: Workspace, cohorts: Mapping[str, str] = NO_COHORTS) -> Migration:
    """Return what takes a workspace to the present format, and makes cohorts of employers' own files. Writes nothing.

    `cohorts` has the cohorts' titles by the employers' folders. Raises InputError where the format cannot be read or is
    not known, or cannot be written into `centre.yaml`, and where something would keep a cohort from being made.
    """
    document, was = _read_format(workspace)
    made = plan_cohorts(workspace, cohorts, was)
    if was == PRESENT_FORMAT:
        return Migration(was, was, tuple(_schemas(workspace)) if made else (), cohorts=made)
    of_cohorts = [change.file for entry in made for change in (*entry.added, *entry.changes)]
    weighting = keep_weighting(workspace.root, was, of_cohorts)
    changes = (*_schemas(workspace), *weighting, _format(workspace, document))
    news = (NEWS[number] for number in range(was + 1, PRESENT_FORMAT + 1))
    return Migration(was, PRESENT_FORMAT, changes, (*news, *_own_layouts(workspace)), made)


def migrate(
    workspace: Workspace,
    planned: Migration,
    backup: Path,
    today: datetime.date,
    cohorts: Mapping[str, str] = NO_COHORTS,
) -> Backup:
    """Do what is planned for `cohorts`, once all of the workspace is backed up, and return the backup.

    Each file is replaced or renamed whole, and the format comes last: interrupted, the workspace still has its earlier
    format, and the rest is planned the next time. Raises InputError, before anything is changed, where a build is
    writing, somebody has changed what is planned, or there can be no backup of it.
    """
    with no_builds(workspace.root, "migrate"):
        made = write_backup(workspace, backup, today)
        if plan_migration(workspace, cohorts) != planned:
            raise InputError.at(CENTRE, "What is to be changed has changed since this was planned.", "Migrate again.")
        touched = {change.file for change in planned.changes}.union(*(entry.files for entry in planned.cohorts))
        for file, why in made.left_out.items():
            if any(file == path or file.startswith(f"{path}/") for path in touched):
                raise InputError.at(file, f"It could not be backed up. {why}", "")
        for entry in planned.cohorts:
            make_cohort(workspace, entry, backup)
        for change in planned.changes:
            write(workspace.root, change)
    return made


def backup_file(workspace: Workspace, today: datetime.date) -> Path:
    """Return where the backup before a migration goes if nobody says where: a new file in the workspace's folder."""
    name, number = f"backup-{today.isoformat()}", 1
    while os.path.lexists(path := workspace.root / f"{name}{f'-{number}' if number > 1 else ''}.zip"):
        number += 1
    return path


def _read_format(workspace: Workspace) -> tuple[YamlDocument, int]:
    """Return the centre's file and the format in it, whatever else is wrong with it."""
    problems = Problems()
    document = read_yaml(workspace.root / CENTRE, CENTRE, problems)
    reading = read_record(document, Centre, problems) if document else None
    if document is None or reading is None:
        raise InputError(problems.errors)
    if not reading.is_valid_at(KEY):
        place = reading.place(KEY)
        raise InputError([problem for problem in problems.errors if problem.place == place])
    return document, reading.record.format


def _schemas(workspace: Workspace) -> Iterator[FileChange]:
    """Yield the schemas that editors of YAML files read, where the workspace has any and they are others."""
    if not GuardedFolder(workspace.root).has_folder(SCHEMAS):
        return
    for kind, text in schema_texts().items():
        file, data = f"{SCHEMAS}/{kind}.schema.json", text.encode()
        path = workspace.root / file
        if not path.exists():
            yield FileChange(file, "added, so that editors know the keys of these files", data)
        elif path.read_bytes() != data:
            yield FileChange(file, "replaced, so that editors know the keys that are new", data)


def _own_layouts(workspace: Workspace) -> Iterator[str]:
    """Yield a sentence for each layout of the centre's own that leaves fields of the new format out of mark sheets."""
    for name in SHEET_LAYOUTS:
        path = workspace.templates / "layouts" / name
        text = path.read_bytes() if path.is_file() else SHEET_LAYOUTS[1].encode()
        missing = [field for field in SHEET_FIELDS if field.encode() not in text]
        if missing and SHEET_LAYOUTS[1].encode() not in text:
            conditions = series([f"{{% if {field} %}}" for field in missing])
            yield (
                f"templates/layouts/{name} is a layout of your own without fields for "
                f"{series([SHEET_FIELDS[field] for field in missing])}, and each mark sheet made with it will be "
                f"warned of when it comes back. Copy what stands below {conditions} in markpack’s own "
                f"{SHEET_LAYOUTS[1]}, or take yours away."
            )


def _format(workspace: Workspace, document: YamlDocument) -> FileChange:
    """Return the centre's file with the present format in it; it stands before all other keys, with their comment."""
    data = (workspace.root / CENTRE).read_bytes()
    first = min(span.line for location, span in document.keys.items() if len(location) == 1) - 1
    line, note = above_comment(data, first), NOTE
    if line == 0 and first:  # a comment at the head of the file is not only about the first key
        line, note = first, ""
    changed = with_entries(data, document, {KEY: str(PRESENT_FORMAT)}, line, note=note)
    if plain_data(changed, CENTRE) != {**plain_data(data, CENTRE), KEY: str(PRESENT_FORMAT)}:
        raise InputError.at(
            CENTRE,
            "The format cannot be written into this file, because of how its first lines are laid out.",
            f"Save it as UTF-8 with each key on a line of its own, and run this again; or write “{KEY}: "
            f"{PRESENT_FORMAT}” above its first key.",
        )
    said = "gets the value" if (KEY,) in document.keys else "stands before all other keys, with the value"
    return FileChange(CENTRE, f"“{KEY}” {said} {PRESENT_FORMAT}; nothing else in it changes", changed)
