"""Whether attempts keep to the rules of their scheme: what they cover, and by when they are due."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from itertools import pairwise

from markpack.assessment.attempt_rules import rule_of
from markpack.assessment.criteria import is_judged
from markpack.assessment.open_criteria import barred_criteria
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.receipt import received_on
from markpack.inputs.checks.mark_checks import MarkChecks
from markpack.inputs.problems import listing
from markpack.model.dates import day
from markpack.model.declaration import ReturnedDeclaration
from markpack.model.forms.field_names import AWARD_FIELDS
from markpack.model.marks import CriterionMark
from markpack.model.outcome import Outcome
from markpack.model.scheme import AttemptRule


def check_attempt_scope(
    checks: MarkChecks, results_of_all: Iterable[Sequence[AttemptResult]], declarations: Iterable[ReturnedDeclaration]
) -> None:
    """Note criteria that are judged in an attempt which does not cover them, and work that came late.

    Rules: those of the scheme. Where it leaves attempts to the centre's policies, nothing is noted; nor is it of an
    attempt that can raise nothing, which is a problem as a whole. When work came, whoever received it says, or else
    its declaration.
    """
    handed_in = {(entry.learner, entry.unit, entry.attempt): entry.handed_in for entry in declarations}
    for results in results_of_all:
        for earlier, later in pairwise(results):
            if later.marked.pack:
                continue
            rule = rule_of(later.scheme, checks.cohort.policies, later.attempt)
            if rule and later.scheme.attempts:
                if earlier.outcome is not Outcome.PASS or earlier.scheme.can_gain(rule, earlier.grade):
                    _check_covered(checks, rule, earlier, later)
                declared = handed_in.get((later.marked.learner, later.unit.reference, later.attempt))
                _check_window(checks, rule, earlier, later, declared)


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
    tiers = listing(words.grade(codes[tier]) for tier in later.scheme.tiers_open(rule))
    by_tier = tiers and not any(later.scheme.opens(rule, criterion.tier) for criterion in barred)
    covers = f"covers only the criteria of {tiers}" if by_tier else "covers only criteria that are still open"
    verb = "is" if len(closed) == 1 else "are"
    checks.problems_of(later.marked).error(
        checks.place(later.marked, *AWARD_FIELDS, part=closed[0]),
        f"Attempt {later.attempt} of learner {later.marked.learner} at unit {later.unit.reference} is a "
        f"{rule.kind.value}, which {covers}, but AC {listing(closed, limit=40)} {verb} judged in it.",
        f"Take {'this entry' if len(closed) == 1 else 'these entries'} out: what was decided before stays as it is.",
    )


def _check_window(
    checks: MarkChecks, rule: AttemptRule, earlier: AttemptResult, later: AttemptResult, declared: datetime.date | None
) -> None:
    """Warn of work that came after the day by which it had to be handed in; `declared` is when its declaration says."""
    received = received_on(later)
    came = received or declared
    due_on = checks.cohort.resubmission_date(earlier) if earlier.marked.assessed_on else None
    if came and due_on and came > due_on:
        source = "" if received else " by its declaration"
        checks.problems_of(later.marked).warn(
            checks.place(later.marked),
            f"Attempt {later.attempt} (learner {later.marked.learner}, unit {later.unit.reference}) was handed in on "
            f"{day(came)}{source}. This {rule.kind.value} was due by {day(due_on)}.",
            "Check both dates, and whether the attempt may count.",
        )
