"""E-mail addresses of the centre and its staff."""

from __future__ import annotations

from markpack.inputs.records.email import note_email
from markpack.inputs.records.record_reader import Sourced
from markpack.model.centre import Centre, StaffMember


def check_emails(centre: Sourced[Centre]) -> None:
    """Warn of addresses that are none."""
    entries: list[Sourced[Centre] | Sourced[StaffMember]] = [centre, *centre.parts(centre.record.staff, "staff")]
    for entry in entries:
        if entry.is_valid_at("email"):
            note_email(entry.record.email, entry.place("email"), entry.problems)
