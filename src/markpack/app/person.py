"""Who a registration number stands for, as far as registers and records tell: all numbers and names of one person."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from markpack.documents.catalogue.result_facts import NUMBER
from markpack.errors import InputError, Place, Problem
from markpack.inputs.cohort_files import pack_named
from markpack.inputs.employer_inputs import EmployerInputs
from markpack.inputs.person_search.sought import Sought
from markpack.model.editions import Reported, Subject
from markpack.model.learner import Learner
from markpack.model.names import name_words
from markpack.model.pack_folders import OUTPUT, employer_of, inputs_folder, pack_name
from markpack.model.records import FOLDER
from markpack.publish.csv_lists import as_written
from markpack.publish.erasing import earlier_lines
from markpack.publish.record import Record, recorded_employers


@dataclass(frozen=True)
class Whom:
    """Who is to be erased: a registration number, other numbers and names that are known of the person.

    `employers` are the folders at which; none means all.
    """

    registration: str
    former: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()

    def is_at(self, folder: str) -> bool:
        """Say whether a folder, of an employer or a cohort, is one of those that are meant."""
        return not self.employers or not {folder, employer_of(folder)}.isdisjoint(self.employers)


def packs_named(root: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Return the employers and cohorts that texts on the command line name; those that are gone may be on record.

    Raises InputError for one that nothing is known of.
    """
    packs = tuple(dict.fromkeys(pack_named(name, root) for name in names))
    recorded = recorded_employers(root)
    known = {*recorded, *map(employer_of, recorded)}
    places = {pack: (inputs_folder(pack), f"{OUTPUT}/{pack}") for pack in packs}
    unknown = [pack for pack in packs if pack not in known and not any((root / at).is_dir() for at in places[pack])]
    if unknown:
        hint = "Name its folder in contexts/, or employer/cohort."
        raise InputError(
            [Problem(Place(inputs_folder(pack)), f"There is no employer {pack}.", hint) for pack in unknown]
        )
    return packs


@dataclass(frozen=True)
class PersonRecords:
    """What the records have of a person: lines of the list of earlier files, and what documents said, by employer.

    `others_files` are the paths of files that lines or documents of somebody else name too.
    """

    lines: tuple[Mapping[str, str], ...]
    reported: Mapping[str, tuple[tuple[Subject, Reported], ...]]
    files: tuple[str, ...]
    others_files: frozenset[str]
    other_lines: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Person:
    """A person by all registration numbers, as they are written, and by names; `rows` are those in registers."""

    registration: str
    other_numbers: tuple[str, ...]
    names: tuple[str, ...]
    ulns: tuple[str, ...] = ()
    rows: tuple[tuple[str, Learner], ...] = ()
    records: PersonRecords = PersonRecords((), {}, (), frozenset(), ())
    namesakes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By folder, the person's names that somebody else in the register there has."""

    @property
    def numbers(self) -> frozenset[str]:
        """All registration numbers in small letters."""
        return frozenset(map(str.casefold, (self.registration, *self.other_numbers)))

    @property
    def sought(self) -> Sought:
        """What to look for in files."""
        return Sought((self.registration, *self.other_numbers, *self.ulns), self.names)

    def sought_at(self, folder: str) -> Sought:
        """Return what to look for where only this person can be meant: in what is made for the learners of a folder."""
        names = (name for name in self.names if name not in self.namesakes.get(folder, ()))
        return replace(self.sought, names=tuple(names))


def find_person(
    root: Path,
    employers: Sequence[EmployerInputs],
    registration: str,
    former: Iterable[str],
    names: Iterable[str],
    in_scope: Callable[[str], bool],
) -> Person:
    """Return the person with a registration number, of today or before, at the employers that are `in_scope`.

    Rows of registers that share a number are one person's. Where no register has the person, earlier numbers and the
    names are those that the records tell, and those that are given. Raises InputError where the records show two people
    with the number, or cannot be read.
    """
    numbers = _by_small_letters((registration, *former))
    rows: list[tuple[str, Learner]] = []
    known = [(one.folder, learner) for one in employers for learner in one.learners if in_scope(one.folder)]
    while found := [row for row in known if row not in rows and not numbers.keys().isdisjoint(_numbers(row[1]))]:
        rows += found
        for _, learner in found:
            numbers = {**_numbers(learner), **numbers}
    todays = {number for row in known if row not in rows for number in _numbers(row[1])}
    records = _records(root, numbers, in_scope)
    while aliases := {
        number: written
        for number, written in _aliases(records).items()
        if number not in {*numbers, *todays}
        and _are_one(_records(root, {number}, in_scope), (*(name for _, name in _names_on_record(records)), *names))
    }:
        numbers |= aliases
        records = _records(root, numbers, in_scope)
    on_record = _names_on_record(records)
    if not rows:
        _refuse_two_people(registration, on_record)
    own = [name for _, learner in rows for name in learner.names]
    every = dict.fromkeys(name for name in (*own, *(name for _, name in on_record), *names) if name.strip())
    ulns = tuple(sorted({learner.uln for _, learner in rows if learner.uln}))
    todays_number = rows[0][1].registration if rows else registration
    others = [(one.folder, learner) for one in employers for learner in one.learners]
    others = [row for row in others if row not in rows]
    namesakes = {folder: _shared(every, (learner for at, learner in others if at == folder)) for folder, _ in others}
    other_numbers = (written for number, written in sorted(numbers.items()) if number != todays_number.casefold())
    return Person(todays_number, tuple(other_numbers), tuple(every), ulns, tuple(rows), records, namesakes)


