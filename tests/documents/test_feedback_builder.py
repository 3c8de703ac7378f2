from __future__ import annotations

import dataclasses
import datetime
from functools import partial

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.combination import combine
from markpack.assessment.outcome import AttemptResult, assess
from markpack.documents.feedback.builder import build_feedback_report
from markpack.documents.feedback.view import FeedbackReport
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.model.brief_texts import BriefTexts, HandIn
from markpack.model.marking_mode import MarkingMode
from markpack.model.outcome import Outcome
from markpack.model.scheme import ILM_PASS_REFER
from tests.samples import alone, learner, marked, qualification, setting, unit

PASSES: dict[str, int | str | None] = {"1.1": 20, "1.2": 12, "2.1": 20, "2.2": 20}
HIGH_REFERRAL: dict[str, int | str | None] = {"1.1": 24, "1.2": 11, "2.1": 28, "2.2": 24}


def report(place: AssignmentContext, result: AttemptResult) -> FeedbackReport:
    passed = {place.unit.reference} if result.outcome.value == "pass" else set[str]()
    progress = combine(place.qualification, {place.unit.reference: place.unit}, passed)
    return build_feedback_report(place, learner(), result, progress, partial(alone, place))


def test_a_pass_says_what_it_earns() -> None:
    place = setting()
    told = report(place, assess(place.unit, marked(PASSES)))
    assert told.headline == "You have passed Leading a watch. All 4 assessment criteria are met."
    assert told.actions == ()
    assert told.resubmit_by == ""
    assert [step.plain for step in told.earned] == [
        "2 credits of 9999-101 Leading a watch count towards the AWO Level 3 Award in Watch Leading (9999).",
        "You have earned all the credits that the qualification needs (2).",
    ]


def test_a_pass_says_what_it_earns_and_what_comes_next() -> None:
    place = setting()
    leads = place.qualification.model_copy(update={"progression": ("A certificate, among others.", "Work at sea")})
    place = dataclasses.replace(place, qualification=leads)
    told = report(place, assess(place.unit, marked(PASSES)))
    assert (told.earned_heading, told.next_heading) == ("What this earns", "What comes next")
    assert [step.plain for step in told.next_steps] == [
        "Harbour Training claims your certificate from AWO.",
        "Where it can lead: A certificate, among others; Work at sea.",
        "Talk to Cy Ray about what you would like to do next.",
    ]


def test_a_provisional_pass_says_who_checks_it() -> None:
    place = setting(feedback="after iqa")
    result = assess(place.unit, marked(PASSES))
    progress = combine(place.qualification, {place.unit.reference: place.unit}, (), {}, {place.unit.reference: "pass"})
    told = build_feedback_report(place, learner(), result, progress, partial(alone, place))
    assert [step.plain for step in told.next_steps][:2] == [
        "Bea Quill checks this result; a final report replaces this one.",
        "Once all your results are confirmed, Harbour Training claims your certificate from AWO.",
    ]


def test_an_incomplete_report_names_assessor_and_tutor() -> None:
    place = setting()
    told = report(place, assess(place.unit, marked({"1.1": 20})))
    assert [step.plain for step in told.next_steps] == [
        "Ada Obi completes the marking; a final report replaces this one.",
        "Until then, your tutor Cy Ray answers your questions.",
    ]


def test_what_is_missing_is_told_with_the_titles_of_units() -> None:
    place, other = setting(), unit(reference="9999-102", title="Leading a crew", credits=3)
    both = qualification([place.unit, other])
    progress = combine(both, {entry.reference: entry for entry in (place.unit, other)}, {place.unit.reference})
    place = dataclasses.replace(place, qualification=both)
    told = build_feedback_report(place, learner(), assess(place.unit, marked(PASSES)), progress, partial(alone, place))
    assert told.earned[-1].plain == "You now have 2 of the 5 credits that it needs."
    assert told.next_steps[0].plain == "Still missing: 3 credits from 9999-102 Leading a crew."


def test_work_goes_where_and_by_the_hour_that_the_centre_says() -> None:
    place = setting()
    texts = BriefTexts(hand_in=HandIn(where="the course page", hour=datetime.time(17)))
    place = dataclasses.replace(place, centre=place.centre.model_copy(update={"briefs": texts}))
    told = report(place, assess(place.unit, marked(HIGH_REFERRAL)))
    assert told.due == "Resubmit by 25 November 2026, 5 pm."
    assert (told.what_now[0].label, told.what_now[0].value) == ("Where it goes", "The course page")


def test_a_referral_names_what_to_show_by_when_and_with_whom() -> None:
    place = setting()
    told = report(place, assess(place.unit, marked(HIGH_REFERRAL, comments={"1.2": "Say more about trust."})))
    assert told.outcome is Outcome.REFERRAL
    assert told.total == "87 of 100 marks (87%)"
    assert "1 assessment criterion of 4 needs more evidence (AC 1.2)" in told.headline
    assert [(action.criterion, action.required) for action in told.actions] == [("1.2", "Enough is said.")]
    assert told.resubmit_by == "25 November 2026"
    assert told.due == "Resubmit by 25 November 2026."
    assert [(fact.label, fact.value) for fact in told.what_now] == [
        ("Who helps", "Cy Ray: ask early, and bring this report."), ("Who authorises it", "The assessor"),
    ]  # fmt: skip
    standing = {entry.id: entry.status for entry in told.criteria}
    assert standing == {"1.1": "Met", "1.2": "Not met yet", "2.1": "Met", "2.2": "Met"}


