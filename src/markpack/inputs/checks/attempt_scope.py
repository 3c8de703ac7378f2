"""Whether attempts keep to the rules of their scheme: what they cover, and by when they are due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from markpack.assessment.attempt_rules import rule_of
from markpack.assessment.criteria import is_judged
from markpack.assessment.open_criteria import barred_criteria
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.resubmission import resubmit_by
from markpack.inputs.checks.mark_checks import MarkChecks
from markpack.inputs.problems import listing
from markpack.model.dates import day
from markpack.model.forms.field_names import AWARD_FIELDS
from markpack.model.marks import CriterionMark
from markpack.model.scheme import AttemptRule


def check_attempt_scope(checks: MarkChecks, results_of_all: Iterable[Sequence[AttemptResult]]) -> None:
    """Note criteria that are judged in an attempt which does not cover them, and decisions that came late.

    Rules: those of the scheme. Where it leaves attempts to the centre's policies, nothing is noted.
    """
    for results in results_of_all:
        for earlier, later in pairwise(results):
            rule = rule_of(later.scheme, checks.cohort.policies, later.attempt)
            if rule and later.scheme.attempts:
                _check_covered(checks, rule, earlier, later)
                _check_window(checks, rule, earlier, later)


def _check_covered(checks: MarkChecks, rule: AttemptRule, earlier: AttemptResult, later: AttemptResult) -> None:
    barred = [
        entry.criterion
        for entry in barred_criteria(earlier, rule)
        if is_judged(later.marked.criteria.get(entry.criterion.id, CriterionMark()), later.scheme)
    ]
    if not barred:
        return
    closed, words = [criterion.id for criterion in barred], later.scheme.words
    codes = dict(zip(later.scheme.tiers, later.scheme.codes, strict=True))
    tiers = listing(words.grade(codes[tier]) for tier in rule.tiers)
    by_tier = tiers and not any(criterion.tier in rule.tiers for criterion in barred)
    covers = f"covers only the criteria of {tiers}" if by_tier else "covers only criteria that are still open"
    verb = "is" if len(closed) == 1 else "are"
    checks.problems_of(later.marked).error(
        checks.place(later.marked, *AWARD_FIELDS, part=closed[0]),
        f"Attempt {later.attempt} of learner {later.marked.learner} at unit {later.unit.reference} is a "
        f"{rule.kind.value}, which {covers}, but AC {listing(closed, limit=40)} {verb} judged in it.",
        f"Take {'this entry' if len(closed) == 1 else 'these entries'} out: what was decided before stays as it is.",
    )


def _check_window(checks: MarkChecks, rule: AttemptRule, earlier: AttemptResult, later: AttemptResult) -> None:
    """Warn of a decision after the day by which the work had to be handed in."""
    assignment, decided_on = checks.cohort.assignment(later.unit.reference), later.marked.assessed_on
    if assignment is None or decided_on is None or earlier.marked.assessed_on is None:
        return
    due_on = resubmit_by(checks.cohort.policies, assignment, earlier)
    if due_on and decided_on > due_on:
        checks.problems_of(later.marked).warn(
            checks.place(later.marked, "assessed_on"),
            f"{day(decided_on)} as date of assessment of attempt {later.attempt} (learner {later.marked.learner}, unit "
            f"{later.unit.reference}) is after {day(due_on)}, by which this {rule.kind.value} had to be handed in.",
            "Check that the work came in by then, and that the dates of both attempts are right.",
        )
