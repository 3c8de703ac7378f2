"""Rules of an employer's context that hold between it, the templates, the centre's staff and the register."""

from __future__ import annotations

from markpack.inputs.checks.assignment import Templates, check_assignment, name_of
from markpack.inputs.checks.competence import check_competent
from markpack.inputs.checks.staff import check_assessor, check_different, check_iqa, check_known
from markpack.inputs.files.yaml_text import Location
from markpack.inputs.problems import Findings, did_you_mean, listing, quote, sentences
from markpack.inputs.records.record_reader import Reading
from markpack.inputs.records.register import Register
from markpack.inputs.records.text_placeholders import Vocabulary, check_placeholders
from markpack.model.centre import Centre
from markpack.model.context import Assignment, Context
from markpack.model.dates import day
from markpack.model.qualification import Qualification


def vocabulary_of(reading: Reading[Context]) -> Vocabulary | None:
    """Return an employer's words; None where they are not sound."""
    if not reading.sound("vocabulary"):
        return None
    return Vocabulary(reading.document.file, frozenset(reading.record.vocabulary))


def check_context(
    reading: Reading[Context],
    templates: Templates,
    centre: Reading[Centre] | None,
    register: Register,
    findings: Findings,
) -> None:
    """Note what in a context does not agree with the other files, or with itself."""
    qualification = _qualification(reading, templates, findings)
    seen: dict[str, Location] = {}
    for position, assignment in enumerate(reading.record.assignments):
        check_assignment(reading, position, templates, qualification, seen, findings)
        _check_people(reading, position, assignment, templates, centre, findings)
        _check_dates(reading, position, assignment, findings)
        if qualification and qualification.sound("duration_years"):
            _check_registrations(reading, position, assignment, qualification.record, register, findings)
    _check_additions(reading, templates, findings)
    vocabulary = vocabulary_of(reading)
    texts: list[Location] = [("scenario",), ("units",)]
    texts += [("assignments", position, "instrument") for position in range(len(reading.record.assignments))]
    check_placeholders(reading.document, texts, [vocabulary] if vocabulary else [], findings)


def _qualification(
    reading: Reading[Context], templates: Templates, findings: Findings
) -> Reading[Qualification] | None:
    reference, known = reading.record.qualification, templates.qualifications
    if reference in known:
        return known[reference]
    if reading.sound("qualification") and reference not in templates.unreadable:
        findings.error(
            reading.place("qualification"),
            f"The qualification {quote(reference)} has no template in templates/qualifications.",
            sentences(
                did_you_mean(reference, known), f"Templates there are {listing(sorted(known))}." if known else ""
            ),
        )
    return None


def _check_people(
    reading: Reading[Context],
    position: int,
    assignment: Assignment,
    templates: Templates,
    centre: Reading[Centre] | None,
    findings: Findings,
) -> None:
    here = ("assignments", position)
    if reading.sound(*here, "assessor") and reading.sound(*here, "iqa"):
        check_different(assignment.assessor, assignment.iqa, reading.place(*here, "iqa"), findings)
    if centre is None or not centre.sound("staff"):
        return
    staff = centre.record.staff
    # Nobody is listed for a unit that there is not, which is reported by itself.
    units = [unit for unit in assignment.references if unit in templates.units or unit in templates.unreadable]
    for role, name, listed in (
        ("assessor", assignment.assessor, check_assessor),
        ("iqa", assignment.iqa, check_iqa),
        ("tutor", assignment.tutor, None),
    ):
        place = reading.place(*here, role)
        if not name or not reading.sound(*here, role):
            continue
        if not check_known(name, "IQA" if role == "iqa" else role, staff, place, findings) or not listed:
            continue
        for unit in units:
            listed(name, unit, staff, place, findings)
    check_competent(reading, position, units, centre, findings)


def _check_dates(reading: Reading[Context], position: int, assignment: Assignment, findings: Findings) -> None:
    here = ("assignments", position)
    if not reading.sound(*here, "due_on"):
        return
    if reading.sound(*here, "set_on") and assignment.due_on < assignment.set_on:
        findings.error(
            reading.place(*here, "due_on"),
            f"{name_of(assignment)} is due on {day(assignment.due_on)}, before it is set on {day(assignment.set_on)}.",
            "Correct due_on or set_on.",
        )
    if assignment.resubmit_by and assignment.resubmit_by < assignment.due_on:
        findings.error(
            reading.place(*here, "resubmit_by"),
            f"Resubmission by {day(assignment.resubmit_by)} is before the unit is due on {day(assignment.due_on)}.",
            "Correct resubmit_by, or leave it out to have the centre’s days counted.",
        )


def _check_registrations(
    reading: Reading[Context],
    position: int,
    assignment: Assignment,
    qualification: Qualification,
    register: Register,
    findings: Findings,
) -> None:
    """Rule: the qualification has to be completed within so many years of a learner's registration."""
    here = ("assignments", position)
    if not reading.sound(*here, "due_on"):
        return
    for learner in register.learners:
        last_day = learner.must_complete_by(qualification.duration_years)
        if last_day and assignment.due_on > last_day:
            findings.error(
                reading.place(*here, "due_on"),
                f"{name_of(assignment)} is due on {day(assignment.due_on)}, but the registration of learner "
                f"{learner.registration} runs out on {day(last_day)}.",
                "Set an earlier date, or renew the registration and correct it in the register.",
            )


def _check_additions(reading: Reading[Context], templates: Templates, findings: Findings) -> None:
    """Note additions to units and tasks that there are not."""
    for reference, addition in reading.record.units.items():
        unit = templates.units.get(reference)
        if unit is None:
            if reference not in templates.unreadable:
                findings.error(
                    reading.key_place("units", reference),
                    f"The unit {quote(reference)} has no template in templates/units.",
                    sentences(did_you_mean(reference, templates.units), "Correct the reference."),
                )
            continue
        if not unit.sound("assignment", "tasks"):
            continue
        # Those of every method: what is added for another one waits until it is chosen.
        instruments = (unit.record.assignment, *unit.record.methods.values())
        ids = list(dict.fromkeys(task.id for entry in instruments for task in entry.tasks))
        for task in addition.tasks:
            if task not in ids:
                findings.error(
                    reading.key_place("units", reference, "tasks", task),
                    f"{quote(task)} is not a task of unit {reference}.",
                    sentences(did_you_mean(task, ids), f"Its tasks are {listing(ids)}."),
                )
