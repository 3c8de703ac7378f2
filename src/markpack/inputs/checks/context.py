"""Rules of an employer's context that hold between it, the templates, the centre's staff and the register."""

from __future__ import annotations

from markpack.errors import Scope
from markpack.inputs.checks.assignment import check_assignments, name_of
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.competence import check_competence
from markpack.inputs.checks.employer_tasks import check_employer_tasks
from markpack.inputs.checks.instrument import check_task_names
from markpack.inputs.checks.staff import check_different, check_person, find_member, people_of
from markpack.inputs.files.located_data import Location
from markpack.inputs.problems import did_you_mean, listing, quote, sentences
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.records.text_placeholders import check_placeholders, check_words
from markpack.model.context import Assignment, Context
from markpack.model.dates import day

_WORDS: tuple[Location, ...] = (
    *(("employer", key) for key in ("name", "short_name", "sector")),
    ("vocabulary",),
    ("not_in_work", "organisation"),
    ("not_in_work", "vocabulary"),
)
"""What placeholders name of an employer."""


def check_context(checks: CheckContext) -> None:
    """Note what in a context does not agree with the other files, or with itself."""
    _check_qualification(checks)
    check_assignments(checks)
    for assignment in checks.assignments:
        _check_people(checks, assignment)
        _check_hour(assignment)
        if assignment.is_valid_at("due_on"):
            _check_dates(assignment)
            _check_registrations(checks, assignment)
    _check_additions(checks)
    check_employer_tasks(checks)
    check_placeholders(checks.context, [("scenario",)], [checks.context])
    check_words(checks.context, _WORDS)
    for reference in checks.context.record.units:
        _check_placeholders_at(checks.context.within(Scope.ASSIGNMENT, assignment=reference), ("units", reference))
    for position, entry in enumerate(checks.context.record.assignments):
        context = checks.context.within(Scope.ASSIGNMENT, assignment=entry.name)
        for key in ("instrument", "where"):
            _check_placeholders_at(context, ("assignments", position, key))


def _check_placeholders_at(context: Sourced[Context], location: Location) -> None:
    check_placeholders(context, [location], [context])


def _check_qualification(checks: CheckContext) -> None:
    context, templates = checks.context, checks.templates
    reference, known = context.record.qualification, templates.qualifications
    if reference not in known and reference not in templates.unreadable and context.is_valid_at("qualification"):
        context.problems.error(
            context.place("qualification"),
            f"The qualification {quote(reference)} has no template in templates/qualifications.",
            sentences(
                did_you_mean(reference, known), f"Templates there are {listing(sorted(known))}." if known else ""
            ),
        )


def _check_people(checks: CheckContext, assignment: Sourced[Assignment]) -> None:
    record, centre, templates = assignment.record, checks.centre, checks.templates
    if assignment.is_valid_at("assessor") and assignment.is_valid_at("iqa"):
        check_different(record.assessor, record.iqa, assignment.place("iqa"), assignment.problems)
    if centre is None or not centre.is_valid_at("staff"):
        return
    # Nobody is listed for a unit that there is not, which is reported by itself.
    units = [unit for unit in record.references if unit in templates.units or unit in templates.unreadable]
    for role, name in people_of(record):
        if name and assignment.is_valid_at(role.value):
            check_person(centre, role, name, units, assignment.place(role.value), assignment.problems)
            if person := find_member(name, centre):
                check_competence(person, role, units, assignment)


def _check_dates(assignment: Sourced[Assignment]) -> None:
    record = assignment.record
    if assignment.is_valid_at("set_on") and record.due_on < record.set_on:
        assignment.problems.error(
            assignment.place("due_on"),
            f"{name_of(record)} is due on {day(record.due_on)}, before it is set on {day(record.set_on)}.",
            "Correct due_on or set_on.",
        )
    if record.resubmit_by and record.resubmit_by < record.due_on:
        assignment.problems.error(
            assignment.place("resubmit_by"),
            f"Resubmission by {day(record.resubmit_by)} is before the unit is due on {day(record.due_on)}.",
            "Correct resubmit_by, or leave it out to have the centre’s days counted.",
        )


def _check_hour(assignment: Sourced[Assignment]) -> None:
    """Warn of an hour where nothing is handed in on the last day: learner and assessor agree when they meet."""
    if assignment.record.hour and assignment.record.method.is_held and assignment.is_valid_at("hour"):
        assignment.problems.warn(
            assignment.key_place("hour"),
            f"The {assignment.record.method.value} for {assignment.record.name} has an hour, which briefs do not show: "
            "learner and assessor agree on theirs.",
            "Leave hour out, or say in “how” below “meeting” in centre.yaml at which hours it can be held.",
        )


def _check_registrations(checks: CheckContext, assignment: Sourced[Assignment]) -> None:
    """Rule: the qualification has to be completed within so many years of a learner's registration."""
    qualification, due_on = checks.qualification, assignment.record.due_on
    if qualification is None or not qualification.is_valid_at("duration_years"):
        return
    for learner in checks.register.learners:
        if not learner.is_active:
            continue
        last_day = learner.must_complete_by(qualification.record.duration_years)
        if last_day and due_on > last_day:
            assignment.problems.error(
                assignment.place("due_on"),
                f"{name_of(assignment.record)} is due on {day(due_on)}, but the registration of learner "
                f"{learner.registration} runs out on {day(last_day)}.",
                "Set an earlier date, or renew the registration and correct it in the register.",
                scope=Scope.LEARNER,
                learners=[learner.registration],
            )


def _check_additions(checks: CheckContext) -> None:
    """Note additions to units and tasks that there are not."""
    templates = checks.templates
    for reference, addition in checks.context.record.units.items():
        context = checks.context.within(Scope.ASSIGNMENT, assignment=reference)
        unit = templates.units.get(reference)
        if unit is None and reference not in templates.unreadable:
            context.problems.error(
                context.key_place("units", reference),
                f"The unit {quote(reference)} has no template in templates/units.",
                sentences(did_you_mean(reference, templates.units), "Correct the reference."),
            )
        if unit and unit.is_valid_at("assignment", "tasks"):
            # Those of every method: what is added for another one waits until it is chosen.
            instruments = (unit.record.assignment, *unit.record.methods.values())
            check_task_names(context.part(addition, "units", reference), reference, instruments)
