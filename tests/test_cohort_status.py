from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from markpack.app.cohort_status import status
from markpack.app.full_build import build
from markpack.app.status_list import COLUMNS
from markpack.app.workspace import Workspace
from markpack.cli import commands
from markpack.documents.catalogue.status import FileState, LearnerStatus
from markpack.report import Options
from tests.workspaces import (
    CONTEXT,
    MARKS,
    MARKS_FILE,
    PLAIN_LAYOUTS,
    REGISTER,
    REGISTER_FILE,
    changed,
    write_workspace,
)

BOOK = "output/acme/8604-308/blank/Mark sheet-8604-308.xlsx"
FEEDBACK = "output/acme/8604-308/feedback/R Jones-0012345-012345-8604-308(1) Feedback.docx"
OFFER = "Filled in by somebody? Move it to contexts/acme/marks/ and build again."

REFERRED = """\
learner,unit,attempt,criterion,mark,decision,comment,iqa,iqa decision,assessed on
0012345,8604-308,1,1.1,18,,,Miriam Okafor,Referral,2026-10-20
0012345,8604-308,1,1.2,3,,Too short.
0012345,8604-308,1,1.10,20,,
0012346,8604-308,1,1.1,18,,
0012346,8604-308,1,1.2,9,,
0012346,8604-308,1,1.10,20,,
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_workspace(tmp_path_factory.mktemp("made"), PLAIN_LAYOUTS)
    assert build(Workspace(root), Options(jobs=1)).failed == ()
    return root


@pytest.fixture
def built(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "workspace")
    return tmp_path / "workspace"


def markpack(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands.main, [*arguments, "-C", str(root)])


def learners(root: Path) -> dict[str, LearnerStatus]:
    (employer,) = status(Workspace(root)).employers
    return {learner.registration: learner for learner in employer.assignments[0].learners}


def spread(root: Path) -> Iterator[str]:
    """Yield each state of documents that there is anywhere."""
    (employer,) = status(Workspace(root)).employers
    documents = [employer.documents]
    for assignment in employer.assignments:
        documents += [assignment.documents, *(learner.documents for learner in assignment.learners)]
    return (state.value for entry in documents for state, count in entry.counts.items() if count)


def test_everybody_is_shown_by_their_latest_attempt(tmp_path: Path) -> None:
    found = learners(write_workspace(tmp_path, marks=REFERRED))
    jones, nguyen, obrien = (found[number] for number in ("0012345", "0012346", "0012347"))
    assert (jones.attempt, jones.marked, jones.criteria, jones.total, jones.maximum) == (1, 3, 3, "41", "67")
    assert (jones.outcome, jones.iqa) == ("Referral", "Miriam Okafor: Referral")
    assert jones.resubmit_by is not None
    assert (nguyen.outcome, nguyen.iqa, nguyen.resubmit_by) == ("Pass", "to do", None)
    assert (obrien.attempt, obrien.marked, obrien.outcome, obrien.iqa) == (0, 0, "Not marked yet", "")


def test_an_incomplete_attempt_counts_what_is_marked(tmp_path: Path) -> None:
    found = learners(write_workspace(tmp_path))["0012346"]
    assert (found.marked, found.total, found.outcome, found.iqa) == (1, "6", "Incomplete", "")


def test_a_resubmission_is_shown_with_what_was_carried_over(tmp_path: Path) -> None:
    marks = f"{REFERRED}0012345,8604-308,2,1.2,12,,Better.\n"
    found = learners(write_workspace(tmp_path, marks=marks))["0012345"]
    assert (found.attempt, found.marked, found.total, found.outcome) == (2, 3, "50", "Pass")


def test_before_a_build_everything_is_to_be_built_and_nothing_is_written(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    assert set(spread(root)) == {"to be built"}
    assert markpack(root, "status").exit_code == 0
    assert not (root / "output").exists()


def test_after_a_build_everything_is_up_to_date(built: Path) -> None:
    assert set(spread(built)) == {"up to date"}
    (employer,) = status(Workspace(built)).employers
    assert employer.by_hand == ()


def test_one_changed_mark_makes_one_learners_documents_old(built: Path) -> None:
    (built / MARKS_FILE).write_text(changed(MARKS, (",18,", ",19,")), encoding="utf-8")
    found = learners(built)
    assert found["0012345"].documents.counts[FileState.TO_BUILD] == 6
    assert "to be built" in str(found["0012345"].documents)
    assert str(found["0012346"].documents) == "up to date"


def test_a_build_and_its_status_agree_on_what_is_to_be_built(built: Path) -> None:
    (built / MARKS_FILE).write_text(changed(MARKS, (",18,", ",19,")), encoding="utf-8")
    (built / FEEDBACK).unlink()
    data = json.loads(markpack(built, "status", "--json").stdout)["employers"][0]
    (assignment,) = data["assignments"]
    parts = [data["documents"], assignment["documents"], *(one["documents"] for one in assignment["learners"])]
    planned = build(Workspace(built), Options(dry_run=True)).employers[0].planned
    assert sum(part["to be built"] for part in parts) == len(planned)


def fill_in(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "Filled in"
    book.save(path)


def test_a_sheet_filled_in_inside_the_output_is_offered_to_be_moved(built: Path) -> None:
    fill_in(built / BOOK)
    result = markpack(built, "status")
    assert "1 of 13 edited by hand" in result.stdout
    assert f"{BOOK}: edited since it was generated.\n  {OFFER}\n" in result.stdout
    again = markpack(built, "build", "--only", "blank", "--format", "xlsx")
    assert f"Kept, because somebody has edited it: {BOOK.removeprefix('output/acme/')}" in again.stderr
    assert OFFER in again.stderr


def test_other_edits_are_named_without_that_offer(built: Path) -> None:
    (built / FEEDBACK).write_bytes(b"edited")
    result = markpack(built, "status")
    assert f"{FEEDBACK}: edited since it was generated." in result.stdout
    assert OFFER not in result.stdout
    again = markpack(built, "build", "--only", "feedback", "--format", "docx")
    assert "Kept, because somebody has edited it" in again.stderr
    assert OFFER not in again.stderr


def test_a_file_put_into_the_output_is_named_and_lock_files_are_not(built: Path) -> None:
    folder = (built / BOOK).parent
    shutil.copyfile(built / BOOK, folder / "Mark sheet (filled).xlsx")
    (folder / "~$Mark sheet.xlsx").write_bytes(b"")
    (folder / ".~lock.Mark sheet.xlsx#").write_bytes(b"")
    (employer,) = status(Workspace(built)).employers
    (entry,) = employer.by_hand
    assert entry.path == "8604-308/blank/Mark sheet (filled).xlsx"
    assert "contexts/acme/marks/" in entry.offer


def test_columns_are_aligned_and_plain_where_nobody_looks_at_a_terminal(tmp_path: Path) -> None:
    result = markpack(write_workspace(tmp_path, marks=REFERRED), "status", "acme")
    lines = result.stdout.splitlines()
    assert lines[0] == "Acme Rail Limited: 8604-308 Understanding Leadership"
    outcomes = lines[1].index("Outcome")
    assert [line[outcomes:].split("  ")[0] for line in lines[2:5]] == ["Referral", "Pass", "Not marked yet"]
    assert lines[2].startswith("Jones, Rhys ")
    assert result.stdout.isascii() or not set("│┃━╇") & set(result.stdout)


def test_on_a_terminal_it_is_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("markpack.cli.display._is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    result = markpack(write_workspace(tmp_path, marks=REFERRED), "status")
    assert "━━" in result.stdout or "──" in result.stdout
    for whole in ("Jones,", "Rhys", "0012345", "41/67", "by 2026-", "Referral", "Nguyễn Thị", "to be built"):
        assert whole in result.stdout
    assert "…" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_csv_has_a_row_a_learner_with_text_that_no_spreadsheet_runs(tmp_path: Path) -> None:
    register = changed(REGISTER, ("Rhys,Jones", "=HYPERLINK(1),-Jones"), ("Minh", "@Minh"))
    root = write_workspace(tmp_path, {REGISTER_FILE: register}, marks=REFERRED)
    rows = list(csv.DictReader(io.StringIO(markpack(root, "status", "--csv").stdout)))
    assert [row["registration"] for row in rows] == ["0012345", "0012346", "0012347"]
    assert (rows[0]["first name"], rows[0]["last name"]) == ("'=HYPERLINK(1)", "'-Jones")
    assert (rows[1]["first name"], rows[1]["last name"]) == ("'@Minh", "Nguyễn Thị")
    assert (rows[0]["marked"], rows[0]["criteria"], rows[0]["total"]) == ("3", "3", "41")
    assert rows[0]["outcome"] == "Referral"
    assert int(rows[2]["to be built"]) == 7
    assert tuple(rows[0]) == COLUMNS


def test_json_says_the_same(built: Path) -> None:
    fill_in(built / BOOK)
    data = json.loads(markpack(built, "status", "--json").stdout)
    (employer,) = data["employers"]
    jones = employer["assignments"][0]["learners"][0]
    assert (jones["registration"], jones["attempt"], jones["outcome"], jones["resubmit_by"]) == (
        "0012345", 1, "Pass", None,
    )  # fmt: skip
    assert jones["documents"]["to be built"] == 0
    assert employer["by_hand"][0] == {
        "path": BOOK.removeprefix("output/acme/"),
        "what": "edited since it was generated",
        "offer": OFFER,
    }


def test_problems_stop_it_as_they_stop_a_build(tmp_path: Path) -> None:
    context = changed(CONTEXT, ("iqa: Miriam Okafor", "iqa: Miriam Okafr"))
    result = markpack(write_workspace(tmp_path, context=context), "status")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "context.yaml, line 24" in result.stderr
    assert result.stderr.endswith("1 problem; nothing can be shown.\n")


def test_csv_and_json_at_once_are_wrong_usage(tmp_path: Path) -> None:
    assert markpack(write_workspace(tmp_path), "status", "--csv", "--json").exit_code == 2


def test_access_arrangements_stand_below_the_tables_and_in_the_list(tmp_path: Path) -> None:
    register = changed(
        REGISTER, ("Registered on", "Access arrangements"), ("Jones,,01/09/2026", "Jones,,25% extra time; reader")
    ).replace(",01/09/2026", ",")
    root = write_workspace(tmp_path, register=register)
    told = "Access arrangements of Jones, Rhys (0012345): 25% extra time; reader"
    assert [line for line in markpack(root, "status").stdout.splitlines() if "arrangements" in line] == [told]
    rows = list(csv.DictReader(io.StringIO(markpack(root, "status", "--csv").stdout)))
    assert [row["access arrangements"] for row in rows] == ["25% extra time; reader", "", ""]
    (employer,) = json.loads(markpack(root, "status", "--json").stdout)["employers"]
    assert employer["assignments"][0]["learners"][0]["arrangements"] == "25% extra time; reader"
    assert build(Workspace(root), Options(kinds=("results",), jobs=1)).failed == ()
    results = openpyxl.load_workbook(root / "output/acme/results.xlsx")
    assert "extra time" not in str([[*sheet.iter_rows(values_only=True)] for sheet in results])
    assert "Access arrangements: 25% extra time; reader" in (root / "output/acme/index.html").read_text("utf-8")


@pytest.mark.parametrize(("now", "count"), [("1792368000", 1), ("1792454400", 0)], ids=["19 October", "20 October"])
def test_the_day_of_the_run_is_held_against_decisions(
    now: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_workspace(tmp_path, marks=REFERRED)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", now)
    for command in (["check"], ["status"], ["build", "--only", "results", "--jobs", "1"]):
        assert markpack(root, *command).stderr.count("is in the future") == count, command


def test_work_that_is_not_in_is_open_or_late_on_the_day_of_asking(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None})

    def submission(day: datetime.date | None) -> str:
        (employer,) = status(Workspace(root), today=day).employers
        return employer.assignments[0].learners[0].submission

    days = (datetime.date(2026, 9, 13), datetime.date(2026, 10, 14), datetime.date(2026, 10, 15), None)
    assert [submission(day) for day in days] == ["not set", "open", "late", "open"]
