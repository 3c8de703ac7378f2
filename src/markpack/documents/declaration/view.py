"""The authenticity declaration, which goes with work that is handed in: a form that learner and centre sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markpack.documents.brief.view import Fact
from markpack.documents.mark_sheet.form_parts_view import Field
from markpack.documents.mark_sheet.view import Stage
from markpack.documents.shared.document import Branding, Page, Properties
from markpack.documents.shared.unit_names import OfUnit


@dataclass(frozen=True)
class Statement:
    """Something that is declared, with a box to tick, and fields for what else has to be said about it."""

    text: str
    ticked: Field
    details: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Signature:
    """Who signs: in which role, a field for the name and one for the date; the signature itself is by hand."""

    role: str
    name: Field
    date: Field


@dataclass(frozen=True)
class Authorisation:
    """What whoever authorises an attempt states and signs: `text` says what it is, `conditions` what for."""

    heading: str
    text: str
    conditions: tuple[Statement, ...]
    signature: Signature

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its fields in the order of the page."""
        return (*_fields(*self.conditions), self.signature.name, self.signature.date)


@dataclass(frozen=True)
class Declaration(OfUnit):
    """A submission cover sheet: for a learner, whose details are in `values`, or for nobody in particular."""

    unit: str
    unit_title: str
    title: str
    branding: Branding
    facts: tuple[Fact, ...]
    learner_name: Field
    registration: Field
    attempt: Field
    handed_in: Field
    words: Field | None
    """For the number of words, where the method asks for a length in words."""
    introduction: str
    learner_statements: tuple[Statement, ...]
    ai_introduction: str
    ai_statements: tuple[Statement, ...]
    centre_statements: tuple[Statement, ...]
    learner_signature: Signature
    centre_signatures: tuple[Signature, ...]
    values: Mapping[str, str]
    page: Page
    properties: Properties
    stage: Stage = Stage.BLANK
    authorisation: Authorisation | None = None
    """Who authorises the attempt, where the scheme has one after the first."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field in the order of the page."""
        return (
            self.registration, self.learner_name, self.handed_in, self.attempt, *((self.words,) if self.words else ()),
            *_fields(*self.learner_statements, *self.ai_statements),
            self.learner_signature.name, self.learner_signature.date,
            *_fields(*self.centre_statements),
            *(entry for signature in self.centre_signatures for entry in (signature.name, signature.date)),
            *(self.authorisation.fields if self.authorisation else ()),
        )  # fmt: skip


def _fields(*statements: Statement) -> tuple[Field, ...]:
    return tuple(entry for statement in statements for entry in (statement.ticked, *statement.details))
