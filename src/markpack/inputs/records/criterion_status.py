"""The criteria of a unit template as they were read, and whether what is known of them is sound."""

from __future__ import annotations

from markpack.inputs.records.record_reader import Reading
from markpack.model.unit import Criterion, Unit


def criteria_of(unit: Reading[Unit]) -> list[Reading[Criterion]]:
    """Return each criterion with its place."""
    return [
        criterion
        for outcome in unit.parts(unit.record.outcomes, "outcomes")
        for criterion in outcome.parts(outcome.record.criteria, "criteria")
    ]


def ids_sound(unit: Reading[Unit]) -> bool:
    """Say whether the ids of all criteria are as the centre wrote them, so that another one is unknown."""
    return not unit.doubtful or all(criterion.sound("id") for criterion in criteria_of(unit))


def marks_sound(unit: Reading[Unit], id_: str) -> bool:
    """Say whether a criterion's marks are as the centre wrote them."""
    return not unit.doubtful or all(
        criterion.sound("marks") for criterion in criteria_of(unit) if criterion.record.id == id_
    )
