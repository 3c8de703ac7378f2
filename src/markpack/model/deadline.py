"""What somebody has to do next, who that is, and in some cases by which date."""

from __future__ import annotations

import datetime
from enum import Enum


class Step(Enum):
    """What has to be done next, as a code, in the order in which lists show it; `label` is what people read."""

    FILES = "files"
    """Marks cannot be relied on: a file was not read, or two contradict each other."""
    DECISION = "decision"
    """Internal quality assurance decided against the assessor."""
    FEEDBACK = "feedback"
    """The work is in, and not marked, or not all of it."""
    RECORD = "record"
    """Nothing is recorded of the discussion, presentation and so on."""
    DECLARATION = "declaration"
    """The work is not declared to be the learner's own, or there are concerns about that."""
    IQA = "iqa"
    """Nobody has decided for internal quality assurance."""
    APPROVAL = "approval"
    """The awarding organisation has not approved the assignment."""
    SUPPORT = "support"
    """Fewer hours of induction or tutorials are recorded than the programme asks for."""
    SUBMISSION = "submission"
    RESUBMISSION = "resubmission"
    REGISTRATION = "registration"
    """The registration ends before the qualification is achieved."""

    @property
    def label(self) -> str:
        """What is to be done, in two words or three."""
        return _LABELS[self][0]

    @property
    def by(self) -> str:
        """Who has to do it."""
        return _LABELS[self][1]

    @property
    def days_ahead(self) -> int:
        """How many days before its date it is due soon: a week; with registrations, which leave time for work, 90."""
        return 90 if self is Step.REGISTRATION else 7


_LABELS = {
    Step.FILES: ("To put right", "Centre"),
    Step.DECISION: ("To decide again", "Assessor and IQA"),
    Step.FEEDBACK: ("To mark", "Assessor"),
    Step.RECORD: ("To record", "Assessor"),
    Step.DECLARATION: ("To declare", "Learner"),
    Step.IQA: ("To check", "IQA"),
    Step.APPROVAL: ("To approve", "Awarding organisation"),
    Step.SUPPORT: ("To support", "Tutor"),
    Step.SUBMISSION: ("To submit", "Learner"),
    Step.RESUBMISSION: ("To try again", "Learner"),
    Step.REGISTRATION: ("To complete", "Learner"),
}


def days_overdue(on: datetime.date | None, day: datetime.date) -> int:
    """Return for how many days something has been overdue on a day: 0 on its own date, before it and without one."""
    return max((day - on).days, 0) if on else 0


def is_due_soon(what: Step, on: datetime.date | None, day: datetime.date) -> bool:
    """Say whether something is due on a day or soon after it."""
    return on is not None and day <= on <= day + datetime.timedelta(days=what.days_ahead)
