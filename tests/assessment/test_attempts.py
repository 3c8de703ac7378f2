"""Attempts in order, and what a resubmission carries over."""

from __future__ import annotations

import datetime
from dataclasses import replace
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.resubmission import resubmit_by
from markpack.model.centre import Policies
from markpack.model.outcome import Outcome
from markpack.model.scheme import ILM_PASS_REFER
from tests.samples import context

from .units import a_unit, an_attempt

UNIT = a_unit(24, 24, 15)

histories = st.lists(
    st.tuples(*[st.none() | st.integers(0, criterion.marks) for criterion in UNIT.criteria]), min_size=1, max_size=4
)


def test_a_resubmission_that_passes() -> None:
    results = assess_attempts(UNIT, [an_attempt(UNIT, [18, 6, 8]), an_attempt(UNIT, [None, 13, None], attempt=2)])
    assert [result.outcome for result in results] == [Outcome.REFERRAL, Outcome.PASS]
    assert [criterion.carried_from for criterion in results[1].criteria] == [1, None, 1]
    assert results[1].total == 18 + 13 + 8


@pytest.mark.parametrize(
    ("first", "due"), [([18, 20, 14], datetime.date(2026, 11, 23)), ([18, 6, 14], datetime.date(2026, 11, 13))]
)
def test_days_count_from_a_revision_that_came_to_another_outcome(first: list[int], due: datetime.date) -> None:
    decided, revised = datetime.date(2026, 10, 24), datetime.date(2026, 11, 3)
    revisions = [
        replace(an_attempt(UNIT, first), assessed_on=decided),
        replace(an_attempt(UNIT, [18, 6, 8]), assessed_on=decided, revision=2, revised_on=revised),
    ]
    (result,) = assess_attempts(UNIT, revisions)
    assert result.outcome is Outcome.REFERRAL
    assert resubmit_by(Policies(days_to_resubmit=20), context().assignments[0], result, {}) == due


def test_without_carry_over_a_resubmission_stands_alone() -> None:
    attempts = [an_attempt(UNIT, [18, 6, 8]), an_attempt(UNIT, [None, 13, None], attempt=2)]
    results = assess_attempts(UNIT, attempts, Policies(carry_over=False))
    assert results[1].outcome is Outcome.INCOMPLETE
    assert [criterion.id for criterion in results[1].not_marked] == ["1.1", "1.3"]
    assert results[1].total == 13


def test_what_was_not_met_is_not_carried_over() -> None:
    results = assess_attempts(UNIT, [an_attempt(UNIT, [18, 6, 8]), an_attempt(UNIT, [18, None, 8], attempt=2)])
    assert results[1].outcome is Outcome.INCOMPLETE
    assert [criterion.id for criterion in results[1].not_marked] == ["1.2"]


def test_a_criterion_carried_over_twice_names_the_attempt_that_met_it() -> None:
    attempts = [
        an_attempt(UNIT, [18, 6, 3]),
        an_attempt(UNIT, [None, 13, 3], attempt=2),
        an_attempt(UNIT, [None, None, 9], attempt=3),
    ]
    last = assess_attempts(UNIT, attempts)[-1]
    assert last.outcome is Outcome.PASS
    assert [criterion.carried_from for criterion in last.criteria] == [1, 2, None]


def test_a_criterion_marked_again_counts_as_marked_again() -> None:
    results = assess_attempts(UNIT, [an_attempt(UNIT, [18, 6, 8]), an_attempt(UNIT, [5, 13, None], attempt=2)])
    assert results[1].outcome is Outcome.REFERRAL
    assert [criterion.id for criterion in results[1].not_met] == ["1.1"]


def test_decisions_carry_over_too() -> None:
    attempts = [
        an_attempt(UNIT, [Outcome.PASS, Outcome.REFERRAL, Outcome.PASS]),
        an_attempt(UNIT, [None, Outcome.PASS, None], attempt=2),
    ]
    results = assess_attempts(UNIT.under(ILM_PASS_REFER), attempts)
    assert [result.outcome for result in results] == [Outcome.REFERRAL, Outcome.PASS]


@given(histories)
def test_a_met_criterion_stays_met_unless_it_is_marked_again(history: list[tuple[int | None, ...]]) -> None:
    attempts = [an_attempt(UNIT, values, attempt=number) for number, values in enumerate(history, start=1)]
    results = assess_attempts(UNIT, attempts)
    for before, after in pairwise(results):
        for old, new in zip(before.criteria, after.criteria, strict=True):
            if old.met and new.criterion.id not in after.marked.criteria:
                assert new.met is True
                assert new.recorded == old.recorded
                assert new.carried_from is not None
                assert new.carried_from <= before.attempt


@given(histories)
def test_carrying_over_never_undoes_a_pass(history: list[tuple[int | None, ...]]) -> None:
    attempts = [an_attempt(UNIT, values, attempt=number) for number, values in enumerate(history, start=1)]
    alone = assess_attempts(UNIT, attempts, Policies(carry_over=False))
    carried = assess_attempts(UNIT, attempts)
    for single, built_up in zip(alone, carried, strict=True):
        if single.outcome is not Outcome.INCOMPLETE:
            assert built_up.outcome is single.outcome
        assert {entry.id for entry in built_up.not_met} == {entry.id for entry in single.not_met}
        assert {entry.id for entry in built_up.not_marked} <= {entry.id for entry in single.not_marked}


def test_attempts_are_taken_by_number_whatever_their_order() -> None:
    attempts = [
        an_attempt(UNIT, [18, 6, 8]),
        an_attempt(UNIT, [None, 11, None], attempt=2),
        an_attempt(UNIT, [None, 13, None], attempt=3),
    ]
    expected = assess_attempts(UNIT, attempts)
    assert [result.attempt for result in expected] == [1, 2, 3]
    assert [result.outcome for result in expected] == [Outcome.REFERRAL, Outcome.REFERRAL, Outcome.PASS]
    for order in permutations(attempts):
        assert assess_attempts(UNIT, order) == expected


def test_two_attempts_of_one_number_are_refused() -> None:
    with pytest.raises(ValueError, match="attempt 1 of 0012345 at 8604-308 is there twice"):
        assess_attempts(UNIT, [an_attempt(UNIT, [18, 6, 8]), an_attempt(UNIT, [18, 16, 8])])


def test_no_attempts_have_no_results() -> None:
    assert assess_attempts(UNIT, []) == ()
