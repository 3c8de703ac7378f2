from __future__ import annotations

import re
from dataclasses import replace

import pytest

from markpack.assessment.outcome import assess
from markpack.documents.mark_sheet.builder import build_blank_sheet, build_completed_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.mark_sheet.form_parts_view import FieldKind
from markpack.documents.mark_sheet.view import Stage
from markpack.model.forms.field_names import MAXIMUM_LENGTH
from markpack.model.instrument import Method
from markpack.model.marking_mode import MarkingMode
from markpack.model.marks import CriterionMark
from markpack.model.standing import Quality
from tests.samples import alone, learner, marked, setting, unit


def test_the_blank_and_the_completed_sheet_share_one_form() -> None:
    place = setting()
    form = build_form(place)
    result = assess(place.unit, marked({"1.1": 20, "1.2": 20, "2.1": 20, "2.2": 20}))
    blank = build_blank_sheet(form, place, learner())
    done = build_completed_sheet(form, place, learner(), result, alone(place, result))
    assert blank.form is done.form
    assert (blank.stage, done.stage) == (Stage.BLANK, Stage.COMPLETED)


def test_field_names_are_unique_and_legal_in_every_format() -> None:
    names = [field.name for field in build_form(setting()).fields]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][A-Za-z0-9_]*", name) and len(name) <= MAXIMUM_LENGTH for name in names)
    assert {"u9999_101__mark__1_1", "u9999_101__comment__2_2", "u9999_101__iqa_on"} <= set(names)


def test_names_that_collide_are_refused() -> None:
    once = unit({"1.1": 10})
    twice = once.model_copy(update={"outcomes": (*once.outcomes, once.outcomes[0].model_copy(update={"id": "2"}))})
    with pytest.raises(ValueError, match="u9999_101__comment__1_1"):
        build_form(setting(twice))


def test_odd_marks_have_a_whole_or_a_half_minimum() -> None:
    odd = unit({"1.9": 15, "1.10": 15})
    rows = build_form(setting(odd)).sections[0].rows
    assert [(row.id, row.minimum) for row in rows] == [("1.9", "8"), ("1.10", "8")]
    assert [column.standing for column in rows[0].descriptors] == ["ca. 4/15", "8/15", "ca. 11/15"]
    halves = build_form(setting(odd, half_marks=True)).sections[0].rows
    assert halves[0].minimum == "7.5"


def test_a_named_blank_carries_the_learner_and_nothing_else() -> None:
    place = setting()
    form = build_form(place)
    sheet = build_blank_sheet(form, place, learner())
    assert sheet.values == {
        "u9999_101__learner_name": "Åsa Öberg",
        "u9999_101__registration": "0012345",
        "u9999_101__attempt": "1",
    }
    assert build_blank_sheet(form, place, None).values == {}
    assert sheet.properties.identity.properties()["markpack.learner"] == "0012345"


def test_a_completed_sheet_says_what_its_outcome_rests_on() -> None:
    place = setting()
    form = build_form(place)

    def outcome_and_state(marks: dict[str, int | str | None]) -> tuple[str, str]:
        result = assess(place.unit, marked(marks))
        sheet = build_completed_sheet(form, place, learner(), result, alone(place, result))
        return sheet.values["u9999_101__outcome"], sheet.state

    outcome, state = outcome_and_state({"1.1": 24, "1.2": 11, "2.1": 28, "2.2": 24})
    assert outcome == "Referral"
    assert state.startswith("Referral: AC 1.2 not met yet.")
    outcome, state = outcome_and_state({"1.1": 24})
    assert outcome == "Incomplete"
    assert "AC 1.2, 2.1 and 2.2 still to be marked" in state


def test_carried_over_criteria_say_from_where() -> None:
    place = setting()
    first = assess(place.unit, marked({"1.1": 20, "1.2": 4, "2.1": 20, "2.2": 20}))
    second = assess(place.unit, marked({"1.2": 18}, attempt=2), previous=first)
    sheet = build_completed_sheet(build_form(place), place, learner(), second, alone(place, second))
    assert sheet.values["u9999_101__mark__1_1"] == "20"
    assert sheet.values["u9999_101__comment__1_1"] == "Met in attempt 1."
    assert sheet.values["u9999_101__total"] == "78"
    assert sheet.values["u9999_101__outcome"] == "Pass"


