"""By when work is handed in again, for a resubmission or a retake."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from markpack.assessment.attempt_rules import next_attempt
from markpack.assessment.outcome import AttemptResult
from markpack.model.centre import Policies
from markpack.model.context import Assignment
from markpack.model.extension import Extension
from markpack.model.outcome import Outcome
from markpack.model.scheme import AttemptKind, AttemptRule
from markpack.model.working_days import SATURDAY, day_off, working_days_after

_DAY = datetime.timedelta(days=1)


def resubmit_by(
    policies: Policies, assignment: Assignment, result: AttemptResult, extensions: Mapping[int, Extension]
) -> datetime.date | None:
    """Return by when a learner hands in again: the assignment's date, else so many days from the decision.

    None unless another attempt may follow the result, and has a date. An extension of that attempt goes before all
    else; `extensions` are the learner's for the assignment, by attempt. The assignment's date is that of the first
    resubmission, and of no retake, if the decision came before it; where the scheme sets days, only if it is not after
    their end. Else days are counted, and a weekend's end is waited for, with working_days that of a bank holiday too. A
    scheme's working days leave out weekends and bank holidays. After a result of another cohort, it is the day on which
    this one's assignment is due, within a scheme's days.
    """
    rule = next_attempt(policies, result)
    if rule is None:
        return None
    if extension := extensions.get(result.attempt + 1):
        return extension.new_date
    decided_on = _decided_on(assignment, result)
    agreed, last = assignment.resubmit_by, _last_day(rule, decided_on)
    if result.marked.pack:
        return min(assignment.due_on, last) if last and result.scheme.attempts else assignment.due_on
    if result.attempt == 1 and rule.kind is AttemptKind.RESUBMISSION and agreed and decided_on < agreed:
        return min(agreed, last) if last and result.scheme.attempts else agreed
    while last and not rule.working_days and (last.weekday() >= SATURDAY or (policies.working_days and day_off(last))):
        last += _DAY
    return last


def is_within_days(assignment: Assignment, result: AttemptResult, rule: AttemptRule, date: datetime.date) -> bool:
    """Say whether a date is within the days, from the decision, that the rule of the attempt after a result sets."""
    last = _last_day(rule, _decided_on(assignment, result))
    return last is not None and date <= last


def _decided_on(assignment: Assignment, result: AttemptResult) -> datetime.date:
    """Return the day of the decision: that of a revision where it came to another outcome than what it replaces."""
    marked, complete = result.marked, [one for one in result.others if one.outcome is not Outcome.INCOMPLETE]
    earlier = [one for one in complete if one.marked.revision < marked.revision]
    if marked.revised_on and any(one.outcome is not result.outcome for one in earlier):
        return marked.revised_on
    return marked.assessed_on or assignment.due_on


def _last_day(rule: AttemptRule, decided_on: datetime.date) -> datetime.date | None:
    """Return the last of the days that a rule sets, be it a weekend's; None where it sets none."""
    if rule.days is None:
        return None
    if not rule.working_days:
        return decided_on + datetime.timedelta(days=rule.days)
    return working_days_after(decided_on, rule.days)
