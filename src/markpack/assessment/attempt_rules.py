"""Which attempts a learner has at a unit: by its scheme, else by the centre's policies."""

from __future__ import annotations

from dataclasses import replace

from markpack.assessment.outcome import AttemptResult
from markpack.model.centre import Policies
from markpack.model.outcome import Outcome
from markpack.model.scheme import AttemptKind, AttemptRule, Scheme


def attempt_rules(scheme: Scheme, policies: Policies) -> tuple[AttemptRule, ...]:
    """Return the rule of each attempt that there is, in order: the first, and those after it."""
    if scheme.attempts:
        centre = policies.resubmission_authorised_by
        return tuple(rule if rule.authorised_by else replace(rule, authorised_by=centre) for rule in scheme.attempts)
    again = AttemptRule(
        number=2,
        kind=AttemptKind.RESUBMISSION,
        authorised_by=policies.resubmission_authorised_by,
        days=policies.days_to_resubmit,
        carries_over=policies.carry_over,
    )
    first = replace(again, number=1, kind=AttemptKind.FIRST, days=None)
    return (first, *(replace(again, number=number) for number in range(2, policies.attempts_allowed + 1)))


def rule_of(scheme: Scheme, policies: Policies, attempt: int) -> AttemptRule | None:
    """Return the rule of an attempt by its number; None for one that there is not."""
    return next((rule for rule in attempt_rules(scheme, policies) if rule.number == attempt), None)


def rule_in_force(scheme: Scheme, policies: Policies, attempt: int) -> AttemptRule:
    """Return the rule that an attempt is judged by: its own, or the last one's where there is none for it."""
    return rule_of(scheme, policies, attempt) or attempt_rules(scheme, policies)[-1]


def next_attempt(policies: Policies, result: AttemptResult) -> AttemptRule | None:
    """Return the rule of the attempt that may follow a result: None where there is none, or nothing to gain by it.

    An incomplete attempt comes first to its end.
    """
    rule = rule_of(result.scheme, policies, result.attempt + 1)
    if rule is None or result.outcome is Outcome.INCOMPLETE:
        return None
    return rule if result.outcome is Outcome.REFERRAL or result.scheme.can_gain(rule, result.grade) else None
