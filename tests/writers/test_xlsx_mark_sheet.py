from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from markpack.assessment.outcome import assess
from markpack.documents.mark_sheet.builder import build_blank_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.model.outcome import ILM_WORDS
from markpack.writers.xlsx.mark_sheet.workbook import write_mark_sheet
from markpack.writers.xlsx.paper import characters
from tests.samples import learner, marked, setting

from .xlsx_reading import calculated, filled, named, opened, rules_of, saved, texts, width
from .xlsx_samples import DECIDED, NOTICE, PAGE, blank, completed, criterion, form, name

MARKS = {name("mark", "1.1"): "18", name("mark", "1.2"): "0", name("mark", "2.1"): "20", name("mark", "2.2"): "12"}
REFERRED = {**MARKS, name("total"): "50", name("outcome"): "Referral"}
ODD = (criterion("1.9", 15, "7.5"), criterion("1.10", 15, "7.5"))


def final(values: dict[str, str], state: str = "") -> MarkSheet:
    return completed(form(), values, state)


@cache
def usual() -> Any:
    """A learner's blank sheet as it is opened, to look at and not to change."""
    return opened(write_mark_sheet(blank()))


# What a person finds on a blank sheet


def test_every_field_has_a_name_known_in_the_whole_workbook() -> None:
    book = usual()
    assert {field.name for field in form().fields} <= set(book.defined_names)


def test_the_total_has_no_name_where_there_are_no_marks() -> None:
    book = opened(write_mark_sheet(blank(form(DECIDED))))
    fields = {field.name for field in form(DECIDED).fields}
    assert fields - set(book.defined_names) == {name("total")}


def test_criteria_stand_unchanged_and_their_ids_are_text() -> None:
    sheet = opened(write_mark_sheet(blank(form(ODD, half_marks=True))))["Mark sheet"]
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value in ("1.9", "1.10")}
    assert list(rows) == ["1.9", "1.10"]
    for row, expected in zip(rows.values(), ODD, strict=True):
        assert (row[0].data_type, row[0].number_format) == ("s", "@")
        assert row[1].value == expected.text
        assert [cell.value for cell in row[2:5]] == [f"{part.standing}\n{part.text}" for part in expected.descriptors]
        assert [cell.value for cell in row[7:9]] == [15, 7.5]


