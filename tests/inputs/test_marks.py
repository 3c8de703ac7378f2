"""Marks from lists and markbooks: what is read, and what is wrong with it."""

from __future__ import annotations

import datetime
import io
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from markpack.errors import InputError, Scope, Severity
from markpack.inputs.marks import entry_subjects
from markpack.inputs.records.register import Register
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.marks import CriterionMark, MarkedAttempt
from markpack.model.outcome import Outcome
from tests.inputs.problems import inputs_of, lines_of, only, problems_of
from tests.workspaces import (
    CENTRE,
    CONTEXT,
    MARKBOOK_HEADINGS,
    MARKBOOK_KEYS,
    MARKS,
    MARKS_FILE,
    REGISTER,
    REGISTER_FILE,
    UNIT,
    changed,
    markbook,
    workbook,
    write_workspace,
)

BOOK_FILE = "contexts/acme/marks/8604-308.xlsx"
HEAD = "learner,unit,attempt,criterion,mark,decision,comment\n"


def attempts(root: Path) -> dict[tuple[str, int], MarkedAttempt]:
    return {(marked.learner, marked.attempt): marked for marked in inputs_of(root).employers[0].marked}


def with_book(root: Path, *rows: list[object], **changes: object) -> Path:
    data = markbook(*rows, **changes)  # type: ignore[arg-type]  # the tests name the builder's own arguments
    return write_workspace(root, {MARKS_FILE: None, BOOK_FILE: data})


def with_marks(root: Path, *rows: str, head: str = HEAD, **texts: str) -> Path:
    return write_workspace(root, marks=head + "".join(f"{row}\n" for row in rows), **texts)  # type: ignore[arg-type]  # texts are the builder's


def test_a_list_gives_the_marks_of_each_criterion(tmp_path: Path) -> None:
    marked = attempts(write_workspace(tmp_path))
    assert set(marked) == {("0012345", 1), ("0012346", 1)}
    assert marked["0012345", 1].criteria == {
        "1.1": CriterionMark(Fraction(18), None, "Good factors."),
        "1.2": CriterionMark(Fraction(9)),
        "1.10": CriterionMark(Fraction(20)),
    }
    assert marked["0012345", 1].assessor == "Dana Whitfield"
    assert marked["0012345", 1].iqa == ""


def test_a_markbook_gives_the_same(tmp_path: Path) -> None:
    root = with_book(
        tmp_path,
        ["0012345", "Rhys", "Jones", 1, 18, "Good factors.", 8.0, 20.0, "=SUM(1)", "Well done.", "tom adeyemi",
         "20/10/2026", None, "2026-10-24", "=1"],
        ["0012346", "Minh", "Nguyễn Thị", 1, None, None, None, None, "=SUM(1)", None, "Dana Whitfield"],
        ["0012347", "Siobhán", "O'Brien", 1],
    )  # fmt: skip
    marked = attempts(root)
    assert set(marked) == {("0012345", 1)}
    found = marked["0012345", 1]
    assert found.criteria["1.2"] == CriterionMark(Fraction(8))
    assert found.criteria["1.10"] == CriterionMark(Fraction(20))
    assert found.overall_comment == "Well done."
    assert (found.assessor, found.assessed_on) == ("Tom Adeyemi", datetime.date(2026, 10, 20))
    assert (found.iqa, found.iqa_on) == ("Miriam Okafor", datetime.date(2026, 10, 24))


def test_a_markbook_that_lost_its_properties_is_known_by_its_columns(tmp_path: Path) -> None:
    root = with_book(tmp_path, ["0012345", "Rhys", "Jones", 1, 18], properties={})
    assert attempts(root)["0012345", 1].criteria == {"1.1": CriterionMark(Fraction(18))}


