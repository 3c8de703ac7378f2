"""Rules between a learner's attempts at a unit, and between an outcome and what stands beside the marks."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from markpack.assessment.attempt_rules import next_attempt, rule_of
from markpack.assessment.attempts import assess_attempts
from markpack.assessment.grade import counts_for
from markpack.assessment.open_criteria import barred_criteria, kept_criteria
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.standing import iqa_agrees
from markpack.inputs.checks.mark_checks import MarkChecks
from markpack.inputs.problems import listing, others_too
from markpack.inputs.records.marking_context import MarkingContext
from markpack.model.centre import Policies
from markpack.model.dates import day
from markpack.model.forms.field_names import AWARD_FIELDS
from markpack.model.marks import MarkedAttempt, parse_iqa_decision
from markpack.model.outcome import Outcome
from markpack.model.scheme import AWARD_FIELD, Advice, AttemptRule, GradeRule


def assessed(marked: Iterable[MarkedAttempt], cohort: MarkingContext) -> Iterator[tuple[AttemptResult, ...]]:
    """Yield the results of each learner's attempts at a unit, where its criteria and its marking are sound."""
    ordered = sorted(marked, key=lambda attempt: (attempt.learner, attempt.unit, attempt.attempt))
    for (_, unit), attempts in groupby(ordered, key=lambda attempt: (attempt.learner, attempt.unit)):
        sheet = cohort.sheets[unit]
        sound = cohort.ids_are_valid(sheet) and all(cohort.marks_are_valid(sheet, entry.id) for entry in sheet.criteria)
        if cohort.marking(unit) is not None and sound:
            yield assess_attempts(sheet, attempts, cohort.policies, cohort.unit_elsewhere)


def check_outcomes(checks: MarkChecks, results_of_all: Iterable[Sequence[AttemptResult]]) -> None:
    """Note attempts that should not be, and outcomes that the rest of a sheet does not agree with."""
    attempts_by_day: dict[tuple[str, datetime.date], list[MarkedAttempt]] = {}
    for results in results_of_all:
        for earlier, later in pairwise(results):
            if later.marked.pack:
                continue
            _check_order(checks, earlier, later)
            rule = rule_of(later.scheme, checks.cohort.policies, later.attempt)
            if rule and rule.carries_over and next_attempt(checks.cohort.policies, earlier):
                _check_kept(checks, rule, earlier, later)
        for result in _up_to_a_pass(results, checks.cohort.policies):
            if result.marked.pack:
                continue
            _check_quality_assurance(checks, result)
            _check_feedback(checks, result)
            if due_on := _later_due_date(result, checks.cohort):
                attempts_by_day.setdefault((result.marked.unit, due_on), []).append(result.marked)
    for (unit, due_on), (first, *others) in attempts_by_day.items():
        checks.problems.warn(
            checks.place(first, "assessed_on"),
            f"{day(first.assessed_on)} as date of assessment is before {day(due_on)}, when unit {unit} is due"
            f"{others_too(len(others), ' of this unit')}.",
            f"Check the date here and due_on in {checks.cohort.assignments_file}.",
        )


def _up_to_a_pass(results: Iterable[AttemptResult], policies: Policies) -> Iterator[AttemptResult]:
    """Yield the attempts that count: those after a final pass are a problem by themselves."""
    for result in results:
        yield result
        if result.outcome is Outcome.PASS and next_attempt(policies, result) is None:
            return


def _check_order(checks: MarkChecks, earlier: AttemptResult, later: AttemptResult) -> None:
    """Rule: a pass that nothing can raise is final, and attempts are assessed one after the other."""
    marked = f"Attempt {later.attempt} of learner {later.marked.learner} at unit {later.unit.reference} is marked"
    if earlier.outcome is Outcome.PASS and next_attempt(checks.cohort.policies, earlier) is None:
        checks.problems_of(later.marked).error(
            checks.place(later.marked),
            f"{marked}, but it was {earlier.scheme.words.passed} in attempt {earlier.attempt}.",
            f"Take the entries of attempt {later.attempt} out, or correct the {later.scheme.awards} of attempt "
            f"{earlier.attempt}.",
        )
    if earlier.outcome is Outcome.INCOMPLETE:
        ids = [criterion.id for criterion in earlier.not_marked]
        award = "mark or decision" if earlier.scheme.numbered else AWARD_FIELD[earlier.scheme.judgement]
        checks.problems_of(later.marked).error(
            checks.place(later.marked),
            f"{marked}, but attempt {earlier.attempt} is not complete: AC {listing(ids, limit=40)} "
            f"{'has' if len(ids) == 1 else 'have'} no {award} there.",
            f"Complete attempt {earlier.attempt} first, or correct the number of this attempt.",
        )
    first_date, date = earlier.marked.assessed_on, later.marked.assessed_on
    if first_date and date and date < first_date:
        checks.problems_of(later.marked).error(
            checks.place(later.marked, "assessed_on"),
            f"{day(date)} as date of assessment of attempt {later.attempt} is before {day(first_date)}, when attempt "
            f"{earlier.attempt} was assessed.",
            "Correct one of the two dates.",
        )


