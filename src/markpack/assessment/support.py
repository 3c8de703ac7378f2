"""Induction and tutorial support: what a learner has had against what the programme gives at least."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from markpack.model.learner import Learner
from markpack.model.qualification import Qualification


@dataclass(frozen=True)
class Support:
    """Hours of one kind of support: `given`, None where nothing is recorded, and the least there is to be."""

    given: Fraction | None
    minimum: int

    @property
    def is_enough(self) -> bool:
        """Whether as much is recorded as there is to be at least; nothing recorded is enough where nothing is due."""
        return (self.given or 0) >= self.minimum


def induction_of(learner: Learner, qualification: Qualification) -> Support:
    """Return a learner's hours of induction."""
    return Support(learner.induction_hours, qualification.induction_hours)


def tutorials_of(learner: Learner, qualification: Qualification) -> Support:
    """Return a learner's hours of tutorials."""
    return Support(learner.tutorial_hours, qualification.tutorial_hours)
