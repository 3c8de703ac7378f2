"""The request for approval of an instrument that the centre developed: all that the awarding organisation asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markpack.documents.brief.view import Brief, Fact
from markpack.documents.mark_sheet.form_parts_view import Field
from markpack.documents.mark_sheet.view import MarkSheet, Stage
from markpack.documents.shared.document import Branding, Page, Properties, Rich
from markpack.documents.shared.unit_names import OfUnit


@dataclass(frozen=True)
class Mapped:
    """A criterion, unchanged, with the tasks that cover it and what the assessor asks or looks for.

    `tier` is the word for the grade that it counts for, where the scheme has a ladder.
    """

    id: str
    verb: str
    text: str
    marks: str
    tasks: tuple[str, ...]
    prompts: tuple[str, ...]
    tier: str = ""

    @property
    def counts(self) -> str:
        """What it counts for: its grade, its marks, or both."""
        return ", ".join(filter(None, (self.tier, self.marks)))


@dataclass(frozen=True)
class MappedUnit:
    """A unit with its criteria, and the digest by which their wording can be checked. `size` is level and credits."""

    reference: str
    title: str
    level: int | str
    credits: int
    digest: str
    criteria: tuple[Mapped, ...]
    size: str = ""


@dataclass(frozen=True)
class Colleague:
    """Somebody who teaches, assesses or quality-assures here: their role, and what shows that they are competent."""

    role: str
    name: str
    job: str
    competence: tuple[str, ...]


@dataclass(frozen=True)
class ApprovalRequest(OfUnit):
    """The request, nobody's in particular. `rationale` is None where it is still to be written on the form."""

    unit: str
    unit_title: str
    title: str
    branding: Branding
    status: str
    facts: tuple[Fact, ...]
    rationale: Rich | None
    rationale_field: Field
    rule: str
    reasons: tuple[str, ...]
    units: tuple[MappedUnit, ...]
    prompts_heading: str
    recording: tuple[Rich, ...]
    keep: tuple[Rich, ...]
    record: tuple[str, ...]
    staff: tuple[Colleague, ...]
    brief: Brief
    mark_sheets: tuple[MarkSheet, ...]
    centre_name: Field
    centre_on: Field
    decision: Field
    conditions: Field
    manager: Field
    manager_reference: Field
    decided_on: Field
    page: Page
    properties: Properties
    values: Mapping[str, str] = field(default_factory=dict)
    stage: Stage = Stage.BLANK

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field in the order of the page."""
        first = () if self.rationale else (self.rationale_field,)
        return (
            *first, self.centre_name, self.centre_on, self.decision, self.conditions, self.manager,
            self.manager_reference, self.decided_on,
        )  # fmt: skip
