"""A unit of a qualification: its outcomes and criteria, and the instruments that assess them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from markpack.model.forms.field_names import field_name
from markpack.model.instrument import Instrument, Method, ReadyMadeAssignment
from markpack.model.record import Date, Record, Shape, Text

UnitReference = Annotated[
    str,
    Shape(
        r"[A-Za-z0-9][A-Za-z0-9./-]{0,13}",
        "a unit reference",
        "write the whole reference, such as 8604-308: up to 14 letters, digits, full stops, slashes and hyphens",
    ),
]
CriterionId = Annotated[
    str,
    Shape(r"[A-Za-z0-9][A-Za-z0-9.]{0,7}", "an id", "write up to eight letters, digits and full stops, such as 1.10"),
]
FIRST_VERSION = "1"
"""What the version of a template is called that names none."""
Version = Annotated[
    str,
    Shape(
        r"[A-Za-z0-9][A-Za-z0-9.-]{0,15}",
        "a version",
        "write up to sixteen letters, digits, full stops and hyphens, such as 2",
    ),
]


class Wording(Enum):
    """Whose words the criteria are in: a centre's paraphrase, or the awarding organisation's own."""

    PARAPHRASE = "paraphrase"
    OFFICIAL = "official"


class Descriptors(Record):
    """What work at about a quarter, half and three quarters of the marks looks like; they guide, they do not decide."""

    referral: Text
    pass_: Text = Field(alias="pass")
    good_pass: Text


class Criterion(Record):
    """An assessment criterion (AC). Its text is plain and goes unchanged into every document."""

    id: CriterionId
    verb: Text = Field(description="The command verb that the criterion starts with, such as Explain or Assess.")
    text: Text = Field(description="The whole criterion, command verb included; plain text without placeholders.")
    marks: int = Field(gt=0, le=1000, description="Marks available; at least half of them are needed.")
    descriptors: Descriptors


class LearningOutcome(Record):
    """A learning outcome and the criteria that show it has been reached."""

    id: CriterionId
    title: Text
    criteria: tuple[Criterion, ...] = Field(min_length=1)

    @property
    def marks(self) -> int:
        """Marks available in the outcome."""
        return sum(criterion.marks for criterion in self.criteria)


_ABOUT_IT = {"version", "valid_from", "confirmed_by", "confirmed_on", "source"}
"""What a template says of itself. It came after 0.1.0, and a version that is kept has the digest that it had before."""


class Unit(Record):
    """A unit template: facts, outcomes, criteria, the ready-made assignment, and instruments of other methods."""

    reference: UnitReference = Field(description="The whole reference, such as 8604-308; it is the key.")
    title: Text
    level: int = Field(ge=1, le=8)
    credits: int = Field(gt=0, le=1000)
    guided_learning_hours: int = Field(ge=0, le=10_000)
    version: Version | None = Field(
        default=None, description="Which version of the unit this is; markpack new version keeps it and begins another."
    )
    valid_from: Date | None = Field(
        default=None, description="The first day on which an assignment that is set goes by this version."
    )
    wording: Wording
    confirmed_by: str = Field(default="", description="Who has compared the official wording with its source.")
    confirmed_on: Date | None = Field(default=None, description="The day on which they did.")
    source: str = Field(default="", description="Where the official wording is from, such as a specification’s issue.")
    about: Text = Field(description="What the unit is about, in a paragraph.")
    outcomes: tuple[LearningOutcome, ...] = Field(min_length=1)
    assignment: ReadyMadeAssignment
    methods: dict[Method, Instrument] = Field(
        default_factory=dict, description="What other methods ask for: an assessed presentation and so on."
    )

    @property
    def is_joint(self) -> bool:
        """Whether it stands for several units that are assessed together."""
        return False

    @property
    def version_name(self) -> str:
        """What its version is called where there are others: that of a template that names none is the first."""
        return self.version or FIRST_VERSION

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody has confirmed that the wording is the awarding organisation's."""
        return self.wording is Wording.OFFICIAL and bool(self.confirmed_by and self.confirmed_on and self.source)

    @property
    def members(self) -> tuple[Unit, ...]:
        """The units that it stands for: itself."""
        return (self,)

    def field_name(self, field: str, part: str = "") -> str:
        """Return the name of a field of its forms, of a criterion or outcome where `part` is given."""
        return field_name(self.reference, field, part)

    def with_marks(self, marks: Mapping[str, int]) -> Unit:
        """Return the unit with other marks for its criteria, by id. Its digest stays that of the template."""
        outcomes = tuple(
            outcome.model_copy(
                update={
                    "criteria": tuple(
                        criterion.model_copy(update={"marks": marks[criterion.id]}) for criterion in outcome.criteria
                    )
                }
            )
            for outcome in self.outcomes
        )
        digest = self.criteria_digest
        unit = self.model_copy(update={"outcomes": outcomes})
        for name in ("criteria", "template_digest"):
            unit.__dict__.pop(name, None)  # pydantic copies cached properties and has no call to drop one
        unit.__dict__["criteria_digest"] = digest
        return unit

    def instrument(self, method: Method) -> Instrument | None:
        """Return what a method asks for in this unit; None if the template has nothing for it."""
        return self.assignment if method is Method.WRITTEN else self.methods.get(method)

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in the order of the template."""
        return tuple(criterion for outcome in self.outcomes for criterion in outcome.criteria)

    @property
    def marks(self) -> int:
        """Marks available in the unit."""
        return sum(criterion.marks for criterion in self.criteria)

    @cached_property
    def criteria_digest(self) -> str:
        """The sha256 of all that no document may alter: reference, outcomes, criteria, marks and descriptors."""
        lines = [self.reference]
        for outcome in self.outcomes:
            lines += ["outcome", outcome.id, outcome.title]
            for criterion in outcome.criteria:
                texts = criterion.descriptors
                lines += [
                    "criterion", criterion.id, criterion.text, str(criterion.marks),
                    texts.referral, texts.pass_, texts.good_pass,
                ]  # fmt: skip
        return hashlib.sha256("\x1f".join(lines).encode()).hexdigest()

    @cached_property
    def template_digest(self) -> str:
        """The sha256 of the template, which says from which one a file was made; of all but what is said about it."""
        return hashlib.sha256(self.model_dump_json(by_alias=True, exclude=_ABOUT_IT).encode()).hexdigest()
