"""What a pass asks for, as data: ids, numbers and lengths are held against each other wherever they are printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.app.pack_plan import collect_pack_inputs
from markpack.assessment.approval import approval_status
from markpack.documents.brief.builder import build_brief
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.inputs.checks.printed_numbers import numbers_of
from tests.inputs.problems import inputs_of, problems_of
from tests.workspaces import CONTEXT, MARKS_FILE, UNIT, changed, write_workspace

ASKS = (
    "        marks: 28\n",
    "        marks: 28\n        asks:\n          - {id: people, least: 2, what: people who give feedback}\n"
    "          - {id: fit, what: how well it suits the workplace}\n",
)
TASK = ('criteria: ["1.10"]\n', 'criteria: ["1.10"]\n{}')
ASKING = changed(
    UNIT, ASKS, ("Ask {{ vocabulary.team }} members.", "Ask at least two people of your {{ vocabulary.team }}.")
)
INSTEAD = "    tasks:\n      own-style:\n        instead: yes\n"
APPROVAL = """\
approvals:
  - {units: [8604-308], approved_by: Ruth Vane, reference: QC-1, approved_on: 2026-08-20, valid_until: 2027-08-31}
"""
OURS = "        guidance: Ask two people, and say how well it suits Acme.\n"


def found(folder: Path, *changes: tuple[str, str], unit: str = ASKING, context: str = CONTEXT) -> list[str]:
    """What check says of a workspace whose unit has asks, with changes to the unit."""
    root = write_workspace(folder, {MARKS_FILE: None}, unit=changed(unit, *changes), context=context)
    return [
        f"{entry.severity.name} {entry.place.line}: {entry.message} {entry.hint}"
        for entry in problems_of(root)
        if "without approval" not in entry.message
    ]


def setting_of(root: Path) -> AssignmentContext:
    """The one assignment of a workspace with which nothing is wrong."""
    inputs = inputs_of(root)
    (setting,) = collect_pack_inputs(inputs, inputs.employers[0]).settings
    return setting


def added(text: str) -> str:
    """A context that adds to the unit's tasks."""
    return changed(CONTEXT, ("    tasks:\n      styles:\n        examples:\n          - A late train.\n", text))


def test_a_unit_without_asks_is_as_silent_as_before(tmp_path: Path) -> None:
    assert found(tmp_path, unit=UNIT) == []


def test_asks_change_no_digest_of_criteria_and_nothing_where_there_are_none(tmp_path: Path) -> None:
    units = [
        inputs_of(write_workspace(tmp_path / name, {MARKS_FILE: None}, unit=text)).units["8604-308"]
        for name, text in (("without", UNIT), ("with", ASKING))
    ]
    assert units[0].criteria_digest == units[1].criteria_digest
    assert units[0].template_digest != units[1].template_digest
    # The digest that this unit had before there were asks, covers and hand_in: files that are out name it.
    assert units[0].template_digest == "9ff843bdc1f9fde0c79d53396c8284d4b297680b1c4a5e07b2474efa4e6e9304"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((), []),
        (((*TASK,),), []),
        (
            (("at least two people", "at least three people"),),
            ["WARNING 63: Task own-style says “three people”, and AC 1.10 asks for at least 2 people who give"],
        ),
        (
            (("at least two people of your", "some of your"),),
            ["WARNING 63: Task own-style does not say how many AC 1.10 asks for: at least 2 people who"],
        ),
        (
            (("Assesses it.\n", "Assesses it with the help of three people.\n"),),
            ["WARNING 40: The descriptor “pass” of AC 1.10 says “three people”, and AC 1.10 asks for at least 2 "],
        ),
        (
            ((TASK[0], TASK[1].format("      covers: [1.10/people]\n")),),
            ["WARNING 53: No task of the assignment asks for 1.10/fit: how well it suits the workplace. "],
        ),
        (
            ((TASK[0], TASK[1].format("      covers: [1.10/peple, 1.10/fit]\n")),),
            ["ERROR 65: The criterion 1.10 asks for nothing that is called “peple”. Did you mean “people”? It asks for "
             "1.10/people and 1.10/fit."],
        ),
        (
            ((TASK[0], TASK[1].format("      covers: [1.2]\n")),),
            ["ERROR 65: Task own-style says that it covers “1.2”, which is none of its criteria. Its criteria are"],
        ),
        (
            (("id: fit, what", "id: people, what"),),
            ["ERROR 37: There is a second ask “people” here; the first is in line 36."],
        ),
        (
            (("least: 2, what", "least: 2, most: 1, what"),),
            ["ERROR 36: At most 1 are asked for here, and at least 2."],
        ),
        ((("least: 2", "least: 0"),), ["ERROR 36: “least” is “0”; it must be at least 1."]),
    ],
)  # fmt: skip
def test_a_unit_s_tasks_ask_for_what_its_criteria_ask_for(
    changes: tuple[tuple[str, str], ...], expected: list[str], tmp_path: Path
) -> None:
    if changes == ((*TASK,),):
        changes = ((TASK[0], TASK[1].format("      covers: [1.10/people, 1.10/fit]\n")),)
    lines = found(tmp_path, *changes)
    assert len(lines) == len(expected), lines
    for line, beginning in zip(lines, expected, strict=True):
        assert line.startswith(beginning), line


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Rate at least **five** risks.", [5]),
        ("Rate 5 quite different risks, and explain the three most serious ones.", [5]),
        ("Name two or three such risks.", [3, 2]),
        ("Ask two people about their risks.", []),
        ("Ask two people. Risks are not counted here.", []),
        ("One risk is enough; {{ vocabulary.team }} has 12 risks.", [1, 12]),
        ("At level 4, risks have a rating.", []),
    ],
)
def test_a_number_belongs_to_the_noun_behind_it(text: str, numbers: list[int]) -> None:
    assert [printed.number for printed in numbers_of("risks with a rating", text)] == numbers


