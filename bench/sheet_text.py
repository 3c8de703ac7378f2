"""A completed mark sheet as text and pages, as other tools are given it. Nothing of markpack is needed to load one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict


class Descriptor(TypedDict):
    """A sufficiency descriptor: where it stands (ca. 6/24), and its text."""

    standing: str
    text: str


class CriterionText(TypedDict):
    """A criterion, its mark and the assessor's comment."""

    id: str
    text: str
    marks: str
    minimum: str
    mark: str
    comment: str
    descriptors: list[Descriptor]


class OutcomeText(TypedDict):
    """A learning outcome with its criteria."""

    id: str
    title: str
    marks: str
    rows: list[CriterionText]


class SheetFacts(TypedDict):
    """All that a completed mark sheet says."""

    title: str
    unit_title: str
    subtitle: str
    notice: str
    state: str
    head_left: str
    head_right: str
    foot_left: str
    centre: str
    centre_number: str
    employer: str
    learner_name: str
    registration: str
    attempt: str
    instructions: list[str]
    standardisation: str
    sections: list[OutcomeText]
    total: str
    maximum: str
    overall_comment: str
    outcome: str
    assessor: str
    assessed_on: str
    iqa_decision: str
    iqa: str
    iqa_on: str


@dataclass(frozen=True)
class PageText:
    """A document as HTML, with the stylesheet that it is set by."""

    html: str
    css: str


@dataclass(frozen=True)
class SheetText:
    """A mark sheet for a template to be filled in with, and the same one as a page."""

    facts: SheetFacts
    page: PageText


def texts(value: object) -> Iterator[str]:
    """Yield every text in plain data, however deep it stands."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
