"""When work was received: in time or late, and how long its feedback took."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from markpack.assessment.outcome import AttemptResult
from markpack.model.time_span import Days


@dataclass(frozen=True)
class Receipt:
    """When an attempt was received, was due and was decided; None where that is not known.

    `allowed` are the days from receipt to decision that the centre's policy allows; None without one.
    """

    received_on: datetime.date
    due_on: datetime.date | None = None
    decided_on: datetime.date | None = None
    allowed: Days | None = None

    @property
    def days_late(self) -> int:
        """How many days after it was due it came; 0 in time, and where it is not known when it was due."""
        return max(0, (self.received_on - self.due_on).days) if self.due_on else 0

    @property
    def days_to_feedback(self) -> int | None:
        """How many days it took from receipt to the decision; None before that."""
        return (self.decided_on - self.received_on).days if self.decided_on else None

    @property
    def feedback_by(self) -> datetime.date | None:
        """By when the centre's policy has the decision made; None without a policy."""
        return self.allowed.after(self.received_on) if self.allowed else None

    @property
    def is_feedback_late(self) -> bool:
        """Whether the decision took longer than the centre's policy allows."""
        return bool(self.decided_on and self.feedback_by and self.decided_on > self.feedback_by)


def received_on(result: AttemptResult) -> datetime.date | None:
    """Return when an attempt was received: as its decision says, or another revision of it; of units, the last."""
    parts = [part for part in (received_on(part) for part in result.parts) if part]
    others = (other.marked.received_on for other in result.others)
    return max(parts, default=None) or result.marked.received_on or next(filter(None, others), None)
