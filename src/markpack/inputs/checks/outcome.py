"""Rules between a learner's attempts at a unit, and between an outcome and what stands beside the marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import TypeAlias

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.outcome import AttemptResult
from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.problems import Problems, listing
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.dates import day
from markpack.model.marks import MarkedAttempt, parse_iqa_decision
from markpack.model.outcome import Outcome, OutcomeWords

Key: TypeAlias = tuple[str, str, int]
"""Learner, unit and attempt."""
Cells: TypeAlias = Mapping[tuple[str, str], Cell]
"""Filled cells by field and by criterion or outcome."""


def assessed(marked: Iterable[MarkedAttempt], cohort: MarkingContext) -> Iterator[tuple[AttemptResult, ...]]:
    """Yield the results of each learner's attempts at a unit, where its criteria and its marking are sound."""
    ordered = sorted(marked, key=lambda attempt: (attempt.learner, attempt.unit, attempt.attempt))
    for (_, unit), attempts in groupby(ordered, key=lambda attempt: (attempt.learner, attempt.unit)):
        mode, sheet = cohort.marking(unit), cohort.sheets[unit]
        sound = cohort.ids_sound(sheet) and all(cohort.marks_sound(sheet, entry.id) for entry in sheet.criteria)
        if mode is not None and sound:
            yield assess_attempts(sheet, attempts, mode=mode, carry_over=cohort.policies.carry_over)


def check_outcomes(
    results_of_all: Iterable[Sequence[AttemptResult]],
    sheets: Mapping[Key, tuple[Place, Cells]],
    cohort: MarkingContext,
    problems: Problems,
) -> None:
    """Note attempts that should not be, and outcomes that the rest of a sheet does not agree with.

    `sheets` are the place that stands for each attempt as a whole, and its cells.
    """
    early: dict[str, list[tuple[AttemptResult, Place]]] = {}
    for results in results_of_all:
        for earlier, later in pairwise(results):
            _check_order(earlier, later, *sheets[_key(later)], cohort.words, problems)
            if cohort.policies.carry_over and earlier.outcome is Outcome.REFERRAL:
                _check_kept(earlier, later, *sheets[_key(later)], problems)
        for result in _up_to_a_pass(results):
            place, cells = sheets[_key(result)]
            _check_quality_assurance(result, cells, cohort.words, problems)
            _check_feedback(result, place, cells, problems)
            if _is_early(result, cohort):
                early.setdefault(result.unit.reference, []).append((result, cells["assessed_on", ""].place))
    for unit, found in early.items():
        _note_early(unit, found, cohort, problems)


def _up_to_a_pass(results: Iterable[AttemptResult]) -> Iterator[AttemptResult]:
    """Yield the attempts that count: those after a pass are a problem by themselves."""
    for result in results:
        yield result
        if result.outcome is Outcome.PASS:
            return


def _key(result: AttemptResult) -> Key:
    return result.marked.learner, result.unit.reference, result.attempt


def _check_order(
    earlier: AttemptResult, later: AttemptResult, place: Place, cells: Cells, words: OutcomeWords, problems: Problems
) -> None:
    """Rule: a pass is final, and attempts are assessed one after the other."""
    if earlier.outcome is Outcome.PASS:
        problems.error(
            place,
            f"Attempt {later.attempt} of learner {later.marked.learner} at unit {later.unit.reference} is marked, but "
            f"attempt {earlier.attempt} already {words.passed}.",
            f"Take the entries of attempt {later.attempt} out, or correct the marks of attempt {earlier.attempt}.",
        )
    if earlier.outcome is Outcome.INCOMPLETE:
        not_marked = listing((criterion.id for criterion in earlier.not_marked), limit=40)
        problems.error(
            place,
            f"Attempt {later.attempt} of learner {later.marked.learner} at unit {later.unit.reference} is marked, but "
            f"attempt {earlier.attempt} is not complete: AC {not_marked} {_has(earlier)} no mark or decision there.",
            f"Complete attempt {earlier.attempt} first, or correct the number of this attempt.",
        )
    before, after = earlier.marked.assessed_on, later.marked.assessed_on
    if before and after and after < before:
        problems.error(
            cells["assessed_on", ""].place,
            f"{day(after)} as date of assessment of attempt {later.attempt} is before {day(before)}, when attempt "
            f"{earlier.attempt} was assessed.",
            "Correct one of the two dates.",
        )


