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

    name: Text = Field(description="The employer's full name.")
    short_name: Text = Field(description="The name that people use for it.")
    sector: Text = Field(description="What it does, in a few words, such as rail services.")
    logo: str = Field(default="", description="A PNG, JPEG or SVG file in the employer's folder.")
    logo_description: str = Field(default="", description="What the logo shows, for people who cannot see it.")
    colour: Colour = "#1f4e79"


class TaskContext(Record):
    """What an employer adds to one task. Guidance is Markdown with placeholders."""

    guidance: str = Field(default="", description="What to bear in mind for this task here.")
    examples: tuple[Text, ...] = Field(default=(), description="Examples from the workplace.")
    evidence: tuple[Text, ...] = Field(default=(), description="Where evidence can come from here.")


class UnitContext(Record):
    """What an employer adds to a unit's assignment: it never changes a criterion."""

    guidance: str = Field(default="", description="What to bear in mind for this unit here.")
    examples: tuple[Text, ...] = Field(default=(), description="Examples from the workplace.")
    evidence: tuple[Text, ...] = Field(default=(), description="Where evidence can come from here.")
    tasks: dict[str, TaskContext] = Field(default_factory=dict, description="What is added to tasks, by task id.")


class Assignment(Record):
    """A unit's assignment as set for this employer's learners."""

    unit: UnitReference = Field(description="The whole reference of a unit, such as 8604-308.")
    marking: MarkingMode = Field(default=MarkingMode.MARKS, description="How it is marked: marks, or pass or refer.")
    set_on: Date = Field(description="The date on which learners get it.")
    due_on: Date = Field(description="The date by which learners hand it in.")
    resubmit_by: Date | None = Field(default=None, description="Without it, the centre's days to resubmit are counted.")
    tutor: str = Field(default="", description="The tutor's name, as in centre.yaml.")
    assessor: Text = Field(description="The assessor's name, as in centre.yaml.")
    iqa: Text = Field(description="The internal quality assurer's name, as in centre.yaml; not the assessor.")


class Context(Record):
    """One employer's file, `contexts/<employer>/context.yaml`."""

    qualification: Text = Field(description="The reference of a qualification template, such as 8604.")
    employer: Employer
    vocabulary: dict[str, Text] = Field(
        default_factory=dict, description="The employer's word for each of ours: `team: crew`."
    )
    scenario: Text = Field(description="The workplace in which the assignments are set; Markdown with placeholders.")
    units: dict[UnitReference, UnitContext] = Field(
        default_factory=dict, description="What is added to units, by unit reference."
    )
    assignments: tuple[Assignment, ...] = Field(min_length=1)

    @field_validator("vocabulary")
    @classmethod
    def _names_without_spaces(cls, value: dict[str, str]) -> dict[str, str]:
        names: dict[str, str] = {}
        for written in value:
            first = names.setdefault(_as_in_placeholders(written), written)
            if first != written:
                raise ValueError(f"“{first}” and “{written}” are the same word; keep one of the two")
        return {name: value[written] for name, written in names.items()}


def _as_in_placeholders(word: str) -> str:
    return word.strip().replace(" ", "_").replace("-", "_")
