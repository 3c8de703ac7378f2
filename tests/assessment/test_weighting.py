"""Marks of several units on one sheet: sums, minimums, order, and what one unit alone comes to."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markpack.assessment.weighting import Share, credit_weighting
from markpack.model.joint import CriterionKey
from markpack.model.marking_mode import LARGEST_REMAINDERS, NEAREST, WEIGHTING_RULES
from markpack.model.unit import Unit
from tests.assessment.units import a_unit


@st.composite
def some_units(draw: st.DrawFn, *, marks: int = 60, credits: int = 15) -> list[Unit]:
    """One to four units with up to ten criteria each, of up to so many marks and credits."""
    return [
        a_unit(
            *draw(st.lists(st.integers(1, marks), min_size=1, max_size=10)),
            reference=f"9999-{number}",
            credits=draw(st.integers(1, credits)),
        )
        for number in range(draw(st.integers(1, 4)))
    ]


def by_criterion(units: list[Unit], rule: int = NEAREST) -> list[Share]:
    return [entry for unit in credit_weighting(units, rule=rule) for entry in unit.criteria]


@given(some_units(), st.sampled_from(WEIGHTING_RULES))
def test_every_minimum_is_half_a_whole_mark_and_never_nothing(units: list[Unit], rule: int) -> None:
    assert all(entry.marks >= 2 and entry.marks == 2 * entry.minimum for entry in by_criterion(units, rule))


@given(some_units())
def test_by_the_rule_of_0_1_0_a_sheet_adds_up_to_100(units: list[Unit]) -> None:
    assert sum(entry.marks for entry in by_criterion(units, LARGEST_REMAINDERS)) == 100


@given(some_units(marks=9, credits=4))
def test_equal_shares_have_equal_marks_and_larger_ones_never_fewer(units: list[Unit]) -> None:
    in_order = sorted(by_criterion(units), key=lambda entry: (entry.exact, entry.marks))
    for before, after in pairwise(in_order):
        assert before.marks <= after.marks
        assert before.marks == after.marks or before.exact < after.exact


@given(some_units())
def test_no_even_number_is_nearer_to_a_share_than_its_marks(units: list[Unit]) -> None:
    for entry in by_criterion(units):
        distance = abs(entry.marks - entry.exact)
        assert not [other for other in range(2, 102, 2) if abs(other - entry.exact) < distance]


@given(some_units(marks=3, credits=3))
def test_no_way_that_is_as_near_to_the_shares_comes_nearer_to_100(units: list[Unit]) -> None:
    shares = by_criterion(units)
    total = sum(entry.marks for entry in shares)
    midway = {entry.exact for entry in shares if entry.exact > 2 and entry.exact % 2 == 1}
    fixed = sum(entry.marks for entry in shares if entry.exact not in midway)
    for ways in product((-1, 1), repeat=len(midway)):
        rounded = dict(zip(midway, ways, strict=True))
        ways_marks = (int(entry.exact) + rounded[entry.exact] for entry in shares if entry.exact in midway)
        other = fixed + sum(ways_marks)
        assert abs(total - 100) <= abs(other - 100)


def test_five_equal_criteria_have_equal_marks_and_the_sheet_has_104() -> None:
    leading = a_unit(24, 24, 28, 24, reference="8604-308", credits=2)
    planning = a_unit(8, 12, 12, 8, 8, 12, 12, 8, 12, 8, reference="8604-401", credits=4)
    first, second = credit_weighting([leading, planning])
    assert [entry.marks for entry in first.criteria] == [8, 8, 10, 8]
    assert [entry.marks for entry in second.criteria] == [6, 8, 8, 6, 6, 8, 8, 6, 8, 6]
    assert first.marks + second.marks == 104
    _, earlier = credit_weighting([leading, planning], rule=LARGEST_REMAINDERS)
    assert sorted(entry.marks for entry in earlier.criteria if entry.own_marks == 8) == [4, 4, 6, 6, 6]


@given(some_units())
def test_exact_shares_follow_credits_and_marks(units: list[Unit]) -> None:
    credits = sum(unit.credits or 0 for unit in units)
    for unit, share in zip(units, credit_weighting(units), strict=True):
        assert share.exact == Fraction(100 * (unit.credits or 0), credits)
        for criterion, entry in zip(unit.criteria, share.criteria, strict=True):
            assert entry.exact == share.exact * criterion.full_marks / unit.marks


@given(some_units(marks=2, credits=2), st.randoms(use_true_random=False))
def test_the_order_of_units_makes_no_difference(units: list[Unit], random: Random) -> None:
    shuffled = list(units)
    random.shuffle(shuffled)

    def marks(order: list[Unit]) -> dict[CriterionKey, int]:
        return {entry.criterion: entry.marks for unit in credit_weighting(order) for entry in unit.criteria}

    assert marks(units) == marks(shuffled)


@given(st.lists(st.integers(1, 10), min_size=1, max_size=10), st.integers(1, 15), st.integers(1, 9))
def test_one_unit_alone_has_its_own_marks_in_proportion(parts: list[int], credits: int, scale: int) -> None:
    """Own marks that are whole steps once they are made to add up to 100 come out exactly."""
    steps = [part * 50 // sum(parts) or 1 for part in parts]
    steps[steps.index(max(steps))] += 50 - sum(steps)
    (unit,) = credit_weighting([a_unit(*(scale * number for number in steps), credits=credits)])
    assert [entry.marks for entry in unit.criteria] == [2 * number for number in steps]
    assert unit.exact == unit.marks == 100


@given(st.lists(st.integers(1, 60), min_size=1, max_size=10))
def test_one_unit_alone_gives_nobody_more_for_fewer_marks(marks: list[int]) -> None:
    (unit,) = credit_weighting([a_unit(*marks)])
    assert all(entry.exact == Fraction(100 * own, sum(marks)) for own, entry in zip(marks, unit.criteria, strict=True))
    by_own = sorted(unit.criteria, key=lambda entry: (entry.own_marks, entry.marks))
    assert [entry.marks for entry in by_own] == sorted(entry.marks for entry in by_own)


def test_one_unit_alone_keeps_the_proportions_of_its_own_sheet() -> None:
    assert [entry.marks for entry in credit_weighting([a_unit(24, 24, 28, 24)])[0].criteria] == [24, 24, 28, 24]
    assert [entry.marks for entry in credit_weighting([a_unit(6, 6, 7, 6)])[0].criteria] == [24, 24, 28, 24]


def test_three_units_of_1_2_and_5_credits_with_odd_marks() -> None:
    units = [
        a_unit(7, 13, reference="9999-1", credits=1),
        a_unit(15, 10, reference="9999-2", credits=2),
        a_unit(9, 9, 9, reference="9999-5", credits=5),
    ]
    first, second, third = credit_weighting(units)
    assert [share.exact for share in (first, second, third)] == [Fraction(25, 2), 25, Fraction(125, 2)]
    # In steps of two: 2.1875 and 4.0625; 7.5, which is midway, and 5; 10.4167 three times. With 8 for 7.5 there are 98
    # marks, with 7 there would be 96.
    assert [entry.marks for share in (first, second, third) for entry in share.criteria] == [4, 8, 16, 10, 20, 20, 20]
    # By the earlier rule, rounding down gives 48 steps; the two left go to 7.5 and the first of three equal remainders.
    assert [entry.marks for entry in by_criterion(units, LARGEST_REMAINDERS)] == [4, 8, 16, 10, 22, 20, 20]


def test_shares_midway_bring_the_sheet_nearest_to_100() -> None:
    units = [a_unit(10, reference="9999-1", credits=3), a_unit(10, reference="9999-2", credits=1)]
    assert [share.exact for share in credit_weighting(units)] == [Fraction(75), Fraction(25)]
    assert [share.marks for share in credit_weighting(units)] == [76, 24]
    assert [entry.marks for entry in by_criterion([a_unit(*[5] * 20)])] == [6] * 20


def test_weights_take_the_place_of_credits() -> None:
    units = [a_unit(10, reference="9999-1", credits=2), a_unit(10, reference="9999-2", credits=4)]
    assert [share.marks for share in credit_weighting(units, {"9999-1": 3, "9999-2": 1})] == [76, 24]
    assert [share.marks for share in credit_weighting(units)] == [34, 66]


def test_more_criteria_than_steps_are_refused() -> None:
    assert len(credit_weighting([a_unit(*[1] * 50)])[0].criteria) == 50
    with pytest.raises(ValueError, match="51 criteria cannot share 100 marks in steps of 2; at most 50 can"):
        credit_weighting([a_unit(*[1] * 51)])