def test_entry_cells_are_open_and_marked_and_all_others_are_locked() -> None:
    book = usual()
    sheet = book["Mark sheet"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.selectLockedCells
    printed = {name("learner_name"), name("registration"), name("attempt"), name("total"), name("outcome")}
    for field in form().fields:
        cell = named(book, field.name)
        assert cell.protection.locked is (field.name in printed), field.name
        if field.name not in printed:
            assert cell.fill.fgColor.rgb == "FFFFF8D6"
            assert cell.border.left.style == "thin"
    descriptor = next(
        cell for row in sheet.iter_rows() for cell in row if cell.value == form().sections[0].rows[0].text
    )
    assert descriptor.protection.locked


def test_a_named_learner_is_printed_and_an_unnamed_one_can_be_filled_in() -> None:
    book = usual()
    assert (named(book, name("registration")).value, named(book, name("learner_name")).value) == (
        "0012345", "Åsa Öberg",
    )  # fmt: skip
    assert named(book, name("attempt")).value == 1
    empty = opened(write_mark_sheet(blank(values={})))
    for part in ("registration", "learner_name", "attempt"):
        assert named(empty, name(part)).value is None
        assert not named(empty, name(part)).protection.locked
    assert named(empty, name("registration")).number_format == "@"


def test_a_mark_is_validated_in_words_that_a_tutor_understands() -> None:
    book = usual()
    (rule,) = rules_of(named(book, name("mark", "1.1")))
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == (
        "whole",
        None,
        "0",
        "24",
    )  # between is the default
    assert rule.promptTitle == "AC 1.1"
    assert rule.error == "AC 1.1: a mark from 0 to 24; leave blank if not marked."
    assert "12 or more meets it" in rule.prompt


def test_half_marks_are_validated_by_a_formula() -> None:
    book = opened(write_mark_sheet(blank(form(ODD, half_marks=True))))
    cell = named(book, name("mark", "1.10"))
    (rule,) = rules_of(cell)
    assert rule.type == "custom"
    assert rule.formula1 == "AND(ISNUMBER(G7),G7>=0,G7<=15,G7*2=INT(G7*2))".replace("G7", cell.coordinate)
    assert "a whole or half mark from 0 to 15" in rule.error


def test_a_decision_is_chosen_from_a_list() -> None:
    book = opened(write_mark_sheet(blank(form(DECIDED))))
    (rule,) = rules_of(named(book, name("decision", "1.1")))
    assert (rule.type, rule.formula1) == ("list", '"Pass,Referral"')
    assert "Minimum" not in texts(book["Mark sheet"])


def test_dates_and_choices_of_the_foot_are_validated() -> None:
    book = usual()
    assert rules_of(named(book, name("assessed_on")))[0].type == "date"
    assert named(book, name("assessed_on")).number_format == "d mmmm yyyy"
    assert rules_of(named(book, name("iqa_decision")))[0].formula1 == '"Agreed,Not agreed"'
    assert rules_of(named(book, name("standardisation_refused")))[0].formula1 == '"Yes,No"'


def test_choices_with_commas_or_too_many_for_a_list_stand_on_a_hidden_sheet() -> None:
    people = tuple(f"Kowalska-Featherstone, Maria the {number}th" for number in range(12))
    one = form()
    book = opened(write_mark_sheet(blank(replace(one, assessor=replace(one.assessor, choices=people)))))
    (rule,) = rules_of(named(book, name("assessor")))
    assert rule.formula1 == "'Lists'!$A$2:$A$13"
    assert [cell.value for cell in book["Lists"]["A"][1:]] == list(people)
    assert book["Lists"].sheet_state == "hidden"


def test_an_untouched_sheet_is_incomplete_and_shows_no_total() -> None:
    values = opened(write_mark_sheet(blank()), values=True)
    assert named(values, name("outcome")).value == "Incomplete"
    assert named(values, name("total")).value in (None, "")


def test_notice_instructions_and_standardisation_are_there() -> None:
    book = usual()
    assert NOTICE in texts(book["Mark sheet"])
    assert form().standardisation_statement in texts(book["Mark sheet"])
    assert "Mark each criterion on its own." in texts(book["Instructions"])


def test_it_prints_on_a4_one_page_wide_with_its_head_on_every_page() -> None:
    sheet = usual()["Mark sheet"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)  # 1 is the default
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "AC")
    assert sheet.print_title_rows == f"${header - 1}:${header}", "the heading over the descriptors, too"
    assert sheet.freeze_panes == f"A{header + 1}"
    assert sheet.oddHeader.left.text == PAGE.head_left
    assert sheet.oddHeader.right.text == "Åsa Öberg && Sons"
    assert sheet.oddFooter.right.text == "Page &P of &N"
    assert not sheet.sheet_view.showGridLines


def test_long_descriptors_have_the_room_that_short_feedback_does_not_need() -> None:
    told = "What is said here has eight words. " * 8
    rows = tuple(
        criterion(ac, 24, "12", text="Explain what leads to what. " * 6, descriptor=told) for ac in ("1.1", "1.2")
    )
    sheet = opened(write_mark_sheet(blank(form(rows))))["Mark sheet"]
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "AC")
    columns = {cell.value: width(sheet, cell.column) for cell in sheet[header] if cell.value}
    assert columns["Good pass"] > 0.75 * columns["Assessor feedback"]
    heights = [sheet.row_dimensions[row[0].row].height for row in sheet.iter_rows() if row[0].value in ("1.1", "1.2")]
    assert max(heights) < 205, "three of them on a page"
    total = sum(width(sheet, column) for column in range(1, sheet.max_column + 1))
    assert total <= characters(sheet.max_column) + sheet.max_column, "8 points in print"


def test_the_logo_says_what_it_shows() -> None:
    sheet = usual()["Mark sheet"]
    assert len(sheet._images) == 1


# A completed sheet


def test_a_completed_sheet_is_final_and_keeps_the_layout() -> None:
    done = opened(write_mark_sheet(final(REFERRED, "Referral: AC 1.2 not met yet.")))
    empty = usual()
    sheet = done["Mark sheet"]
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)
    assert not sheet.data_validations.dataValidation
    assert "Referral: AC 1.2 not met yet." in texts(sheet)
    for field in form().sections[0].rows[0].award, form().sections[1].rows[1].comment:
        assert named(done, field.name).coordinate == named(empty, field.name).coordinate


def test_marks_are_numbers_dates_are_words_and_formulas_carry_their_values() -> None:
    data = write_mark_sheet(final({**REFERRED, name("assessed_on"): "14 October 2026"}))
    formulas, values = opened(data), opened(data, values=True)
    assert named(values, name("mark", "1.2")).value == 0
    assert named(values, name("assessed_on")).value == "14 October 2026"
    assert (named(values, name("total")).value, named(values, name("outcome")).value) == (50, "Referral")
    assert str(named(formulas, name("total")).value).startswith("=SUM(")
    assert "COUNTIF" in str(named(formulas, name("outcome")).value)
    met = [row[9].value for row in values["Mark sheet"].iter_rows() if row[0].value in ("1.1", "1.2", "2.1", "2.2")]
    assert met == ["Met", "Not met yet", "Met", "Met"]


