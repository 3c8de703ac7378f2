"""An employer's context: who they are, their words, their scenario, and the assignments set for their learners."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from markpack.model.ask import Product
from markpack.model.instrument import Instrument, Method
from markpack.model.marking_mode import LARGEST_REMAINDERS, NEAREST, MarkingMode
from markpack.model.record import Colour, Date, Record, Text
from markpack.model.time_of_day import TimeOfDay
from markpack.model.unit import UnitReference, Version
from markpack.model.word import Word

INTEGRATED_MODES = (MarkingMode.SEPARATE_SHEETS, MarkingMode.PASS_OR_REFER, MarkingMode.CREDIT_WEIGHTED)
"""How several units can be marked together."""


def _names_without_spaces(value: dict[str, Word]) -> dict[str, Word]:
    names: dict[str, str] = {}
    for word in value:
        known_word = names.setdefault(placeholder_name(word), word)
        if known_word != word:
            raise ValueError(f"“{known_word}” and “{word}” are the same word; keep one of the two")
    return {name: value[word] for name, word in names.items()}


def placeholder_name(word: str) -> str:
    """Return what placeholders call a word of a vocabulary, which a file may write with spaces: line_manager."""
    return word.strip().replace(" ", "_").replace("-", "_")


Vocabulary = Annotated[dict[str, Word], AfterValidator(_names_without_spaces)]
"""Words by what placeholders call them."""


class Employer(Record):
    """The learners' employer."""

    name: Text = Field(description="The employer's full name.")
    short_name: Text = Field(description="The name that people use for it.")
    sector: Text = Field(description="What it does, in a few words, such as rail services.")
    logo: str = Field(default="", description="A PNG, JPEG or SVG file in the employer's folder.")
    logo_description: str = Field(default="", description="What the logo shows, for people who cannot see it.")
    colour: Colour = "#1f4e79"
    summary: bool | None = Field(
        default=None,
        description="Whether the employer gets a summary of who has achieved what; without it, the centre’s policy.",
    )


class TaskContext(Record):
    """What an employer adds to one task, or has in its place. Guidance is Markdown with placeholders."""

    instead: bool = Field(
        default=False,
        description="yes: the guidance here takes the place of the unit’s. Without it, it follows the unit’s.",
    )
    title: str = Field(default="", description="With instead: what the task is called here.")
    guidance: str = Field(default="", description="What to do here, or what to bear in mind beside the unit’s text.")
    covers: tuple[Text, ...] = Field(
        default=(), description="With instead: what the guidance asks for, such as 2.1/risks, or 2.1 for all of it."
    )
    examples: tuple[Text, ...] = Field(default=(), description="Examples from the workplace.")
    hand_in: tuple[Product, ...] = Field(
        default=(), description="What is handed in here, each with its words; it takes the place of the unit’s list."
    )
    evidence: tuple[Text, ...] = Field(default=(), description="Where evidence can come from here.")


class PlainLanguage(Record):
    """A unit's brief in plain language, for learners who need it; what is left out stays as it is for everybody.

    Texts are Markdown with placeholders. Nothing here can name or change a criterion.
    """

    method: Method | None = Field(
        default=None, description="The method that these texts speak of; for another one they are not used."
    )
    purpose: str = Field(default="", description="Instead of what the assignment is for.")
    scenario: str = Field(default="", description="Instead of the scenario.")
    guidance: str = Field(default="", description="Instead of the employer's guidance for the unit.")
    employer_note: str = Field(default="", description="Instead of what to agree with the employer.")
    not_in_work: str = Field(default="", description="Instead of what learners who are not in work do.")
    submission: str = Field(default="", description="Instead of what to check before handing in.")
    bring: tuple[Text, ...] = Field(default=(), description="Instead of what to bring.")
    preparation: tuple[Text, ...] = Field(default=(), description="Instead of the questions to prepare with.")
    recording: str = Field(default="", description="Instead of what the assessor records, and how.")
    tasks: dict[str, Text] = Field(
        default_factory=dict,
        description="By task id: what to do, instead of the task's guidance and the employer's guidance for it.",
    )
    covers: tuple[Text, ...] = Field(
        default=(),
        description="What the tasks here ask for, such as 2.1/risks, or 2.1 for all of it; it is checked, not printed.",
    )

    def is_for(self, method: Method) -> bool:
        """Whether the texts speak of a method; those that name none speak of any."""
        return self.method in (None, method)


class UnitAddition(Record):
    """What is added to a unit's assignment: it never changes a criterion."""

    guidance: str = Field(default="", description="What to bear in mind for this unit here.")
    examples: tuple[Text, ...] = Field(default=(), description="Examples from the workplace.")
    evidence: tuple[Text, ...] = Field(default=(), description="Where evidence can come from here.")
    tasks: dict[str, TaskContext] = Field(default_factory=dict, description="What is added to tasks, by task id.")


class UnitContext(UnitAddition):
    """What an employer adds to a unit's assignment, for everybody and for learners who need another brief."""

    not_in_work: UnitAddition | None = Field(
        default=None,
        description="What stands instead of all this in the brief of learners who are not in work. It reaches the "
        "centre’s own tasks as well.",
    )
    plain_language: PlainLanguage | None = Field(
        default=None, description="The brief in plain language, for learners whom the register gives it."
    )


