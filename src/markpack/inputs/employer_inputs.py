"""One pack's files, of an employer or a cohort there: what documents can be made from, and what is stopped or held."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from markpack.assessment.cohort import AttemptElsewhere
from markpack.errors import Place, Problem, Scope
from markpack.inputs.checks.approval import check_approvals
from markpack.inputs.checks.brief_checklist import brief_checks
from markpack.inputs.checks.brief_warnings import check_briefs
from markpack.inputs.checks.check_context import CheckContext, Templates
from markpack.inputs.checks.context import check_context
from markpack.inputs.checks.extensions import check_extensions
from markpack.inputs.checks.given_versions import check_given_versions
from markpack.inputs.checks.not_in_work import check_not_in_work
from markpack.inputs.checks.other_sheets import check_other_sheets
from markpack.inputs.checks.own_staff import check_own_staff
from markpack.inputs.checks.plain_language import check_plain_language
from markpack.inputs.checks.programme import check_support
from markpack.inputs.checks.statuses import check_statuses
from markpack.inputs.cohort_files import COHORT_FILE, check_cohort_name, cohort_folders, in_cohort, note_broken_off
from markpack.inputs.files.located_data import Lack, Location, Plain
from markpack.inputs.files.safe_files import present
from markpack.inputs.files.yaml_text import read_yaml
from markpack.inputs.holds import concerned, holding, holds_of
from markpack.inputs.marks.marks_folder import read_marks
from markpack.inputs.marks.parse_cache import ParseCache
from markpack.inputs.problems import Problems, quote
from markpack.inputs.records.logo import read_logo
from markpack.inputs.records.marking_context import MarkingContext, OtherPack
from markpack.inputs.records.record_reader import Sourced, as_written, read_record
from markpack.inputs.records.register import Register, begin_register
from markpack.inputs.unit_versions import ChosenVersions
from markpack.model.brief_check import BriefCheck
from markpack.model.centre import Centre
from markpack.model.context import Assignment, Cohort, Context
from markpack.model.declaration import ReturnedDeclaration
from markpack.model.extension import NO_EXTENSIONS, Extensions
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.forms.register_columns import FILES
from markpack.model.hold import Hold
from markpack.model.learner import Learner
from markpack.model.marks import MarkedAttempt
from markpack.model.pack_folders import COHORTS, inputs_folder, pack_name
from markpack.model.unit import Unit
from markpack.model.unit_versions import NotedVersion, UnitVersions

CONTEXT_FILE = "context.yaml"


@dataclass(frozen=True)
class EmployerInputs:
    """The files of an employer's pack, or a cohort's. `folder` is the pack's name (see `pack_folders`).

    `logo_type` is a media type, or empty without a logo; `cohort` is the cohort's title, or empty.

    `units` are the templates in force here, by reference, `versions` all that there are.
    The context has the assignments that nothing stops; `stopped` has the names of the others, as far as they are known,
    and `judged` those of them whose marks count all the same. `marked` has no attempt that cannot be relied on.
    """

    folder: str
    context: Context
    units: Mapping[str, Unit]
    learners: tuple[Learner, ...]
    marked: tuple[MarkedAttempt, ...]
    logo: bytes | None
    logo_type: str
    cohort: str = ""
    checks: Mapping[str, tuple[BriefCheck, ...]] = field(default_factory=dict)
    """What was found when each assignment was checked before its brief goes out, by the assignment's name."""
    stopped: tuple[str, ...] = ()
    judged: tuple[Assignment, ...] = ()
    holds: tuple[Hold, ...] = ()
    declarations: tuple[ReturnedDeclaration, ...] = ()
    versions: UnitVersions = field(default_factory=dict)
    given: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The versions of units that learners were given, by registration, where they are not those of `units`."""
    to_note: tuple[NotedVersion, ...] = ()
    """By which versions assignments go that have no such note yet; it is made when their documents are."""
    former: Mapping[str, str] = field(default_factory=dict)
    """Learners' registration numbers of today by those that they had before."""
    extensions: Extensions = NO_EXTENSIONS
    elsewhere: tuple[AttemptElsewhere, ...] = ()
    """Attempts of these learners that were marked in the employer's other packs."""
    sharing: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The learners whom the employer's other packs have too, as far as these can be made: numbers there by those here,
    by the pack's name."""
    wanted: bool = True
    """Whether the pack is asked for; others are read for what their learners have done."""
    unattributed: bool = False
    """Whether something is wrong of which it is not known what learner it concerns."""


