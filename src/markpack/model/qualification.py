"""A qualification: its facts, and the rule of combination that says which units earn it."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from pydantic import Field

from markpack.model.record import Date, Record, Text
from markpack.model.unit import UnitReference, Wording


class UnitGroup(Record):
    """A group of units and the credits that are needed from it; without credits, all of its units are."""

    name: Text
    minimum_credits: int | None = Field(
        default=None, ge=0, le=1000, description="Credits needed from the group; without it, all of its units are."
    )
    units: tuple[UnitReference, ...] = Field(min_length=1)


class Times(Enum):
    """What the points of a unit's grade are multiplied with."""

    CREDITS = "credits"
    GUIDED_LEARNING_HOURS = "guided_learning_hours"
    ONE = "one"


Points = Annotated[int, Field(ge=0, le=100_000)]


class QualificationGrade(Record):
    """How the grade of a whole qualification follows from the grades of its units."""

    points: dict[Text, Points] = Field(
        min_length=1, description="The points of each grade of a unit, by the code that its scheme stores, such as P."
    )
    times: Times = Field(
        default=Times.ONE, description="What they are multiplied with: one, credits or guided_learning_hours."
    )
    steps: dict[Text, Points] = Field(
        min_length=1, description="Each grade of the qualification, from the lowest, and the points at which it begins."
    )
    words: dict[Text, Text] = Field(default_factory=dict, description="The word for each; else its code.")

    def word(self, code: str) -> str:
        """Return the word for a grade."""
        return self.words.get(code, code)


class Qualification(Record):
    """A qualification template."""

    reference: Text = Field(description="The awarding organisation's number, such as 8604.")
    title: Text
    level: int = Field(ge=1, le=8)
    awarding_organisation: Text
    accreditation_number: Text
    operational_start: Date
    credits: int | None = Field(
        default=None,
        gt=0,
        le=1000,
        description="Credits that the whole qualification needs; without them, what its groups need earns it.",
    )
    induction_hours: int = Field(
        default=0, ge=0, le=10_000, description="The least hours of induction; without them, there is no minimum."
    )
    tutorial_hours: int = Field(
        default=0,
        ge=0,
        le=10_000,
        description="The least hours of tutorial support; without them, there is no minimum.",
    )
    guided_learning: Text = Field(description="How the overall guided learning hours come about.")
    duration_years: int | None = Field(
        default=None,
        gt=0,
        le=20,
        description="Years from registration within which it has to be completed; without them, there is no limit.",
    )
    scheme: str = Field(default="", description="Whose rules its units are judged by, where they name none themselves.")
    wording: Wording
    purpose: Text
    overview: Text = Field(description="What the units cover together.")
    benefits_for_learners: tuple[Text, ...] = ()
    benefits_for_employers: tuple[Text, ...] = ()
    progression: tuple[Text, ...] = ()
    assessment: Text
    rule_of_combination: Text
    staff_competence: Text
    groups: tuple[UnitGroup, ...] = Field(min_length=1)
    grade: QualificationGrade | None = Field(
        default=None, description="How its grade follows from those of its units; without it, it has none."
    )

    @property
    def units(self) -> tuple[str, ...]:
        """The references of all units in its groups, in order."""
        return tuple(reference for group in self.groups for reference in group.units)
