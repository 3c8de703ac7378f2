"""What the centre tells every learner in a brief: how to hand in, and what they can rely on."""

from __future__ import annotations

from pydantic import Field

from markpack.model.record import Record
from markpack.model.time_of_day import TimeOfDay


class HandIn(Record):
    """How work is handed in. An assignment may name another place and hour."""

    where: str = Field(
        default="", description="The place, in a few words: a site, a folder of a learning platform, a room."
    )
    hour: TimeOfDay | None = Field(
        default=None, description="The hour of the due date by which it has to be there, such as 17:00 or 5 pm."
    )
    how: str = Field(default="", description="How it is done: file types, names, what to do if it does not work.")


class Meeting(Record):
    """How learner and assessor meet for a discussion, presentation or observation."""

    where: str = Field(default="", description="The place, in a few words.")
    how: str = Field(default="", description="How day and hour are agreed, and what to do if it cannot take place.")


class BriefTexts(Record):
    """The centre's own texts in every brief. Texts are Markdown with placeholders; what is not given is left out."""

    hand_in: HandIn = Field(default=HandIn(), description="How, where and by what hour work is handed in.")
    meeting: Meeting = Field(
        default=Meeting(), description="How and where a discussion, presentation or observation takes place."
    )
    adjustments: str = Field(default="", description="How to ask for reasonable adjustments, or for more time.")
    appeals: str = Field(default="", description="What to do if a learner thinks that a decision is wrong.")
    malpractice: str = Field(default="", description="What counts as malpractice, and what follows from it.")
