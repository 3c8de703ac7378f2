"""Revisions of decisions: which one counts, and that it follows the one that it replaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

from markpack.assessment.outcome import AttemptResult
from markpack.inputs.checks.mark_checks import MarkChecks
from markpack.inputs.problems import listing
from markpack.model.dates import day
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome


def check_revisions(checks: MarkChecks, results_of_all: Iterable[Sequence[AttemptResult]]) -> None:
    """Warn of revisions that are not complete, so that another counts, and note those dated before what they replace.

    Rule: the highest complete revision of an attempt counts; the earlier ones stay on record.
    """
    for result in chain.from_iterable(results_of_all):
        for other in result.others:
            if other.marked.revision > result.marked.revision and other.outcome is Outcome.INCOMPLETE:
                _note_incomplete(checks, other, result.marked)
        for earlier, later in _in_pairs(result):
            decided_on = earlier.revised_on or earlier.assessed_on
            if decided_on and later.revised_on and later.revised_on < decided_on:
                checks.problems_of(later).error(
                    checks.place(later, "revised_on"),
                    f"{day(later.revised_on)} as date of revision {later.revision} is before {day(decided_on)}, when "
                    "what it replaces was decided.",
                    "Correct one of the two dates.",
                )


def _in_pairs(result: AttemptResult) -> Iterable[tuple[MarkedAttempt, MarkedAttempt]]:
    revisions = sorted((entry.marked for entry in (result, *result.others)), key=lambda marked: marked.revision)
    return pairwise(revisions)


def _note_incomplete(checks: MarkChecks, other: AttemptResult, counted: MarkedAttempt) -> None:
    marked = other.marked
    ids = [criterion.id for criterion in other.not_marked]
    checks.problems_of(marked).warn(
        checks.place(marked, "revision"),
        f"Revision {marked.revision} of learner {marked.learner}, unit {marked.unit}, attempt {marked.attempt} is not "
        f"complete: nothing judges AC {listing(ids, limit=40)}. Revision {counted.revision} counts.",
        "Fill in the whole decision, also what stays as it was.",
    )