def test_a_list_may_be_a_workbook(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Registration", "Unit", "AC", "Mark"], ["0012345", "8604-308", "1.1", 18]]
    root = write_workspace(tmp_path, {MARKS_FILE: None, "contexts/acme/marks/list.xlsx": workbook(rows)})
    assert attempts(root)["0012345", 1].criteria == {"1.1": CriterionMark(Fraction(18))}


@pytest.mark.parametrize(
    ("number_format", "message"),
    [
        ("0%", "“100%” is not a mark."),
        ("0.00%", "“100.00%” is not a mark."),
        ('0" of 8"', "“1 of 8” is not a mark."),
        (";;;", "The cell holds 1, but shows nothing."),
    ],
)
def test_a_mark_is_what_its_cell_shows(tmp_path: Path, number_format: str, message: str) -> None:
    rows: list[list[object]] = [["Registration", "Unit", "AC", "Mark"], ["0012345", "8604-308", "1.1", 1]]
    files = {MARKS_FILE: None, "contexts/acme/marks/list.xlsx": workbook(rows, formats={"D2": number_format})}
    found = only(write_workspace(tmp_path / "list", files))
    assert (found.place.cell, found.message) == ("D2", message)
    data = markbook(["0012345", "", "", 1, 1], formats={"E5": number_format})
    found = only(write_workspace(tmp_path / "book", {MARKS_FILE: None, BOOK_FILE: data}))
    assert (found.place.cell, found.message) == ("E5", message)


def test_exports_write_noughts_behind_marks_and_attempts(tmp_path: Path) -> None:
    root = with_marks(tmp_path, "0012345,8604-308,1.0,1.1,18.00000,,", "0012345,8604-308,1,1.2,12,,")
    assert attempts(root)["0012345", 1].criteria["1.1"].mark == 18


def test_a_criterion_that_is_a_number_is_read_as_it_shows(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Registration", "Unit", "AC", "Mark"], ["0012345", "8604-308", 1.1, 18]]
    files = {MARKS_FILE: None, "contexts/acme/marks/list.xlsx": workbook(rows, formats={"C2": "0.00"})}
    assert set(attempts(write_workspace(tmp_path, files))["0012345", 1].criteria) == {"1.10"}


def test_a_criterion_that_may_have_lost_a_nought_is_a_warning(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Registration", "Unit", "AC", "Mark"], ["0012345", "8604-308", 1.1, 18]]
    files = {MARKS_FILE: None, "contexts/acme/marks/list.xlsx": workbook(rows)}
    found = only(write_workspace(tmp_path, files), Severity.WARNING)
    assert found.place.cell == "C2"
    assert found.message == "“1.1” is stored as a number, and 1.10 would look the same; it was taken for criterion 1.1."


def test_a_list_is_mended_as_a_register_is(tmp_path: Path) -> None:
    again = "learner,unit,attempt,criterion,mark,decision,comment"
    row = "\u200b0012345,'8604-308,'1,1.1\u200b,18\u200b,,<p>Good<br>work.</p>"
    root = with_marks(tmp_path, row, again, "0012345,8604-308,1,1.2,9,,Ã‰tude")
    (found,) = read_inputs(root)[0].employers[0].marked
    assert {key: mark.comment for key, mark in found.criteria.items()} == {"1.1": "Good\nwork.", "1.2": "Étude"}
    words = (
        "without the invisible",
        "without the marks around it",
        "read as its text",
        "encoded twice",
        "are repeated here",
    )
    shown = "\n".join(lines_of(root))
    assert [word for word in words if word not in shown] == []


def test_a_markbook_is_mended_as_a_list_is(tmp_path: Path) -> None:
    root = with_book(
        tmp_path, ["\u200b0012345", "", "", "\u200b1", "\u200b18", "&lt;3", None, None, None, None, "Dana\xa0Whitfield"]
    )
    (found,) = read_inputs(root)[0].employers[0].marked
    assert (found.criteria["1.1"], found.assessor) == (CriterionMark(Fraction(18), None, "<3"), "Dana Whitfield")
    assert [problem.place.cell for problem in problems_of(root)] == ["A5", "D5", "E5", "F5", "K5"]


def test_a_markbook_that_numbers_has_exported_is_found_below_its_title(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(markbook(["0012345", "Rhys", "Jones", 1, 18], properties={})))
    book["Marks"].insert_rows(1)
    book["Marks"]["A1"] = "Table 1"
    book["Marks"].title = "Marks - Table 1"
    book.create_sheet("Export Summary", 0)
    stream = io.BytesIO()
    book.save(stream)
    root = write_workspace(tmp_path, {MARKS_FILE: None, BOOK_FILE: stream.getvalue()})
    (found,) = read_inputs(root)[0].employers[0].marked
    assert found.criteria == {"1.1": CriterionMark(Fraction(18))}
    assert only(root, Severity.WARNING).message == (
        "The marks were found on this sheet; in a markbook it is called “Marks”."
    )


def test_a_list_on_a_hidden_sheet_is_read_with_a_warning(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Registration", "Unit", "AC", "Mark"], ["0012345", "8604-308", "1.1", 18]]
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows)))
    book["Sheet1"].sheet_state = "hidden"
    book.create_sheet("Notes")
    stream = io.BytesIO()
    book.save(stream)
    root = write_workspace(tmp_path, {MARKS_FILE: None, "contexts/acme/marks/list.xlsx": stream.getvalue()})
    assert only(root, Severity.WARNING).message == (
        "This list of marks stands on a hidden sheet, and is read all the same."
    )


def test_hidden_rows_of_a_markbook_are_named_if_they_hold_marks(tmp_path: Path) -> None:
    rows: list[list[object]] = [["0012345", "", "", 1, 18], ["0012346", "", "", 1]]
    book = openpyxl.load_workbook(io.BytesIO(markbook(*rows)))
    for number in (1, 5, 6):
        book["Marks"].row_dimensions[number].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    found = only(write_workspace(tmp_path, {MARKS_FILE: None, BOOK_FILE: stream.getvalue()}), Severity.WARNING)
    assert found.message == "Row 5 is hidden, by a filter or by hand, and read all the same."


def test_facts_of_an_attempt_may_stand_once_or_in_each_row(tmp_path: Path) -> None:
    head = "learner,unit,criterion,mark,assessor,assessed on,iqa decision,overall comment\n"
    root = with_marks(
        tmp_path,
        "0012345,8604-308,1.1,18,Tom Adeyemi,20/10/2026,Agreed,",
        "0012345,8604-308,1.2,12,Tom  adeyemi,2026-10-20,,Well done.",
        head=head,
    )
    found = attempts(root)["0012345", 1]
    assert (found.assessor, found.iqa, found.iqa_decision) == ("Tom Adeyemi", "Miriam Okafor", "Agreed")
    assert (found.assessed_on, found.overall_comment) == (datetime.date(2026, 10, 20), "Well done.")


def test_a_resubmission_is_an_attempt_of_its_own(tmp_path: Path) -> None:
    first = "0012346,8604-308,1,1.2,9,,,Dana Whitfield\n0012346,8604-308,1,1.10,20,,\n"
    marked = attempts(write_workspace(tmp_path, marks=MARKS + first + "0012346,8604-308,2,1.1,14,,,Dana Whitfield\n"))
    assert marked["0012346", 2].criteria == {"1.1": CriterionMark(Fraction(14))}


def test_the_same_fact_twice_is_one_fact(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {BOOK_FILE: markbook(["0012345", "", "", 1, 18, " Good  factors. "])}
    assert attempts(write_workspace(tmp_path, files))["0012345", 1].criteria["1.1"].mark == 18


def test_two_different_facts_name_both_places(tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, {BOOK_FILE: markbook(["0012345", "", "", 1, 19])}))
    assert str(found) == (
        "contexts/acme/marks/marks.csv, line 2, column 24: The mark of criterion 1.1 is “18” here and “19” in "
        "contexts/acme/marks/8604-308.xlsx, sheet “Marks”, cell E5 (learner 0012345, unit 8604-308, attempt 1). "
        "Keep the one that is right, and clear or correct the other."
    )


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("0012354,8604-308,1,1.1,12,,", "column 1: “0012354” is not on the register. Did you mean “001234"),
        ("Rhys Jones,8604-308,1,1.1,12,,", "Write the registration number instead of the name: “0012345”."),
        (",8604-308,1,1.1,12,,", "column 1: There are marks in a row without a registration number."),
        ("0012345,308,1,1.1,12,,", "column 9: “308” is not the reference of a unit. Did you mean “8604-308”?"),
        ("0012345,,1,1.1,12,,", "column 9: There are marks in a row without a unit."),
        ("0012345,8604-308,1,1.3,12,,", "column 20: “1.3” is not a criterion of unit 8604-308. Its criteria are 1.1, "),
        ("0012345,8604-308,1,1.11,12,,", "Did you mean “1.1”?"),
        (
            "0012345,8604-308,1,,12,,",
            "column 20: There are marks in a row without a criterion. Write one of 1.1, 1.2 and",
        ),
        ("0012345,8604-308,first,1.1,12,,", "column 18: “first” is not the number of an attempt. Write 1, 2"),
        ("0012345,8604-308,1.5,1.1,12,,", "column 18: “1.5” is not the number of an attempt."),
        (f"0012345,8604-308,{'9' * 5000},1.1,12,,", f"column 18: “{'9' * 59}…” is not the number of an attempt."),
        ("0012345,8604-308,0,1.1,12,,", "column 18: “0” is not the number of an attempt."),
        ("0012345,8604-308,0003,1.1,12,,", "column 18: This is attempt 3; the centre allows 2."),
        (f"0012345,8604-308,1,1.1,12,,{'x' * 32001}", "The comment of criterion 1.1 has 32001 characters; at most 320"),
        ("0012345,8604-308,3,1.1,12,,", "column 18: This is attempt 3; the centre allows 2."),
        ("0012345,8604-308,2,1.1,12,,", "column 18: Attempt 2 of learner 0012345 at unit 8604-308 is marked, but"),
        (
            "0012345,8604-308,1,1.1,25,,",
            "The mark 25 for criterion 1.1 is above its maximum of 24. Write a mark from 0",
        ),
        ("0012345,8604-308,1,1.1,-1,,", "column 24: “-1” is not a mark. Write a number from 0 to 24"),
        ("0012345,8604-308,1,1.1,75%,,", "column 24: “75%” is not a mark. Write a number from 0 to 24"),
        (
            "0012345,8604-308,1,1.1,12.5,,",
            "“12.5” is not a mark that the centre allows. Write a whole mark, or set half_marks",
        ),
        ("0012345,8604-308,1,1.1,12,maybe,", "column 27: “maybe” is not a decision. Write Pass or Referral."),
        ("0012345,8604-308,1,1.1,11,Pass,", "column 27: The decision for criterion 1.1 contradicts its mark: 11 of 24"),
        ("0012345,8604-308,1,1.2,7,P,", "contradicts its mark: 7 of 15 is a referral."),
    ],
)
def test_what_is_wrong_in_a_row_stands_at_its_cell(tmp_path: Path, row: str, line: str) -> None:
    shown = str(only(with_marks(tmp_path, row)))
    assert shown.startswith("contexts/acme/marks/marks.csv, line 2, ")
    assert line in shown


