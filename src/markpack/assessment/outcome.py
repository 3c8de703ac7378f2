"""The outcome of one learner's attempt at one unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from markpack.assessment.criteria import CriterionResult, is_judged, is_met
from markpack.assessment.grade import grade_of, lower_grade
from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.scheme import AttemptRule, Scheme
from markpack.model.unit import Criterion, Unit


@dataclass(frozen=True)
class AttemptResult:
    """The outcome of one attempt, with its grade as a code of the unit's scheme, empty while it is incomplete.

    `cap` is the highest grade that the attempt can earn, empty where any can be; `capped_from` is the grade that the
    criteria come to, where that is higher. `total` and `maximum` are None where a unit has no marks. `parts` are the
    results of separate sheets, one for each unit, that have one result together; else none.
    """

    unit: Unit
    marked: MarkedAttempt
    criteria: tuple[CriterionResult, ...]
    outcome: Outcome
    grade: str
    total: Fraction | None
    maximum: int | None
    parts: tuple[AttemptResult, ...] = ()
    capped_from: str = ""
    cap: str = ""
    sheet_grade: str = ""
    """Of one of several units on a sheet, the grade of the whole sheet, on which quality assurance decides."""

    @property
    def scheme(self) -> Scheme:
        """The rules that it is judged by."""
        return self.unit.scheme

    @property
    def attempt(self) -> int:
        """The attempt's number, from 1."""
        return self.marked.attempt

    @property
    def percentage(self) -> Fraction | None:
        """The total as a percentage, exact. Where every criterion has to be met, it decides nothing."""
        return self.total * 100 / self.maximum if self.total is not None and self.maximum else None

    @property
    def not_met(self) -> tuple[Criterion, ...]:
        """The criteria that were judged and not met."""
        return tuple(result.criterion for result in self.criteria if result.met is False)

    @property
    def not_marked(self) -> tuple[Criterion, ...]:
        """The criteria of which nothing is recorded that judges them."""
        return tuple(result.criterion for result in self.criteria if not result.judged)


def outcome_of(scheme: Scheme, grade: str) -> Outcome:
    """Return what a grade comes to: incomplete where there is none, a referral at the floor, else a pass."""
    if not grade:
        return Outcome.INCOMPLETE
    return Outcome.REFERRAL if grade == scheme.floor else Outcome.PASS


def assess(
    unit: Unit,
    marked: MarkedAttempt,
    *,
    previous: AttemptResult | None = None,
    rule: AttemptRule | None = None,
) -> AttemptResult:
    """Return the result of an attempt; `previous` is the attempt whose met criteria carry over, where they do.

    A criterion marked in this attempt counts as marked; one that is not, and was met before, is carried over, with this
    attempt's comment if it has one. By the attempt's `rule`, criteria of other tiers than it covers stay as they were,
    and its grade is not above its cap.
    Raises ValueError where the attempt is at another unit, whose criteria may bear the same ids.
    """
    if marked.unit != unit.reference:
        raise ValueError(f"an attempt at {marked.unit} cannot be assessed by the criteria of {unit.reference}")
    scheme = unit.scheme
    carried = {entry.criterion.id: entry for entry in previous.criteria if _stays(entry, rule)} if previous else {}
    results = []
    for criterion in unit.criteria:
        recorded = marked.criteria.get(criterion.id, CriterionMark())
        judged, earlier = is_judged(recorded, scheme), carried.get(criterion.id)
        if not judged and earlier is not None and previous is not None:
            source = earlier.carried_from or previous.attempt
            mark = replace(earlier.recorded, comment=recorded.comment or earlier.recorded.comment)
            results.append(CriterionResult(criterion, mark, earlier.met, source, judged=True))
        else:
            results.append(CriterionResult(criterion, recorded, is_met(criterion, recorded, scheme), judged=judged))
    reached = grade_of(unit, results)
    cap = rule.cap if rule else ""
    grade = lower_grade(scheme, reached, cap if reached else "")
    return AttemptResult(
        unit=unit,
        marked=marked,
        criteria=tuple(results),
        outcome=outcome_of(scheme, grade),
        grade=grade,
        total=sum((result.recorded.mark or Fraction(0) for result in results), Fraction(0))
        if scheme.numbered
        else None,
        maximum=unit.marks if scheme.numbered else None,
        capped_from=reached if reached != grade else "",
        cap=cap,
    )


def _stays(entry: CriterionResult, rule: AttemptRule | None) -> bool:
    """Say whether a criterion stays as it was where it is not marked again: if met, or if not open in the attempt."""
    out_of_reach = bool(rule and rule.tiers and entry.criterion.tier not in rule.tiers)
    return bool(entry.met) or (out_of_reach and entry.judged)
