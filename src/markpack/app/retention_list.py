"""The story of `markpack status --retention`: until when each learner's records are kept, and what is due."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from markpack.app.learner_search import numbers_of
from markpack.app.person import packs_named
from markpack.app.workspace import Workspace
from markpack.assessment.retention import ProgrammeEnd, keep_until, programme_end
from markpack.errors import Problem, split
from markpack.inputs.employer_inputs import EmployerInputs
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.dates import day as spelt
from markpack.model.dates import parse_date
from markpack.model.editions import Reported
from markpack.model.learner import Learner
from markpack.model.pack_folders import employer_of
from markpack.publish.erased_people import ErasedPerson, erased_people, erasure_of
from markpack.publish.record import Record, kept_files, recorded_employers

ON_RECORD = "last document on record"
"""What is counted from where no register has a learner any more."""


@dataclass(frozen=True)
class KeptLearner:
    """Until when the records of a person are kept, all employers taken together.

    `registration` and `name` are those of the first of `employers` (folders). Where `keep_until` is None, `what` says
    why no day is known; without a policy there is never one. Who is not `in_register` is in the records alone, and
    their programme may have ended later than the last document there says.
    """

    registration: str
    name: str
    employers: tuple[str, ...]
    ended_on: datetime.date | None
    what: str
    keep_until: datetime.date | None = None
    in_register: bool = True
    erased_on: datetime.date | None = None
    """The day on which the person was erased, who is here again: by a backup that was restored, or a new row."""

    @property
    def erased_text(self) -> str:
        """When the person was erased, as a clause."""
        return f"erased on {spelt(self.erased_on)}"

    @property
    def text(self) -> str:
        """Until when and why, as a clause: kept until 1 October 2026; certificate claimed on 1 October 2023."""
        return f"kept until {spelt(self.keep_until)}; {self.since}" if self.keep_until else self.since

    @property
    def since(self) -> str:
        """What is counted from, as a clause, or why no day is known."""
        if self.ended_on is None:
            return self.what
        gone = "" if self.in_register else ", and no longer in any register"
        return f"{self.what} on {spelt(self.ended_on)}{gone}"

    def is_due(self, day: datetime.date) -> bool:
        """Say whether the records need not be kept any more on a day."""
        return self.keep_until is not None and self.keep_until < day


@dataclass(frozen=True)
class Retention:
    """Until when records are kept, by the centre's policy in years; None where it has none.

    `stopped` are the folders of employers that cannot be read because of problems.
    """

    years: int | None
    as_of: datetime.date
    learners: tuple[KeptLearner, ...]
    problems: tuple[Problem, ...] = ()
    stopped: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The day by which it is told what is due, in words."""
        return spelt(self.as_of)

    @property
    def due(self) -> tuple[KeptLearner, ...]:
        """Whose records need not be kept any more, those first that were due first."""
        return tuple(entry for entry in self.learners if entry.is_due(self.as_of))

    @property
    def later(self) -> tuple[KeptLearner, ...]:
        """Whose records are kept until a day that has not passed."""
        return tuple(entry for entry in self.learners if entry.keep_until and not entry.is_due(self.as_of))

    @property
    def back(self) -> tuple[KeptLearner, ...]:
        """Who was erased, and is here again."""
        return tuple(entry for entry in self.learners if entry.erased_on)

    @property
    def open(self) -> tuple[KeptLearner, ...]:
        """Of whom no day is known."""
        return tuple(entry for entry in self.learners if not entry.keep_until)


def retention(workspace: Workspace, employers: Sequence[str] = (), *, as_of: datetime.date) -> Retention:
    """Return until when the records of each learner are kept, of all employers or of those named by their folders.

    A person at several employers is kept until the last of their days. Raises InputError where nothing can be read.
    Writes nothing.
    """
    packs = set(packs_named(workspace.root, employers))
    inputs, problems = read_inputs(workspace.root, today=as_of)
    years = inputs.centre.policies.keep_records_years
    erased = erased_people(workspace.root)
    learners = [
        _with_erasure(entry, erased)
        for entry in kept_learners(workspace, inputs.employers, inputs.stopped, years)
        if not packs or not packs.isdisjoint(_names(entry.employers))
    ]
    errors, _ = split(problems)
    ordered = sorted(learners, key=lambda one: (one.keep_until or datetime.date.max, one.name, one.registration))
    return Retention(years, as_of, tuple(ordered), errors, inputs.stopped)


