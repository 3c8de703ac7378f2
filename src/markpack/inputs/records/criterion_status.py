"""Where each criterion of a unit template stands, and whether what is known of it is sound."""

from __future__ import annotations

from markpack.inputs.files.yaml_text import Location
from markpack.inputs.records.record_reader import Reading
from markpack.model.unit import Unit


def criterion_locations(unit: Unit) -> list[tuple[Location, str]]:
    """Return the location and id of each criterion."""
    return [
        (("outcomes", i, "criteria", j), criterion.id)
        for i, outcome in enumerate(unit.outcomes)
        for j, criterion in enumerate(outcome.criteria)
    ]


def ids_sound(reading: Reading[Unit]) -> bool:
    """Say whether the ids of all criteria are as the centre wrote them, so that another one is unknown."""
    return not reading.doubtful or all(
        reading.sound(*location, "id") for location, _ in criterion_locations(reading.record)
    )


def marks_sound(reading: Reading[Unit], id_: str) -> bool:
    """Say whether a criterion's marks are as the centre wrote them."""
    return not reading.doubtful or all(
        reading.sound(*location, "marks") for location, each in criterion_locations(reading.record) if each == id_
    )
