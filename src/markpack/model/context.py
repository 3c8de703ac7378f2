"""An employer's context: who they are, their words, their scenario, and the assignments set for their learners."""

from __future__ import annotations

from enum import Enum

from pydantic import Field, field_validator

from markpack.model.record import Colour, Date, Record, Text
from markpack.model.unit import UnitReference


class MarkingMode(Enum):
    """How a mark sheet is marked: with numbers, or each criterion simply pass or referral."""

    MARKS = "marks"
    PASS_OR_REFER = "pass or refer"


class Employer(Record):
    """The learners' employer."""

    name: Text
    short_name: Text
    sector: Text
    logo: str = Field(default="", description="A PNG, JPEG or SVG file in the employer's folder.")
    logo_description: str = Field(default="", description="What the logo shows, for people who cannot see it.")
    colour: Colour = "#1f4e79"


class TaskContext(Record):
    """What an employer adds to one task. Guidance is Markdown with placeholders."""

    guidance: str = ""
    examples: tuple[Text, ...] = ()
    evidence: tuple[Text, ...] = ()


class UnitContext(Record):
    """What an employer adds to a unit's assignment: it never changes a criterion."""

    guidance: str = ""
    examples: tuple[Text, ...] = ()
    evidence: tuple[Text, ...] = ()
    tasks: dict[str, TaskContext] = Field(default_factory=dict)


class Assignment(Record):
    """A unit's assignment as set for this employer's learners."""

    unit: UnitReference
    marking: MarkingMode = MarkingMode.MARKS
    set_on: Date
    due_on: Date
    resubmit_by: Date | None = Field(default=None, description="Without it, the centre's days to resubmit are counted.")
    tutor: str = ""
    assessor: Text
    iqa: Text


class Context(Record):
    """One employer's file, `contexts/<employer>/context.yaml`."""

    qualification: Text
    employer: Employer
    vocabulary: dict[str, Text] = Field(
        default_factory=dict, description="The employer's word for each of ours: `team: crew`."
    )
    scenario: Text
    units: dict[UnitReference, UnitContext] = Field(default_factory=dict)
    assignments: tuple[Assignment, ...] = Field(min_length=1)

    @field_validator("vocabulary")
    @classmethod
    def _names_without_spaces(cls, value: dict[str, str]) -> dict[str, str]:
        return {name.strip().replace(" ", "_").replace("-", "_"): word for name, word in value.items()}