def test_half_marks_count_where_the_centre_allows_them(tmp_path: Path) -> None:
    centre = CENTRE + "policies:\n  half_marks: yes\n"
    marked = attempts(with_marks(tmp_path, "0012345,8604-308,1,1.1,12.5,,", centre=centre))
    assert marked["0012345", 1].criteria["1.1"].mark == Fraction(25, 2)


def test_lost_zeros_are_put_back_with_a_warning_where_only_one_learner_is_meant(tmp_path: Path) -> None:
    root = with_marks(tmp_path, "12345,8604-308,1,1.1,12,,", "12345,8604-308,1,1.2,12,,")
    found = only(root, Severity.WARNING)
    assert found.place.file == MARKS_FILE
    assert found.message == (
        "“12345” was taken for “0012345” in contexts/acme/learners.csv, line 2, column 1; "
        "leading zeros are missing here."
    )


def test_zeros_that_the_register_has_lost_are_missed_there_once_for_each_learner(tmp_path: Path) -> None:
    register = changed(REGISTER, ("0012345", "12345"), ("0012346", "12346"), ("0012347", "12347"))
    found = problems_of(write_workspace(tmp_path, {"contexts/acme/marks/more.csv": MARKS}, register=register))
    assert [(problem.place.file, problem.place.line, problem.severity) for problem in found] == [
        (REGISTER_FILE, 2, Severity.WARNING),
        (REGISTER_FILE, 3, Severity.WARNING),
    ]
    assert found[0].message == (
        "“12345” was taken for “0012345” in contexts/acme/marks/marks.csv, line 2, column 1; "
        "leading zeros are missing here."
    )


