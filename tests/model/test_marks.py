"""Marks and decisions as people write them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markpack.model.marks import format_mark, parse_iqa_decision, parse_mark
from markpack.model.outcome import ILM_WORDS, Outcome


@given(st.integers(0, 1000))
def test_whole_marks_are_read_back(mark: int) -> None:
    for half_marks in (True, False):
        assert parse_mark(format_mark(Fraction(mark)), half_marks=half_marks) == mark
        assert parse_mark(f" {mark}.0 ", half_marks=half_marks) == mark
        assert parse_mark(f"{mark}.00000", half_marks=half_marks) == mark


@given(st.integers(0, 2000).map(lambda halves: Fraction(halves, 2)))
def test_half_marks_are_read_back_exactly(mark: Fraction) -> None:
    text = format_mark(mark)
    assert parse_mark(text, half_marks=True) == mark
    assert parse_mark(text.replace(".", ","), half_marks=True) == mark


@given(st.text(max_size=8))
def test_anything_is_a_mark_or_an_error_with_a_remedy(text: str) -> None:
    remedy, mark = "", None
    try:
        mark = parse_mark(text, half_marks=True)
    except ValueError as error:
        remedy = str(error).partition("; ")[2]
    assert remedy or (mark is not None and 0 <= mark < 10_000 and mark.denominator in (1, 2))


@pytest.mark.parametrize("text", ["", "-1", "12 / 24", "1e3", "twelve", "12%", "+5", "0x1", "12345"])
def test_what_is_no_mark_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a mark"):
        parse_mark(text, half_marks=True)


def test_a_percentage_is_refused_with_the_marks_that_there_are() -> None:
    with pytest.raises(ValueError, match="“75%” is not a mark; write a number from 0 to 8, or leave it blank"):
        parse_mark("75%", half_marks=False, highest=8)


@pytest.mark.parametrize(("text", "half_marks"), [("12.5", False), ("12.25", True), ("12.25", False)])
def test_parts_of_marks_need_the_centres_leave(text: str, half_marks: bool) -> None:
    with pytest.raises(ValueError, match="not a mark that the centre allows"):
        parse_mark(text, half_marks=half_marks)


@pytest.mark.parametrize("text", ["Pass", "p", "PASSED", " met "])
def test_decisions_that_pass(text: str) -> None:
    assert ILM_WORDS.decision(text) is Outcome.PASS


@pytest.mark.parametrize("text", ["Referral", "r", "refer", "Not  met", "referred"])
def test_decisions_that_refer(text: str) -> None:
    assert ILM_WORDS.decision(text) is Outcome.REFERRAL


@pytest.mark.parametrize("text", ["", "fail", "yes", "12"])
def test_what_is_no_decision_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a decision; write Pass or Referral"):
        ILM_WORDS.decision(text)


@pytest.mark.parametrize(
    ("text", "decided"),
    [("Pass", "pass"), ("r", "referral"), ("Agreed", True), (" not  agreed ", False), ("no", False)],
)
def test_an_iqa_decides_or_agrees_or_not(text: str, decided: str | bool) -> None:
    assert parse_iqa_decision(text, ILM_WORDS) == decided


def test_what_is_no_iqa_decision_is_refused() -> None:
    with pytest.raises(ValueError, match="“banana” is not an IQA decision; write Pass, Referral, Agreed or Not agreed"):
        parse_iqa_decision("banana", ILM_WORDS)
