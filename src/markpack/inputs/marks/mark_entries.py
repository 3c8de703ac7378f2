"""What the files in marks/ say, line by line, before it is put together and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from markpack.errors import Place, Scope
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.files.entered_text import Holds
from markpack.model.forms.field_names import (
    CRITERION_FIELDS,
    CRITERION_RECORD_FIELDS,
    FURTHER_FIELDS,
    MEMBER_FIELDS,
    OUTCOME_FIELDS,
    RECORD_FIELDS,
    UNIT_FIELDS,
)
from markpack.model.forms.identity import MADE_WITH_UNKNOWN, MadeWith
from markpack.model.unit import Unit

NAME_FIELDS = ("assessor", "iqa")
"""Fields that alone do not make an attempt marked."""

WORKED_OUT = ("total", "percentage", "outcome", "not_met", "standing")
"""What workbooks work out from marks."""

_LABELS = {
    "mark": "mark", "decision": "decision", "level": "level", "comment": "comment",
    "section_comment": "section comment",
    "verification": "verification comment", "overall_comment": "overall comment", "assessor": "assessor",
    "assessed_on": "date of assessment", "iqa": "IQA", "iqa_decision": "IQA decision", "iqa_on": "IQA date",
    "iqa_comment": "IQA comment", "standardisation_refused": "refusal of standardisation", "total": "total",
    "outcome": "outcome",
    "revision": "revision", "revised_on": "date of the revision", "revision_reason": "reason for the revision",
    "received_on": "day of receipt",
    "unit_total": "total of the unit", "unit_outcome": "outcome of the unit",
    "percentage": "percentage", "not_met": "list of AC not met", "standing": "standing",
    "carried": "result of an earlier attempt", "out_of": "highest mark", "minimum": "least mark",
    "held_on": "day of the record", "held_how": "in person or online", "duration": "length", "place": "place",
    "observers": "people present", "kept": "evidence kept", "authenticity": "confirmation of authenticity",
    "notes": "notes", "asked": "questions asked", "evidence": "evidence", "timestamp": "time on the recording",
    "registration": "registration number", "attempt": "attempt", "learner_name": "learner’s name",
}  # fmt: skip

PLURAL_FIELDS = ("observers", "notes", "asked")
"""Fields whose names are in the plural."""

_NAMES = (*NAME_FIELDS, "learner_name", "first_name", "last_name")
_VALUES = (
    "registration", "learner", "unit", "attempt", "criterion", "mark", "decision", "level", "assessed_on",
    "iqa_decision", "iqa_on", "held_on", "standardisation_refused", "total", "outcome", "unit_total", "unit_outcome",
    "revision", "revised_on", "received_on",
)  # fmt: skip


def what_it_holds(field: str) -> Holds:
    """Return what a field or a column of marks holds; most hold prose."""
    return Holds.NAME if field in _NAMES else Holds.VALUE if field in _VALUES else Holds.PROSE


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One filled cell: a field of the unit, or of the criterion or outcome whose id is `part`."""

    field: str
    part: str
    cell: Cell


@dataclass(frozen=True)
class LostField:
    """A field that a mark sheet should have and has not, and what the page shows in its place, if anything is known."""

    field: str
    part: str
    place: Place
    shown: str = ""


@dataclass(frozen=True, slots=True)
class MarkEntry:
    """What one row says of one learner's attempt at one unit. `criterion` is the cell that names one, in a list."""

    learner: Cell
    unit: Cell
    attempt: Cell
    values: tuple[FieldValue, ...]
    criterion: Cell | None = None
    name: Cell | None = None
    """The learner's name, where one stands beside the registration number."""
    lost: tuple[LostField, ...] = ()
    signers: tuple[str, ...] = ()
    """Who signed on the sheet, of model.forms.signatures."""
    typed_over: tuple[FieldValue, ...] = ()
    """What somebody typed over what the form works out or prints: the total, how a criterion stands and so on."""
    made: MadeWith = MADE_WITH_UNKNOWN
    """What a form was made with; nothing where it does not say, or for a list."""
    scope: Scope = Scope.LEARNER
    """How far its faults reach: a mark sheet is one learner's file, a row of a list or markbook one of many."""


@dataclass(frozen=True, eq=False)
class _ThisUnit:
    """A unit as a key: units have no hash, and thousands of sheets come back for the same few."""

    unit: Unit

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ThisUnit) and self.unit is other.unit

    def __hash__(self) -> int:
        return id(self.unit)


def fields_by_name(unit: Unit, further_fields: Iterable[str] = ()) -> Mapping[str, tuple[str, str]]:
    """Return the field and part that each field name of a unit's forms stands for; names are never parsed.

    `further_fields` are fields of the unit besides those of every form. Names that are too long are left out. Of two
    that are the same, the first is kept: `check` reports both.
    """
    return _fields_by_name(_ThisUnit(unit), tuple(further_fields))


@lru_cache(maxsize=500)
def _fields_by_name(key: _ThisUnit, further_fields: tuple[str, ...]) -> Mapping[str, tuple[str, str]]:
    unit = key.unit
    parts = [
        *(
            (field, criterion.id)
            for criterion in unit.criteria
            for field in (*CRITERION_FIELDS, *CRITERION_RECORD_FIELDS)
        ),
        *((field, outcome.id) for outcome in unit.outcomes for field in OUTCOME_FIELDS),
        *((field, "") for field in (*UNIT_FIELDS, *FURTHER_FIELDS, *RECORD_FIELDS, *further_fields)),
    ]
    stated = [
        (member.field_name(field), (field, member.reference))
        for member in unit.members
        for field in MEMBER_FIELDS
        if unit.is_joint and "outcome" in further_fields
    ]
    names: dict[str, tuple[str, str]] = dict(stated)
    for field, part in parts:
        try:
            names.setdefault(unit.field_name(field, part), (field, part))
        except ValueError:
            continue
    return MappingProxyType(names)


def folded_number(text: str) -> str:
    """Return a registration number or an attempt to compare it by: letter case and zeros in front aside."""
    return text.casefold().lstrip("0")


def without_noughts(attempt: str) -> str:
    """Return an attempt's number as people write it: 1 for 1.0, as programs write whole numbers among others."""
    return re.sub(r"(?<=[0-9])[.,]0+$", "", attempt)


def name_in_one_cell(first_name: Cell, last_name: Cell) -> Cell | None:
    """Return a learner's name as one cell, in the place of its first part that is there; None where there is none."""
    parts = [cell for cell in (first_name, last_name) if cell]
    return Cell(" ".join(cell.text for cell in parts), parts[0].place) if parts else None


def field_label(field: str, part: str = "") -> str:
    """Return what people call a field: AC 1.1 mark, LO 2 section comment, overall comment."""
    label = _LABELS[field]
    if not part:
        return label
    if field in MEMBER_FIELDS:
        return f"{part} {label}"
    return f"LO {part} {label}" if field in OUTCOME_FIELDS else f"AC {part} {label}"


def field_in_words(field: str, part: str = "") -> str:
    """Return a field as it stands in a sentence: mark of criterion 1.1, section comment of outcome 2."""
    if field in MEMBER_FIELDS:
        return f"{_LABELS[field]} {part}"
    if not part:
        return _LABELS[field]
    return f"{_LABELS[field]} of {'outcome' if field in OUTCOME_FIELDS else 'criterion'} {part}"
