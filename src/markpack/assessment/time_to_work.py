"""Whether the time between two dates is enough for the hours that an assignment takes."""

from __future__ import annotations

import datetime

HOURS_A_DAY = 8
"""The most hours that anybody works on each day beside a job."""


def days_between(set_on: datetime.date, due_on: datetime.date) -> int:
    """Return how many days there are to work, the first and the last included."""
    return (due_on - set_on).days + 1


def is_achievable(set_on: datetime.date, due_on: datetime.date, hours: int) -> bool:
    """Say whether an assignment of so many hours can be done in time at all."""
    return hours <= HOURS_A_DAY * days_between(set_on, due_on)
