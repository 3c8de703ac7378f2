"""`markpack status --retention`: until when each learner's records are kept, by the registers and the records."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.cli.commands import main
from markpack.report import Options
from tests.workspaces import CENTRE, CONTEXT, MARKS, MARKS_FILE, PLAIN_LAYOUTS, REGISTER_FILE, changed, write_workspace

YEARS = f"{CENTRE}policies:\n  keep_records_years: 3\n"
REGISTER = """\
Registration,First name,Last name,Former registrations,Status,Status from,Claimed on
0012345,Rhys,Jones,OLD-1,,,2023-10-01
0012346,Minh,Nguyễn Thị,,withdrawn,2024-05-06,
0012347,Siobhán,O'Brien,,,,
"""
OTHER = "Registration,First name,Last name,Status,Status from\nOLD-1,Rhys,Jones,completed,2023-12-01\n"
OTHER_EMPLOYER = {
    "contexts/other/context.yaml": changed(CONTEXT, ("Acme Rail Limited", "Other Limited")),
    "contexts/other/learners.csv": OTHER,
}


def asked(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["status", "--retention", *arguments, "-C", str(root)], catch_exceptions=False)


def kept(root: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    result = asked(root, "--json", *arguments)
    assert result.exit_code == 0, result.output
    return {one["registration"]: one for one in json.loads(result.stdout)["learners"]}


def test_it_says_who_is_due_and_when_the_others_are(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, centre=YEARS, register=REGISTER)
    shown = asked(root, "--as-of", "2026-10-02").stdout
    assert shown.index("Due on 2 October 2026:") < shown.index("Jones, Rhys (0012345), acme") < shown.index("Later:")
    assert "Jones, Rhys (0012345), acme: kept until 1 October 2026; certificate claimed on 1 October 2023\n" in shown
    assert shown.index("Later:") < shown.index("(0012346), acme: kept until 6 May 2027; withdrawn on 6 May 2024")
    assert shown.index("No day yet:") < shown.index("O'Brien, Siobhán (0012347), acme: on the programme")
    on_the_day = asked(root, "--as-of", "2026-10-01").stdout
    assert "Nothing is due on 1 October 2026." in on_the_day
    assert "Due on" not in on_the_day


def test_a_person_at_two_employers_is_kept_until_the_last_of_the_days(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, OTHER_EMPLOYER, centre=YEARS, register=REGISTER)
    everybody = kept(root)
    assert everybody["0012345"]["employers"] == ["acme", "other"]
    assert everybody["0012345"]["keep_until"] == "2026-12-01"
    assert "OLD-1" not in everybody
    assert kept(root, "other") == {"0012345": everybody["0012345"]}


def test_without_a_policy_it_says_what_to_write_and_nothing_is_due(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, register=REGISTER)
    shown = asked(root, "--as-of", "2099-01-01").stdout
    assert "Write keep_records_years: 3 below policies" in shown
    assert "Jones" not in shown
    assert {one["keep_until"] for one in kept(root).values()} == {None}


def test_who_is_in_the_records_alone_is_counted_from_the_last_document(tmp_path: Path) -> None:
    heading = MARKS.partition("\n")[0]
    marks = changed(MARKS, (heading, f"{heading},assessed on"), ("Dana Whitfield", "Dana Whitfield,2026-11-05"))
    root = write_workspace(tmp_path, PLAIN_LAYOUTS, centre=YEARS, register=REGISTER, marks=marks)
    options = Options(jobs=1, kinds=("completed",), formats=("xlsx",), today=datetime.date(2026, 11, 30))
    assert build(Workspace(root), options).failed == ()
    for name, text, sign in ((REGISTER_FILE, REGISTER, "Jones"), (MARKS_FILE, marks, "0012345")):
        left = "\n".join(line for line in text.splitlines() if sign not in line)
        (root / name).write_text(left, encoding="utf-8")
    one = kept(root, "--as-of", "2029-11-06")["0012345"]
    assert (one["name"], one["in_register"], one["ended_on"]) == ("Rhys Jones", False, "2026-11-05")
    assert (one["keep_until"], one["is_due"]) == ("2029-11-05", True)
    assert "last document on record on 5 November 2026, and no longer in any register" in asked(root).stdout


@pytest.mark.parametrize("other", ["--csv", "--changes"])
def test_it_is_asked_for_alone(tmp_path: Path, other: str) -> None:
    assert asked(tmp_path, other).exit_code == 2
