"""When a learner's programme has ended, and until when the records are kept."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from markpack.assessment.retention import keep_until, programme_end
from markpack.model.learner import Learner
from markpack.model.marks import MarkedAttempt

CLAIM, LEFT, DECISION = (datetime.date(2023, month, 1) for month in (10, 9, 8))


def end(marked: tuple[MarkedAttempt, ...] = (), *, in_doubt: bool = False, **cells: Any) -> tuple[object, str]:
    learner = Learner.model_validate({"registration": "0012345", "first_name": "Rhys", **cells})
    found = programme_end(learner, marked, in_doubt=in_doubt)
    return found.on, found.what


def decided(**days: Any) -> tuple[MarkedAttempt, ...]:
    return (MarkedAttempt("0012345", "8604-308", **days),)


def test_it_ends_with_the_claim_or_the_status_or_a_decision_after_them() -> None:
    assert end(claimed_on=CLAIM) == (CLAIM, "certificate claimed")
    assert end(status="withdrawn", status_from=LEFT) == (LEFT, "withdrawn")
    assert end(status="completed", status_from=LEFT, claimed_on=CLAIM) == (CLAIM, "certificate claimed")
    assert end(status="completed", status_from=CLAIM, claimed_on=LEFT) == (CLAIM, "completed")
    assert end(decided(assessed_on=DECISION), claimed_on=CLAIM) == (CLAIM, "certificate claimed")
    for later in ("assessed_on", "iqa_on", "revised_on"):
        assert end(decided(**{later: CLAIM}), status="transferred", status_from=LEFT) == (CLAIM, "last decision")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({}, "on the programme"),
        ({"status": "deferred", "status_from": LEFT}, "deferred, so the programme goes on"),
        ({"certificate_no": "C1"}, "the register has a certificate number, but no Claimed on"),
        ({"status": "withdrawn"}, "withdrawn, but the register has no Status from"),
        ({"claimed_on": CLAIM, "in_doubt": True}, "marks that cannot be relied on"),
    ],
)
def test_without_an_end_that_can_be_relied_on_there_is_no_day(cells: dict[str, Any], why: str) -> None:
    assert end(decided(assessed_on=DECISION), **cells) == (None, why)


def test_records_are_never_kept_a_day_too_short() -> None:
    assert keep_until(CLAIM, 3) == datetime.date(2026, 10, 1)
    assert keep_until(datetime.date(2024, 2, 29), 4) == datetime.date(2028, 2, 29)
    assert keep_until(datetime.date(2024, 2, 29), 3) == datetime.date(2027, 3, 1)