def test_pass_or_refer_has_decisions_and_no_numbers() -> None:
    place = setting(mode=MarkingMode.PASS_OR_REFER)
    form = build_form(place)
    row = form.sections[0].rows[0]
    assert row.award.kind is FieldKind.CHOICE
    assert row.award.choices == ("Pass", "Referral")
    assert all(column.standing == "" for column in row.descriptors)
    result = assess(place.unit, marked(dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), "pass")))
    sheet = build_completed_sheet(form, place, learner(), result, alone(place, result))
    assert sheet.values["u9999_101__decision__1_1"] == "Pass"
    assert "u9999_101__total" not in sheet.values


def test_criteria_stand_in_the_form_as_in_the_unit() -> None:
    place = setting()
    texts = [row.text for section in build_form(place).sections for row in section.rows]
    assert texts == [criterion.text for criterion in place.unit.criteria]


def test_the_next_attempts_sheet_shows_what_was_met_and_leaves_the_rest_open() -> None:
    place = setting()
    first = assess(place.unit, marked({"1.1": 20, "1.2": 4, "2.1": 20, "2.2": 3}))
    sheet = build_blank_sheet(build_form(place), place, learner(), first)
    assert sheet.values["u9999_101__attempt"] == "2"
    assert sheet.values["u9999_101__mark__1_1"] == "20"
    assert sheet.values["u9999_101__comment__1_1"] == "Met in attempt 1."
    assert "u9999_101__mark__1_2" not in sheet.values
    assert "u9999_101__comment__2_2" not in sheet.values
    assert sheet.state.startswith("Attempt 2: AC 1.2 and 2.2 to be shown again.")
    assert sheet.properties.identity.attempt == "2"


def test_what_is_carried_over_stands_in_a_short_table_and_the_rest_beside_what_came_before() -> None:
    place = setting()
    first = assess(place.unit, marked({"1.1": 20, "1.2": 4, "2.1": 20, "2.2": 20}))
    form = build_form(place)
    second = assess(place.unit, marked({"1.2": 18}, attempt=2), previous=first)
    blank = build_blank_sheet(form, place, learner(), first)
    done = build_completed_sheet(form, place, learner(), second, alone(place, second), previous=first)
    for sheet in (blank, done):
        assert [row.id for row in sheet.form.rows] == ["1.2"]
        assert [section.id for section in sheet.form.sections] == ["1"]
        assert [row.id for row in sheet.form.carried_rows] == ["1.1", "2.1", "2.2"]
        assert sheet.values["u9999_101__earlier__1_2"] == "Attempt 1: 4 / 24, not met yet."
        told = [instruction.plain for instruction in sheet.form.instructions]
        assert told[0].startswith("This attempt is about AC 1.2: judge the work against it")
        assert not any("Every AC" in instruction for instruction in told)
    assert blank.form == done.form


def test_where_nothing_is_open_no_field_of_a_criterion_can_be_filled_in() -> None:
    place = setting(unit().model_copy(update={"methods": {Method.DISCUSSION: unit().assignment}}))
    place = replace(place, assignment=place.assignment.model_copy(update={"method": Method.DISCUSSION}))
    first = assess(place.unit, marked({"1.1": 20, "1.2": 18, "2.1": 20, "2.2": 20}))
    sheet = build_blank_sheet(build_form(place), place, learner(), first)
    records = [record.field for row in sheet.form.rows for record in row.records]
    assert records
    assert {sheet.values.get(field.name) for field in records} == {"See attempt 1."}
    of_criteria = {field.name for row in sheet.form.rows for field in (row.award, row.comment)}
    assert of_criteria <= sheet.values.keys()


