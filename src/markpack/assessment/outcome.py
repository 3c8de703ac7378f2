"""The outcome of one learner's attempt at one unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from markpack.assessment.criteria import is_met
from markpack.model.marking_mode import MarkingMode
from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.unit import Criterion, Unit


@dataclass(frozen=True)
class CriterionResult:
    """One criterion of an attempt, as recorded or carried over, and whether it is met (None: not marked yet)."""

    criterion: Criterion
    recorded: CriterionMark
    met: bool | None
    carried_from: int | None = None


@dataclass(frozen=True)
class AttemptResult:
    """The outcome of one attempt. `total` and `maximum` are None where a unit is marked by pass or referral alone.

    `parts` are the results of separate sheets, one for each unit, that have one result together; else none.
    """

    unit: Unit
    mode: MarkingMode
    marked: MarkedAttempt
    criteria: tuple[CriterionResult, ...]
    outcome: Outcome
    total: Fraction | None
    maximum: int | None
    parts: tuple[AttemptResult, ...] = ()

    @property
    def attempt(self) -> int:
        """The attempt's number, from 1."""
        return self.marked.attempt

    @property
    def percentage(self) -> Fraction | None:
        """The total as a percentage, exact. It decides nothing."""
        return self.total * 100 / self.maximum if self.total is not None and self.maximum else None

    @property
    def not_met(self) -> tuple[Criterion, ...]:
        """The criteria that were marked and not met."""
        return tuple(result.criterion for result in self.criteria if result.met is False)

    @property
    def not_marked(self) -> tuple[Criterion, ...]:
        """The criteria that have neither mark nor decision."""
        return tuple(result.criterion for result in self.criteria if result.met is None)


def decide(criteria: Sequence[CriterionResult]) -> Outcome:
    """Return incomplete if any criterion is unmarked, else referral if any is not met, else pass.

    Rule: criterion assessment; every criterion has to be met, and nothing averages out.
    """
    if any(result.met is None for result in criteria):
        return Outcome.INCOMPLETE
    return Outcome.PASS if all(result.met for result in criteria) else Outcome.REFERRAL


def assess(
    unit: Unit,
    marked: MarkedAttempt,
    *,
    mode: MarkingMode = MarkingMode.MARKS,
    previous: AttemptResult | None = None,
) -> AttemptResult:
    """Return the result of an attempt; `previous` is the attempt whose met criteria carry over, where they do.

    A criterion marked in this attempt counts as marked; one that is not, and was met before, is carried over, with this
    attempt's comment if it has one.
    Raises ValueError where the attempt is at another unit, whose criteria may bear the same ids.
    """
    if marked.unit != unit.reference:
        raise ValueError(f"an attempt at {marked.unit} cannot be assessed by the criteria of {unit.reference}")
    carried = {result.criterion.id: result for result in previous.criteria if result.met} if previous else {}
    results = []
    for criterion in unit.criteria:
        recorded = marked.criteria.get(criterion.id, CriterionMark())
        met = is_met(criterion.marks, recorded, mode)
        earlier = carried.get(criterion.id)
        if met is None and earlier is not None and previous is not None:
            source = earlier.carried_from or previous.attempt
            mark = replace(earlier.recorded, comment=recorded.comment or earlier.recorded.comment)
            results.append(CriterionResult(criterion, mark, earlier.met, source))
        else:
            results.append(CriterionResult(criterion, recorded, met))
    numbered = mode.numbered
    return AttemptResult(
        unit=unit,
        mode=mode,
        marked=marked,
        criteria=tuple(results),
        outcome=decide(results),
        total=sum((result.recorded.mark or Fraction(0) for result in results), Fraction(0)) if numbered else None,
        maximum=unit.marks if numbered else None,
    )
