"""The story of a build, from a centre's files to published documents, readable from top to bottom."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import TypedDict, TypeVar

from markpack.app.earlier_build import earlier_documents
from markpack.app.file_problems import file_problems
from markpack.app.program_version import program_digest
from markpack.app.workspace import Workspace
from markpack.assessment.cohort import assess_cohort
from markpack.documents.catalogue.catalogue import cohort_results, list_documents
from markpack.documents.catalogue.entries import CatalogueEntry, Choice, views
from markpack.documents.catalogue.index_page import build_index
from markpack.documents.catalogue.kinds import KINDS, Format, Kind
from markpack.documents.pack.zip_view import Bundle
from markpack.documents.shared.assignment_context import assignment_context_of
from markpack.documents.shared.branding import build_branding
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.errors import InputError, Place, Problem, Reach, Scope, Severity, split
from markpack.inputs.employer_inputs import EmployerInputs
from markpack.inputs.workspace_inputs import Inputs, read_inputs
from markpack.model.hold import Hold
from markpack.publish.bundle import bundle
from markpack.publish.manifest import Entry
from markpack.publish.publication import Publication
from markpack.publish.readings import Readings
from markpack.publish.refusal import refused, remedy
from markpack.rendering.dask_cluster import connect
from markpack.rendering.executor import Executor
from markpack.rendering.native_libraries import prepare
from markpack.rendering.process_pool import Processes, prestarted_processes
from markpack.rendering.run import render_all
from markpack.report import EmployerReport, Failed, Options, Progress, Report
from markpack.writers.formats import write_index
from markpack.writers.gc_pause import gc_paused
from markpack.writers.html_layouts import Layouts, read_layouts
from markpack.writers.result import Rendered, RenderFailure, failure
from markpack.writers.version_fingerprint import fingerprint

INDEX = "index.html"
Member = TypeVar("Member")


def build(
    workspace: Workspace,
    options: Options,
    progress: Progress = lambda _done, _total: None,
    processes: Processes | None = None,
) -> Report:
    """Make the documents that are asked for and publish them; `processes` that have been started write them.

    What problems stop or hold is left as it is, and reported. Raises InputError with every problem of the inputs or of
    the cluster before anything is rendered where nothing can be made, and EnvironmentLacks if the machine cannot write
    a format. A document that fails is reported and costs the others nothing.
    """
    layouts = layouts_of(workspace)
    with ExitStack() as stack:
        processes = processes or stack.enter_context(prestarted_processes(options))
        inputs, problems = read_workspace(
            workspace, options.employers, options.today, strict=options.strict, writable=not options.dry_run
        )
        _check_choice(workspace, inputs, choice_of(options), problems)
        packs, problems = plan_all(workspace, inputs, layouts, options, problems)
        made = {pack.employer.folder for pack in packs}
        stopped = tuple(folder for folder in (*inputs.stopped, *inputs.folders) if folder not in made)
        errors, warnings = split(problems)
        if options.dry_run:
            return Report(tuple(_planned(pack) for pack in packs), warnings, errors, stopped)
        formats = {entry.format for pack in packs for entry in pack.stale if not entry.is_bundle}
        executor: Executor | None = processes
        if options.executor and formats:
            executor = stack.enter_context(closing(connect(options.executor, formats)))
        elif processes:
            processes.prepare(formats)
        else:
            prepare(formats)
        packs, turned_away = _entered(packs, stack)
        stale = [(pack, entry) for pack in packs for entry in pack.stale if not entry.is_bundle]
        total = sum(not entry.is_bundle for pack in packs for entry in pack.selection)
        done = total - len(stale)
        progress(done, total)
        documents = render_all(views(entry for _, entry in stale), layouts, options.jobs, executor)
        for position, result in stack.enter_context(closing(documents)):
            pack, entry = stale[position]
            pack.take(entry, result)
            done += 1
            progress(done, total)
        published = [_publish(pack, layouts, choice_of(options)) for pack in packs]
        return Report((*published, *turned_away), warnings, errors, stopped)


class NotMade(TypedDict):
    """The part of an employer's report that is about what is stopped or held."""

    stopped: tuple[str, ...]
    holds: tuple[Hold, ...]
    earlier: tuple[str, ...]


@dataclass(frozen=True)
class Pack:
    """All documents of an employer: `entries`; those that are asked for: `selection`; those to be written: `stale`.

    `keys` are by path; `failed` and `laid_out` grow while documents are written.
    """

    cohort: PackInputs
    employer: EmployerInputs
    entries: tuple[CatalogueEntry, ...]
    selection: tuple[CatalogueEntry, ...]
    stale: tuple[CatalogueEntry, ...]
    keys: Mapping[str, str]
    publication: Publication
    failed: list[Failed] = field(default_factory=list)
    laid_out: list[str] = field(default_factory=list)

    @cached_property
    def earlier(self) -> tuple[CatalogueEntry, ...]:
        """Documents of an earlier build that stay as they are, because what they are made from is stopped or held."""
        planned = {entry.path for entry in self.entries}
        found = earlier_documents(self.cohort, self.employer, self.publication.manifest.files)
        return tuple(entry for entry in found if entry.path not in planned)

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
        identity = entry.kind.folder, entry.format.value, entry.unit, entry.learner, entry.attempt
        try:
            self.publication.stage(entry.path, result.data, Entry("", self.keys[entry.path], *identity))
            if result.laid_out:
                self.laid_out.append(entry.path)
        except OSError as error:
            reason = RenderFailure(f"It could not be stored. {refused(error)} {remedy(error)}", "")
            self.failed.append(Failed(f"{self.employer.folder}/{entry.path}", reason))