def test_a_number_that_has_lost_its_zeros_is_named_once(tmp_path: Path) -> None:
    rows: list[list[object]] = [["learner", "unit", "criterion", "mark"], [12345, "8604-308", "1.1", 12]]
    files = {MARKS_FILE: None, "contexts/acme/marks/march.xlsx": workbook(rows)}
    found = only(write_workspace(tmp_path / "number", files), Severity.WARNING)
    assert "“12345” was taken for “0012345”" in found.message
    register = REGISTER.replace("0012345", "12345")
    short = only(write_workspace(tmp_path / "register", register=register), Severity.WARNING)
    assert (short.place.file, short.place.line) == (REGISTER_FILE, 2)
    assert "“12345” is shorter than the others’ 7 digits" in short.message


def test_a_comma_in_a_text_without_quotes_loses_nothing_silently(tmp_path: Path) -> None:
    problem = only(with_marks(tmp_path, "0012345,8604-308,1,1.1,18,,Clear, and well argued."))
    assert "“and well argued.” stands under none" in problem.message
    assert (problem.place.line, problem.place.column) == (2, 34)
    assert "double quotes" in problem.hint


def test_an_unknown_learner_is_reported_once_a_file(tmp_path: Path) -> None:
    only(with_marks(tmp_path, "X9,8604-308,1,1.1,12,,", "X9,8604-308,1,1.2,12,,"))


PASS_OR_REFER = changed(CONTEXT, ("    tutor:", "    marking: pass or refer\n    tutor:"))


def test_a_list_of_learners_who_are_all_unknown_is_not_held_against_the_register_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def suggest(value: str, _register: Register) -> str:
        asked.append(value)
        return "Ann?"

    monkeypatch.setattr(entry_subjects, "MOST_SUGGESTIONS", 3)
    monkeypatch.setattr(entry_subjects, "suggest_learner", suggest)
    rows = [f"{number},8604-308,1,{criterion},9,," for number in range(5_000, 5_009) for criterion in ("1.1", "1.2")]
    hints = [problem.hint for problem in problems_of(with_marks(tmp_path, *rows)) if problem.severity is Severity.ERROR]
    assert asked == ["5000", "5001", "5002"]
    remedy = "Correct the number, or add the learner to the register."
    assert hints == [f"Ann? {remedy}"] * 3 + [remedy] * 6


