"""Feedback under the schemes that come with markpack: each grade, a resubmission, a retake, and what may follow."""

from __future__ import annotations

import dataclasses
import datetime
import io
from collections.abc import Mapping, Sequence
from functools import partial

import openpyxl
import pytest

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.sheets import merge_results
from markpack.documents.feedback.builder import build_feedback_report
from markpack.documents.feedback.view import ActionPlan, FeedbackReport
from markpack.model.joint_unit import joint_unit
from markpack.model.scheme import AttemptKind, AttemptRule, Judgement
from markpack.writers.xlsx.action_plan import write_action_plan
from tests.assessment.test_schemes_at_random import SCHEMES, Entry, attempt_at, unit_under
from tests.samples import ASSESSED_ON, alone, learner, setting

LADDER = [[("P", None), ("P", None)], [("M", None), ("D", None)]]
"""1.1 and 1.2 are for a Pass, 2.1 is for a Merit, 2.2 for a Distinction."""


def reports(
    scheme: str, shape: Sequence[Sequence[tuple[str, int | None]]], *attempts: Mapping[str, Entry]
) -> list[FeedbackReport]:
    """The feedback on each of a learner's attempts."""
    place = setting(unit_under(SCHEMES[scheme], shape))
    marked = [
        dataclasses.replace(attempt_at(place.unit, number, entries), assessed_on=ASSESSED_ON)
        for number, entries in enumerate(attempts, start=1)
    ]
    results = assess_attempts(place.unit, marked, place.centre.policies)
    return [build_feedback_report(place, learner(), result, None, partial(alone, place)) for result in results]


def entries(letters: str) -> dict[str, Entry]:
    return dict(zip(("1.1", "1.2", "2.1", "2.2"), letters, strict=True))


def steps(report: FeedbackReport) -> str:
    return " ".join(step.plain for step in report.next_steps)


@pytest.mark.parametrize(
    ("letters", "word", "headline"),
    [
        ("yyyy", "Distinction", "all Pass, Merit and Distinction criteria are met."),
        ("yyyn", "Merit", "all Pass and Merit criteria are met."),
        ("yyny", "Pass", "all Pass criteria are met."),
        ("ynyy", "Unclassified", "1 of 2 Pass criteria is not yet achieved (AC 1.2)."),
        ("nxnn", "Unclassified", "2 of 2 Pass criteria are not yet achieved (AC 1.1 and 1.2)."),
    ],
)
def test_a_grade_says_in_its_own_word_what_it_rests_on(letters: str, word: str, headline: str) -> None:
    (told,) = reports("btec-nationals", LADDER, entries(letters))
    assert told.word == word
    assert told.headline == f"{word} in Leading a watch: {headline}"
    assert "is not a fail" not in told.headline


def test_what_each_grade_asks_for_is_told_with_what_was_not_attempted() -> None:
    (told,) = reports("btec-nationals", LADDER, entries("yynx"))
    (section,) = told.sections
    assert [(fact.label, fact.value) for fact in section.grading] == [
        ("Pass", "Achieved: 2 of 2 criteria"),
        ("Merit", "Achieved: 0 of 1 criterion; not yet achieved: AC 2.1"),
        ("Distinction", "Achieved: 0 of 1 criterion; not attempted: AC 2.2"),
    ]
    assert [entry.status for entry in told.criteria] == ["Achieved", "Achieved", "Not yet achieved", "Not attempted"]
    assert [entry.tier for entry in told.criteria] == ["Pass", "Pass", "Merit", "Distinction"]
    assert {entry.filled for entry in told.criteria} == {""}


def test_a_resubmission_is_offered_on_its_conditions_and_may_raise_a_grade() -> None:
    (told,) = reports("btec-nationals", LADDER, entries("yynn"))
    assert "A resubmission to raise the grade may be authorised by the lead internal verifier if: the first" in steps(
        told
    )
    assert "Hand it in by 26 November 2026, within 15 working days of the decision." in steps(told)
    assert "For Merit, AC 2.1 is still to be shown." in steps(told)
    assert told.resubmit_by == ""
    (referred,) = reports("btec-nationals", LADDER, entries("ynnn"))
    assert (referred.resubmit_by, referred.if_authorised) == ("26 November 2026", True)
    assert [action.criterion for action in referred.actions] == ["1.2", "2.1", "2.2"]


