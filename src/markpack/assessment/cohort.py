"""A whole cohort's attempts: who has done what in which unit, and where that leaves them in the qualification."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.combination import QualificationResult, combine
from markpack.assessment.outcome import AttemptResult, Outcome
from markpack.model.context import Assignment
from markpack.model.marks import MarkedAttempt
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit

CohortResults = Mapping[str, Mapping[str, Sequence[AttemptResult]]]
"""By unit reference, then by learner's registration: the results of all attempts, in order."""


def assess_cohort(
    assignments: Iterable[Assignment],
    units: Mapping[str, Unit],
    marked: Iterable[MarkedAttempt],
    *,
    carry_over: bool,
) -> CohortResults:
    """Return everybody's results in every unit that is assigned; a learner without marks in a unit is not in it."""
    by_unit: dict[str, dict[str, list[MarkedAttempt]]] = defaultdict(lambda: defaultdict(list))
    for attempt in marked:
        by_unit[attempt.unit][attempt.learner].append(attempt)
    return {
        reference: {
            learner: assess_attempts(units[reference], attempts, mode=assignment.marking, carry_over=carry_over)
            for learner, attempts in by_unit[reference].items()
        }
        for assignment in assignments
        for reference in assignment.references
    }


def qualification_standing(
    qualification: Qualification,
    units: Mapping[str, Unit],
    results: CohortResults,
    learner: str,
    *,
    on: datetime.date | None = None,
) -> QualificationResult:
    """Return a learner's credits towards a qualification, from the units passed by a day (None: by now).

    A pass whose date is not recorded counts as passed by then.
    """
    passed = set()
    for reference, by_learner in results.items():
        for result in by_learner.get(learner, ()):
            decided_on = result.marked.assessed_on
            in_time = on is None or decided_on is None or decided_on <= on
            if result.outcome is Outcome.PASS and in_time:
                passed.add(reference)
    return combine(qualification, units, passed)
