"""A whole workspace: read when all is well, and every problem at once when not."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.errors import InputError, Severity
from markpack.inputs.workspace_inputs import read_inputs
from tests.inputs.problems import inputs_of, lines_of, only, problems_of
from tests.workspaces import (
    CENTRE,
    CONTEXT,
    MARKS,
    QUALIFICATION_FILE,
    REGISTER,
    UNIT,
    UNIT_FILE,
    changed,
    write_workspace,
)

SHIPPED = Path(__file__).parents[2]


def test_a_workspace_is_read_to_records(tmp_path: Path) -> None:
    inputs = inputs_of(write_workspace(tmp_path))
    assert inputs.centre.number == "012345"
    assert list(inputs.qualifications) == ["8604"]
    assert [criterion.id for criterion in inputs.units["8604-308"].criteria] == ["1.1", "1.2", "1.10"]
    (employer,) = inputs.employers
    assert employer.folder == "acme"
    words = {key: word.word for key, word in employer.context.vocabulary.items()}
    assert words == {"team": "crew", "line_manager": "duty manager"}
    assert (employer.logo, employer.logo_type) == (None, "")
    assert len(employer.learners) == 3
    assert len(employer.marked) == 2


def test_ten_mistakes_are_reported_at_once_in_the_order_of_their_places(tmp_path: Path) -> None:
    root = write_workspace(
        tmp_path,
        unit=changed(
            UNIT,
            ("guided_learning_hours:", "guided_lerning_hours:"),
            ("marks: 15", "marks: fifteen"),
            ("{{ employer.name }}", "{{ employer.nmae }}"),
            ("criteria: [1.1, 1.2]", "criteria: [1.1, 2.9]"),
        ),
        centre=changed(CENTRE, ("012345", "12345")),
        context=changed(
            CONTEXT,
            ("  sector: Rail\n", ""),
            ("due_on: 2026-10-14", "due_on: 2026-09-01"),
            ("iqa: Miriam Okafor", "iqa: Dana Whitfield"),
        ),
        register=REGISTER + "0012345,Ann,Lee,,\n",
        marks=changed(MARKS, ("1.1,18", "1.1,81"), ("0012346", "0012364")),
    )
    with pytest.raises(InputError) as caught:
        read_inputs(root)
    shown = [
        f"{problem.place.file.rpartition('/')[2]}:{problem.place.line}: {problem.message}"
        for problem in caught.value.problems
    ]
    assert shown == [
        "context.yaml:2: “sector” is missing from “employer”.",
        "context.yaml:20: The unit 8604-308 is due on 1 September 2026, before it is set on 14 September 2026.",
        "context.yaml:23: “Dana Whitfield” is both assessor and IQA; nobody may quality-assure their own decisions.",
        "context.yaml:23: “Dana Whitfield” is not listed to quality-assure unit 8604-308.",
        "learners.csv:5: The registration number “0012345” appears a second time; the first is at line 2.",
        "marks.csv:2: The mark 81 for criterion 1.1 is above its maximum of 24.",
        "marks.csv:5: “0012364” is not on the register.",
        "centre.yaml:1: “12345” is not a centre number.",
        "8604-308.yaml:5: “guided_lerning_hours” is not a key of the file.",
        "8604-308.yaml:20: The criterion “1.2” is covered by no task of the assignment.",
        "8604-308.yaml:23: “marks” is “fifteen”, which is not a whole number.",
        "8604-308.yaml:41: “employer.nmae” is not defined.",
        "8604-308.yaml:57: Task styles names the criterion “2.9”, which the unit does not have.",
    ]
    assert all(problem.hint for problem in caught.value.problems)


def test_a_template_that_is_no_yaml_hides_nothing_else_and_brings_nothing_else(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, unit="reference: [8604-308\n", marks=MARKS + "0012347,8604-308,one,1.1,12,,\n")
    assert [line.partition(":")[0] for line in lines_of(root)] == [
        "contexts/acme/marks/marks.csv, line 6, column 18",
        "templates/units/8604-308.yaml, line 2, column 1",
    ]


def test_warnings_come_with_the_errors_and_without_them(tmp_path: Path) -> None:
    warned = changed(REGISTER, ("ULN", "Shoe size"))
    inputs, warnings = read_inputs(write_workspace(tmp_path / "a", register=warned))
    assert [problem.severity for problem in warnings] == [Severity.WARNING]
    assert len(inputs.employers) == 1
    both = problems_of(write_workspace(tmp_path / "b", register=warned, centre=changed(CENTRE, ("012345", "1"))))
    assert {problem.severity for problem in both} == {Severity.ERROR, Severity.WARNING}


def test_only_the_employers_named_are_read(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"contexts/bede/context.yaml": "broken: [", "contexts/notes/x.txt": "x"})
    inputs, warnings = read_inputs(root, ["contexts/acme/"])
    assert [employer.folder for employer in inputs.employers] == ["acme"]
    assert warnings == ()


def test_an_employer_that_is_not_there_has_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_inputs(write_workspace(tmp_path), ["acne"])
    assert str(caught.value) == (
        "contexts/acne: There is no employer “acne”, which would be a folder with a context.yaml. Did you mean “acme”? "
        "Employers are acme."
    )


def test_a_folder_without_a_context_is_passed_over_with_a_warning(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"contexts/bede/learners.csv": REGISTER, "contexts/.hidden/x": "x"})
    assert only(root, Severity.WARNING).place.file == "contexts/bede"


def test_an_empty_folder_says_how_to_start(tmp_path: Path) -> None:
    assert lines_of(tmp_path) == [
        f"{name}: There is no folder {name} here. "
        "Run markpack init to lay out a workspace, or go to the folder that holds yours."
        for name in ("contexts", "templates")
    ]


def test_what_is_missing_from_a_workspace_is_named(tmp_path: Path) -> None:
    files = {
        UNIT_FILE: None,
        QUALIFICATION_FILE: None,
        "contexts/centre.yaml": None,
        "contexts/acme/context.yaml": None,
    }
    (tmp_path / "templates/units").mkdir(parents=True)
    root = write_workspace(tmp_path, files)
    assert {problem.message for problem in problems_of(root)} >= {
        "The centre’s own file is missing.",
        "There are no units here.",
        "There are no qualifications here.",
        "There are no employers here.",
    }


def test_two_templates_with_one_reference(tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, {"templates/units/copy.yaml": UNIT}))
    assert found.place.file == "templates/units/copy.yaml"
    assert found.message == "The reference “8604-308” is that of templates/units/8604-308.yaml already."


def test_two_references_that_differ_by_letter_case_alone(tmp_path: Path) -> None:
    other = {f"templates/units/8604-308{case}.yaml": changed(UNIT, ("8604-308", f"8604-308{case}")) for case in "Aa"}
    found = only(write_workspace(tmp_path, other), Severity.WARNING)
    assert found.place.file == "templates/units/8604-308a.yaml"
    assert found.message.startswith("The reference “8604-308a” differs from “8604-308A”, that of templates/units/8604-")


def test_the_files_that_ship_have_no_problems() -> None:
    inputs = inputs_of(SHIPPED)
    assert {"8604-308", "8604-401"} <= set(inputs.units)
    assert len(inputs.employers) >= 2
