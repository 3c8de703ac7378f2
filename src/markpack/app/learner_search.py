"""The story of `markpack find`: everything that there is of a learner, over all employers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markpack.app.cohort_status import employer_of
from markpack.app.pack_plan import Pack, layouts_of, plan_all
from markpack.app.workspace import Workspace
from markpack.documents.catalogue.status import EmployerStatus, LearnerStatus
from markpack.errors import Problem
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.learner import Learner
from markpack.model.names import name_words
from markpack.publish.record import EarlierFile, kept_files
from markpack.report import Options


@dataclass(frozen=True)
class FoundAssignment:
    """An assignment of a learner's: where they stand in it, and the paths of its files from the workspace."""

    unit: str
    title: str
    status: LearnerStatus
    files: tuple[str, ...]


@dataclass(frozen=True)
class FoundLearner:
    """A learner at an employer; `files` are those of the whole qualification, `earlier` those kept on record."""

    employer: str
    employer_name: str
    registration: str
    former_registrations: tuple[str, ...]
    name: str
    former_names: tuple[str, ...]
    uln: str
    status: str
    assignments: tuple[FoundAssignment, ...]
    files: tuple[str, ...]
    earlier: tuple[EarlierFile, ...]


@dataclass(frozen=True)
class Found:
    """Whom a text stands for. `stopped` are the folders of employers that cannot be searched because of problems."""

    learners: tuple[FoundLearner, ...]
    problems: tuple[Problem, ...]
    stopped: tuple[str, ...]


def find(workspace: Workspace, text: str, today: datetime.date | None = None) -> Found:
    """Return the learners with a number or ULN, today's or a former one, or else those with a name or a part of one.

    Who is found by one number is also found at employers where they have another one of theirs. Raises InputError where
    nothing can be read, nor the list of earlier files. Writes nothing.
    """
    inputs, problems = read_inputs(workspace.root, today=today)
    packs, problems, stopped = plan_all(workspace, inputs, layouts_of(workspace), Options(), problems)
    learners = [(pack, learner) for pack in packs for learner in pack.cohort.learners]
    found = _matching(learners, lambda learner: text.strip().casefold() in numbers_of(learner))
    found = found or _matching(learners, lambda learner: _is_called(learner, text))
    kept = kept_files(workspace.root)
    searched = {pack.employer.folder: pack for pack, _ in found}
    statuses = {folder: employer_of(pack, today) for folder, pack in searched.items()}
    names = {*(pack.employer.folder for pack in packs), *stopped}
    people = []
    for pack, learner in found:
        own = [file for file in kept if file.is_of(pack.employer.folder, names)]
        people.append(_found(pack, learner, statuses[pack.employer.folder], own))
    return Found(tuple(people), problems, stopped)


def _matching(
    learners: Sequence[tuple[Pack, Learner]], is_meant: Callable[[Learner], bool]
) -> list[tuple[Pack, Learner]]:
    """Return the learners who are meant, and the same people at other employers."""
    numbers = {number for _, learner in learners if is_meant(learner) for number in numbers_of(learner)}
    return [(pack, learner) for pack, learner in learners if not numbers.isdisjoint(numbers_of(learner))]


def numbers_of(learner: Learner) -> set[str]:
    """Return the numbers by which a learner is known, without letter case: of today, those of before, and the ULN."""
    numbers = (learner.registration, *learner.former_registrations, learner.uln)
    return {number.casefold() for number in numbers if number}


def _is_called(learner: Learner, text: str) -> bool:
    """Say whether each word of a text begins a word of one of a learner's names."""
    words = name_words(text)
    return bool(words) and any(
        all(any(own.startswith(word) for own in name_words(name)) for word in words) for name in learner.names
    )


def _found(pack: Pack, learner: Learner, status: EmployerStatus, kept: Sequence[EarlierFile]) -> FoundLearner:
    """Return what there is of a learner; `status` is that of their employer, `kept` are the earlier files there."""
    numbers = {number.casefold() for number in (learner.registration, *learner.former_registrations)}
    own = [
        (assignment, entry)
        for assignment in status.assignments
        for entry in assignment.learners
        if entry.registration == learner.registration
    ]
    return FoundLearner(
        employer=pack.employer.folder,
        employer_name=status.name,
        registration=learner.registration,
        former_registrations=learner.former_registrations,
        name=learner.name_in_lists,
        former_names=learner.former_names,
        uln=learner.uln,
        status=next((entry.status_text for _, entry in own if not entry.is_active), ""),
        assignments=tuple(
            FoundAssignment(
                assignment.unit,
                assignment.title,
                entry,
                tuple(_files(pack, learner, assignment.unit.split(SEPARATOR))),
            )
            for assignment, entry in own
        ),
        files=tuple(_files(pack, learner, [])),
        earlier=tuple(file for file in kept if file.registration.casefold() in numbers),
    )


def _files(pack: Pack, learner: Learner, units: Sequence[str]) -> Iterator[str]:
    """Yield the published files of a learner that are about any of the units, or about none, where none are given."""
    publication = pack.publication
    for path, entry in sorted(publication.manifest.files.items()):
        of_units = set(entry.unit.split(SEPARATOR)) if entry.unit else set()
        is_meant = not of_units.isdisjoint(units) if units else not of_units
        if is_meant and entry.learner == learner.registration and (publication.folder / path).is_file():
            yield f"output/{pack.employer.folder}/{path}"
