"""When work was received, and how long its feedback took, in words."""

from __future__ import annotations

from markpack.assessment.receipt import Receipt
from markpack.documents.shared.spelling import day, plural
from markpack.model.forms.labels import LABELS


def receipt_sentence(receipt: Receipt | None) -> str:
    """Return when work was received, and whether that was in time, as a sentence; nothing where it is not known."""
    if receipt is None:
        return ""
    received = f"{LABELS['received_on']} {day(receipt.received_on)}"
    return f"{'; '.join((received, *_lateness(receipt)))}."


def receipt_text(receipt: Receipt | None) -> str:
    """Return the same for staff, within a sentence, with the days to the decision and the centre's policy."""
    if receipt is None:
        return ""
    return "; ".join((f"received on {day(receipt.received_on)}", *_lateness(receipt), *_feedback(receipt)))


def _lateness(receipt: Receipt) -> tuple[str, ...]:
    if receipt.due_on is None:
        return ()
    late = f"{plural(receipt.days_late, 'day')} after" if receipt.days_late else "in time for"
    return (f"{late} {day(receipt.due_on)}, when it was due",)


def _feedback(receipt: Receipt) -> tuple[str, ...]:
    if receipt.days_to_feedback is None:
        return (f"to be decided by {day(receipt.feedback_by)}",) if receipt.feedback_by else ()
    took = f"decided after {plural(receipt.days_to_feedback, 'day')}"
    if receipt.allowed is None or not receipt.is_feedback_late:
        return (took,)
    return (f"{took}, and the centre allows {receipt.allowed if receipt.allowed.working else receipt.allowed.count}",)
