"""Learners' own tutor and assessor, and what else the register says of them."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.errors import Scope
from markpack.inputs.workspace_inputs import read_inputs
from markpack.report import Options
from tests.inputs.problems import inputs_of, only
from tests.test_extensions import text_of
from tests.workspaces import CENTRE, MARKS, MARKS_FILE, changed, write_workspace

STAFF = changed(
    CENTRE,
    (
        "  - name: Miriam Okafor",
        "  - name: Sara Lund\n    assesses: [8604-308]\n    competence: [{role: assessor, units: [8604-308], evidence: "
        "Assesses, review_on: 2029-12-31}]\n  - name: Miriam Okafor",
    ),
)
REGISTER = """\
Registration,First name,Last name,Assessor,Tutor,Known as,Site,Moodle ID,Claimed on,Certificate no,Anonymised use
0012345,Rhys,Jones,sara lund,Dana Whitfield,RJ,York,m17,1/12/2026,C-9,refused
0012346,Minh,Nguyễn Thị,,,,,,,,
"""
NO_TUTOR = changed(REGISTER, (",Dana Whitfield,", ",,"))


def made(root: Path, register: str, *kinds: str) -> Path:
    write_workspace(root, register=register, centre=STAFF)
    assert build(Workspace(root), Options(jobs=1, kinds=kinds, formats=("docx", "xlsx"))).failed == ()
    return root / "output/acme"


def test_a_learners_brief_and_declaration_name_their_own_assessor(tmp_path: Path) -> None:
    output = made(tmp_path, NO_TUTOR, "brief", "declaration", "results")
    for kind in ("brief", "declaration"):
        (path,) = (output / "8604-308" / kind).glob("R Jones-0012345-012345-8604-308(1)*.docx")
        text = text_of(path)
        assert "Sara Lund" in text
        assert "Dana Whitfield" not in text
    other = text_of(output / "8604-308/declaration/M Nguyễn Thị-0012346-012345-8604-308(1) Declaration.docx")
    assert "Dana Whitfield" in other
    assert "Sara Lund" not in other
    staff = [row[:2] for row in openpyxl.load_workbook(output / "results.xlsx")["Staff"].values]
    assert ("Sara Lund", "Assessor") in staff


def test_marks_keep_the_assessor_that_they_name(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, register=NO_TUTOR, centre=STAFF, marks=MARKS)
    by_learner = {entry.learner: entry for entry in read_inputs(root)[0].employers[0].marked}
    assert by_learner["0012345"].assessor == "Dana Whitfield", "who changes half-way keeps what they assessed"
    unnamed = changed(MARKS, ("Good factors.,Dana Whitfield", "Good factors.,"))
    root = write_workspace(tmp_path / "b", register=NO_TUTOR, centre=STAFF, marks=unnamed)
    by_learner = {entry.learner: entry for entry in read_inputs(root)[0].employers[0].marked}
    assert (by_learner["0012345"].assessor, by_learner["0012346"].assessor) == ("Sara Lund", "Dana Whitfield")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Nobody Here", "The assessor “Nobody Here” is not among the centre’s staff."),
        ("Miriam Okafor", "“Miriam Okafor” is not listed to assess unit 8604-308."),
    ],
)
def test_who_may_not_assess_is_named_at_the_cell(name: str, message: str, tmp_path: Path) -> None:
    register = changed(NO_TUTOR, ("sara lund", name))
    root = write_workspace(tmp_path, {MARKS_FILE: None}, register=register, centre=STAFF)
    found = [entry for entry in read_inputs(root)[1] if entry.message == message]
    assert (found[0].place.line, found[0].place.column, found[0].scope) == (2, 20, Scope.LEARNER)


def test_the_other_columns_are_read_and_shown(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "a", {MARKS_FILE: None}, register=NO_TUTOR, centre=STAFF)
    learner = inputs_of(root).employers[0].learners[0]
    assert (learner.known_as, learner.site, learner.moodle_id, learner.certificate_no) == ("RJ", "York", "m17", "C-9")
    assert (learner.claimed_on, learner.anonymised_use) == (datetime.date(2026, 12, 1), False)
    output = made(tmp_path / "b", NO_TUTOR, "results", "feedback", "completed")
    sheet = openpyxl.load_workbook(output / "results.xlsx")["Learners"]
    others = [row for row in sheet.iter_rows() if row[0].value == "0012346"]
    assert others
    assert all(cell.border.left.style for row in others for cell in row), "the grid has no holes"
    rows = list(sheet.values)
    heads = next(row for row in rows if "ULN" in row)
    mine = dict(zip(heads, next(row for row in rows if row[0] == "0012345"), strict=True))
    assert {name: mine[name] for name in ("Site", "Moodle ID", "Certificate no", "Anonymised use", "Assessor")} == {
        "Site": "York", "Moodle ID": "m17", "Certificate no": "C-9", "Anonymised use": "Refused",
        "Assessor": "sara lund",
    }  # fmt: skip
    assert "Known as RJ" in text_of(output / "8604-308/feedback/R Jones-0012345-012345-8604-308(1) Feedback.docx")
    assert read_inputs(tmp_path / "b")[0].employers[0].marked[0].standardisation_refused


def test_an_answer_that_is_none_is_named(tmp_path: Path) -> None:
    register = changed(NO_TUTOR, ("refused", "perhaps"))
    found = only(write_workspace(tmp_path, {MARKS_FILE: None}, register=register, centre=STAFF))
    assert found.message == "“perhaps” is neither yes nor refused."
