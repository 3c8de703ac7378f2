"""The story of `markpack forget`: what holds a person, and how all of it goes that markpack keeps."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from markpack.app.backups import ENDING
from markpack.app.kept_of_person import Kept, kept_of_person
from markpack.app.migration import CENTRE
from markpack.app.person import Person, Whom, find_person, packs_named
from markpack.app.retention_list import KeptLearner, kept_learners
from markpack.app.workspace import Workspace
from markpack.errors import InputError, Place, Problem
from markpack.inputs.employer_inputs import EmployerInputs
from markpack.inputs.files.yaml_text import read_yaml
from markpack.inputs.person_search.sought import Mention as Mention
from markpack.inputs.person_search.sought import Searched, search
from markpack.inputs.problems import Problems
from markpack.inputs.records.record_reader import read_record
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.centre import Centre
from markpack.model.dates import day
from markpack.model.forms.register_columns import FILES
from markpack.model.pack_folders import COHORTS, CONTEXTS, OUTPUT, inputs_folder, pack_name
from markpack.model.records import EARLIER, EARLIER_FILES, ERASED, FOLDER, REPORTED
from markpack.publish.archive import is_backup
from markpack.publish.csv_lists import as_written
from markpack.publish.erased_people import (
    BEGUN,
    DONE,
    ErasedPerson,
    erased_people,
    erasure_of,
    note_erased,
    number_digest,
)
from markpack.publish.erasing import (
    leave_out,
    leave_out_lines,
    published_folders,
    remove_files,
)
from markpack.publish.record import Record
from markpack.publish.workspace_files import find_files
from markpack.publish.workspace_lock import no_builds

CLAIMS = ("claim.csv", "claim.xlsx")
"""What `markpack claim` writes, wherever it is told to."""


@dataclass(frozen=True)
class ErasurePlan:
    """What holds a person.

    `kept` is erased; `registers` and `others` are in people's own files, and theirs to change. `not_searched` says of
    files why nobody can tell. `until` says until when the records are kept, by the centre's policy in `years`. `erased`
    is the line about an earlier erasure.
    """

    whom: Whom
    person: Person = field(repr=False)
    kept: Kept
    registers: tuple[Mention, ...]
    others: tuple[Mention, ...]
    not_searched: Mapping[str, str]
    backups: tuple[str, ...]
    until: KeptLearner | None
    years: int | None
    erased: ErasedPerson | None

    @property
    def is_known(self) -> bool:
        """Whether anything holds the person, or an erasure was interrupted."""
        return bool(self.kept or self.registers or self.others) or self.is_begun

    @property
    def is_begun(self) -> bool:
        """Whether an erasure of the person was interrupted."""
        return self.erased is not None and self.erased.state == BEGUN

    @property
    def on_register(self) -> bool:
        """Whether a register still has the person, so that a build would make everything again."""
        return bool(self.person.rows or self.registers)

    def is_early(self, today: datetime.date) -> bool:
        """Say whether the records have to be kept still, as far as registers and records tell."""
        return self.until is not None and self.until.keep_until is not None and today <= self.until.keep_until


def plan_erasure(workspace: Workspace, whom: Whom, today: datetime.date) -> ErasurePlan:
    """Return what holds a person. Writes nothing.

    Raises InputError where the number may be two people's, or where it cannot be told what is whose.
    """
    root = workspace.root
    whom = replace(whom, employers=packs_named(root, whom.employers))
    employers, stopped = _employers(root, today)
    person = find_person(root, employers, whom.registration, whom.former, whom.names, whom.is_at)
    folders = tuple(published_folders(root))
    kept, aside = kept_of_person(root, whom, person, folders)
    found = find_files(root)
    contexts = [file for file, about in found.files.items() if file.startswith(f"{CONTEXTS}/") and about.st_size]
    loose = [file for file in found.files if file.startswith(f"{OUTPUT}/") and file.count("/") == 1]
    others_files = (*aside, *loose, *_claims(root), *_others_of_record(person, found.files))
    searched = search(root, [*contexts, *others_files], person.sought)
    not_searched = {
        **{path: why for path, why in found.left_out.items() if path.startswith(f"{CONTEXTS}/")},
        **searched.not_searched,
    }
    registers = tuple(_in_registers(searched, {folder for folder, _ in person.rows}, whom))
    others = [one for one in searched.mentions if one not in registers and not _is_namesakes(one, person)]
    others += _other_lines(person)
    years = _years(root)
    until = [
        entry
        for entry in kept_learners(workspace, employers, stopped, years)
        if entry.registration.casefold() in person.numbers and any(map(whom.is_at, entry.employers))
    ]
    latest = max(until, key=lambda one: (one.in_register, one.ended_on or datetime.date.min), default=None)
    erased = erasure_of(whom.registration, erased_people(root))
    return ErasurePlan(
        whom, person, kept, registers, tuple(others), not_searched, _backups(root), latest, years, erased
    )


def forget(
    workspace: Workspace, planned: ErasurePlan, reason: str, by: str, today: datetime.date, *, before_time: bool = False
) -> ErasedPerson:
    """Erase what is planned from all that markpack keeps, and return the line that is left in `records/erased.csv`.

    Broken off, it can be run again, and does the rest. Raises InputError, before anything is changed, where a register
    still has the person, the records have to be kept still and it is not to be `before_time`, the reason names the
    person, a build is writing, or something is not as it was planned.
    """
    root, whom = workspace.root, planned.whom
    check_erasure(planned, reason, by, today, before_time=before_time)
    with no_builds(root, "forget"):
        if plan_erasure(workspace, whom, today) != planned:
            raise InputError.at(
                CONTEXTS, "Something has changed since it was looked at.", "Look at the plan, and forget again."
            )
        line = _begin(root, planned, reason, by, today)
        _erase(root, planned)
        left, _ = kept_of_person(root, whom, _with_records_of_now(root, planned), tuple(published_folders(root)))
        if left:
            raise InputError.at(FOLDER, "Something has been made of the person meanwhile.", "Forget again.")
        done = replace(line, state=DONE)
        note_erased(root, done)
    return done


def check_erasure(planned: ErasurePlan, reason: str, by: str, today: datetime.date, *, before_time: bool) -> None:
    """Raise InputError where a person is not to be erased as things are, as `forget` says it."""
    problems = []
    if planned.on_register:
        hint = "Take the person out of it, and delete or change the other files that are listed; then forget again."
        if not planned.whom.employers:
            hint += " If it is somebody else, say with --employer where the person is to be erased."
        places = [mention.place for mention in planned.registers] or [Place(inputs_folder(planned.person.rows[0][0]))]
        problems += [
            Problem(place, "The register still has the person, so a build would make everything again.", hint)
            for place in places
        ]
    if unknown := [path for path in planned.not_searched if PurePosixPath(path).name.casefold() in FILES]:
        message = "This register cannot be read, so nobody can tell whether it has the person."
        problems += [Problem(Place(path), f"{message} {planned.not_searched[path]}", "") for path in unknown]
    if planned.is_early(today) and not before_time and planned.until:
        problems.append(
            Problem(
                Place(CENTRE),
                f"The records are to be kept until {day(planned.until.keep_until)} at least: {planned.until.since}.",
                "Keep them. If the law requires it all the same, say so with --before-time.",
            )
        )
    if planned.person.sought.is_named_in(f"{reason}\n{by}"):
        message = "The reason and who decided it are kept, so they may not name the person."
        problems.append(Problem(Place("--reason"), message, "Write them without the name and the number."))
    if not (planned.kept or planned.is_begun) and not problems:
        message = f"Nothing that markpack keeps holds anybody with the number {planned.whom.registration}."
        hint = "Check the number."
        if planned.erased:
            hint = f"The person was erased on {planned.erased.on}."
        problems.append(Problem(Place(FOLDER), message, hint))
    if problems:
        raise InputError(problems)


def _employers(root: Path, today: datetime.date) -> tuple[tuple[EmployerInputs, ...], tuple[str, ...]]:
    """Return the employers that can be read, and the folders of the others; nobody where nothing can be read."""
    with suppress(InputError):
        inputs, _ = read_inputs(root, today=today)
        return inputs.employers, inputs.stopped
    return (), ()


def _years(root: Path) -> int | None:
    """Return the centre's policy of how long records are kept, whatever else is wrong in its file."""
    problems = Problems()
    document = read_yaml(root / CENTRE, CENTRE, problems)
    reading = read_record(document, Centre, problems) if document else None
    return reading.record.policies.keep_records_years if reading else None


