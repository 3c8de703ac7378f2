"""Worked cases of each scheme's rules."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence

import pytest
import yaml

from markpack.assessment.attempt_rules import next_attempt
from markpack.assessment.attempts import assess_attempts
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.resubmission import resubmit_by
from markpack.assessment.standing import quality_of
from markpack.model.centre import Policies
from markpack.model.extension import Extension
from markpack.model.outcome import ILM_WORDS, Outcome
from markpack.model.scheme import AttemptKind, GradeRule, Judgement, Scheme
from markpack.model.scheme_template import SchemeTemplate
from markpack.model.standing import Quality
from tests.assessment.test_schemes_at_random import SCHEMES, Entry, attempt_at, unit_under
from tests.samples import context

LADDER = [[("P", None), ("P", None)], [("M", None), ("D", None)]]
"""1.1 and 1.2 are for a Pass, 2.1 is for a Merit, 2.2 for a Distinction."""


def results(
    scheme: Scheme, shape: Sequence[Sequence[tuple[str, int | None]]], *attempts: Mapping[str, Entry]
) -> tuple[AttemptResult, ...]:
    unit = unit_under(scheme, shape)
    marked = [attempt_at(unit, number, entries) for number, entries in enumerate(attempts, start=1)]
    return assess_attempts(unit, marked)


def graded(scheme: Scheme, shape: Sequence[Sequence[tuple[str, int | None]]], *entries: Entry) -> str:
    unit = unit_under(scheme, shape)
    named = dict(zip((criterion.id for criterion in unit.criteria), entries, strict=True))
    return results(scheme, shape, named)[0].grade


@pytest.mark.parametrize(
    ("entries", "grade"),
    [
        ("yynn", "P"),
        ("yyyn", "M"),
        ("yyyy", "D"),
        ("yyny", "P"),  # nothing is skipped: a Distinction needs the Merit
        ("ynyy", "U"),
        ("nnnn", "U"),
        ("yyxx", "P"),
        ("yxyy", "U"),
    ],
)
def test_a_ladder_gives_the_highest_tier_of_which_all_is_met(entries: str, grade: str) -> None:
    assert graded(SCHEMES["btec-nationals"], LADDER, *entries) == grade


def test_there_is_no_grade_while_a_criterion_is_not_judged() -> None:
    (result,) = results(SCHEMES["btec-nationals"], LADDER, {"1.1": "y", "1.2": "y", "2.1": "y"})
    assert (result.grade, result.outcome) == ("", Outcome.INCOMPLETE)
    assert [criterion.id for criterion in result.not_marked] == ["2.2"]


def test_a_unit_without_criteria_of_a_tier_does_not_give_it() -> None:
    assert graded(SCHEMES["btec-nationals"], [[("P", None), ("M", None)]], "y", "y") == "M"
    assert graded(SCHEMES["btec-nationals"], [[("P", None), ("D", None)]], "y", "y") == "D"


@pytest.mark.parametrize(
    ("marks", "grade"),
    [
        ((20, 20), "P"),
        ((20, 19), "U"),
        ((26, 26), "M"),
        ((32, 32), "D"),
        ((32, 31), "M"),
        ((40, 16), "M"),
        ((40, 15), "U"),
    ],
)
def test_boundaries_are_those_of_the_total_and_each_section_has_a_minimum(marks: tuple[int, int], grade: str) -> None:
    assert graded(SCHEMES["boundaries"], [[("", 40)], [("", 40)]], *marks) == grade


def test_not_attempted_is_judged_and_earns_nothing() -> None:
    (result,) = results(SCHEMES["boundaries"], [[("", 40), ("", 40)]], {"1.1": 40, "1.2": "x"})
    assert result.grade == "P"
    assert result.total == 40
    assert [entry.judged for entry in result.criteria] == [True, True]
    (blank,) = results(SCHEMES["boundaries"], [[("", 40), ("", 40)]], {"1.1": 40})
    assert blank.grade == ""


@pytest.mark.parametrize(("levels", "grade"), [("DDD", "D"), ("DDM", "M"), ("PDM", "P"), ("NDD", "N"), ("DxD", "N")])
def test_with_levels_the_lowest_is_the_unit_s(levels: str, grade: str) -> None:
    ladder = SCHEMES["btec-nationals"]
    scheme = dataclasses.replace(
        ladder, judgement=Judgement.LEVELS, rule=GradeRule.LADDER, levels=("N", "P", "M", "D"), met_level="P", floor="N"
    )
    assert graded(scheme, [[("", None)] * 3], *levels) == grade


def test_a_resubmission_may_raise_a_grade_and_a_retake_is_capped() -> None:
    first, again, retake = results(
        SCHEMES["btec-nationals"],
        LADDER,
        {"1.1": "y", "1.2": "n", "2.1": "y", "2.2": "n"},
        {"1.2": "n", "2.2": "y"},
        {"1.2": "y"},
    )
    assert [first.grade, again.grade, retake.grade] == ["U", "U", "P"]
    assert retake.capped_from == "D"
    raised = results(SCHEMES["btec-nationals"], LADDER, dict(zip(("1.1", "1.2", "2.1", "2.2"), "yynn", strict=True)),
                     {"2.1": "y", "2.2": "y"})  # fmt: skip
    assert [result.grade for result in raised] == ["P", "D"]


def test_what_may_follow_a_result() -> None:
    policies = Policies()

    def kind_after(scheme: str, *attempts: Mapping[str, Entry]) -> AttemptKind | None:
        rule = next_attempt(policies, results(SCHEMES[scheme], LADDER, *attempts)[-1])
        return rule.kind if rule else None

    passed, failed = dict.fromkeys(("1.1", "1.2"), "y"), dict.fromkeys(("1.1", "1.2"), "n")
    rest: dict[str, Entry] = {"2.1": "n", "2.2": "n"}
    assert kind_after("btec-nationals", passed | rest) is AttemptKind.RESUBMISSION
    assert kind_after("btec-nationals", failed | rest, rest | {"1.1": "n", "1.2": "y"}) is AttemptKind.RETAKE
    assert kind_after("btec-nationals", failed | rest, {"1.1": "n", "1.2": "y"}) is None  # it is not complete
    assert kind_after("btec-nationals", passed | rest, rest | {"2.1": "y"}) is None
    assert kind_after("btec-nationals", dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), "y")) is None
    assert kind_after("btec-highers", passed | rest) is None
    assert kind_after("btec-highers", failed | rest) is AttemptKind.RESUBMISSION
    assert kind_after("btec-highers", failed | rest, failed | rest) is None


def test_a_resubmission_is_due_in_working_days() -> None:
    (result,) = results(SCHEMES["btec-nationals"], LADDER, dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), "n"))
    decided = dataclasses.replace(
        result, marked=dataclasses.replace(result.marked, assessed_on=datetime.date(2026, 12, 11))
    )
    # Fifteen days without weekends, Christmas Day, the substitute for Boxing Day and New Year's Day.
    assert resubmit_by(Policies(), context().assignments[0], decided, {}) == datetime.date(2027, 1, 6)


def test_the_days_of_a_retake_are_counted_from_the_decision_before_it() -> None:
    failed = dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), "n")
    nationals = SCHEMES["btec-nationals"]
    first, again, retake = nationals.attempts
    timed = dataclasses.replace(nationals, attempts=(first, again, dataclasses.replace(retake, days=14)))
    agreed = context().assignments[0].model_copy(update={"resubmit_by": datetime.date(2027, 3, 1)})
    decided = [
        dataclasses.replace(result, marked=dataclasses.replace(result.marked, assessed_on=datetime.date(2027, 1, day)))
        for result, day in zip(results(timed, LADDER, failed, failed), (4, 18), strict=True)
    ]
    assert resubmit_by(Policies(), agreed, decided[1], {}) == datetime.date(2027, 2, 1)
    only_retake = dataclasses.replace(timed, attempts=(first, dataclasses.replace(retake, number=2, days=14)))
    (result,) = results(only_retake, LADDER, failed)
    result = dataclasses.replace(result, marked=decided[0].marked)
    assert resubmit_by(Policies(), agreed, result, {}) == datetime.date(2027, 1, 18)


def test_an_extension_dates_the_attempt_that_may_follow_also_where_the_scheme_sets_no_days() -> None:
    date = datetime.date(2027, 2, 12)
    extensions = {
        number: Extension(registration="0012345", unit="9999-101", new_date=date, agreed_by="Ada Obi", attempt=number)
        for number in (2, 3)
    }
    failed = dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), "n")
    first, again, _ = SCHEMES["btec-nationals"].attempts
    without_days = dataclasses.replace(
        SCHEMES["btec-nationals"], attempts=(first, dataclasses.replace(again, days=None, working_days=False))
    )
    found = results(without_days, LADDER, failed, failed)
    assert [resubmit_by(Policies(), context().assignments[0], result, {}) for result in found] == [None, None]
    assert [resubmit_by(Policies(), context().assignments[0], result, extensions) for result in found] == [date, None]


def test_quality_assurance_confirms_a_grade_and_no_other() -> None:
    (result,) = results(SCHEMES["btec-nationals"], LADDER, dict(zip(("1.1", "1.2", "2.1", "2.2"), "yyyn", strict=True)))

    def confirmed(decision: str) -> bool:
        checked = dataclasses.replace(result.marked, iqa_decision=decision, iqa_on=datetime.date(2026, 12, 14))
        return quality_of(dataclasses.replace(result, marked=checked), Policies()) is Quality.AGREED

    assert [confirmed(text) for text in ("Merit", "m", "Agreed", "Pass", "Distinction")] == [
        True,
        True,
        True,
        False,
        False,
    ]


OWN_WORDS = """\
scheme: own
title: Anglia Awards
judgement: {kind: met}
not_attempted: yes
grade: {rule: ladder, tiers: [P, D], codes: {P: P, D: DS, floor: U}}
words: {P: Level Anglia, DS: "Distinction*", U: NYA, met: Shown, not_met: NYA so far, section: Aim of the LVQ}
in_sentences: {met: shown}
"""


def test_words_stand_in_sentences_as_they_are_written_unless_the_scheme_has_a_form_for_that() -> None:
    words = SchemeTemplate.model_validate(yaml.safe_load(OWN_WORDS)).scheme().words
    assert words.phrase("P") == "Level Anglia"
    assert words.phrase("DS") == "Distinction*"
    assert (words.either, words.either_within) == ("Shown or NYA so far", "shown or NYA so far")
    assert words.fill("{referral}, {incomplete}, {either}") == "NYA, incomplete, shown or NYA so far"
    assert words.section_within == "Aim of the LVQ"
    assert words.within(words.not_attempted) == "not attempted"
    assert (ILM_WORDS.phrase("referral"), ILM_WORDS.either) == ("a referral", "Pass or referral")