def test_two_tasks_may_share_a_criterion_if_each_asks_for_a_part_of_its_own(tmp_path: Path) -> None:
    shared = changed(
        ASKING,
        ("criteria: [1.1, 1.2]\n", 'criteria: [1.1, 1.2, "1.10"]\n      covers: [1.10/fit]\n'),
        (TASK[0], TASK[1].format("      covers: [1.10/people]\n")),
    )
    assert found(tmp_path / "shared", unit=shared) == []
    (twice,) = found(tmp_path / "twice", ("[1.10/fit]", "[1.10/fit, 1.10/people]"), unit=changed(
        shared, ("Which styles have you seen?", "Which styles have two people seen?")
    ))  # fmt: skip
    assert twice.startswith("WARNING 53: The criterion “1.10” is covered by 2 tasks of the assignment: styles and own-")


def test_spaces_around_the_stroke_in_covers_do_no_harm(tmp_path: Path) -> None:
    spaced = changed(ASKING, (TASK[0], TASK[1].format("      covers: [1.10 / fit]\n")))
    close = changed(spaced, ("1.10 / fit", "1.10/fit"))
    assert found(tmp_path / "spaced", unit=spaced) == found(tmp_path / "close", unit=close)


def test_texts_in_plain_language_are_held_against_the_centre_s_own_tasks(tmp_path: Path) -> None:
    own = """\
    instrument:
      title: Our own
      purpose: Lead.
      tasks:
        - {id: all, title: All of it, guidance: Ask two people., criteria: [1.1, 1.2, "1.10"]}
"""
    plain = "    plain_language:\n      covers: [1.10/people]\n      tasks:\n        all: Ask two people.\n"
    context = changed(added(plain), ("    set_on: 2026-09-14\n", f"{own}    set_on: 2026-09-14\n"))
    (line,) = found(tmp_path, context=context)
    assert "for task all of 8604-308 leaves out 1.10/fit (how well it suits the workplace)" in line


LENGTHS = (
    ("      title: Styles\n", "      title: Styles\n      words: 800\n{}"),
    ("      title: Your own style\n", "      title: Your own style\n      words: 400\n"),
)


def handing_in(text: str) -> str:
    """The unit with lengths, whose first task has something to hand in."""
    return changed(UNIT, (LENGTHS[0][0], LENGTHS[0][1].format(text)), LENGTHS[1])


def test_lengths_add_up_from_what_is_handed_in_to_the_task(tmp_path: Path) -> None:
    right = handing_in("      hand_in: [{what: A comparison, words: 500}, {what: A letter., words: 300}, A log]\n")
    assert found(tmp_path / "right", unit=right) == []
    (wrong,) = found(tmp_path / "wrong", unit=changed(right, ("words: 300", "words: 350")))
    assert wrong == (
        "WARNING 54: What is handed in for task styles has 850 words in all, and the task 800. Correct the words of "
        "what is handed in, or those of the task."
    )
    split = found(tmp_path / "split", unit=changed(right, ("A log]", "'A plan': with a colon]")))
    assert "“A plan” is not a key of entry 3 of “hand_in”. Put the text in quotes if it holds a colon." in " ".join(
        split
    )
    (empty,) = found(tmp_path / "empty", unit=changed(right, ("A log]", '""]')))
    assert empty == "ERROR 54: An entry is empty. Write what is handed in."


def test_a_brief_lists_what_is_handed_in_with_its_length(tmp_path: Path) -> None:
    unit = handing_in("      hand_in: [{what: A comparison, words: 500}, {what: A letter., words: 1300}, A log]\n")
    unit = changed(unit, ("      words: 800\n", ""), ("maximum: 1500", "maximum: 2500"))
    context = added("    tasks:\n      styles:\n        evidence: [Your diary]\n")
    setting = setting_of(write_workspace(tmp_path, {MARKS_FILE: None}, unit=unit, context=context))
    first = build_brief(setting).tasks[0]
    assert [line.plain for line in first.evidence] == [
        "A comparison, about 500 words", "A letter, about 1,300 words.", "A log", "Your diary",
    ]  # fmt: skip
    assert first.words == 1800  # the task gives no number of its own


