"""What shows that a member of staff is competent: for which role and units, by what evidence, and until when."""

from __future__ import annotations

import datetime
from enum import Enum

from pydantic import Field, ValidationInfo, field_validator

from markpack.model.dates import day
from markpack.model.record import Date, Record, Text
from markpack.model.unit import UnitReference


class StaffRole(Enum):
    """What a member of staff does for an assignment."""

    TUTOR = "tutor"
    ASSESSOR = "assessor"
    IQA = "iqa"


class Competence(Record):
    """An entry of the competence register: what somebody is competent for, and what shows it."""

    role: StaffRole = Field(description="tutor, assessor or iqa.")
    units: tuple[UnitReference, ...] = Field(min_length=1)
    evidence: Text = Field(description="What shows it: qualifications, experience at work, recent development.")
    review_on: Date = Field(description="The last day on which it counts; by then it is reviewed again.")
    reviewed_on: Date | None = Field(default=None, description="When it was last reviewed.")

    @field_validator("reviewed_on")
    @classmethod
    def _before_the_next(cls, value: datetime.date | None, info: ValidationInfo) -> datetime.date | None:
        review_on = info.data.get("review_on")
        if value and review_on and value >= review_on:
            raise ValueError(
                f"the review on {day(value)} is not before the next one, review_on {day(review_on)}; "
                "write in review_on when it is reviewed again"
            )
        return value

    def has_expired(self, date: datetime.date) -> bool:
        """Say whether its review date is over; on the review date itself it still counts."""
        return self.review_on < date