def _others_of_record(person: Person, files: Mapping[str, object]) -> Iterator[str]:
    """Yield the files of the record that are nobody's in particular, such as a markbook, and what people put there."""
    for line in person.records.other_lines:
        if not line["registration"] and line["kept as"] in files:
            yield line["kept as"]
    for path in files:
        known = (f"{FOLDER}/{EARLIER_FILES}/", f"{FOLDER}/{REPORTED}/", f"{FOLDER}/{EARLIER}", f"{FOLDER}/{ERASED}")
        if path.startswith(f"{FOLDER}/") and not path.startswith(known):
            yield path


def _other_lines(person: Person) -> Iterator[Mention]:
    """Yield the lines about others in the list of earlier files that speak of a person, such as in a note."""
    for line in person.records.other_lines:
        if what := person.sought.found_in(" ".join(map(as_written, line.values()))):
            yield Mention(Place(f"{FOLDER}/{EARLIER}", field=line["kept as"]), what, by_number=False)


def _is_namesakes(mention: Mention, person: Person) -> bool:
    """Say whether a place is the row of somebody else of the same name in a register."""
    folder, is_register = _of_register(mention)
    return is_register and not mention.by_number and bool(person.namesakes.get(folder))


def _of_register(mention: Mention) -> tuple[str, bool]:
    """Return the folder, of an employer or a cohort, that a place is in, and whether it is in its register."""
    path = PurePosixPath(mention.place.file)
    folder = pack_name(*(part for part in path.parts[1:-1] if part != COHORTS)) if 3 <= len(path.parts) <= 5 else ""
    return folder, bool(folder) and path.name.casefold() in FILES and path.parts[0] == CONTEXTS


