"""An employer's own assignments, register, marks and documents become those of a cohort, as they are."""

from __future__ import annotations

import json
import os
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from markpack.app.cohort_obstacles import Obstacles
from markpack.app.cohort_starter import context_of, folder_name, new_folder
from markpack.app.file_problems import FileRefused
from markpack.app.kept_weighting import with_kept_weighting
from markpack.app.migration_steps import FileChange, Move, folder_of, is_private, names_in, write
from markpack.app.workspace import Workspace, quoted, shown_name, starter_file
from markpack.app.yaml_edit import plain_data, without_entry
from markpack.documents.shared.spelling import series
from markpack.errors import InputError, Place, Problem
from markpack.inputs.cohort_files import COHORT_FILE, MIGRATION_FILE, pack_named
from markpack.inputs.employer_inputs import CONTEXT_FILE
from markpack.inputs.files.safe_files import decode
from markpack.inputs.files.yaml_text import parse_yaml
from markpack.inputs.problems import Problems
from markpack.model.centre import PRESENT_FORMAT
from markpack.model.forms.register_columns import EXTENSIONS_FILE, FILES
from markpack.model.pack_folders import ALL, COHORT_PATTERN, COHORTS, CONTEXTS, OUTPUT, inputs_folder, pack_name
from markpack.model.records import FOLDER, REPORTED
from markpack.model.unit_versions import COLUMNS, FILE
from markpack.publish.csv_lists import renamed
from markpack.publish.guarded_folder import GuardedFolder
from markpack.publish.locks import LOCK
from markpack.publish.manifest import NAME as MANIFEST
from markpack.publish.refusal import refused, remedy

KEY = "assignments"
OF_A_PACK = (*FILES, EXTENSIONS_FILE, "hold.csv", "marks", "iqa")
"""What in an employer's folder is about the learners there; all else is about the employer."""
HEAD = "markpack migration"
_TITLE_LINE = "title: $title\n"


@dataclass(frozen=True)
class CohortMigration:
    """What makes an employer's own files those of a cohort; `employer` and `cohort` are folders.

    In this order: the cohort's file is added, files and folders move, and others change, the employer's context last.
    Where it was `begun` and interrupted, it is the rest of that, and `backup` has the workspace as it was before.
    """

    employer: str
    cohort: str
    title: str
    added: tuple[FileChange, ...]
    moves: tuple[Move, ...]
    changes: tuple[FileChange, ...]
    begun: bool = False
    backup: str = ""

    @property
    def pack(self) -> str:
        """What the cohort's pack is called."""
        return pack_name(self.employer, self.cohort)

    @property
    def note(self) -> str:
        """The file that says that this is under way."""
        return _note_of(self.employer)

    @property
    def steps(self) -> list[str]:
        """What is to be done, in clauses, in the order in which it is done."""
        steps = [f"{change.file}: {change.what}" for change in self.added]
        for (folder, new), moves in groupby(self.moves, lambda move: (folder_of(move.source), folder_of(move.target))):
            all_names = [move.source.rpartition("/")[2] for move in moves]
            names = [name for name in all_names if not name.startswith(".")] or all_names
            if folder == f"{FOLDER}/{REPORTED}":
                steps.append(f"{folder}/{names[0]} moves to {new}/{self.cohort}.json")
            else:
                steps.append(f"{folder}: {series(names)} {'move' if len(names) > 1 else 'moves'} to {new}")
        return [*steps, *(f"{change.file}: {change.what}" for change in self.changes)]

    @property
    def files(self) -> tuple[str, ...]:
        """All that it touches, by the paths of today from the workspace."""
        return (*(change.file for change in self.changes), *(move.source for move in self.moves))


def plan_cohorts(workspace: Workspace, titles: Mapping[str, str], workspace_format: int) -> tuple[CohortMigration, ...]:
    """Return what makes employers' own files those of cohorts with titles, and the rest of what was interrupted.

    An employer whose cohort of that title is there, and who has no assignments of their own any more, needs nothing.
    Of an earlier `workspace_format`, assignments keep the rule by which they share out marks.
    Writes nothing. Raises InputError for whatever would keep it from being done.
    """
    begun = {path.parent.name: path for path in sorted(workspace.contexts.glob(f"*/{MIGRATION_FILE}"))}
    named = {pack_named(employer, workspace.root): shown_name(title) for employer, title in titles.items()}
    if len(named) < len(titles):
        raise InputError.at(CONTEXTS, "An employer is named twice.", "Give each one cohort.")
    planned = (
        _plan(workspace, employer, named.get(employer, ""), begun, workspace_format)
        for employer in sorted({*begun, *named})
    )
    return tuple(entry for entry in planned if entry)


