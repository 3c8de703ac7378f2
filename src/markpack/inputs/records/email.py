"""E-mail addresses as they were entered."""

from __future__ import annotations

from markpack.errors import Place
from markpack.inputs.problems import Problems, quote
from markpack.inputs.records.record_reader import Sourced
from markpack.model.centre import Centre, StaffMember


def note_email(text: str, place: Place, problems: Problems) -> None:
    """Warn of what is no e-mail address; nothing is fine. Whether mail arrives there is not looked up."""
    if text and not _is_email(text):
        problems.warn(
            place, f"{quote(text)} is not an e-mail address.", "Write one address, such as ann@example.org, or none."
        )


def check_emails(centre: Sourced[Centre]) -> None:
    """Warn of addresses that are none."""
    entries: list[Sourced[Centre] | Sourced[StaffMember]] = [centre, *centre.parts(centre.record.staff, "staff")]
    for entry in entries:
        if entry.is_valid_at("email"):
            note_email(entry.record.email, entry.place("email"), entry.problems)


def _is_email(text: str) -> bool:
    from email_validator import EmailNotValidError, validate_email  # here, for most workspaces need it late or never

    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