def test_no_advice_is_given_on_a_final_submission() -> None:
    failed = entries("ynnn")
    again, retake = reports("btec-nationals", LADDER, failed, entries("ynny"), {"1.2": "n"})[1:]
    for told in (again, retake):
        assert told.actions == ()
        assert "still to be shown" not in steps(told)
        assert "needs more evidence" not in told.headline
        assert "1 of 2 Pass criteria is not yet achieved (AC 1.2)" in told.headline
    assert "A retake may be authorised by the lead internal verifier if: the deadlines of both" in steps(again)
    assert "new work on a new task. It covers Pass criteria only. The highest grade that it can earn is Pass." in steps(
        again
    )
    assert again.resubmit_by == ""
    assert "the last of 3 attempts that the rules of Pearson BTEC Nationals (2016) allow" in steps(retake)
    (best,) = reports("btec-nationals", LADDER, entries("yyyy"))
    assert "resubmission" not in steps(best)


def test_an_attempt_that_is_the_only_one_is_not_called_the_last_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    once = dataclasses.replace(SCHEMES["cmi"], title="Works", attempts=(AttemptRule(1, AttemptKind.FIRST),))
    monkeypatch.setitem(SCHEMES, "once", once)
    (told,) = reports("once", [[("", None), ("", None)]], {"1.1": "y", "1.2": "n"})
    assert steps(told).startswith("This was the only attempt that the rules of Works allow. Talk to")


def test_a_capped_grade_says_so_and_what_it_would_be() -> None:
    retake = reports("btec-nationals", LADDER, entries("ynyy"), entries("ynyy"), {"1.2": "y"})[-1]
    assert retake.word == "Pass"
    assert retake.headline.endswith(
        "It is capped at Pass, because this is a retake; what is shown comes to Distinction."
    )
    assert "This grade is final: no other attempt can raise it" in steps(retake)
    assert next(fact.value for fact in retake.facts if fact.label == "Attempt") == "3, retake"


def test_a_resubmission_without_a_date_is_offered_all_the_same() -> None:
    (told,) = reports("btec-highers", LADDER, entries("ynyy"))
    assert told.resubmit_by == ""
    assert "A resubmission may be authorised by the assessor." in steps(told)
    assert (
        "It covers Pass criteria only. The highest grade that it can earn is Pass. Criteria that you have met stay met."
    ) in steps(told)
    assert [action.criterion for action in told.actions] == ["1.2"]
    (passed,) = reports("btec-highers", LADDER, entries("yynn"))
    assert "This grade is final: no other attempt can raise it" in steps(passed)


def test_boundaries_tell_of_the_total_and_of_what_is_missing() -> None:
    shape = [[("", 30)], [("", 30)]]
    (merit,) = reports("boundaries", shape, {"1.1": 25, "2.1": 20})
    assert merit.headline == "Merit in Leading a watch: 45 of 60 marks. Merit begins at 39."
    assert [(entry.filled, entry.least_at) for entry in merit.criteria] == [("83.33%", ""), ("66.67%", "")]
    assert [(entry.figures, entry.beside_figures) for entry in merit.criteria] == [("25 / 30", ""), ("20 / 30", "")]
    (low,) = reports("boundaries", shape, {"1.1": 30, "2.1": 11})
    assert low.word == "Unsuccessful"
    assert "Hand in the whole work again." in steps(low)
    assert (len(low.actions), low.told_actions) == (1, ())
    assert "41 of 60 marks, but learning outcome 2 has 11 of 30 marks and needs 12, whatever the total." in low.headline
    assert [(fact.label, fact.value) for fact in low.sections[0].grading] == [
        ("Total", "41 of 60 marks (68.3%)"),
        ("Pass", "from 30 marks: reached"),
        ("Merit", "from 39 marks: reached"),
        ("Distinction", "from 48 marks: not reached"),
        ("Each learning outcome", "at least 40% of its marks: learning outcome 2 has 11 of 30 and needs 12"),
    ]