def make_cohort(workspace: Workspace, planned: CohortMigration, backup: Path) -> None:
    """Do what is planned. Broken off at any step, the rest is planned the next time; builds name it until then.

    `backup` has the workspace as it was before. Raises FileRefused.
    """
    try:
        _make(workspace, planned, backup)
    except OSError as error:
        place = Place(str(error.filename or planned.note))
        hint = f"{remedy(error, 'migrate again')} Part of it is done; markpack migrate, run again, does the rest."
        raise FileRefused([Problem(place, refused(error), hint)]) from error


def _make(workspace: Workspace, planned: CohortMigration, backup: Path) -> None:
    folder = GuardedFolder(workspace.root)
    if not planned.begun:
        folder.write(planned.note, _note_text(planned, _below(backup, workspace.root)))
    private = is_private(workspace.root / inputs_folder(planned.employer) / CONTEXT_FILE)
    for change in planned.added:
        folder.write(change.file, change.data, private=private)
    for move in planned.moves:
        if move.target.startswith(f"{FOLDER}/"):
            folder.make(folder_of(move.target), private=True)
        folder.move(move.source, move.target)
    for change in planned.changes:
        write(workspace.root, change)
    folder.remove(planned.note)


def _plan(
    workspace: Workspace, employer: str, title: str, begun: Mapping[str, Path], workspace_format: int
) -> CohortMigration | None:
    context = context_of(workspace, employer)
    file = f"{inputs_folder(employer)}/{CONTEXT_FILE}"
    data = (workspace.root / file).read_bytes()
    backup = ""
    if employer in begun:
        cohort, begun_title, backup = _read_note(begun[employer], workspace)
        if title and title != begun_title:
            raise InputError.at(
                _note_of(employer),
                f"A migration to the cohort “{begun_title}” was interrupted here.",
                f"Finish it first, with markpack migrate; or restore the backup of before, {backup}.",
            )
        title = begun_title
    elif not plain_data(data, file).get(KEY):
        if (workspace.root / inputs_folder(pack_name(employer, folder_name(title))) / COHORT_FILE).is_file():
            return None
        raise InputError.at(
            file,
            f"{employer} has no assignments of their own, so there is nothing to make a cohort of.",
            f"markpack new cohort {employer} {quoted(title)} lays out a new one.",
        )
    else:
        cohort = new_folder(workspace, employer, title, context)
    pack = pack_name(employer, cohort)
    if workspace_format < PRESENT_FORMAT:
        data, _ = with_kept_weighting(workspace.root, file, workspace_format)
    added, changed = _assignments(workspace, file, data, pack, title, backup)
    moves = tuple(_moves(workspace.root, employer, cohort))
    if obstacles := Obstacles(workspace.root, employer, cohort).of(moves):
        raise InputError(obstacles)
    changes = (*_noted_versions(workspace.root, employer, pack), *changed)
    return CohortMigration(employer, cohort, title, added, moves, changes, employer in begun, backup)


def _assignments(
    workspace: Workspace, file: str, data: bytes, pack: str, title: str, backup: str
) -> tuple[tuple[FileChange, ...], tuple[FileChange, ...]]:
    """Return the file of a cohort with an employer's assignments, and the employer's context without them.

    Each where it is not as it is to be already.
    """
    of_cohort = f"{inputs_folder(pack)}/{COHORT_FILE}"
    path = workspace.root / of_cohort
    decoded = decode(data, file, problems := Problems())
    document = parse_yaml(decoded, file, problems) if decoded is not None else None
    if document is None or problems.errors:
        raise InputError(problems.errors)
    before = plain_data(data, file)
    if KEY not in before:  # all of this was done before it was interrupted
        if not path.is_file():
            raise InputError.at(of_cohort, "The cohort’s file is gone.", f"Restore the backup of before, {backup}.")
        return (), ()
    section, rest = without_entry(data, document, KEY)
    text = _cohort_text(section, title)
    rest_says = {key: value for key, value in before.items() if key != KEY}
    if plain_data(text, of_cohort) != {"title": title, KEY: before[KEY]} or plain_data(rest, file) != rest_says:
        place = document.key_place((KEY,))
        raise InputError(
            [
                Problem(
                    place,
                    f"“{KEY}” cannot be taken out of this file, because of how it is laid out.",
                    "Save it as UTF-8, with each outermost key at the beginning of a line, and write out what stands "
                    "there as * and a name. Then migrate again.",
                )
            ]
        )
    context = FileChange(file, f"“{KEY}” goes; nothing else in it changes", rest)
    if path.exists():
        if path.read_bytes() != text:
            raise InputError.at(
                of_cohort,
                "Somebody has changed this file, or the employer’s context.yaml, since the migration was interrupted.",
                f"Restore the backup of before, {backup}.",
            )
        return (), (context,)
    what = f"added, with “{KEY}” as {CONTEXT_FILE} has it, comments included"
    return (FileChange(of_cohort, what, text),), (context,)


