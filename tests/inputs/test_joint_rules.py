from __future__ import annotations

from pathlib import Path

import pytest

from markpack.errors import Severity
from tests.inputs.problems import problems_of
from tests.workspaces import CENTRE, CONTEXT, MARKS_FILE, QUALIFICATION, UNIT, changed, write_workspace

BOTH = "8604-308, 8604-309"
SUBMISSION = "submission: Check your work against the criteria."
OWN_STYLE = "guidance: Ask {{ vocabulary.team }} members."


def two_units(root: Path, first: str, second: str, *, more: str = "") -> list[str]:
    """Return the warnings, but those of approval and evidence, for two units in one assignment."""
    second = changed(second, ("reference: 8604-308", "reference: 8604-309"), ("Understanding", "Knowing"))
    context = changed(CONTEXT, ("unit: 8604-308\n", f"units: [{BOTH}]\n    marking: pass or refer\n{more}"))
    write_workspace(
        root,
        {"templates/units/8604-309.yaml": second, MARKS_FILE: None},
        unit=first,
        qualification=changed(QUALIFICATION, ("units: [8604-308]", f"units: [{BOTH}]")),
        centre=CENTRE.replace("[8604-308]", f"[{BOTH}]"),
        context=context,
    )
    found = [problem for problem in problems_of(root) if "approval" not in problem.message]
    assert all(problem.severity is Severity.WARNING for problem in found)
    return [f"{problem.place}: {problem.message}" for problem in found]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (SUBMISSION, "submission: Check that all two tasks are there.", "all two tasks"),
        (OWN_STYLE, "guidance: Go on from Task 1.", "Task 1"),
    ],
)
def test_texts_that_count_on_the_numbers_of_tasks_are_named(old: str, new: str, words: str, tmp_path: Path) -> None:
    (found,) = two_units(tmp_path, UNIT, changed(UNIT, (old, new)))
    assert found.startswith("templates/units/8604-309.yaml, line ")
    assert found.endswith(
        f": The text says “{words}”, and in the assignment for 8604-308+8604-309 the tasks of all its units are "
        "numbered together, from 1 to 4."
    )


def test_the_first_unit_s_tasks_keep_their_numbers(tmp_path: Path) -> None:
    assert two_units(tmp_path, changed(UNIT, (OWN_STYLE, "guidance: Go on from Task 1.")), UNIT) == []
