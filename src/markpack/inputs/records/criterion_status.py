"""The criteria of a unit template as they were read, and whether what is known of them is sound."""

from __future__ import annotations

from markpack.inputs.records.record_reader import Sourced
from markpack.model.unit import Criterion, Unit


def criteria_of(unit: Sourced[Unit]) -> list[Sourced[Criterion]]:
    """Return each criterion with its place."""
    return [
        criterion
        for outcome in unit.parts(unit.record.outcomes, "outcomes")
        for criterion in outcome.parts(outcome.record.criteria, "criteria")
    ]


def ids_are_valid(unit: Sourced[Unit]) -> bool:
    """Say whether the ids of all criteria are as the centre wrote them, so that another one is unknown."""
    return not unit.invalid_at or all(criterion.is_valid_at("id") for criterion in criteria_of(unit))


def marks_are_valid(unit: Sourced[Unit], id_: str) -> bool:
    """Say whether a criterion's marks are as the centre wrote them."""
    of_id = (criterion for criterion in unit.record.criteria if criterion.id == id_)
    if unit.record.scheme.numbered and any(criterion.marks is None for criterion in of_id):
        return False
    return not unit.invalid_at or all(
        criterion.is_valid_at("marks") for criterion in criteria_of(unit) if criterion.record.id == id_
    )
