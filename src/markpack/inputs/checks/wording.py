"""Whose words a unit's criteria are in: an official wording says who has confirmed it."""

from __future__ import annotations

import datetime

from markpack.inputs.problems import listing
from markpack.inputs.records.record_reader import Sourced
from markpack.model.dates import day
from markpack.model.unit import Unit, Wording


def check_wording(unit: Sourced[Unit], today: datetime.date | None) -> None:
    """Warn of an official wording that nobody is named for, or that was confirmed after today, where that is known.

    A template of before these keys may go without them.
    """
    record = unit.record
    said = {"confirmed_by": record.confirmed_by, "confirmed_on": record.confirmed_on, "source": record.source}
    missing = [name for name, value in said.items() if not value and unit.is_valid_at(name)]
    if today and record.confirmed_on and record.confirmed_on > today and unit.is_valid_at("confirmed_on"):
        unit.problems.warn(
            unit.place("confirmed_on"),
            f"{day(record.confirmed_on)}, when the wording of unit {record.reference} was confirmed, is in the future: "
            f"today is {day(today)}.",
            "Correct the date.",
        )
    if not unit.is_valid_at("wording"):
        return
    if record.wording is Wording.OFFICIAL and missing:
        unit.problems.warn(
            unit.place("wording"),
            f"The wording of unit {record.reference} is official, but the template does not say who has confirmed "
            "that, when and from which source.",
            f"Add {listing(missing)} below it; then the properties of each document say so.",
        )
    elif record.wording is Wording.PARAPHRASE and len(missing) < len(said):
        unit.problems.warn(
            unit.key_place(next(name for name, value in said.items() if value)),
            f"The wording of unit {record.reference} is a paraphrase, so there is nothing to confirm.",
            "Write wording: official, if the texts are those of the awarding organisation; else take this out.",
        )
