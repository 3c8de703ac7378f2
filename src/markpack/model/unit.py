"""A unit of a qualification: its outcomes and criteria, and the instruments that assess them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, PrivateAttr, field_validator

from markpack.model.ask import Ask
from markpack.model.forms.field_names import field_name
from markpack.model.instrument import Instrument, Method, ReadyMadeAssignment
from markpack.model.record import Date, Record, Shape, Text
from markpack.model.scheme import ILM_MARKS, Scheme

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


BandName = Annotated[
    str,
    Shape(r"\w[\w -]{0,39}", "the name of a descriptor", "write up to forty letters and digits, such as good_pass"),
]
FIRST_BANDS = ("referral", "pass", "good_pass")
"""The descriptors that every criterion had before there were schemes, from the lowest."""


def _level(value: object) -> int | str:
    """Return a level's number, or its name in words."""
    text = " ".join(value.split()) if isinstance(value, str) else value
    if isinstance(text, str) and text.isascii() and text.isdigit():
        text = int(text)
    if isinstance(text, str) and len(text) <= 20 and any(letter.isalpha() for letter in text):
        return text
    if isinstance(text, int) and 1 <= text <= 8:
        return text
    what = f"“{value}”" if isinstance(value, (str, int)) else "this"
    raise ValueError(f"{what} is not a level; write a number from 1 to 8, or a name such as Entry 3")


def level_order(level: int | str) -> tuple[bool, int, str]:
    """Return by what levels are sorted, from the lowest: entry levels first, then by the number that a name has."""
    name = str(level)
    digits = re.findall(r"[0-9]+", name)
    return not name.casefold().startswith("entry"), int(digits[-1]) if digits else 0, name


Level = Annotated[int | str, BeforeValidator(_level)]


class Criterion(Record):
    """An assessment criterion (AC). Its text is plain and goes unchanged into every document.

    `marks` are None where the unit's scheme has none. `descriptors` say what work of each band looks like, from the
    lowest, by the band's name; they guide and do not decide. `asks` are what a pass holds; they are in no digest of
    criteria, for they say nothing that the texts do not say.
    """

    id: CriterionId
    verb: Text = Field(description="The command verb that the criterion starts with, such as Explain or Assess.")
    text: Text = Field(description="The whole criterion, command verb included; plain text without placeholders.")
    marks: int | None = Field(
        default=None, gt=0, le=1000, description="Marks available, where the scheme has marks; how many of them are "
        "needed, the scheme says.",
    )  # fmt: skip
    descriptors: dict[BandName, Text] = Field(
        default_factory=dict,
        description="What work of each of the scheme’s bands looks like, from the lowest.",
    )
    tier: str = Field(
        default="", description="The grade that it counts for, such as P, M or D, where the scheme has a ladder."
    )
    asks: tuple[Ask, ...] = Field(
        default=(), description="What a pass holds, each with an id: at least so many risks. Tasks are checked by it."
    )

    @field_validator("descriptors")
    @classmethod
    def _first_bands_in_order(cls, value: dict[str, str]) -> dict[str, str]:
        return {band: value[band] for band in FIRST_BANDS} if value.keys() == set(FIRST_BANDS) else value

    @property
    def full_marks(self) -> int:
        """Its marks; 0 where it has none."""
        return self.marks or 0


class LearningOutcome(Record):
    """A learning outcome and the criteria that show it has been reached."""

    id: CriterionId
    title: Text
    criteria: tuple[Criterion, ...] = Field(min_length=1)

    @property
    def marks(self) -> int:
        """Marks available in the outcome."""
        return sum(criterion.full_marks for criterion in self.criteria)


_ABOUT_IT = {"version", "valid_from", "confirmed_by", "confirmed_on", "source"}
"""What a template says of itself. It came after 0.1.0, and a version that is kept has the digest that it had before."""