@gc_paused()
def read_workspace(
    workspace: Workspace,
    employers: Sequence[str],
    today: datetime.date | None = None,
    *,
    strict: bool,
    writable: bool = False,
) -> tuple[Inputs, tuple[Problem, ...]]:
    """Return the inputs, and all problems and warnings; with `strict`, these are raised.

    If `writable`, readings of returned files are kept for later builds.
    """
    program = program_digest()
    readings: dict[str, Readings] = {}

    def readings_of(folder: str) -> Readings:
        return readings.setdefault(folder, Readings(workspace.output / folder, program, writable=writable))

    inputs, problems = read_inputs(workspace.root, employers, readings_of, today)
    for entry in readings.values():
        entry.tidy()
    if strict and problems:
        raise InputError(problems)
    return inputs, problems


def plan_all(
    workspace: Workspace, inputs: Inputs, layouts: Layouts, options: Options, problems: Sequence[Problem]
) -> tuple[list[Pack], tuple[Problem, ...]]:
    """Return the packs of all employers that have one, and the problems with those of the others added.

    Raises InputError with all of them where no employer has one.
    """
    packs, found = [], list(problems)
    for employer in inputs.employers:
        try:
            packs.append(plan(workspace, inputs, employer, layouts, options))
        except InputError as error:
            reach = Reach(Scope.EMPLOYER, employer.folder)
            found += (replace(problem, reach=reach) for problem in error.problems)
    if not packs:
        raise InputError(found)
    return packs, tuple(sorted(found))


@gc_paused()
def plan(workspace: Workspace, inputs: Inputs, employer: EmployerInputs, layouts: Layouts, options: Options) -> Pack:
    """List the documents of an employer, select those that are asked for, and find those that are stale."""
    cohort = collect_pack_inputs(inputs, employer)
    entries = list_documents(cohort, dated=options.dated)
    check_names(employer, entries)
    version = fingerprint(layouts)
    keys = {entry.path: _key(entry, version) for entry in entries}
    keys |= {entry.path: _key_of_bundle(entry, keys) for entry in entries if entry.is_bundle}
    publication = Publication(workspace.output / employer.folder, force=options.force)
    # What a learner was told of the whole qualification stays while they are held in a part of it.
    told = [entry for entry in entries if entry.kind is Kind.FEEDBACK and cohort.is_held(entry.learner)]
    outdated = [
        path for path, current in publication.available({e.path: keys[e.path] for e in told}).items() if not current
    ]
    entries = tuple(entry for entry in entries if entry.path not in outdated)
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
    return Pack(cohort, employer, entries, selection, stale, keys, publication)


def collect_pack_inputs(inputs: Inputs, employer: EmployerInputs) -> PackInputs:
    """Bring together what an employer's documents are made from, outcomes included."""
    context, centre = employer.context, inputs.centre
    look = build_branding(context.employer, centre, employer.logo, employer.logo_type)
    qualification = inputs.qualifications[context.qualification]
    contexts = [
        assignment_context_of(
            centre, qualification, context, inputs.units, assignment, look, employer.folder,
            employer.checks.get(assignment.name, ()),
        )
        for assignment in context.assignments
    ]  # fmt: skip
    judged = (*context.assignments, *employer.judged)
    attempts = assess_cohort(judged, inputs.units, employer.marked, carry_over=centre.policies.carry_over)
    stopped = tuple(filter(None, employer.stopped))
    unjudged = [name for name in stopped if name not in {entry.name for entry in employer.judged}]
    return PackInputs(
        contexts, inputs.units, employer.learners, attempts, employer.holds, stopped, unjudged, employer.declarations
    )


def _entered(packs: Sequence[Pack], stack: ExitStack) -> tuple[list[Pack], list[EmployerReport]]:
    """Return the packs that can be published, each with its folder held, and a report of each that cannot.

    Raises InputError where none can.
    """
    entered: list[Pack] = []
    turned_away: list[EmployerReport] = []
    problems: list[Problem] = []
    for pack in packs:
        try:
            with file_problems():
                stack.enter_context(pack.publication)
        except InputError as error:
            problems += error.problems
            reason = RenderFailure(" ".join(f"{problem.message} {problem.hint}" for problem in error.problems), "")
            folder = pack.employer.folder
            turned_away.append(
                EmployerReport(folder, tuple(entry.path for entry in pack.selection), failed=(Failed(folder, reason),))
            )
        else:
            entered.append(pack)
    if problems and not entered:
        raise InputError(problems)
    return entered, turned_away


