"""What `markpack status` says is overdue, by the clock or on another day."""

from __future__ import annotations

import csv
import datetime
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from markpack.cli.commands import main
from markpack.documents.catalogue.to_do_builder import deadline_of
from markpack.model.deadline import Step
from markpack.model.marks import MarkedAttempt
from markpack.model.standing import Submission
from tests.samples import cohort, learner, marked, setting
from tests.workspaces import CENTRE, write_workspace

DECIDED = """\
learner,unit,attempt,criterion,mark,decision,comment,assessor,assessed on
0012345,8604-308,1,1.1,18,,,Dana Whitfield,2026-10-20
0012345,8604-308,1,1.2,3,,,
0012345,8604-308,1,1.10,20,,,
0012346,8604-308,1,1.1,6,,Few factors.,
"""
"""Of three learners one is referred, one half marked, and of one nothing is in."""

EXTENSIONS = """\
Registration,Unit,Attempt,New date,Agreed by,Agreed on,Reason
0012347,8604-308,1,2026-10-30,Tom Adeyemi,2026-10-05,Ill for a week
"""


def markpack(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "-C", str(root)])


def lists(root: Path, *arguments: str) -> list[str]:
    """The lines below the tables that say what is due."""
    lines = markpack(root, "status", *arguments).stdout.splitlines()
    headings = ("Overdue on", "Due soon", "Without a date")
    return [
        line.strip()
        for line in lines
        if line.startswith(("  ", *headings)) and (line[-1:] in "):" or ", 8604-308" in line)
    ]


def data(root: Path, *arguments: str) -> Any:
    return json.loads(markpack(root, "status", "--json", *arguments).stdout)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path, marks=DECIDED)


def test_each_day_has_its_own(root: Path) -> None:
    to_mark = "To mark, 8604-308", "Nguyễn Thị, Minh (0012346)"
    nobody = "Without a date, at Acme Rail Limited:", *to_mark, "To check, 8604-308", "Jones, Rhys (0012345)"
    assert lists(root, "--as-of", "2026-10-06") == list(nobody)
    assert lists(root, "--as-of", "2026-10-14") == [
        "Due soon, at Acme Rail Limited:",
        "To submit, 8604-308, 14 October 2026",
        "O'Brien, Siobhán (0012347)",
        *nobody,
    ]
    assert lists(root, "--as-of", "2026-11-10") == [
        "Overdue on 10 November 2026, at Acme Rail Limited:",
        "To submit, 8604-308, 14 October 2026 (27 days ago)",
        "O'Brien, Siobhán (0012347)",
        "To try again, 8604-308, 9 November 2026 (1 day ago)",
        "Jones, Rhys (0012345)",
        *nobody,
    ]


def test_without_a_day_it_is_the_clocks(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793923200")  # 6 November 2026
    assert data(root)["as_of"] == "2026-11-06"
    assert lists(root) == lists(root, "--as-of", "2026-11-06")
    assert "To submit, 8604-308, 14 October 2026 (23 days ago)" in lists(root)


def test_programs_read_the_same(root: Path) -> None:
    found = data(root, "--as-of", "2026-11-10")
    (employer,) = found["employers"]
    assert found["as_of"] == "2026-11-10"
    assert employer["due"][0] == {
        "what": "submission", "unit": "8604-308", "on": "2026-10-14", "days_overdue": 27, "soon": False,
        "learners": ["0012347"],
    }  # fmt: skip
    learners = employer["assignments"][0]["learners"]
    keys = ("submission", "due", "due_on", "days_overdue")
    assert [tuple(learner[key] for key in keys) for learner in learners] == [
        ("received", "resubmission", "2026-11-09", 1),
        ("received", "feedback", None, 0),
        ("late", "submission", "2026-10-14", 27),
    ]
    rows = list(csv.DictReader(io.StringIO(markpack(root, "status", "--csv", "--as-of", "2026-11-10").stdout)))
    assert [(row["due"], row["due on"], row["days overdue"]) for row in rows] == [
        ("resubmission", "2026-11-09", "1"), ("feedback", "", ""), ("submission", "2026-10-14", "27"),
    ]  # fmt: skip


def test_before_it_is_set_work_is_neither_open_nor_late(root: Path) -> None:
    for day, submission in (("2026-09-13", "not set"), ("2026-09-14", "open"), ("2026-10-15", "late")):
        learner = data(root, "--as-of", day)["employers"][0]["assignments"][0]["learners"][2]
        assert (learner["submission"], learner["standing"]) == (submission, "not_submitted")


def test_a_registration_that_ends_is_due_until_the_qualification_is_achieved(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    due = [entry for entry in data(root, "--as-of", "2029-07-01")["employers"][0]["due"] if not entry["unit"]]
    assert [(entry["what"], entry["on"], entry["soon"]) for entry in due] == [("registration", "2029-08-31", True)]
    assert due[0]["learners"] == ["0012346", "0012347"], "Jones has achieved it"


def test_decisions_are_dated_in_the_future_on_the_day_that_check_goes_by(root: Path) -> None:
    assert "is in the future: today is 19 October 2026" in markpack(root, "check", "--as-of", "2026-10-19").output
    assert "in the future" not in markpack(root, "check", "--as-of", "2026-10-20").output
    assert "in the future" not in markpack(root, "status", "--as-of", "2026-10-19").output, "they are read today"


def test_a_day_that_is_none_is_told(root: Path) -> None:
    result = markpack(root, "status", "--as-of", "soon")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'soon' does not match the format" in result.stderr
    assert markpack(root, "status", "--as-of", "2026-10-19", "--changes").exit_code == 2


def test_a_resubmission_that_is_not_begun_is_late_by_its_own_date() -> None:
    place, person = setting(), learner("0012345")
    of = place.unit.reference
    attempts = [marked({"1.1": 2, "1.2": 12, "2.1": 20, "2.2": 20}, unit=of), MarkedAttempt("0012345", of, 2)]
    inputs = cohort(place, [person], attempts)
    due = deadline_of(inputs, person, place)
    assert due is not None
    assert (due.what, due.on) == (Step.RESUBMISSION, place.resubmission_date(inputs.attempts[of]["0012345"][0]))
    assert due.on is not None
    assert due.on > place.assignment.due_on
    for later, expected in ((0, Submission.OPEN), (1, Submission.LATE)):
        asked = replace(inputs, as_of=due.on + datetime.timedelta(days=later))
        assert asked.standings("0012345", place.unit)[-1].submission is expected


def test_an_extension_and_the_days_to_feedback_set_dates(tmp_path: Path) -> None:
    files = {"contexts/acme/extensions.csv": EXTENSIONS}
    marks = "learner,unit,attempt,criterion,mark,received on\n0012346,8604-308,1,1.1,6,2026-10-12\n"
    policy = f"{CENTRE}policies:\n  days_to_feedback: 15\n"
    root = write_workspace(tmp_path, files, centre=policy, marks=marks)
    (employer,) = data(root, "--as-of", "2026-10-28")["employers"]
    assert [
        (entry["what"], entry["on"], entry["days_overdue"], entry["soon"], entry["learners"])
        for entry in employer["due"]
        if entry["unit"]
    ] == [
        ("submission", "2026-10-14", 14, False, ["0012345"]),
        ("feedback", "2026-10-27", 1, False, ["0012346"]),
        ("submission", "2026-10-30", 0, True, ["0012347"]),
    ]
    assert [learner["submission"] for learner in employer["assignments"][0]["learners"]] == ["late", "received", "open"]
