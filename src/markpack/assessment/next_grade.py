"""What separates a result in one unit from the next grade: the criteria, or the marks, that it still needs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from markpack.assessment.criteria import CriterionResult, minimum_mark
from markpack.assessment.grade import below_minimum, counts_for, reaches_tier, total_share
from markpack.assessment.outcome import AttemptResult
from markpack.model.scheme import GradeRule


@dataclass(frozen=True)
class GradeNeeds:
    """A grade above the floor, and how a result stands against what it asks for.

    `asked` are the criteria that it asks for beyond the grade below it, `missing` those of them that are not reached.
    With boundaries, `least_total` is the mark at which it begins; else None.
    """

    grade: str
    asked: tuple[CriterionResult, ...] = ()
    missing: tuple[CriterionResult, ...] = ()
    least_total: Fraction | None = None


@dataclass(frozen=True)
class Shortfall:
    """A section, or a criterion, with less than the least mark that each of them needs whatever the total."""

    id: str
    earned: Fraction
    marks: int
    least: Fraction


def grade_needs(result: AttemptResult, *, half_marks: bool) -> tuple[GradeNeeds, ...]:
    """Return the grades that a unit can earn, from the lowest; a tier of which it has no criteria cannot be earned."""
    scheme = result.scheme
    if scheme.rule is GradeRule.BOUNDARIES:
        return tuple(
            GradeNeeds(code, least_total=minimum_mark(result.maximum or 0, half_marks=half_marks, met_at=step))
            for code, step in zip(scheme.codes, scheme.steps, strict=True)
        )
    if scheme.rule is GradeRule.ALL_MET:
        missing = tuple(entry for entry in result.criteria if not entry.met)
        return (GradeNeeds(scheme.codes[0], result.criteria, missing),)
    needs = []
    for tier, code in zip(scheme.tiers, scheme.codes, strict=True):
        asked = tuple(entry for entry in result.criteria if counts_for(entry, tier, scheme))
        if asked:
            missing = tuple(entry for entry in asked if not reaches_tier(entry, tier, scheme))
            needs.append(GradeNeeds(code, asked, missing))
    return tuple(needs)


def next_grade(result: AttemptResult, *, half_marks: bool, cap: str = "") -> GradeNeeds | None:
    """Return the grade above the one that a unit's criteria come to, with all that is missing for it.

    None at the highest grade or at the `cap` of the attempt that would follow, and while the result is incomplete.
    """
    scheme, reached = result.scheme, result.capped_from or result.grade
    if not reached:
        return None
    for needs in grade_needs(result, half_marks=half_marks):
        if scheme.rank(needs.grade) > scheme.rank(reached):
            return None if cap and scheme.rank(needs.grade) > scheme.rank(cap) else needs
    return None


def shortfalls(result: AttemptResult, *, half_marks: bool) -> tuple[Shortfall, ...]:
    """Return the sections, then the criteria, of a unit that have less than the least mark which each of them needs."""
    scheme, low = result.scheme, set(below_minimum(result.unit, result.criteria))
    parts: list[tuple[str, list[CriterionResult], Fraction | None]] = []
    rest = list(result.criteria)
    for section in result.unit.outcomes:
        own, rest = rest[: len(section.criteria)], rest[len(section.criteria) :]
        parts.append((section.id, own, scheme.minimum_of_section))
    parts += [(entry.criterion.id, [entry], scheme.minimum_each) for entry in result.criteria]
    return tuple(
        Shortfall(id_, *_marks(own), minimum_mark(_marks(own)[1], half_marks=half_marks, met_at=part))
        for id_, own, part in parts
        if part is not None and id_ in low and total_share(own) < part
    )


def _marks(criteria: list[CriterionResult]) -> tuple[Fraction, int]:
    earned = sum((entry.recorded.mark or Fraction(0) for entry in criteria), Fraction(0))
    return earned, sum(entry.criterion.full_marks for entry in criteria)