def _publish(pack: Pack, layouts: Layouts, choice: Choice) -> EmployerReport:
    """Put an employer's staged documents in place, with the index page that links them; the manifest comes last."""
    publication, earlier = pack.publication, pack.earlier
    for entry in pack.stale:
        if entry.is_bundle:
            pack.take(entry, _bundle(entry, publication, pack.keys))
    try:
        arrangements = {learner.registration: learner.arrangements for learner in pack.cohort.learners}
        available = {**dict.fromkeys((entry.path for entry in earlier), False), **publication.available(pack.keys)}
        page = build_index(cohort_results(pack.cohort), (*pack.entries, *earlier), available, arrangements)
        publication.stage(INDEX, write_index(page, layouts), Entry("", "", "index", "html"))
    except Exception as error:  # a centre's own layout may be broken; the documents are made all the same
        pack.failed.append(Failed(f"{pack.employer.folder}/{INDEX}", failure(error)))
    current = {INDEX, *(entry.path for entry in pack.entries)}
    current |= {entry.path for entry in earlier}
    obsolete = set(publication.manifest.files) - current if choice.is_everything else set()
    published = publication.commit(obsolete=obsolete)
    pack.failed.extend(
        Failed(f"{pack.employer.folder}/{path}", RenderFailure(f"It could not be put in place. {reason}", ""))
        for path, reason in published.blocked.items()
    )
    forms = pack.forms
    return EmployerReport(
        folder=pack.employer.folder,
        planned=tuple(entry.path for entry in pack.selection),
        published=published,
        failed=tuple(pack.failed),
        filled_in=tuple(path for path in (*published.kept_edits, *published.orphaned_edits) if path in forms),
        laid_out=tuple(sorted(pack.laid_out)),
        **_not_made(pack),
    )


def _planned(pack: Pack) -> EmployerReport:
    return EmployerReport(pack.employer.folder, tuple(entry.path for entry in pack.stale), **_not_made(pack))


def _not_made(pack: Pack) -> NotMade:
    """Return what a report says of what is stopped or held."""
    stopped, holds = tuple(pack.cohort.stopped), tuple(pack.cohort.holds)
    return {"stopped": stopped, "holds": holds, "earlier": tuple(entry.path for entry in pack.earlier)}


def _bundle(entry: CatalogueEntry, publication: Publication, keys: Mapping[str, str]) -> Rendered | RenderFailure:
    """Return the ZIP of a bundle's documents, or a failure that names the first one that is missing."""
    view = entry.content.make()
    if not isinstance(view, Bundle):
        raise TypeError(f"{entry.path} holds no other documents")
    files = [(member, publication.read(member.path, keys[member.path])) for member in view.members]
    if missing := [member.path for member, data in files if data is None]:
        return RenderFailure(f"It needs {missing[0]}, which could not be made", "")
    return Rendered(bundle(((member.name, data) for member, data in files if data is not None), view.properties.date))


def choice_of(options: Options) -> Choice:
    """Return the part of a pack that is asked for; raise InputError for a wrong kind, format or number."""
    if options.jobs is not None and options.jobs < 1:
        raise InputError([Problem(Place("options"), f"{options.jobs} processes cannot write.", "Choose 1 or more.")])
    kinds = _members("kind", KINDS, options.kinds)
    formats = _members("format", {fmt.value: fmt for fmt in Format}, options.formats)
    return Choice(kinds, formats, options.units, options.learners, options.combined)


def _members(noun: str, members: Mapping[str, Member], chosen: Sequence[str]) -> tuple[Member, ...]:
    if unknown := [word for word in chosen if word not in members]:
        problem = f"“{unknown[0]}” is not a {noun} of document."
        raise InputError([Problem(Place("options"), problem, f"Choose from {', '.join(members)}.")])
    return tuple(members[word] for word in chosen)


def layouts_of(workspace: Workspace) -> Layouts:
    """Return the layouts that a workspace's documents are made with: its own before ours."""
    return read_layouts(workspace.templates / "layouts")


def _key(entry: CatalogueEntry, version: str) -> str:
    """Return a digest of all that a document is made from: its view-model, and the version of the writers."""
    return hashlib.sha256(f"{version}\0{entry.format.value}\0{entry.content.digest}".encode()).hexdigest()


def _key_of_bundle(entry: CatalogueEntry, keys: Mapping[str, str]) -> str:
    """Return a digest of what a bundle is made from: its view-model and its files' keys, in order."""
    parts = [entry.content.digest, *(keys[member] for member in entry.members)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


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


def _check_choice(workspace: Workspace, inputs: Inputs, choice: Choice, found: Sequence[Problem]) -> None:
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
            ("a learner with registration", choice.learners, learners, "Registrations stand in the learners file."),
        )
        for name in sorted(set(names) - known_names)
    ]
    if problems:
        raise InputError([*found, *problems])
