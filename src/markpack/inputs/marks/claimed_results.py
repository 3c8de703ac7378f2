"""What mark sheets state of themselves, outcome and total, against what follows from their marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import split_by_unit
from markpack.inputs.checks.mark_checks import MarkChecks
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.problems import Problems, listing, message_and_hint, quote
from markpack.model.marks import format_mark, parse_mark
from markpack.model.outcome import Outcome


def check_claimed_results(checks: MarkChecks, results_of_all: Iterable[Sequence[AttemptResult]]) -> None:
    """Note outcomes and totals that are not those of the marks. What a sheet states decides nothing."""
    for result in chain.from_iterable(results_of_all):
        problems = checks.problems_of(result.marked)
        _, cells = checks.sheets[result.marked.learner, result.unit.reference, result.attempt]
        _check_outcome(result, cells.get(("outcome", "")), problems)
        _check_total(result, cells.get(("total", "")), problems)
        for part in split_by_unit(result) if result.unit.is_joint else ():
            _check_outcome(part, cells.get(("unit_outcome", part.unit.reference)), problems)
            _check_total(part, cells.get(("unit_total", part.unit.reference)), problems)


def _check_outcome(result: AttemptResult, cell: Cell | None, problems: Problems) -> None:
    if cell is None:
        return
    words = result.scheme.words
    try:
        stated = words.grade_code(cell.text)
    except ValueError as error:
        problems.error(cell.place, *message_and_hint(error))
        return
    if stated == result.grade:
        return
    not_marked, not_met = (
        listing((criterion.id for criterion in criteria), limit=40) for criteria in (result.not_marked, result.not_met)
    )
    noun = "mark" if result.scheme.numbered else "decision"
    remedy = f"Correct the {noun}s"
    match result.outcome:
        case Outcome.INCOMPLETE:
            follows, remedy = f"there is no {noun} for AC {not_marked} yet", f"Fill in each {noun}"
        case Outcome.REFERRAL:
            verb = "is" if len(result.not_met) == 1 else "are"
            follows = f"AC {not_met} {verb} not met, which makes it {words.phrase(result.grade)}"
        case Outcome.PASS:
            every = listing((entry.criterion.id for entry in result.criteria), limit=40)
            follows = f"every criterion is met (AC {every}), which makes it {words.phrase(result.grade)}"
    problems.error(
        cell.place,
        f"The outcome is given as {words.grade(stated)}, but {follows}.",
        f"{remedy}, or leave the outcome open: it follows from the {noun}s.",
    )


def _check_total(result: AttemptResult, cell: Cell | None, problems: Problems) -> None:
    if cell is None or result.total is None:
        return
    sum_of_marks = format_mark(result.total)
    try:
        agrees = parse_mark(cell.text, half_marks=True) == result.total
    except ValueError:
        agrees = False
    if not agrees:
        problems.warn(
            cell.place,
            f"The total is given as {quote(cell.text)}, but the marks add up to {sum_of_marks}, which is what counts.",
            "Check the marks; the total may be left blank.",
        )
