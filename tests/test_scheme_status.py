"""What `markpack status` says of grades: the word of the unit's own scheme, and for programs its code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from click.testing import CliRunner

from markpack.cli.commands import main
from tests.inputs.schemes import files_of
from tests.workspaces import MARKS_FILE, write_workspace

MARKS = """\
learner,unit,attempt,criterion,decision,comment,assessor
0012345,8604-308,1,1.1,Achieved,,Dana Whitfield
0012345,8604-308,1,1.2,Achieved,,
0012345,8604-308,1,1.10,Not attempted,,
0012346,8604-308,1,1.1,Not yet achieved,Say more.,Dana Whitfield
0012346,8604-308,1,1.2,Achieved,,
0012346,8604-308,1,1.10,Achieved,,
0012347,8604-308,1,1.1,Achieved,,Dana Whitfield
"""


def status(root: Path, *options: str) -> str:
    result = CliRunner().invoke(main, ["status", *options, "-C", str(root)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_grades_are_said_in_words_and_in_codes(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {**files_of("ladder"), MARKS_FILE: MARKS})
    said = status(root)
    assert all(word in said for word in ("Merit", "Unclassified", "Incomplete"))
    (assignment,) = json.loads(status(root, "--json"))["employers"][0]["assignments"]
    assert assignment["scheme"] == "ladder"
    assert [(learner["outcome"], learner["grade"], learner["marked"]) for learner in assignment["learners"]] == [
        ("Merit", "M", 3), ("Unclassified", "U", 3), ("Incomplete", "", 1),
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(status(root, "--csv"))))
    assert [(row["outcome"], row["grade"], row["total"]) for row in rows] == [
        ("Merit", "M", ""), ("Unclassified", "U", ""), ("Incomplete", "", ""),
    ]  # fmt: skip


def test_totals_are_listed_where_there_are_marks(tmp_path: Path) -> None:
    for scheme, has_totals in (("ladder", False), ("steps", True)):
        lines = status(
            write_workspace(tmp_path / scheme, {**files_of(scheme), MARKS_FILE: MARKS.splitlines()[0]})
        ).splitlines()
        assert ("Total" in lines[1].split()) is has_totals
