"""What a revision of a decision is, in sentences: its date, its reason, and what it replaces."""

from __future__ import annotations

from markpack.assessment.outcome import AttemptResult
from markpack.documents.shared.outcome_texts import result_word
from markpack.documents.shared.spelling import day
from markpack.model.outcome import Outcome


def revision_sentence(result: AttemptResult) -> str:
    """Say that an attempt's decision is a revision, what it replaces as far as that is known, and why.

    Nothing for a first decision.
    """
    marked = result.marked
    if marked.revision == 1:
        return ""
    earlier = replaced_decision(result)
    replaced = ""
    if earlier:
        decided_on = earlier.marked.revised_on or earlier.marked.assessed_on
        replaced = f", replaces the decision{f' of {day(decided_on)}' if decided_on else ''} ({result_word(earlier)})"
    reason = marked.revision_reason.rstrip()
    end = "" if reason.endswith((".", "!", "?")) else "."
    return f"Revision {marked.revision} of {day(marked.revised_on)}{replaced}: {reason}{end}"


def replaced_decision(result: AttemptResult) -> AttemptResult | None:
    """Return the decision that a revision replaces: the last complete one before it; None where no file has it."""
    earlier = [
        entry
        for entry in result.others
        if entry.marked.revision < result.marked.revision and entry.outcome is not Outcome.INCOMPLETE
    ]
    return earlier[-1] if earlier else None
