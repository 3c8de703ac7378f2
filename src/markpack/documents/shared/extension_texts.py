"""What a learner, and the staff, are told of an extension."""

from __future__ import annotations

from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.spelling import day
from markpack.model.extension import Extension


def extension_text(setting: AssignmentContext) -> str:
    """Return that the learner of a setting has more time for the first attempt, as a sentence; nothing without it.

    The reason is no part of it: the brief goes through many hands.
    """
    extension = setting.extensions.get(1)
    return f"You have an extension: {agreed_text(extension)}." if extension else ""


def agreed_text(extension: Extension) -> str:
    """Return to which day an extension runs, and who agreed it, as a clause."""
    when = f" on {day(extension.agreed_on)}" if extension.agreed_on else ""
    return f"the new date is {day(extension.new_date)}, agreed by {extension.agreed_by}{when}"


def list_text(extension: Extension) -> str:
    """Return the same for lists, with the attempt."""
    attempt = f" for attempt {extension.attempt}" if extension.attempt > 1 else ""
    return f"extension{attempt}: {agreed_text(extension)}"


def staff_text(extension: Extension) -> str:
    """Return the same for staff alone, with the reason."""
    reason = f" ({extension.reason})" if extension.reason else ""
    return f"{list_text(extension)}{reason}"
