"""Whether a member of staff may act for a unit: who they are, and what they are listed for."""

from __future__ import annotations

from collections.abc import Iterable

from markpack.errors import Place
from markpack.inputs.problems import Problems, did_you_mean, listing, quote, sentences
from markpack.inputs.records.record_reader import Sourced
from markpack.model.centre import Centre, StaffMember
from markpack.model.competence import StaffRole
from markpack.model.context import Assignment
from markpack.model.names import folded_name

CENTRE_FILE = "contexts/centre.yaml"
ROLES = {StaffRole.TUTOR: "tutor", StaffRole.ASSESSOR: "assessor", StaffRole.IQA: "IQA"}
"""The roles as messages name them."""

_LISTED_TO = {StaffRole.ASSESSOR: "assess", StaffRole.IQA: "quality-assure"}
"""What the centre's file lists people for; there is no short list of units that somebody teaches."""


def find_member(name: str, centre: Sourced[Centre]) -> Sourced[StaffMember] | None:
    """Return the member of staff of that name, letter case and spacing aside."""
    person = centre.record.member(name)
    return centre.part(person, "staff", centre.record.staff.index(person)) if person else None


def canonical_name(name: str, centre: Sourced[Centre] | None) -> str:
    """Return a name as the centre's file spells it."""
    person = centre.record.member(name) if centre else None
    return person.name if person else name


def people_of(assignment: Assignment) -> tuple[tuple[StaffRole, str], ...]:
    """Return who is named for an assignment by role; an empty name where there is no tutor."""
    return (
        (StaffRole.TUTOR, assignment.tutor),
        (StaffRole.ASSESSOR, assignment.assessor),
        (StaffRole.IQA, assignment.iqa),
    )


def check_person(
    centre: Sourced[Centre], role: StaffRole, name: str, units: Iterable[str], place: Place, problems: Problems
) -> None:
    """Note, at the place that names somebody in a role, that they are unknown, or not listed for one of the units."""
    person = centre.record.member(name)
    if person is None:
        names = [member.name for member in centre.record.staff]
        problems.error(
            place,
            f"The {ROLES[role]} {quote(name)} is not among the centre’s staff.",
            sentences(did_you_mean(name, names), f"Staff in {CENTRE_FILE} are {listing(names)}."),
        )
        return
    for unit in units if role in _LISTED_TO else ():
        if unit not in person.units_as(role):
            problems.error(
                place,
                f"{quote(name)} is not listed to {_LISTED_TO[role]} unit {unit}.",
                f"Name another person, or add {unit} with the role {role.value} to competence of {name} in "
                f"{CENTRE_FILE} if they are qualified.",
            )


def check_different(assessor: str, iqa: str, place: Place, problems: Problems) -> None:
    """Note where one person is both assessor and IQA. Rule: nobody quality-assures their own decisions."""
    if folded_name(assessor) == folded_name(iqa):
        problems.error(
            place,
            f"{quote(iqa)} is both assessor and IQA; nobody may quality-assure their own decisions.",
            "Name another person as IQA.",
        )