def _in_registers(searched: Searched, having: Collection[str], whom: Whom) -> Iterator[Mention]:
    """Yield the places of registers that have a person: all in `having`, folders that are known to; else by number."""
    for mention in searched.mentions:
        folder, is_register = _of_register(mention)
        if is_register and whom.is_at(folder) and (folder in having or mention.by_number):
            yield mention


def _claims(root: Path) -> Iterator[str]:
    """Yield the lists of claims in the workspace's folder, and in the folders in it."""
    for name in CLAIMS:
        for path in (*root.glob(name), *root.glob(f"*/{name}")):
            if path.is_file():
                yield path.relative_to(root).as_posix()


def _backups(root: Path) -> tuple[str, ...]:
    """Return the names of the backups in the workspace's folder, which hold what the workspace held."""
    return tuple(sorted(path.name for path in root.glob(f"*{ENDING}") if is_backup(path)))


def _begin(root: Path, planned: ErasurePlan, reason: str, by: str, today: datetime.date) -> ErasedPerson:
    """Note that an erasure has begun, unless one was interrupted; then that one goes on."""
    people = erased_people(root)
    number = number_digest(planned.whom.registration, people)
    line = ErasedPerson(today.isoformat(), number, reason, by, str(len(planned.kept.files)), BEGUN)
    if planned.is_begun and planned.erased:
        files = max(int(planned.erased.files or 0), len(planned.kept.files))
        line = replace(line, on=planned.erased.on, files=str(files))
    note_erased(root, line)
    return line


def _erase(root: Path, planned: ErasurePlan) -> None:
    """Take the person out of everything, in an order in which what is left can still be told to be theirs."""
    kept, person = planned.kept, planned.person
    remove_files(root, (*kept.caches, *kept.lists, *kept.documents))
    for folder in published_folders(root):
        gone = {*kept.documents, *kept.noted}
        leave_out(
            folder, [name for name in {**folder.manifest.files, **folder.manifest.pending} if folder.path(name) in gone]
        )
    remove_files(root, kept.earlier)
    if kept.lines:
        own = [dict(line) for line in person.records.lines]
        leave_out_lines(root, lambda row: dict(row) in own)
    for employer in kept.reported:
        Record(root, employer).leave_out(person.numbers)


def _with_records_of_now(root: Path, planned: ErasurePlan) -> Person:
    """Return the person of a plan with what the records have of them now."""
    person, whom = planned.person, planned.whom
    found = find_person(root, (), whom.registration, sorted(person.numbers), person.names, whom.is_at)
    return replace(person, records=found.records)
