"""Whether there is a record of each discussion, presentation and observation that was decided on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import split_by_unit
from markpack.assessment.standing import has_record, needs_record
from markpack.inputs.checks.mark_checks import MarkChecks
from markpack.inputs.problems import others_too
from markpack.model.instrument import Method
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome


def check_records(checks: MarkChecks, results_of_all: Iterable[Sequence[AttemptResult]]) -> None:
    """Warn, once for each unit, of decisions on what was held on a day of which nothing is recorded."""
    unrecorded: dict[tuple[str, Method], list[MarkedAttempt]] = {}
    for results in results_of_all:
        for result in results:
            assignment, centre = checks.cohort.assignment(result.marked.unit), checks.cohort.centre
            if not (assignment and centre and needs_record(assignment.method, centre.record.format)):
                continue
            for part in split_by_unit(result):
                if part.outcome is not Outcome.INCOMPLETE and not has_record(part.marked):
                    unrecorded.setdefault((part.unit.reference, assignment.method), []).append(result.marked)
    for (unit, method), (first, *others) in unrecorded.items():
        checks.problems_of(first).warn(
            checks.place(first),
            f"Nothing is recorded of the {method.value} with learner {first.learner}, unit {unit}, attempt "
            f"{first.attempt}{others_too(len(others), ' of this unit')}: the decision is not confirmed without it.",
            "Fill in the record: on the mark sheet, or in the columns for it of the markbook or list.",
        )
