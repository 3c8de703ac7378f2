"""By when a referred learner hands in again."""

from __future__ import annotations

import datetime

from markpack.assessment.outcome import AttemptResult
from markpack.model.centre import Policies
from markpack.model.context import Assignment
from markpack.model.outcome import Outcome
from markpack.model.working_days import SATURDAY, day_off

_DAY = datetime.timedelta(days=1)


def resubmit_by(policies: Policies, assignment: Assignment, result: AttemptResult) -> datetime.date | None:
    """Return by when a referred learner resubmits: the assignment's date, else so many days from the decision.

    None unless the attempt is a referral and the centre's policy allows another one. The assignment's date is that of
    the first resubmission, if the decision came before it; else days are counted, and a weekend's end is waited for,
    with working_days that of a bank holiday too.
    """
    if result.outcome is not Outcome.REFERRAL or result.attempt >= policies.attempts_allowed:
        return None
    decided_on = result.marked.assessed_on or assignment.due_on
    agreed = assignment.resubmit_by
    if result.attempt == 1 and agreed and decided_on < agreed:
        return agreed
    date = decided_on + datetime.timedelta(days=policies.days_to_resubmit)
    while date.weekday() >= SATURDAY or (policies.working_days and day_off(date)):
        date += _DAY
    return date
