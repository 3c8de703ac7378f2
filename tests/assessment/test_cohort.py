"""A cohort's results, and where each learner stands in the qualification."""

from __future__ import annotations

import datetime
from dataclasses import replace

from markpack.assessment.cohort import CohortResults, assess_cohort, qualification_result, results_by_unit
from markpack.assessment.combination import QualificationResult
from markpack.assessment.standing import Circumstances, decided_until, standings_of
from markpack.model.centre import Policies
from markpack.model.context import Assignment
from markpack.model.marking_mode import MarkingMode
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome
from markpack.model.unit import Unit

from .test_combination import AWARD, U308, U401, UNITS
from .units import Recorded, an_attempt

MAY, JUNE, JULY = (datetime.date(2026, month, 1) for month in (5, 6, 7))


def an_assignment(unit: Unit, marking: MarkingMode = MarkingMode.MARKS) -> Assignment:
    return Assignment(
        unit=unit.reference, marking=marking, set_on=MAY, due_on=JUNE, assessor="Gareth Pugh", iqa="Helen Marsh"
    )


def marked(
    learner: str, unit: Unit, value: Recorded, *, attempt: int = 1, on: datetime.date | None = None
) -> MarkedAttempt:
    return replace(an_attempt(unit, [value], attempt=attempt), learner=learner, assessed_on=on)


BOTH = (an_assignment(U308), an_assignment(U401))


def test_each_learner_has_their_own_attempts_in_each_unit() -> None:
    results = assess_cohort(
        BOTH,
        UNITS,
        [
            marked("B2", U308, 6),
            marked("A1", U401, 20),
            marked("B2", U308, 12, attempt=2),
            marked("A1", U308, None),
        ],
        Policies(),
    )
    outcomes = {
        (unit, learner): [result.outcome for result in attempts]
        for unit, by_learner in results.items()
        for learner, attempts in by_learner.items()
    }
    assert outcomes == {
        ("8604-308", "A1"): [Outcome.INCOMPLETE],
        ("8604-308", "B2"): [Outcome.REFERRAL, Outcome.PASS],
        ("8604-401", "A1"): [Outcome.PASS],
    }


def test_each_assignment_is_marked_in_its_own_way() -> None:
    assignments = (an_assignment(U308), an_assignment(U401, MarkingMode.PASS_OR_REFER))
    attempts = [marked("A1", U308, 18), marked("A1", U401, Outcome.PASS)]
    results = assess_cohort(assignments, UNITS, attempts, Policies())
    assert results["8604-308"]["A1"][0].total == 18
    assert results["8604-401"]["A1"][0].total is None
    assert results["8604-401"]["A1"][0].outcome is Outcome.PASS


def test_an_assigned_unit_that_nobody_has_handed_in_is_there_and_empty() -> None:
    assert assess_cohort(BOTH, UNITS, [], Policies()) == {"8604-308": {}, "8604-401": {}}


def test_carrying_over_is_the_centres_choice() -> None:
    attempts = [marked("A1", U308, 18), marked("A1", U308, None, attempt=2)]
    kept = assess_cohort(BOTH, UNITS, attempts, Policies())
    fresh = assess_cohort(BOTH, UNITS, attempts, Policies(carry_over=False))
    assert kept["8604-308"]["A1"][1].outcome is Outcome.PASS
    assert fresh["8604-308"]["A1"][1].outcome is Outcome.INCOMPLETE


def progress(results: CohortResults, learner: str, date: datetime.date | None = None) -> QualificationResult:
    standings = {
        unit: standings_of(decided_until(attempts.get(learner, ()), date), lambda _: Circumstances(Policies()))
        for unit, attempts in results_by_unit(results).items()
    }
    return qualification_result(AWARD, UNITS, standings)


def test_only_passed_units_earn_credits() -> None:
    attempts = [marked("A1", U308, 18), marked("A1", U401, 3), marked("B2", U308, 18), marked("B2", U401, 12)]
    results = assess_cohort(BOTH, UNITS, attempts, Policies())
    assert progress(results, "A1").earned == 2
    assert progress(results, "B2").achieved
    assert progress(results, "C3").earned == 0


def test_the_standing_on_a_day_leaves_out_what_was_decided_later() -> None:
    attempts = [marked("A1", U308, 18, on=MAY), marked("A1", U401, 18, on=JULY)]
    results = assess_cohort(BOTH, UNITS, attempts, Policies())
    assert progress(results, "A1", JUNE).earned == 2
    assert progress(results, "A1", JULY).achieved
    assert progress(results, "A1").achieved


def test_a_unit_has_the_credits_of_the_version_by_which_it_was_judged() -> None:
    earlier = U308.model_copy(update={"credits": 5})
    judged = assess_cohort((an_assignment(earlier),), {"8604-308": earlier}, [marked("A1", U308, 18)], Policies())
    assert progress(judged, "A1").earned == 5
