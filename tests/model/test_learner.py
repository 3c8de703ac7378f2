"""Learners: identifiers, initials, and the end of a registration."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markpack.model.learner import ULN_WEIGHTS, Learner, check_uln


def learner(**values: object) -> Learner:
    return Learner.model_validate({"registration": "0012345", "first_name": "Rhys", "last_name": "Jones", **values})


@given(st.integers(100_000_000, 999_999_999))
def test_exactly_one_check_digit_at_most_makes_a_uln(number: int) -> None:
    remainder = sum(weight * int(digit) for weight, digit in zip(ULN_WEIGHTS, str(number), strict=True)) % 11
    right = []
    for digit in range(10):
        try:
            right.append(check_uln(f"{number}{digit}"))
        except ValueError:
            continue
    assert right == ([] if remainder == 0 else [f"{number}{10 - remainder}"])


@pytest.mark.parametrize("text", ["123", "0123456789", "29560173801", "295601738O", "2956017381"])
def test_what_is_no_uln_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a ULN; (write|its)"):
        check_uln(text)


def test_identifiers_are_text() -> None:
    assert learner().registration == "0012345"
    assert learner(uln="2956017380").uln == "2956017380"


@pytest.mark.parametrize(
    ("name", "initials"), [("Rhys", "R"), ("åsa", "Å"), ("'Alī", "A"), ("<b>R&D</b>", "B"), ("=1", "=")]
)
def test_initials_are_the_first_letter(name: str, initials: str) -> None:
    assert learner(first_name=name).initials == initials


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-09-01", "2029-08-31"),
        ("2026-01-01", "2028-12-31"),
        ("2024-02-29", "2027-02-28"),
        ("2025-03-01", "2028-02-29"),
    ],
)
def test_a_registration_runs_for_whole_years(start: str, end: str) -> None:
    assert learner(registered_on=start).must_complete_by(3) == datetime.date.fromisoformat(end)


def test_without_a_start_there_is_no_end() -> None:
    assert learner().must_complete_by(3) is None
