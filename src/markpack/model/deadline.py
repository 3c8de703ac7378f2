"""What a learner or the centre has to do by a date."""

from __future__ import annotations

import datetime
from enum import Enum


class Due(Enum):
    """What is due, as a code; `label` is what people read."""

    SUBMISSION = "submission"
    RESUBMISSION = "resubmission"
    FEEDBACK = "feedback"
    """The work is in, and not marked, or not all of it."""
    REGISTRATION = "registration"
    """The registration ends before the qualification is achieved."""

    @property
    def label(self) -> str:
        """The word for it."""
        return _LABELS.get(self, self.value.capitalize())

    @property
    def days_ahead(self) -> int:
        """How many days before its date it is due soon: a week; with registrations, which leave time for work, 90."""
        return 90 if self is Due.REGISTRATION else 7


_LABELS = {Due.FEEDBACK: "Feedback owed", Due.REGISTRATION: "End of registration"}


def days_overdue(on: datetime.date | None, day: datetime.date) -> int:
    """Return for how many days something has been overdue on a day: 0 on its own date, before it and without one."""
    return max((day - on).days, 0) if on else 0


def is_due_soon(what: Due, on: datetime.date | None, day: datetime.date) -> bool:
    """Say whether something is due on a day or soon after it."""
    return on is not None and day <= on <= day + datetime.timedelta(days=what.days_ahead)