def test_a_unit_marked_by_pass_or_referral_takes_decisions(tmp_path: Path) -> None:
    rows = ("0012345,8604-308,1,1.1,,Met,Good.", "0012345,8604-308,1,1.2,,not met,")
    found = attempts(with_marks(tmp_path, *rows, context=PASS_OR_REFER))["0012345", 1]
    assert found.criteria["1.1"] == CriterionMark(None, Outcome.PASS, "Good.")
    assert found.criteria["1.2"].decision is Outcome.REFERRAL


def test_a_number_alone_is_not_a_decision(tmp_path: Path) -> None:
    found = only(with_marks(tmp_path, "0012345,8604-308,1,1.1,18,,", context=PASS_OR_REFER))
    assert found.message == "There is a mark for criterion 1.1, but unit 8604-308 is marked by pass or referral."


def test_a_decision_without_a_mark_leaves_the_total_too_low(tmp_path: Path) -> None:
    found = only(with_marks(tmp_path, "0012345,8604-308,1,1.1,,Pass,"), Severity.WARNING)
    assert found.message == "There is a decision for criterion 1.1 but no mark, so the total is too low."


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("Dana Whitfeld,,,", "The assessor “Dana Whitfeld” is not among the centre’s staff."),
        ("Miriam Okafor,,,", "“Miriam Okafor” is not listed to assess unit 8604-308."),
        (",,Tom Adeyemi,", "“Tom Adeyemi” is not listed to quality-assure unit 8604-308."),
        (
            ",,Dana Whitfield,",
            "“Dana Whitfield” is both assessor and IQA; nobody may quality-assure their own decisions.",
        ),
        (
            ",13/09/2026,,",
            "13 September 2026 as date of assessment is before 14 September 2026, when the unit was set.",
        ),
        (",soon,,", "“soon” is not a date."),
        (",9999-12-30,,", "“9999-12-30” is not in the years from 2000 to 2099."),
        (
            ",13/10/2026,,",
            "13 October 2026 as date of assessment is before 14 October 2026, when unit 8604-308 is due.",
        ),
        (",20/10/2026,,19/10/2026", "19 October 2026 as IQA date is before 20 October 2026, the date of assessment."),
    ],
)
def test_people_and_dates_are_checked(tmp_path: Path, facts: str, message: str) -> None:
    head = "learner,unit,criterion,mark,assessor,assessed on,iqa,iqa on\n"
    found = problems_of(with_marks(tmp_path, f"0012345,8604-308,1.1,18,{facts}", head=head))
    assert message in [problem.message for problem in found]


def test_a_unit_that_is_not_set_for_these_learners(tmp_path: Path) -> None:
    other = UNIT.replace("8604-308", "8604-401")
    root = write_workspace(
        tmp_path, {"templates/units/8604-401.yaml": other}, marks=HEAD + "0012345,8604-401,1,1.1,1,,\n"
    )
    assert only(root).message == "The unit 8604-401 is not set for this employer’s learners."


def test_a_markbook_built_from_other_criteria_is_not_read(tmp_path: Path) -> None:
    identity = {"markpack.kind": "markbook", "markpack.unit": "8604-308", "markpack.criteria": "0" * 64}
    root = with_book(tmp_path, ["0012345", "", "", 1, 18], properties=identity)
    found = only(root)
    assert found.message == "The markbook was built from another wording of unit 8604-308 than templates/units has."
    assert (found.severity, found.reach.learners) == (Severity.ERROR, ("0012345",))


def test_a_markbook_of_another_employer_is_a_problem(tmp_path: Path) -> None:
    identity = {"markpack.kind": "markbook", "markpack.unit": "8604-308", "markpack.employer": "harbour"}
    found = only(with_book(tmp_path, ["0012345", "", "", 1, 18], properties=identity))
    assert found.message == "This markbook belongs to another employer, harbour."


def test_a_markbook_of_another_version_of_the_unit_warns_of_columns_that_are_not_read(tmp_path: Path) -> None:
    keys = [*MARKBOOK_KEYS, "u8604_308__mark__9_9"]
    found = only(with_book(tmp_path, ["0012345", "", "", 1, 18], keys=keys), Severity.WARNING)
    assert "“u8604_308__mark__9_9”" in found.message