class Assignment(Record):
    """An assignment as set for this employer's learners: one unit's, or several units' together (integrated)."""

    unit: UnitReference | None = Field(default=None, description="The whole reference of a unit, such as 8604-308.")
    units: tuple[UnitReference, ...] = Field(
        default=(), description="Instead of unit: the references of the units that are assessed together."
    )
    version: Version | None = Field(
        default=None,
        description="By which version of the unit it goes; without it, by the one that it was first built with.",
    )
    versions: dict[UnitReference, Version] = Field(
        default_factory=dict, description="Instead of version, where there are several units: the version of each."
    )
    method: Method = Field(default=Method.WRITTEN, description="How learners show the criteria.")
    marking: MarkingMode = Field(
        default=MarkingMode.MARKS,
        description="How it is marked: one unit by marks, or pass or refer; several units by separate sheets, "
        "pass or refer, or credit weighted.",
    )
    weights: dict[UnitReference, Annotated[int, Field(gt=0, le=1000)]] = Field(
        default_factory=dict, description="With credit weighted: what counts instead of each unit’s credits."
    )
    weighting: Annotated[int, Field(ge=LARGEST_REMAINDERS, le=NEAREST)] | None = Field(
        default=None,
        description="With credit weighted: the rule by which marks are rounded. 2: equal criteria of a unit have equal "
        "marks; 1: they add up to 100, as in markpack 0.1.0. Without it, the one that the assignment began with.",
    )
    instrument: Instrument | None = Field(
        default=None, description="The centre’s own tasks, instead of those of the unit template."
    )
    rationale: str = Field(
        default="", description="Why this method or instrument was chosen; it goes into the request for approval."
    )
    set_on: Date = Field(description="The date on which learners get it.")
    due_on: Date = Field(description="The date by which learners hand it in.")
    hour: TimeOfDay | None = Field(
        default=None, description="The hour of the due date by which it is handed in, instead of centre.yaml’s."
    )
    where: str = Field(default="", description="Where it is handed in or held, instead of the place in centre.yaml.")
    resubmit_by: Date | None = Field(default=None, description="Without it, the centre's days to resubmit are counted.")
    tutor: str = Field(default="", description="The tutor's name, as in centre.yaml.")
    assessor: Text = Field(description="The assessor's name, as in centre.yaml.")
    iqa: Text = Field(description="The internal quality assurer's name, as in centre.yaml; not the assessor.")

    @property
    def references(self) -> tuple[str, ...]:
        """The references of its units, in order; empty only where the file is wrong."""
        return self.units or ((self.unit,) if self.unit else ())

    @property
    def name(self) -> str:
        """What it is called in file names and messages: the units' references, joined by a plus sign."""
        return "+".join(self.references)

    def version_of(self, unit: str) -> str | None:
        """Return the version that it says it goes by in one of its units."""
        return self.versions.get(unit, self.version)

    @property
    def is_weighted(self) -> bool:
        """Whether marks are shared out by what its units weigh."""
        return self.marking is MarkingMode.CREDIT_WEIGHTED

    @property
    def is_integrated(self) -> bool:
        """Whether several units are assessed together."""
        return len(self.references) > 1


class Approval(Record):
    """An approval that the awarding organisation has given for an instrument that the centre developed."""

    units: tuple[UnitReference, ...] = Field(min_length=1, description="The references of the units it is for.")
    method: Method = Field(default=Method.WRITTEN, description="The method it is for.")
    approved_by: Text = Field(description="Who approved it.")
    role: Text = Field(default="Quality & Compliance Manager", description="What they are there.")
    reference: Text = Field(description="The approval’s own reference.")
    approved_on: Date = Field(description="The date on which it was given.")
    valid_until: Date | None = Field(default=None, description="The last day on which it holds, if there is one.")
    document: str = Field(default="", description="The file with the approval, in the employer’s folder.")
    instrument: str = Field(
        default="", description="The fingerprint on the approval request; with it, changed tasks need a new approval."
    )


class Cohort(Record):
    """A cohort's file, `contexts/<employer>/cohorts/<cohort>/cohort.yaml`; the rest is in the employer's context."""

    title: Text = Field(description="What the cohort is called, such as Autumn 2026.")
    qualification: str = Field(
        default="",
        description="The reference of a qualification template, where it is not that of the employer’s context.",
    )
    assignments: tuple[Assignment, ...] = Field(min_length=1, description="What is set for the cohort’s learners.")


class NotInWork(Record):
    """How the brief of learners who are not in work is told: it never speaks of the employer."""

    scenario: str = Field(
        default="", description="Their situation; without it, what the assignment says of learners not in work."
    )
    organisation: Text = Field(
        default="your organisation", description="What stands for the employer’s name, within a sentence."
    )
    vocabulary: Vocabulary = Field(
        default_factory=dict, description="Words instead of the employer’s own; without one, markpack’s general word."
    )


class Context(Record):
    """One employer's file, `contexts/<employer>/context.yaml`."""

    qualification: Text = Field(description="The reference of a qualification template, such as 8604.")
    employer: Employer
    vocabulary: Vocabulary = Field(
        default_factory=dict,
        description="The employer's word for each of ours, such as crew for team; a text, or a word with its forms.",
    )
    scenario: Text = Field(
        description="The situation in which the assignments are set, in two to four paragraphs of Markdown."
    )
    not_in_work: NotInWork = Field(
        default=NotInWork(), description="How the brief of learners who are not in work is told."
    )
    units: dict[UnitReference, UnitContext] = Field(
        default_factory=dict, description="What is added to units, by unit reference."
    )
    assignments: tuple[Assignment, ...] = Field(
        default=(), description="What is set for all of an employer’s learners; those of a cohort are in its own file."
    )
    approvals: tuple[Approval, ...] = Field(
        default=(), description="What the awarding organisation has approved; other methods and own tasks need it."
    )
