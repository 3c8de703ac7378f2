from __future__ import annotations

import dataclasses
import datetime

import pytest

from markpack.assessment.achievement import achieved_with
from markpack.assessment.attempts import assess_attempts
from markpack.assessment.outcome import assess
from markpack.assessment.quality import is_confirmed
from markpack.assessment.sheets import split_by_unit
from markpack.model.centre import FeedbackRelease, Policies
from markpack.model.joint_unit import JointUnit, joint_unit
from markpack.model.outcome import Outcome
from tests.samples import marked, unit

PASSES = {"1.1": 20, "1.2": 12, "2.1": 20, "2.2": 20}
CHECKED = datetime.date(2026, 11, 9)


@pytest.mark.parametrize(
    ("decision", "date", "confirmed"),
    [
        ("Pass", CHECKED, True),
        ("pass", CHECKED, True),
        ("P", CHECKED, True),
        ("Agreed", CHECKED, True),
        ("", CHECKED, False),
        ("Referral", CHECKED, False),
        ("Not agreed", CHECKED, False),
        ("banana", CHECKED, False),
        ("Pass", None, False),
    ],
)
def test_a_pass_is_confirmed_by_a_dated_decision_that_does_not_differ(
    decision: str, date: datetime.date | None, confirmed: bool
) -> None:
    attempt = dataclasses.replace(marked(PASSES), iqa="Bea Quill", iqa_decision=decision, iqa_on=date)
    assert is_confirmed(assess(unit(), attempt)) is confirmed


def test_an_incomplete_attempt_has_nothing_to_confirm() -> None:
    attempt = dataclasses.replace(marked({"1.1": 20}), iqa_on=CHECKED)
    assert not is_confirmed(assess(unit(), attempt))


def test_of_units_on_one_sheet_the_check_is_that_of_the_sheet() -> None:
    first, second = unit(), unit(reference="9999-102", title="Planning a watch")
    sheet = joint_unit([first, second])
    assert isinstance(sheet, JointUnit)
    numbers = [criterion.id for criterion in sheet.criteria]
    low = {number: 20 for number in numbers} | {numbers[-1]: 2}
    attempts = [
        dataclasses.replace(marked(marks, unit=sheet.reference, attempt=number), iqa_decision=decision, iqa_on=CHECKED)
        for number, marks, decision in ((1, low, "Referral"), (2, {numbers[-1]: 20}, "Pass"))
    ]
    results = assess_attempts(sheet, attempts)
    assert [result.outcome for result in results] == [Outcome.REFERRAL, Outcome.PASS]
    assert [[is_confirmed(part) for part in split_by_unit(result)] for result in results] == [[True, True]] * 2
    passed = achieved_with(
        {sheet.reference: {"0012345": results}}, "0012345", Policies(feedback=FeedbackRelease.AFTER_IQA), ()
    )
    assert [result.unit.reference for result in passed] == ["9999-101", "9999-102"]
