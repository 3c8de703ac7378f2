"""Whether internal quality assurance has confirmed an outcome, and whether it has to."""

from __future__ import annotations

from markpack.assessment.outcome import AttemptResult
from markpack.model.centre import FeedbackRelease, Policies
from markpack.model.marks import parse_iqa_decision
from markpack.model.outcome import Outcome


def is_confirmed(result: AttemptResult) -> bool:
    """Say whether the IQA has checked an attempt and does not differ from its outcome.

    Checked means that the check has a decision and a date. An incomplete attempt has no outcome to confirm. Units on
    sheets of their own are checked one by one, so all of them have to be confirmed. Of units on one sheet, the check is
    that of the sheet, with its grade.
    """
    if result.parts:
        return all(is_confirmed(part) for part in result.parts)
    marked = result.marked
    if marked.iqa_on is None or not marked.iqa_decision.strip() or result.outcome is Outcome.INCOMPLETE:
        return False
    try:
        decided = parse_iqa_decision(marked.iqa_decision, result.scheme.words)
    except ValueError:
        return False
    return decided == (result.sheet_grade or result.grade) if isinstance(decided, str) else decided


def is_provisional(result: AttemptResult, policies: Policies) -> bool:
    """Say whether a result is not final before the IQA has confirmed it, by the centre's policy or its scheme's."""
    if result.parts:
        return any(is_provisional(part, policies) for part in result.parts)
    waits = policies.feedback is FeedbackRelease.AFTER_IQA or result.scheme.feedback_after_iqa
    return waits and not is_confirmed(result)
