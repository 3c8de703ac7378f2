"""An assessment instrument: the method by which criteria are shown, and the tasks that ask for them."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from pydantic import Field

from markpack.model.ask import Product
from markpack.model.record import Record, Shape, Text

TaskId = Annotated[
    str,
    Shape(r"[A-Za-z0-9][A-Za-z0-9_-]{0,15}", "a task id", "write up to 16 letters, digits, hyphens and underscores"),
]


class Method(Enum):
    """How learners show the criteria. Only the method may change, never the criteria."""

    WRITTEN = "written assignment"
    PRESENTATION = "assessed presentation"
    DISCUSSION = "professional discussion"
    OBSERVATION = "observation"
    LOG = "reflective log"
    PROJECT = "work-based project"
    CASE_STUDY = "case study"

    @property
    def is_held(self) -> bool:
        """Whether learner and assessor meet for it, so that it has a day, a length and a record of what was said."""
        return self in (Method.PRESENTATION, Method.DISCUSSION, Method.OBSERVATION)


class Task(Record):
    """One part of an instrument, with the criteria that it covers. Guidance is Markdown with placeholders.

    A criterion is named by its id, such as 1.1; where several units are assessed together, by the unit's reference and
    its id: 8604-308 1.1.
    """

    id: TaskId
    title: Text
    guidance: Text
    criteria: tuple[Text, ...] = Field(min_length=1)
    covers: tuple[Text, ...] = Field(
        default=(),
        description="What it asks for of these criteria, such as 2.1/risks; without it, all that they ask for.",
    )
    prompts: dict[Text, tuple[Text, ...]] = Field(
        default_factory=dict,
        description="By criterion: the questions that the assessor asks, or what the assessor looks for.",
    )
    hand_in: tuple[Product, ...] = Field(
        default=(), description="What the learner hands in for this task, each with its words if it is written."
    )
    evidence: tuple[Text, ...] = Field(
        default=(), description="What else the learner hands in, or uses; it follows what stands under hand_in."
    )
    words: int | None = Field(default=None, gt=0, le=100_000, description="A nominal word count for the task.")

    @property
    def products(self) -> tuple[str, ...]:
        """All that is handed in, a line each."""
        return (*(product.line for product in self.hand_in), *self.evidence)

    @property
    def written_words(self) -> int | None:
        """The words of what is handed in, added up; None where none has a length."""
        words = [product.words for product in self.hand_in if product.words]
        return sum(words) if words else None

    @property
    def length(self) -> int | None:
        """The nominal word count: the task's own, else that of what is handed in."""
        return self.words or self.written_words


class WordCount(Record):
    """The nominal length of a submission in words, and the range that is accepted."""

    nominal: int = Field(gt=0, le=100_000)
    minimum: int = Field(gt=0, le=100_000)
    maximum: int = Field(gt=0, le=100_000)


class Instrument(Record):
    """What is asked of learners, by any method. Texts are Markdown with placeholders; lists hold one line each."""

    title: Text
    purpose: Text
    employer_note: str = Field(default="", description="What to agree with the employer before starting.")
    not_in_work: str = Field(default="", description="What learners who are not in work do instead.")
    submission: str = Field(default="", description="What to check before handing in, or before the day.")
    hours: int | None = Field(
        default=None,
        gt=0,
        le=10_000,
        description="About how many hours it takes the learner, preparation included. Optional.",
    )
    words: WordCount | None = Field(default=None, description="How long written work is. Optional.")
    minutes: int | None = Field(
        default=None, gt=0, le=1000, description="How long the presentation, discussion or observation itself takes."
    )
    question_minutes: int | None = Field(
        default=None, gt=0, le=1000, description="Minutes for questions afterwards, on top."
    )
    bring: tuple[Text, ...] = Field(default=(), description="What the learner brings.")
    preparation: tuple[Text, ...] = Field(default=(), description="Questions with which the learner prepares.")
    keep: tuple[Text, ...] = Field(default=(), description="The evidence that is kept: recording, slides, notes.")
    recording: str = Field(default="", description="What the assessor records, and how.")
    tasks: tuple[Task, ...] = Field(min_length=1)


class ReadyMadeAssignment(Instrument):
    """The written assignment that comes with a unit."""

    employer_note: Text = Field(description="What to agree with the employer before starting.")
    not_in_work: Text = Field(description="What learners who are not in work do instead.")
    submission: Text = Field(description="What to check before handing in.")
