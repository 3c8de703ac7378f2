"""Rules of the programme for each learner: induction and tutorials, and the end of their registration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markpack.assessment.cohort import assess_cohort, qualification_result, results_by_unit
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.standing import Circumstances, standings_of
from markpack.assessment.support import Support, induction_of, tutorials_of
from markpack.errors import Place
from markpack.inputs.checks.mark_checks import MarkChecks
from markpack.inputs.problems import Problems
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.record_reader import Sourced, as_written
from markpack.model.context import Context
from markpack.model.dates import day
from markpack.model.hours import write_hours
from markpack.model.learner import Learner
from markpack.model.marks import MarkedAttempt
from markpack.model.qualification import Qualification

HOURS = frozenset(("induction_hours", "tutorial_hours"))
"""The columns of a register that say how much support a learner has had."""


def check_registration_ends(checks: MarkChecks, results_of_all: Iterable[Sequence[AttemptResult]]) -> None:
    """Warn of marks dated after a learner's registration has run out, and of resubmissions that fall due after it.

    Rule: the qualification has to be completed within so many years of registration.
    """
    cohort, qualification = checks.cohort, checks.cohort.qualification
    if qualification is None or not qualification.is_valid_at("duration_years"):
        return
    ends = {
        learner.registration: learner.must_complete_by(qualification.record.duration_years)
        for learner in cohort.register.learners
        if learner.is_active
    }
    for results in results_of_all:
        last = results[-1]
        learner = last.marked.learner
        end = ends.get(learner)
        if end is None:
            continue
        for attempt in (result.marked for result in results):
            if attempt.assessed_on and attempt.assessed_on > end:
                checks.problems.warn(
                    checks.place(attempt, "assessed_on"),
                    f"{day(attempt.assessed_on)} as date of assessment is after {day(end)}, when the registration of "
                    f"learner {learner} runs out.",
                    "Correct the date, or renew the registration and correct it in the register.",
                )
        date = cohort.resubmission_date(last)
        if date and date > end:
            checks.problems.warn(
                checks.place(last.marked),
                f"Learner {learner} is to resubmit by {day(date)}, after {day(end)}, when their registration runs out.",
                f"Agree an earlier resubmit_by in {cohort.assignments_file}, or renew the registration and correct it "
                "in the register.",
            )


def check_support(cohort: MarkingContext, marked: Sequence[MarkedAttempt], *, is_complete: bool) -> None:
    """Warn of inductions after the first assignment was set, and of learners who passed with too little support.

    Who has passed is told by marks and quality assurance alone; a declaration or an approval may still be missing.
    Learners are checked for what the register has columns for. Nobody's progress is worked out unless all that it
    depends on `is_complete`.
    """
    context, qualification = cohort.context, cohort.qualification
    if context is None or qualification is None:
        return
    _check_inductions(context, cohort)
    cells = cohort.register.cells
    if not is_complete or cohort.centre is None or not any(HOURS & places.keys() for places in cells.values()):
        return
    units = {reference: reading.record for reference, reading in cohort.units.items()}
    versions = {reference: as_written(of_unit) for reference, of_unit in cohort.versions.items()}
    policies = cohort.centre.record.policies
    results = results_by_unit(assess_cohort(context.record.assignments, units, marked, policies, versions))
    for learner in cohort.register.learners:
        standings = {
            unit: standings_of(attempts.get(learner.registration, ()), lambda _: Circumstances(policies))
            for unit, attempts in results.items()
        }
        if qualification_result(qualification.record, units, standings).achieved:
            _check_hours(learner, cells[learner.registration], qualification.record, context.problems)


def _check_inductions(context: Sourced[Context], cohort: MarkingContext) -> None:
    """Rule: an induction comes before the work that it introduces."""
    if not context.is_valid_at("assignments"):
        return
    first = min(assignment.set_on for assignment in context.record.assignments)
    for learner in cohort.register.learners:
        if learner.induction_on and learner.induction_on > first:
            context.problems.warn(
                cohort.register.cells[learner.registration]["induction_on"],
                f"The induction on {day(learner.induction_on)} is after {day(first)}, when the first assignment is "
                "set.",
                f"Check the date here and set_on in {cohort.assignments_file}.",
            )


def _check_hours(
    learner: Learner, places: Mapping[str, Place], qualification: Qualification, problems: Problems
) -> None:
    for field, noun, support in (
        ("induction_hours", "induction", induction_of(learner, qualification)),
        ("tutorial_hours", "tutorials", tutorials_of(learner, qualification)),
    ):
        if field in places and not support.is_enough:
            problems.warn(
                places[field],
                f"Learner {learner.registration} has all the units that the qualification needs, with "
                f"{_recorded(support, noun)}.",
                "Enter the hours that were given, or give the hours that are missing.",
            )


def _recorded(support: Support, noun: str) -> str:
    if support.hours is None:
        return f"no hours of {noun} recorded; the least is {support.minimum}"
    return f"{write_hours(support.hours)} of {support.minimum} hours of {noun} recorded"
