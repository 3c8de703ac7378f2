"""Whether a member of staff may assess or quality-assure a unit."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.errors import Place
from markpack.inputs.problems import Problems, did_you_mean, listing, quote, sentences
from markpack.model.centre import StaffMember
from markpack.model.competence import StaffRole

CENTRE_FILE = "contexts/centre.yaml"


def find_member(name: str, staff: Sequence[StaffMember]) -> StaffMember | None:
    """Return the member of staff of that name, letter case and spacing aside."""
    return next((person for person in staff if folded(person.name) == folded(name)), None)


def canonical_name(name: str, staff: Sequence[StaffMember] | None) -> str:
    """Return a name as the centre's file spells it."""
    person = find_member(name, staff or ())
    return person.name if person else name


def check_known(name: str, role: str, staff: Sequence[StaffMember], place: Place, problems: Problems) -> bool:
    """Say whether a name is that of a member of staff; note it if not."""
    if find_member(name, staff):
        return True
    names = [person.name for person in staff]
    problems.error(
        place,
        f"The {role} {quote(name)} is not among the centre’s staff.",
        sentences(did_you_mean(name, names), f"Staff in {CENTRE_FILE} are {listing(names)}."),
    )
    return False


def check_assessor(name: str, unit: str, staff: Sequence[StaffMember], place: Place, problems: Problems) -> None:
    """Note an assessor who is unknown, or not listed for the unit."""
    if check_known(name, "assessor", staff, place, problems):
        person = find_member(name, staff)
        if person and unit not in person.units_as(StaffRole.ASSESSOR):
            _not_listed(name, "assess", "assessor", unit, place, problems)


def check_iqa(name: str, unit: str, staff: Sequence[StaffMember], place: Place, problems: Problems) -> None:
    """Note an IQA who is unknown, or not listed for the unit."""
    if check_known(name, "IQA", staff, place, problems):
        person = find_member(name, staff)
        if person and unit not in person.units_as(StaffRole.IQA):
            _not_listed(name, "quality-assure", "iqa", unit, place, problems)


def check_different(assessor: str, iqa: str, place: Place, problems: Problems) -> None:
    """Note where one person is both assessor and IQA. Rule: nobody quality-assures their own decisions."""
    if folded(assessor) == folded(iqa):
        problems.error(
            place,
            f"{quote(iqa)} is both assessor and IQA; nobody may quality-assure their own decisions.",
            "Name another person as IQA.",
        )


def _not_listed(name: str, verb: str, role: str, unit: str, place: Place, problems: Problems) -> None:
    problems.error(
        place,
        f"{quote(name)} is not listed to {verb} unit {unit}.",
        f"Name another person, or add {unit} with the role {role} to competence of {name} in {CENTRE_FILE} if they are "
        "qualified.",
    )


def folded(name: str) -> str:
    """Return a name without letter case and needless spaces, to compare it."""
    return " ".join(name.split()).casefold()
