"""How, where and by what hour work is handed in, or learner and assessor meet: one place for all documents."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from markpack.documents.shared.document import Rich
from markpack.documents.shared.prose import rich, rich_line
from markpack.documents.shared.spelling import day
from markpack.model.centre import Centre
from markpack.model.context import Assignment
from markpack.model.time_of_day import time_of_day


@dataclass(frozen=True)
class HandingIn:
    """What a learner has to know for handing in, or for the meeting of a method that has one; empty where not known.

    `where` is a line, `hour` as in “5 pm”; a meeting's hour is agreed with each learner.
    """

    where: str = ""
    hour: str = ""
    how: Rich | None = None

    def by(self, date: datetime.date | None) -> str:
        """Return a last day, with the hour if there is one: 12 November 2026, 5 pm; nothing for None."""
        return ", ".join(filter(None, (day(date), self.hour))) if date else ""


def handing_in(centre: Centre, assignment: Assignment, names: Mapping[str, Mapping[str, str]]) -> HandingIn:
    """Return how an assignment is handed in: the centre's texts, with the assignment's own place and hour.

    `names` are those of the placeholders. Raises PlaceholderError for an unknown one.
    """
    texts = centre.briefs
    held = assignment.method.is_held
    where = assignment.where or (texts.meeting.where if held else texts.hand_in.where)
    hour = None if held else assignment.hour or texts.hand_in.hour
    how = texts.meeting.how if held else texts.hand_in.how
    return HandingIn(
        where=rich_line(where, names).plain, hour=time_of_day(hour), how=rich(how, names) if how.strip() else None
    )
