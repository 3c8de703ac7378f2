"""One registration number or ULN is one person, also at several employers."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.errors import Place, Scope
from markpack.inputs.employer_inputs import EmployerFiles
from markpack.inputs.problems import quote
from markpack.model.learner import Learner, are_named_alike, are_one


def check_registrations(files: Sequence[EmployerFiles]) -> None:
    """Note registration numbers that two people have at two employers, and ULNs of two people, at both places.

    One person may be at several employers; a name may be written there with and without second names or accents.
    """
    first: dict[str, tuple[Learner, EmployerFiles]] = {}
    first_with_uln: dict[str, tuple[Learner, EmployerFiles]] = {}
    for here in files:
        for learner in here.register.learners:
            other, there = first.setdefault(learner.registration.casefold(), (learner, here))
            if there is not here and not are_one(learner, other):
                _note("registration number", learner.registration, (learner, here), (other, there))
                _note("registration number", other.registration, (other, there), (learner, here))
            if learner.uln:
                other, there = first_with_uln.setdefault(learner.uln, (learner, here))
                is_other = other.registration.casefold() != learner.registration.casefold()
                if is_other and not are_named_alike(learner, other):
                    _note("ULN", learner.uln, (learner, here), (other, there))
                    _note("ULN", learner.uln, (other, there), (learner, here))
    _check_former_numbers(files)
    _check_lost_zeros(files)


def _check_lost_zeros(files: Sequence[EmployerFiles]) -> None:
    """Note learners of one name in two packs of an employer whose numbers differ in leading zeros alone."""
    first: dict[tuple[str, str, str], tuple[Learner, EmployerFiles]] = {}
    for here in files:
        for learner in here.register.learners:
            number, employer = learner.registration, here.employer_folder.name
            if not number.isdecimal():
                continue
            key = employer, number.lstrip("0"), learner.name.casefold()
            other, there = first.setdefault(key, (learner, here))
            if there is not here and other.registration != number:
                _note_lost((learner, here), (other, there))
                _note_lost((other, there), (learner, here))


def _note_lost(one: tuple[Learner, EmployerFiles], another: tuple[Learner, EmployerFiles]) -> None:
    (learner, here), (other, there) = one, another
    where = "here" if len(learner.registration) < len(other.registration) else "there"
    here.problems.within(Scope.LEARNER, learners=[learner.registration]).error(
        here.register.places[learner.registration],
        f"{learner.name} is listed here as {quote(learner.registration)} and in "
        f"{there.register.places[other.registration]} as {quote(other.registration)}; leading zeros are probably lost "
        f"{where}.",
        "Write the same number in both registers, in a cell that is formatted as text.",
    )


def _check_former_numbers(files: Sequence[EmployerFiles]) -> None:
    """Note former numbers that are somebody's of today, or two people's, at both places."""
    todays: dict[str, list[tuple[Learner, EmployerFiles]]] = {}
    before: dict[str, list[tuple[Learner, EmployerFiles]]] = {}
    for here in files:
        for learner in here.register.learners:
            todays.setdefault(learner.registration.casefold(), []).append((learner, here))
            for number in dict.fromkeys(map(str.casefold, learner.former_registrations)):
                before.setdefault(number, []).append((learner, here))
    for number, owners in before.items():
        for position, (learner, here) in enumerate(owners):
            for other, there in todays.get(number, ()):
                _note_former(learner, here, other, there)
            for other, there in owners[:position]:
                if other.registration.casefold() != learner.registration.casefold():
                    _note_two(number, (learner, here), (other, there))
                    _note_two(number, (other, there), (learner, here))


def _note_former(learner: Learner, here: EmployerFiles, other: Learner, there: EmployerFiles) -> None:
    """Note that a learner's former number is one of today: another person's, or their own at an employer or here."""
    number, place = quote(other.registration), _former_numbers(learner, here)
    other_place = there.register.places[other.registration]
    if other is learner:
        here.problems.within(Scope.LEARNER, learners=[learner.registration]).warn(
            place,
            f"{number} is given here as a former number of {learner.name}, whose current number it is.",
            "Take it out, or correct the current number.",
        )
    elif there is not here and are_one(learner, other):
        there.problems.within(Scope.LEARNER, learners=[other.registration]).warn(
            other_place,
            f"{number} is a number that {learner.name} had before, by {place}; the current one is "
            f"{quote(learner.registration)}.",
            "Write the current number here too, and this one into Former registrations.",
        )
    else:
        both = [learner.registration, other.registration]
        here.problems.within(Scope.LEARNER, learners=both).error(
            place,
            f"The former number {number} of {learner.name} is the number of {other.name} in {other_place}, so it "
            "cannot be told whose a file is that bears it.",
            "Correct one of the two.",
        )
        there.problems.within(Scope.LEARNER, learners=both).error(
            other_place,
            f"The number {number} of {other.name} is a former number of {learner.name} in {place}, so it cannot be "
            "told whose a file is that bears it.",
            "Correct one of the two.",
        )


def _note_two(number: str, one: tuple[Learner, EmployerFiles], another: tuple[Learner, EmployerFiles]) -> None:
    (learner, here), (other, there) = one, another
    here.problems.within(Scope.LEARNER, learners=[learner.registration, other.registration]).error(
        _former_numbers(learner, here),
        f"{quote(number)} is a former number of {learner.name} here and of {other.name} in "
        f"{_former_numbers(other, there)}.",
        "Only one of the two can have had it; take it out at the other, and move their files from marks/ until then.",
    )


def _former_numbers(learner: Learner, files: EmployerFiles) -> Place:
    """Return where a learner's former numbers stand."""
    return files.register.cells[learner.registration]["former_registrations"]


def _note(noun: str, number: str, one: tuple[Learner, EmployerFiles], another: tuple[Learner, EmployerFiles]) -> None:
    (learner, here), (other, there) = one, another
    here.problems.within(Scope.LEARNER, learners=[learner.registration]).error(
        here.register.places[learner.registration],
        f"The {noun} {quote(number)} is that of {learner.name} here and of {other.name} in "
        f"{there.register.places[other.registration]}.",
        "Correct the number of one of the two; if they are one person, write the same name or ULN in both places.",
    )
