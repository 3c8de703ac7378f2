"""The outcome of one learner's attempt at one unit."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from markpack.assessment.criteria import CriterionResult, is_judged, is_met
from markpack.assessment.grade import each_unit, grade_of, lower_grade
from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.scheme import AttemptRule, GradeRule, Scheme
from markpack.model.unit import Criterion, Unit


@dataclass(frozen=True)
class UnitGrade:
    """What the criteria of one unit come to in an attempt, as codes of grades; empty while the unit is incomplete.

    `reached` is the grade by its criteria, and `grade` not above `cap`, which is empty where any can be earned. The cap
    is that of the attempt, from 1, in which the unit was last shown, `shown_in`: an earlier one where all of one of
    several units is carried over.
    """

    reached: str
    grade: str
    cap: str
    shown_in: int


@dataclass(frozen=True)
class AttemptResult:
    """The outcome of one attempt, with its grade as a code of the unit's scheme, empty while it is incomplete.

    `capped_from` is the grade that the criteria come to, where the attempt cannot earn it. `total` and `maximum` are
    None where a unit has no marks. `parts` are the results of separate sheets, one for each unit, that have one result
    together; else none.
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
    by_unit: tuple[UnitGrade, ...] = ()
    """What each unit comes to that the unit stands for, in order."""
    others: tuple[AttemptResult, ...] = ()
    """What the other revisions of the same attempt come to, in order: earlier ones, and later ones not complete."""
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
    def shown_in(self) -> int:
        """The attempt in which something of it was last shown: an earlier one where all is carried over."""
        return max((unit.shown_in for unit in self.by_unit), default=self.attempt)

    @property
    def percentage(self) -> Fraction | None:
        """The total as a percentage, exact. Where every criterion has to be met, it decides nothing."""
        return self.total * 100 / self.maximum if self.total is not None and self.maximum else None

    @property
    def final_on(self) -> datetime.date | None:
        """The day on which it was assessed or, where that was later, quality-assured; None where neither is dated."""
        return max(filter(None, (self.marked.assessed_on, self.marked.iqa_on)), default=None)

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
    attempt's comment if it has one. By the attempt's `rule`, criteria that cannot count in it stay as they were: those
    of tiers that it does not cover or that are above its cap, and on a sheet of several units all of one that has
    nothing to gain by it. Its cap is the sheet's, and of several units that of those that are shown in it.
    Raises ValueError where the attempt is at another unit, whose criteria may bear the same ids.
    """
    if marked.unit != unit.reference:
        raise ValueError(f"an attempt at {marked.unit} cannot be assessed by the criteria of {unit.reference}")
    scheme = unit.scheme
    carried = {entry.criterion.id: entry for entry in _staying(previous, rule)} if previous else {}
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
    by_unit = _by_unit(unit, results, marked.attempt, previous, rule)
    complete = all(entry.judged for entry in results)
    grade = lower_grade(scheme, *(own.grade for own in by_unit)) if complete else ""
    reached = lower_grade(scheme, *(own.reached for own in by_unit)) if complete else ""
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
        by_unit=by_unit,
    )


def _by_unit(
    unit: Unit,
    criteria: Sequence[CriterionResult],
    attempt: int,
    previous: AttemptResult | None,
    rule: AttemptRule | None,
) -> tuple[UnitGrade, ...]:
    grades = []
    for position, (member, own) in enumerate(each_unit(unit, criteria)):
        reached, shown_in = grade_of(member, own), max(entry.carried_from or attempt for entry in own)
        if unit.is_joint and shown_in < attempt and previous is not None:
            cap = previous.by_unit[position].cap
        else:
            cap = rule.cap if rule else ""
        grades.append(UnitGrade(reached, lower_grade(unit.scheme, reached, cap) if reached else "", cap, shown_in))
    return tuple(grades)


def ended_criteria(previous: AttemptResult, rule: AttemptRule) -> Iterator[CriterionResult]:
    """Yield the criteria, on a sheet of several units, of those that have nothing to gain by the next attempt.

    Where totals decide, none are: such an attempt is marked as a whole.
    """
    if not previous.unit.is_joint or previous.scheme.rule is GradeRule.BOUNDARIES:
        return
    of_units = zip(each_unit(previous.unit, previous.criteria), previous.by_unit, strict=True)
    for (_, own), result in of_units:
        if not previous.scheme.can_gain(rule, result.grade):
            yield from own


def _staying(previous: AttemptResult, rule: AttemptRule | None) -> Iterator[CriterionResult]:
    """Yield the criteria that stay as they were where they are not marked again."""
    ended = {entry.criterion.id for entry in ended_criteria(previous, rule)} if rule else set()
    for entry in previous.criteria:
        is_open = rule is None or previous.scheme.opens(rule, entry.criterion.tier)
        closed = not is_open or entry.criterion.id in ended
        if entry.met or (closed and entry.judged):
            yield entry