@dataclass(frozen=True)
class EmployerFiles:
    """The context and register of an employer's pack, or a cohort's, as read, before they are checked further.

    `name` is the pack's; `folder` has the register and marks, `employer_folder` the context. A cohort's context is the
    employer's with the assignments of the cohort, whose title is `cohort`. `problems` are the pack's own, `shared`
    those of the employer's context. A pack that is not `wanted` is read for what others have to know of it.
    """

    name: str
    folder: Path
    employer_folder: Path
    context: Sourced[Context] | None
    register: Register
    problems: Problems
    shared: Problems
    cohort: str = ""
    wanted: bool = True

    @property
    def units(self) -> frozenset[str]:
        """The references of the units that are set."""
        assignments = self.context.record.assignments if self.context else ()
        return frozenset(reference for assignment in assignments for reference in assignment.references)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stops or holds something of the pack."""
        return tuple(dict.fromkeys((*self.shared.errors, *self.problems.errors)))


def begin_employer(
    folder: Path, problems: Problems, wanted: Collection[str] | None = None
) -> Callable[[], tuple[EmployerFiles, ...]]:
    """Begin to read an employer's folder, and return what gives out its packs' files: the employer's own, and cohorts'.

    A workspace is two folders up. `wanted` are the names of the packs that are asked for (None: all); what is wrong
    with others alone is not noted. Another process reads registers that are workbooks.
    """
    shared = problems.within(Scope.EMPLOYER, employer=folder.name)
    note_broken_off(folder, shared)
    cohorts = cohort_folders(folder, shared)
    begun = {path: _begin_cohort(path, problems, wanted) for path in cohorts}
    file = inputs_folder(folder.name)
    own = None if cohorts else begin_register(folder, file, shared)

    def finish() -> tuple[EmployerFiles, ...]:
        document = read_yaml(folder / CONTEXT_FILE, f"{file}/{CONTEXT_FILE}", shared)
        context = None
        if document:
            data = document.data
            context = read_record(document, Context, shared, lambda location: _problems_at(location, data, shared))
        packs = []
        is_wanted = wanted is None or folder.name in wanted
        if own or context is None or context.record.assignments:
            context = _with_assignments(context, shared)
            of_own = shared if is_wanted else Problems()
            register = own() if own else begin_register(folder, file, of_own)()
            packs.append(
                EmployerFiles(folder.name, folder, folder, context, register, of_own, shared, wanted=is_wanted)
            )
        elif is_wanted:
            _note_unread(folder, shared)
        for path, of_cohort in begun.items():
            packs.append(of_cohort(context, shared))
            check_cohort_name(path, context, packs[-1].problems)
        _check_titles(packs)
        return tuple(packs)

    return finish


def _check_titles(packs: Iterable[EmployerFiles]) -> None:
    """Warn of cohorts of one title, which documents and lists could not tell apart."""
    first: dict[str, str] = {}
    for pack in packs:
        title = " ".join(pack.cohort.split())
        other = first.setdefault(title.casefold(), pack.name)
        if title and other != pack.name:
            pack.problems.warn(
                Place(f"{inputs_folder(pack.name)}/{COHORT_FILE}"),
                f"The cohort in {inputs_folder(other)} is called {quote(title)} too.",
                "Change one of the two titles: documents and lists name a cohort by it.",
            )


def _begin_cohort(
    folder: Path, problems: Problems, wanted: Collection[str] | None
) -> Callable[[Sourced[Context] | None, Problems], EmployerFiles]:
    """Begin to read a cohort's folder, and return what gives out its files, from the context of its employer."""
    employer_folder = folder.parents[1]
    name = pack_name(employer_folder.name, folder.name)
    file, is_wanted = inputs_folder(name), wanted is None or name in wanted
    problems = (problems if is_wanted else Problems()).within(Scope.COHORT, employer=name)
    begun = begin_register(folder, file, problems)

    def finish(context: Sourced[Context] | None, shared: Problems) -> EmployerFiles:
        document = read_yaml(folder / COHORT_FILE, f"{file}/{COHORT_FILE}", problems)
        cohort = None
        if document:
            data = document.data
            cohort = read_record(document, Cohort, problems, lambda location: _problems_at(location, data, problems))
        both = in_cohort(context, cohort, problems) if cohort else None
        title = cohort.record.title if cohort else ""
        return EmployerFiles(name, folder, employer_folder, both, begun(), problems, shared, title, is_wanted)

    return finish


