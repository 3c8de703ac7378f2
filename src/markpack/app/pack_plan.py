"""What a build is to make: the documents of each employer, those that are asked for, and those that are stale."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import TypedDict, TypeVar

from markpack.app.earlier_build import earlier_documents, rests_on_unknown
from markpack.app.program_version import program_digest
from markpack.app.workspace import Workspace
from markpack.assessment.cohort import assess_cohort
from markpack.documents.catalogue.catalogue import list_documents
from markpack.documents.catalogue.entries import CatalogueEntry, Choice
from markpack.documents.catalogue.kinds import KINDS, Format, Kind
from markpack.documents.shared.assignment_context import assignment_context_of
from markpack.documents.shared.branding import build_branding, centres_picture
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.errors import InputError, Place, Problem, Scope, Severity
from markpack.inputs.employer_inputs import EmployerInputs
from markpack.inputs.files.online_files import note_not_here, stub_of
from markpack.inputs.problems import Problems
from markpack.inputs.workspace_inputs import Inputs
from markpack.model.editions import Editions
from markpack.model.hold import Hold
from markpack.model.learner import former_numbers
from markpack.model.pack_folders import reach_of
from markpack.model.records import EARLIER, FOLDER
from markpack.model.unit_versions import NotedVersion
from markpack.publish.manifest import Entry
from markpack.publish.outgoing import subject
from markpack.publish.publication import Publication
from markpack.publish.record import Record
from markpack.publish.refusal import refused, remedy
from markpack.report import Failed, FormerNumber, Options
from markpack.writers.gc_pause import gc_paused
from markpack.writers.html_layouts import Layouts, read_layouts
from markpack.writers.result import Rendered, RenderFailure
from markpack.writers.version_fingerprint import fingerprint
from markpack.writers.work_done import WorkDone

Member = TypeVar("Member")


class NotMade(TypedDict):
    """The part of an employer's report that is about what is stopped or held."""

    stopped: tuple[str, ...]
    holds: tuple[Hold, ...]
    earlier: tuple[str, ...]


def not_stored(error: OSError) -> RenderFailure:
    """Return why a document's bytes could not be put aside, and what to do about it."""
    return RenderFailure(f"It could not be stored. {refused(error)} {remedy(error)}", "")


@dataclass(frozen=True)
class Pack:
    """All documents of an employer: `entries`; those that are asked for: `selection`; those to be written: `stale`.

    `keys` are by path; `failed`, `laid_out` and `work` grow while documents are written. `editions` are what earlier
    documents said, and what these say once they are published.
    """

    cohort: PackInputs
    employer: EmployerInputs
    entries: tuple[CatalogueEntry, ...]
    selection: tuple[CatalogueEntry, ...]
    stale: tuple[CatalogueEntry, ...]
    keys: Mapping[str, str]
    publication: Publication
    record: Record
    editions: Editions
    failed: list[Failed] = field(default_factory=list)
    laid_out: list[str] = field(default_factory=list)
    work: WorkDone = field(default_factory=WorkDone)

    @cached_property
    def earlier(self) -> tuple[CatalogueEntry, ...]:
        """Documents of an earlier build that stay as they are, because what they are made from is stopped or held.

        One that is planned under another name, as its learner's name or number was changed, is none of them.
        """
        paths = {entry.path for entry in self.entries}
        own = {_identity(entry) for entry in self.entries if entry.learner}
        found = earlier_documents(self.cohort, self.employer, self.publication.manifest.files)
        return tuple(entry for entry in found if entry.path not in paths and _identity(entry) not in own)

    @property
    def new_names(self) -> dict[str, str]:
        """The paths of today of learners' documents that were published under other names, by their earlier ones."""
        return new_names(self.entries, self.publication.manifest.files)

    @property
    def not_made(self) -> NotMade:
        """The part of a report that is about what is stopped or held."""
        stopped, holds = tuple(self.cohort.stopped), tuple(self.cohort.holds)
        return {"stopped": stopped, "holds": holds, "earlier": tuple(entry.path for entry in self.earlier)}

    @property
    def versions_to_note(self) -> list[NotedVersion]:
        """By which versions of their units the assignments go whose documents are asked for."""
        references = {reference for entry in self.selection for reference in entry.units}
        assignments = {entry.name for entry in self.employer.context.assignments}
        return [note for note in self.employer.to_note if note.assignment in assignments and note.unit in references]

    @property
    def forms(self) -> set[str]:
        """The paths of blank sheets and markbooks, those of earlier builds included."""
        kinds = {kind for kind in Kind if not kind.value.not_read_because}
        folders = {kind.folder for kind in kinds}
        earlier = {path for path, entry in self.publication.manifest.files.items() if entry.kind in folders}
        return earlier | {entry.path for entry in self.entries if entry.kind in kinds}

    def take(self, entry: CatalogueEntry, result: Rendered | RenderFailure) -> None:
        """Stage a document's bytes, or note that it failed."""
        if isinstance(result, RenderFailure):
            self.failed.append(Failed(f"{self.employer.folder}/{entry.path}", result))
            return
        try:
            facts = entry.content.facts.digest if entry.content.facts else ""
            revision = entry.revision if entry.revision > 1 else 0
            published = Entry("", self.keys[entry.path], *_identity(entry), revision=revision, facts=facts)
            self.work.update(result.work)
            self.publication.stage(entry.path, result.data, published)
            if result.laid_out:
                self.laid_out.append(entry.path)
        except OSError as error:
            self.failed.append(Failed(f"{self.employer.folder}/{entry.path}", not_stored(error)))


