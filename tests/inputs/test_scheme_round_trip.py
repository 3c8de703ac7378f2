"""Forms of each scheme come back as they were filled in, in every format, and what they claim is held to the rules."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from lxml.etree import _Element as Element

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.errors import Severity
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.marks import CriterionMark
from markpack.model.outcome import Outcome
from markpack.report import Options
from tests.inputs.problems import inputs_of, only, problems_of
from tests.inputs.returned import (
    FOLDER,
    REGISTER,
    Values,
    W,
    attempts,
    blank,
    edit_word,
    field,
    fill_cells,
    fill_pdf,
    fill_word,
)
from tests.inputs.schemes import files_of
from tests.inputs.test_returned_libreoffice import saved_by_libreoffice
from tests.workspaces import MARKS_FILE, UNIT_FILE, changed, write_workspace

FILL: dict[str, Callable[[bytes, Values], bytes]] = {"xlsx": fill_cells, "docx": fill_word, "pdf": fill_pdf}
MET, NOT_MET = CriterionMark(decision=Outcome.PASS), CriterionMark(decision=Outcome.REFERRAL)
NOT_ATTEMPTED = CriterionMark(not_attempted=True)

FILLED: Mapping[str, tuple[str, tuple[str, ...], tuple[CriterionMark, ...], str]] = {
    "ladder": (
        "decision", ("Achieved", "Achieved", "Not attempted"), (MET, MET, NOT_ATTEMPTED), "Merit",
    ),
    "refer": ("decision", ("Pass", "Pass", "Refer"), (MET, MET, NOT_MET), "Refer"),
    "levels": (
        "level", ("Distinction", "Pass", "Merit"), tuple(CriterionMark(level=code) for code in "DPM"), "Pass",
    ),
    "steps": (
        "mark", ("24", "15", "Not attempted"),
        (CriterionMark(Fraction(24)), CriterionMark(Fraction(15)), NOT_ATTEMPTED), "Unsuccessful",
    ),
}  # fmt: skip
"""For each scheme the field in which it judges, what is filled in, what that means, and the grade in words."""
PARTS = ("1.1", "1.2", "1.10")
EACH = pytest.mark.parametrize(
    "scheme", ["ladder", *(pytest.param(name, marks=pytest.mark.slow) for name in FILLED if name != "ladder")]
)


@cache
def forms(scheme: str) -> Mapping[str, bytes]:
    """The first blank sheet of a learner in each format, and the markbook."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_workspace(Path(folder), {**files_of(scheme), MARKS_FILE: None}, register=REGISTER)
        report = build(Workspace(root), Options(kinds=("blank", "markbook"), jobs=1))
        assert report.failed == ()
        assert report.problems == ()
        unit = root / "output/acme/8604-308"
        made = {path.suffix[1:]: path.read_bytes() for path in (unit / "blank").glob("*0012345*")}
        return made | {"markbook": next(unit.glob("Markbook*")).read_bytes()}


def filled(scheme: str, outcome: str = "", iqa: str = "") -> dict[str, str]:
    """What is filled in on a sheet, with an outcome and an IQA's decision where they are given."""
    name, texts, _, _ = FILLED[scheme]
    values = {field(name, part): text for part, text in zip(PARTS, texts, strict=True)}
    values |= {field("comment", "1.10"): "Read again.", field("assessor"): "Dana Whitfield"}
    return values | ({field("outcome"): outcome} if outcome else {}) | ({field("iqa_decision"): iqa} if iqa else {})


def returned(root: Path, scheme: str, name: str, data: bytes) -> Path:
    return write_workspace(root, {**files_of(scheme), MARKS_FILE: None, f"{FOLDER}/{name}": data}, register=REGISTER)


def judged(root: Path) -> list[CriterionMark]:
    """What is recorded of the criteria, comments aside, where nothing is wrong."""
    criteria = attempts(root)["0012345", 1].criteria
    return [CriterionMark(entry.mark, entry.decision, level=entry.level, not_attempted=entry.not_attempted)
            for entry in criteria.values()]  # fmt: skip


@EACH
@pytest.mark.parametrize("fmt", list(FILL))
def test_a_mark_sheet_comes_back(scheme: str, fmt: str, tmp_path: Path) -> None:
    _, _, expected, grade = FILLED[scheme]
    data = FILL[fmt](forms(scheme)[fmt], filled(scheme, grade, grade))
    root = returned(tmp_path, scheme, f"a.{fmt}", data)
    assert judged(root) == list(expected)
    assert attempts(root)["0012345", 1].iqa_decision == grade


@EACH
def test_a_markbook_comes_back(scheme: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(forms(scheme)["markbook"]))
    sheet = book["Marks"]
    columns = {cell.value: number for number, cell in enumerate(sheet[1], start=1)}
    row = next(number for number, cell in enumerate(sheet["A"], start=1) if cell.value == "0012345")
    for name, text in filled(scheme).items():
        sheet.cell(row, columns[name]).value = text
    stream = io.BytesIO()
    book.save(stream)
    assert judged(returned(tmp_path, scheme, "book.xlsx", stream.getvalue())) == list(FILLED[scheme][2])