def test_an_employer_s_text_takes_the_place_of_ours(tmp_path: Path) -> None:
    context = added(
        f"{INSTEAD}        title: How I lead the crew\n{OURS}        covers: ['1.10']\n"
        "        hand_in: [{what: A letter to your successor, words: 300}]\n        evidence: [Your diary]\n"
    )
    setting = setting_of(write_workspace(tmp_path, {MARKS_FILE: None}, unit=ASKING, context=context + APPROVAL))
    first, second = build_brief(setting).tasks
    assert first.guidance.plain.startswith("Think of your crew")
    assert (second.title, second.guidance.plain, second.employer_guidance) == (
        "How I lead the crew", "Ask two people, and say how well it suits Acme.", None,
    )  # fmt: skip
    assert [line.plain for line in second.evidence] == ["A letter to your successor, about 300 words", "Your diary"]
    assert [entry.id for entry in second.criteria] == ["1.10"]


def test_tasks_that_are_the_employer_s_own_need_an_approval(tmp_path: Path) -> None:
    context = added(f"{INSTEAD}{OURS}        covers: ['1.10']\n")
    setting = setting_of(write_workspace(tmp_path, {MARKS_FILE: None}, unit=ASKING, context=context + APPROVAL))
    assert setting.approval.is_new
    assert setting.approval.reasons == ("Task own-style keeps 60 of 100 ready-made words.",)
    units = {"8604-308": setting.unit}
    other = setting.context.model_copy(update={"units": {}})
    assert approval_status(other, setting.assignment, units).fingerprint != setting.approval.fingerprint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{INSTEAD}{OURS}        covers: [1.10]\n", []),
        (f"{INSTEAD}{OURS}        covers: [1.10/people, 1.10/fit]\n", []),
        (
            f"{INSTEAD}{OURS}        covers: [1.10/people]\n",
            ["WARNING 17: The employer’s text for task own-style leaves out 1.10/fit (how well it suits the "],
        ),
        (
            f"{INSTEAD}{OURS}",
            ["WARNING 17: The employer’s text for task own-style does not say under covers what of its criteria it "
             "asks for. See that it asks for all of it, and add a line “covers: [1.10/people, 1.10/fit]”."],
        ),
        (
            f"{INSTEAD}{OURS.replace('two', 'three')}        covers: [1.10]\n",
            ["WARNING 17: The employer’s text for task own-style says “three people”, and AC 1.10 asks for at least 2"],
        ),
        (
            f"{INSTEAD}{OURS.replace('two', 'some')}        covers: [1.10]\n",
            ["WARNING 17: The employer’s text for task own-style does not say how many AC 1.10 asks for: at least 2"],
        ),
        (INSTEAD, ["ERROR 16: Task own-style has “instead: yes”, and no guidance to take the place of the unit’s."]),
        (
            f"    tasks:\n      own-style:\n{OURS}        covers: [1.10]\n",
            ["WARNING 17: covers is not used here, because the text follows the unit’s and does not take its place. "],
        ),
        (
            "    tasks:\n      own-style:\n        guidance: Ask four people.\n",
            ["WARNING 16: The employer’s text for task own-style says “four people”, and AC 1.10 asks for at least 2"],
        ),
        (
            "    not_in_work:\n      tasks:\n        own-style:\n          instead: yes\n"
            "          guidance: Ask two people.\n          covers: [1.10/people]\n",
            ["WARNING 18: The text for learners not in work for task own-style leaves out 1.10/fit (how well it suits"],
        ),
        (
            "    plain_language:\n      tasks:\n        own-style: Ask two people. Say if it suits Acme.\n",
            ["WARNING 16: The text in plain language for task own-style of 8604-308 does not say under covers what of"],
        ),
        (
            "    plain_language:\n      covers: [1.10/people]\n      tasks:\n        own-style: Ask two people.\n",
            ["WARNING 17: The text in plain language for task own-style of 8604-308 leaves out 1.10/fit (how well it"],
        ),
        (
            "    plain_language:\n      covers: [1.10]\n      tasks:\n        own-style: Ask people.\n",
            ["WARNING 17: The text in plain language for task own-style of 8604-308 does not say how many AC "],
        ),
        (
            "    plain_language:\n      covers: [1.10/fitt]\n      tasks:\n        own-style: Ask two people.\n",
            ["ERROR 15: The criterion 1.10 asks for nothing that is called “fitt”. Did you mean “fit”?"],
        ),
    ],
)  # fmt: skip
def test_an_employer_s_text_asks_for_what_the_task_asks_for(text: str, expected: list[str], tmp_path: Path) -> None:
    lines = found(tmp_path, context=added(text.replace("[1.10]", "['1.10']")))
    assert len(lines) == len(expected), lines
    for line, beginning in zip(lines, expected, strict=True):
        assert line.startswith(beginning), line
