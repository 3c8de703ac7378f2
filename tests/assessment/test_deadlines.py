"""What is due next of a learner in a unit, and when it is late."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

import pytest

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.deadlines import Deadline, deadline
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.standing import AttemptStanding, Circumstances, standings_of, unmarked
from markpack.model.centre import Policies
from markpack.model.context import Assignment
from markpack.model.deadline import Step, days_overdue, is_due_soon
from markpack.model.marks import MarkedAttempt
from markpack.model.standing import Marking, Quality, Standing, Submission
from tests.samples import marked, unit

SET_ON, DUE_ON, AGAIN_ON = (datetime.date(2026, month, 14) for month in (9, 10, 12))
ASSIGNMENT = Assignment(
    unit="8604-308", method="written assignment", set_on=SET_ON, due_on=DUE_ON, assessor="Ann Bell", iqa="Bea Quill"
)
PASSES = {"1.1": 20, "1.2": 12, "2.1": 20, "2.2": 20}
REFERRAL, INCOMPLETE = {**PASSES, "1.2": 2}, {"1.1": 20}
NOTHING: Mapping[str, int] = {}


def standings(*attempts: Mapping[str, int], known: Circumstances | None = None) -> tuple[AttemptStanding, ...]:
    entries = [
        marked(marks, attempt=number) if marks else MarkedAttempt("0012345", "9999-101", number)
        for number, marks in enumerate(attempts, 1)
    ]
    results = assess_attempts(unit(), entries)
    return standings_of(results, lambda _result: known or Circumstances(Policies()))


def again(_result: AttemptResult) -> datetime.date:
    return AGAIN_ON


def not_begun(submission: Submission, *, has_left: bool = False, unread: bool = False) -> tuple[AttemptStanding, ...]:
    known = Circumstances(Policies(), submission, has_left=has_left, is_unreadable=unread)
    return (unmarked(1, unit().scheme, known),)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (not_begun(Submission.OPEN), Deadline(Step.SUBMISSION, DUE_ON)),
        (standings(NOTHING), Deadline(Step.SUBMISSION, DUE_ON)),
        (not_begun(Submission.RECEIVED), Deadline(Step.FEEDBACK, None)),
        (standings(INCOMPLETE), Deadline(Step.FEEDBACK, None)),
        (standings(REFERRAL), Deadline(Step.RESUBMISSION, AGAIN_ON)),
        (standings(REFERRAL, NOTHING), Deadline(Step.RESUBMISSION, AGAIN_ON)),
        (standings(REFERRAL, INCOMPLETE), Deadline(Step.FEEDBACK, None)),
        (standings(REFERRAL, PASSES), None),
        (standings(PASSES), None),
        (not_begun(Submission.OPEN, has_left=True), None),
        (not_begun(Submission.OPEN, unread=True), None),
        (standings(REFERRAL, known=Circumstances(Policies(), has_left=True)), None),
    ],
)
def test_what_comes_next(entries: Sequence[AttemptStanding], expected: Deadline | None) -> None:
    assert deadline(entries, ASSIGNMENT, again) == expected


def test_nothing_is_due_where_no_attempt_may_follow() -> None:
    assert deadline(standings(REFERRAL), ASSIGNMENT, lambda _result: None) is None


@pytest.mark.parametrize("standing", [Standing.HELD, Standing.AUTHENTICITY_MISSING, Standing.RECORD_MISSING])
def test_of_who_is_held_by_quality_assurance_nothing_is_due(standing: Standing) -> None:
    result = standings(REFERRAL)[0].result
    assert result is not None
    held = AttemptStanding(
        1, Submission.RECEIVED, Marking.COMPLETE, result.grade, Quality.DISAGREED, standing, result
    )  # fmt: skip
    assert deadline([held], ASSIGNMENT, again) is None


def test_overdue_and_soon() -> None:
    ago = [days_overdue(DUE_ON, DUE_ON + datetime.timedelta(days=days)) for days in (-1, 0, 1, 40)]
    assert ago == [0, 0, 1, 40]
    assert days_overdue(None, DUE_ON) == 0
    before = [is_due_soon(Step.SUBMISSION, DUE_ON, DUE_ON - datetime.timedelta(days=days)) for days in (8, 7, 0, -1)]
    assert before == [False, True, True, False]
    assert is_due_soon(Step.REGISTRATION, DUE_ON, DUE_ON - datetime.timedelta(days=90))
    assert not is_due_soon(Step.FEEDBACK, None, DUE_ON)
