"""Induction and tutorial support: a learner's hours against the programme's minimum."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from markpack.model.learner import Learner
from markpack.model.qualification import Qualification


@dataclass(frozen=True)
class Support:
    """Hours of one kind of support, None where nothing is recorded, and the least that is due."""

    hours: Fraction | None
    minimum: int

    @property
    def is_enough(self) -> bool:
        """Whether the minimum is recorded; nothing recorded is enough where nothing is due."""
        return (self.hours or 0) >= self.minimum


def induction_of(learner: Learner, qualification: Qualification) -> Support:
    """Return a learner's hours of induction."""
    return Support(learner.induction_hours, qualification.induction_hours)


def tutorials_of(learner: Learner, qualification: Qualification) -> Support:
    """Return a learner's hours of tutorials."""
    return Support(learner.tutorial_hours, qualification.tutorial_hours)
