"""Rules of the competence register: staff act only in roles and units for which evidence is on record and in date.

Rule: a centre uses competent, suitably qualified staff to teach, support and assess, and can show it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from markpack.errors import Place
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.outcome import Cells, Key
from markpack.inputs.checks.staff import CENTRE_FILE
from markpack.inputs.problems import Problems, listing, quote
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.record_reader import Reading
from markpack.model.centre import Centre, StaffMember
from markpack.model.competence import Competence, StaffRole
from markpack.model.context import Assignment
from markpack.model.dates import day
from markpack.model.marks import MarkedAttempt

ROLES = {StaffRole.TUTOR: "tutor", StaffRole.ASSESSOR: "assessor", StaffRole.IQA: "IQA"}
"""The roles as messages name them."""

_EXAMPLE = "role, units, evidence and review_on"


def check_evidence(centre: Reading[Centre], problems: Problems) -> None:
    """Warn, once for each person, of what they are listed for without evidence on record."""
    if not centre.sound("staff"):
        return
    for person in centre.record.staff:
        listed = {
            f"{ROLES[role]} of {unit}": None
            for role in (StaffRole.ASSESSOR, StaffRole.IQA)
            for unit in sorted(person.units_as(role))
            if person.competence_for(role, unit) is None
        }
        if listed and not person.competence:
            _no_evidence(person, centre, problems)
        elif listed:
            problems.warn(
                _at(person, centre),
                f"There is no evidence on record that {quote(person.name)} is competent as {listing(listed)}.",
                f"Add it to “competence”, with {_EXAMPLE}.",
            )


def check_competent(checks: CheckContext, position: int, units: Iterable[str]) -> None:
    """Note where somebody named for an assignment is not competent for it, or only until before it is due.

    Whoever is not on the staff at all, or not listed to assess or quality-assure, is noted elsewhere.
    """
    if checks.centre is None or not checks.centre.sound("staff"):
        return
    here, assignment = ("assignments", position), checks.context.record.assignments[position]
    for role, name in people_of(assignment):
        person = checks.centre.record.member(name) if name else None
        if person is None or not checks.context.sound(*here, role.value):
            continue
        place = checks.context.place(*here, role.value)
        for unit in units:
            entry = person.competence_for(role, unit)
            if entry is not None and checks.context.sound(*here, "due_on") and entry.has_expired(assignment.due_on):
                checks.problems.error(
                    place,
                    f"The competence of {quote(person.name)} as {ROLES[role]} of unit {unit} was to be reviewed by "
                    f"{day(entry.review_on)}, before the assignment is due on {day(assignment.due_on)}.",
                    f"Review it and write the next date in {_line_of(person, entry, checks.centre)}, "
                    f"or name another {ROLES[role]}.",
                )
            if entry is None and role is StaffRole.TUTOR:
                _check_tutor(person, unit, place, checks.centre, checks.problems)


def people_of(assignment: Assignment) -> tuple[tuple[StaffRole, str], ...]:
    """Return who is named for an assignment by role; an empty name where there is no tutor."""
    return (
        (StaffRole.TUTOR, assignment.tutor),
        (StaffRole.ASSESSOR, assignment.assessor),
        (StaffRole.IQA, assignment.iqa),
    )


def _check_tutor(person: StaffMember, unit: str, place: Place, centre: Reading[Centre], problems: Problems) -> None:
    """Note a tutor without an entry: there is no short list of units that somebody teaches."""
    if not person.competence:
        _no_evidence(person, centre, problems)
        return
    problems.error(
        place,
        f"{quote(person.name)} is not on record as competent tutor of unit {unit}.",
        f"Add an entry with the role tutor to their “competence” in {_at(person, centre)} if they are, "
        "or name another tutor.",
    )


def _no_evidence(person: StaffMember, centre: Reading[Centre], problems: Problems) -> None:
    problems.warn(
        _at(person, centre),
        f"There is no evidence on record of what {quote(person.name)} is competent for.",
        f"Add “competence”, with {_EXAMPLE} for each of their roles.",
    )


def _at(person: StaffMember, centre: Reading[Centre]) -> Place:
    return centre.place("staff", centre.record.staff.index(person), "name")


def _line_of(person: StaffMember, entry: Competence, centre: Reading[Centre]) -> str:
    """Return where an entry's review date stands: contexts/centre.yaml, line 31."""
    at = centre.place(
        "staff", centre.record.staff.index(person), "competence", person.competence.index(entry), "review_on"
    )
    return f"{at.file}, line {at.line}"


def check_dated(
    marked: Iterable[MarkedAttempt],
    sheets: Mapping[Key, tuple[Place, Cells]],
    cohort: MarkingContext,
    problems: Problems,
) -> None:
    """Warn of marks and quality assurance dated after the review date of whoever is named; once for each entry."""
    centre = cohort.centre
    if centre is None or not centre.sound("staff"):
        return
    late: dict[tuple[str, StaffRole, str], list[tuple[datetime.date, Place]]] = {}
    for attempt in marked:
        place, cells = sheets[attempt.learner, attempt.unit, attempt.attempt]
        for role, name, field, on in (
            (StaffRole.ASSESSOR, attempt.assessor, "assessed_on", attempt.assessed_on),
            (StaffRole.IQA, attempt.iqa, "iqa_on", attempt.iqa_on),
        ):
            for unit in cohort.sheets[attempt.unit].members:
                entry = centre.record.competence(name, role, unit.reference)
                if on and entry and entry.has_expired(on):
                    at = cells[field, ""].place if (field, "") in cells else place
                    late.setdefault((name, role, unit.reference), []).append((on, at))
    for (name, role, unit_reference), found in late.items():
        entry = centre.record.competence(name, role, unit_reference)
        if entry is None:
            continue
        on, place = found[0]
        what = "date of assessment" if role is StaffRole.ASSESSOR else "IQA date"
        more = f" ({len(found) - 1} more {'is' if len(found) == 2 else 'are'} too)" if len(found) > 1 else ""
        problems.warn(
            place,
            f"{day(on)} as {what} is after {day(entry.review_on)}, by when the competence of {quote(name)} as "
            f"{ROLES[role]} of unit {unit_reference} was to be reviewed{more}.",
            f"Once it is reviewed, write the next date for them in {CENTRE_FILE}.",
        )
