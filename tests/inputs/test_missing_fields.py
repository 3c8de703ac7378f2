"""Which fields of a sheet are gone, and which were printed because their criteria stay as they were."""

from __future__ import annotations

import pytest

from markpack.errors import Place
from markpack.inputs.marks.mark_entries import LostField
from markpack.inputs.marks.missing_fields import note_lost, printed_as_kept
from markpack.inputs.problems import Problems


def printed(comment: str) -> list[LostField]:
    place = Place("a.pdf")
    return [LostField("decision", "A.M1", place, "Achieved"), LostField("comment", "A.M1", place, comment)]


@pytest.mark.parametrize("comment", ["Met in attempt 1.", "Not open in this attempt: as in attempt 2."])
def test_what_an_attempt_leaves_as_it_was_is_not_gone(comment: str) -> None:
    assert printed_as_kept(printed(comment)) == {"A.M1"}


def test_a_criterion_that_the_attempt_does_not_cover_is_no_problem() -> None:
    problems = Problems()
    assert not note_lost(printed("Not open in this attempt: as in attempt 2."), (), problems)
    assert not problems.problems


def test_a_comment_in_a_lost_field_s_place_is_one() -> None:
    problems = Problems()
    assert note_lost(printed("Well argued."), (), problems)
    assert "“Well argued.”" in problems.problems[0].message
