"""One registration number or ULN is one person, also at several employers."""

from __future__ import annotations

from collections.abc import Iterable

from markpack.errors import Scope
from markpack.inputs.employer_inputs import EmployerFiles
from markpack.inputs.problems import quote
from markpack.model.learner import Learner
from markpack.model.names import name_words


def check_registrations(files: Iterable[EmployerFiles]) -> None:
    """Note registration numbers that two people have at two employers, and ULNs of two people, at both places.

    One person may be at several employers; a name may be written there with and without second names or accents.
    """
    first: dict[str, tuple[Learner, EmployerFiles]] = {}
    first_with_uln: dict[str, tuple[Learner, EmployerFiles]] = {}
    for here in files:
        for learner in here.register.learners:
            other, there = first.setdefault(learner.registration.casefold(), (learner, here))
            if there is not here and not _are_one(learner, other):
                _note("registration number", learner.registration, (learner, here), (other, there))
                _note("registration number", other.registration, (other, there), (learner, here))
            if learner.uln:
                other, there = first_with_uln.setdefault(learner.uln, (learner, here))
                is_other = other.registration.casefold() != learner.registration.casefold()
                if is_other and not _are_named_alike(learner, other):
                    _note("ULN", learner.uln, (learner, here), (other, there))
                    _note("ULN", learner.uln, (other, there), (learner, here))


def _are_one(one: Learner, other: Learner) -> bool:
    if one.uln and other.uln:
        return one.uln == other.uln
    return _are_named_alike(one, other)


def _are_named_alike(one: Learner, other: Learner) -> bool:
    words, other_words = name_words(one.name), name_words(other.name)
    return words <= other_words or other_words <= words


def _note(noun: str, number: str, one: tuple[Learner, EmployerFiles], another: tuple[Learner, EmployerFiles]) -> None:
    (learner, here), (other, there) = one, another
    here.problems.within(Scope.LEARNER, learners=[learner.registration]).error(
        here.register.places[learner.registration],
        f"The {noun} {quote(number)} is that of {learner.name} here and of {other.name} in "
        f"{there.register.places[other.registration]}.",
        "Correct the number of one of the two; if they are one person, write the same name or ULN in both places.",
    )
