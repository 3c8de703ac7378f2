"""How long a learner's records are kept: so many years after the learner's programme has ended."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from markpack.model.learner import Learner
from markpack.model.marks import MarkedAttempt
from markpack.model.register_status import RegisterStatus

CLAIMED, DECIDED = "certificate claimed", "last decision"
"""What was on the last day of a programme, where it was not a status of the register."""
_GOES_ON = {RegisterStatus.ACTIVE: "on the programme", RegisterStatus.DEFERRED: "deferred, so the programme goes on"}


@dataclass(frozen=True)
class ProgrammeEnd:
    """The last day of a learner's programme, and what was on it; where `on` is None, `what` says why none is known."""

    on: datetime.date | None
    what: str


def programme_end(learner: Learner, marked: Iterable[MarkedAttempt], *, in_doubt: bool = False) -> ProgrammeEnd:
    """Return when a learner's programme ended, by the register and the learner's own marks.

    It has ended once the certificate was claimed, or the learner is withdrawn, transferred or completed; its last day
    is that day or the last decision's, whichever is later. A day that cannot be relied on is none: `in_doubt` says that
    not all marks can be read. Source: Pearson, “BTEC – Retention of learner work”: a minimum of three years following
    learner certification. Of who leaves without a certificate, it is counted from leaving.
    """
    is_claimed = bool(learner.claimed_on or learner.certificate_no)
    if learner.status in _GOES_ON and not is_claimed:
        return ProgrammeEnd(None, _GOES_ON[learner.status])
    if in_doubt:
        return ProgrammeEnd(None, "marks that cannot be relied on")
    if is_claimed and not learner.claimed_on:
        return ProgrammeEnd(None, "the register has a certificate number, but no Claimed on")
    if not is_claimed and not learner.status_from:
        return ProgrammeEnd(None, f"{learner.status.value}, but the register has no Status from")
    days = [(learner.claimed_on, CLAIMED)]
    if learner.status not in _GOES_ON:
        days.append((learner.status_from, learner.status.value))
    days += ((day, DECIDED) for one in marked for day in (one.assessed_on, one.iqa_on, one.revised_on))
    on, what = max(((day, what) for day, what in days if day), key=lambda entry: entry[0])
    return ProgrammeEnd(on, what)


def keep_until(ended_on: datetime.date, years: int) -> datetime.date:
    """Return the last day on which records are kept that are kept for so many years after a day."""
    try:
        return ended_on.replace(year=ended_on.year + years)
    except ValueError:  # 29 February, and no leap year
        return datetime.date(ended_on.year + years, 3, 1)
