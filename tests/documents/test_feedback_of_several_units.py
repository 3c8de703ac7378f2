"""One feedback report on units that are marked on separate sheets, whose attempts, dates and checks are their own."""

from __future__ import annotations

import dataclasses
import datetime
from functools import partial

import pytest

from markpack.assessment.cohort import assess_cohort
from markpack.documents.feedback.builder import build_feedback_report
from markpack.documents.feedback.view import FeedbackReport
from markpack.documents.shared.assignment_context import AssignmentContext, assignment_context_of
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.centre import Policies
from markpack.model.context import Assignment
from markpack.model.marks import MarkedAttempt
from markpack.model.outcome import Outcome
from tests.samples import DUE_ON, SET_ON, alone, learner, marked, setting, unit

FIRST = unit({"1.1": 24, "1.2": 26}, reference="9999-308")
SECOND = unit({"1.1": 10, "1.2": 20}, reference="9999-401", title="Leading change")
UNITS = {entry.reference: entry for entry in (FIRST, SECOND)}


def attempt(
    reference: str, first: int, second: int | None, number: int = 1, *, day: int = 5, iqa: str = ""
) -> MarkedAttempt:
    found = marked(
        {"1.1": first, "1.2": second}, unit=reference, attempt=number, on=datetime.date(2026, 10 + number, day)
    )
    if not iqa:
        return found
    return dataclasses.replace(
        found, iqa="Bea Quill", iqa_decision=iqa, iqa_on=datetime.date(2026, 10 + number, day + 1)
    )


def together(
    *attempts: MarkedAttempt, carry_over: bool = True, feedback: str = "at once"
) -> tuple[AssignmentContext, PackInputs]:
    """The setting of both units together, and all that is known of one learner's attempts at them."""
    plain = setting(FIRST, carry_over=carry_over, feedback=feedback)
    work = Assignment.model_validate(
        {
            "units": list(UNITS), "marking": "separate sheets", "set_on": SET_ON, "due_on": DUE_ON, "tutor": "Cy Ray",
            "assessor": "Ada Obi", "iqa": "Bea Quill",
        }
    )  # fmt: skip
    place = assignment_context_of(plain.centre, plain.qualification, plain.context, UNITS, work, plain.branding)
    results = assess_cohort([work], UNITS, attempts, Policies(carry_over=carry_over))
    return place, PackInputs([place], UNITS, [learner()], results)


def told(*attempts: MarkedAttempt, carry_over: bool = True, feedback: str = "at once") -> list[FeedbackReport]:
    """The reports on a learner's attempts at both units together."""
    place, cohort = together(*attempts, carry_over=carry_over, feedback=feedback)
    return [
        build_feedback_report(
            place,
            learner(),
            result,
            cohort.progress(learner(), day=result.marked.assessed_on),
            partial(alone, place),
        )
        for result in cohort.results(place, learner())
    ]


def steps(report: FeedbackReport) -> str:
    return " ".join(step.plain for step in report.next_steps)


def facts(report: FeedbackReport) -> dict[str, str]:
    return {fact.label: fact.value for fact in report.facts}


def test_a_sentence_joins_units_by_a_word() -> None:
    (report,) = told(attempt("9999-308", 24, 24), attempt("9999-401", 20, 20))
    names = [f"{reference[-3:]} {unit.title}" for reference, unit in UNITS.items()]
    assert f"You have passed {names[0]} and {names[1]}." in report.headline


BOTH_REFERRED = (attempt("9999-308", 24, 3), attempt("9999-401", 10, 2))


