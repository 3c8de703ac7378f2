"""The assignment brief, and its companion in Excel, the assignment planner."""

from __future__ import annotations

from dataclasses import dataclass

from markpack.documents.shared.document import Branding, Page, Properties, Rich
from markpack.documents.shared.unit_names import OfUnit


@dataclass(frozen=True)
class BriefCriterion:
    """A criterion as the brief shows it: `marks` is empty where the unit has none.

    `tier` is the word for the grade that it counts for, where the scheme has a ladder.
    """

    id: str
    verb: str
    text: str
    marks: str
    tier: str = ""

    @property
    def counts(self) -> str:
        """What it counts for: its grade, its marks, or both."""
        return ", ".join(filter(None, (self.tier, self.marks)))


@dataclass(frozen=True)
class BriefTask:
    """One task, numbered from 1: what to do, the employer's examples, what to hand in, and the criteria covered."""

    number: int
    title: str
    guidance: Rich
    employer_guidance: Rich | None
    examples: tuple[Rich, ...]
    evidence: tuple[Rich, ...]
    words: int | None
    criteria: tuple[BriefCriterion, ...]


@dataclass(frozen=True)
class KeyDate:
    """A date of the assignment, in words: what happens, and when (14 October 2026)."""

    label: str
    date: str


@dataclass(frozen=True)
class Fact:
    """A label and its value, as in a table of particulars."""

    label: str
    value: str


@dataclass(frozen=True)
class Length:
    """How long a submission is, in words: about so many, and from the least to the most that are accepted.

    `shares` says how many of them are for each unit, where there are several: 1,200 for 308, 2,500 for 401.
    """

    nominal: int
    minimum: int
    maximum: int
    shares: str = ""


@dataclass(frozen=True)
class ForUnit:
    """What the employer says for one unit. `heading` says for which, where the brief is for several; else empty."""

    heading: str
    guidance: Rich | None
    examples: tuple[Rich, ...]
    evidence: tuple[Rich, ...]


@dataclass(frozen=True)
class Promise:
    """What a learner can rely on: what it is about, and what holds."""

    label: str
    text: Rich


@dataclass(frozen=True)
class Covering:
    """A line of the coverage matrix: a criterion, and for each task in order whether it covers it."""

    criterion: BriefCriterion
    tasks: tuple[bool, ...]


@dataclass(frozen=True)
class Brief(OfUnit):
    """A contextualised brief in the terms of its method: what it is called is in `kind`, and its parts in `task_word`.

    `timing` says how long it takes; texts that a method has no use for are None or empty.
    """

    kind: str
    task_word: str
    tasks_heading: str
    what_to_do: str
    hand_in: str
    submission_heading: str
    handing_in_heading: str
    unit: str
    unit_title: str
    title: str
    qualification: str
    branding: Branding
    notice: str
    facts: tuple[Fact, ...]
    dates: tuple[KeyDate, ...]
    where: Fact | None
    people: tuple[Fact, ...]
    purpose: Rich
    situation_heading: str
    scenario: Rich
    for_units: tuple[ForUnit, ...]
    employer_note: Rich | None
    not_in_work: Rich | None
    timing: tuple[Fact, ...]
    length: Length | None
    bring: tuple[Rich, ...]
    preparation: tuple[Rich, ...]
    keep: tuple[Rich, ...]
    recording: Rich | None
    tasks: tuple[BriefTask, ...]
    criteria: tuple[BriefCriterion, ...]
    matrix: tuple[Covering, ...]
    submission: Rich | None
    handing_in: Rich | None
    promises: tuple[Promise, ...]
    assessment_note: Rich
    authenticity: str
    page: Page
    properties: Properties
    criteria_note: str = "Every criterion has to be met."
    """Which criteria have to be met, in a sentence."""
    registration: str = ""
    learner_name: str = ""
    arrangements: str = ""
    """Whose brief it is, and their access arrangements: empty on everybody's."""
    extension: str = ""
    """That the learner has more time, in a sentence; empty where they have none."""


@dataclass(frozen=True)
class Planner:
    """The assignment planner, a workbook: a brief with one learner's details (empty on the unnamed one)."""

    brief: Brief
    learner_name: str
    registration: str
    set_on: str
    due_on: str
    due_date_iso: str
    properties: Properties
    due_label: str = "Hand in by"
