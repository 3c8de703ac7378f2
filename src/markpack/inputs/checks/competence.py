"""Rules of the competence register: staff act only in roles and units for which evidence is on record and in date.

Rule: a centre uses competent, suitably qualified staff to teach, support and assess, and can show it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from markpack.errors import Place
from markpack.inputs.checks.mark_checks import MarkChecks
from markpack.inputs.checks.staff import CENTRE_FILE, ROLES
from markpack.inputs.problems import listing, others_too, quote
from markpack.inputs.records.record_reader import Sourced
from markpack.model.centre import StaffMember
from markpack.model.competence import Competence, StaffRole
from markpack.model.context import Assignment
from markpack.model.dates import day
from markpack.model.marks import MarkedAttempt

_EXAMPLE = "role, units, evidence and review_on"


def check_evidence(staff: Iterable[Sourced[StaffMember]]) -> None:
    """Warn, once for each person, of what they are listed for without evidence on record."""
    for person in staff:
        listed = [
            f"{ROLES[role]} of {unit}"
            for role in (StaffRole.ASSESSOR, StaffRole.IQA)
            for unit in sorted(person.record.units_as(role))
            if person.record.competence_for(role, unit) is None
        ]
        if listed and not person.record.competence:
            _note_no_evidence(person)
        elif listed:
            person.problems.warn(
                person.place("name"),
                f"There is no evidence on record that {quote(person.record.name)} is competent as {listing(listed)}.",
                f"Add it to “competence”, with {_EXAMPLE}.",
            )


def check_competence(
    person: Sourced[StaffMember], role: StaffRole, units: Iterable[str], assignment: Sourced[Assignment]
) -> None:
    """Note where somebody named for an assignment is not competent for it, or only until before it is due.

    Whoever is not listed to assess or quality-assure is noted elsewhere.
    """
    due_on = assignment.record.due_on
    for unit in units:
        entry = person.record.competence_for(role, unit)
        if entry is None and role is StaffRole.TUTOR:
            _note_tutor(person, unit, assignment)
        elif entry and assignment.is_valid_at("due_on") and entry.has_expired(due_on):
            line = person.place("competence", person.record.competence.index(entry), "review_on").line
            assignment.problems.error(
                assignment.place(role.value),
                f"The competence of {quote(person.record.name)} as {ROLES[role]} of unit {unit} was to be reviewed by "
                f"{day(entry.review_on)}, before the assignment is due on {day(due_on)}.",
                f"Review it and write the next date in {person.document.file}, line {line}, "
                f"or name another {ROLES[role]}.",
            )


def _note_tutor(person: Sourced[StaffMember], unit: str, assignment: Sourced[Assignment]) -> None:
    """Note a tutor without an entry: there is no short list of units that somebody teaches."""
    if not person.record.competence:
        _note_no_evidence(person)
        return
    assignment.problems.error(
        assignment.place(StaffRole.TUTOR.value),
        f"{quote(person.record.name)} is not on record as competent tutor of unit {unit}.",
        f"Add an entry with the role tutor to their “competence” in {person.place('name')} if they are, "
        "or name another tutor.",
    )


def _note_no_evidence(person: Sourced[StaffMember]) -> None:
    person.problems.warn(
        person.place("name"),
        f"There is no evidence on record of what {quote(person.record.name)} is competent for.",
        f"Add “competence”, with {_EXAMPLE} for each of their roles.",
    )


def check_dated(checks: MarkChecks, marked: Iterable[MarkedAttempt]) -> None:
    """Warn of marks and quality assurance dated after the review date of whoever is named; once for each entry."""
    centre = checks.cohort.centre
    if centre is None or not centre.is_valid_at("staff"):
        return
    attempts_by_review: dict[tuple[str, str, Competence], list[tuple[datetime.date, Place]]] = {}
    for attempt in marked:
        for role, name, field, date in (
            (StaffRole.ASSESSOR, attempt.assessor, "assessed_on", attempt.assessed_on),
            (StaffRole.IQA, attempt.iqa, "iqa_on", attempt.iqa_on),
        ):
            for unit in checks.cohort.sheets[attempt.unit].members:
                entry = centre.record.competence(name, role, unit.reference)
                if date and entry and entry.has_expired(date):
                    attempts_by_review.setdefault((name, unit.reference, entry), []).append(
                        (date, checks.place(attempt, field))
                    )
    for (name, reference, entry), ((date, place), *others) in attempts_by_review.items():
        field_label = "date of assessment" if entry.role is StaffRole.ASSESSOR else "IQA date"
        checks.problems.warn(
            place,
            f"{day(date)} as {field_label} is after {day(entry.review_on)}, by when the competence of {quote(name)} as "
            f"{ROLES[entry.role]} of unit {reference} was to be reviewed{others_too(len(others))}.",
            f"Once it is reviewed, write the next date for them in {CENTRE_FILE}.",
        )
