"""The markbook of an assignment: one row a learner and attempt, with a column for each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markpack.documents.mark_sheet.tally import NOT_BEGUN, Tally
from markpack.documents.mark_sheet.view import Field
from markpack.documents.shared.document import Branding, Properties
from markpack.model.outcome import OutcomeWords
from markpack.model.scheme import Scheme


@dataclass(frozen=True)
class MarkbookCriterion:
    """A criterion's columns: the award (mark or decision) and the comment, and how its heading reads."""

    id: str
    text: str
    marks: int
    minimum: str
    award: Field
    comment: Field


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
class Markbook:
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

    @property
    def has_arrangements(self) -> bool:
        """Whether there are access arrangements to be told of."""
        return any(row.arrangements for row in self.rows)

    @property
    def numbered(self) -> bool:
        """Whether criteria are marked with numbers, not by pass or referral alone."""
        return self.scheme.numbered