def _cohort_text(section: bytes, title: str) -> bytes:
    """Return a cohort's file with assignments as they are written, and with their ends of lines."""
    head, line, _ = starter_file(COHORT_FILE).partition(_TITLE_LINE)
    end = "\r\n" if b"\r\n" in section else "\n"
    text = string.Template(f"{head}{line}\n").substitute(title=quoted(title)).replace("\n", end)
    return text.encode() + section.rstrip() + end.encode()


def _moves(root: Path, employer: str, cohort: str) -> Iterator[Move]:
    """Yield what gets another place: inputs, what was published, and what is noted of what documents said."""
    pack = pack_name(employer, cohort)
    own, new = inputs_folder(employer), inputs_folder(pack)
    for name in names_in(root / own):
        if any(_is_same(root / own / known, root / own / name) for known in OF_A_PACK if known == name.casefold()):
            yield Move(f"{own}/{name}", f"{new}/{name}")
    others = {ALL, COHORTS, cohort, *names_in(root / own / COHORTS)}
    for name in names_in(root / OUTPUT / employer):
        is_cohorts = name in others or (root / OUTPUT / employer / name / MANIFEST).is_file()
        if name != LOCK and not is_cohorts:
            yield Move(f"{OUTPUT}/{employer}/{name}", f"{OUTPUT}/{pack}/{name}")
    if os.path.lexists(root / FOLDER / REPORTED / f"{employer}.json"):
        yield Move(f"{FOLDER}/{REPORTED}/{employer}.json", f"{FOLDER}/{REPORTED}/{pack}.json")


def _is_same(known: Path, found: Path) -> bool:
    """Say whether two spellings of a path are one file, as they are where capital and small letters are one."""
    return known.name == found.name or (known.exists() and known.samefile(found))


def _noted_versions(root: Path, employer: str, pack: str) -> Iterator[FileChange]:
    """Yield the list of the versions that assignments were set with, where it has lines of the employer's own."""
    path = root / FOLDER / FILE
    if path.is_file():
        text, count = renamed(path, COLUMNS, COLUMNS[0], employer, pack)
        if count:
            lines, get = ("line", "gets") if count == 1 else ("lines", "get")
            what = f"{count} {lines} of {employer} {get} the name {pack}"
            yield FileChange(f"{FOLDER}/{FILE}", what, text.encode("utf-8-sig"))


def _note_of(employer: str) -> str:
    return f"{inputs_folder(employer)}/{MIGRATION_FILE}"


def _note_text(planned: CohortMigration, backup: str) -> bytes:
    data = {"file": HEAD, "cohort": planned.cohort, "title": planned.title, "backup": backup}
    return f"{json.dumps(data, indent=1, ensure_ascii=False)}\n".encode()


def _read_note(path: Path, workspace: Workspace) -> tuple[str, str, str]:
    """Return the cohort, its title and the backup of a migration that was interrupted."""
    try:
        data = json.loads(path.read_bytes())
        if data["file"] != HEAD or not re.fullmatch(COHORT_PATTERN, data["cohort"]):
            raise ValueError
        return str(data["cohort"]), str(data["title"]), str(data["backup"])
    except (ValueError, KeyError, TypeError):
        file = path.relative_to(workspace.root).as_posix()
        raise InputError.at(
            file, "The note of a migration that was interrupted is damaged.", "Restore the backup of before."
        ) from None


def _below(path: Path, root: Path) -> str:
    """Return a path from the workspace, or the whole one of what lies elsewhere."""
    path = path.absolute()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
