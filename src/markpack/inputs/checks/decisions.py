"""Who decided, and when: no decision lies in the future, and each has the assessor's own name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markpack.assessment.outcome import AttemptResult
from markpack.inputs.checks.mark_checks import MarkChecks
from markpack.inputs.problems import others_too
from markpack.model.dates import day
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome


def check_not_in_future(checks: MarkChecks, marked: Iterable[MarkedAttempt]) -> None:
    """Warn of dates after the day on which the inputs are read, where that is known."""
    today = checks.cohort.today
    for attempt in marked if today else ():
        for field, label, date in (
            ("assessed_on", "date of assessment", attempt.assessed_on),
            ("iqa_on", "IQA date", attempt.iqa_on),
            ("revised_on", "date of the revision", attempt.revised_on),
            ("received_on", "day of receipt", attempt.received_on),
        ):
            if today and date and date > today:
                checks.problems_of(attempt).warn(
                    checks.place(attempt, field),
                    f"{day(date)} as {label} is in the future: today is {day(today)} (learner {attempt.learner}, unit "
                    f"{attempt.unit}, attempt {attempt.attempt}).",
                    "Correct the date.",
                )


def check_assessors(checks: MarkChecks, results_of_all: Iterable[Sequence[AttemptResult]]) -> None:
    """Warn, once for each unit, of decisions beside which no assessor's name stands.

    Rule: a decision is its assessor's, who signs it. The assignment's assessor stands for a name that is left out.
    """
    unsigned: dict[str, list[MarkedAttempt]] = {}
    for results in results_of_all:
        for result in results:
            if result.outcome is not Outcome.INCOMPLETE and not checks.is_filled_in(result.marked, "assessor"):
                unsigned.setdefault(result.marked.unit, []).append(result.marked)
    for unit, (first, *others) in unsigned.items():
        name = f"; documents say {first.assessor}, as {checks.cohort.assignments_file} does" if first.assessor else ""
        checks.problems_of(first).warn(
            checks.place(first),
            f"No assessor is named for the decision on learner {first.learner}, unit {unit}, attempt {first.attempt}"
            f"{others_too(len(others), ' of this unit')}{name}.",
            "Write the name of whoever assessed the work.",
        )