def test_both_sign_and_the_decision_repeats_the_outcome() -> None:
    sheet = opened(write_mark_sheet(final(REFERRED)), values=True)["Mark sheet"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(index for index, row in enumerate(rows) if row[0] == "Assessor’s decision")
    assert [(row[0], row[5]) for row in rows[start : start + 5]] == [
        ("Assessor’s decision", "Quality assurance use"), ("Outcome", "Outcome"), ("Assessor’s name", "IQA’s name"),
        ("Signature", "Signature"), ("Date", "Date of check"),
    ]  # fmt: skip
    assert rows[start + 1][2] == "Referral"


def test_one_of_a_thing_is_not_many() -> None:
    one = replace(form((criterion("1.1", 1, "1"),)), credits=1)
    found = " ".join(texts(opened(write_mark_sheet(blank(one)))["Mark sheet"]))
    assert "1 credit ·" in found
    assert "(1 mark)" in found


def test_whether_standardisation_is_refused_is_printed() -> None:
    for values, printed in ((REFERRED, "No"), ({**REFERRED, name("standardisation_refused"): "yes"}, "Yes")):
        assert named(opened(write_mark_sheet(final(values))), name("standardisation_refused")).value == printed


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "@SUM(1)", "{=1+1}", "<b>R&D</b> {{ 7*7 }}", "http://x.example"])
def test_text_is_always_text(text: str) -> None:
    book = opened(write_mark_sheet(final({**REFERRED, name("learner_name"): text, name("comment", "1.1"): text})))
    for part in (name("learner_name"), name("comment", "1.1")):
        cell = named(book, part)
        assert cell.value == text
        assert cell.hyperlink is None


def test_text_that_starts_with_an_equals_sign_is_stored_as_a_string() -> None:
    book = opened(write_mark_sheet(final({name("comment", "1.1"): '=HYPERLINK("x")'})), values=True)
    assert named(book, name("comment", "1.1")).value == '=HYPERLINK("x")'  # a formula would have no value


def test_characters_that_no_workbook_may_hold_are_left_out() -> None:
    book = opened(write_mark_sheet(final({name("comment", "1.1"): "one\x00\x0b two\nthree"})))
    assert named(book, name("comment", "1.1")).value == "one two\nthree"


def test_a_text_longer_than_a_cell_is_refused_instead_of_cut() -> None:
    with pytest.raises(ValueError, match="40000 characters"):
        write_mark_sheet(final({name("overall_comment"): "x" * 40_000}))


@pytest.mark.parametrize(
    "sheet",
    [
        final({**REFERRED, name("comment", "1.2"): "word " * 300}),
        blank(form((criterion("1.1", 15, "8", descriptor="lengthy " * 400), criterion("1.2", 15, "8")))),
    ],
    ids=["a comment of 300 words", "a descriptor of 400 words"],
)
def test_long_texts_have_room_within_excels_limits(sheet: MarkSheet) -> None:
    grid = opened(write_mark_sheet(sheet))["Mark sheet"]
    heights = {row: grid.row_dimensions[row].height for row in range(1, grid.max_row + 1)}
    assert all(height is not None and height <= 409.5 for height in heights.values())
    longest = max((cell for row in grid.iter_rows() for cell in row), key=lambda cell: len(str(cell.value or "")))
    merged = next((area for area in grid.merged_cells.ranges if longest.coordinate in area), None)
    rows = range(merged.min_row, merged.max_row + 1) if merged else [longest.row]
    characters = sum(heights[row] for row in rows) / 15 * width(grid, longest.column)
    assert characters * 1.2 > len(longest.value)  # in Calibri a letter of prose is narrower than a figure


# Formulas and rules say the same


HALVES = {str(count): Fraction(half, 2) for count, half in enumerate(range(-2, 35), start=1)}  # from -1 to 17


@pytest.mark.slow
def test_libreoffice_says_of_every_mark_what_the_rule_says(tmp_path: Path) -> None:
    files = {}
    for half_marks in (False, True):
        one = form([criterion(f"1.{ac}", 15, "8") for ac in HALVES], half_marks=half_marks)
        marks = {name("mark", f"1.{ac}"): float(mark) for ac, mark in HALVES.items()}
        files[str(half_marks)] = filled(write_mark_sheet(blank(one)), marks)
    for kind, book in calculated(tmp_path, files).items():
        steps = 2 if kind == "True" else 1
        found = {row[0].value: row[9].value for row in book["Mark sheet"].iter_rows() if row[0].value}
        for ac, mark in HALVES.items():
            possible = 0 <= mark <= 15 and (mark * steps).denominator == 1
            expected = ILM_WORDS.status(Fraction(mark) * 2 >= 15) if possible else "Check entry"
            assert found[f"1.{ac}"] == expected, (kind, mark)


