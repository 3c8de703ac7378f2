"""A whole cohort's attempts: who has done what in which unit, and where that leaves them in the qualification."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.combination import QualificationResult, combine
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import by_unit, sheet_units
from markpack.model.context import Assignment
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit

CohortResults = Mapping[str, Mapping[str, Sequence[AttemptResult]]]
"""By the reference of a sheet's unit, then by learner's registration: the results of all attempts, in order."""


def assess_cohort(
    assignments: Iterable[Assignment],
    units: Mapping[str, Unit],
    marked: Iterable[MarkedAttempt],
    *,
    carry_over: bool,
) -> CohortResults:
    """Return everybody's results on every sheet (see `sheet_units`); a learner without marks on one is not in it."""
    by_sheet: dict[str, dict[str, list[MarkedAttempt]]] = defaultdict(lambda: defaultdict(list))
    for attempt in marked:
        by_sheet[attempt.unit][attempt.learner].append(attempt)
    return {
        unit.reference: {
            learner: assess_attempts(unit, attempts, mode=assignment.marking, carry_over=carry_over)
            for learner, attempts in by_sheet[unit.reference].items()
        }
        for assignment in assignments
        for unit in sheet_units(assignment, units)
    }


def results_by_unit(results: CohortResults) -> CohortResults:
    """Return everybody's results by unit reference, those on a sheet of several units taken apart."""
    in_units: dict[str, dict[str, list[AttemptResult]]] = defaultdict(lambda: defaultdict(list))
    for by_learner in results.values():
        for learner, attempts in by_learner.items():
            for result in attempts:
                for part in by_unit(result):
                    in_units[part.unit.reference][learner].append(part)
    return in_units


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
    for by_learner in results.values():
        for result in by_learner.get(learner, ()):
            decided_on = result.marked.assessed_on
            if on is None or decided_on is None or decided_on <= on:
                passed |= {part.unit.reference for part in by_unit(result) if part.outcome is Outcome.PASS}
    return combine(qualification, units, passed)
