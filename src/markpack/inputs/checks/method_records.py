"""Whether there is a record of each discussion, presentation and observation that was decided on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markpack.assessment.outcome import AttemptResult
from markpack.assessment.standing import has_record, needs_record
from markpack.inputs.checks.mark_checks import MarkChecks
from markpack.inputs.problems import others_too
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome


def check_records(checks: MarkChecks, results_of_all: Iterable[Sequence[AttemptResult]]) -> None:
    """Warn, once for each unit, of decisions on what was held on a day of which nothing is recorded."""
    centre = checks.cohort.centre
    unrecorded: dict[str, list[MarkedAttempt]] = {}
    for results in results_of_all if centre else ():
        for result in results:
            assignment = checks.cohort.assignment(result.marked.unit)
            if (
                centre
                and assignment
                and needs_record(assignment.method, centre.record.format)
                and result.outcome is not Outcome.INCOMPLETE
                and not has_record(result.marked)
            ):
                unrecorded.setdefault(result.marked.unit, []).append(result.marked)
    for unit, (first, *others) in unrecorded.items():
        assignment = checks.cohort.assignment(unit)
        method = assignment.method.value if assignment else ""
        checks.problems_of(first).warn(
            checks.place(first),
            f"Nothing is recorded of the {method} with learner {first.learner}, unit {unit}, attempt {first.attempt}"
            f"{others_too(len(others), ' of this unit')}: the decision is not confirmed without it.",
            "Fill in the record: on the mark sheet, or in the columns for it of the markbook or list.",
        )
