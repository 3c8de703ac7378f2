"""The names of a form's fields."""

from __future__ import annotations

import pytest

from markpack.documents.mark_sheet.builder import mark_sheet_form
from markpack.model.forms.field_names import CRITERION_FIELDS, FORM_FIELDS, MAXIMUM_LENGTH, OUTCOME_FIELDS, field_name
from markpack.model.marking_mode import MarkingMode
from tests.samples import setting, unit

LONGEST_REFERENCE = "8604-308.60058"


def test_a_name_is_legal_in_every_format() -> None:
    assert field_name("8604-308", "mark", "1.10") == "u8604_308__mark__1_10"
    with pytest.raises(ValueError, match="more than 40 characters; shorten the reference or id"):
        field_name(LONGEST_REFERENCE, "section_comment", "outcome1")


@pytest.mark.parametrize("mode", MarkingMode)
def test_every_field_of_a_mark_sheet_is_listed(mode: MarkingMode) -> None:
    template = unit()
    criteria = [entry.id for entry in template.criteria]
    listed = {
        *(field_name(template.reference, field) for field in FORM_FIELDS),
        *(
            field_name(template.reference, field, outcome.id)
            for outcome in template.outcomes
            for field in OUTCOME_FIELDS
        ),
        *(field_name(template.reference, field, id_) for id_ in criteria for field in CRITERION_FIELDS),
    }
    assert {field.name for field in mark_sheet_form(setting(template, mode=mode)).fields} <= listed


def test_the_longest_reference_leaves_room_for_every_field_of_a_form() -> None:
    for field in FORM_FIELDS:
        assert len(field_name(LONGEST_REFERENCE, field)) <= MAXIMUM_LENGTH
