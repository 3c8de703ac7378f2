"""What is checked of texts for learners who are not in work."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.errors import InputError, Problem
from markpack.inputs.workspace_inputs import read_inputs
from tests.workspaces import CONTEXT, MARKS_FILE, write_workspace

OWN_TASKS = """\
    instrument:
      title: Leading here
      purpose: Show it.
      tasks:
        - {id: all, title: All of it, guidance: Lead the crew., criteria: ["1.1", "1.2", "1.10"]}
"""
UNIT = "    guidance: Use what you know"
TEXT = "    not_in_work: {{tasks: {{{}: {{instead: yes, guidance: Lead a choir.}}}}}}\n"


def found(root: Path) -> list[Problem]:
    try:
        problems = read_inputs(root)[1]
    except InputError as error:
        problems = error.problems
    return [problem for problem in problems if "in work" in problem.message or "not a task" in problem.message]


def of(root: Path, context: str, in_work: str) -> list[Problem]:
    register = f"Registration,First name,Last name,In work\n0012345,Åsa,Öberg,{in_work}\n"
    return found(write_workspace(root, {MARKS_FILE: None}, register=register, context=context))


def test_words_may_be_written_with_spaces_as_in_the_vocabulary(tmp_path: Path) -> None:
    context = CONTEXT.replace("scenario:", "not_in_work: {vocabulary: {line manager: coach}}\nscenario:")
    inputs, problems = read_inputs(write_workspace(tmp_path, {MARKS_FILE: None}, context=context))
    assert not problems
    assert str(inputs.employers[0].context.not_in_work.vocabulary["line_manager"]) == "coach"


@pytest.mark.parametrize(("in_work", "warned"), [("no", True), ("yes", False)])
def test_own_tasks_need_a_text_for_who_is_not_in_work(in_work: str, warned: bool, tmp_path: Path) -> None:
    context = CONTEXT.replace("    tutor:", f"{OWN_TASKS}    tutor:")
    problems = of(tmp_path, context, in_work)
    told = [
        ("who are not in work as well: 0012345." in problem.message, "not_in_work" in problem.hint)
        for problem in problems
    ]
    assert told == [(True, True)] * warned


def test_a_text_is_enough_and_names_a_task_that_there_is(tmp_path: Path) -> None:
    context = CONTEXT.replace("    tutor:", f"{OWN_TASKS}    tutor:")
    assert not of(tmp_path, context.replace(UNIT, TEXT.format("all") + UNIT), "no")
    (problem,) = of(tmp_path, context.replace(UNIT, TEXT.format("al") + UNIT), "no")
    assert problem.message.startswith("“al” is not a task of unit 8604-308.")
