"""What marks come to, as a form shows it: how each criterion stands, the outcome, total and percentage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markpack.documents.shared.criterion_status import CriterionStatus
from markpack.documents.shared.outcome_words import NOT_MARKED, OUTCOME_WORDS
from markpack.model.outcome import Outcome

PASS, REFERRAL, INCOMPLETE = (OUTCOME_WORDS[found] for found in (Outcome.PASS, Outcome.REFERRAL, Outcome.INCOMPLETE))
CRITERION_STATUS = {True: CriterionStatus.MET, False: CriterionStatus.NOT_MET, None: CriterionStatus.NOT_MARKED}


@dataclass(frozen=True)
class Tally:
    """What an attempt comes to, so that a form which calculates shows it before it has; at first, nothing is marked.

    `statuses` are by the award fields' names, and criteria that are not there are not marked. `total` (such as 71.5)
    and `percentage` (such as 72) are empty where there are no marks to add up.
    """

    outcome: str = INCOMPLETE
    statuses: Mapping[str, CriterionStatus] = field(default_factory=dict)
    total: str = ""
    percentage: str = ""


NOTHING_MARKED = Tally()
NOT_BEGUN = Tally(NOT_MARKED)
"""A row of a markbook in which nothing is entered."""