def _identity(entry: CatalogueEntry) -> tuple[str, str, str, str, int]:
    """Return what a document is, whatever it is called: kind, format, unit, learner and attempt."""
    return entry.kind.folder, entry.format.value, entry.unit, entry.learner, entry.attempt


def new_names(entries: Sequence[CatalogueEntry], published: Mapping[str, Entry]) -> dict[str, str]:
    """Return the paths of learners' documents that were published under other names, by their earlier paths."""
    paths = {entry.path for entry in entries}
    own = {_identity(entry): entry.path for entry in entries if entry.learner}
    others = ((path, own.get(subject(entry))) for path, entry in published.items() if path not in paths)
    return {path: name for path, name in others if name}


def plan_all(
    workspace: Workspace, inputs: Inputs, layouts: Layouts, options: Options, problems: Sequence[Problem]
) -> tuple[list[Pack], tuple[Problem, ...], tuple[str, ...]]:
    """Return the employers' packs, the problems with those that are met here added, and the folders of the others.

    Raises InputError with all of them where no employer has one.
    """
    packs, found, program, others = [], list(problems), program_digest(), OtherPacks(inputs)
    for employer in inputs.employers:
        try:
            packs.append(plan(workspace, others[employer.folder], employer, layouts, options, program))
        except InputError as error:
            found += (replace(problem, reach=reach_of(employer.folder)) for problem in error.problems)
    if not packs:
        raise InputError(found)
    made = {pack.employer.folder for pack in packs}
    stopped = [*inputs.stopped, *(employer.folder for employer in inputs.employers if employer.folder not in made)]
    return packs, tuple(sorted(found)), tuple(sorted(stopped))


