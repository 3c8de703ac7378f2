"""A learner's attempts at a unit, in order; each keeps the criteria that earlier ones met."""

from __future__ import annotations

from collections.abc import Iterable

from markpack.assessment.outcome import AttemptResult, assess
from markpack.model.marking_mode import MarkingMode
from markpack.model.marks import MarkedAttempt
from markpack.model.unit import Unit


def assess_attempts(
    unit: Unit,
    attempts: Iterable[MarkedAttempt],
    *,
    mode: MarkingMode = MarkingMode.MARKS,
    carry_over: bool = True,
) -> tuple[AttemptResult, ...]:
    """Return the results of one learner's attempts at one unit by number; with `carry_over`, met criteria are kept.

    Raises ValueError where two attempts bear the same number, for then their order would decide.
    """
    results: list[AttemptResult] = []
    for marked in sorted(attempts, key=lambda attempt: attempt.attempt):
        if results and results[-1].attempt == marked.attempt:
            raise ValueError(f"attempt {marked.attempt} of {marked.learner} at {unit.reference} is there twice")
        previous = results[-1] if results and carry_over else None
        results.append(assess(unit, marked, mode=mode, previous=previous))
    return tuple(results)