@pytest.mark.parametrize(
    ("gone", "which"),
    [
        (("u8604_308__mark__1_2",), "1.2, so nothing is read for it"),
        (("u8604_308__mark__1_2", "u8604_308__mark__1_10"), "1.2 and 1.10, so nothing is read for them"),
    ],
)
def test_a_markbook_whose_column_was_deleted_says_so(tmp_path: Path, gone: tuple[str, ...], which: str) -> None:
    keys = [key for key in MARKBOOK_KEYS if key not in gone]
    found = only(with_book(tmp_path, ["0012345", "", "", 1, 18], keys=keys), Severity.WARNING)
    assert found.message == f"The markbook has no column for AC {which}."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"properties": {"markpack.kind": "markbook", "markpack.unit": "8604-999"}},
         "The markbook is for the unit “8604-999”, which has no template."),
        ({"keys": ["x"]}, "The markbook has lost its sheet “Marks”, or the hidden first row that names its columns."),
    ],
)  # fmt: skip
def test_a_markbook_that_cannot_be_read_is_a_problem(tmp_path: Path, changes: dict[str, object], message: str) -> None:
    assert only(with_book(tmp_path, ["0012345", "", "", 1, 18], **changes)).message == message


def test_a_mark_by_a_formula_that_has_no_result_is_not_taken_for_a_blank(tmp_path: Path) -> None:
    found = only(with_book(tmp_path, ["0012345", "", "", 1, "=9+9"]))
    assert (found.place.cell, found.message) == ("E5", "The cell holds a formula whose result is not stored.")


def test_files_of_other_kinds_are_reported_or_passed_over(tmp_path: Path) -> None:
    folder = "contexts/acme/marks/"
    files: dict[str, str | bytes | None] = {
        folder + "photo.JPG": b"\xff\xd8",
        folder + "talk.MP3": b"ID3",
        folder + "returned.doc": b"x",
        folder + "old.xls": b"x",
        folder + "notes.xlsx": workbook([["x"]]),
        folder + "sheet.xlsx": workbook([["x"]], properties={"markpack.kind": "blank"}),
        folder + "~$8604-308.xlsx": b"x",
        folder + ".~lock.8604-308.xlsx#": b"x",
        folder + ".DS_Store": b"x",
        folder + "README.md": "Put markbooks here.",
    }
    root = write_workspace(tmp_path, files)
    found = {problem.place.file.removeprefix(folder): problem for problem in problems_of(root)}
    assert set(found) == {"photo.JPG", "talk.MP3", "returned.doc", "old.xls", "notes.xlsx", "sheet.xlsx"}
    assert {(problem.severity, problem.scope) for problem in found.values()} == {(Severity.ERROR, Scope.FILE)}
    assert found["photo.JPG"].message == "Files that end in “.jpg” are not read."
    assert found["photo.JPG"].hint.startswith("If it shows a mark sheet, enter the marks in a newly built one")
    assert found["talk.MP3"].message == "Files that end in “.mp3” are not read from marks/."
    assert "markbooks (.xlsx) and lists of marks (.csv)" in found["talk.MP3"].hint
    assert found["returned.doc"].hint == (
        "If it is a mark sheet, save it as a Word document (.docx). If it is not a mark sheet, list it in "
        "marks/not-marks.csv: markpack not-marks adds the line, with --reason and --by."
    )
    assert "no fields of a mark sheet" in found["sheet.xlsx"].message


def test_no_marks_folder_means_nothing_is_marked(tmp_path: Path) -> None:
    assert attempts(write_workspace(tmp_path, {MARKS_FILE: None})) == {}


def test_marks_in_a_subfolder_are_read(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None, "contexts/acme/marks/spring/m.csv": MARKS})
    assert len(attempts(root)) == 2


def test_marks_are_checked_although_the_register_cannot_be_read(tmp_path: Path) -> None:
    lines = lines_of(with_marks(tmp_path, "0012345,8604-308,1,1.1,25,,", register=""))
    assert len(lines) == 2
    assert "is above its maximum of 24" in lines[1]


def test_a_copied_column_is_fine_until_it_says_something_else(tmp_path: Path) -> None:
    keys = (*MARKBOOK_KEYS, "u8604_308__mark__1_1")
    row = ["0012345", "Rhys", "Jones", 1, 18, "", 9, 20, None, None, "Dana Whitfield", *[None] * 4]
    with_book(tmp_path / "same", [*row, 18], keys=keys)
    assert attempts(tmp_path / "same")["0012345", 1].criteria["1.1"].mark == 18
    found = only(with_book(tmp_path / "other", [*row, 17], keys=keys))
    assert found.message == (
        "The columns E and P both have the name “u8604_308__mark__1_1” in the hidden first row, but here they say "
        "“18” and “17”."
    )


def test_a_name_beside_the_wrong_number_is_a_problem(tmp_path: Path) -> None:
    found = only(with_book(tmp_path, ["0012345", "Minh", "Nguyễn Thị", 1, 18]))
    assert found.place.cell == "B5"
    assert found.message == (
        "The learner’s name is “Minh Nguyễn Thị”, but 0012345 is the number of Rhys Jones, so it cannot be told who "
        "is meant."
    )


