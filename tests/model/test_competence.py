"""What shows that staff are competent: entries of the register, and the short lists."""

from __future__ import annotations

import datetime

import pytest
from pydantic import ValidationError

from markpack.model.centre import Centre, StaffMember
from markpack.model.competence import Competence, StaffRole

REVIEW = datetime.date(2028, 3, 31)


def entry(role: StaffRole, *units: str, review_on: datetime.date = REVIEW, evidence: str = "Degree") -> Competence:
    return Competence(role=role, units=units, evidence=evidence, review_on=review_on)


def test_an_entry_counts_on_its_review_date_and_not_the_day_after() -> None:
    found = entry(StaffRole.ASSESSOR, "9999-101")
    assert not found.has_expired(REVIEW)
    assert found.has_expired(datetime.date(2028, 4, 1))


def test_a_review_is_before_the_next_one() -> None:
    with pytest.raises(ValidationError, match="is not before the next one"):
        Competence(role=StaffRole.IQA, units=("9999-101",), evidence="x", review_on=REVIEW, reviewed_on=REVIEW)


def test_the_centre_finds_the_entry_that_lasts_longest_for_a_name_role_and_unit() -> None:
    early = entry(StaffRole.ASSESSOR, "9999-101", "9999-102", review_on=datetime.date(2026, 1, 1))
    late = entry(StaffRole.ASSESSOR, "9999-101", evidence="Award")
    person = StaffMember(name="Ada Obi", competence=(late, early, entry(StaffRole.TUTOR, "9999-103")))
    centre = Centre(number="012345", name="Harbour Training", staff=(person,))
    assert centre.competence("ada  obi", StaffRole.ASSESSOR, "9999-101") == late
    assert centre.competence("Ada Obi", StaffRole.ASSESSOR, "9999-102") == early
    assert centre.competence("Ada Obi", StaffRole.ASSESSOR, "9999-103") is None
    assert centre.competence("Bea Quill", StaffRole.ASSESSOR, "9999-101") is None


def test_short_lists_and_the_register_say_together_what_somebody_may_do() -> None:
    person = StaffMember(name="Ada Obi", assesses=("9999-101",), competence=(entry(StaffRole.ASSESSOR, "9999-102"),))
    assert person.units_as(StaffRole.ASSESSOR) == {"9999-101", "9999-102"}
    assert person.units_as(StaffRole.IQA) == frozenset()
