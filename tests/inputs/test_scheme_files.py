"""Schemes are read from their files, and every mistake in one is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.inputs.scheme_files import read_schemes
from markpack.inputs.starter import starter
from markpack.model.scheme import ILM_MARKS, ILM_PASS_REFER
from tests.workspaces import changed, write_workspace

SCHEME = """\
scheme: works
version: "1"
title: Works Awards
judgement:
  kind: met
grade:
  rule: ladder
  tiers: [P, M]
  codes: {P: P, M: M, floor: U}
words:
  P: Pass
  M: Merit
  U: Unclassified
attempts:
  - {kind: first}
  - {kind: retake, new_task: yes, scope: [P], cap: P}
"""


def test_ilm_s_own_files_say_what_units_without_a_scheme_are_judged_by() -> None:
    schemes = read_schemes(starter()).schemes
    assert schemes["ilm-marks"] == ILM_MARKS
    assert schemes["ilm-pass-refer"] == ILM_PASS_REFER


def test_a_sound_scheme_has_no_problems(tmp_path: Path) -> None:
    found = read_schemes(write_workspace(tmp_path, {"templates/schemes/works.yaml": SCHEME}))
    assert not found.faults
    assert found.schemes["works"].grades == ("U", "P", "M")
    assert [rule.cap for rule in found.schemes["works"].attempts] == ["", "P"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("judgement:", "judgment:", 4, "“judgment” is not a key of the file."),
        ("kind: met", "kind: guess", 5, "“kind” is “guess”, which is not one of its choices."),
        ("kind: met", "kind: met\n  met_at: 1/2", 6, "“met_at” is for marks."),
        ("kind: met", "kind: marks\n  met_at: half", 6, "“half” is not a part of the marks."),
        ("kind: met", "kind: levels", 5, "Levels need at least two codes."),
        ("M: M, ", "", 9, "There is no code for “M”."),
        ("floor: U", "floor: P", 9, "Two grades have the same code."),
        ("  M: Merit", "  N: Merit", 12, "“N” is not a key of “words”."),
        ("  U: Unclassified", "  U: pass", 11, "Two grades have the same word."),
        (
            "attempts:",
            "also: {met: [yes, p]}\nattempts:",
            14,
            "“p” is a grade, and cannot mean that a criterion is met as well.",
        ),
        (
            "attempts:",
            "also: {met: [shown], not_met: [Shown, no]}\nattempts:",
            14,
            "“shown” means that a criterion is met, and that it is not.",
        ),
        ("cap: P", "cap: X", 16, "“X” is no grade."),
        ("scope: [P]", "scope: [Z]", 16, "“Z” is no tier."),
        ("rule: ladder", "rule: boundaries", 7, "“boundaries” and rule: boundaries go together."),
        (
            "title: Works Awards",
            "title: Works Awards\nwithout_marks: nobody",
            4,
            "“nobody” is no scheme without marks.",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    root = write_workspace(tmp_path, {"templates/schemes/works.yaml": changed(SCHEME, (old, new))})
    found = read_schemes(root)
    assert "works" not in found.schemes
    (problems,) = found.faults.values()
    assert (line, message) in [(problem.place.line, problem.message) for problem in problems.problems]
    assert all(problem.hint for problem in problems.problems)