def test_work_with_boundaries_is_marked_again_as_a_whole() -> None:
    (low,) = reports("boundaries", [[("", 30)], [("", 30)]], {"1.1": 20, "2.1": 8})
    assert "Hand in the whole work again." in steps(low)
    assert (
        "For Pass, 2 more marks are needed: 30 in all. For Pass, learning outcome 2 needs 12 of its 30 marks."
        in steps(low)
    )
    (passed,) = reports("boundaries", [[("", 30)], [("", 30)]], {"1.1": 20, "2.1": 12})
    # The scheme has no resubmission, and the centre's are for work that earned no grade.
    assert "resubmission" not in steps(passed)
    assert "This grade is final" in steps(passed)


def test_only_the_unit_that_earned_no_grade_is_handed_in_again_as_a_whole() -> None:
    first = unit_under(SCHEMES["boundaries"], [[("", 30)], [("", 30)]])
    second = first.model_copy(update={"reference": "9999-102"}).under(SCHEMES["boundaries"])
    place = dataclasses.replace(setting(first), unit=joint_unit((first, second)))
    results = [
        assess_attempts(unit, [attempt_at(unit, 1, {"1.1": 20, "2.1": mark})], place.centre.policies)
        for unit, mark in ((first, 20), (second, 5))
    ]
    whole = merge_results(place.unit, "0012345", 1, results, place.centre.policies)  # type: ignore[arg-type]
    told = build_feedback_report(place, learner(), whole, None, partial(alone, place))
    assert "Hand in the whole work of unit 9999-102 again." in steps(told)


def test_a_single_mark_that_is_missing_is_one_mark() -> None:
    (low,) = reports("boundaries", [[("", 30)], [("", 30)]], {"1.1": 15, "2.1": 14})
    assert "For Pass, 1 more mark is needed: 30 in all." in steps(low)


def test_no_descriptor_says_what_meets_a_criterion_that_nothing_meets_by_itself() -> None:
    unit = unit_under(SCHEMES["boundaries"], [[("", 30)], [("", 30)]])
    criteria = tuple(
        entry.model_copy(update={"descriptors": {"enough": "Work at half of the marks."}})
        for entry in unit.outcomes[0].criteria
    )
    outcomes = (unit.outcomes[0].model_copy(update={"criteria": criteria}), *unit.outcomes[1:])
    place = setting(unit.model_copy(update={"outcomes": outcomes}).under(SCHEMES["boundaries"]))
    marked = dataclasses.replace(attempt_at(place.unit, 1, {"1.1": 20, "2.1": 5}), assessed_on=ASSESSED_ON)
    (result,) = assess_attempts(place.unit, [marked], place.centre.policies)
    told = build_feedback_report(place, learner(), result, None, partial(alone, place))
    assert [(action.criterion, action.required) for action in told.actions] == [("1.1", ""), ("2.1", "")]


def action_plan(report: FeedbackReport) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(write_action_plan(ActionPlan(report, report.properties))))
    return [[cell.value for cell in row] for row in book["Action plan"].iter_rows()]


def test_below_a_boundary_the_action_plan_is_for_what_has_not_all_its_marks() -> None:
    (low,) = reports("boundaries", [[("", 30), ("", 10)], [("", 20)]], {"1.1": 15, "1.2": 10, "2.1": "x"})
    assert [action.criterion for action in low.actions] == ["1.1", "2.1"]
    rows = action_plan(low)
    assert ["What to do now"] in [row[:1] for row in rows]
    assert {row[0]: row[2] for row in rows if row[0] in ("1.1", "1.2", "2.1")} == {
        "1.1": "15 of 30", "2.1": "Not attempted",
    }  # fmt: skip


def test_an_action_plan_without_advice_does_not_speak_to_people_who_passed() -> None:
    final = reports("btec-nationals", LADDER, entries("ynnn"), entries("ynny"), {"1.2": "n"})[-1]
    rows = action_plan(final)
    texts = {cell for row in rows for cell in row}
    assert {"How each criterion stands", "What I will do"} <= texts
    assert not {"Strengths and development", "How I will use this at work"} & texts
    assert [row[2] for row in rows if row[0] == "1.2"] == ["Not yet achieved"]
    (best,) = reports("btec-nationals", LADDER, entries("yyyy"))
    assert "How I will use this at work" in {cell for row in action_plan(best) for cell in row}


