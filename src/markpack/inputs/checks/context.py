"""Rules of an employer's context that hold between it, the templates, the centre's staff and the register."""

from __future__ import annotations

from markpack.inputs.checks.assignment import check_assignment, name_of
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.competence import check_competent
from markpack.inputs.checks.staff import check_assessor, check_different, check_iqa, check_known
from markpack.inputs.files.yaml_text import Location
from markpack.inputs.problems import did_you_mean, listing, quote, sentences
from markpack.inputs.records.record_reader import Reading
from markpack.inputs.records.text_placeholders import Vocabulary, check_placeholders
from markpack.model.context import Assignment, Context
from markpack.model.dates import day
from markpack.model.qualification import Qualification


def vocabulary_of(reading: Reading[Context]) -> Vocabulary | None:
    """Return an employer's words; None where they are not sound."""
    if not reading.sound("vocabulary"):
        return None
    return Vocabulary(reading.document.file, frozenset(reading.record.vocabulary))


def check_context(
    checks: CheckContext,
) -> None:
    """Note what in a context does not agree with the other files, or with itself."""
    _check_qualification(checks)
    qualification = checks.qualification
    seen: dict[str, Location] = {}
    for position, assignment in enumerate(checks.context.record.assignments):
        check_assignment(checks, position, seen)
        _check_people(checks, position, assignment)
        _check_dates(checks, position, assignment)
        if qualification and qualification.sound("duration_years"):
            _check_registrations(checks, position, assignment, qualification.record)
    _check_additions(checks)
    vocabulary = vocabulary_of(checks.context)
    texts: list[Location] = [("scenario",), ("units",)]
    texts += [("assignments", position, "instrument") for position in range(len(checks.context.record.assignments))]
    check_placeholders(checks.context.document, texts, [vocabulary] if vocabulary else [], checks.problems)


def _check_qualification(checks: CheckContext) -> None:
    reference, known = checks.context.record.qualification, checks.templates.qualifications
    if (
        reference not in known
        and checks.context.sound("qualification")
        and reference not in checks.templates.unreadable
    ):
        checks.problems.error(
            checks.context.place("qualification"),
            f"The qualification {quote(reference)} has no template in templates/qualifications.",
            sentences(
                did_you_mean(reference, known), f"Templates there are {listing(sorted(known))}." if known else ""
            ),
        )


def _check_people(checks: CheckContext, position: int, assignment: Assignment) -> None:
    here = ("assignments", position)
    if checks.context.sound(*here, "assessor") and checks.context.sound(*here, "iqa"):
        check_different(assignment.assessor, assignment.iqa, checks.context.place(*here, "iqa"), checks.problems)
    if checks.centre is None or not checks.centre.sound("staff"):
        return
    staff = checks.centre.record.staff
    # Nobody is listed for a unit that there is not, which is reported by itself.
    units = [
        unit for unit in assignment.references if unit in checks.templates.units or unit in checks.templates.unreadable
    ]
    for role, name, listed in (
        ("assessor", assignment.assessor, check_assessor),
        ("iqa", assignment.iqa, check_iqa),
        ("tutor", assignment.tutor, None),
    ):
        place = checks.context.place(*here, role)
        if not name or not checks.context.sound(*here, role):
            continue
        if not check_known(name, "IQA" if role == "iqa" else role, staff, place, checks.problems) or not listed:
            continue
        for unit in units:
            listed(name, unit, staff, place, checks.problems)
    check_competent(checks, position, units)


def _check_dates(checks: CheckContext, position: int, assignment: Assignment) -> None:
    here = ("assignments", position)
    if not checks.context.sound(*here, "due_on"):
        return
    if checks.context.sound(*here, "set_on") and assignment.due_on < assignment.set_on:
        checks.problems.error(
            checks.context.place(*here, "due_on"),
            f"{name_of(assignment)} is due on {day(assignment.due_on)}, before it is set on {day(assignment.set_on)}.",
            "Correct due_on or set_on.",
        )
    if assignment.resubmit_by and assignment.resubmit_by < assignment.due_on:
        checks.problems.error(
            checks.context.place(*here, "resubmit_by"),
            f"Resubmission by {day(assignment.resubmit_by)} is before the unit is due on {day(assignment.due_on)}.",
            "Correct resubmit_by, or leave it out to have the centre’s days counted.",
        )


def _check_registrations(
    checks: CheckContext, position: int, assignment: Assignment, qualification: Qualification
) -> None:
    """Rule: the qualification has to be completed within so many years of a learner's registration."""
    here = ("assignments", position)
    if not checks.context.sound(*here, "due_on"):
        return
    for learner in checks.register.learners:
        last_day = learner.must_complete_by(qualification.duration_years)
        if last_day and assignment.due_on > last_day:
            checks.problems.error(
                checks.context.place(*here, "due_on"),
                f"{name_of(assignment)} is due on {day(assignment.due_on)}, but the registration of learner "
                f"{learner.registration} runs out on {day(last_day)}.",
                "Set an earlier date, or renew the registration and correct it in the register.",
            )


def _check_additions(checks: CheckContext) -> None:
    """Note additions to units and tasks that there are not."""
    for reference, addition in checks.context.record.units.items():
        unit = checks.templates.units.get(reference)
        if unit is None:
            if reference not in checks.templates.unreadable:
                checks.problems.error(
                    checks.context.key_place("units", reference),
                    f"The unit {quote(reference)} has no template in templates/units.",
                    sentences(did_you_mean(reference, checks.templates.units), "Correct the reference."),
                )
            continue
        if not unit.sound("assignment", "tasks"):
            continue
        # Those of every method: what is added for another one waits until it is chosen.
        instruments = (unit.record.assignment, *unit.record.methods.values())
        ids = list(dict.fromkeys(task.id for entry in instruments for task in entry.tasks))
        for task in addition.tasks:
            if task not in ids:
                checks.problems.error(
                    checks.context.key_place("units", reference, "tasks", task),
                    f"{quote(task)} is not a task of unit {reference}.",
                    sentences(did_you_mean(task, ids), f"Its tasks are {listing(ids)}."),
                )
