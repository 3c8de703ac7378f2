"""Which schemes can be on one sheet, and which ways of marking go with each."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from markpack.assessment.attempts import assess_attempts
from markpack.assessment.sheets import merge_results
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.centre import Policies
from markpack.model.joint_unit import JointUnit, joint_unit
from tests.inputs.problems import only, problems_of
from tests.inputs.schemes import SCHEMES, unit_under
from tests.workspaces import CENTRE, CONTEXT, MARKS_FILE, QUALIFICATION, UNIT, UNIT_FILE, changed, write_workspace

BOTH = "8604-308, 8604-309"
APPROVAL = """\
approvals:
  - units: [8604-308, 8604-309]
    approved_by: Ruth Vane
    reference: QC-17
    approved_on: 2026-08-20
"""


def two_units(root: Path, first: str, second: str, marking: str, marks: str | None = None) -> Path:
    """A workspace with two units under these schemes in one assignment; none is ILM's."""
    units = [unit_under(scheme) if scheme else UNIT for scheme in (first, second)]
    other = changed(units[1], ("reference: 8604-308", "reference: 8604-309"), ("Understanding", "Knowing"))
    return write_workspace(
        root,
        {
            UNIT_FILE: units[0],
            "templates/units/8604-309.yaml": other,
            MARKS_FILE: marks,
            **{f"templates/schemes/{name}.yaml": text for name, text in SCHEMES.items()},
        },
        qualification=changed(QUALIFICATION, ("units: [8604-308]", f"units: [{BOTH}]")),
        centre=CENTRE.replace("[8604-308]", f"[{BOTH}]"),
        context=changed(CONTEXT, ("unit: 8604-308\n", f"units: [{BOTH}]\n    marking: {marking}\n")) + APPROVAL,
    )


@pytest.mark.parametrize(
    ("first", "second", "marking"),
    [
        ("ladder", "ladder", "pass or refer"),
        ("levels", "levels", "pass or refer"),
        ("", "", "pass or refer"),
        ("", "", "credit weighted"),
        ("ladder", "ladder", "separate sheets"),
        ("steps", "steps", "separate sheets"),
    ],
)
def test_these_go_together(first: str, second: str, marking: str, tmp_path: Path) -> None:
    assert [str(problem) for problem in problems_of(two_units(tmp_path, first, second, marking))] == []


@pytest.mark.parametrize(
    ("first", "second", "marking", "message"),
    [
        (
            "ladder", "refer", "pass or refer",
            "Units that are assessed together have one scheme, but “ladder” judges 8604-308 and “refer” judges "
            "8604-309.",
        ),
        (
            "", "ladder", "pass or refer",
            "Units that are assessed together have one scheme, but “ilm-pass-refer” judges 8604-308 and “ladder” "
            "judges 8604-309.",
        ),
        (
            "steps", "levels", "separate sheets",
            "Units that are assessed together have one scheme, but “steps” judges 8604-308 and “levels” judges "
            "8604-309.",
        ),
        (
            "steps", "steps", "credit weighted",
            "The marks cannot be weighted: “steps”, by which unit 8604-308 is judged, grades by the unit’s own marks.",
        ),
        (
            "ladder", "ladder", "credit weighted",
            "The marks cannot be weighted: “ladder”, by which unit 8604-308 is judged, has no marks.",
        ),
        (
            "steps", "steps", "pass or refer",
            "Unit 8604-308 is judged by “steps”, which has marks, and names no scheme for assignments without them.",
        ),
    ],
)  # fmt: skip
def test_these_do_not_and_the_reason_is_said(
    first: str, second: str, marking: str, message: str, tmp_path: Path
) -> None:
    found = problems_of(two_units(tmp_path, first, second, marking))
    assert message in [problem.message for problem in found]
    hints = ("Write marking: separate sheets", "Set an assignment for each scheme.")
    assert all(problem.hint.startswith(hints) for problem in found)
    assert {problem.place.line for problem in found} <= {19, 20}