def test_an_action_plan_says_for_what_it_is_after_the_last_attempt_and_while_marking_goes_on() -> None:
    short = {"1.1": 9, "1.2": 3}
    again, last = reports("ilm-marks", [[("", 10), ("", 10)]], short, {"1.2": 4})
    unmarked, *_ = reports("ilm-marks", [[("", 10), ("", 10)]], {"1.1": 9})
    texts = [{cell for row in action_plan(report) for cell in row} for report in (again, last, unmarked)]
    headings = ["What to do now", "How each criterion stands", "Strengths and development"]
    assert [[text for text in headings if text in told] for told in texts] == [
        headings[:1],
        headings[:1],
        headings[1:2],
    ]
    assert ["Resubmit by 25 November 2026." in told for told in texts] == [True, False, False]


def test_a_date_of_the_assignment_does_not_outlast_the_days_of_the_scheme() -> None:
    place = setting(unit_under(SCHEMES["btec-nationals"], LADDER))
    marked = dataclasses.replace(attempt_at(place.unit, 1, entries("ynnn")), assessed_on=ASSESSED_ON)
    (result,) = assess_attempts(place.unit, [marked], place.centre.policies)
    for agreed, by_when in ((datetime.date(2026, 12, 18), "26 November 2026"), (datetime.date(2026, 11, 20),) * 2):
        assignment = place.assignment.model_copy(update={"resubmit_by": agreed})
        told = build_feedback_report(
            dataclasses.replace(place, assignment=assignment), learner(), result, None, partial(alone, place)
        )
        until = by_when if isinstance(by_when, str) else "20 November 2026"
        assert told.resubmit_by == until
        assert told.due.endswith(f"hand it in by {until}, within 15 working days of the decision.")


def test_days_that_end_on_a_weekend_are_not_said_to_be_kept_on_the_monday() -> None:
    nationals = SCHEMES["btec-nationals"]
    for days, said in ((14, "."), (16, ", within 16 days of the decision.")):
        rules = tuple(dataclasses.replace(rule, days=days, working_days=False) for rule in nationals.attempts)
        place = setting(unit_under(dataclasses.replace(nationals, attempts=rules), LADDER))
        saturday = ASSESSED_ON + datetime.timedelta(days=(5 - ASSESSED_ON.weekday()) % 7)
        marked = dataclasses.replace(attempt_at(place.unit, 1, entries("ynnn")), assessed_on=saturday)
        (result,) = assess_attempts(place.unit, [marked], place.centre.policies)
        told = build_feedback_report(place, learner(), result, None, partial(alone, place))
        assert told.due.endswith(f"hand it in by {told.resubmit_by}{said}")


def test_only_ilm_s_own_referral_is_said_not_to_be_a_fail() -> None:
    ilm = SCHEMES["ilm-pass-refer"]
    fails = dataclasses.replace(
        ilm, words=dataclasses.replace(ilm.words, referral="Fail", grades=(("referral", "Fail"), ("pass", "Pass")))
    )
    said = []
    for scheme in (ilm, fails):
        place = setting(unit_under(scheme, [[("", None), ("", None)]]))
        marked = dataclasses.replace(attempt_at(place.unit, 1, {"1.1": "y", "1.2": "n"}), assessed_on=ASSESSED_ON)
        (result,) = assess_attempts(place.unit, [marked], place.centre.policies)
        said.append(build_feedback_report(place, learner(), result, None, partial(alone, place)).headline)
    assert said[0].endswith(" A referral is not a fail.")
    assert "not a fail" not in said[1]


def test_a_total_just_below_a_boundary_is_never_rounded_up_to_it() -> None:
    (told,) = reports("boundaries", [[("", 200)]], {"1.1": 99})
    assert told.word == "Unsuccessful"
    assert told.total == "99 of 200 marks (49.5%)"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "the one assessment criterion met."),
        (2, "both assessment criteria met."),
        (3, "all 3 assessment criteria met."),
    ],
)
def test_one_criterion_and_two_are_not_counted_as_all(count: int, said: str) -> None:
    ids = [f"1.{number}" for number in range(1, count + 1)]
    (told,) = reports("cmi", [[("", None)] * count], dict.fromkeys(ids, "y"))
    assert told.headline == f"Provisionally “Pass” in Leading a watch: the assessor finds {said}"


