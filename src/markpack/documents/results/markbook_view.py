"""The markbook of an assignment: one row a learner and attempt, with a column for each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markpack.documents.mark_sheet.form_parts_view import Field, RecordEntry
from markpack.documents.mark_sheet.tally import NOT_BEGUN, Tally
from markpack.documents.shared.document import Branding, Properties
from markpack.documents.shared.unit_names import OfUnit
from markpack.model.outcome import OutcomeWords
from markpack.model.scheme import AttemptRule, Scheme


@dataclass(frozen=True)
class MarkbookCriterion:
    """A criterion's columns: the award (mark, decision or level) and the comment, and how its heading reads."""

    id: str
    text: str
    marks: int
    minimum: str
    award: Field
    comment: Field
    section: str = ""
    """The id of its learning outcome on the sheet."""
    unit: str = ""
    """The reference of its unit, on a sheet of several."""
    tier: str = ""
    """The tier of the scheme's ladder that it counts for; empty where there is none."""
    records: tuple[RecordEntry, ...] = ()
    """What is recorded of it besides: notes of a discussion and so on."""


@dataclass(frozen=True)
class MarkbookRow:
    """One learner's attempt: identifiers as text, and the value of each field that has one, by the field's name.

    `carried` maps an award field's name to the mark or decision carried over from an earlier attempt. `tally` is what
    the row comes to; it has no outcome and no total where nothing is recorded in this attempt.
    """

    registration: str
    first_name: str
    last_name: str
    attempt: int
    values: Mapping[str, str]
    carried: Mapping[str, str]
    tally: Tally = NOT_BEGUN
    arrangements: str = ""


@dataclass(frozen=True)
class Markbook(OfUnit):
    """The workbook of one assignment. `trailing` are the columns after the criteria, in order.

    With `carry_over`, criteria that were met stay met in a learner's further attempts.
    """

    unit: str
    unit_title: str
    scheme: Scheme
    half_marks: bool
    words: OutcomeWords
    branding: Branding
    notice: str
    criteria: tuple[MarkbookCriterion, ...]
    trailing: tuple[Field, ...]
    rows: tuple[MarkbookRow, ...]
    assessors: tuple[str, ...]
    iqas: tuple[str, ...]
    properties: Properties
    carry_over: bool = True
    attempts: tuple[AttemptRule, ...] = ()
    """The attempts that there are, in order; one for which there is no rule follows the last."""
    rule_note: str = ""
    """How the outcome follows from the criteria."""
    record_heading: str = ""
    """What the record of a discussion, presentation and so on is called; empty where the markbook has none."""

    @property
    def units(self) -> tuple[str, ...]:
        """The references of several units that are marked together; one that is empty for a single unit."""
        return tuple(dict.fromkeys(criterion.unit for criterion in self.criteria))

    @property
    def has_arrangements(self) -> bool:
        """Whether there are access arrangements to be told of."""
        return any(row.arrangements for row in self.rows)

    @property
    def numbered(self) -> bool:
        """Whether criteria are marked with numbers."""
        return self.scheme.numbered