@pytest.mark.parametrize(
    ("head", "name", "shown"),
    [("name", '"Nguyễn Thị, Minh"', "Nguyễn Thị, Minh"), ("first name,surname", "Minh,Nguyễn", "Minh Nguyễn")],
)
def test_a_name_beside_the_wrong_number_of_a_list_is_a_problem(
    head: str, name: str, shown: str, tmp_path: Path
) -> None:
    root = with_marks(
        tmp_path, f"0012345,{name},8604-308,1,1.1,18", head=f"learner,{head},unit,attempt,criterion,mark\n"
    )
    found = only(root)
    assert (found.place.line, found.place.column, found.scope) == (2, 9, Scope.LEARNER)
    assert found.message.startswith(f"The learner’s name is “{shown}”, but 0012345 is the number of Rhys Jones, ")


def test_a_name_beside_its_number_in_a_list_may_be_written_differently(tmp_path: Path) -> None:
    head = "learner,name,unit,attempt,criterion,mark\n"
    root = with_marks(tmp_path, '0012346,"NGUYEN, M.",8604-308,1,1.1,18', "0012347,,8604-308,1,1.1,18", head=head)
    assert set(attempts(root)) == {("0012346", 1), ("0012347", 1)}


def test_what_databases_write_for_an_empty_cell_is_no_comment(tmp_path: Path) -> None:
    rows = (
        "0012345,8604-308,1,1.1,18,NULL,NULL",
        "0012346,8604-308,1,1.1,NULL,NULL,NULL",
        "0012347,8604-308,1,1.1,9,,Null",
    )
    inputs, found = read_inputs(with_marks(tmp_path, *rows))
    assert {marked.learner: dict(marked.criteria) for marked in inputs.employers[0].marked} == {
        "0012345": {"1.1": CriterionMark(Fraction(18))},
        "0012347": {"1.1": CriterionMark(Fraction(9), None, "Null")},
    }
    assert [entry.message.split(", ")[0] for entry in found] == ["“NULL” stands for an empty cell"] * 3


def test_words_in_a_row_without_marks_are_quoted(tmp_path: Path) -> None:
    note = "Second marked by RV"
    found = only(with_marks(tmp_path / "a", "0012346,8604-308,1,1.1,,", f"{note},,,,,"), Severity.WARNING)
    assert (found.place.line, found.message) == (3, f"“{note}” is in a row without marks, and not on record.")
    rows: list[list[object]] = [["0012345", "Rhys", "Jones", 1, 18], ["0012346", "Minh", "Nguyễn", 1, None]]
    found = only(with_book(tmp_path / "b", *rows, [None, note, None, None, None]), Severity.WARNING)
    assert found.message == f"“{note}” is in a row without marks, and not on record."


@pytest.mark.parametrize(
    ("row", "quoted"),
    [
        ("0012347,8604-308,absent,1.1,,", "absent"),
        ("Moderated,,,,,", "Moderated"),
        (",Totals,,,,", "Totals"),
        (",,,Deferred,,", "Deferred"),
        ("0099999,8604-308,1,1.1,,", ""),
        (",8604-308,1,1.1,,", ""),
    ],
)
def test_a_single_word_in_a_row_without_marks_is_quoted_and_a_number_is_not(
    row: str, quoted: str, tmp_path: Path
) -> None:
    messages = [problem.message for problem in problems_of(with_marks(tmp_path, row))]
    assert messages == ([f"“{quoted}” is in a row without marks, and not on record."] if quoted else [])


@pytest.mark.parametrize("heading", ["Mark %", "Mark (%)", "% marks"])
def test_a_column_of_percentages_is_no_column_of_marks(heading: str, tmp_path: Path) -> None:
    root = with_marks(
        tmp_path, "0012345,8604-308,1,1.1,18,Good.", head=f"learner,unit,attempt,criterion,{heading},comment\n"
    )
    found = only(root)
    assert (found.place.line, found.place.column) == (1, 32)
    assert found.message == f"“{heading}” is a column of percentages, which are not read."


def test_a_list_without_any_column_of_marks_is_a_problem(tmp_path: Path) -> None:
    root = with_marks(tmp_path, "0012345,8604-308,1,1.1,18", head="learner,unit,attempt,criterion,score\n")
    assert [entry.message for entry in problems_of(root) if entry.severity is Severity.ERROR] == [
        "There is no column for marks, decisions or comments, so nothing is read from this list."
    ]


@pytest.mark.parametrize("name", [("Minh", "Nguyen"), ("", "NGUYỄN"), ("", ""), ("M.", "Nguyễn")])
def test_a_name_may_be_written_differently(name: tuple[str, str], tmp_path: Path) -> None:
    assert set(attempts(with_book(tmp_path, ["0012346", *name, 1, 18]))) == {("0012346", 1)}


