"""Learners who are not active: nothing new is made for them, and all that is there stays."""

from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.cli.commands import main
from markpack.errors import Severity
from markpack.model.register_status import RegisterStatus
from markpack.report import Options, Report
from tests.inputs.problems import inputs_of, only, problems_of
from tests.test_build import files
from tests.workspaces import MARKS, PLAIN_LAYOUTS, REGISTER, REGISTER_FILE, changed, write_workspace

ALL = Options(jobs=1, today=datetime.date(2026, 11, 30))
OF_RHYS = "0012345"


def register(status: str, since: str = "", reason: str = "", text: str = REGISTER) -> str:
    """The register with three more columns, filled in for the first learner."""
    head, first, *others = text.splitlines()
    rows = [f"{head},Status,Status from,Status reason", f"{first},{status},{since},{reason}"]
    return "\n".join([*rows, *(f"{row},,," for row in others)]) + "\n"


def write(root: Path, path: str, text: str) -> None:
    (root / path).write_text(text, encoding="utf-8")


def own(root: Path, number: str = OF_RHYS) -> dict[str, str]:
    return {path: data for path, data in files(root).items() if number in path}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_workspace(tmp_path_factory.mktemp("made"), PLAIN_LAYOUTS)
    assert build(Workspace(root), ALL).failed == ()
    return root


@pytest.fixture
def built(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "workspace")
    return tmp_path / "workspace"


def again(root: Path) -> Report:
    return build(Workspace(root), ALL)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", "active"),
        ("Withdrawn", "withdrawn"),
        ("LEFT", "withdrawn"),
        ("on  programme", "active"),
        ("Deferred", "deferred"),
    ],
)
def test_a_status_is_read_in_any_letter_case(tmp_path: Path, text: str, status: str) -> None:
    root = write_workspace(tmp_path, register=register(text, "2026-10-01", "New job"))
    learner = inputs_of(root).employers[0].learners[0]
    assert learner.status is RegisterStatus(status)
    assert (learner.status_from, learner.status_reason) == (datetime.date(2026, 10, 1), "New job")


def test_a_status_that_there_is_not_is_a_problem_of_its_learner(tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, register=register("withdrawnn")), Severity.ERROR)
    assert found.message == "“withdrawnn” is not a status."
    assert found.hint.endswith("Write active, withdrawn, deferred, transferred or completed.")
    assert (found.place.line, found.reach.learners) == (2, (OF_RHYS,))


def test_a_status_without_a_day_or_with_one_to_come_is_warned_of(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "none", register=register("withdrawn"))
    assert "no date from which" in only(root, Severity.WARNING).message
    root = write_workspace(tmp_path / "later", PLAIN_LAYOUTS, register=register("withdrawn", "2026-12-24"))
    (found,) = again(root).warnings
    assert "24 December 2026, which is still to come" in found.message


def test_all_that_is_there_stays(built: Path) -> None:
    before = own(built)
    assert before
    write(built, REGISTER_FILE, register("withdrawn", "2026-11-01", "New job"))
    report = again(built)
    assert not report.employers[0].published.removed
    assert own(built) == before
    assert not (built / "records/earlier.csv").exists()


def test_nothing_new_is_made(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, PLAIN_LAYOUTS, register=register("deferred", "2026-11-01"), marks=MARKS)
    assert again(root).failed == ()
    kinds = {path.split("/")[-2] for path in own(root)}
    assert kinds == {"completed", "feedback", "certificate"}, (
        "what was marked before is made; sheets to fill in, briefs and packs are not"
    )
    write(root, REGISTER_FILE, REGISTER)
    again(root)
    assert {path.split("/")[-2] for path in own(root)} > {"blank", "declaration", "pack"}


def test_what_was_decided_later_counts_for_nothing(tmp_path: Path) -> None:
    marks = changed(MARKS, ("assessor\n", "assessor,assessed on\n"), ("Whitfield\n", "Whitfield,2026-11-02\n"))
    root = write_workspace(tmp_path, PLAIN_LAYOUTS, register=register("withdrawn", "2026-11-01"), marks=marks)
    (warning,) = again(root).warnings
    assert "attempt 1 at 8604-308 was decided on 2 November 2026; no documents are made of it." in warning.message
    assert own(root) == {}
    assert standing(root) == ("withdrawn", "Withdrawn")


@pytest.mark.parametrize("changed_to", ["0012345,Rhys,Price", "0099999,Rhys,Jones"])
def test_a_name_or_number_that_is_corrected_later_leaves_each_result_once(built: Path, changed_to: str) -> None:
    head = "Registration,First name,Last name,ULN,Registered on,Status,Former registrations\n"
    write(built, REGISTER_FILE, f"{head}0012345,Rhys,Jones,,,withdrawn,\n")
    again(built)
    before = {path for path in files(built) if "Jones" in path}
    write(built, REGISTER_FILE, f"{head}{changed_to},,,withdrawn,{'0012345' if '0099999' in changed_to else ''}\n")
    again(built)
    name = "{}-{}-".format(changed_to.split(",")[2], changed_to.split(",")[0])
    for path in before:
        is_result = path.split("/")[-2] in ("completed", "feedback", "certificate")
        assert (path in files(built)) is not is_result, path
        assert (path.replace("Jones-0012345-", name) in files(built)) is is_result, path
    with (built / "records/earlier.csv").open(encoding="utf-8-sig", newline="") as stream:
        kept = {f"acme/{row['file']}" for row in csv.DictReader(stream)}
    assert kept == {path for path in before if path.split("/")[-2] in ("completed", "feedback", "certificate")}


