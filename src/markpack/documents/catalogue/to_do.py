"""What is to be done next, of whom and by when, for the index page and for `markpack status`: whatever day it is."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from markpack.documents.shared.spelling import day, plural
from markpack.model.deadline import Step, days_overdue, is_due_soon


@dataclass(frozen=True)
class ToDoLearner:
    """A learner of whom something is to be done.

    `attempt` is the one that it is about, 0 where that is not known; `files` are those to put right, in the workspace.
    """

    registration: str
    name_in_lists: str
    attempt: int = 0
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToDo:
    """What is to be done in a unit by a day, and of whom; it has no learners where it is about the assignment.

    `on` is None where no day is set; `unit` and `title` are empty for what is about the whole qualification. `note`
    says why, where the step itself does not.
    """

    what: Step
    on: datetime.date | None
    unit: str
    title: str
    learners: tuple[ToDoLearner, ...]
    note: str = ""

    @property
    def label(self) -> str:
        """What is to be done, in two words or three."""
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
        """Return in a line what is to be done, in which unit, by when and why."""
        days = self.days_overdue(as_of)
        when = f"{self.day} ({plural(days, 'day')} ago)" if days else self.day
        line = ", ".join(filter(None, (self.label, self.unit, when)))
        return f"{line}: {self.note}" if self.note else line


@dataclass(frozen=True)
class ToDoList:
    """What is overdue on a day, due soon or without a date, under a heading."""

    heading: str
    entries: tuple[ToDo, ...]


def to_do_lists(entries: Sequence[ToDo], as_of: datetime.date) -> tuple[ToDoList, ...]:
    """Return what is to be looked after on a day; what is due later is left out, and so is a list of nothing."""
    lists = {
        f"Overdue on {day(as_of)}": [entry for entry in entries if entry.days_overdue(as_of)],
        "Due soon": [entry for entry in entries if entry.is_soon(as_of)],
        "Without a date": [entry for entry in entries if entry.on is None],
    }
    return tuple(ToDoList(heading, tuple(found)) for heading, found in lists.items() if found)