def _has(result: AttemptResult) -> str:
    return "has" if len(result.not_marked) == 1 else "have"


def _check_kept(earlier: AttemptResult, later: AttemptResult, place: Place, cells: Cells, problems: Problems) -> None:
    """Note criteria that were met, and would have been kept, but were marked again and are no longer met."""
    met = {entry.criterion.id: entry.carried_from or earlier.attempt for entry in earlier.criteria if entry.met}
    for entry in later.criteria:
        id_ = entry.criterion.id
        if entry.met is False and id_ in met:
            cell = cells.get(("mark", id_)) or cells.get(("decision", id_))
            problems.warn(
                cell.place if cell else place,
                f"AC {id_} was met in attempt {met[id_]} and is not met in attempt {later.attempt} (learner "
                f"{later.marked.learner}, unit {later.unit.reference}).",
                "Leave it blank to keep what was met.",
            )


def _check_quality_assurance(result: AttemptResult, cells: Cells, words: OutcomeWords, problems: Problems) -> None:
    cell = cells.get(("iqa_decision", ""))
    decided = parse_iqa_decision(cell.text, words) if cell else None
    if cell is None or not isinstance(decided, Outcome) or decided is result.outcome:
        return
    if result.outcome is Outcome.INCOMPLETE:
        follows = (
            f"AC {listing((criterion.id for criterion in result.not_marked), limit=40)} is {words.not_marked.lower()}"
        )
    else:
        follows = f"the marks come to {words.phrase(result.outcome)}"
    problems.warn(
        cell.place,
        f"The IQA decided {words.word(decided).lower()}, but {follows}.",
        "Correct the marks or the IQA’s decision; the outcome follows from the marks.",
    )


def _check_feedback(result: AttemptResult, place: Place, cells: Cells, problems: Problems) -> None:
    """Rule: a mark sheet asks for feedback where a criterion is not met."""
    silent = [entry.criterion.id for entry in result.criteria if entry.met is False and not entry.recorded.comment]
    if result.outcome is not Outcome.REFERRAL or not silent:
        return
    cell = cells.get(("mark", silent[0])) or cells.get(("decision", silent[0]))
    needs = "is not met and needs" if len(silent) == 1 else "are not met and need"
    problems.warn(
        cell.place if cell else place,
        f"AC {listing(silent, limit=40)} {needs} feedback (learner {result.marked.learner}, unit "
        f"{result.unit.reference}, attempt {result.attempt}).",
        "Write as a comment what has to be shown at resubmission.",
    )


def _is_early(result: AttemptResult, cohort: MarkingContext) -> bool:
    """Say whether a first attempt was assessed before it was due; a resubmission may come in at any time.

    What is held on a day can be held on any day up to that.
    """
    assignment, on = cohort.assignment(result.unit.reference), result.marked.assessed_on
    if assignment is None or on is None or assignment.method.is_held:
        return False
    return result.attempt == 1 and on < assignment.due_on


def _note_early(
    unit: str, found: list[tuple[AttemptResult, Place]], cohort: MarkingContext, problems: Problems
) -> None:
    (first, place), assignment = found[0], cohort.assignment(unit)
    if assignment is None:
        return
    more = f" ({len(found) - 1} more of this unit {'is' if len(found) == 2 else 'are'} too)" if len(found) > 1 else ""
    problems.warn(
        place,
        f"{day(first.marked.assessed_on)} as date of assessment is before {day(assignment.due_on)}, when unit {unit} "
        f"is due{more}.",
        "Check the date here and due_on in context.yaml.",
    )
