"""The assignment brief, and its companion in Excel, the assignment planner."""

from __future__ import annotations

from dataclasses import dataclass

from markpack.documents.document import Branding, Page, Properties, Rich


@dataclass(frozen=True)
class BriefCriterion:
    """A criterion as the brief shows it: `marks` is empty where the unit is marked by pass or referral."""

    id: str
    verb: str
    text: str
    marks: str


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
class Brief:
    """A contextualised assignment brief."""

    unit: str
    unit_title: str
    title: str
    qualification: str
    branding: Branding
    notice: str
    facts: tuple[Fact, ...]
    dates: tuple[KeyDate, ...]
    people: tuple[Fact, ...]
    purpose: Rich
    scenario: Rich
    employer_guidance: Rich | None
    employer_note: Rich
    not_in_work: Rich
    examples: tuple[Rich, ...]
    evidence: tuple[Rich, ...]
    hours: int
    words_nominal: int
    words_minimum: int
    words_maximum: int
    tasks: tuple[BriefTask, ...]
    criteria: tuple[BriefCriterion, ...]
    submission: Rich
    assessment_note: Rich
    page: Page
    properties: Properties


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