class Unit(Record):
    """A unit template: facts, outcomes, criteria, the ready-made assignment, and instruments of other methods."""

    reference: UnitReference = Field(description="The whole reference, such as 8604-308; it is the key.")
    title: Text
    level: Level = Field(description="A number from 1 to 8, or a name such as Entry 3.")
    credits: int | None = Field(default=None, gt=0, le=1000, description="Without it, the unit has no credits.")
    guided_learning_hours: int | None = Field(default=None, ge=0, le=10_000)
    version: Version | None = Field(
        default=None, description="Which version of the unit this is; markpack new version keeps it and begins another."
    )
    valid_from: Date | None = Field(
        default=None, description="The first day on which an assignment that is set goes by this version."
    )
    scheme_id: str = Field(
        default="",
        alias="scheme",
        description="Whose rules it is judged by: a file of templates/schemes. Without it, its qualification’s.",
    )
    wording: Wording = Field(description="official, or paraphrase while the criteria are in words of your own.")
    confirmed_by: str = Field(default="", description="Who has compared the official wording with its source.")
    confirmed_on: Date | None = Field(default=None, description="The day on which they did.")
    source: str = Field(default="", description="Where the official wording is from, such as a specification’s issue.")
    about: Text = Field(description="What the unit is about, in a paragraph.")
    outcomes: tuple[LearningOutcome, ...] = Field(min_length=1)
    assignment: ReadyMadeAssignment
    methods: dict[Method, Instrument] = Field(
        default_factory=dict, description="What other methods ask for: an assessed presentation and so on."
    )

    _scheme: Scheme = PrivateAttr(default=ILM_MARKS)

    @property
    def scheme(self) -> Scheme:
        """The rules that it is judged by: ILM's, unless it was put `under` others."""
        scheme: Scheme = (self.__pydantic_private__ or {})["_scheme"]  # in a fifteenth of the time of `self._scheme`
        return scheme

    def under(self, scheme: Scheme) -> Self:
        """Return the unit with the rules that it is judged by. Its digests stay."""
        if scheme is self._scheme:
            return self
        unit = self.model_copy()
        unit._scheme = scheme
        return unit

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
        """Marks available in the unit; 0 where it has none."""
        return sum(criterion.full_marks for criterion in self.criteria)

    @cached_property
    def criteria_digest(self) -> str:
        """The sha256 of all that no document may alter: reference, outcomes, criteria, marks, tiers and descriptors."""
        lines = [self.reference]
        for outcome in self.outcomes:
            lines += ["outcome", outcome.id, outcome.title]
            for criterion in outcome.criteria:
                marks = "" if criterion.marks is None else str(criterion.marks)
                lines += ["criterion", criterion.id, criterion.text, marks, *_descriptors_in_digest(criterion)]
                lines += ["tier", criterion.tier] if criterion.tier else []
        return hashlib.sha256("\x1f".join(lines).encode()).hexdigest()

    @cached_property
    def template_digest(self) -> str:
        """The sha256 of the template, which says from which one a file was made; of all but what is said about it."""
        return hashlib.sha256(self.model_dump_json(by_alias=True, exclude=_left_out(self)).encode()).hexdigest()


def _descriptors_in_digest(criterion: Criterion) -> list[str]:
    """Return the descriptors as a digest takes them: by their texts alone where they are the first three."""
    if criterion.descriptors.keys() == set(FIRST_BANDS):
        return list(criterion.descriptors.values())
    return [text for band in criterion.descriptors.items() for text in ("descriptor", *band)]


def _left_out(unit: Unit) -> dict[str, Any]:
    """Return what no digest takes in: what a template says of itself, and later keys that are not used."""
    left_out: dict[str, Any] = dict.fromkeys(_ABOUT_IT, True)
    if not unit.scheme_id:
        left_out["scheme_id"] = True
    unused = {key for key in ("tier", "asks") if not any(getattr(entry, key) for entry in unit.criteria)}
    if unused:
        left_out["outcomes"] = {"__all__": {"criteria": {"__all__": unused}}}
    instruments = (unit.assignment, *unit.methods.values())
    tasks = [task for instrument in instruments for task in instrument.tasks]
    unused = {key for key in ("covers", "hand_in") if not any(getattr(task, key) for task in tasks)}
    if unused:
        without = {"tasks": {"__all__": unused}}
        left_out |= {"assignment": without, "methods": dict.fromkeys(unit.methods, without)}
    return left_out
