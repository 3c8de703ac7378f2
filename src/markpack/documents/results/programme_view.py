"""The facts of a programme, as results and packs show them: its units, its learners, and its staff."""

from __future__ import annotations

from dataclasses import dataclass

from markpack.documents.brief.view import Fact

ENOUGH, TOO_LITTLE, NOT_RECORDED = "Enough", "Not enough yet", "Not recorded"
"""What hours of support come to beside the programme's minimum."""
NO_MINIMUM = "No minimum"
"""What stands in place of that where the qualification asks for no hours."""


@dataclass(frozen=True)
class SupportLine:
    """Hours of induction or tutorials: those given (empty where none are recorded), the minimum, and what that is."""

    given: str
    minimum: str
    state: str


@dataclass(frozen=True)
class LearnerRecord:
    """What the register has of a learner; dates in words, or empty."""

    registration: str
    first_name: str
    last_name: str
    uln: str
    job_title: str
    line_manager: str
    in_work: str
    registered_on: str
    complete_by: str
    induction_on: str
    induction: SupportLine
    tutorials: SupportLine
    further: tuple[Fact, ...] = ()
    """What else the register has of them: site, staff of their own, the certificate and so on, as far as it does."""


@dataclass(frozen=True)
class UnitLine:
    """A unit in the programme's structure; `is_this` marks those that the assignment is about."""

    reference: str
    title: str
    group: str
    level: str
    credits: str
    hours: str
    is_this: bool


@dataclass(frozen=True)
class StaffRecord:
    """What shows that somebody is competent for a role in units; empty evidence means that none is on record."""

    name: str
    role: str
    units: tuple[str, ...]
    evidence: str
    reviewed_on: str
    review_on: str


@dataclass(frozen=True)
class Programme:
    """A programme's facts, units and rules in words, and whom it has: learners, and staff of its assignments."""

    facts: tuple[Fact, ...]
    units: tuple[UnitLine, ...]
    rules: tuple[Fact, ...]
    learners: tuple[LearnerRecord, ...]
    staff: tuple[StaffRecord, ...]
