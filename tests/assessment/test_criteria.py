"""When a criterion is met, and where its descriptors stand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markpack.assessment.criteria import band_marks, minimum_mark
from markpack.assessment.criteria import is_met as is_criterion_met
from markpack.model.marks import CriterionMark
from markpack.model.outcome import Outcome
from markpack.model.scheme import ILM_MARKS, ILM_PASS_REFER, Scheme
from markpack.model.unit import Criterion

from .units import a_unit, recorded


def is_met(marks: int, recorded: CriterionMark, scheme: Scheme = ILM_MARKS) -> bool | None:
    return is_criterion_met(Criterion(id="1.1", verb="Say", text="Say so", marks=marks), recorded, scheme)


available = st.integers(min_value=1, max_value=1000)


@pytest.mark.parametrize(
    ("marks", "half_marks", "minimum"),
    [(24, False, 12), (15, False, 8), (15, True, Fraction(15, 2)), (1, False, 1), (1, True, Fraction(1, 2))],
)
def test_the_minimum_is_half_in_the_steps_of_the_centre(marks: int, half_marks: bool, minimum: Fraction) -> None:
    assert minimum_mark(marks, half_marks=half_marks) == minimum


@given(available, st.booleans())
def test_the_minimum_meets_the_criterion_and_one_step_less_does_not(marks: int, half_marks: bool) -> None:
    minimum = minimum_mark(marks, half_marks=half_marks)
    step = Fraction(1, 2) if half_marks else Fraction(1)
    assert minimum % step == 0
    assert is_met(marks, CriterionMark(mark=minimum)) is True
    assert is_met(marks, CriterionMark(mark=minimum - step)) is False


@given(available, st.data())
def test_a_mark_meets_its_criterion_from_half_upwards(marks: int, data: st.DataObject) -> None:
    twice = data.draw(st.integers(min_value=0, max_value=2 * marks))
    assert is_met(marks, CriterionMark(mark=Fraction(twice, 2))) is (twice >= marks)


def test_zero_is_a_mark_and_blank_is_not() -> None:
    assert is_met(24, recorded(0)) is False
    assert is_met(24, recorded(None)) is None
    assert is_met(24, CriterionMark(comment="Seen, not marked")) is None


def test_half_a_mark_below_the_minimum_is_not_met() -> None:
    assert is_met(15, recorded(7.5)) is True
    assert is_met(15, recorded(7)) is False
    assert is_met(24, recorded(11.5)) is False


def test_without_a_mark_the_decision_decides() -> None:
    assert is_met(24, recorded(Outcome.PASS)) is True
    assert is_met(24, recorded(Outcome.REFERRAL)) is False


def test_a_mark_goes_before_a_decision() -> None:
    assert is_met(24, CriterionMark(mark=Fraction(6), decision=Outcome.PASS)) is False
    assert is_met(24, CriterionMark(mark=Fraction(18), decision=Outcome.REFERRAL)) is True


@given(st.integers(min_value=0, max_value=24))
def test_marked_by_pass_or_referral_a_number_counts_for_nothing(mark: int) -> None:
    assert is_met(24, CriterionMark(mark=Fraction(mark)), ILM_PASS_REFER) is None
    assert is_met(24, CriterionMark(mark=Fraction(mark), decision=Outcome.PASS), ILM_PASS_REFER) is True
    assert is_met(24, CriterionMark(mark=Fraction(mark), decision=Outcome.REFERRAL), ILM_PASS_REFER) is False


def test_descriptors_stand_at_a_quarter_a_half_and_three_quarters() -> None:
    (criterion,) = a_unit(24).criteria
    assert band_marks(criterion, ILM_MARKS, half_marks=False) == {"referral": 6, "pass": 12, "good_pass": 18}


@pytest.mark.parametrize(
    ("marks", "standing"),
    [
        (28, [7, 14, 21]),
        (15, [4, 8, 11]),
        (8, [2, 4, 6]),
        (6, [1, 3, 5]),
        (3, [1, 2, 3]),
        (2, [0, 1, 2]),
        (1, [0, 1, 1]),
    ],
)
def test_descriptors_of_other_marks(marks: int, standing: list[int]) -> None:
    (criterion,) = a_unit(marks).criteria
    assert list(band_marks(criterion, ILM_MARKS, half_marks=False).values()) == standing


@pytest.mark.parametrize("half_marks", [False, True])
@pytest.mark.parametrize("marks", range(1, 41))
def test_descriptors_stand_in_order_and_on_their_side_of_the_minimum(marks: int, half_marks: bool) -> None:
    (criterion,) = a_unit(marks).criteria
    referral, pass_, good_pass = band_marks(criterion, ILM_MARKS, half_marks=half_marks).values()
    assert 0 <= referral < pass_ <= good_pass <= marks
    assert marks == 1 or pass_ < good_pass
    assert is_met(marks, CriterionMark(mark=referral)) is False
    assert is_met(marks, CriterionMark(mark=pass_)) is True
    assert abs(referral - Fraction(marks, 4)) <= Fraction(1, 2)
    assert abs(good_pass - Fraction(3 * marks, 4)) <= Fraction(3, 4)
