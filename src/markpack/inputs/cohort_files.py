"""An employer's cohorts: which there are, and each one's file, read into a context of its own."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from markpack.documents.catalogue.kinds import Kind
from markpack.errors import Place
from markpack.inputs.files.located_data import Lack, LocatedData, Location, Plain
from markpack.inputs.files.online_files import stub_of
from markpack.inputs.files.safe_files import present, visible
from markpack.inputs.problems import Problems, quote
from markpack.inputs.records.record_reader import Sourced
from markpack.model.context import Cohort, Context
from markpack.model.forms.register_columns import FILES
from markpack.model.pack_folders import (
    ALL,
    COHORT_PATTERN,
    COHORTS,
    CONTEXTS,
    OF_WINDOWS,
    OUTPUT,
    employer_of,
    inputs_folder,
    pack_name,
)

COHORT_FILE = "cohort.yaml"
MIGRATION_FILE = "migration.json"
"""Stands in an employer's folder while `markpack migrate` makes a cohort of the employer's own files."""
RESERVED = frozenset({ALL, COHORTS, CONTEXTS, OUTPUT, *OF_WINDOWS, *(kind.folder for kind in Kind)})
"""Names that other folders have, and those that Windows keeps for itself."""


def pack_named(text: str, root: Path) -> str:
    """Return the pack that a text on the command line names, which may be a path that a shell has completed.

    `acme/autumn-2026`, `contexts/acme/cohorts/autumn-2026/` and `output/acme/autumn-2026` are all one.
    """
    parts = [part for part in PurePath(text).parts if part not in (".", "..", os.sep)]
    for folder in (CONTEXTS, OUTPUT):
        if folder in parts:
            parts = parts[len(parts) - parts[::-1].index(folder) :] or parts
    parts = [part for position, part in enumerate(parts) if position != 1 or part != COHORTS]
    name = pack_name(*parts) if len(parts) in (1, 2) else ""
    is_path = len(parts) == 2 and (root / CONTEXTS / parts[-1]).is_dir() and not (root / inputs_folder(name)).is_dir()
    return name if name and not is_path else PurePath(text).name


def partly_named(root: Path, names: Sequence[str]) -> frozenset[str]:
    """Return the employers of whom some cohorts are named, and not the employer as a whole."""
    packs = {pack_named(name, root) for name in names}
    return frozenset(map(employer_of, packs)) - packs


def cohort_folders(employer: Path, problems: Problems) -> tuple[Path, ...]:
    """Return the folders of an employer's cohorts, by name; note those whose names cannot be used.

    A folder without a cohort's file is passed over, with a warning, as is a file that stands in no cohort's folder.
    """
    folder = employer / COHORTS
    own = inputs_folder(employer.name)
    file = f"{own}/{COHORTS}"
    _note_misplaced(employer, own, (COHORT_FILE,), f"Move it into a cohort’s folder, below {COHORTS}.", problems)
    if not present(folder):
        return ()
    if not folder.is_dir():
        problems.warn(Place(file), "This is a file, so it is not read.", "Each cohort has a folder in a folder here.")
        return ()
    _note_misplaced(folder, file, (COHORT_FILE, *FILES), "Move it into the folder of the cohort it is of.", problems)
    found = []
    for path in visible(folder, file, problems):
        place = Place(f"{file}/{path.name}")
        if not path.is_dir():
            continue
        if not has_cohort_file(path):
            problems.warn(
                place,
                f"The folder has no {COHORT_FILE}, so it is not read.",
                f"Put its {COHORT_FILE} back, or move the folder away; markpack new cohort {employer.name} NAME lays "
                "out a new one.",
            )
        elif not re.fullmatch(COHORT_PATTERN, path.name) or path.name in RESERVED:
            problems.error(
                place,
                f"{quote(path.name)} cannot be the name of a cohort’s folder.",
                "Rename it: small letters from a to z, digits and hyphens, 32 at most, such as autumn-2026.",
            )
        else:
            _note_misplaced(path, place.file, (COHORTS,), f"Move what is in it into {file}.", problems)
            found.append(path)
    return tuple(found)


def has_cohort_file(folder: Path) -> bool:
    """Say whether a folder is a cohort's: its file is there, if only online."""
    return present(folder / COHORT_FILE) or stub_of(folder / COHORT_FILE) is not None


