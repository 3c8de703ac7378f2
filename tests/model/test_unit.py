"""Units: the digest that travels with the criteria, and the names of fields."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from markpack.model.forms.field_names import MAXIMUM_LENGTH, field_name
from markpack.model.unit import Unit
from tests.workspaces import UNIT, changed


def unit(*pairs: tuple[str, str]) -> Unit:
    return Unit.model_validate(yaml.load(changed(UNIT, *pairs), Loader=yaml.BaseLoader))


def test_criteria_keep_their_ids_and_order() -> None:
    assert [criterion.id for criterion in unit().criteria] == ["1.1", "1.2", "1.10"]
    assert unit().marks == 67
    assert [outcome.marks for outcome in unit().outcomes] == [39, 28]


@pytest.mark.parametrize(
    "pair",
    [
        ("reference: 8604-308", "reference: 8604-309"),
        ("id: 1.10", "id: 1.11"),
        ("marks: 15", "marks: 16"),
        ("different effects.", "different effects"),
        ("Know styles", "Know the styles"),
        ("pass: Explains effects", "pass: Explains the effects"),
        ("good_pass: Assesses it", "good_pass: Assesses this"),
        ("referral: Says little", "referral: Says nothing"),
    ],
)
def test_the_digest_changes_with_anything_that_no_document_may_alter(pair: tuple[str, str]) -> None:
    assert unit(pair).criteria_digest != unit().criteria_digest


def test_the_digest_stays_when_only_the_assignment_changes() -> None:
    assert unit(("hours: 12", "hours: 13"), ("title: Styles", "title: Style")).criteria_digest == unit().criteria_digest


def test_field_names_are_legal_everywhere() -> None:
    assert field_name("8604-308", "mark", "1.1") == "u8604_308__mark__1_1"
    assert field_name("8604-308", "overall_comment") == "u8604_308__overall_comment"
    with pytest.raises(ValueError, match="more than 40 characters"):
        field_name("8604-308-000000", "section_comment", "1.1.1.1")


@given(
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9./-]{0,14}", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.]{0,7}", fullmatch=True),
)
def test_field_names_of_any_criterion_are_short_letters_digits_and_underscores(reference: str, id_: str) -> None:
    for field in ("mark", "decision", "comment"):
        name = field_name(reference, field, id_)
        assert name.isascii()
        assert name.replace("_", "").isalnum()
        assert name[0] == "u"
        assert len(name) <= MAXIMUM_LENGTH