def test_a_unit_that_is_not_resubmitted_yet_has_not_used_up_its_attempts() -> None:
    first, second = told(*BOTH_REFERRED, attempt("9999-308", 24, 20, 2))
    assert first.outcome is Outcome.REFERRAL
    assert (second.outcome, second.actions) == (Outcome.INCOMPLETE, ())
    assert "AC 401/1.2 still to be marked" in second.headline
    assert [section.outcome for section in second.sections] == [Outcome.PASS, Outcome.INCOMPLETE]
    assert [entry.carried_from for entry in second.criteria] == ["", "", "attempt 1", ""]
    assert "last of 2 attempts" not in steps(second)
    assert "Your resubmission of unit 9999-401 is not marked yet." in steps(second)
    last = told(*BOTH_REFERRED, attempt("9999-308", 24, 20, 2), attempt("9999-401", 10, 3, 2))[1]
    assert last.outcome is Outcome.REFERRAL
    assert "last of 2 attempts" in steps(last)


def test_where_nothing_carries_over_the_whole_unit_is_still_to_be_marked() -> None:
    second = told(*BOTH_REFERRED, attempt("9999-308", 24, 20, 2), carry_over=False)[1]
    assert "AC 401/1.1 and 401/1.2 still to be marked" in second.headline


def test_a_unit_that_is_passed_stands_with_the_attempt_at_which_it_was() -> None:
    second = told(attempt("9999-308", 24, 20), attempt("9999-401", 10, 2), attempt("9999-401", 10, 15, 2))[1]
    assert second.outcome is Outcome.PASS
    assert facts(second)["Attempt"] == "9999-308: 1; 9999-401: 2"
    assert facts(second)["Assessor"] == "9999-308: Ada Obi, 5 November 2026; 9999-401: Ada Obi, 5 December 2026"


def test_each_unit_is_resubmitted_by_its_own_date() -> None:
    (report,) = told(attempt("9999-308", 24, 3), attempt("9999-401", 10, 2, day=12))
    assert report.resubmit_by == "25 November 2026 (9999-308) and 2 December 2026 (9999-401)"
    assert [(action.criterion, action.resubmit_by) for action in report.actions] == [
        ("308/1.2", datetime.date(2026, 11, 25)), ("401/1.2", datetime.date(2026, 12, 2)),
    ]  # fmt: skip
    (alike,) = told(*BOTH_REFERRED)
    assert alike.resubmit_by == "25 November 2026"


def test_a_unit_that_is_resubmitted_was_due_by_its_own_date_as_its_report_had_said() -> None:
    again = [
        dataclasses.replace(attempt(name, 10, 20, 2, day=9), received_on=datetime.date(2026, 12, 1)) for name in UNITS
    ]
    place, cohort = together(attempt("9999-308", 24, 3), attempt("9999-401", 10, 2, day=12), *again)
    for asked in (place, *place.sheets):
        receipts = [cohort.receipt(asked, learner(), cohort.attempts[name]["0012345"][-1]) for name in UNITS]
        assert [found and (found.due_on, found.days_late) for found in receipts] == [
            (datetime.date(2026, 11, 25), 6), (datetime.date(2026, 12, 2), 0),
        ]  # fmt: skip


def test_a_referral_in_one_unit_has_its_date_while_the_other_is_still_marked() -> None:
    (report,) = told(attempt("9999-308", 24, 3), attempt("9999-401", 10, None))
    assert report.outcome is Outcome.INCOMPLETE
    assert steps(report).startswith("Resubmit unit 9999-308 by 25 November 2026. Unit 9999-401 is still being marked.")


@pytest.mark.parametrize(
    ("first", "second", "is_final"),
    [("Pass", "Referral", True), ("Pass", "", False), ("", "Referral", False)],
)
def test_a_report_is_final_once_every_unit_s_own_outcome_is_confirmed(first: str, second: str, is_final: bool) -> None:
    passed, referred = attempt("9999-308", 24, 20, iqa=first), attempt("9999-401", 10, 2, iqa=second)
    (report,) = told(passed, referred, feedback="after iqa")
    assert (report.provisional == "") is is_final


def test_who_checked_is_said_by_unit() -> None:
    (report,) = told(attempt("9999-308", 24, 20, iqa="Pass"), attempt("9999-401", 10, 2))
    assert facts(report)["Quality assurance"] == "9999-308: Bea Quill, pass, 6 November 2026"