def test_cmi_s_feedback_is_provisional_until_the_iqa_agrees_whatever_the_centre_s_policy() -> None:
    shape = [[("", None), ("", None)]]
    (told,) = reports("cmi", shape, {"1.1": "y", "1.2": "y"})
    assert told.provisional == (
        "Provisional: internal quality assurance has not confirmed this outcome yet. It may change. No credits are "
        "claimed until it is final."
    )
    assert told.sections_heading == "Decisions and feedback"
    (back,) = reports("cmi", shape, {"1.1": "y", "1.2": "n"})
    assert told.word == "Pass, provisional"
    assert told.headline == "Provisionally “Pass” in Leading a watch: the assessor finds both assessment criteria met."
    assert back.word == "Refer, provisional"
    assert back.headline == (
        "Provisionally “Refer”: the assessor finds that 1 assessment criterion of 2 needs more evidence (AC 1.2)."
    )


def test_levels_are_told_by_their_words() -> None:
    ladder = SCHEMES["btec-nationals"]
    words = dataclasses.replace(ladder.words, levels=(("N", "Not yet"), ("P", "Pass"), ("M", "Merit"), ("D", "High")))
    levels = dataclasses.replace(
        ladder, judgement=Judgement.LEVELS, levels=("N", "P", "M", "D"), met_level="P", words=words
    )
    place = setting(unit_under(levels, [[("", None)] * 3]))
    marked = attempt_at(place.unit, 1, {"1.1": "M", "1.2": "D", "1.3": "P"})
    (result,) = assess_attempts(place.unit, [dataclasses.replace(marked, assessed_on=datetime.date(2026, 11, 5))])
    told = build_feedback_report(place, learner(), result, None, partial(alone, place))
    assert told.headline == "Pass in Leading a watch: every criterion reaches Pass."
    assert [entry.status for entry in told.criteria] == ["Merit", "High", "Pass"]
    assert told.sections_heading == "Levels and feedback"
    assert [fact.value for fact in told.sections[0].grading][1] == "2 of 3 criteria reach it; not AC 1.3"


def test_the_action_plan_says_how_a_criterion_stands_where_no_descriptor_says_what_to_show() -> None:
    (told,) = reports("btec-nationals", LADDER, entries("ynxn"))
    (retake,) = reports("btec-nationals", LADDER, entries("ynnn"), entries("ynnn"))[1:]
    plan, later = (
        openpyxl.load_workbook(io.BytesIO(write_action_plan(ActionPlan(report, report.properties))))
        for report in (told, retake)
    )
    rows = [[cell.value for cell in row] for row in plan["Action plan"].iter_rows()]
    heading = next(row for row in rows if row[0] == "AC")
    assert heading[2] == "Standing"
    shown = rows[rows.index(heading) + 1 :]
    assert [(row[0], row[2]) for row in shown] == [
        ("1.2", "Not yet achieved"), ("2.1", "Not attempted"), ("2.2", "Not yet achieved"),
    ]  # fmt: skip
    assert any(
        str(row[0]).startswith("• A resubmission may be authorised by the lead internal verifier") for row in rows
    )
    counts = [[cell.value for cell in row] for row in plan["Criteria"].iter_rows(min_row=4, max_col=6)]
    assert [(row[0], row[2], row[5]) for row in counts][:2] == [
        ("1.1", "Pass", "Achieved"),
        ("1.2", "Pass", "Not yet achieved"),
    ]
    texts = {cell.value for row in later["Action plan"].iter_rows() for cell in row}
    assert any(str(text).startswith("• A retake may be authorised by") for text in texts)
    assert "What to do now" not in texts


def joint_reports(scheme: str, *attempts: str) -> list[FeedbackReport]:
    """The feedback on each attempt at two units on one sheet, with a letter for each of their eight criteria."""
    first = unit_under(SCHEMES[scheme], LADDER)
    second = first.model_copy(update={"reference": "9999-102", "title": "Leading a crew"}).under(SCHEMES[scheme])
    sheet = joint_unit((first, second))
    place = dataclasses.replace(setting(first), unit=sheet)
    ids = [criterion.id for criterion in sheet.criteria]
    marked = [
        dataclasses.replace(
            attempt_at(sheet, number, {id_: letter for id_, letter in zip(ids, letters, strict=True) if letter != "."}),
            assessed_on=ASSESSED_ON,
        )
        for number, letters in enumerate(attempts, start=1)
    ]
    results = assess_attempts(sheet, marked, place.centre.policies)
    return [build_feedback_report(place, learner(), result, None, partial(alone, place)) for result in results]


