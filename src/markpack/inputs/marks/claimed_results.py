"""What mark sheets state of themselves, outcome and total, against what follows from their marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import chain

from markpack.assessment.grade import below_minimum, counts_for, reaches_tier
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.sheets import split_by_unit
from markpack.inputs.checks.mark_checks import MarkChecks, key_of
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.problems import Problems, listing, message_and_hint, quote
from markpack.model.marks import format_mark, parse_mark
from markpack.model.outcome import Outcome
from markpack.model.scheme import AWARD_FIELD, GradeRule, Judgement
from markpack.model.unit import Criterion


def check_claimed_results(checks: MarkChecks, results_of_all: Iterable[Sequence[AttemptResult]]) -> None:
    """Note outcomes and totals that are not those of the marks. What a sheet states decides nothing."""
    counted = chain.from_iterable(results_of_all)
    for result in (revision for entry in counted for revision in (entry, *entry.others)):
        problems = checks.problems_of(result.marked)
        _, cells = checks.sheets[key_of(result.marked)]
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
    field = AWARD_FIELD[result.scheme.judgement]
    remedy = f"Fill in each {field}" if result.outcome is Outcome.INCOMPLETE else f"Correct the {field}s"
    problems.error(
        cell.place,
        f"The outcome is given as {words.grade(stated)}, but {_what_follows(result)}.",
        f"{remedy}, or leave the outcome open: it follows from the {field}s.",
    )


def _what_follows(result: AttemptResult) -> str:
    """Return in words what an attempt comes to, and why."""
    scheme, words = result.scheme, result.scheme.words
    if result.outcome is Outcome.INCOMPLETE:
        return f"there is no {AWARD_FIELD[scheme.judgement]} for AC {_ids(result.not_marked)} yet"
    reached = result.capped_from or result.grade
    if scheme.rule is GradeRule.BOUNDARIES:
        because = _by_total(result)
    elif missing := _missing(result, reached):
        following, criteria = missing
        because = f"AC {_ids(criteria)} {'is' if len(criteria) == 1 else 'are'} not met"
        if reached != scheme.floor or scheme.judgement is Judgement.LEVELS:
            because += f" as {words.grade(following)} asks for"
    else:
        because = f"every criterion is met (AC {_ids(entry.criterion for entry in result.criteria)})"
    cap = f", and attempt {result.attempt} is capped" if result.capped_from else ""
    return f"{because}{cap}, which makes it {words.phrase(result.grade)}"


def _missing(result: AttemptResult, reached: str) -> tuple[str, tuple[Criterion, ...]] | None:
    """Return the next grade that the unit has, and the criteria that keep an attempt from it; None at the highest."""
    scheme = result.scheme
    if scheme.rule is GradeRule.ALL_MET:
        return (scheme.codes[0], result.not_met) if result.not_met else None
    for tier, code in list(zip(scheme.tiers, scheme.codes, strict=True))[scheme.rank(reached) :]:
        unmet = tuple(
            entry.criterion
            for entry in result.criteria
            if counts_for(entry, tier, scheme) and not reaches_tier(entry, tier, scheme)
        )
        if unmet:
            return code, unmet
    return None


def _by_total(result: AttemptResult) -> str:
    below = tuple(below_minimum(result.unit, result.criteria))
    if not below:
        return f"the marks add up to {format_mark(result.total or Fraction(0))} of {result.maximum}"
    sections = {outcome.id for outcome in result.unit.outcomes}
    section = result.scheme.words.section_within
    names = listing((f"{section} {id_}" if id_ in sections else f"AC {id_}" for id_ in below), limit=40)
    return f"{names} {'has' if len(below) == 1 else 'have'} less than the least that is needed"


def _ids(criteria: Iterable[Criterion]) -> str:
    return listing((criterion.id for criterion in criteria), limit=40)


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