def _with_assignments(context: Sourced[Context] | None, problems: Problems) -> Sourced[Context] | None:
    """Return a context that sets something; None, with the problem noted, where it and its cohorts set nothing."""
    if context is None or context.record.assignments:
        return context
    if not context.is_valid_at("assignments"):
        return None
    document, location = context.document, ("assignments",)
    is_there = context.has_key("assignments")
    problems.error(
        document.key_place(location) if is_there else document.missing_place(location),
        f"{document.name(location)} has no entries; it needs at least one."
        if is_there
        else f"{document.name(location)} is missing from {document.owner(location)}.",
        document.remedy(Lack.ENTRY if is_there else Lack.KEY, location),
    )
    return None


def _note_unread(folder: Path, problems: Problems) -> None:
    """Warn of a register, and of marks, that belong to no assignments."""
    for name in (*FILES, "marks"):
        if present(folder / name) and not _holds_nothing(folder / name):
            problems.warn(
                Place(f"{inputs_folder(folder.name)}/{name}"),
                f"This is not read, because {CONTEXT_FILE} sets no assignments: each cohort has its own.",
                f"Move it into the folder of the cohort that it is of, below {COHORTS}. Delete it if it holds nothing.",
            )


def _holds_nothing(path: Path) -> bool:
    """Say whether this is a folder with nothing in it but hidden files, as a new employer's marks folder is."""
    try:
        return path.is_dir() and all(entry.name.startswith(".") for entry in path.iterdir())
    except OSError:
        return False


def _problems_at(location: Location, data: Plain, problems: Problems) -> Problems:
    """Return the collector for what is wrong at a location of a context: that of an assignment, if it is in one."""
    match location:
        case ("assignments", int(position), *_) if isinstance(data, dict):
            entries = data["assignments"]
            entry = entries[position] if isinstance(entries, list) else None
            named = [entry.get("unit"), *_listed(entry.get("units"))] if isinstance(entry, dict) else []
            name = SEPARATOR.join(unit for unit in named if isinstance(unit, str))
            return problems.within(Scope.ASSIGNMENT, assignment=name)
        case ("units", str(reference), *_):
            return problems.within(Scope.ASSIGNMENT, assignment=reference)
    return problems