@gc_paused()
def plan(
    workspace: Workspace, cohort: PackInputs, employer: EmployerInputs, layouts: Layouts, options: Options, program: str
) -> Pack:
    """List the documents of an employer, select those that are asked for, and find those that are stale.

    `cohort` is what they are made from, `program` a digest of the program's version.
    Raises InputError where what documents said cannot be read.
    """
    record = Record(workspace.root, employer.folder, employer.former)
    _refuse_stubs(record)
    editions = record.read_editions(program)
    entries = list_documents(cohort, dated=options.dated, editions=editions)
    check_names(employer, entries)
    version = fingerprint(layouts)
    keys = {entry.path: key_of(entry, version) for entry in entries}
    keys |= {entry.path: _key_of_bundle(entry, keys) for entry in entries if entry.is_bundle}
    publication = Publication(workspace.output / employer.folder, force=options.force, former=employer.former)
    # What was said of the whole qualification stays while a part of it is not known.
    told = {entry.path for entry in entries if rests_on_unknown(entry.kind.folder, entry.learner, cohort)}
    there = {path: path for path in told} | {
        path: name for path, name in new_names(entries, publication.manifest.files).items() if name in told
    }
    states = publication.available({path: keys[name] for path, name in there.items()})
    stays = {there[path] for path, is_current in states.items() if not is_current}
    entries = tuple(entry for entry in entries if entry.path not in stays)
    # A combined document that exists already is made again with its learners' documents; else it would be stale.
    choice = choice_of(options)
    with_combined = replace(choice, combined=True)
    available = publication.available({entry.path: keys[entry.path] for entry in entries if entry.combined_kind})
    chosen = {
        entry.path: entry
        for entry in entries
        if choice.includes(entry) or (entry.path in available and with_combined.includes(entry))
    }
    member_paths = {member for entry in chosen.values() for member in entry.members}
    selection = tuple(entry for entry in entries if entry.path in chosen or entry.path in member_paths)
    stale = tuple(
        entry for entry in selection if options.force or not publication.is_current(entry.path, keys[entry.path])
    )
    return Pack(cohort, employer, entries, selection, stale, keys, publication, record, editions)


def _refuse_stubs(record: Record) -> None:
    """Raise InputError where a part of the record is kept online: a build would begin it anew."""
    problems = Problems().within(Scope.EMPLOYER, employer=record.employer)
    for name in (record.reported_file, EARLIER):
        if stub := stub_of(record.folder / name):
            note_not_here(Place(f"{FOLDER}/{name}"), stub.name, problems)
    if problems.errors:
        raise InputError(problems.errors)


class OtherPacks(dict[str, PackInputs]):
    """What packs' documents are made from, by name, brought together when somebody asks: others may rest on it."""

    def __init__(self, inputs: Inputs) -> None:
        super().__init__()
        self._inputs = inputs

    def __missing__(self, name: str) -> PackInputs:
        employer = next(entry for entry in (*self._inputs.employers, *self._inputs.others) if entry.folder == name)
        self[name] = collect_pack_inputs(self._inputs, employer, self)
        return self[name]


def collect_pack_inputs(inputs: Inputs, employer: EmployerInputs, others: OtherPacks | None = None) -> PackInputs:
    """Bring together what an employer's documents are made from, outcomes included.

    `others` are the other packs of the same inputs, which answer for what was marked in them.
    """
    context, centre = employer.context, inputs.centre
    own_logo = centres_picture(centre, inputs.logo, inputs.logo_type)
    look = build_branding(context.employer, centre, employer.logo, employer.logo_type, own_logo)
    qualification = inputs.qualifications[context.qualification]
    contexts = [
        assignment_context_of(
            centre, qualification, context, employer.units, assignment, look, employer.folder,
            employer.checks.get(assignment.name, ()), employer.cohort,
        )
        for assignment in context.assignments
    ]  # fmt: skip
    judged = (*context.assignments, *employer.judged)
    attempts = assess_cohort(
        judged, employer.units, employer.marked, centre.policies, employer.versions, employer.elsewhere
    )
    stopped = tuple(filter(None, employer.stopped))
    unjudged = [name for name in stopped if name not in {entry.name for entry in employer.judged}]
    return PackInputs(
        contexts,
        employer.units,
        employer.learners,
        attempts,
        employer.holds,
        stopped,
        unjudged,
        employer.declarations,
        employer.versions,
        employer.given,
        extensions=employer.extensions,
        sharing=employer.sharing,
        others=OtherPacks(inputs) if others is None else others,
    )


def layouts_of(workspace: Workspace) -> Layouts:
    """Return the layouts that a workspace's documents are made with: its own before ours."""
    return read_layouts(workspace.templates / "layouts")


