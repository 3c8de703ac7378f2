"""The contract between forms and what reads them back."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import markpack
from markpack.documents.mark_sheet.builder import build_blank_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.inputs.marks.forms.form import ReturnedForm
from markpack.inputs.marks.forms.page_text import lost_fields
from markpack.model.forms.controls import CHOOSE_DATE, CRITERION_TAG, ENTER_TEXT
from markpack.model.forms.field_names import CRITERION_FIELDS, FORM_FIELDS, MAXIMUM_LENGTH, OUTCOME_FIELDS, field_name
from markpack.model.forms.identity import (
    HIDDEN_FIELD,
    PROPERTIES,
    FileIdentity,
    hidden_properties,
    hidden_text,
    identity_of,
)
from markpack.model.forms.labels import FEEDBACK_LABELS, LABELS, LEAST_MARK, MET_IN_ATTEMPT, TOTAL_NOTE
from markpack.model.forms.markbook import CARRIED, computed_column
from markpack.model.marking_mode import MarkingMode
from markpack.writers.html_layouts import Layouts, render
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
    assert {field.name for field in build_form(setting(template, mode=mode)).fields} <= listed


def test_the_longest_reference_leaves_room_for_every_field_of_a_form() -> None:
    for field in FORM_FIELDS:
        assert len(field_name(LONGEST_REFERENCE, field)) <= MAXIMUM_LENGTH


def test_an_identity_comes_back_from_properties_and_from_the_hidden_field() -> None:
    identity = FileIdentity("blank", unit="8604-308", learner="0012345", attempt="2")
    properties = identity.properties()
    assert properties.keys() <= set(PROPERTIES)
    assert identity_of(hidden_properties(hidden_text(properties))) == identity_of(properties) == identity


def test_a_changed_label_is_printed_and_read(monkeypatch: pytest.MonkeyPatch) -> None:
    place = setting()
    monkeypatch.setitem(LABELS, "overall_comment", "Everything in all")
    page = render("mark_sheet", build_blank_sheet(build_form(place), place, None), Layouts())
    assert '<th scope="row">Everything in all</th>' in page
    form = ReturnedForm("a.docx", "Word document", FileIdentity(), (), rows=(("Everything in all", "Well argued."),))
    shown = {lost.field: lost.shown for lost in lost_fields(form, place.unit)}
    assert shown["overall_comment"] == "Well argued."


def test_nothing_of_the_contract_is_said_elsewhere() -> None:
    once = (
        *PROPERTIES, *FEEDBACK_LABELS, *(label for label in LABELS.values() if " " in label),
        HIDDEN_FIELD, CARRIED, TOTAL_NOTE, LEAST_MARK.partition("%s")[0], MET_IN_ATTEMPT, CRITERION_TAG, ENTER_TEXT,
        CHOOSE_DATE, " on AC ",
    )  # fmt: skip
    package = Path(markpack.__file__).parent
    said = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.j2")}
    for path in package.rglob("*.py"):
        if path.parent != package / "model" / "forms":
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
            said[path] = "\n".join(texts)
    assert len(said) > 200
    assert [(path.name, words) for path, text in said.items() for words in once if words in text] == []


def test_columns_that_are_filled_in_by_formulas_are_known_in_every_release() -> None:
    assert [computed_column(heading) for heading in ("AC 1.1\nStanding", "AC 1.1\nstanding", "Total\nout of 100")] == [
        ("standing", "1.1"),
        ("standing", "1.1"),
        ("total", ""),
    ]
    assert computed_column("Notes") is None
