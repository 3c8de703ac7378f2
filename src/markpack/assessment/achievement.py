"""What a learner has to have passed for a qualification, and which results show it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from markpack.assessment.attempts import best_result
from markpack.assessment.cohort import results_by_unit
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.quality import is_provisional
from markpack.model.centre import Policies
from markpack.model.outcome import Outcome


def achieved_with(
    attempts: Mapping[str, Mapping[str, Sequence[AttemptResult]]],
    learner: str,
    policies: Policies,
    draft_units: Collection[str],
) -> tuple[AttemptResult, ...]:
    """Return the result by which a learner passed each unit, by reference; none while one of them is provisional.

    `attempts` are by sheet and registration. Provisional is a pass that the centre's policy, or its scheme, has
    internal quality assurance confirm first, or one in a draft unit: its assignment still needs the awarding
    organisation's approval.
    """
    own = {sheet: {learner: results[learner]} for sheet, results in attempts.items() if learner in results}
    best = (best_result(results[learner]) for _, results in sorted(results_by_unit(own).items()))
    passes = tuple(result for result in best if result.outcome is Outcome.PASS)
    if any(is_provisional(result, policies) or result.unit.reference in draft_units for result in passes):
        return ()
    return passes