def _shared(names: Iterable[str], learners: Iterable[Learner]) -> frozenset[str]:
    """Return the names that other learners have too."""
    taken = [name_words(name) for learner in learners for name in learner.names]
    return frozenset(name for name in names if name_words(name) in taken)


def _numbers(learner: Learner) -> dict[str, str]:
    return _by_small_letters((learner.registration, *learner.former_registrations))


def _by_small_letters(numbers: Iterable[str]) -> dict[str, str]:
    """Return numbers as they are written, by their small letters."""
    return {number.casefold(): number for number in numbers if number}


def _records(root: Path, numbers: Container[str], in_scope: Callable[[str], bool]) -> PersonRecords:
    own: dict[str, tuple[tuple[Subject, Reported], ...]] = {}
    files: set[str] = set()
    others: set[str] = set()
    recorded = recorded_employers(root)
    for folder in recorded:
        reported = Record(root, folder).read_editions("").reported.items()
        mine = tuple(entry for entry in reported if in_scope(folder) and entry[0].learner.casefold() in numbers)
        if mine:
            own[folder] = mine
        files |= {path for _, one in mine for path in _kept(one)}
        others |= {path for entry in reported if entry not in mine for path in _kept(entry[1])}
    became = {employer_of(folder) for folder in own}.difference(recorded)  # whose own files are a cohort's now
    lines, other_lines = [], []
    for line in earlier_lines(root):
        pack = pack_name(as_written(line["employer"]), as_written(line["cohort"]))
        is_own = as_written(line["registration"]).casefold() in numbers or line["kept as"] in files - others
        if is_own and (in_scope(pack) or pack in became):
            lines.append(line)
            files.add(line["kept as"])
        else:
            other_lines.append(line)
    others |= {line["kept as"] for line in other_lines}
    return PersonRecords(tuple(lines), own, tuple(sorted(files - others)), frozenset(others), tuple(other_lines))


def _kept(reported: Reported) -> list[str]:
    return [f"{FOLDER}/{file.kept_as}" for edition in reported.editions for file in edition.kept]


def _aliases(records: PersonRecords) -> dict[str, str]:
    """Return other numbers that the records tell of the same person: earlier ones, and those beside their files."""
    changes = (
        change.was
        for of in records.reported.values()
        for _, one in of
        for edition in one.editions
        for change in edition.changes
        if change.what == NUMBER and change.was
    )
    lines = (as_written(line["registration"]) for line in records.lines)
    return _by_small_letters((*changes, *lines))


def _are_one(records: PersonRecords, names: Sequence[str]) -> bool:
    """Say whether all names in records are a person's, as far as each of them goes."""
    own = [name_words(name) for name in names]
    on_record = [name_words(name) for _, name in _names_on_record(records)]
    return all(any(words <= one or one <= words for one in own) for words in on_record)


def _names_on_record(records: PersonRecords) -> list[tuple[str, str]]:
    """Return the names that the records have, each with the employer's folder."""
    reported = [(folder, one.name) for folder, of in records.reported.items() for _, one in of]
    lines = [(as_written(line["employer"]), as_written(line["name"])) for line in records.lines]
    return list(dict.fromkeys(entry for entry in (*reported, *lines) if entry[1]))


def _refuse_two_people(registration: str, names: Sequence[tuple[str, str]]) -> None:
    for folder, name in names:
        for other_folder, other in names:
            if name_words(name).isdisjoint(name_words(other)):
                raise InputError.at(
                    FOLDER,
                    f"Two people may have had the number {registration}: {name} at {folder}, and {other} at "
                    f"{other_folder}.",
                    "Say with --employer at which employer the person is to be erased.",
                )
