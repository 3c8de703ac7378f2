"""What marks come to, as a form shows it: how each criterion stands, the outcome, total and percentage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markpack.model.outcome import Outcome


@dataclass(frozen=True)
class Tally:
    """What an attempt comes to, so that a form which calculates shows it before it has; at first, nothing is marked.

    `outcome` is None in a row of a markbook in which nothing is entered. `met` says of criteria, by the award fields'
    names, whether they are met; those that are not there are not marked. `total` (such as 71.5) and `percentage` (such
    as 72) are empty where there are no marks to add up.
    """

    outcome: Outcome | None = Outcome.INCOMPLETE
    met: Mapping[str, bool | None] = field(default_factory=dict)
    total: str = ""
    percentage: str = ""
    grade: str = ""
    """The code of the grade that is reached; empty while the outcome is incomplete."""


NOTHING_MARKED = Tally()
NOT_BEGUN = Tally(None)
"""A row of a markbook in which nothing is entered."""
