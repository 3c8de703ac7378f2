"""A learner's attempts at a unit, in order; each keeps the criteria that earlier ones met."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from markpack.assessment.attempt_rules import rule_in_force
from markpack.assessment.outcome import AttemptResult, assess
from markpack.model.centre import Policies
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.unit import Unit

_USUAL = Policies()


def assess_attempts(
    unit: Unit,
    attempts: Iterable[MarkedAttempt],
    policies: Policies = _USUAL,
    unit_of: Callable[[MarkedAttempt], Unit | None] = lambda _: None,
) -> tuple[AttemptResult, ...]:
    """Return the results of one learner's attempts at one unit by number, each by the rule of its attempt.

    What is met is kept where the rule says so; an attempt for which there is none is judged as the last one is. Of an
    attempt's revisions, the highest complete one counts; where none is complete, the highest. `unit_of` gives the unit
    by which an attempt is judged, where that is another one.
    Raises ValueError where two attempts bear the same number and revision, for then their order would decide.
    """
    results: list[AttemptResult] = []
    ordered = sorted(attempts, key=lambda attempt: (attempt.attempt, attempt.revision))
    for number, entries in groupby(ordered, key=lambda attempt: attempt.attempt):
        revisions = []
        for marked in entries:
            judged_by = unit_of(marked) or unit
            rule = rule_in_force(judged_by.scheme, policies, number)
            previous = results[-1] if results and rule.carries_over else None
            revisions.append(assess(judged_by, marked, previous=previous, rule=rule))
        if len({result.marked.revision for result in revisions}) < len(revisions):
            learner = revisions[0].marked.learner
            raise ValueError(f"attempt {number} of {learner} at {unit.reference} is there twice")
        complete = [result for result in revisions if result.outcome is not Outcome.INCOMPLETE]
        counted = (complete or revisions)[-1]
        results.append(replace(counted, others=tuple(result for result in revisions if result is not counted)))
    return tuple(results)


def best_result(results: Sequence[AttemptResult]) -> AttemptResult:
    """Return the result that counts of a learner's attempts at one unit, in order: never a later one that is lower.

    It is the highest grade; among equals the latest attempt in which something was judged. Without a grade above the
    floor, it is the latest attempt.
    """
    graded = [entry for entry in results if entry.outcome is Outcome.PASS]
    if not graded:
        return results[-1]
    highest = max(entry.scheme.rank(entry.grade) for entry in graded)
    equals = [entry for entry in graded if entry.scheme.rank(entry.grade) == highest]
    judged = [entry for entry in equals if any(mark.is_judged for mark in entry.marked.criteria.values())]
    return (judged or equals)[-1]
