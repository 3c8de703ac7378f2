"""What has to be done about an attempt, by how it stands."""

from __future__ import annotations

from markpack.assessment.outcome import AttemptResult
from markpack.assessment.standing import AttemptStanding
from markpack.model.deadline import Step
from markpack.model.outcome import Outcome
from markpack.model.standing import Quality, Standing

_BY_STANDING = {
    Standing.UNREADABLE: Step.FILES,
    Standing.RECORD_MISSING: Step.RECORD,
    Standing.AUTHENTICITY_MISSING: Step.DECLARATION,
    Standing.HELD: Step.DECISION,
}


def undated_steps(entry: AttemptStanding) -> tuple[Step, ...]:
    """Return what the centre has to do about an attempt besides marking it; `deadline` says the rest.

    Of what is missing, that is named which comes first in the order of `Standing`; the IQA can check meanwhile.
    """
    first = _BY_STANDING.get(entry.standing)
    steps = (first,) if first else ()
    awaits_check = entry.standing not in (Standing.UNREADABLE, Standing.WITHDRAWN) and is_to_check(entry)
    return (*steps, Step.IQA) if awaits_check else steps


def is_to_check(entry: AttemptStanding) -> bool:
    """Say whether an attempt is decided and the IQA has not decided: nobody looked at it, or the decision is open."""
    if entry.result is None or entry.result.outcome is Outcome.INCOMPLETE:
        return False
    return is_unchecked(entry.result) or entry.quality in (Quality.AWAITING, Quality.SAMPLED)


def is_unchecked(result: AttemptResult) -> bool:
    """Say whether an attempt that is decided names no IQA and no decision of theirs."""
    marked = result.marked
    return result.outcome is not Outcome.INCOMPLETE and not (marked.iqa or marked.iqa_decision)
