"""The assignment pack: a cover with the programme's overview, and all that goes with it in one document."""

from __future__ import annotations

from dataclasses import dataclass

from markpack.documents.brief.view import Brief, Fact, KeyDate
from markpack.documents.declaration.view import Declaration
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.results.programme_view import StaffRecord, UnitLine
from markpack.documents.shared.document import Branding, Page, Properties, Rich
from markpack.documents.shared.unit_names import OfUnit


@dataclass(frozen=True)
class Person:
    """Somebody whom a learner may have to reach: what they do here, who they are, and how to reach them."""

    role: str
    name: str
    contact: str


@dataclass(frozen=True)
class Overview:
    """What a programme is: its facts, its units, and what it is for and leads to."""

    qualification: str
    facts: tuple[Fact, ...]
    purpose: Rich
    contents: Rich
    units: tuple[UnitLine, ...]
    combination: Rich
    benefits: tuple[Rich, ...]
    progression: tuple[Rich, ...]


@dataclass(frozen=True)
class AssignmentPack(OfUnit):
    """Everything about one assignment, to be printed: nobody's in particular, and filled in by hand."""

    unit: str
    unit_title: str
    title: str
    branding: Branding
    overview: Overview
    dates: tuple[KeyDate, ...]
    people: tuple[Person, ...]
    staff: tuple[StaffRecord, ...]
    contents: tuple[str, ...]
    brief: Brief
    declaration: Declaration
    mark_sheets: tuple[MarkSheet, ...]
    page: Page
    properties: Properties
