"""One employer's files, read and checked: what documents can be made from, and what is stopped or held."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from markpack.errors import Scope
from markpack.inputs.checks.approval import check_approvals
from markpack.inputs.checks.brief_checklist import brief_checks
from markpack.inputs.checks.brief_warnings import check_briefs
from markpack.inputs.checks.check_context import CheckContext, Templates
from markpack.inputs.checks.context import check_context
from markpack.inputs.checks.extensions import check_extensions
from markpack.inputs.checks.given_versions import check_given_versions
from markpack.inputs.checks.own_staff import check_own_staff
from markpack.inputs.checks.plain_language import check_plain_language
from markpack.inputs.checks.programme import check_support
from markpack.inputs.checks.statuses import check_statuses
from markpack.inputs.files.located_data import Location, Plain
from markpack.inputs.files.yaml_text import read_yaml
from markpack.inputs.holds import concerned, holding, holds_of
from markpack.inputs.marks.marks_folder import read_marks
from markpack.inputs.marks.parse_cache import ParseCache
from markpack.inputs.problems import Problems
from markpack.inputs.records.logo import read_logo
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.record_reader import Sourced, as_written, read_record
from markpack.inputs.records.register import Register, begin_register
from markpack.inputs.unit_versions import ChosenVersions
from markpack.model.brief_check import BriefCheck
from markpack.model.centre import Centre
from markpack.model.context import Assignment, Context
from markpack.model.declaration import ReturnedDeclaration
from markpack.model.extension import NO_EXTENSIONS, Extensions
from markpack.model.forms.field_names import SEPARATOR
from markpack.model.hold import Hold
from markpack.model.learner import Learner
from markpack.model.marks import MarkedAttempt
from markpack.model.unit import Unit
from markpack.model.unit_versions import NotedVersion, UnitVersions

CONTEXTS = "contexts"
CONTEXT_FILE = "context.yaml"


@dataclass(frozen=True)
class EmployerInputs:
    """One employer's files. `folder` is the folder's name; `logo_type` is a media type, or empty without a logo.

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
    unattributed: bool = False
    """Whether something is wrong of which it is not known what learner it concerns."""


@dataclass(frozen=True)
class EmployerFiles:
    """An employer's context and register as read, before they are checked against anything else."""

    folder: Path
    context: Sourced[Context] | None
    register: Register
    problems: Problems


def read_employer(folder: Path, problems: Problems) -> EmployerFiles:
    """Return what is in an employer's folder; a workspace is two folders up."""
    return begin_employer(folder, problems)()


def begin_employer(folder: Path, problems: Problems) -> Callable[[], EmployerFiles]:
    """Begin to read what is in an employer's folder, and return what gives it out: another process reads a workbook."""
    file = f"{CONTEXTS}/{folder.name}"
    problems = problems.within(Scope.EMPLOYER, employer=folder.name)
    begun = begin_register(folder, file, problems)

    def finish() -> EmployerFiles:
        document = read_yaml(folder / CONTEXT_FILE, f"{file}/{CONTEXT_FILE}", problems)
        context = None
        if document:
            data = document.data
            context = read_record(document, Context, problems, lambda location: _problems_at(location, data, problems))
        return EmployerFiles(folder, context, begun(), problems)

    return finish


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
    centre: Sourced[Centre] | None,
    cache_of: Callable[[str], ParseCache] | None,
    today: datetime.date | None,
) -> EmployerInputs | None:
    """Return an employer's inputs, checked against the templates in force; None where all of it is stopped."""
    context, register, problems = files.context, files.register, files.problems
    templates = chosen.templates
    if context:
        checks = CheckContext(context, register, files.folder, templates, centre)
        for check in (check_context, check_plain_language, check_briefs, check_approvals):
            check(checks)
        logo, logo_type = read_logo(files.folder, context, problems)
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
    )
    cache = cache_of(files.folder.name) if cache_of else None
    returned = read_marks(files.folder / "marks", f"{CONTEXTS}/{files.folder.name}/marks", cohort, problems, cache)
    if context and centre:
        check_own_staff(register, context.record.assignments, centre, problems)
    check_statuses(register, returned.marked, today, problems)
    if context:
        check_given_versions(checks, returned.versions.values())
    made, stopped = _sorted_assignments(context, templates, problems) if context else ([], [])
    is_stopped = not made or context is None or _is_stopped(context, templates, problems)
    check_support(cohort, returned.marked, is_complete=not is_stopped and not stopped)
    if context is None or centre is None or centre.invalid_at or is_stopped:
        return None
    return EmployerInputs(
        folder=files.folder.name,
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
        holds=holds_of(problems.errors, register, context.record.assignments),
        former=register.former,
        extensions=extensions,
        unattributed=_is_unattributed(problems, register),
    )


def _is_stopped(context: Sourced[Context], templates: Templates, problems: Problems) -> bool:
    """Say whether something stops all of an employer: anything of more scope than an assignment."""
    far = any(problem.scope in (Scope.WORKSPACE, Scope.EMPLOYER, Scope.COHORT) for problem in problems.errors)
    return far or not templates.is_sound(context.record.qualification)


def _sorted_assignments(
    context: Sourced[Context], templates: Templates, problems: Problems
) -> tuple[list[Assignment], list[Assignment]]:
    """Return the assignments that can be made, and those that are stopped."""
    assignments = context.record.assignments
    stopped = [
        entry
        for position, entry in enumerate(assignments)
        if not context.is_valid_at("assignments", position) or not entry.references or not _are_sound(entry, templates)
    ]
    for problem in problems.errors:
        if problem.scope is Scope.ASSIGNMENT:
            stopped += concerned(problem.reach.assignment, assignments)
    return [entry for entry in assignments if entry not in stopped], [
        entry for entry in assignments if entry in stopped
    ]


def _are_sound(assignment: Assignment, templates: Templates) -> bool:
    return all(templates.is_sound(reference) for reference in assignment.references)


def _is_unattributed(problems: Problems, register: Register) -> bool:
    """Say whether a file's learner is not known, or whether a row of the register may be anybody's."""
    known = {learner.registration for learner in register.learners}
    return not register.unsure <= known or any(
        not any(map(register.registration_of, problem.reach.learners)) for problem in holding(problems.errors)
    )
