"""The outcome of one attempt: every criterion must be met, and nothing averages out."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markpack.assessment.outcome import assess
from markpack.model.marks import CriterionMark
from markpack.model.outcome import Decision, Outcome
from markpack.model.scheme import ILM_PASS_REFER
from markpack.model.unit import Unit

from .units import a_unit, an_attempt


class Sheet(NamedTuple):
    """A unit and a mark (in halves) or None for each of its criteria."""

    unit: Unit
    marks: list[Fraction | None]


@st.composite
def sheets(draw: st.DrawFn, *, blanks: bool = False) -> Sheet:
    """Draw a unit of one to eight criteria and marks for it, in halves, blank ones only if asked for."""
    available = draw(st.lists(st.integers(1, 60), min_size=1, max_size=8))
    marks: list[Fraction | None] = []
    for maximum in available:
        given_mark = st.integers(0, 2 * maximum).map(lambda twice: Fraction(twice, 2))
        marks.append(draw(st.none() | given_mark if blanks else given_mark))
    return Sheet(a_unit(*available), marks)


def criteria_of(sheet: Sheet) -> dict[str, CriterionMark]:
    return {c.id: CriterionMark(mark=mark) for c, mark in zip(sheet.unit.criteria, sheet.marks, strict=True)}


@given(sheets())
def test_a_marked_sheet_passes_exactly_when_every_criterion_has_half(sheet: Sheet) -> None:
    result = assess(sheet.unit, an_attempt(sheet.unit, criteria_of(sheet)))
    every = all(
        mark is not None and 2 * mark >= c.full_marks for c, mark in zip(sheet.unit.criteria, sheet.marks, strict=True)
    )
    assert result.outcome is (Outcome.PASS if every else Outcome.REFERRAL)


@given(sheets(), st.data())
def test_one_criterion_below_half_is_a_referral_whatever_the_rest(sheet: Sheet, data: st.DataObject) -> None:
    low = data.draw(st.sampled_from(sheet.unit.criteria))
    full = {criterion.id: CriterionMark(mark=Fraction(criterion.full_marks)) for criterion in sheet.unit.criteria}
    below = Fraction(data.draw(st.integers(0, low.full_marks - 1)), 2)
    result = assess(sheet.unit, an_attempt(sheet.unit, full | {low.id: CriterionMark(mark=below)}))
    assert result.outcome is Outcome.REFERRAL
    assert result.not_met == (low,)


def test_an_automatic_referral_in_spite_of_a_high_total() -> None:
    unit = a_unit(24, 24, 28, 24)
    result = assess(unit, an_attempt(unit, [24, 11, 28, 24]))
    assert result.outcome is Outcome.REFERRAL
    assert result.percentage == 87
    assert [criterion.id for criterion in result.not_met] == ["1.2"]


def test_the_minimum_everywhere_is_a_pass() -> None:
    unit = a_unit(24, 24, 28, 24)
    result = assess(unit, an_attempt(unit, [12, 12, 14, 12]))
    assert result.outcome is Outcome.PASS
    assert result.total == 50
    assert result.maximum == 100


@given(sheets(blanks=True))
def test_a_sheet_is_incomplete_exactly_when_a_criterion_is_blank(sheet: Sheet) -> None:
    result = assess(sheet.unit, an_attempt(sheet.unit, criteria_of(sheet)))
    blank = [c for c, mark in zip(sheet.unit.criteria, sheet.marks, strict=True) if mark is None]
    assert (result.outcome is Outcome.INCOMPLETE) is bool(blank)
    assert list(result.not_marked) == blank


def test_zero_is_a_referral_and_blank_is_incomplete() -> None:
    unit = a_unit(24, 24)
    assert assess(unit, an_attempt(unit, [24, 0])).outcome is Outcome.REFERRAL
    assert assess(unit, an_attempt(unit, [24, None])).outcome is Outcome.INCOMPLETE
    assert assess(unit, an_attempt(unit, [0, None])).outcome is Outcome.INCOMPLETE


@given(sheets(blanks=True))
def test_the_total_is_exactly_the_sum_of_the_marks(sheet: Sheet) -> None:
    result = assess(sheet.unit, an_attempt(sheet.unit, criteria_of(sheet)))
    assert result.total == sum(mark for mark in sheet.marks if mark is not None)
    assert isinstance(result.total, Fraction)
    assert result.maximum == sum(criterion.full_marks for criterion in sheet.unit.criteria)
    assert result.percentage == Fraction(result.total * 100, result.maximum)


def test_halves_add_up_exactly_and_odd_percentages_stay_exact() -> None:
    unit = a_unit(15, 15)
    result = assess(unit, an_attempt(unit, [7.5, 12.5]))
    assert result.outcome is Outcome.PASS
    assert result.total == 20
    assert result.percentage == Fraction(200, 3)


@given(sheets(blanks=True), st.data())
def test_the_order_in_which_marks_are_recorded_does_not_matter(sheet: Sheet, data: st.DataObject) -> None:
    in_order = criteria_of(sheet)
    shuffled = data.draw(st.permutations(list(in_order.items())))
    first = assess(sheet.unit, an_attempt(sheet.unit, in_order))
    second = assess(sheet.unit, an_attempt(sheet.unit, dict(shuffled)))
    assert first.criteria == second.criteria
    assert (first.outcome, first.total) == (second.outcome, second.total)
    assert [result.criterion.id for result in second.criteria] == [criterion.id for criterion in sheet.unit.criteria]


@given(st.lists(st.sampled_from([Outcome.PASS, Outcome.REFERRAL, None]), min_size=1, max_size=8))
def test_marked_by_decisions_alone(decisions: list[Decision | None]) -> None:
    unit = a_unit(*[10] * len(decisions))
    result = assess(unit.under(ILM_PASS_REFER), an_attempt(unit, decisions))
    if None in decisions:
        assert result.outcome is Outcome.INCOMPLETE
    elif Outcome.REFERRAL in decisions:
        assert result.outcome is Outcome.REFERRAL
    else:
        assert result.outcome is Outcome.PASS
    assert (result.total, result.maximum, result.percentage) == (None, None, None)


def test_a_stray_number_is_no_decision_where_marking_is_by_pass_or_referral() -> None:
    unit = a_unit(24, 24)
    marked = an_attempt(
        unit,
        {
            "1.1": CriterionMark(mark=Fraction(0), decision=Outcome.PASS),
            "1.2": CriterionMark(mark=Fraction(24)),
        },
    )
    result = assess(unit.under(ILM_PASS_REFER), marked)
    assert [criterion.met for criterion in result.criteria] == [True, None]
    assert result.outcome is Outcome.INCOMPLETE


def test_a_decision_stands_in_for_a_mark_and_adds_nothing_to_the_total() -> None:
    unit = a_unit(24, 24)
    result = assess(unit, an_attempt(unit, [18, Outcome.PASS]))
    assert result.outcome is Outcome.PASS
    assert result.total == 18


def test_an_attempt_at_another_unit_is_refused() -> None:
    other = a_unit(24, reference="8604-401")
    with pytest.raises(ValueError, match=r"8604-401 cannot be assessed by the criteria of 8604-308"):
        assess(a_unit(24), an_attempt(other, [12]))
