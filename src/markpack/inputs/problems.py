"""Problems as they are found, and the words in which they are put."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from markpack.errors import EVERYTHING, Place, Problem, Reach, Scope, Severity

LONGEST_QUOTATION = 60
LONGEST_QUOTED = 10_000
"""The most letters of a text that is quoted whole, because it stands nowhere else."""

T = TypeVar("T")


class Problems:
    """Collects the problems of a run; each one once.

    A collector within another one knows how far its problems reach. What it collects, the other one collects too.
    """

    def __init__(self, reach: Reach = EVERYTHING, outer: Problems | None = None) -> None:
        self.reach = reach
        self._outer = outer
        self._problems: dict[tuple[Place, str], Problem] = {}

    def within(
        self,
        scope: Scope | None = None,
        *,
        employer: str = "",
        assignment: str = "",
        learners: Iterable[str] = (),
    ) -> Problems:
        """Return a collector for problems that reach this far and concern these; what is not given stays as here."""
        reach = self.reach.narrowed(scope, employer=employer, assignment=assignment, learners=learners)
        return Problems(reach, self)

    def error(
        self, place: Place, message: str, hint: str = "", *, scope: Scope | None = None, learners: Iterable[str] = ()
    ) -> None:
        """Note something that stops or holds what is of its scope: of this collector's, unless another is given."""
        self._add(Problem(place, message, hint, reach=self.reach.narrowed(scope, learners=learners)))

    def warn(self, place: Place, message: str, hint: str = "") -> None:
        """Note something that only `--strict` makes fail."""
        self._add(Problem(place, message, hint, Severity.WARNING, self.reach))

    def include(self, problems: Iterable[Problem], severity: Severity | None = None) -> None:
        """Note problems that were found elsewhere, with the reach of this collector, and a severity if one is given."""
        for problem in problems:
            self._add(replace(problem, reach=self.reach, severity=severity or problem.severity))

    def _add(self, problem: Problem) -> None:
        key = (problem.place, problem.message)
        known = self._problems.setdefault(key, problem)
        if known.severity is Severity.WARNING and problem.severity is Severity.ERROR:
            self._problems[key] = problem
        elif known.reach.learners != problem.reach.learners:
            learners = (*known.reach.learners, *problem.reach.learners)
            self._problems[key] = replace(known, reach=known.reach.narrowed(learners=learners))
        if self._outer:
            self._outer._add(problem)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems in the order of file and position."""
        return tuple(sorted(self._problems.values()))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop or hold something."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


def quote(value: str, *, longest: int = LONGEST_QUOTATION) -> str:
    """Return the value on one line between quotation marks, shortened where it is long."""
    text = " ".join(value.split())
    return f"“{text[: longest - 1]}…”" if len(text) > longest else f"“{text}”"


def listing(options: Iterable[str], *, limit: int = 14, last: str = "and") -> str:
    """Return a, b and c; only the first so many of a long list."""
    names = list(dict.fromkeys(options))
    if len(names) > limit:
        return ", ".join(names[:limit]) + f" {last} {len(names) - limit} more"
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def closest(value: str, options: Iterable[str], *, likeness: float = 0.6) -> str:
    """Return the option that the value may stand for: alike letter by letter, or ending in it; or empty."""
    folded_value = value.strip().casefold()
    folded = {option.casefold(): option for option in options}
    if not folded_value:
        return ""
    if similar := difflib.get_close_matches(folded_value, folded, n=1, cutoff=likeness):
        return folded[similar[0]]
    endings = [option for option in folded if len(folded_value) > 1 and option.endswith(folded_value)]
    return folded[endings[0]] if len(endings) == 1 else ""


def did_you_mean(value: str, options: Iterable[str], *, likeness: float = 0.6) -> str:
    """Return “Did you mean “x”?”, or an empty text where nothing is close."""
    option = closest(value, options, likeness=likeness)
    return f"Did you mean {quote(option)}?" if option else ""


def others_too(count: int, phrase: str = "") -> str:
    """Return “ (and 2 more of this unit)”, for so many beside the one that is named; an empty text for none."""
    return f" (and {count} more{phrase})" if count else ""


def repeated(entries: Iterable[T], key: Callable[[T], object]) -> Iterator[tuple[T, T]]:
    """Yield each entry that has the key of an earlier one, with the first that has it."""
    first: dict[object, T] = {}
    for entry in entries:
        if key(entry) in first:
            yield entry, first[key(entry)]
        first.setdefault(key(entry), entry)


def sentences(*parts: str) -> str:
    """Join sentences, leaving out empty ones."""
    return " ".join(part for part in parts if part)


def message_and_hint(error: ValueError) -> tuple[str, str]:
    """Split a rule's message “x is not so; do this instead” into what is wrong and what to do."""
    message, _, remedy = str(error).rpartition("; ")
    if not message:
        message, remedy = remedy, ""
    return f"{message[:1].upper()}{message[1:].rstrip('.')}.", f"{remedy[:1].upper()}{remedy[1:]}." if remedy else ""
