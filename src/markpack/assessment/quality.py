"""Whether internal quality assurance has confirmed an outcome."""

from __future__ import annotations

from markpack.assessment.outcome import AttemptResult, Outcome

_AGREEING = ("", "agreed", "confirmed", "yes")


def is_confirmed(result: AttemptResult) -> bool:
    """Say whether the IQA has checked an attempt and does not differ from its outcome.

    Checked means that the check has a date. An incomplete attempt has no outcome to confirm.
    """
    marked = result.marked
    if marked.iqa_on is None or result.outcome is Outcome.INCOMPLETE:
        return False
    decision = " ".join(marked.iqa_decision.split()).casefold()
    return decision in _AGREEING or decision == result.outcome.value
