"""The columns of a markbook: purpose and position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markpack.documents.mark_sheet.form_parts_view import Field, FieldKind, RecordEntry, WritingSpace
from markpack.documents.results.markbook_view import Markbook
from markpack.model.forms.labels import FEEDBACK_LABELS
from markpack.model.forms.markbook import CARRIED, COMPUTED, CRITERION_COLUMN, LEARNER_COLUMNS, MARK_OUT_OF
from markpack.writers.xlsx.markbook.carry_over_formulas import End, Span, closed_attempts, ends
from markpack.writers.xlsx.markbook.not_met import pieces

OUTCOME = 4
ARRANGEMENTS_WIDTH = 24


@dataclass(frozen=True)
class Column:
    """A column: its key, by which the markbook is read back (empty if it is not read), heading and width."""

    key: str
    heading: str
    width: float


_FEW = 12
_NOT_MET_WIDTH, _NOT_MET_WIDTH_OF_MANY = 14, 30
"""The width of the list of criteria that are not met: with more than a few, one for some five lines at most."""


class Columns:
    """The columns of one markbook, from 0. Lists have one column for each criterion, in order."""

    def __init__(self, model: Markbook) -> None:
        self.maximum = sum(criterion.marks for criterion in model.criteria)
        self.sequence = (
            *_learner_columns(),
            *_result_columns(model, self.maximum),
            *_entry_columns(model),
            *_computed_columns(model),
        )
        self.keys = {column.key: index for index, column in enumerate(self.sequence) if column.key}
        self.registration, self.attempt = self.keys["registration"], self.keys["attempt"]
        self.award = [self.keys[criterion.award.name] for criterion in model.criteria]
        self.not_met = self.award[0] - 1
        self.groups = [OUTCOME, *self.award, *(self.keys[field.name] for field in model.trailing)]
        """The columns that begin what is printed on one page: results, each criterion, each field after them."""
        self.arrangements = self.not_met - 1 if model.has_arrangements else None
        count = len(model.criteria)
        self.closed = [_closed(model, criterion.tier) for criterion in model.criteria]
        self.ends = _ends(model)
        units = model.units if self.ends else ()
        hidden = 1 + count + any(self.closed) + len(units)
        self.pieces = _long_list(model)
        """The groups of criteria whose lists of what is not met are worked out first; none where it is a short one."""
        end = len(self.sequence) - len(self.pieces)
        self.piece = list(range(end, len(self.sequence)))
        first = end - (2 * count + hidden if model.carry_over else count)
        self.statuses = list(range(first, first + count))
        self.last_entry = first - 1
        # Without carry-over, these are empty.
        self.carried = list(range(first + count, first + 2 * count)) if model.carry_over else []
        self.number = first + 2 * count
        self.earlier = list(range(self.number + 1, self.number + 1 + count)) if model.carry_over else []
        self.begun = self.number + count + 1
        self.reached = {unit: self.begun + any(self.closed) + position for position, unit in enumerate(units)}
        """The grade, as a number, that each of several units had before; none where no attempt depends on it."""
        self.last_hidden = len(self.sequence) - 1
        self.last_shown = self.number - 1 if model.carry_over else self.statuses[-1]


def _learner_columns() -> Iterator[Column]:
    for (key, heading), width in zip(LEARNER_COLUMNS.items(), (15, 15, 18, 9), strict=True):
        yield Column(key, heading, width)


def _result_columns(model: Markbook, maximum: int) -> Iterator[Column]:
    yield Column("", COMPUTED["outcome"], 15)
    if model.numbered:
        yield Column("", f"{COMPUTED['total']}\nout of {maximum}", 10)
        yield Column("", COMPUTED["percentage"], 12)
    if model.has_arrangements:
        yield Column("", COMPUTED["arrangements"], ARRANGEMENTS_WIDTH)
    yield Column("", COMPUTED["not_met"], _NOT_MET_WIDTH if len(model.criteria) <= _FEW else _NOT_MET_WIDTH_OF_MANY)


def _entry_columns(model: Markbook) -> Iterator[Column]:
    for criterion in model.criteria:
        award = model.scheme.award_heading
        if model.numbered:
            award = f"{MARK_OUT_OF}{criterion.marks}" + (f",\nminimum {criterion.minimum}" if criterion.minimum else "")
        yield Column(criterion.award.name, f"{CRITERION_COLUMN}{criterion.id}\n{award}", 12)
        yield Column(criterion.comment.name, f"{CRITERION_COLUMN}{criterion.id}\n{FEEDBACK_LABELS[0]}", 30)
        for entry in criterion.records:
            yield Column(entry.field.name, f"{CRITERION_COLUMN}{criterion.id}\n{entry.heading}", _of_record(entry))
    for field in model.trailing:
        yield Column(field.name, field.label, _width(field))


def _of_record(entry: RecordEntry) -> float:
    """Return a width with which all that is entered for a criterion is on one page."""
    if entry.room is WritingSpace.MUCH:
        return 36
    return 24 if entry.field.kind is FieldKind.LONG_TEXT else 16


def _width(field: Field) -> float:
    return 30 if field.kind is FieldKind.LONG_TEXT else 19


def _computed_columns(model: Markbook) -> Iterator[Column]:
    for criterion in model.criteria:
        yield Column("", f"{CRITERION_COLUMN}{criterion.id}\n{COMPUTED['standing']}", 15)
    if model.carry_over:
        for criterion in model.criteria:
            yield Column(
                f"{CARRIED}{criterion.award.name}", f"{CRITERION_COLUMN}{criterion.id}\n{COMPUTED['carried']}", 12
            )
        yield Column("", COMPUTED["number"], 12)
        for criterion in model.criteria:
            yield Column("", f"{CRITERION_COLUMN}{criterion.id}\n{COMPUTED['earlier']}", 12)
        if any(_closed(model, criterion.tier) for criterion in model.criteria):
            yield Column("", COMPUTED["begun"], 12)
        if _ends(model):
            for unit in model.units:
                yield Column("", f"{unit}\n{COMPUTED['reached']}", 12)
    for _ in _long_list(model):
        yield Column("", COMPUTED["part"], 12)


def _long_list(model: Markbook) -> tuple[Sequence[int], ...]:
    groups = pieces(model)
    return groups if len(groups) > 1 else ()


def _ends(model: Markbook) -> tuple[End, ...]:
    """Return from which grade on attempts are not for one of several units, of which nothing may be open then."""
    return ends(model.scheme, model.attempts) if model.carry_over and len(model.units) > 1 else ()


def _closed(model: Markbook, tier: str) -> tuple[Span, ...]:
    """Return the attempts that are not for criteria of a tier."""
    return tuple(closed_attempts(model.scheme, model.attempts, tier)) if model.carry_over else ()