def test_a_name_of_which_a_part_is_another_is_a_warning(tmp_path: Path) -> None:
    found = only(with_book(tmp_path, ["0012346", "Minh", "Nguyễn-Smith", 1, 18]), Severity.WARNING)
    assert found.message == "The learner’s name is “Minh Nguyễn-Smith”, but 0012346 is the number of Minh Nguyễn Thị."


def test_what_stands_on_a_sheet_that_was_added_to_a_markbook_is_quoted(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(markbook(["0012345", "Rhys", "Jones", 1, 18])))
    book.create_sheet("To do").append(["Ask Rhys", "about his second source"])
    book.create_sheet("Legend").append(["What the columns mean"])
    data = io.BytesIO()
    book.save(data)
    found = only(write_workspace(tmp_path, {MARKS_FILE: None, BOOK_FILE: data.getvalue()}), Severity.WARNING)
    assert found.place.sheet == "To do"
    assert found.message.startswith("This sheet says “Ask Rhys about his second source”.")


def test_a_second_sheet_of_marks_is_not_silently_ignored(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(markbook(["0012345", "Rhys", "Jones", 1, 18])))
    book.copy_worksheet(book["Marks"]).title = "Marks (2)"
    target = io.BytesIO()
    book.save(target)
    root = write_workspace(tmp_path, {MARKS_FILE: None, BOOK_FILE: target.getvalue()})
    found = only(root, Severity.WARNING)
    assert (found.place.sheet, found.message) == (
        "Marks (2)", "This sheet is made like “Marks”, but only “Marks” is read.",
    )  # fmt: skip


def test_a_second_sheet_of_marks_that_says_something_else_is_a_problem(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(markbook(["0012345", "Rhys", "Jones", 1, 18])))
    copied = book.copy_worksheet(book["Marks"])
    copied.title = "Group B"
    copied.append(["0012346", "Minh", "Nguyễn", 1, 9])
    target = io.BytesIO()
    book.save(target)
    found = only(write_workspace(tmp_path, {MARKS_FILE: None, BOOK_FILE: target.getvalue()}))
    assert (found.place.sheet, found.reach.learners) == ("Group B", ("0012346",))
    assert "What it says of 0012346 stands nowhere else." in found.message


def test_marks_without_the_number_of_an_attempt_are_a_problem(tmp_path: Path) -> None:
    found = only(with_book(tmp_path, ["0012345", "Rhys", "Jones", None, 18]))
    assert found.place.cell == "D5"
    assert found.message == "There are marks for learner 0012345, but no number of an attempt, so they are not read."


def test_columns_of_a_markbook_that_were_moved_below_their_names_are_not_read(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(markbook(["0012345", "Rhys", "Jones", 1, 18, "Good.", 9])))
    book["Marks"].move_range("E4:F5", cols=2)
    target = io.BytesIO()
    book.save(target)
    found = only(write_workspace(tmp_path, {MARKS_FILE: None, BOOK_FILE: target.getvalue()}))
    assert (found.place.cell, found.reach.learners) == ("G4", ("0012345",))
    assert found.message == (
        "By the hidden first row this is the column for mark of criterion 1.2, but its heading says “AC 1.1” (and 1 "
        "more of the markbook’s columns): cells were moved. What stands in such columns is not read."
    )


def test_more_rows_of_marks_than_are_read_stop_their_employer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("markpack.inputs.marks.marks_folder.MOST_ENTRIES", 4)
    more = "".join(f"0012346,8604-308,1,{criterion},9,,\n" for criterion in ("1.1", "1.2", "1.10"))
    root = write_workspace(
        tmp_path, {"contexts/acme/marks/more.csv": HEAD + more}, marks=f"{HEAD}0012345,8604-308,1,1.1,18,,\n"
    )
    assert {marked.learner for marked in read_inputs(root)[0].employers[0].marked} == {"0012345", "0012346"}
    (root / "contexts/acme/marks/more.csv").write_text(HEAD + more + "0012347,8604-308,1,1.1,9,,\n")
    with pytest.raises(InputError) as caught:
        read_inputs(root)
    (found,) = (problem for problem in caught.value.problems if problem.severity is Severity.ERROR)
    assert (found.place.line, found.reach.scope, found.reach.employer) == (5, Scope.EMPLOYER, "acme")
    assert found.message == (
        "With this row, contexts/acme/marks/ holds more than 4 rows and sheets with marks. None of them are read."
    )


def test_marks_in_a_row_that_begins_like_the_headings_are_not_passed_over(tmp_path: Path) -> None:
    again: list[object] = [*MARKBOOK_HEADINGS]
    rows: list[list[object]] = [["0012345", "Rhys", "Jones", 1, 18], again, ["Registration", "Minh", "", 1, 9]]
    found = only(with_book(tmp_path, *rows))
    assert (found.place.cell, found.message) == ("A7", "“Registration” is not on the register.")
