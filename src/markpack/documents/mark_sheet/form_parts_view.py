"""The parts of a mark sheet's form: its fields, criteria, sections and units, and how their marks came about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class FieldKind(Enum):
    """What a field holds, which decides how each format lets people fill it in."""

    TEXT = "text"
    LONG_TEXT = "long text"
    MARK = "mark"
    CHOICE = "choice"
    CHECK = "check"
    DATE = "date"


@dataclass(frozen=True)
class Field:
    """One field of a form. `label` says in words which criterion and field it is (tooltips, alt text, validation).

    `choices` holds the choices of a CHOICE; `maximum` and `minimum` (as text, such as 24 and 12) those of a MARK.
    """

    name: str
    kind: FieldKind
    label: str
    choices: tuple[str, ...] = ()
    maximum: str = ""
    minimum: str = ""

    def told(self, label: str) -> Field:
        """Return what a sheet tells beside it. That name is of no field, for a field's has one part fewer."""
        return Field(f"{self.name}__told", FieldKind.TEXT, label)


@dataclass(frozen=True)
class Descriptor:
    """One sufficiency descriptor: its heading (Referral), where it stands (ca. 6/24, or empty) and its text.

    The rows of a form have the same headings in the same order; the text is empty where a criterion has none of them.
    """

    heading: str
    standing: str
    text: str


class WritingSpace(Enum):
    """How much people usually write into a field by hand."""

    LITTLE = "little"
    USUAL = "usual"
    MUCH = "much"


@dataclass(frozen=True)
class RecordEntry:
    """Something that the assessor records by the method: what it is, as the sheet says it, and the field for it."""

    heading: str
    field: Field
    room: WritingSpace = WritingSpace.USUAL


@dataclass(frozen=True)
class Revision:
    """The fields that say that a sheet replaces an earlier decision: the revision's number, its date and reason."""

    number: Field
    revised_on: Field
    reason: Field

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields in the order of the page."""
        return (self.number, self.revised_on, self.reason)


@dataclass(frozen=True)
class CriterionRow:
    """One criterion on the sheet. `verb` starts `text`; `award` is MARK or, where there are no marks, CHOICE.

    `minimum` is empty where a criterion has no least mark of its own.
    """

    id: str
    verb: str
    text: str
    marks: int
    minimum: str
    descriptors: tuple[Descriptor, ...]
    award: Field
    comment: Field
    prompts: tuple[str, ...] = ()
    """What the assessor asks or looks for, where the method says so."""
    records: tuple[RecordEntry, ...] = ()
    """What the assessor records for this criterion, by the method."""
    earlier: Field | None = None
    """What stands beside it of the attempt before; None where there is none, or that was other work."""
    stacked: bool = False
    """Whether the descriptors are too many or too long to stand side by side, and stand below each other instead."""
    tier: str = ""
    """The tier of the scheme's ladder that it counts for; empty where there is none."""
    counts_for: str = ""
    """The word for the grade that it counts for; empty where there is no ladder of criteria."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its fields in the order of the page."""
        earlier = (self.earlier,) if self.earlier else ()
        return (*earlier, *(record.field for record in self.records), self.comment, self.award)

    @property
    def status(self) -> Field:
        """What a completed sheet says beside the judgement: whether the criterion is met."""
        return self.award.told(f"AC {self.id}: whether it is met")


@dataclass(frozen=True)
class Section:
    """One learning outcome and its criteria; on a sheet of several units, `unit` says whose, by its reference.

    `minimum` is the least total that it needs of its own, where the scheme asks for one.
    """

    id: str
    title: str
    marks: int
    rows: tuple[CriterionRow, ...]
    comment: Field
    verification: Field
    unit: str = ""
    minimum: str = ""


@dataclass(frozen=True)
class CarriedOver:
    """The criteria of one unit that an attempt leaves as they were, each with its award.

    In place of a comment stands the attempt in which it was decided. `heading` says which unit; it is empty on a unit's
    own sheet.
    """

    unit: str
    heading: str
    rows: tuple[CriterionRow, ...]
    sections: tuple[str, ...]
    """The section of each row, by its id."""


@dataclass(frozen=True)
class SheetUnit:
    """One of several units on a sheet, whose own criteria decide its outcome.

    `maximum` is empty without numbers, and `credits` is 0 where it has none.
    """

    reference: str
    title: str
    credits: int
    maximum: str
    total: Field
    outcome: Field

    @property
    def total_in_words(self) -> Field:
        """What a completed sheet says of the total: marks, maximum and percentage."""
        return self.total.told(self.total.label)


@dataclass(frozen=True)
class WorkedShare:
    """A line of the working of recalculated marks: a criterion, or a whole unit, whose line comes before.

    `own` are its marks on the unit's own sheet (the unit's credits or weight for a unit), `exact` its share of 100 in
    words (33 1/3), `marks` what it is rounded to, and `minimum` what is needed to meet it (empty for a unit).
    """

    label: str
    own: int
    exact: str
    share: float
    marks: int
    minimum: str
    is_unit: bool


@dataclass(frozen=True)
class Working:
    """How recalculated marks came about: the rule, by what units weigh, and the shares, line by line."""

    rule: str
    weighed_by: str
    lines: tuple[WorkedShare, ...]
    total: int
