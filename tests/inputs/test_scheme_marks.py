"""Marks are read by the scheme of their unit, in its words and codes; what is no judgement by it is named."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.marks import CriterionMark
from markpack.model.outcome import Outcome
from tests.inputs.problems import lines_of, only
from tests.inputs.returned import attempts
from tests.inputs.schemes import files_of
from tests.workspaces import MARKS_FILE, write_workspace

HEAD = "learner,unit,attempt,criterion,mark,decision,level,comment,assessor\n"
MET, NOT_MET = CriterionMark(decision=Outcome.PASS), CriterionMark(decision=Outcome.REFERRAL)
NOT_ATTEMPTED = CriterionMark(not_attempted=True)


def with_rows(root: Path, scheme: str, *rows: str) -> Path:
    """A workspace under a scheme with rows from the criterion on: criterion, mark, decision and level."""
    lines = "".join(f"0012345,8604-308,1,{row},,Dana Whitfield\n" for row in rows)
    return write_workspace(root, {**files_of(scheme), MARKS_FILE: HEAD + lines})


def recorded(root: Path, scheme: str, *rows: str) -> dict[str, CriterionMark]:
    return dict(attempts(with_rows(root, scheme, *rows))["0012345", 1].criteria)


@pytest.mark.parametrize(
    ("scheme", "row", "expected"),
    [
        ("ladder", ",Achieved,", MET),
        ("ladder", ",met,", MET),
        ("ladder", ",NOT YET ACHIEVED,", NOT_MET),
        ("ladder", ",not_met,", NOT_MET),
        ("ladder", ",Not attempted,", NOT_ATTEMPTED),
        ("ladder", "not attempted,,", NOT_ATTEMPTED),
        ("ladder", ",,not_attempted", NOT_ATTEMPTED),
        ("refer", ",Refer,", NOT_MET),
        ("refer", ",Pass,", MET),
        ("levels", ",,M", CriterionMark(level="M")),
        ("levels", ",,merit", CriterionMark(level="M")),
        ("levels", ",,Not yet", CriterionMark(level="N")),
        ("levels", ",Not attempted,", NOT_ATTEMPTED),
        ("steps", "12,,", CriterionMark(Fraction(12))),
        ("steps", "0,,", CriterionMark(Fraction(0))),
        ("steps", "Not attempted,,", NOT_ATTEMPTED),
    ],
)
def test_a_criterion_is_judged_by_word_or_by_code(
    scheme: str, row: str, expected: CriterionMark, tmp_path: Path
) -> None:
    assert recorded(tmp_path, scheme, f"1.1,{row}") == {"1.1": expected}


@pytest.mark.parametrize(
    ("scheme", "row", "message", "hint"),
    [
        (
            "ladder", "1.2,,M,", "“M” is a grade of the unit, and no decision on criterion 1.2.",
            "Write Achieved if it is met, or else Not yet achieved.",
        ),
        (
            "ladder", "1.1,,Pass,", "“Pass” is a grade of the unit, and no decision on criterion 1.1.",
            "Write Achieved if it is met, or else Not yet achieved.",
        ),
        (
            "ladder", "1.1,,perhaps,", "“perhaps” is not a decision.",
            "Write Achieved, Not yet achieved or Not attempted.",
        ),
        (
            "ladder", "1.1,12,,",
            "There is a mark for criterion 1.1, but unit 8604-308 is marked by Achieved or Not yet achieved.",
            "Write Achieved, Not yet achieved or Not attempted as the decision, and clear the mark.",
        ),
        (
            "ladder", "1.1,12,Achieved,",
            "There is a mark for criterion 1.1, but unit 8604-308 is marked by Achieved or Not yet achieved.",
            "Write Achieved, Not yet achieved or Not attempted as the decision, and clear the mark.",
        ),
        (
            "ladder", "1.1,,,P",
            "There is a level for criterion 1.1, but unit 8604-308 is marked by Achieved or Not yet achieved.",
            "Write Achieved, Not yet achieved or Not attempted as the decision, and clear the level.",
        ),
        (
            "ladder", "1.1,Not attempted,Achieved,",
            "The decision for criterion 1.1 is “Achieved”, but its mark is “Not attempted”.",
            "Keep the one that is right, and clear the other.",
        ),
        (
            "refer", "1.1,,Not attempted,", "“Not attempted” is not told apart for criterion 1.1 by Refer Awards.",
            "Write Refer if the work earns nothing there, or leave it blank until it is judged.",
        ),
        (
            "levels", "1.1,,Achieved,", "There is a decision for criterion 1.1, but unit 8604-308 is judged by levels.",
            "Write Not yet, Pass, Merit, Distinction or Not attempted as the level, and clear the decision.",
        ),
        (
            "levels", "1.1,7,,", "There is a mark for criterion 1.1, but unit 8604-308 is judged by levels.",
            "Write Not yet, Pass, Merit, Distinction or Not attempted as the level, and clear the mark.",
        ),
        (
            "levels", "1.1,,,A*", "“A*” is not a level.",
            "Write Not yet, Pass, Merit, Distinction or Not attempted.",
        ),
        (
            "steps", "1.1,,Pass,", "There is a decision for criterion 1.1, but unit 8604-308 is marked with numbers.",
            "Write a mark from 0 to 24, and clear the decision.",
        ),
        (
            "steps", "1.1,12,,M", "There is a level for criterion 1.1, but unit 8604-308 is marked with numbers.",
            "Write a mark from 0 to 24, and clear the level.",
        ),
        (
            "steps", "1.1,25,,", "The mark 25 for criterion 1.1 is above its maximum of 24.",
            "Write a mark from 0 to 24.",
        ),
    ],
)  # fmt: skip
def test_what_is_no_judgement_by_the_scheme_is_named_with_what_to_write(
    scheme: str, row: str, message: str, hint: str, tmp_path: Path
) -> None:
    root = with_rows(tmp_path, scheme, row)
    found = only(root)
    assert (found.message, found.hint) == (message, hint)
    assert found.reach.learners == ("0012345",)
    assert read_inputs(root)[0].employers[0].marked == ()


def test_not_attempted_is_refused_where_ilm_s_marks_do_not_tell_it_apart(tmp_path: Path) -> None:
    marks = HEAD + "0012345,8604-308,1,1.1,not attempted,,,,Dana Whitfield\n"
    found = only(write_workspace(tmp_path, marks=marks))
    assert found.message == (
        "“not attempted” is not told apart for criterion 1.1 by ILM: every criterion by marks."
    )  # fmt: skip
    assert found.hint == "Write 0 if the work earns nothing there, or leave it blank until it is judged."


def test_a_word_and_its_code_do_not_contradict_each_other(tmp_path: Path) -> None:
    root = with_rows(tmp_path, "ladder", "1.1,,Achieved,", "1.1,,met,", "1.2,,Not attempted,", "1.2,,not_attempted,")
    assert attempts(root)["0012345", 1].criteria == {"1.1": MET, "1.2": NOT_ATTEMPTED}
    root = with_rows(tmp_path, "ladder", "1.1,,Achieved,", "1.1,,Not attempted,")
    assert [line for line in lines_of(root) if "is “Not attempted” here and “Achieved” in" in line]