def further_attempt() -> MarkSheet:
    place = setting()
    first = assess(place.unit, marked({"1.1": 20, "1.2": 4, "2.1": 20, "2.2": 20}))
    return build_blank_sheet(build_form(place), place, learner(), first)


def test_what_a_sheet_carries_over_is_met_before_anything_is_marked() -> None:
    sheet = further_attempt()
    values = opened(write_mark_sheet(sheet), values=True)
    standings = {row[0].value: row[9].value for row in values["Mark sheet"].iter_rows() if row[0].value}
    assert {ac: standings[ac] for ac in ("1.1", "1.2", "2.1", "2.2")} == {
        "1.1": "Met", "1.2": "Not marked yet", "2.1": "Met", "2.2": "Met",
    }  # fmt: skip
    assert (named(values, sheet.form.total.name).value, named(values, sheet.form.outcome.name).value) == (
        60, "Incomplete",
    )  # fmt: skip


ENTRIES: dict[str, tuple[dict[str, object], object, str]] = {
    "nothing": ({}, None, "Incomplete"),
    "some": ({"1.1": 24, "1.2": 24, "2.1": 28}, 76, "Incomplete"),
    "nought": ({"1.1": 24, "1.2": 0, "2.1": 28, "2.2": 24}, 76, "Referral"),
    "minimums": ({"1.1": 12, "1.2": 12, "2.1": 14, "2.2": 12}, 50, "Pass"),
    "below": ({"1.1": 11, "1.2": 24, "2.1": 28, "2.2": 24}, 87, "Referral"),
    "text": ({"1.1": "twelve", "1.2": 24, "2.1": 28, "2.2": 24}, 76, "Check entry"),
    "above": ({"1.1": 25, "1.2": 24, "2.1": 28, "2.2": 24}, 101, "Check entry"),
    "broken": ({"1.1": 12.5, "1.2": 24, "2.1": 28, "2.2": 24}, 88.5, "Check entry"),
    "decided": ({"1.1": "Pass", "1.2": 24, "2.1": 28, "2.2": 24}, 76, "Pass"),
}


@pytest.mark.slow
def test_libreoffice_calculates_what_is_entered(tmp_path: Path) -> None:
    template = write_mark_sheet(blank())
    files = {
        case: filled(template, {name("mark", ac): value for ac, value in marks.items()})
        for case, (marks, _, _) in ENTRIES.items()
    }
    decided = filled(
        write_mark_sheet(blank(form(DECIDED))),
        {name("decision", "1.1"): "Pass", name("decision", "1.2"): "Referral", name("decision", "2.1"): "Pass"},
    )
    books = calculated(tmp_path, {**files, "decided by word": decided})
    found = {case: (named(books[case], name("total")).value or None, outcome(books[case])) for case in ENTRIES}
    assert found == {case: (total, word) for case, (_, total, word) in ENTRIES.items()}
    assert outcome(books["decided by word"]) == "Referral"


def outcome(book: Any) -> str:
    return str(named(book, name("outcome")).value)


@pytest.mark.slow
def test_libreoffice_calculates_the_values_that_completed_sheets_carry(tmp_path: Path) -> None:
    sheets = {
        "referral": write_mark_sheet(final(REFERRED)),
        "a further attempt": write_mark_sheet(further_attempt()),
        "unmarked": write_mark_sheet(final({name("total"): "0", name("outcome"): "Incomplete"})),
        "halves": write_mark_sheet(
            completed(form(ODD, half_marks=True), {name("mark", "1.9"): "7.5", name("mark", "1.10"): "8"})
        ),
        "decided": write_mark_sheet(completed(form(DECIDED), {row.award.name: "Pass" for row in DECIDED})),
    }
    books = calculated(tmp_path, {case: saved(opened(data)) for case, data in sheets.items()})
    for case, data in sheets.items():
        before, after = opened(data, values=True)["Mark sheet"], books[case]["Mark sheet"]
        for row in before.iter_rows():
            for cell in row:
                found = after[cell.coordinate].value
                expected = pytest.approx(cell.value) if isinstance(cell.value, float) else cell.value
                assert found == expected, (case, cell.coordinate)
