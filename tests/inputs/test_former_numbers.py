"""Numbers and names that learners had before: sheets, markbooks, lists and declarations that bear them are theirs."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.errors import Scope, Severity
from markpack.inputs.workspace_inputs import read_inputs
from markpack.publish.manifest import read_manifest
from markpack.report import Options
from tests.inputs.problems import inputs_of, problems_of
from tests.inputs.returned import attempts, blank, field, returned
from tests.inputs.test_registrations import with_two_employers
from tests.inputs.test_returned_build import FILL
from tests.inputs.test_returned_declarations import declared, filled
from tests.workspaces import (
    MARKS_FILE,
    PLAIN_LAYOUTS,
    REGISTER,
    REGISTER_FILE,
    changed,
    markbook,
    write_workspace,
)

TODAY = """\
Registration,First name,Last name,Former registrations,Former names
N-77,Rhys,Price,0012345; 0000001,Rhys Jones
0012346,Minh,Nguyễn Thị,,
"""
VALUES = {field("mark", "1.1"): "18", field("mark", "1.2"): "9", field("mark", "1.10"): "20"}


@pytest.mark.parametrize("fmt", ["xlsx", "docx", "pdf"])
def test_a_sheet_that_went_out_with_the_former_number_is_read(fmt: str, tmp_path: Path) -> None:
    root = returned(tmp_path, {f"a.{fmt}": FILL[fmt](blank(fmt), VALUES)}, register=TODAY)
    assert problems_of(root) == ()
    marked = attempts(root)["N-77", 1]
    assert {id_: entry.mark for id_, entry in marked.criteria.items()} == {"1.1": 18, "1.2": 9, "1.10": 20}


@pytest.mark.parametrize("fmt", ["xlsx", "docx", "pdf"])
def test_anybodys_sheet_may_have_either_number(fmt: str, tmp_path: Path) -> None:
    for number in ("0012345", "N-77", "n-77"):
        values = {**VALUES, field("registration"): number, field("attempt"): "1", field("learner_name"): "Rhys Jones"}
        root = returned(tmp_path / number / fmt, {f"a.{fmt}": FILL[fmt](blank(fmt, ""), values)}, register=TODAY)
        assert problems_of(root) == ()
        assert ("N-77", 1) in attempts(root)


@pytest.mark.parametrize("fmt", ["docx", "pdf"])
def test_a_declaration_with_the_former_number_is_the_learners(fmt: str, tmp_path: Path) -> None:
    values = {
        declared("own"): True,
        declared("once"): True,
        declared("no_ai"): True,
        declared("learner_on"): "1 October 2026",
    }
    root = returned(tmp_path, {f"d.{fmt}": filled(fmt, values)}, register=TODAY)
    (entry,) = inputs_of(root).employers[0].declarations
    assert (entry.learner, entry.signed) == ("N-77", True)


def test_lists_and_markbooks_know_both_numbers(tmp_path: Path) -> None:
    list_ = (
        "learner,unit,attempt,criterion,mark,assessor\n0012345,8604-308,1,1.1,18,Dana Whitfield\n"
        "N-77,8604-308,1,1.2,9,\n12345,8604-308,1,1.10,3,\n"
    )
    book = markbook(["0012345", "Rhys", "Jones", "2", 18], ["n-77", "Rhys", "Price", "2", None, None, 9])
    root = returned(tmp_path, {"a.csv": list_.encode(), "b.xlsx": book}, register=TODAY)
    marked = {entry.attempt: entry for entry in read_inputs(root)[0].employers[0].marked}
    assert {entry.learner for entry in marked.values()} == {"N-77"}
    assert {id_: entry.mark for id_, entry in marked[1].criteria.items()} == {"1.1": 18, "1.2": 9, "1.10": 3}
    assert {id_: entry.mark for id_, entry in marked[2].criteria.items()} == {"1.1": 18, "1.2": 9}
    (found,) = (entry for entry in problems_of(root) if "12345" in entry.message)
    assert found.message == (
        "“12345” was taken for a former number of N-77 (Rhys Price); leading zeros are missing here."
    )


def test_two_sheets_under_both_numbers_that_disagree_conflict(tmp_path: Path) -> None:
    list_ = "learner,unit,attempt,criterion,mark\n0012345,8604-308,1,1.1,18\nN-77,8604-308,1,1.1,9\n"
    (employer,) = read_inputs(returned(tmp_path, {"a.csv": list_.encode()}, register=TODAY))[0].employers
    assert [hold.learner for hold in employer.holds] == ["N-77"]
    assert employer.marked == ()


def test_a_name_of_before_is_the_learners_and_one_of_nobody_is_not(tmp_path: Path) -> None:
    values = {**VALUES, field("registration"): "N-77", field("attempt"): "1"}
    for name, found in (("Rhys Jones", []), ("Rhys Price", []), ("R Jones", []), ("Minh Nguyễn Thị", ["error"])):
        sheet = FILL["xlsx"](blank("xlsx", ""), {**values, field("learner_name"): name})
        root = returned(tmp_path / name, {"a.xlsx": sheet}, register=TODAY)
        assert [entry.severity.value for entry in problems_of(root)] == found, name


def test_a_former_number_that_is_anothers_of_today_is_named_in_both_rows(tmp_path: Path) -> None:
    register = changed(TODAY, ("0012346,", "0012345,"))
    root = write_workspace(tmp_path, {MARKS_FILE: None}, register=register)
    found = problems_of(root)
    assert [(entry.place.line, entry.scope, entry.reach.learners) for entry in found] == [
        (2, Scope.LEARNER, ("N-77", "0012345")), (3, Scope.LEARNER, ("N-77", "0012345")),
    ]  # fmt: skip
    assert (
        "“0012345” of Rhys Price is the number of Minh Nguyễn Thị in contexts/acme/learners.csv, line 3"
        in found[0].message
    )
    assert {hold.learner for hold in read_inputs(root)[0].employers[0].holds} == {"N-77", "0012345"}


def test_a_former_number_of_two_people_is_named_in_both_rows(tmp_path: Path) -> None:
    register = changed(TODAY, ("Thị,,", "Thị,0000001,"))
    found = problems_of(write_workspace(tmp_path, {MARKS_FILE: None}, register=register))
    assert [(entry.place.line, entry.severity) for entry in found] == [(2, Severity.ERROR), (3, Severity.ERROR)]


def test_one_person_may_have_the_former_number_at_another_employer(tmp_path: Path) -> None:
    root = with_two_employers(tmp_path, ("N-77,Rhys,Price,\n", "0012345,Rhys,Price,\n"))
    (root / REGISTER_FILE).write_text(
        "Registration,First name,Last name,Former registrations\nN-77,Rhys,Price,0012345\n"
    )
    (found,) = problems_of(root)
    assert (found.place.file, found.severity) == ("contexts/other/learners.csv", Severity.WARNING)
    assert "the current one is “N-77”" in found.message
    (root / "contexts/other/learners.csv").write_text("Registration,First name,Last name\n0012345,Ann,Lee\n")
    assert [entry.severity for entry in problems_of(root)] == [Severity.ERROR, Severity.ERROR]


def test_a_corrected_number_moves_the_learners_documents(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, PLAIN_LAYOUTS)
    options = Options(jobs=1)
    assert build(Workspace(root), options).failed == ()
    output = root / "output/acme"
    edited = output / "8604-308/blank/R Jones-0012345-012345-8604-308(1) Mark sheet.xlsx"
    book = openpyxl.load_workbook(edited)
    book.worksheets[0]["Z99"] = "Mine"
    book.save(edited)
    published = {path for path, entry in read_manifest(output).files.items() if entry.learner == "0012345"}
    head, *rows = REGISTER.splitlines()
    rows = [f"{row}," for row in rows]
    rows[0] = "N-77,Rhys,Jones,,01/09/2026,0012345"
    (root / REGISTER_FILE).write_text("\n".join([f"{head},Former registrations", *rows]), encoding="utf-8")
    report = build(Workspace(root), options)
    assert (report.problems, report.failed) == ((), ())
    files = read_manifest(output).files
    assert {path for path, entry in files.items() if entry.learner == "N-77"} == {
        path.replace("0012345", "N-77") for path in published
    }
    moved = edited.with_name(edited.name.replace("0012345", "N-77"))
    assert openpyxl.load_workbook(moved).worksheets[0]["Z99"].value == "Mine", "what somebody edited stays"
    assert not edited.exists()
    kept = list(csv.DictReader((root / "records/earlier.csv").read_text(encoding="utf-8-sig").splitlines()))
    of_results = {path for path in published if path.split("/")[-2] in ("completed", "feedback", "certificate")}
    assert {row["file"] for row in kept} == of_results
    assert {row["why"] for row in kept} == {"The registration number was changed from 0012345 to N-77."}
    assert {row["replaced by"] for row in kept} == {path.replace("0012345", "N-77") for path in of_results}
    assert build(Workspace(root), options).employers[0].published.written == []