def _note_misplaced(folder: Path, file: str, names: Iterable[str], hint: str, problems: Problems) -> None:
    """Warn of files and folders that are read in other folders alone; `file` is the folder's name."""
    for name in names:
        if present(folder / name):
            problems.warn(Place(f"{file}/{name}"), "This is not read where it is.", hint)


def note_broken_off(employer: Path, problems: Problems) -> None:
    """Note a migration that was interrupted, so that some of an employer's files are in a cohort's folder already."""
    if present(employer / MIGRATION_FILE):
        problems.error(
            Place(f"{inputs_folder(employer.name)}/{MIGRATION_FILE}"),
            "A migration was interrupted, so some of the employer’s files are in the cohort’s folder, and others not.",
            "Run markpack migrate, which finishes it.",
        )


def in_cohort(context: Sourced[Context] | None, cohort: Sourced[Cohort], problems: Problems) -> Sourced[Context] | None:
    """Return an employer's context with the qualification and assignments of a cohort.

    What is wrong with either goes to `problems`. None where the employer's context cannot be read.
    """
    if context is None:
        return None
    of_cohort = frozenset({"assignments", *(["qualification"] if cohort.record.qualification else [])})
    record = context.record.model_copy(update={name: getattr(cohort.record, name) for name in of_cohort})
    invalid_at = {location for location in context.invalid_at if location[:1] not in {(name,) for name in of_cohort}}
    return Sourced(
        record,
        CohortData(context.document, cohort.document, of_cohort),
        problems,
        frozenset(invalid_at | {location for location in cohort.invalid_at if location[0] in of_cohort}),
    )


def check_cohort_name(folder: Path, context: Sourced[Context] | None, problems: Problems) -> None:
    """Note a cohort whose documents would lie where those of an assignment of the employer's own do."""
    names = {entry.name.casefold() for entry in context.record.assignments} if context else set()
    if folder.name in names:
        problems.error(
            Place(inputs_folder(pack_name(folder.parents[1].name, folder.name))),
            f"The cohort’s folder has the same name as the assignment {folder.name} in the employer’s own file, so "
            "their documents would lie in one place.",
            "Rename the cohort’s folder, such as to autumn-2026.",
        )


@dataclass(frozen=True)
class CohortData:
    """The data of two files as if they were one: some keys are those of the cohort's, all others the employer's."""

    employer: LocatedData
    cohort: LocatedData
    of_cohort: frozenset[str]

    def _of(self, location: Location) -> LocatedData:
        return self.cohort if location and location[0] in self.of_cohort else self.employer

    @property
    def file(self) -> str:
        """The name of the employer's file from the workspace."""
        return self.employer.file

    @property
    def data(self) -> Plain:
        """All that the files hold, by key."""
        both = [entry.data if isinstance(entry.data, dict) else {} for entry in (self.employer, self.cohort)]
        return {**both[0], **{name: value for name, value in both[1].items() if name in self.of_cohort}}

    @property
    def unusable(self) -> Collection[Location]:
        """Where something stands that cannot be used, which is noted."""
        return [entry for of in (self.employer, self.cohort) for entry in of.unusable if self._of(entry) is of]

    def place(self, location: Location = ()) -> Place:
        """Return the place of a value, or of the nearest one around it that has a place."""
        return self._of(location).place(location)

    def key_place(self, location: Location) -> Place:
        """Return the place of a key."""
        return self._of(location).key_place(location)

    def missing_place(self, location: Location) -> Place:
        """Return the place where a key should be that is not there."""
        return self._of(location).missing_place(location)

    def place_of(self, location: Location, words: str, *, occurrence: int = 0) -> Place:
        """Return where words stand inside a value, or the value's place."""
        return self._of(location).place_of(location, words, occurrence=occurrence)

    def place_in(self, location: Location, text: str, start: int, words: str) -> Place:
        """Return where words stand that begin at a position of a value's text, or the value's place."""
        return self._of(location).place_in(location, text, start, words)

    def name(self, location: Location) -> str:
        """Return what a key is called in messages, with a capital."""
        return self._of(location).name(location)

    def owner(self, location: Location) -> str:
        """Return what the thing is called in messages that a key belongs to."""
        return self._of(location).owner(location)

    def remedy(self, lack: Lack, location: Location) -> str:
        """Say how to write what is lacking at a location."""
        return self._of(location).remedy(lack, location)
