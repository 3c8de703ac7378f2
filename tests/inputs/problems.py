"""Reading a workspace in tests: what went wrong, as lines a person sees."""

from __future__ import annotations

from pathlib import Path

from markpack.errors import InputError, Problem, Severity
from markpack.inputs.workspace_inputs import Inputs, read_inputs


def problems_of(root: Path) -> tuple[Problem, ...]:
    """Every problem of a workspace, errors and warnings."""
    try:
        return read_inputs(root)[1]
    except InputError as error:
        return error.problems


def lines_of(root: Path) -> list[str]:
    """Every problem of a workspace as it is shown."""
    return [str(problem) for problem in problems_of(root)]


def only(root: Path, severity: Severity = Severity.ERROR) -> Problem:
    """The one problem of a workspace, which has to be of that severity."""
    found = problems_of(root)
    assert len(found) == 1, [str(problem) for problem in found]
    assert found[0].severity is severity
    return found[0]


def inputs_of(root: Path) -> Inputs:
    """What a workspace without any problem holds."""
    inputs, warnings = read_inputs(root)
    shown = [str(warning) for warning in warnings]
    assert shown == [], shown
    return inputs