def test_an_earlier_comment_stands_below_the_earlier_mark() -> None:
    place = setting()
    marks = marked({"1.1": 20, "1.2": 4, "2.1": 20, "2.2": 20})
    said = replace(marks.criteria["1.2"], comment="Say more of trust.")
    first = assess(place.unit, replace(marks, criteria={**marks.criteria, "1.2": said}))
    sheet = build_blank_sheet(build_form(place), place, learner(), first)
    assert sheet.values["u9999_101__earlier__1_2"] == "Attempt 1: 4 / 24, not met yet.\nSay more of trust."


def test_what_is_said_in_a_later_attempt_of_what_is_carried_over_stands_in_full() -> None:
    place = setting()
    first = assess(place.unit, marked({"1.1": 20, "1.2": 4, "2.1": 20, "2.2": 20}))
    again = marked({"1.2": 18}, attempt=2)
    comments = {**again.criteria, "1.1": CriterionMark(comment="Still good.")}
    second = assess(place.unit, replace(again, criteria=comments, section_comments={"2": "Sound."}), previous=first)
    sheet = build_completed_sheet(build_form(place), place, learner(), second, alone(place, second), previous=first)
    assert not sheet.form.carried_rows
    assert sheet.values["u9999_101__comment__1_1"] == "Carried over from attempt 1.\nStill good."
    assert sheet.values["u9999_101__section_comment__2"] == "Sound."


def test_without_carry_over_the_next_attempts_sheet_is_all_open() -> None:
    place = setting(carry_over=False)
    first = assess(place.unit, marked({"1.1": 20, "1.2": 4, "2.1": 20, "2.2": 20}))
    sheet = build_blank_sheet(build_form(place), place, learner(), first)
    assert not [name for name in sheet.values if "__mark__" in name]
    assert sheet.values["u9999_101__earlier__1_1"] == "Attempt 1: 20 / 24, met."
    assert sheet.form.instructions[0].plain.startswith("Judge the work against each")
    assert sheet.state == "Attempt 2: AC 1.1, 1.2, 2.1 and 2.2 to be shown again."


def test_a_completed_sheet_says_of_each_criterion_whether_it_is_met_and_of_the_total_its_share() -> None:
    place = setting()
    form = build_form(place)
    result = assess(place.unit, marked({"1.1": 20, "1.2": 2, "2.1": 20}))
    values = build_completed_sheet(form, place, learner(), result, alone(place, result)).values
    rows = [row for section in form.sections for row in section.rows]
    statuses = {row.id: values[row.status.name] for row in rows}
    assert statuses == {"1.1": "Met", "1.2": "Not met yet", "2.1": "Met", "2.2": "Not marked yet"}
    assert values[form.total_in_words.name] == "42 / 100 (42%)"
    assert {row.status.name for row in rows}.isdisjoint(field.name for field in form.fields)


def test_the_mark_follows_the_feedback_in_the_order_of_the_page() -> None:
    names = [field.name for field in build_form(setting()).fields]
    assert names.index("u9999_101__mark__1_1") == names.index("u9999_101__comment__1_1") + 1


def test_it_is_said_who_uses_work_for_standardisation() -> None:
    place = setting()
    statement = build_form(place).standardisation_statement
    assert f"{place.branding.centre} and {place.qualification.awarding_organisation} may use it" in statement


@pytest.mark.parametrize("quality", Quality)
def test_a_completed_sheet_keeps_room_for_comments_while_quality_assurance_has_something_to_do(
    quality: Quality,
) -> None:
    place = setting()
    result = assess(place.unit, marked({"1.1": 20, "1.2": 20, "2.1": 20, "2.2": 20}))
    standing = replace(alone(place, result), quality=quality)
    sheet = build_completed_sheet(build_form(place), place, learner(), result, standing)
    to_do = quality in (Quality.AWAITING, Quality.SAMPLED)
    assert (sheet.has_section_comments, sheet.has_verification, sheet.has_iqa_comment) == (to_do, to_do, to_do)
    checked = {**sheet.values, sheet.form.iqa_comment.name: "Agreed."}
    assert replace(sheet, values=checked).has_iqa_comment
