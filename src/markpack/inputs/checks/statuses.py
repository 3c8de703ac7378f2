"""What the register says of learners who are not active, and of claims, held against today and against their marks."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from markpack.inputs.problems import Problems
from markpack.inputs.records.register import Register
from markpack.model.dates import day
from markpack.model.marks import MarkedAttempt


def check_statuses(
    register: Register, marked: Iterable[MarkedAttempt], today: datetime.date | None, problems: Problems
) -> None:
    """Warn of statuses without a first day, or whose first day is still to come, and of marks decided after it.

    A claim that is still to come is warned of as well, for it closes the claim now.
    """
    for learner in register.learners:
        if today and learner.claimed_on and learner.claimed_on > today:
            problems.warn(
                register.places[learner.registration],
                f"Learner {register.person(learner.registration)} was claimed for on {day(learner.claimed_on)}, which "
                "is still to come; nothing can be claimed for them from now on.",
                "Leave the cell empty until then, or correct the date.",
            )
        if learner.is_active:
            continue
        place, who = register.cells[learner.registration]["status"], register.person(learner.registration)
        status, start = learner.status.value, learner.status_from
        if start is None:
            problems.warn(
                place,
                f"Learner {who} is {status}, and there is no date from which.",
                "Write it into the column Status from.",
            )
        elif today and start > today:
            problems.warn(
                place,
                f"Learner {who} is {status} from {day(start)}, which is still to come; nothing new is made for them "
                "from now on.",
                "Leave the cell empty until then, or correct the date.",
            )
    for attempt in marked:
        found = register.learner(attempt.learner)
        if found and found.status_from and attempt.assessed_on and not found.was_active_on(attempt.assessed_on):
            problems.warn(
                register.cells[found.registration]["status"],
                f"Learner {register.person(found.registration)} is {found.status.value} from {day(found.status_from)}, "
                f"and attempt {attempt.attempt} at {attempt.unit} was decided on {day(attempt.assessed_on)}; no "
                "documents are made of it.",
                "Correct one of the two dates; if the work counts, write a later day into Status from.",
            )
