"""Mark sheets that come back filled in, in every format: what is recorded, whose it is, and what is wrong."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from lxml.etree import _Element as Element

from markpack.errors import Scope, Severity
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.marks import CriterionMark, MarkedAttempt
from tests.inputs.problems import lines_of, only, problems_of
from tests.inputs.returned import (
    FIRST_ATTEMPT,
    FOLDER,
    Values,
    W,
    attempts,
    blank,
    edit_pdf,
    edit_word,
    field,
    fill_cells,
    fill_pdf,
    fill_word,
    returned,
)
from tests.workspaces import CENTRE, CONTEXT, UNIT, changed

FILL: dict[str, Callable[[bytes, Values], bytes]] = {"xlsx": fill_cells, "docx": fill_word, "pdf": fill_pdf}
FORMATS = list(FILL)
LONG = "Łódź · Nguyễn · 日本 · 𝒜 – “quoted” & <b>\n" + "\n".join(
    f"Line {number}: " + "wörd " * 20 for number in range(45)
)
VALUES: Values = {
    field("mark", "1.1"): "18",
    field("comment", "1.1"): LONG,
    field("mark", "1.2"): " 9 ",
    field("mark", "1.10"): "0",
    field("comment", "1.10"): "Nothing yet.",
    field("section_comment", "1"): "Well argued.\nMostly.",
    field("verification", "2"): "Agreed.",
    field("overall_comment"): "Go on.",
    field("assessor"): "tom adeyemi",
    field("assessed_on"): "20 October 2026",
    field("iqa_decision"): "Referral",
    field("iqa"): "Miriam Okafor",
    field("iqa_on"): "24/10/2026",
    field("iqa_comment"): "Fair.",
}


def filled(fmt: str, values: Values, learner: str = "0012345", attempt: int = 1) -> bytes:
    return _filled(fmt, tuple(values.items()), learner, attempt)


@cache
def _filled(fmt: str, values: tuple[tuple[str, object], ...], learner: str, attempt: int) -> bytes:
    return FILL[fmt](blank(fmt, learner, attempt), dict(values))


def one(root: Path) -> MarkedAttempt:
    (found,) = attempts(root).values()
    return found


@pytest.mark.parametrize("fmt", FORMATS)
def test_everything_that_is_filled_in_is_recorded(fmt: str, tmp_path: Path) -> None:
    refused = "Yes" if fmt == "xlsx" else True
    data = filled(fmt, {**VALUES, field("standardisation_refused"): refused})
    assert len(LONG) > 4_500
    assert one(returned(tmp_path, {f"renamed by somebody.{fmt}": data})) == MarkedAttempt(
        learner="0012345",
        unit="8604-308",
        attempt=1,
        criteria={
            "1.1": CriterionMark(Fraction(18), None, LONG.strip()),
            "1.2": CriterionMark(Fraction(9)),
            "1.10": CriterionMark(Fraction(0), None, "Nothing yet."),
        },
        section_comments={"1": "Well argued.\nMostly."},
        verification={"2": "Agreed."},
        standardisation_refused=True,
        overall_comment="Go on.",
        assessor="Tom Adeyemi",
        assessed_on=datetime.date(2026, 10, 20),
        iqa="Miriam Okafor",
        iqa_decision="Referral",
        iqa_comment="Fair.",
        iqa_on=datetime.date(2026, 10, 24),
    )


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(
    ("written", "mark"), [("12", "12"), ("12,5", "12.5"), ("12.5", "12.5"), (" 12 ", "12"), ("0", "0")]
)
def test_a_mark_may_be_written_in_several_ways(fmt: str, written: str, mark: str, tmp_path: Path) -> None:
    root = returned(
        tmp_path,
        {f"a.{fmt}": filled(fmt, {field("mark", "1.1"): written})},
        centre=CENTRE + "policies:\n  half_marks: yes\n",
    )
    assert one(root).criteria == {"1.1": CriterionMark(Fraction(mark))}


@pytest.mark.parametrize("fmt", FORMATS)
def test_what_is_not_a_mark_names_file_field_value_and_remedy(fmt: str, tmp_path: Path) -> None:
    found = only(returned(tmp_path, {f"a.{fmt}": filled(fmt, {field("mark", "1.1"): "75%"})}))
    where = "sheet “Mark sheet”, cell " if fmt == "xlsx" else "field “AC 1.1 mark”"
    assert str(found.place).startswith(f"{FOLDER}/a.{fmt}, {where}")
    assert found.message == "“75%” is not a mark."
    assert found.hint == "Write a number from 0 to 24, or leave it blank if not marked."


@pytest.mark.parametrize("fmt", FORMATS)
def test_what_programs_leave_in_fields_is_mended(fmt: str, tmp_path: Path) -> None:
    values = {
        field("registration"): "\u200b0012345", field("mark", "1.1"): "18\u200b",
        field("comment", "1.1"): "<p>Good<br>work.</p>", field("assessor"): "Tom\xa0Adeyemi",
        field("attempt"): "1.0",
    }  # fmt: skip
    inputs, warnings = read_inputs(returned(tmp_path, {f"a.{fmt}": filled(fmt, values, learner="")}))
    (found,) = inputs.employers[0].marked
    assert (found.learner, found.assessor) == ("0012345", "Tom Adeyemi")
    assert found.criteria == {"1.1": CriterionMark(Fraction(18), None, "Good\nwork.")}
    messages = [warning.message for warning in warnings]
    assert "The HTML here is read as its text, “Good work.”." in messages
    assert sum("without the invisible characters" in message for message in messages) == 1
    if fmt != "xlsx":
        assert {warning.place.field for warning in warnings} >= {"registration number", "AC 1.1 comment"}


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_sheet_without_a_name_is_whose_number_is_filled_in(fmt: str, tmp_path: Path) -> None:
    values = {field("mark", "1.1"): "18", field("registration"): "0012346", field("learner_name"): "Minh Nguyễn Thị"}
    root = returned(tmp_path, {f"a.{fmt}": filled(fmt, values, "")})
    assert set(attempts(root)) == {("0012346", 1)}


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_sheet_without_a_name_or_number_is_a_problem(fmt: str, tmp_path: Path) -> None:
    values = {field("mark", "1.1"): "18", field("learner_name"): "Minh Nguyễn Thị"}
    found = only(returned(tmp_path, {f"a.{fmt}": filled(fmt, values, "")}))
    assert found.message.startswith("Marks are filled in, but no registration number")
    assert "“0012346”" in found.hint


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("other", ["Minh,Nguyễn Thị", "Aled,Jones"], ids=["nothing in common", "a brother"])
def test_a_named_sheet_is_held_against_the_name_on_the_register(other: str, fmt: str, tmp_path: Path) -> None:
    register = f"Registration,First name,Last name\n0012345,{other}\n0012346,Rhys,Jones\n"
    found = only(returned(tmp_path, {f"a.{fmt}": filled(fmt, {field("mark", "1.1"): "18"})}, register=register))
    assert found.message.startswith("The learner’s name is “Rhys Jones”, but 0012345 is the number of ")
    assert found.reach.learners == ("0012345", "0012346")


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_name_that_has_changed_on_the_register_is_a_warning(fmt: str, tmp_path: Path) -> None:
    register = "Registration,First name,Last name\n0012345,Rhys,Lloyd\n"
    sheet = {f"a.{fmt}": filled(fmt, {field("mark", "1.1"): "18"})}
    inputs, (warning,) = read_inputs(returned(tmp_path, sheet, register=register))
    assert warning.message == "The learner’s name is “Rhys Jones”, but 0012345 is the number of Rhys Lloyd."
    assert [marked.learner for marked in inputs.employers[0].marked] == ["0012345"]


@pytest.mark.parametrize("number", ["0012346", "12346"])
@pytest.mark.parametrize("fmt", FORMATS)
def test_somebody_elses_number_is_noticed_by_the_name(fmt: str, number: str, tmp_path: Path) -> None:
    values = {field("mark", "1.1"): "18", field("registration"): number, field("learner_name"): "Rhys Jones"}
    found = only(returned(tmp_path, {f"a.{fmt}": filled(fmt, values, "")}))
    assert found.message == (
        "The learner’s name is “Rhys Jones”, but 0012346 is the number of Minh Nguyễn Thị, so it cannot be told who "
        "is meant."
    )


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_sheet_on_which_nothing_is_filled_in_is_a_warning(fmt: str, tmp_path: Path) -> None:
    for number, learner in enumerate(("0012345", "")):
        found = only(returned(tmp_path / str(number), {f"a.{fmt}": blank(fmt, learner)}), Severity.WARNING)
        assert found.message == "Nothing is filled in on this mark sheet."


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_second_attempt_keeps_what_was_met_without_reading_it_as_marked_again(fmt: str, tmp_path: Path) -> None:
    second = filled(fmt, {field("mark", "1.10"): "20"}, attempt=2)
    found = attempts(returned(tmp_path, {f"a.{fmt}": second}, marks=FIRST_ATTEMPT))
    assert found["0012345", 2].criteria == {"1.10": CriterionMark(Fraction(20))}


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_second_attempt_without_a_first_is_a_problem(fmt: str, tmp_path: Path) -> None:
    found = only(returned(tmp_path, {f"a.{fmt}": filled(fmt, {field("mark", "1.10"): "20"}, attempt=2)}))
    assert "Attempt 2 of learner 0012345" in found.message


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"register": "Registration,First name,Last name\n0099999,A,B\n"}, "“0012345” is not on the register."),
        (
            {"unit": changed(UNIT, ("that shape a choice", "that form a choice"))},
            "The mark sheet was made from another wording of unit 8604-308 than templates/units has. AC 1.1 Describe "
            "the factors that [-form-] {+shape+} a choice of style.",
        ),
    ],
)
def test_sheets_that_no_longer_fit_are_problems(fmt: str, texts: dict[str, str], message: str, tmp_path: Path) -> None:
    found = only(returned(tmp_path, {f"a.{fmt}": filled(fmt, {field("mark", "1.1"): "18"})}, **texts))
    assert (found.place.file, found.message) == (f"{FOLDER}/a.{fmt}", message)
    assert found.hint


def _as_unit_401(data: bytes) -> bytes:
    def edit(properties: Element) -> None:
        for entry in properties:
            if entry.get("name") == "markpack.unit":
                entry[0].text = "8604-401"

    return edit_word(data, edit, "docProps/custom.xml")


def test_a_sheet_with_the_fields_of_another_unit_than_it_says_is_refused(tmp_path: Path) -> None:
    data = _as_unit_401(filled("docx", {field("mark", "1.1"): "18"}))
    found = only(returned(tmp_path, {"a.docx": data}))
    assert found.message == (
        "This mark sheet does not agree on its unit: its properties say “8604-401” and its fields say “8604-308”. "
        "Its marks are not read."
    )
    assert (found.reach.learners, found.reach.assignment) == (("0012345",), "")  # either unit's marks are not in


def test_a_unit_without_a_template_is_a_problem(tmp_path: Path) -> None:
    def edit(body: Element) -> None:
        for entry in (*body.iter(f"{W}tag"), *body.iter(f"{W}bookmarkStart")):
            for name, value in entry.attrib.items():
                entry.set(name, str(value).replace("u8604_308__", "u8604_401__"))

    data = edit_word(_as_unit_401(filled("docx", {field("mark", "1.1"): "18"})), edit)
    found = only(returned(tmp_path, {"a.docx": data}))
    assert found.message == "The mark sheet is for the unit “8604-401”, which has no template."


def test_a_unit_that_is_not_set_for_these_learners_is_a_problem(tmp_path: Path) -> None:
    root = returned(
        tmp_path,
        {"a.docx": filled("docx", {field("mark", "1.1"): "18"})},
        context=changed(CONTEXT, ("  8604-308:\n", "  8604-401:\n"), ("unit: 8604-308", "unit: 8604-401")),
        centre=CENTRE.replace("8604-308", "8604-401"),
    )
    (root / "templates/units/8604-401.yaml").write_text(UNIT.replace("8604-308", "8604-401"), encoding="utf-8")
    messages = [problem.message for problem in problems_of(root)]
    assert "The unit 8604-308 is not set for this employer’s learners." in messages


@pytest.mark.parametrize("fmt", FORMATS)
def test_another_employers_sheet_is_named(fmt: str, tmp_path: Path) -> None:
    root = returned(tmp_path, {f"a.{fmt}": filled(fmt, {field("mark", "1.1"): "18"})})
    (root / "contexts/acme").rename(root / "contexts/other")
    found = only(root)
    assert found.message == "This mark sheet belongs to another employer, acme."
    assert found.hint.startswith("Move it to contexts/acme/marks/.")


def test_an_attempt_that_the_centre_does_not_allow_is_a_problem(tmp_path: Path) -> None:
    root = returned(
        tmp_path,
        {"a.xlsx": filled("xlsx", {field("mark", "1.10"): "20"}, attempt=2)},
        marks=FIRST_ATTEMPT,
        centre=CENTRE + "policies:\n  attempts_allowed: 1\n",
    )
    assert only(root).message == "This is attempt 2; the centre allows 1."


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(
    ("marks", "stated", "follows"),
    [
        ((18, 9, 3), "Pass", "AC 1.10 is not met, which makes it a referral."),
        ((18, 2, 3), "Pass", "AC 1.2 and 1.10 are not met, which makes it a referral."),
        ((18, 9, 20), "Referral", "every criterion is met (AC 1.1, 1.2 and 1.10), which makes it a pass."),
        ((18, 9, None), "Pass", "there is no mark for AC 1.10 yet."),
    ],
)
def test_an_outcome_that_does_not_follow_from_the_marks_is_a_problem(
    fmt: str, marks: tuple[int | None, ...], stated: str, follows: str, tmp_path: Path
) -> None:
    parts = ("1.1", "1.2", "1.10")
    values: Values = {field("mark", part): mark for part, mark in zip(parts, marks, strict=True) if mark}
    values = {**values, **{field("comment", part): "Show more." for part in parts}}
    found = only(returned(tmp_path, {f"a.{fmt}": filled(fmt, {**values, field("outcome"): stated})}))
    assert found.message == f"The outcome is given as {stated}, but {follows}"


@pytest.mark.parametrize("fmt", FORMATS)
def test_an_outcome_that_follows_is_fine_and_a_wrong_total_a_warning(fmt: str, tmp_path: Path) -> None:
    values = {
        field("mark", "1.1"): 18, field("mark", "1.2"): 9, field("mark", "1.10"): 20,
        field("outcome"): "Pass", field("total"): "46",
    }  # fmt: skip
    found = only(returned(tmp_path / "wrong", {f"a.{fmt}": filled(fmt, values)}), Severity.WARNING)
    assert found.message == "The total is given as “46”, but the marks add up to 47, which is what counts."
    right = returned(tmp_path / "right", {f"a.{fmt}": filled(fmt, {**values, field("total"): "47"})})
    assert one(right).criteria["1.10"] == CriterionMark(Fraction(20))


def test_the_same_facts_in_every_format_are_one_attempt(tmp_path: Path) -> None:
    root = returned(tmp_path, {f"{fmt}.{fmt}": filled(fmt, VALUES) for fmt in FORMATS})
    assert one(root).criteria["1.1"].mark == 18


@pytest.mark.parametrize(
    ("name", "part", "one_value", "other", "words"),
    [
        ("mark", "1.1", "18", "17", "mark of criterion 1.1"),
        ("comment", "1.2", "Yes.", "No.", "comment of criterion 1.2"),
        ("section_comment", "2", "Yes.", "No.", "section comment of outcome 2"),
        ("verification", "1", "Yes.", "No.", "verification comment of outcome 1"),
        ("overall_comment", "", "Yes.", "No.", "overall comment"),
        ("assessor", "", "Tom Adeyemi", "Dana Whitfield", "assessor"),
        ("assessed_on", "", "20/10/2026", "21/10/2026", "date of assessment"),
        ("iqa_decision", "", "Pass", "Referral", "IQA decision"),
        ("iqa_on", "", "24/10/2026", "25/10/2026", "IQA date"),
        ("iqa_comment", "", "Yes.", "No.", "IQA comment"),
    ],
)
def test_two_different_facts_are_a_conflict_that_names_both_files_and_values(
    name: str, part: str, one_value: str, other: str, words: str, tmp_path: Path
) -> None:
    both = {field("mark", "1.10"): "20", field("iqa"): "Miriam Okafor"}
    files = {
        "a.pdf": filled("pdf", {**both, field(name, part): one_value}),
        "b.docx": filled("docx", {**both, field(name, part): other}),
    }
    found = only(returned(tmp_path, files))
    assert str(found.place).startswith(f"{FOLDER}/b.docx, field “")
    assert found.message.startswith(f"The {words} is “{other}” here and “{one_value}” in {FOLDER}/a.pdf, field “")


def test_a_refusal_in_one_file_and_a_no_in_another_is_a_conflict(tmp_path: Path) -> None:
    refused, mark = field("standardisation_refused"), {field("mark", "1.1"): "18"}
    files = {"a.pdf": filled("pdf", {**mark, refused: True}), "b.xlsx": filled("xlsx", {**mark, refused: "No"})}
    assert "The refusal of standardisation is “No” here and “yes” in" in only(returned(tmp_path, files)).message


def test_a_folder_may_hold_all_sorts_and_nothing_is_silently_ignored(tmp_path: Path) -> None:
    sheet = filled("docx", {field("mark", "1.1"): "18"})
    files = {
        "Kopie (3).docx": sheet, "holiday.jpg": b"\xff\xd8", "sheet.doc": b"\xd0\xcf\x11\xe0", "sheet.odt": b"PK",
        "~$pie (3).docx": b"x", ".~lock.Kopie (3).docx#": b"x", ".hidden.pdf": b"x", "broken.docx": sheet[:900],
        "broken.pdf": b"%PDF-1.7\nnothing", "old.docx": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    }  # fmt: skip
    root = returned(tmp_path, files)
    problems = {problem.place.file.removeprefix(f"{FOLDER}/"): problem for problem in problems_of(root)}
    assert set(problems) == {
        "holiday.jpg", "sheet.doc", "sheet.odt", "broken.docx", "broken.pdf", "old.docx",
    }  # fmt: skip
    assert all(problem.hint for problem in problems.values())
    assert {(problem.severity, problem.scope) for problem in problems.values()} == {(Severity.ERROR, Scope.FILE)}
    for name in ("broken.docx", "broken.pdf", "old.docx"):
        assert problems[name].message.endswith("No marks are read from this file; all other files are read.")
    inputs, _ = read_inputs(root)
    assert [marked.criteria["1.1"].mark for marked in inputs.employers[0].marked] == [18]


def test_what_is_made_from_marks_is_not_read_as_marks(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, _fields: object) -> None:
        pdf.docinfo["/markpack.kind"] = "completed"

    found = only(returned(tmp_path, {"a.pdf": edit_pdf(filled("pdf", VALUES), edit)}), Severity.WARNING)
    assert found.message == "This is a completed mark sheet, which is made from marks; no marks are read from it."


def _without_properties(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as package:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/custom.xml":
                content = content[: content.index(b"<property")] + b"</Properties>"
            package.writestr(entry, content)
    return target.getvalue()


@pytest.mark.parametrize("fmt", ["xlsx", "docx"])
def test_a_sheet_that_lost_its_identity_is_known_by_its_fields(fmt: str, tmp_path: Path) -> None:
    values = {field("mark", "1.1"): "18", field("registration"): "0012346"}
    root = returned(tmp_path, {f"a.{fmt}": _without_properties(filled(fmt, values, ""))})
    inputs, warnings = read_inputs(root)
    assert [(marked.learner, marked.attempt) for marked in inputs.employers[0].marked] == [("0012346", 1)]
    assert "by its fields it was taken for a mark sheet of unit 8604-308" in warnings[0].message


@pytest.mark.parametrize("fmt", ["xlsx", "docx"])
def test_a_named_sheet_that_lost_its_identity_is_known_by_what_is_printed(fmt: str, tmp_path: Path) -> None:
    second = _without_properties(filled(fmt, {field("mark", "1.10"): "20"}, attempt=2))
    inputs, (warning,) = read_inputs(returned(tmp_path / "right", {f"a.{fmt}": second}, marks=FIRST_ATTEMPT))
    assert [(marked.learner, marked.attempt) for marked in inputs.employers[0].marked] == [
        ("0012345", 1),
        ("0012345", 2),
    ]
    assert "lost what it says of itself" in warning.message
    register = "Registration,First name,Last name\n0012345,Minh,Nguyễn Thị\n"
    other = returned(tmp_path / "wrong", {f"a.{fmt}": second}, marks=FIRST_ATTEMPT, register=register)
    (found,) = (problem for problem in problems_of(other) if problem.severity is Severity.ERROR)
    assert found.message == (
        "The learner’s name is “Rhys Jones”, but 0012345 is the number of Minh Nguyễn Thị, so it cannot be told who "
        "is meant."
    )


def test_a_named_sheet_that_lost_all_that_says_whose_it_is_cannot_be_told(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        fields["markpack_identity"].V = pikepdf.String("")
        for name in [str(name) for name in pdf.docinfo if "markpack" in str(name)]:
            del pdf.docinfo[name]

    root = returned(tmp_path, {"a.pdf": edit_pdf(filled("pdf", {field("mark", "1.1"): "18"}), edit)})
    (found,) = (problem for problem in problems_of(root) if problem.severity is Severity.ERROR)
    assert found.message.startswith("Marks are filled in, but no registration number")
    assert found.hint == "Enter the marks in a newly built mark sheet or markbook instead."


def test_files_that_say_nothing_of_themselves_are_named(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        target = io.BytesIO()
        pdf.save(target)
    found = only(returned(tmp_path, {"scan.pdf": target.getvalue()}))
    assert found.message.startswith("This PDF does not say what it is")
    assert "scanned" in found.hint


def test_lines_are_shown_with_file_and_field(tmp_path: Path) -> None:
    lines = lines_of(returned(tmp_path, {"a.pdf": filled("pdf", {field("mark", "1.1"): "25"})}))
    assert lines == [
        f"{FOLDER}/a.pdf, field “AC 1.1 mark”: The mark 25 for criterion 1.1 is above its maximum of 24. "
        "Write a mark from 0 to 24."
    ]


def test_a_name_that_is_gone_from_a_workbook_is_noticed_with_and_without_a_value(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled("xlsx", {field("mark", "1.1"): 18, field("mark", "1.2"): 9})))
    for name in (field("mark", "1.2"), field("comment", "1.10"), field("overall_comment")):
        del book.defined_names[name]
    target = io.BytesIO()
    book.save(target)
    problems = problems_of(returned(tmp_path, {"a.xlsx": target.getvalue()}))
    assert {(problem.severity, problem.message) for problem in problems} == {
        (Severity.ERROR, "A field is gone from this mark sheet, and what stands in its place cannot be read: mark of "
         "criterion 1.2 (“9”)."),
        (Severity.WARNING, "Fields are gone from this mark sheet, so nothing is read for: comment of criterion 1.10 "
         "and overall comment."),
        (Severity.WARNING, "A number outside of the fields says “9”. It stands in no field, so it is in no record of "
         "0012345 (Rhys Jones)."),
    }  # fmt: skip


def test_an_edited_criterion_of_a_workbook_is_a_problem(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled("xlsx", {field("mark", "1.1"): 18})))
    book.worksheets[0]["B9"].value = "Explain some effects of styles."
    target = io.BytesIO()
    book.save(target)
    found = only(returned(tmp_path, {"a.xlsx": target.getvalue()}))
    assert found.message.startswith("AC 1.2 is not worded as in unit 8604-308: 1.2 Explain [-why")


def test_a_brief_is_not_called_something_made_from_marks(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, _fields: object) -> None:
        pdf.docinfo["/markpack.kind"] = "brief"

    found = only(returned(tmp_path, {"a.pdf": edit_pdf(blank("pdf"), edit)}), Severity.WARNING)
    assert found.message == "This is an assignment brief, which has no marks in it; no marks are read from it."


def test_a_learner_who_is_missing_from_the_register_may_be_added_to_it(tmp_path: Path) -> None:
    values = {field("mark", "1.1"): "18", field("registration"): "0012349"}
    found = only(returned(tmp_path, {"a.pdf": filled("pdf", values, "")}))
    assert found.hint.startswith("Did you mean")
    assert found.hint.endswith("Correct the number, or add the learner to the register.")
