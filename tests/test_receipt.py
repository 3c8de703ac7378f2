"""When work was received: on sheets, markbooks and lists; late or not, and how long its feedback took."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner

from markpack.app.cohort_status import status
from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.cli.commands import main
from markpack.documents.catalogue.status import LearnerStatus
from markpack.inputs.workspace_inputs import read_inputs
from markpack.report import Options
from tests.inputs.problems import lines_of
from tests.inputs.returned import FOLDER, field
from tests.inputs.test_returned_build import FILL
from tests.test_extensions import FILE, HEAD, text_of
from tests.workspaces import CENTRE, MARKS, MARKS_FILE, REGISTER, changed, write_workspace

FORMAT_2 = f"format: 2\n{CENTRE}"
POLICY = f"{CENTRE}policies: {{days_to_feedback: 10}}\n"
RECEIVED = changed(
    MARKS,
    ("assessor\n", "assessor,assessed on,received on\n"),
    ("Dana Whitfield\n", "Dana Whitfield,2026-10-27,16/10/2026\n"),
)
LATE = "2 days after 14 October 2026, when it was due"
OWN = "output/acme/8604-308/{}/R Jones-0012345-012345-8604-308(1) {}"
BLANK, COMPLETED = (OWN.format("blank", "Mark sheet.{}"), OWN.format("completed", "Mark sheet completed.{}"))


def learners(root: Path, day: datetime.date | None = None) -> dict[str, LearnerStatus]:
    (employer,) = status(Workspace(root), today=day).employers
    return {learner.registration: learner for learner in employer.assignments[0].learners}


@pytest.mark.parametrize("fmt", ["xlsx", "docx", "pdf"])
def test_sheets_of_format_2_have_the_field_and_it_is_read(fmt: str, tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None}, centre=FORMAT_2)
    assert build(Workspace(root), Options(kinds=("blank",), formats=(fmt,), learners=("0012345",), jobs=1)).failed == ()
    values = {
        field("mark", "1.1"): "18", field("mark", "1.2"): "9", field("mark", "1.10"): "20",
        field("assessed_on"): "27 October 2026", field("received_on"): "16 October 2026",
    }  # fmt: skip
    (root / FOLDER).mkdir()
    (root / FOLDER / f"a.{fmt}").write_bytes(FILL[fmt]((root / BLANK.format(fmt)).read_bytes(), values))
    assert lines_of(root) == []
    (marked,) = read_inputs(root)[0].employers[0].marked
    assert marked.received_on == datetime.date(2026, 10, 16)


def test_sheets_of_format_1_do_not_have_it(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None})
    build(Workspace(root), Options(kinds=("blank", "markbook"), formats=("xlsx",), learners=("0012345",), jobs=1))
    for path in (root / "output").rglob("*.xlsx"):
        assert not any("received_on" in name for name in openpyxl.load_workbook(path).defined_names)


def test_a_markbook_of_format_2_carries_it(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, centre=FORMAT_2, marks=RECEIVED)
    build(Workspace(root), Options(kinds=("markbook",), jobs=1))
    book = (root / "output/acme/8604-308/Markbook-8604-308.xlsx").read_bytes()
    (root / MARKS_FILE).unlink()
    (root / FOLDER / "book.xlsx").write_bytes(book)
    marked = {entry.learner: entry.received_on for entry in read_inputs(root)[0].employers[0].marked}
    assert marked["0012345"] == datetime.date(2026, 10, 16)


@pytest.mark.parametrize("centre", [CENTRE, FORMAT_2])
def test_a_completed_sheet_says_whether_work_was_late(centre: str, tmp_path: Path) -> None:
    root = write_workspace(tmp_path, centre=centre, marks=RECEIVED)
    assert build(Workspace(root), Options(kinds=("completed", "results"), learners=("0012345",), jobs=1)).failed == ()
    for fmt in ("pdf", "docx"):
        assert f"Received on 16 October 2026; {LATE}." in text_of(root / COMPLETED.format(fmt))
    book = openpyxl.load_workbook(root / COMPLETED.format("xlsx"))
    assert any(LATE in str(cell) for sheet in book for row in sheet.values for cell in row)
    with pikepdf.open(root / COMPLETED.format("pdf")) as pdf:
        record = json.loads(next(iter(pdf.attachments.values())).get_file().read_bytes())
    assert record["received"] == {"on": "2026-10-16", "due": "2026-10-14", "days_late": 2}


def test_results_and_status_say_how_late_it_was_and_how_long_feedback_took(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, marks=RECEIVED, centre=POLICY)
    build(Workspace(root), Options(kinds=("results",), jobs=1))
    detail = openpyxl.load_workbook(root / "output/acme/results.xlsx")["Detail"]
    (row,) = (row for row in detail.values if row[0] == "0012345")
    said = f"Received on 16 October 2026; {LATE}; decided after 11 days, and the centre allows 10"
    assert said in row, "a note, and nothing that is open"
    learner = learners(root)["0012345"]
    assert (learner.days_late, learner.days_to_feedback, learner.feedback_by) == (2, 11, datetime.date(2026, 10, 26))
    shown = CliRunner().invoke(main, ["status", "-C", str(root)]).stdout
    assert f"{said}: Jones, Rhys (0012345), attempt 1" in shown
    data = json.loads(CliRunner().invoke(main, ["status", "--json", "-C", str(root)]).stdout)
    found = data["employers"][0]["assignments"][0]["learners"][0]
    assert (found["received_on"], found["days_late"], found["days_to_feedback"]) == ("2026-10-16", 2, 11)


def test_an_extension_makes_work_in_time(tmp_path: Path) -> None:
    row = "0012345,8604-308,1,21 October 2026,Dana Whitfield,,\n"
    root = write_workspace(tmp_path, {FILE: HEAD + row}, marks=RECEIVED)
    learner = learners(root)["0012345"]
    assert learner.days_late == 0
    assert "in time for 21 October 2026, when it was due" in learner.receipt


def test_work_that_is_in_and_not_marked_waits_for_feedback_until_the_policys_day(tmp_path: Path) -> None:
    marks = RECEIVED + "0012347,8604-308,1,,,,,,,12/10/2026\n"
    root = write_workspace(tmp_path, marks=marks, centre=POLICY)
    learner = learners(root, datetime.date(2026, 10, 24))["0012347"]
    assert (learner.standing, learner.submission, learner.marking) == ("submitted", "received", "none")
    assert (learner.due, learner.due_on, learner.days_overdue) == ("feedback", datetime.date(2026, 10, 22), 2)
    build(Workspace(root), Options(kinds=("completed", "feedback", "results"), jobs=1))
    assert not list((root / "output").rglob("*0012347*")), "nothing is marked, so there is nothing to say"
    detail = openpyxl.load_workbook(root / "output/acme/results.xlsx")["Detail"]
    (row,) = (row for row in detail.values if row[0] == "0012347")
    assert row[10] is None, "not a list of all criteria, which are all open"
    assert str(row[17]).startswith("Received on 12 October 2026;")


def test_a_long_outcome_leaves_the_names_on_a_terminal_their_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("markpack.cli.display._is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    marks = RECEIVED + "0012347,8604-308,1,,,,,,,12/10/2026\n"
    root = write_workspace(tmp_path, marks=marks, register=changed(REGISTER, ("Minh", "Maximiliana-Ann")))
    shown = CliRunner().invoke(main, ["status", "-C", str(root)]).stdout
    assert "Maximiliana-Ann" in shown, "not interrupted within a word"
    assert "Submitted, not" in shown
    assert "Submitted, not marked yet" not in shown


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "16/10/2026",
            "28/10/2026",
            "28 October 2026 as day of receipt is after 27 October 2026, the date of assessment.",
        ),
        ("16/10/2026", "13/9/2026", "13 September 2026 as day of receipt is before 14 September 2026"),
        ("16/10/2026", "soon", "“soon” is not a date"),
    ],
)
def test_a_day_that_cannot_be_is_named(old: str, new: str, message: str, tmp_path: Path) -> None:
    root = write_workspace(tmp_path, marks=changed(RECEIVED, (old, new)))
    (line,) = (line for line in lines_of(root) if "receipt" in line or "soon" in line)
    assert "marks.csv, line 2" in line
    assert message in line