def test_a_unit_with_boundaries_cannot_be_marked_without_marks(tmp_path: Path) -> None:
    files = {UNIT_FILE: unit_under("steps"), "templates/schemes/steps.yaml": SCHEMES["steps"], MARKS_FILE: None}
    context = changed(CONTEXT, ("    set_on:", "    marking: pass or refer\n    set_on:"))
    assert only(write_workspace(tmp_path, files, context=context)).hint == "Write marking: marks."


def test_a_sheet_has_no_more_criteria_than_a_workbook_can_calculate_with(tmp_path: Path) -> None:
    root = two_units(tmp_path, "refer", "refer", "pass or refer")
    for reference in ("8604-308", "8604-309"):
        path = root / f"templates/units/{reference}.yaml"
        unit = yaml.safe_load(path.read_text(encoding="utf-8"))
        criteria = unit["outcomes"][0]["criteria"]
        criteria += [{**criteria[0], "id": f"9.{number}"} for number in range(1, 99)]
        unit["assignment"]["tasks"][0]["criteria"] += [f"9.{number}" for number in range(1, 99)]
        path.write_text(yaml.safe_dump(unit, allow_unicode=True), encoding="utf-8")
    found = [problem for problem in problems_of(root) if "on one" in problem.message]
    assert [problem.message for problem in found] == ["One mark sheet would have 202 criteria; at most 200 go on one."]
    assert found[0].place.file == "contexts/acme/context.yaml"
    assert found[0].hint == "Write marking: separate sheets, or set the units one by one."


def test_separate_sheets_are_each_read(tmp_path: Path) -> None:
    marks = (
        "learner,unit,attempt,criterion,mark,decision,level,assessor\n"
        "0012345,8604-308,1,1.1,12,,,Dana Whitfield\n0012345,8604-309,1,1.1,9,,,Dana Whitfield\n"
    )
    inputs, warnings = read_inputs(two_units(tmp_path, "steps", "steps", "separate sheets", marks))
    assert warnings == ()
    first, second = inputs.employers[0].marked
    assert first.criteria["1.1"].mark == 12
    assert second.criteria["1.1"].mark == 9


def test_decisions_on_one_sheet_of_two_units_are_read_by_their_scheme(tmp_path: Path) -> None:
    marks = (
        "learner,unit,attempt,criterion,decision,assessor\n"
        "0012345,8604-308,1,1.1,Achieved,Dana Whitfield\n0012345,8604-309,1,1.1,Not attempted,\n"
    )
    inputs, _ = read_inputs(two_units(tmp_path, "ladder", "ladder", "pass or refer", marks))
    (found,) = inputs.employers[0].marked
    assert found.criteria["309/1.1"].not_attempted


def test_a_unit_that_is_not_shown_again_keeps_what_it_came_to_by_its_total(tmp_path: Path) -> None:
    marked_at = {("8604-308", 1): (20, 3, 20), ("8604-309", 1): (1, 1, 1), ("8604-309", 2): (15, 15, 15)}
    rows = [
        f"0012345,{unit},{attempt},{part},{mark},,Dana Whitfield"
        for (unit, attempt), given in marked_at.items()
        for part, mark in zip(("1.1", "1.2", "1.10"), given, strict=True)
    ]
    marks = "\n".join(["learner,unit,attempt,criterion,mark,comment,assessor", *rows, ""])
    inputs, warnings = read_inputs(two_units(tmp_path, "steps", "steps", "separate sheets", marks))
    assert warnings == ()
    units, marked = [inputs.units[name] for name in BOTH.split(", ")], inputs.employers[0].marked
    results = [assess_attempts(unit, [one for one in marked if one.unit == unit.reference]) for unit in units]
    joint = joint_unit(units)
    assert isinstance(joint, JointUnit)
    together = merge_results(joint, "0012345", 2, results, Policies())
    assert [entry.carried_from for entry in together.criteria] == [1, 1, 1, None, None, None]
    assert [part.grade for part in together.parts] == ["P", "M"]
