"""A qualification: its facts, and the rule of combination that says which units earn it."""

from __future__ import annotations

from pydantic import Field

from markpack.model.record import Date, Record, Text
from markpack.model.unit import UnitReference, Wording


class UnitGroup(Record):
    """A group of units and the credits that are needed from it."""

    name: Text
    minimum_credits: int = Field(ge=0, le=1000)
    units: tuple[UnitReference, ...] = Field(min_length=1)


class Qualification(Record):
    """A qualification template."""

    reference: Text = Field(description="The awarding organisation's number, such as 8604.")
    title: Text
    level: int = Field(ge=1, le=8)
    awarding_organisation: Text
    accreditation_number: Text
    operational_start: Date
    credits: int = Field(gt=0, le=1000, description="Credits that the whole qualification needs.")
    induction_hours: int = Field(ge=0, le=10_000)
    tutorial_hours: int = Field(ge=0, le=10_000, description="The least hours of tutorial support.")
    guided_learning: Text = Field(description="How the overall guided learning hours come about.")
    duration_years: int = Field(gt=0, le=20, description="Years from registration within which it has to be completed.")
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

    @property
    def units(self) -> tuple[str, ...]:
        """The references of all units in its groups, in order."""
        return tuple(reference for group in self.groups for reference in group.units)
