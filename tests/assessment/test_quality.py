from __future__ import annotations

import dataclasses
import datetime

import pytest

from markpack.assessment.outcome import assess
from markpack.assessment.quality import is_confirmed
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
