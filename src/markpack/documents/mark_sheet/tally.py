"""What marks come to, as a form shows it: how each criterion stands, the outcome, total and percentage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from markpack.model.outcome import MARKED, Outcome, OutcomeWords


class CriterionStatus(Enum):
    """How a criterion stands. MARKED is one that is judged, where no least mark is needed of a single criterion."""

    NOT_MARKED = "not marked"
    MARKED = "marked"
    MET = "met"
    NOT_MET = "not met"
    NOT_ATTEMPTED = "not attempted"

    def word(self, words: OutcomeWords) -> str:
        """Return the word for it."""
        return {
            CriterionStatus.NOT_MARKED: words.not_marked, CriterionStatus.MARKED: MARKED,
            CriterionStatus.MET: words.met, CriterionStatus.NOT_MET: words.not_met,
            CriterionStatus.NOT_ATTEMPTED: words.not_attempted,
        }[self]  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """What an attempt comes to, so that a form which calculates shows it before it has; at first, nothing is marked.

    `outcome` is None in a row of a markbook in which nothing is entered. `statuses` says of criteria, by the award
    fields' names, how they stand; those that are not there are not marked. `total` (such as 71.5) and `percentage`
    (such as 72) are empty where there are no marks to add up.
    """

    outcome: Outcome | None = Outcome.INCOMPLETE
    statuses: Mapping[str, CriterionStatus] = field(default_factory=dict)
    total: str = ""
    percentage: str = ""
    grade: str = ""
    """The code of the grade that is reached; empty while the outcome is incomplete."""
    shown_in: int = 0
    """The attempt in which it was last shown, by which its grade is capped; 0 where that is the sheet's own."""

    def status(self, award: str) -> CriterionStatus:
        """Return how a criterion stands, by its award field's name."""
        return self.statuses.get(award, CriterionStatus.NOT_MARKED)

    def result(self, words: OutcomeWords) -> str:
        """Return the word for the outcome or grade."""
        return words.result(self.outcome, self.grade) if self.outcome else words.not_marked


NOTHING_MARKED = Tally()
NOT_BEGUN = Tally(None)
"""A row of a markbook in which nothing is entered."""
