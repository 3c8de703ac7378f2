"""The story of a build, from a centre's files to published documents, readable from top to bottom."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing

from markpack.app.all_cohorts import page_of_all, publish_all_cohorts, whole_employers
from markpack.app.cohorts_gone import cohorts_gone
from markpack.app.earlier_build import is_withheld
from markpack.app.file_problems import file_problems
from markpack.app.keeping import keep_earlier
from markpack.app.pack_plan import (
    Pack,
    by_numbers_of_today,
    check_choice,
    choice_of,
    former_numbers_asked_for,
    layouts_of,
    not_stored,
    plan_all,
)
from markpack.app.program_version import program_digest
from markpack.app.version_notes import note_versions
from markpack.app.workspace import Workspace
from markpack.documents.catalogue.by_hand import files_by_hand
from markpack.documents.catalogue.entries import CatalogueEntry, views
from markpack.documents.catalogue.index_page import build_index
from markpack.documents.catalogue.to_do_builder import build_to_do
from markpack.documents.pack.zip_view import Bundle
from markpack.documents.results.builder import build_results
from markpack.errors import InputError, Problem, split
from markpack.inputs.cohort_files import partly_named
from markpack.inputs.workspace_inputs import Inputs, read_inputs
from markpack.model.records import FOLDER
from markpack.model.unit_versions import FILE
from markpack.publish.bundle import bundle
from markpack.publish.manifest import Entry
from markpack.publish.publication import Publication
from markpack.publish.readings import Readings
from markpack.rendering.dask_cluster import connect
from markpack.rendering.executor import Executor
from markpack.rendering.native_libraries import prepare
from markpack.rendering.process_pool import Processes, prestarted_processes
from markpack.rendering.run import render_all
from markpack.report import EmployerReport, Failed, Options, Progress, Report
from markpack.writers.formats import write_index
from markpack.writers.gc_pause import gc_paused
from markpack.writers.html_layouts import Layouts
from markpack.writers.result import Rendered, RenderFailure, failure
from markpack.writers.work_done import by_kind_of_work

INDEX = "index.html"
WORTH_PROCESSES = 24
"""How many documents are worth processes beside this one, where none have been started."""


def build(
    workspace: Workspace,
    options: Options,
    progress: Progress = lambda _done, _total: None,
    processes: Processes | None = None,
) -> Report:
    """Make the documents that are asked for and publish them; `processes` that have been started write them.

    Without them, some are started once it is known that there is enough to do.

    What problems stop or hold is left as it is, and reported. Raises InputError with every problem of the inputs or of
    the cluster before anything is rendered where nothing can be made, and EnvironmentLacks if the machine cannot write
    a format. A document that fails, or an employer's folder that takes none, is reported and costs the others nothing.
    """
    layouts = layouts_of(workspace)
    with ExitStack() as stack:
        inputs, problems = read_workspace(
            workspace, options.employers, options.today, strict=options.strict, writable=not options.dry_run
        )
        former = former_numbers_asked_for(inputs, options)
        options = by_numbers_of_today(inputs, options, former)
        check_choice(workspace, inputs, choice_of(options), problems)
        packs, problems, stopped = plan_all(workspace, inputs, layouts, options, problems)
        errors, warnings = split(problems)
        if options.dry_run:
            return Report(tuple(_planned(pack) for pack in packs), warnings, errors, stopped, former)
        to_write = [entry for pack in packs for entry in pack.stale if not entry.is_bundle]
        formats = {entry.format for entry in to_write}
        if len(to_write) >= WORTH_PROCESSES:
            processes = processes or stack.enter_context(prestarted_processes(options))
        executor: Executor | None = processes
        if options.executor and formats:
            executor = stack.enter_context(closing(connect(options.executor, formats)))
        elif processes:
            processes.prepare(formats)
        else:
            prepare(formats)
        partial = partly_named(workspace.root, options.employers)
        whole = {employer.folder: employer for employer in whole_employers(packs, stopped, partial)}
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
        _note_versions(workspace, packs)
        published = [
            _publish(pack, layouts, options, page_of_all(workspace, pack.employer.folder, whole)) for pack in packs
        ]
        of_all = [publish_all_cohorts(workspace, employer, layouts, options) for employer in whole.values()]
        return Report((*published, *of_all, *turned_away), warnings, errors, stopped, former)


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
    if gone := cohorts_gone(workspace, (entry.folder for entry in inputs.employers)):
        problems = tuple(sorted((*problems, *gone)))
    if strict and problems:
        raise InputError(problems)
    return inputs, problems


def _entered(packs: Sequence[Pack], stack: ExitStack) -> tuple[list[Pack], list[EmployerReport]]:
    """Return the packs that can be published, each with its folder held, and a report of each that cannot."""
    entered: list[Pack] = []
    turned_away: list[EmployerReport] = []
    for pack in packs:
        try:
            with file_problems():
                stack.enter_context(pack.publication)
        except InputError as error:
            turned_away.append(_turned_away(pack, error))
        else:
            entered.append(pack)
    return entered, turned_away


def _turned_away(pack: Pack, error: InputError) -> EmployerReport:
    reason = RenderFailure(" ".join(f"{problem.message} {problem.hint}" for problem in error.problems), "")
    folder, planned = pack.employer.folder, tuple(entry.path for entry in pack.selection)
    return EmployerReport(folder, planned, failed=(Failed(folder, reason),), **pack.not_made)


def _note_versions(workspace: Workspace, packs: Sequence[Pack]) -> None:
    """Note by which versions of units the assignments go, before the first of their documents is out."""
    try:
        note_versions(workspace, [note for pack in packs for note in pack.versions_to_note])
    except OSError as error:
        for pack in packs:
            pack.failed.append(Failed(f"{FOLDER}/{FILE}", not_stored(error)))


def _publish(pack: Pack, layouts: Layouts, options: Options, all_cohorts: str) -> EmployerReport:
    """Put an employer's staged documents in place, with the index page that links them; the manifest comes last.

    What they replace of results is kept on record before. `all_cohorts` is the address of the page of all cohorts.
    """
    publication, new_names = pack.publication, pack.new_names
    selected = {entry.path for entry in pack.selection}
    publication.rename_edited({path: name for path, name in new_names.items() if name in selected})
    earlier = pack.earlier
    for entry in pack.stale:
        if entry.is_bundle:
            pack.take(entry, _bundle(entry, publication, pack.keys))
    current = {INDEX, *(entry.path for entry in (*pack.entries, *earlier))}
    gone = {path: entry for path, entry in publication.manifest.files.items() if path not in current}
    is_everything = choice_of(options).is_everything
    there = publication.available(pack.keys)
    obsolete = {
        path
        for path, entry in gone.items()
        if (new_names[path] in there if path in new_names else is_everything) or is_withheld(entry, pack.cohort)
    }
    kept = keep_earlier(pack, obsolete, _day(options))
    try:
        arrangements = {learner.registration: learner.arrangements for learner in pack.cohort.learners}
        available = {**dict.fromkeys((entry.path for entry in earlier), False), **publication.available(pack.keys)}
        page = build_index(
            build_results(pack.cohort),
            (*pack.entries, *earlier),
            available,
            arrangements,
            kept.changes,
            depth=pack.employer.folder.count("/") + 2,
            to_do=build_to_do(pack.cohort),
            all_cohorts=all_cohorts,
            by_hand=files_by_hand(pack.employer.folder, kinds_by_hand(publication.changes_left())),
        )
        publication.stage(INDEX, write_index(page, layouts), Entry("", "", "index", "html"))
    except OSError as error:
        pack.failed.append(Failed(f"{pack.employer.folder}/{INDEX}", not_stored(error)))
    except Exception as error:  # a centre's own layout may be broken; the documents are made all the same
        pack.failed.append(Failed(f"{pack.employer.folder}/{INDEX}", failure(error)))
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
        work=by_kind_of_work(pack.work) if published.written else {},
        kept_earlier=kept.paths,
        **pack.not_made,
    )


def kinds_by_hand(changes: Mapping[str, Entry | None]) -> dict[str, str | None]:
    """Return the files that people changed in the output, each with the kind it was made as, or None."""
    return {path: entry.kind if entry else None for path, entry in changes.items() if path != INDEX}


def _day(options: Options) -> str:
    """Return the day of a build in ISO form: the date that files are given, or today; empty where neither is known."""
    day = options.dated or options.today
    return day.isoformat() if day else ""


def _planned(pack: Pack) -> EmployerReport:
    return EmployerReport(pack.employer.folder, tuple(entry.path for entry in pack.stale), **pack.not_made)


def _bundle(entry: CatalogueEntry, publication: Publication, keys: Mapping[str, str]) -> Rendered | RenderFailure:
    """Return the ZIP of a bundle's documents, or a failure that names the first one that is missing."""
    view = entry.content.make()
    if not isinstance(view, Bundle):
        raise TypeError(f"{entry.path} holds no other documents")
    files = [(member, publication.read(member.path, keys[member.path])) for member in view.members]
    if missing := [member.path for member, data in files if data is None]:
        return RenderFailure(f"It needs {missing[0]}, which could not be made", "")
    return Rendered(bundle(((member.name, data) for member, data in files if data is not None), view.properties.date))