WRONG: Mapping[str, tuple[str, str, str]] = {
    "ladder": (
        "Distinction",
        "The outcome is given as Distinction, but AC 1.10 is not met as Distinction asks for, which makes it Merit.",
        "Correct the decisions, or leave the outcome open: it follows from the decisions.",
    ),
    "refer": (
        "Pass", "The outcome is given as Pass, but AC 1.10 is not met, which makes it Refer.",
        "Correct the decisions, or leave the outcome open: it follows from the decisions.",
    ),
    "levels": (
        "Merit", "The outcome is given as Merit, but AC 1.2 is not met as Merit asks for, which makes it Pass.",
        "Correct the levels, or leave the outcome open: it follows from the levels.",
    ),
    "steps": (
        "Distinction",
        "The outcome is given as Distinction, but learning outcome 2 has less than the least that is needed, which "
        "makes it Unsuccessful.",
        "Correct the marks, or leave the outcome open: it follows from the marks.",
    ),
}  # fmt: skip


@EACH
def test_an_outcome_that_does_not_follow_is_named_in_the_scheme_s_words(scheme: str, tmp_path: Path) -> None:
    outcome, message, hint = WRONG[scheme]
    root = returned(tmp_path, scheme, "a.docx", fill_word(forms(scheme)["docx"], filled(scheme, outcome, outcome)))
    found = [(problem.message, problem.hint) for problem in problems_of(root)]
    grade = FILLED[scheme][3]
    nouns = {"levels": "levels", "steps": "marks"}.get(scheme, "decisions")
    assert found == [
        (
            f"The IQA decided “{outcome}”, but the {nouns} come to “{grade}” (learner 0012345, unit 8604-308, "
            "attempt 1). The outcome is held: the learner gets no feedback on it.",
            f"Add a sheet with corrected {nouns} and a higher revision, or the IQA’s new decision.",
        ),
        (message, hint),
    ]


def test_a_grade_that_the_unit_does_not_have_is_not_named_as_the_next_one(tmp_path: Path) -> None:
    files = dict(files_of("ladder"))
    files[UNIT_FILE] = changed(files[UNIT_FILE], ("tier: M", "tier: P"))
    root = write_workspace(tmp_path, {**files, MARKS_FILE: None}, register=REGISTER)
    build(Workspace(root), Options(kinds=("blank",), formats=("docx",), learners=("0012345",), jobs=1))
    (blank_sheet,) = (root / "output/acme/8604-308/blank").glob("*0012345*")
    (root / FOLDER).mkdir()
    (root / FOLDER / "a.docx").write_bytes(fill_word(blank_sheet.read_bytes(), filled("ladder", "Distinction")))
    assert only(root).message == (
        "The outcome is given as Distinction, but AC 1.10 is not met as Distinction asks for, which makes it Pass."
    )


@pytest.mark.slow
def test_a_total_is_compared_with_the_marks_and_what_is_typed_below_its_note_is_named(tmp_path: Path) -> None:
    filled_in = fill_word(forms("steps")["docx"], {**filled("steps"), field("total"): "40"})
    (found,) = problems_of(returned(tmp_path, "steps", "a.docx", filled_in))
    assert found.message == "The total is given as “40”, but the marks add up to 39, which is what counts."

    def type_below(body: Element) -> None:
        (note,) = (entry for entry in body.iter(f"{W}t") if (entry.text or "").startswith("The total decides"))
        note.text = f"{note.text} Agreed with the office."

    edited = edit_word(fill_word(forms("steps")["docx"], filled("steps")), type_below)
    found = only(returned(tmp_path, "steps", "a.docx", edited))
    assert "Agreed with the office." in found.message


@pytest.mark.slow
@pytest.mark.parametrize("fmt", ["docx", "xlsx"])
def test_a_sheet_that_libreoffice_saved_again_is_read_alike(fmt: str, tmp_path: Path) -> None:
    once = FILL[fmt](forms("ladder")[fmt], filled("ladder", "Merit"))
    again = saved_by_libreoffice(once, fmt, tmp_path / "again")
    assert judged(returned(tmp_path, "ladder", f"a.{fmt}", again)) == list(FILLED["ladder"][2])


OTHER_FLOOR = [("floor: U", "floor: F"), ("U: Unclassified", "F: Unclassified")]


def with_another(root: Path, *changes: tuple[str, str], **more: str | bytes) -> Path:
    """A workspace with a sheet made by “ladder”, whose unit is judged by “other”: ladder's rules with some changes."""
    data = fill_word(forms("ladder")["docx"], filled("ladder"))
    other = {
        name.replace("ladder", "other"): changed(
            text, ("scheme: ladder", "scheme: other"), *changes * (name != UNIT_FILE)
        )
        for name, text in files_of("ladder").items()
    }
    return write_workspace(root, {**other, MARKS_FILE: None, f"{FOLDER}/a.docx": data, **more}, register=REGISTER)


def test_a_sheet_is_read_by_another_scheme_with_the_same_rules(tmp_path: Path) -> None:
    assert judged(with_another(tmp_path)) == list(FILLED["ladder"][2])


