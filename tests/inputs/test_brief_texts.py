"""The centre's own texts in briefs: what is asked of them, and what is said once where they are missing."""

from __future__ import annotations

from pathlib import Path

from markpack.errors import InputError, Problem
from markpack.inputs.workspace_inputs import read_inputs
from tests.workspaces import CENTRE, CENTRE_FILE, CONTEXT, write_workspace

TEXTS = """\
briefs:
  hand_in: {where: the course page, hour: 5 pm, how: Upload one file.}
  adjustments: Ask your tutor.
  appeals: Write to the lead IQA of {{ centre.name }}.
  malpractice: Do not copy.
policies: {days_to_feedback: 15 working days}
"""


def found(root: Path) -> list[Problem]:
    """Return what is said of centre.yaml."""
    return [problem for problem in read_inputs(root)[1] if problem.place.file == CENTRE_FILE]


def test_what_briefs_leave_out_is_said_once(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, centre=f"{CENTRE}briefs: {{appeals: Write to us.}}\n")
    (problem,) = found(root)
    assert "hand_in, where; hand_in, hour; hand_in, how; adjustments; malpractice; policies, days" in problem.message
    assert problem.place.line == CENTRE.count("\n") + 1


def test_a_centre_that_says_it_all_is_not_warned(tmp_path: Path) -> None:
    assert not found(write_workspace(tmp_path, centre=f"{CENTRE}{TEXTS}"))


def test_a_centre_without_any_of_the_texts_is_not_warned(tmp_path: Path) -> None:
    assert not found(write_workspace(tmp_path, centre=CENTRE))


def test_a_meeting_is_asked_for_only_where_there_is_one(tmp_path: Path) -> None:
    context = CONTEXT.replace("    set_on:", "    method: professional discussion\n    set_on:")
    unit_has_none = [
        problem.message for problem in _all(write_workspace(tmp_path, centre=f"{CENTRE}{TEXTS}", context=context))
    ]
    assert any("does not say: meeting, where; meeting, how." in message for message in unit_has_none)


def test_an_unknown_placeholder_is_named_at_its_line(tmp_path: Path) -> None:
    wrong = TEXTS.replace("centre.name", "centre.nmae")
    problems = _all(write_workspace(tmp_path, centre=f"{CENTRE}{wrong}"))
    (problem,) = [problem for problem in problems if "nmae" in problem.message]
    assert problem.place.line == CENTRE.count("\n") + 4
    assert "centre.name" in problem.hint


def test_a_vocabulary_word_has_to_be_every_employers(tmp_path: Path) -> None:
    wrong = TEXTS.replace("Ask your tutor.", "Ask your {{ vocabulary.mentor }}.")
    problems = _all(write_workspace(tmp_path, centre=f"{CENTRE}{wrong}"))
    assert any("vocabulary.mentor" in problem.message for problem in problems)


def _all(root: Path) -> tuple[Problem, ...]:
    try:
        return read_inputs(root)[1]
    except InputError as error:
        return error.problems