def test_each_unit_of_a_sheet_has_its_word_once_and_what_it_rests_on() -> None:
    (told,) = joint_reports("btec-nationals", "yyynynyy")
    assert [(section.word, section.result) for section in told.sections] == [
        ("Merit", "All Pass and Merit criteria are met."),
        ("Unclassified", "1 of 2 Pass criteria is not yet achieved (AC 1.2)."),
    ]


def test_of_units_on_a_sheet_those_are_named_in_which_an_attempt_can_earn_more() -> None:
    (one_failed,) = joint_reports("btec-nationals", "yyyyynyy")
    assert "A resubmission of unit 9999-102 may be authorised by" in steps(one_failed)
    (one_lower,) = joint_reports("btec-nationals", "yyyyyynn")
    assert "A resubmission of unit 9999-102 to raise the grade may be authorised by" in steps(one_lower)
    (both,) = joint_reports("btec-nationals", "yyynyyyn")
    assert "A resubmission to raise the grade may be authorised by" in steps(both)
    (_, retake) = joint_reports("btec-nationals", "yyynynyy", "yyynynyy")
    assert "A retake of unit 9999-102 may be authorised by" in steps(retake)


@pytest.mark.parametrize(
    ("attempts", "said"),
    [
        (("yynn",), "The grade of {} is final: no other attempt can raise it under the rules of Pearson BTEC Higher"),
        (
            ("nynn", "n.nn"),
            "This was the last of 2 attempts at {} that the rules of Pearson BTEC Higher Nationals allow.",
        ),
        (("nynn",), "For Pass in {}, AC 1.1 is still to be shown."),
    ],
)
def test_what_is_said_of_units_on_sheets_of_their_own_names_them(attempts: Sequence[str], said: str) -> None:
    first = unit_under(SCHEMES["btec-highers"], LADDER)
    second = first.model_copy(update={"reference": "9999-102"}).under(SCHEMES["btec-highers"])
    place = dataclasses.replace(setting(first), unit=joint_unit((first, second)))
    results = [
        assess_attempts(
            unit,
            [
                attempt_at(unit, number, {id_: letter for id_, letter in entries(letters).items() if letter != "."})
                for number, letters in enumerate(attempts, start=1)
            ],
            place.centre.policies,
        )
        for unit in (first, second)
    ]
    whole = merge_results(place.unit, "0012345", len(attempts), results, place.centre.policies)  # type: ignore[arg-type]
    told = steps(build_feedback_report(place, learner(), whole, None, partial(alone, place)))
    for reference in ("9999-101", "9999-102"):
        name = f"unit {reference}" if "For" not in said else reference
        assert told.count(said.format(name)) == 1


def test_criteria_stay_met_only_where_some_are() -> None:
    (some,) = reports("btec-nationals", LADDER, entries("ynnn"))
    (none,) = reports("btec-nationals", LADDER, entries("xxxx"))
    assert ("stay met" in steps(some), "stay met" in steps(none)) == (True, False)


def test_units_under_several_schemes_each_say_what_may_follow() -> None:
    pass_only = unit_under(SCHEMES["btec-nationals"], [[("P", None), ("M", None)]])
    other = unit_under(SCHEMES["cmi"], [[("", None), ("", None)]]).model_copy(
        update={"reference": "9999-102", "title": "Leading a crew"}
    )
    members = (pass_only, other.under(SCHEMES["cmi"]))
    place = dataclasses.replace(setting(pass_only), unit=joint_unit(members))
    results = [
        assess_attempts(
            unit, [dataclasses.replace(attempt_at(unit, 1, {"1.1": "y", "1.2": "n"}), assessed_on=ASSESSED_ON)]
        )
        for unit in members
    ]
    whole = merge_results(place.unit, "0012345", 1, results, place.centre.policies)  # type: ignore[arg-type]
    told = build_feedback_report(place, learner(), whole, None, partial(alone, place))
    assert (told.word, told.headline) == (
        "Refer, provisional",
        "Pass in 9999-101 and provisionally Refer in 9999-102.",
    )
    assert [section.word for section in told.sections] == ["Pass", "Refer, provisional"]
    assert "A resubmission of unit 9999-101 to raise the grade may be authorised by the lead" in steps(told)
    assert "If this result is confirmed, a resubmission of unit 9999-102 may be authorised by the assessor." in steps(
        told
    )
