"""Which criteria an attempt leaves as they were, and which may be shown in it."""

from __future__ import annotations

from collections.abc import Iterable

from markpack.assessment.criteria import CriterionResult
from markpack.assessment.outcome import AttemptResult, ended_criteria
from markpack.model.scheme import AttemptRule, Covers, GradeRule, Judgement, Scheme


def kept_criteria(previous: AttemptResult, rule: AttemptRule) -> tuple[CriterionResult, ...]:
    """Return the criteria that the attempt after `previous` leaves as they were, by its rule.

    They are those that are met and cannot be shown any better, and those that cannot count in it: of tiers that it does
    not cover or that are above its cap, and all of one of several units that has nothing to gain by it. A criterion
    that is met and could earn more, by a higher level or more marks towards the total, stays open.
    """
    if not rule.carries_over:
        return ()
    ended = _ids(ended_criteria(previous, rule))
    return tuple(
        entry
        for entry in previous.criteria
        if (entry.criterion.id in ended and entry.judged) or not _is_open(entry, rule, previous.scheme)
    )


def barred_criteria(previous: AttemptResult, rule: AttemptRule) -> tuple[CriterionResult, ...]:
    """Return the criteria that its scheme does not let the attempt after `previous` judge again.

    Not all that are kept are barred: an attempt that covers all criteria, or those of some tiers, may judge any of
    these that can count in it. None are where attempts are the centre's own matter.
    """
    if not previous.scheme.attempts:
        return ()
    ended, scheme = _ids(ended_criteria(previous, rule)), previous.scheme
    return tuple(
        entry
        for entry in kept_criteria(previous, rule)
        if entry.criterion.id in ended
        or not scheme.opens(rule, entry.criterion.tier)
        or not (rule.covers is Covers.ALL or entry.criterion.tier in rule.tiers)
    )


def _ids(entries: Iterable[CriterionResult]) -> set[str]:
    return {entry.criterion.id for entry in entries}


def _is_open(entry: CriterionResult, rule: AttemptRule, scheme: Scheme) -> bool:
    if entry.judged and not scheme.opens(rule, entry.criterion.tier):
        return False
    return not entry.met or _can_rise(entry, rule, scheme)


def _can_rise(entry: CriterionResult, rule: AttemptRule, scheme: Scheme) -> bool:
    """Say whether more can be earned by a criterion that is met."""
    if scheme.rule is GradeRule.BOUNDARIES:
        return (entry.recorded.mark or 0) < entry.criterion.full_marks
    if scheme.rule is GradeRule.LADDER and scheme.judgement is Judgement.LEVELS:
        highest = scheme.tiers[scheme.codes.index(rule.cap or scheme.codes[-1])]
        return not scheme.reaches(entry.recorded.level, highest)
    return False
