"""A unit's grade: what the judgements of its criteria come to by its scheme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from markpack.assessment.criteria import CriterionResult
from markpack.model.scheme import GradeRule, Judgement, Scheme
from markpack.model.unit import Unit


def grade_of(unit: Unit, criteria: Sequence[CriterionResult]) -> str:
    """Return the code of the grade of a single unit; empty while a criterion is not judged.

    `criteria` are those of the unit, in its order. Rules: all criteria met, or the highest tier of which all criteria
    and all of those below are met, or the total's part of all marks, where each section and each criterion has the
    least that it needs.
    """
    return _grade(unit, criteria) if all(entry.judged for entry in criteria) else ""


def each_unit(unit: Unit, criteria: Sequence[CriterionResult]) -> Iterator[tuple[Unit, Sequence[CriterionResult]]]:
    """Yield each unit that a sheet's unit stands for, under its scheme, with its own of the sheet's criteria."""
    rest = list(criteria)
    for member in unit.members:
        own, rest = rest[: len(member.criteria)], rest[len(member.criteria) :]
        yield member.under(unit.scheme), own


def lower_grade(scheme: Scheme, *codes: str) -> str:
    """Return the lowest of some grades; those that are empty set no limit."""
    return min(filter(None, codes), key=scheme.rank, default="")


def _grade(unit: Unit, criteria: Sequence[CriterionResult]) -> str:
    scheme = unit.scheme
    if scheme.rule is GradeRule.BOUNDARIES:
        return _by_boundaries(unit, criteria)
    if scheme.rule is GradeRule.ALL_MET:
        return scheme.codes[0] if all(entry.met for entry in criteria) else scheme.floor
    grade = scheme.floor
    for tier, code in zip(scheme.tiers, scheme.codes, strict=True):
        of_tier = [entry for entry in criteria if counts_for(entry, tier, scheme)]
        if not all(reaches_tier(entry, tier, scheme) for entry in of_tier):
            break
        if of_tier:
            grade = code
    return grade


def counts_for(entry: CriterionResult, tier: str, scheme: Scheme) -> bool:
    """Say whether a criterion is asked for by a tier: by its own tier; with levels, all of them are by all tiers."""
    return scheme.judgement is Judgement.LEVELS or entry.criterion.tier == tier


def reaches_tier(entry: CriterionResult, tier: str, scheme: Scheme) -> bool:
    """Say whether a judged criterion is met as a tier asks for it."""
    if scheme.judgement is Judgement.LEVELS:
        return bool(entry.recorded.level) and scheme.reaches(entry.recorded.level, tier)
    return bool(entry.met)


def _by_boundaries(unit: Unit, criteria: Sequence[CriterionResult]) -> str:
    scheme = unit.scheme
    if any(missed for missed in below_minimum(unit, criteria)):
        return scheme.floor
    share = total_share(criteria)
    reached = [code for code, step in zip(scheme.codes, scheme.steps, strict=True) if share >= step]
    return reached[-1] if reached else scheme.floor


def total_share(criteria: Sequence[CriterionResult]) -> Fraction:
    """Return the part of all marks that was earned."""
    full = sum(entry.criterion.full_marks for entry in criteria)
    return sum((entry.recorded.mark or Fraction(0) for entry in criteria), Fraction(0)) / full if full else Fraction(0)


def below_minimum(unit: Unit, criteria: Sequence[CriterionResult]) -> Iterator[str]:
    """Yield the ids of sections, then of criteria, that have less than the least part which each of them needs."""
    scheme = unit.scheme
    rest = list(criteria)
    for section in unit.outcomes:
        own, rest = rest[: len(section.criteria)], rest[len(section.criteria) :]
        if scheme.minimum_of_section is not None and total_share(own) < scheme.minimum_of_section:
            yield section.id
    if scheme.minimum_each is not None:
        for entry in criteria:
            if total_share([entry]) < scheme.minimum_each:
                yield entry.criterion.id