@pytest.mark.parametrize(
    ("changes", "differing"),
    [
        ([("not_attempted: yes", "not_attempted: no")], "how a criterion is judged"),
        (OTHER_FLOOR, "how the grade follows"),
    ],
)
def test_a_sheet_that_was_made_for_other_rules_is_not_read(
    changes: list[tuple[str, str]], differing: str, tmp_path: Path
) -> None:
    found = only(with_another(tmp_path, *changes))
    assert found.message == (
        "This mark sheet was made when unit 8604-308 was judged by “ladder”; now it is by “other”. They differ in "
        f"{differing}. Its marks are not read."
    )


def test_a_markbook_that_was_made_for_other_rules_is_not_read(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(forms("ladder")["markbook"]))
    award = next(cell.column_letter for cell in book["Marks"][1] if cell.value == field("decision", "1.1"))
    book["Marks"][f"{award}5"] = "Achieved"
    data = io.BytesIO()
    book.save(data)
    root = with_another(tmp_path, *OTHER_FLOOR)
    (root / FOLDER / "a.docx").unlink()
    (root / FOLDER / "m.xlsx").write_bytes(data.getvalue())
    assert only(root).message == (
        "This markbook was made when unit 8604-308 was judged by “ladder”; now it is by “other”. They differ in how "
        "the grade follows. Its marks are not read."
    )


def test_a_sheet_is_read_where_later_attempts_may_earn_another_grade_and_that_is_said(tmp_path: Path) -> None:
    root = with_another(tmp_path, (", scope: [P], cap: P", ", scope: [P], cap: M"))
    found = only(root, Severity.WARNING)
    assert found.message.endswith("They differ in what attempts cover and may earn.")
    (attempt,) = read_inputs(root)[0].employers[0].marked
    assert len(attempt.criteria) == 3


def test_a_scheme_whose_rules_were_changed_in_its_file_is_told_of(tmp_path: Path) -> None:
    data = fill_word(forms("ladder")["docx"], filled("ladder"))
    files = dict(files_of("ladder"))
    files["templates/schemes/ladder.yaml"] = changed(files["templates/schemes/ladder.yaml"], *OTHER_FLOOR)
    root = write_workspace(tmp_path, {**files, MARKS_FILE: None, f"{FOLDER}/a.docx": data}, register=REGISTER)
    assert only(root).message == (
        "The rules of “ladder” have changed since this mark sheet was made: how the grade follows. Its marks are not "
        "read."
    )


def test_a_version_that_differs_only_in_its_scheme_judges_the_sheets_that_were_made_with_it(tmp_path: Path) -> None:
    files = files_of("ladder")
    kept = changed(files[UNIT_FILE], ("title: Understanding", "version: 1\ntitle: Understanding"))
    root = with_another(
        tmp_path, *OTHER_FLOOR, **{"templates/units/8604-308@1.yaml": kept,
        **{name: text for name, text in files.items() if name != UNIT_FILE}},
    )  # fmt: skip
    unit = root / UNIT_FILE
    unit.write_text(changed(unit.read_text(), ("title: Understanding", "version: 2\ntitle: Understanding")))
    employer = inputs_of(root).employers[0]
    (attempt,) = employer.marked
    assert dict(attempt.versions) == {"8604-308": "1"}
    assert employer.units["8604-308"].version == "2"


def test_a_form_of_ilm_s_says_nothing_of_a_scheme() -> None:
    assert b"markpack.scheme" not in zipfile.ZipFile(io.BytesIO(blank("docx"))).read("docProps/custom.xml")
    assert b"ladder" in zipfile.ZipFile(io.BytesIO(forms("ladder")["docx"])).read("docProps/custom.xml")


RETAKE = """\
learner,unit,attempt,criterion,decision,comment,assessor
0012345,8604-308,1,1.1,Not yet achieved,Say more.,Dana Whitfield
0012345,8604-308,1,1.2,Achieved,,
0012345,8604-308,1,1.10,Not yet achieved,,
0012345,8604-308,2,1.1,Not yet achieved,Say more.,Dana Whitfield
0012345,8604-308,2,1.10,Not yet achieved,,
"""


@pytest.mark.parametrize("fmt", ["docx", pytest.param("pdf", marks=pytest.mark.slow), "xlsx"])
def test_a_retake_s_sheet_has_fields_for_what_it_covers_alone(fmt: str, tmp_path: Path) -> None:
    files = {**files_of("ladder"), MARKS_FILE: RETAKE}
    root = write_workspace(tmp_path, files, register=REGISTER)
    build(Workspace(root), Options(kinds=("blank",), formats=(fmt,), learners=("0012345",), jobs=1))
    (path,) = (root / "output/acme/8604-308/blank").glob("*(3)*")
    values = {field("decision", "1.1"): "Achieved", field("outcome"): "Pass", field("assessor"): "Dana Whitfield"}
    (root / FOLDER / f"a.{fmt}").write_bytes(FILL[fmt](path.read_bytes(), values))
    assert attempts(root)["0012345", 3].criteria == {"1.1": MET}
