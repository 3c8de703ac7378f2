"""Which learners several packs of an employer have: one person may bear another number in each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from markpack.inputs.employer_inputs import EmployerFiles
from markpack.model.learner import are_one

Numbers = Mapping[str, str]
"""Registration numbers by others of the same people."""


class SharedLearners:
    """The learners whom packs of one employer have in common.

    One who has the same number in two registers is one learner, letter case aside; so is one whose number in a register
    is a former one in any other. Where names or ULNs differ, nobody is taken for somebody else (see
    `check_registrations`, which holds both); a row of which no more than the number is known counts by that.
    """

    def __init__(self, files: Iterable[EmployerFiles]) -> None:
        employers: dict[str, list[EmployerFiles]] = {}
        for entry in files:
            employers.setdefault(entry.employer_folder.name, []).append(entry)
        self._people: dict[str, dict[object, str]] = {}
        """The numbers in each pack by who bears them."""
        for packs in employers.values():
            for number, people in _people(packs):
                for pack, registration in people:
                    self._people.setdefault(pack, {}).setdefault(number, registration)

    def numbers(self, here: EmployerFiles, there: EmployerFiles) -> Numbers:
        """Return the numbers here of the learners whom two packs have, by their numbers there."""
        if here.employer_folder != there.employer_folder:
            return {}
        own, others = (self._people.get(pack.name, {}) for pack in (here, there))
        return {number: own[person] for person, number in others.items() if person in own}


def _people(packs: Sequence[EmployerFiles]) -> Iterator[tuple[object, list[tuple[str, str]]]]:
    """Yield what tells each person of an employer from all others, and their packs and numbers there."""
    newer = {former: today.casefold() for pack in packs for former, today in pack.register.former.items()}
    rows = [(pack, number) for pack in packs for number in sorted(pack.register.mentioned or ())]
    by_latest: dict[str, list[tuple[EmployerFiles, str]]] = {}
    for pack, number in rows:
        by_latest.setdefault(_latest(number.casefold(), newer), []).append((pack, number))
    for latest, people in by_latest.items():
        if _is_one_person(people):
            yield latest, [(pack.name, number) for pack, number in people]
            continue
        by_number: dict[str, list[tuple[EmployerFiles, str]]] = {}
        for pack, number in people:
            by_number.setdefault(number.casefold(), []).append((pack, number))
        for number, same in by_number.items():
            for pack, registration in same:
                person = number if _is_one_person(same) else (pack.name, number)
                yield person, [(pack.name, registration)]


def _latest(number: str, newer: Numbers) -> str:
    """Return the number that came last of those that followed one another."""
    seen = {number}
    while (following := newer.get(number)) and following not in seen:
        number = following
        seen.add(number)
    return number


def _is_one_person(people: Sequence[tuple[EmployerFiles, str]]) -> bool:
    """Say whether rows may be one person's: at most one in each register, and no name or ULN that differs."""
    learners = [known for pack, number in people if (known := pack.register.learner(number))]
    is_once = len({pack.name for pack, _ in people}) == len(people)
    return is_once and all(are_one(one, other) for one, other in combinations(learners, 2))