def test_documents_are_made_again_after_the_output_is_deleted(built: Path) -> None:
    before = own(built)
    assert before
    write(built, REGISTER_FILE, register("withdrawn", "2026-11-01"))
    shutil.rmtree(built / "output")
    again(built)
    assert {path: before[path] for path in own(built)} == own(built)
    assert {path.split("/")[-2] for path in own(built)} == {"completed", "feedback", "certificate"}


def standing(root: Path, number: str = OF_RHYS) -> tuple[str, str]:
    data = json.loads(CliRunner().invoke(main, ["status", "--json", "-C", str(root)]).stdout)
    (learner,) = (
        learner for learner in data["employers"][0]["assignments"][0]["learners"] if learner["registration"] == number
    )
    return learner["standing"], learner["outcome"]


def test_a_decision_from_before_counts_credits_and_what_is_open_does_not(tmp_path: Path) -> None:
    decided = register("withdrawn", "2026-11-01", text=REGISTER)
    root = write_workspace(tmp_path, PLAIN_LAYOUTS, register=decided)
    again(root)
    assert standing(root) == ("confirmed", "Pass")
    rows = list(openpyxl.load_workbook(root / "output/acme/results.xlsx")["Not active"].values)[3:]
    assert rows[0][:4] == ("0012345", "Rhys", "Jones", "Withdrawn")
    assert (rows[0][4], rows[0][8], rows[0][9]) == (datetime.datetime(2026, 11, 1), "Pass", 2)
    head, rhys, minh, siobhan = REGISTER.splitlines()
    write(root, REGISTER_FILE, register("transferred", "2026-11-01", text="\n".join([head, siobhan, rhys, minh])))
    again(root)
    assert standing(root, "0012347") == ("withdrawn", "Withdrawn")


def test_they_are_in_lists_of_their_own(built: Path) -> None:
    write(built, REGISTER_FILE, register("withdrawn", "2026-11-01", "New job"))
    again(built)
    book = openpyxl.load_workbook(built / "output/acme/results.xlsx")
    numbers = {name: [row[0] for row in book[name].values] for name in ("Results", "Detail", "Not active", "Learners")}
    assert OF_RHYS in numbers["Not active"]
    assert not any(OF_RHYS in numbers[name] for name in ("Results", "Detail", "Learners"))
    page = (built / "output/acme/index.html").read_text(encoding="utf-8")
    active, _, left = page.partition('<h2 id="not-active">')
    assert OF_RHYS not in active.partition('<h2 id="learners"')[2]
    assert "Withdrawn from 1 November 2026: New job" in left
    assert "to complete by" not in left, "nothing is due from who has left"
    assert "R%20Jones-0012345-012345-8604-308%281%29%20Mark%20sheet.pdf" in left, "the files that are there are linked"
    text = CliRunner().invoke(main, ["status", "-C", str(built)]).stdout
    table, _, below = text.partition("Not active at Acme Rail Limited:")
    assert OF_RHYS not in table
    assert "  Jones, Rhys (0012345), withdrawn from 1 November 2026 (New job): 8604-308 Pass" in below
    rows = list(csv.DictReader(io.StringIO(CliRunner().invoke(main, ["status", "--csv", "-C", str(built)]).stdout)))
    assert [row["status"] for row in rows] == ["withdrawn", "active", "active"]
    assert (rows[0]["status from"], rows[0]["status reason"]) == ("2026-11-01", "New job")


def test_a_markbook_keeps_what_is_recorded_of_them(built: Path) -> None:
    write(built, REGISTER_FILE, register("withdrawn", "2026-11-01"))
    again(built)
    sheet = openpyxl.load_workbook(built / "output/acme/8604-308/Markbook-8604-308.xlsx").worksheets[0]
    assert [row[0] for row in sheet.values].count(OF_RHYS) == 1


def test_nobody_not_active_changes_no_document(built: Path) -> None:
    before = files(built)
    write(built, REGISTER_FILE, register("active", "", ""))
    again(built)
    assert files(built) == before
    assert problems_of(built) == ()


def test_who_achieved_the_qualification_and_is_not_active_is_counted_as_well(built: Path) -> None:
    write(built, REGISTER_FILE, register("completed", "2026-12-01"))
    again(built)
    summary = openpyxl.load_workbook(built / "output/acme/results.xlsx")["Summary"]
    facts = {str(row[0]): row[2] for row in summary.values if row[0]}
    assert facts["Not active"] == "1 completed; 1 achieved the qualification"
    assert "<dd>1 completed; 1 achieved the qualification</dd>" in (built / "output/acme/index.html").read_text()