def _check_kept(checks: MarkChecks, rule: AttemptRule, earlier: AttemptResult, later: AttemptResult) -> None:
    """Note criteria that were met, and would have been kept, but were marked again and are no longer met.

    Those that the scheme does not let an attempt judge again are a problem by themselves.
    """
    barred = barred_criteria(earlier, rule)
    met = {
        entry.criterion.id: entry.carried_from or earlier.attempt
        for entry in earlier.criteria
        if entry.met and entry not in barred
    }
    for id_ in (criterion.id for criterion in later.not_met if criterion.id in met):
        checks.problems.warn(
            checks.place(later.marked, *AWARD_FIELDS, part=id_),
            f"AC {id_} was met in attempt {met[id_]} and is not met in attempt {later.attempt} (learner "
            f"{later.marked.learner}, unit {later.unit.reference}).",
            "Leave it blank to keep what was met.",
        )
    if checks.is_of_sheets(later.marked):
        kept = {entry.criterion.id for entry in kept_criteria(earlier, rule)}
        _check_met_since(checks, {id_: attempt for id_, attempt in met.items() if id_ in kept}, later)


def _check_met_since(checks: MarkChecks, met: Mapping[str, int], later: AttemptResult) -> None:
    """Note criteria that a mark sheet judges as met, and that are met by what the earlier attempt says by now.

    Its fields are for what was open when it was made. In a list or markbook both attempts are before one's eyes.
    """
    judged = (entry for entry in later.criteria if entry.judged and entry.met and entry.carried_from is None)
    if again := [entry.criterion.id for entry in judged if entry.criterion.id in met]:
        one, attempts = len(again) == 1, sorted({met[id_] for id_ in again})
        checks.problems_of(later.marked).warn(
            checks.place(later.marked, *AWARD_FIELDS, part=again[0]),
            f"AC {listing(again, limit=40)} {'is' if one else 'are'} marked on this mark sheet of attempt "
            f"{later.attempt}, but {'is' if one else 'are'} met by now in attempt {listing(map(str, attempts))} "
            f"(learner {later.marked.learner}, unit {later.unit.reference}).",
            f"What is on the sheet counts. Clear {'it' if one else 'them'} there to keep what was met.",
        )


def _check_quality_assurance(checks: MarkChecks, result: AttemptResult) -> None:
    """Note an IQA's decision that is not the assessor's: nobody is told an outcome on which the two differ."""
    written, words = result.marked.iqa_decision, result.scheme.words
    nouns = result.scheme.awards
    decided = parse_iqa_decision(written, words) if written else None
    said = (
        f"decided {words.named(decided).removeprefix(words.article)}" if isinstance(decided, str) else "did not agree"
    )
    whose = f"learner {result.marked.learner}, unit {result.unit.reference}, attempt {result.attempt}"
    if result.outcome is Outcome.INCOMPLETE and isinstance(decided, str):
        ids = [criterion.id for criterion in result.not_marked]
        checks.problems.warn(
            checks.place(result.marked, "iqa_decision"),
            f"The IQA {said}, but AC {listing(ids, limit=40)} {'is' if len(ids) == 1 else 'are'} "
            f"{words.stated(words.not_marked)} ({whose}).",
            f"Complete the {nouns}, or clear the IQA’s decision.",
        )
    elif iqa_agrees(result) is False:
        checks.problems.warn(
            checks.place(result.marked, "iqa_decision"),
            f"The IQA {said}{', but' if isinstance(decided, str) else ';'} the {nouns} come to "
            f"{words.named(result.grade)} ({whose}). The outcome is held: the learner gets no feedback on it.",
            f"Add a sheet with corrected {nouns} and a higher revision, or the IQA’s new decision.",
        )


def _check_feedback(checks: MarkChecks, result: AttemptResult) -> None:
    """Rule: a mark sheet asks for feedback on each criterion that keeps work from the lowest grade."""
    uncommented = [
        entry.criterion.id
        for entry in result.criteria
        if entry.met is False
        and not (entry.recorded.comment or entry.recorded.not_attempted)
        and (result.scheme.rule is not GradeRule.LADDER or counts_for(entry, result.scheme.tiers[0], result.scheme))
    ]
    if result.outcome is Outcome.REFERRAL and uncommented:
        needs = "is not met and needs" if len(uncommented) == 1 else "are not met and need"
        checks.problems.warn(
            checks.place(result.marked, *AWARD_FIELDS, part=uncommented[0]),
            f"AC {listing(uncommented, limit=40)} {needs} feedback (learner {result.marked.learner}, unit "
            f"{result.unit.reference}, attempt {result.attempt}).",
            "Write as a comment what has to be shown at resubmission."
            if result.scheme.advice is Advice.ALWAYS
            else "Write as a comment what is missing.",
        )


def _later_due_date(result: AttemptResult, cohort: MarkingContext) -> datetime.date | None:
    """Return when a first attempt was due that was assessed before; a resubmission may come in at any time.

    What is held on a day can be held on any day up to that.
    """
    assignment, assessed_on = cohort.assignment(result.unit.reference), result.marked.assessed_on
    if assignment is None or assessed_on is None or assignment.method.is_held or result.attempt > 1:
        return None
    due_on = cohort.due_on(result.marked.learner, result.unit.reference)
    return due_on if due_on and assessed_on < due_on else None
