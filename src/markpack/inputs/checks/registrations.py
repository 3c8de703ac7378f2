"""One registration number is one person, also at several employers."""

from __future__ import annotations

from collections.abc import Iterable

from markpack.errors import Scope
from markpack.inputs.employer_inputs import EmployerFiles
from markpack.inputs.problems import quote
from markpack.model.learner import Learner, name_words


def check_registrations(files: Iterable[EmployerFiles]) -> None:
    """Note registration numbers that two people have at two employers, at both places.

    One person may be at several employers; a name may be written there with and without second names or accents.
    """
    first: dict[str, tuple[Learner, EmployerFiles]] = {}
    for here in files:
        for learner in here.register.learners:
            other, there = first.setdefault(learner.registration.casefold(), (learner, here))
            if there is not here and not _are_one(learner, other):
                _note(learner, here, other, there)
                _note(other, there, learner, here)


def _are_one(one: Learner, other: Learner) -> bool:
    if one.uln and other.uln:
        return one.uln == other.uln
    words, other_words = name_words(one.name), name_words(other.name)
    return words <= other_words or other_words <= words


def _note(learner: Learner, here: EmployerFiles, other: Learner, there: EmployerFiles) -> None:
    here.problems.within(Scope.LEARNER, learners=[learner.registration]).error(
        here.register.places[learner.registration],
        f"The registration number {quote(learner.registration)} is that of {learner.name} here and of {other.name} in "
        f"{there.register.places[other.registration]}.",
        "Correct the number of one of the two; if they are one person, write the same name or ULN in both registers.",
    )