def choice_of(options: Options) -> Choice:
    """Return the part of a pack that is asked for; raise InputError for a wrong kind, format or number."""
    if options.jobs is not None and options.jobs < 1:
        raise InputError.at("options", f"{options.jobs} processes cannot write.", "Choose 1 or more.")
    kinds = _members("kind", KINDS, options.kinds)
    formats = _members("format", {fmt.value: fmt for fmt in Format}, options.formats)
    return Choice(kinds, formats, options.units, options.learners, options.combined)


def _members(noun: str, members: Mapping[str, Member], chosen: Sequence[str]) -> tuple[Member, ...]:
    if unknown := [word for word in chosen if word not in members]:
        problem = f"“{unknown[0]}” is not a {noun} of document."
        raise InputError.at("options", problem, f"Choose from {', '.join(members)}.")
    return tuple(members[word] for word in chosen)


def former_numbers_asked_for(inputs: Inputs, options: Options) -> tuple[FormerNumber, ...]:
    """Return whom the former registration numbers among those that are asked for mean; two people's mean nobody."""
    names: dict[str, str] = {}
    meanings: dict[str, set[str]] = {}
    for employer in inputs.employers:
        for learner in employer.learners:
            names.setdefault(learner.registration, learner.name_in_lists)
        for number, today in former_numbers(employer.learners).items():
            meanings.setdefault(number, set()).add(today)
    found = {number: meanings.get(number.casefold(), set()) for number in options.learners}
    return tuple(
        FormerNumber(number, today, names[today]) for number, of in found.items() if len(of) == 1 for today in of
    )


def by_numbers_of_today(inputs: Inputs, options: Options, former: Sequence[FormerNumber]) -> Options:
    """Return options that ask for learners by today's numbers; a former one stays where an employer still has it."""
    known = {learner.registration for employer in inputs.employers for learner in employer.learners}
    replaced = {entry.number for entry in former} - known
    kept = (number for number in options.learners if number not in replaced)
    return replace(options, learners=tuple(dict.fromkeys((*kept, *(entry.registration for entry in former)))))


def check_choice(workspace: Workspace, inputs: Inputs, choice: Choice, found: Sequence[Problem]) -> None:
    """Raise InputError if a unit or learner is asked for that no chosen employer has; what was `found` may say why."""
    units = {
        unit
        for employer in inputs.employers
        for assignment in employer.context.assignments
        for unit in assignment.references
    }
    learners = {learner.registration for employer in inputs.employers for learner in employer.learners}
    problems = [
        Problem(Place(str(workspace.root)), f"No chosen employer has {noun} {name}.", hint, Severity.ERROR)
        for noun, names, known_names, hint in (
            ("a unit", choice.units, units, f"Assigned units are {', '.join(sorted(units))}."),
            ("a learner with registration", choice.learners, learners, "The register lists them."),
        )
        for name in sorted(set(names) - known_names)
    ]
    if problems:
        raise InputError([*found, *problems])


def check_names(employer: EmployerInputs, planned: Sequence[CatalogueEntry]) -> None:
    """Raise InputError if two documents would have the same file name, letter case aside."""
    entry_by_path: dict[str, CatalogueEntry] = {}
    problems = []
    for entry in planned:
        other = entry_by_path.setdefault(entry.path.casefold(), entry)
        if other is not entry and entry.format is Format.PDF:
            problems.append(
                Problem(
                    Place("contexts/centre.yaml"),
                    f"The file name “{PurePosixPath(entry.path).name}” would stand for both learner {other.learner} "
                    f"and learner {entry.learner} of {employer.folder}.",
                    "Change policies, file_name so that it tells them apart, or correct the registration numbers.",
                )
            )
    if problems:
        raise InputError(problems)


def key_of(entry: CatalogueEntry, version: str) -> str:
    """Return a digest of all that a document is made from: its view-model, and the version of the writers."""
    return hashlib.sha256(f"{version}\0{entry.format.value}\0{entry.content.digest}".encode()).hexdigest()


def _key_of_bundle(entry: CatalogueEntry, keys: Mapping[str, str]) -> str:
    """Return a digest of what a bundle is made from: its view-model and its files' keys, in order."""
    parts = [entry.content.digest, *(keys[member] for member in entry.members)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
