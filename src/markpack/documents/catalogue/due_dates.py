"""What is due and by when, for the index page and for `markpack status`: the same dates, whatever day it is."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from markpack.documents.shared.spelling import day, plural
from markpack.model.deadline import Due, days_overdue, is_due_soon


@dataclass(frozen=True)
class DueLearner:
    """A learner of whom something is due."""

    registration: str
    name_in_lists: str


@dataclass(frozen=True)
class DueDate:
    """What is due in a unit on a day, and of whom.

    `on` is None where no day is set; `unit` and `title` are empty for what is about the whole qualification.
    """

    what: Due
    on: datetime.date | None
    unit: str
    title: str
    learners: tuple[DueLearner, ...]

    @property
    def label(self) -> str:
        """What is due, in a word or two."""
        return self.what.label

    @property
    def day(self) -> str:
        """The day as people write it; empty where none is set."""
        return day(self.on)

    @property
    def days_ahead(self) -> int:
        """How many days before its date it is due soon."""
        return self.what.days_ahead

    def days_overdue(self, as_of: datetime.date) -> int:
        """Return for how many days it has been overdue on a day; 0 where it is not."""
        return days_overdue(self.on, as_of)

    def is_soon(self, as_of: datetime.date) -> bool:
        """Say whether it is due on a day or soon after it."""
        return is_due_soon(self.what, self.on, as_of)

    def text(self, as_of: datetime.date) -> str:
        """Return in a line what is due, of which unit and by when."""
        days = self.days_overdue(as_of)
        when = f"{self.day} ({plural(days, 'day')} ago)" if days else self.day
        return ", ".join(filter(None, (self.label, self.unit, when)))


@dataclass(frozen=True)
class DueList:
    """What is overdue on a day, due soon or without a date, under a heading."""

    heading: str
    entries: tuple[DueDate, ...]


def due_lists(entries: Sequence[DueDate], as_of: datetime.date) -> tuple[DueList, ...]:
    """Return what is to be looked after on a day; what is due later is left out, and so is a list of nothing."""
    lists = {
        f"Overdue on {day(as_of)}": [entry for entry in entries if entry.days_overdue(as_of)],
        "Due soon": [entry for entry in entries if entry.is_soon(as_of)],
        "Without a date": [entry for entry in entries if entry.on is None],
    }
    return tuple(DueList(heading, tuple(found)) for heading, found in lists.items() if found)