def _listed(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []


def check_employer(
    files: EmployerFiles,
    chosen: ChosenVersions,
    others: tuple[OtherPack, ...],
    elsewhere: tuple[AttemptElsewhere, ...],
    centre: Sourced[Centre] | None,
    cache_of: Callable[[str], ParseCache] | None,
    today: datetime.date | None,
) -> EmployerInputs | None:
    """Return a pack's inputs, checked against the templates in force; None where all of it is stopped.

    `others` are the employer's other packs, and `elsewhere` what the pack's learners did in those that come before it.
    """
    context, register, problems = files.context, files.register, files.problems
    templates = chosen.templates
    if context:
        checks = CheckContext(context, register, files.employer_folder, templates, centre)
        for check in (check_context, check_plain_language, check_not_in_work, check_briefs, check_approvals):
            check(checks)
        logo, logo_type = read_logo(
            files.employer_folder, context.record.employer.logo, context, ("employer", "logo"), problems
        )
    qualification = templates.qualifications.get(context.record.qualification) if context else None
    extensions = check_extensions(register.extensions, context.record.assignments) if context else NO_EXTENSIONS
    cohort = MarkingContext(
        register,
        templates.units,
        templates.unreadable,
        context,
        centre,
        qualification,
        today,
        templates.sound_versions,
        extensions,
        files.name,
        others,
        elsewhere,
    )
    cache = cache_of(files.name) if cache_of else None
    returned = read_marks(files.folder / "marks", f"{inputs_folder(files.name)}/marks", cohort, problems, cache)
    if context and centre:
        check_own_staff(register, context.record.assignments, centre, problems)
    check_statuses(register, returned.marked, today, problems)
    check_other_sheets(cohort, returned.marked, problems)
    if context:
        check_given_versions(checks, returned.versions.values())
    made, stopped = _sorted_assignments(context, templates, files.errors) if context else ([], [])
    is_stopped = not made or context is None or _is_stopped(context, templates, files.errors)
    check_support(cohort, returned.marked, is_complete=not is_stopped and not stopped)
    if context is None or centre is None or centre.invalid_at or is_stopped:
        return None
    return EmployerInputs(
        folder=files.name,
        cohort=files.cohort,
        elsewhere=elsewhere,
        wanted=files.wanted,
        units=as_written(templates.units),
        versions={reference: as_written(versions) for reference, versions in templates.sound_versions.items()},
        to_note=chosen.to_note,
        context=context.record.model_copy(update={"assignments": tuple(made)}),
        learners=register.learners,
        marked=returned.marked,
        declarations=returned.declarations,
        given=returned.versions,
        logo=logo,
        logo_type=logo_type,
        checks=brief_checks(checks, centre.record, made),
        stopped=tuple(assignment.name for assignment in stopped),
        judged=tuple(entry for entry in stopped if cohort.assignment(entry.name) and _are_sound(entry, templates)),
        holds=holds_of(files.errors, register, context.record.assignments),
        former=register.former,
        extensions=extensions,
        unattributed=_is_unattributed(files.errors, register),
    )


def _is_stopped(context: Sourced[Context], templates: Templates, errors: Iterable[Problem]) -> bool:
    """Say whether something stops all of a pack: anything of more scope than an assignment."""
    far = any(problem.scope in (Scope.WORKSPACE, Scope.EMPLOYER, Scope.COHORT) for problem in errors)
    return far or not templates.is_sound(context.record.qualification)


def _sorted_assignments(
    context: Sourced[Context], templates: Templates, errors: Iterable[Problem]
) -> tuple[list[Assignment], list[Assignment]]:
    """Return the assignments that can be made, and those that are stopped."""
    assignments = context.record.assignments
    stopped = [
        entry
        for position, entry in enumerate(assignments)
        if not context.is_valid_at("assignments", position) or not entry.references or not _are_sound(entry, templates)
    ]
    for problem in errors:
        if problem.scope is Scope.ASSIGNMENT:
            stopped += concerned(problem.reach.assignment, assignments)
    return [entry for entry in assignments if entry not in stopped], [
        entry for entry in assignments if entry in stopped
    ]


def _are_sound(assignment: Assignment, templates: Templates) -> bool:
    return all(templates.is_sound(reference) for reference in assignment.references)


def _is_unattributed(errors: Iterable[Problem], register: Register) -> bool:
    """Say whether a file's learner is not known, or whether a row of the register may be anybody's."""
    known = {learner.registration for learner in register.learners}
    return not register.unsure <= known or any(
        not any(map(register.registration_of, problem.reach.learners)) for problem in holding(errors)
    )