def test_feedback_never_shows_the_good_pass_descriptor() -> None:
    place = setting()
    told = report(place, assess(place.unit, marked(HIGH_REFERRAL)))
    assert "Much is said." not in repr(told)


def test_an_incomplete_attempt_has_no_outcome_and_no_total() -> None:
    place = setting()
    told = report(place, assess(place.unit, marked({"1.1": 20, "2.1": 3})))
    assert told.outcome is Outcome.INCOMPLETE
    assert "AC 1.2 and 2.2 still to be marked" in told.headline
    assert told.total == ""
    assert told.actions == ()


def test_the_last_attempt_offers_no_further_one() -> None:
    place = setting()
    first, second = assess_attempts(place.unit, [marked(HIGH_REFERRAL), marked({"1.2": 3}, attempt=2)])
    assert place.resubmission_date(first) == datetime.date(2026, 11, 25)
    assert place.resubmission_date(second) is None
    told = report(place, second)
    assert told.resubmit_by == ""
    assert "last of 2 attempts" in told.next_steps[0].plain
    assert [action.criterion for action in told.actions] == ["1.2"]


def test_the_assignments_own_date_comes_first() -> None:
    place = setting()
    date = datetime.date(2026, 12, 11)
    own = AssignmentContext(
        place.centre, place.qualification, place.context, place.unit,
        place.assignment.model_copy(update={"resubmit_by": date}), place.branding,
    )  # fmt: skip
    assert own.resubmission_date(assess(place.unit, marked(HIGH_REFERRAL))) == date


def test_a_bar_has_its_length_the_least_mark_and_the_same_in_words() -> None:
    place = setting()
    told = report(place, assess(place.unit, marked(HIGH_REFERRAL)))
    bars = {entry.id: (entry.filled, entry.least_at, entry.figures) for entry in told.criteria}
    assert bars["1.1"] == ("100%", "50%", "24 / 24, at least 12")
    assert bars["1.2"] == ("45.83%", "50%", "11 / 24, at least 12")


def test_without_numbers_there_is_no_bar() -> None:
    place = setting(mode=MarkingMode.PASS_OR_REFER)
    decided = marked({"1.1": "pass", "1.2": "referral", "2.1": "pass", "2.2": "pass"})
    told = report(place, assess(place.unit.under(ILM_PASS_REFER), decided))
    assert {(entry.filled, entry.figures) for entry in told.criteria} == {("", "")}
    assert told.total == ""
    assert [entry.mark for entry in told.criteria] == ["Pass", "Referral", "Pass", "Pass"]


def test_feedback_is_provisional_until_quality_assured_where_the_centre_says_so() -> None:
    place = setting(feedback="after iqa")
    attempt = marked(PASSES)
    told = report(place, assess(place.unit, attempt))
    assert told.provisional.startswith("Provisional: internal quality assurance has not confirmed this outcome yet.")
    assert told.page.foot_left.endswith("· Provisional")
    checked = dataclasses.replace(attempt, iqa="Bea Quill", iqa_decision="Pass", iqa_on=datetime.date(2026, 11, 9))
    assert report(place, assess(place.unit, checked)).provisional == ""
    assert report(setting(), assess(place.unit, attempt)).provisional == ""


def test_a_decision_without_a_mark_is_told_without_a_bar() -> None:
    place = setting()
    told = report(place, assess(place.unit, marked({**PASSES, "1.2": "pass"})))
    assert [(entry.filled, entry.figures) for entry in told.criteria if entry.id == "1.2"] == [("", "Pass, no mark")]


def test_days_to_resubmit_do_not_end_at_a_weekend() -> None:
    place = setting()
    friday = marked(HIGH_REFERRAL, on=datetime.date(2026, 11, 7))  # and 20 days make a Friday
    assert place.resubmission_date(assess(place.unit, friday)) == datetime.date(2026, 11, 27)
    saturday = marked(HIGH_REFERRAL, on=datetime.date(2026, 11, 8))
    assert place.resubmission_date(assess(place.unit, saturday)) == datetime.date(2026, 11, 30)


def test_days_to_resubmit_do_not_end_on_a_bank_holiday_where_the_centre_keeps_working_days() -> None:
    decided = marked(HIGH_REFERRAL, on=datetime.date(2026, 12, 5))  # and 20 days make Christmas Day, a Friday
    closed, open_ = setting(working_days=True), setting()
    # Boxing Day is a Saturday in 2026, so the Monday after it is a bank holiday too.
    assert closed.resubmission_date(assess(closed.unit, decided)) == datetime.date(2026, 12, 29)
    assert open_.resubmission_date(assess(open_.unit, decided)) == datetime.date(2026, 12, 25)


def test_a_date_that_has_passed_before_the_decision_is_not_asked_for() -> None:
    place = setting()
    early = place.assignment.model_copy(update={"resubmit_by": datetime.date(2026, 10, 30)})
    own = dataclasses.replace(place, assignment=early)
    assert own.resubmission_date(assess(place.unit, marked(HIGH_REFERRAL))) == datetime.date(2026, 11, 25)
