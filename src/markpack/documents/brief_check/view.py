"""The internal verification sheet of a brief: what a program found, and what a person decides before it goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markpack.documents.brief.view import Fact
from markpack.documents.mark_sheet.form_parts_view import Field
from markpack.documents.mark_sheet.view import Stage
from markpack.documents.shared.document import Branding, Page, Properties
from markpack.documents.shared.unit_names import OfUnit


@dataclass(frozen=True)
class MachineCheck:
    """What a program found: the question, a word for the result (OK or To look at), the finding, a field to remark."""

    question: str
    result: str
    found: str
    remark: Field


@dataclass(frozen=True)
class PersonCheck:
    """What only a person can judge: the question, the answer to choose, and a remark field."""

    question: str
    answer: Field
    remark: Field


@dataclass(frozen=True)
class BriefVerification(OfUnit):
    """The sheet: nobody's in particular, to be filled in by the internal verifier before the brief is used."""

    unit: str
    unit_title: str
    title: str
    branding: Branding
    facts: tuple[Fact, ...]
    machine: tuple[MachineCheck, ...]
    person: tuple[PersonCheck, ...]
    decision: Field
    actions: Field
    actions_done: Field
    verifier: Field
    verified_on: Field
    page: Page
    properties: Properties
    values: Mapping[str, str] = field(default_factory=dict)
    stage: Stage = Stage.BLANK

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field in the order of the page."""
        return (
            *(check.remark for check in self.machine),
            *(part for check in self.person for part in (check.answer, check.remark)),
            self.decision, self.actions, self.actions_done, self.verifier, self.verified_on,
        )  # fmt: skip
