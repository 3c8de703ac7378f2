"""What is due from a learner, or owed to them, in a unit: decided from where they stand. No clock is read here."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markpack.assessment.outcome import AttemptResult
from markpack.assessment.standing import AttemptStanding
from markpack.model.context import Assignment
from markpack.model.deadline import Step
from markpack.model.outcome import Outcome
from markpack.model.standing import Standing


@dataclass(frozen=True)
class Deadline:
    """What is due, and on which day; None where the centre has set no day, as for feedback."""

    what: Step
    on: datetime.date | None


def deadline(
    standings: Sequence[AttemptStanding],
    assignment: Assignment,
    resubmit_by: Callable[[AttemptResult], datetime.date | None],
    feedback_by: Callable[[AttemptResult], datetime.date | None] = lambda _: None,
) -> Deadline | None:
    """Return what comes next in a unit, by a learner's attempts at it in order; None where nothing is due.

    `feedback_by` gives the day by which the centre has an attempt decided, `resubmit_by` that by which another attempt
    may follow a result. Only who has not passed has to resubmit: a better grade is an offer. Of marks that cannot be
    relied on, of what quality assurance decided against, and of who has left, nothing is due.
    """
    entries = list(standings)
    while len(entries) > 1 and entries[-1].standing is Standing.NOT_SUBMITTED:
        entries.pop()  # a row of a markbook that waits for a resubmission
    entry = entries[-1]
    if entry.standing is Standing.NOT_SUBMITTED:
        return Deadline(Step.SUBMISSION, assignment.due_on)
    if entry.standing in (Standing.SUBMITTED, Standing.INCOMPLETE):
        return Deadline(Step.FEEDBACK, feedback_by(entry.result) if entry.result else None)
    if entry.standing in (Standing.WITHDRAWN, Standing.UNREADABLE) or entry.is_withheld or entry.result is None:
        return None
    date = resubmit_by(entry.result) if entry.result.outcome is Outcome.REFERRAL else None
    return Deadline(Step.RESUBMISSION, date) if date else None
