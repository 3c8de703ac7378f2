"""The grade of a whole qualification: read from its template, and every mistake named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inputs.problems import only, problems_of
from tests.inputs.schemes import SCHEMES, files_of
from tests.workspaces import QUALIFICATION, changed, write_workspace

GRADE = """\
grade:
  points: {P: 1, M: 2, D: 3}
  times: credits
  steps: {P: 2, M: 4, D: 6}
  words: {P: Pass, M: Merit}
"""
MARKS = "learner,unit,attempt,criterion,mark\n"
FIRST_LINE = len(QUALIFICATION.splitlines()) + 1


def workspace(root: Path, grade: str = GRADE, qualification: str = QUALIFICATION) -> Path:
    return write_workspace(root, files_of("ladder"), qualification=qualification + grade, marks=MARKS)


def test_a_sound_grade_has_no_problems(tmp_path: Path) -> None:
    assert not problems_of(workspace(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("D: 3}", "E: 3}", 1, "8604-308 can come to D, and no points are given for that."),
        ("M: 2, D: 3}", "M: 2, D: 3, X: 4}", 1, "“X” is not a grade of any unit of the qualification."),
        ("M: 4", "M: 2", 3, "The grade “M” begins at 2, which is not above “P” at 2."),
        ("D: 6}", "D: 7}", 3, "The grade “D” begins at 7, and all units together give at most 6 points."),
        ("{P: Pass, M: Merit}", "{P: Good, M: good}", 4, "The grades “P” and “M” have the same word, “good”."),
        ("points: {P: 1, M: 2, D: 3}", "points: {}", 1, "“points” has no entries; it needs at least one."),
        ("{P: Pass, M: Merit}", "{N: None}", 4, "“N” is none of the qualification’s grades."),
        ("times: credits", "times: hours", 2, "“times” is “hours”, which is not one of its choices."),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: int, message: str, tmp_path: Path) -> None:
    found = problems_of(workspace(tmp_path, changed(GRADE, (old, new))))
    problem = next(entry for entry in found if entry.message.startswith(message))
    assert (problem.place.file, problem.place.line) == ("templates/qualifications/8604.yaml", FIRST_LINE + line)


def test_every_version_of_a_unit_needs_points_for_its_grades(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    unit = root / "templates/units/8604-308.yaml"
    kept = changed(
        unit.read_text(encoding="utf-8"), ("title:", "version: 1\ntitle:"), ("scheme: ladder", "scheme: old")
    )
    (root / "templates/units/8604-308@1.yaml").write_text(kept, encoding="utf-8")
    unit.write_text(changed(unit.read_text(encoding="utf-8"), ("title:", "version: 2\ntitle:")), encoding="utf-8")
    old = changed(SCHEMES["ladder"], ("scheme: ladder", "scheme: old"), ("codes: {P: P,", "codes: {P: P1,"))
    old = changed(old, ("cap: P", "cap: P1"), ("words: {P:", "words: {P1:"))
    (root / "templates/schemes/old.yaml").write_text(old, encoding="utf-8")
    found = next(entry for entry in problems_of(root) if "points are given" in entry.message)
    assert found.message == "Version 1 of 8604-308 can come to P1, and no points are given for that."
    assert found.place.line == FIRST_LINE + 1


def test_a_step_beyond_what_each_unit_can_give_is_named(tmp_path: Path) -> None:
    refer = files_of("refer")
    grade = "grade:\n  points: {pass: 1}\n  steps: {P: 2}\n"
    root = write_workspace(tmp_path, refer, qualification=QUALIFICATION + grade, marks=MARKS)
    assert "The grade “P” begins at 2, and all units together give at most 1 points." in [
        entry.message for entry in problems_of(root)
    ]


def test_points_by_credits_need_every_unit_s_credits(tmp_path: Path) -> None:
    without = changed(QUALIFICATION, ("credits: 2\n", ""), ("    minimum_credits: 2\n", ""))
    root = workspace(tmp_path, qualification=without)
    unit = root / "templates/units/8604-308.yaml"
    unit.write_text(changed(unit.read_text(encoding="utf-8"), ("credits: 2\n", "")), encoding="utf-8")
    problem = only(root)
    assert problem.message == "The points of 8604-308 are to be multiplied by its credits, and it has none."
    assert problem.place.line == FIRST_LINE - 2 + 2


def test_a_qualification_may_do_without_credits(tmp_path: Path) -> None:
    without = changed(QUALIFICATION, ("credits: 2\n", ""), ("    minimum_credits: 2\n", ""))
    assert not problems_of(workspace(tmp_path, "", without))
