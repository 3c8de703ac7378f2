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
        return tuple(_authorised(rule, policies) for rule in scheme.attempts)
    return tuple(_rule(number, policies) for number in range(1, max(1, policies.attempts_allowed) + 1))


def _authorised(rule: AttemptRule, policies: Policies) -> AttemptRule:
    """Return a scheme's rule, with whom the centre has authorise attempts where the scheme names nobody."""
    return rule if rule.authorised_by else replace(rule, authorised_by=policies.resubmission_authorised_by)


def _rule(number: int, policies: Policies) -> AttemptRule:
    """Return the rule of an attempt by the centre's policies alone."""
    is_first = number == 1
    return AttemptRule(
        number=number,
        kind=AttemptKind.FIRST if is_first else AttemptKind.RESUBMISSION,
        authorised_by=policies.resubmission_authorised_by,
        days=None if is_first else policies.days_to_resubmit,
        carries_over=policies.carry_over,
    )


def rule_of(scheme: Scheme, policies: Policies, attempt: int) -> AttemptRule | None:
    """Return the rule of an attempt by its number; None for one that there is not."""
    if scheme.attempts:
        return next((_authorised(rule, policies) for rule in scheme.attempts if rule.number == attempt), None)
    return _rule(attempt, policies) if 1 <= attempt <= max(1, policies.attempts_allowed) else None


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