def kept_learners(
    workspace: Workspace, employers: Sequence[EmployerInputs], stopped: Sequence[str], years: int | None
) -> tuple[KeptLearner, ...]:
    """Return until when the records of each learner are kept who is in a register or in the records.

    Of the `stopped` employers nobody is told who is in the records alone.
    """
    found = (*_registered(employers), *_on_record(workspace, employers, stopped))
    return tuple(_with_day(entry, years) for entry in found)


def _names(employers: Iterable[str]) -> Iterator[str]:
    """Yield the names by which packs may be asked for: each folder, and the employer's alone."""
    for folder in employers:
        yield from {folder, employer_of(folder)}


def _with_day(entry: KeptLearner, years: int | None) -> KeptLearner:
    return replace(entry, keep_until=keep_until(entry.ended_on, years)) if entry.ended_on and years else entry


def _with_erasure(entry: KeptLearner, erased: Sequence[ErasedPerson]) -> KeptLearner:
    line = erasure_of(entry.registration, erased) if erased else None
    return replace(entry, erased_on=_iso(line.on)) if line else entry


@dataclass(eq=False)
class _Person:
    """The rows of one person in all registers."""

    rows: list[tuple[EmployerInputs, Learner]] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)


def _registered(employers: Sequence[EmployerInputs]) -> Iterator[KeptLearner]:
    for person in _people(employers):
        ends = [_end(employer, learner) for employer, learner in person.rows]
        unknown = next((end for end in ends if end.on is None), None)
        end = unknown or max(ends, key=lambda one: one.on or datetime.date.min)
        learner = person.rows[0][1]
        folders = tuple(dict.fromkeys(employer.folder for employer, _ in person.rows))
        yield KeptLearner(learner.registration, learner.name_in_lists, folders, end.on, end.what)


def _people(employers: Sequence[EmployerInputs]) -> list[_Person]:
    """Return everybody in the registers: rows that share a number, of today or before, or a ULN, are one person's."""
    people: list[_Person] = []
    known: dict[str, _Person] = {}
    for employer in employers:
        for learner in employer.learners:
            numbers = numbers_of(learner)
            person = _Person()
            for other in {id(known[number]): known[number] for number in sorted(numbers) if number in known}.values():
                person.rows += other.rows
                person.numbers |= other.numbers
                people.remove(other)
            person.rows.append((employer, learner))
            person.numbers |= numbers
            known |= dict.fromkeys(person.numbers, person)
            people.append(person)
    return people


def _end(employer: EmployerInputs, learner: Learner) -> ProgrammeEnd:
    own = (entry for entry in employer.marked if entry.learner == learner.registration)
    in_doubt = employer.unattributed or any(hold.learner == learner.registration for hold in employer.holds)
    return programme_end(learner, own, in_doubt=in_doubt)


def _on_record(
    workspace: Workspace, employers: Sequence[EmployerInputs], stopped: Sequence[str]
) -> Iterator[KeptLearner]:
    """Yield the people who are in the records and in no register that can be read."""
    registered = {number for one in employers for learner in one.learners for number in numbers_of(learner)}
    former = {number: today for employer in employers for number, today in employer.former.items()}
    read = {employer.folder for employer in employers}
    unread = {*stopped, *({employer_of(name) for name in stopped} - read)}
    found: dict[str, KeptLearner] = {}

    def note(number: str, name: str, folder: str, day: datetime.date | None) -> None:
        if number and number.casefold() not in registered and folder not in unread:
            earlier = found.get(number.casefold(), KeptLearner(number, name, (), None, ON_RECORD, in_register=False))
            found[number.casefold()] = replace(
                earlier,
                name=earlier.name or name,
                employers=tuple(dict.fromkeys((*earlier.employers, folder))),
                ended_on=max(filter(None, (earlier.ended_on, day)), default=None),
            )

    for folder in recorded_employers(workspace.root):
        for subject, known in Record(workspace.root, folder, former).read_editions("").reported.items():
            note(subject.learner, known.name, folder, last_document(known))
    reported = set(found)
    for line in kept_files(workspace.root):
        if line.registration.casefold() not in reported:
            note(line.registration, line.name, line.pack, _iso(line.kept_on))
    return iter(found.values())


def last_document(known: Reported) -> datetime.date | None:
    """Return the latest date that a document of a subject bears, or else the last day on which one was made."""
    dated = []
    for edition in known.editions:
        with suppress(ValueError):
            dated.append(parse_date(edition.dated))
    return max(dated, default=None) or _iso(known.editions[-1].made_on)


def _iso(text: str) -> datetime.date | None:
    with suppress(ValueError):
        return datetime.date.fromisoformat(text)
    return None
