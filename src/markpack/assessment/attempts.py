"""A learner's attempts at a unit, in order; each keeps the criteria that earlier ones met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
) -> tuple[AttemptResult, ...]:
    """Return the results of one learner's attempts at one unit by number, each by the rule of its attempt.

    What is met is kept where the rule says so; an attempt for which there is none is judged as the last one is.
    Raises ValueError where two attempts bear the same number, for then their order would decide.
    """
    results: list[AttemptResult] = []
    for marked in sorted(attempts, key=lambda attempt: attempt.attempt):
        if results and results[-1].attempt == marked.attempt:
            raise ValueError(f"attempt {marked.attempt} of {marked.learner} at {unit.reference} is there twice")
        rule = rule_in_force(unit.scheme, policies, marked.attempt)
        previous = results[-1] if results and rule.carries_over else None
        results.append(assess(unit, marked, previous=previous, rule=rule))
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
