"""What the files in marks/ say, line by line, before it is put together and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markpack.model.fields import field_name
from markpack.model.unit import Unit
from markpack.source.tables import Cell

CRITERION_FIELDS = ("mark", "decision", "comment")
OUTCOME_FIELDS = ("section_comment",)
UNIT_FIELDS = (
    "overall_comment", "assessor", "assessed_on", "iqa_decision", "iqa", "iqa_on", "iqa_comment",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One filled cell: a field of the unit, or of the criterion or outcome whose id is `part`."""

    field: str
    part: str
    cell: Cell


@dataclass(frozen=True)
class Entry:
    """What one row says of one learner's attempt at one unit. `criterion` is the cell that names one, in a list."""

    learner: Cell
    unit: Cell
    attempt: Cell
    facts: tuple[Fact, ...]
    criterion: Cell | None = None


def fields_by_name(unit: Unit) -> Mapping[str, tuple[str, str]]:
    """Return the field and part that each field name of a unit's forms stands for; names are never parsed.

    Names that are too long are left out, and where two are the same, the first is kept: `check` reports both.
    """
    wanted = [
        *((field, criterion.id) for criterion in unit.criteria for field in CRITERION_FIELDS),
        *((field, outcome.id) for outcome in unit.outcomes for field in OUTCOME_FIELDS),
        *((field, "") for field in UNIT_FIELDS),
    ]
    names: dict[str, tuple[str, str]] = {}
    for field, part in wanted:
        try:
            names.setdefault(field_name(unit.reference, field, part), (field, part))
        except ValueError:
            continue
    return names
