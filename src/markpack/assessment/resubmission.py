"""By when a referred learner hands in again."""

from __future__ import annotations

import datetime

from markpack.assessment.attempt_rules import next_attempt
from markpack.assessment.outcome import AttemptResult
from markpack.model.centre import Policies
from markpack.model.context import Assignment
from markpack.model.scheme import AttemptKind
from markpack.model.working_days import SATURDAY, day_off

_DAY = datetime.timedelta(days=1)


def resubmit_by(policies: Policies, assignment: Assignment, result: AttemptResult) -> datetime.date | None:
    """Return by when a learner hands in again: the assignment's date, else so many days from the decision.

    None unless another attempt may follow the result, and has a date. The assignment's date is that of the first
    resubmission, if the decision came before it; else days are counted, and a weekend's end is waited for, with
    working_days that of a bank holiday too. A scheme's working days leave out weekends and bank holidays.
    """
    rule = next_attempt(policies, result)
    if rule is None or rule.kind is AttemptKind.RETAKE:
        return None
    decided_on = result.marked.assessed_on or assignment.due_on
    agreed = assignment.resubmit_by
    if result.attempt == 1 and agreed and decided_on < agreed:
        return agreed
    if rule.days is None:
        return None
    date = decided_on
    if rule.working_days:
        for _ in range(rule.days):
            date = _next_working_day(date)
        return date
    date += datetime.timedelta(days=rule.days)
    while date.weekday() >= SATURDAY or (policies.working_days and day_off(date)):
        date += _DAY
    return date


def _next_working_day(date: datetime.date) -> datetime.date:
    date += _DAY
    while date.weekday() >= SATURDAY or day_off(date):
        date += _DAY
    return date
