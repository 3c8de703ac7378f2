"""The internal verification sheet of a brief, from the files to the form that the verifier fills in."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.inputs.workspace_inputs import read_inputs
from markpack.report import Options
from tests.inputs.problems import inputs_of
from tests.test_integrated import text_of
from tests.workspaces import CENTRE, CONTEXT, changed, write_workspace
from tests.writers.pdf_structure import faults

WORKING_DAYS = f"{CENTRE}policies:\n  working_days: yes\n"


@pytest.mark.slow
def test_the_sheet_says_what_was_found_and_leaves_the_rest_to_a_person(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, centre=WORKING_DAYS)
    assert build(Workspace(root), Options(kinds=("verification",), jobs=1)).failed == ()
    folder = root / "output/acme/8604-308/verification"
    assert sorted(path.name for path in folder.iterdir()) == [
        "Internal verification-8604-308.docx", "Internal verification-8604-308.pdf",
    ]  # fmt: skip
    pdf = folder / "Internal verification-8604-308.pdf"
    text = text_of(pdf)
    for words in (
        "Award in Leadership: 8604-308 Understanding Leadership, level 3, 2 credits.",
        "Set Monday 14 September 2026, due Wednesday 14 October 2026; 4 weeks for about 12 hours of work. "
        "In order, and all working days.",
        "All 3 criteria are covered, each by one of 2 tasks.",
        "Not needed: a contextualised",
        "Is the scenario current and sensible", "Decision on the brief",
    ):  # fmt: skip
        assert words in text
    with pikepdf.open(pdf) as opened:
        names = {str(entry.T) for entry in opened.Root.AcroForm.Fields}
    assert {"u8604_308__brief_check__decision", "u8604_308__brief_check__p1", "u8604_308__brief_check__m1"} <= names
    assert faults(pdf.read_bytes()) == []


@pytest.mark.parametrize(
    ("old", "new", "question", "found"),
    [
        ("due_on: 2026-10-14", "due_on: 2026-09-14", "Are the dates achievable",
         "0 days for about 12 hours of work. That is too short."),
        ("set_on: 2026-09-14", "set_on: 2026-09-13", "Are the dates achievable", "13 September 2026 is a Sunday."),
        ("late train.", "late TODO, TBC.", "Is anything left to be filled in?",
         "to be filled in. “TBC” looks as if something"),
        ("Use what you know", "Use what your team knows", "Are the employer’s own words",
         "this employer’s word is “crew”"),
        ("unit: 8604-308", "unit: 8604-308\n    method: written assignment\n    instrument: {title: New, purpose: It, "
         "hours: 9, tasks: [{id: a, title: A, guidance: Do it, criteria: [1.1, 1.2, 1.10]}]}",
         "Is approval by the awarding", "Its tasks are not the ready-made ones"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_to_be_looked_at(tmp_path: Path, old: str, new: str, question: str, found: str) -> None:
    root = write_workspace(tmp_path, centre=WORKING_DAYS, context=changed(CONTEXT, (old, new)))
    (check,) = [it for it in read_inputs(root)[0].employers[0].checks["8604-308"] if it.question.startswith(question)]
    assert not check.ok
    assert found in check.finding


def test_tasks_that_name_no_words_ask_for_none(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    (check,) = [it for it in inputs_of(root).employers[0].checks["8604-308"] if it.question.startswith("Are the word")]
    assert check.ok
    assert check.finding == "The tasks give no number of words; 800 to 1,500 are accepted."


def test_the_reading_level_is_held_against_the_centre_s_limit(tmp_path: Path) -> None:
    for limit, ok in ((25, True), (7, False)):
        root = write_workspace(tmp_path / str(limit), centre=f"{CENTRE}policies:\n  reading_age: {limit}\n")
        checks = read_inputs(root)[0].employers[0].checks["8604-308"]
        (check,) = [it for it in checks if it.question == "Can learners read it easily?"]
        assert check.ok is ok
        assert f"the centre’s limit is {limit}" in check.finding
