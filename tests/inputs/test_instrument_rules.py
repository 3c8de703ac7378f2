"""What has to hold in the instrument of any method, and that the units that ship have one for every method."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.errors import Severity
from markpack.model.instrument import Method
from tests.inputs.problems import inputs_of, only, problems_of
from tests.workspaces import UNIT, changed, write_workspace

ROOT = Path(__file__).parents[2]
TALK = """\
methods:
  professional discussion:
    title: Talking about it
    purpose: Talk.
    hours: 8
    minutes: 40
    recording: The assessor takes notes.
    words:
      nominal: 300
      minimum: 200
      maximum: 400
    tasks:
      - id: styles
        title: Styles
        guidance: Be ready.
        criteria: [1.1, 1.2]
        words: 300
        prompts:
          1.1: [What shapes a choice?]
          1.2: [Why do they differ?]
      - id: own
        title: Own
        guidance: Be ready.
        criteria: ["1.10"]
        prompts:
          1.10: [How do you lead?]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("minimum: 200", "minimum: 350",
         "The nominal word count 300 is not between the minimum 350 and the maximum 400."),
        ("  professional discussion:", "  chat:", "“chat” is “chat”"),
    ],
)  # fmt: skip
def test_what_a_method_lacks_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    root = write_workspace(tmp_path, unit=UNIT + changed(TALK, (old, new)))
    found = [problem.message for problem in problems_of(root)]
    assert any(text.startswith(message) for text in found), found


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    recording: The assessor takes notes.\n", "",
         "The professional discussion does not say what the assessor records, and how authenticity is "
         "confirmed."),
        ("        words: 300\n", "        words: 500\n",
         "The tasks’ words add up to 500, but 200 to 400 are accepted."),
        ("criteria: [1.1, 1.2]", "criteria: [1.1, 1.2, 1.1]", "Task styles names the criterion “1.1” more than once."),
    ],
)  # fmt: skip
def test_what_a_method_should_have_is_a_warning(tmp_path: Path, old: str, new: str, message: str) -> None:
    found = only(write_workspace(tmp_path, unit=UNIT + changed(TALK, (old, new))), Severity.WARNING)
    assert found.message == message


def test_ilm_s_units_have_an_instrument_for_every_method() -> None:
    units = inputs_of(ROOT).units
    for unit in (units["8604-308"], units["8604-401"]):
        for method in Method:
            asked = unit.instrument(method)
            assert asked is not None, (unit.reference, method)
            if method is Method.WRITTEN:
                continue
            prompted = {name for task in asked.tasks for name, lines in task.prompts.items() if lines}
            assert prompted == {criterion.id for criterion in unit.criteria}, (unit.reference, method)
            assert asked.recording
            assert asked.keep
            assert bool(asked.minutes) is method.is_held
            assert bool(asked.bring) is method.is_held
