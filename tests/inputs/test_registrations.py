"""Registration numbers across employers."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.errors import Scope
from tests.inputs.problems import problems_of
from tests.workspaces import CONTEXT, MARKS_FILE, REGISTER_FILE, changed, write_workspace


def with_two_employers(root: Path, registers: tuple[str, str]) -> Path:
    head = "Registration,First name,Last name,ULN\n"
    other = {
        "contexts/other/context.yaml": changed(CONTEXT, ("Acme Rail Limited", "Other Limited")),
        "contexts/other/learners.csv": head + registers[1],
        MARKS_FILE: None,
    }
    return write_workspace(root, other, register=head + registers[0])


@pytest.mark.parametrize(
    "registers",
    [
        ("abc1,Rhys,Jones,\n", "ABC1,Siân,Jones,\n"),
        ("abc1,Rhys,Jones,2956017380\n", "abc1,Rhys,Jones,1000000027\n"),
        ("abc1,,Suharto,\n", "abc1,Rhys,Jones,\n"),
    ],
)
def test_a_registration_of_two_people_at_two_employers_is_named_at_both(
    registers: tuple[str, str], tmp_path: Path
) -> None:
    found = problems_of(with_two_employers(tmp_path, registers))
    assert [(entry.place.file, entry.place.line, entry.scope) for entry in found] == [
        (REGISTER_FILE, 2, Scope.LEARNER), ("contexts/other/learners.csv", 2, Scope.LEARNER),
    ]  # fmt: skip
    assert found[0].message.startswith("The registration number “abc1” is that of ")
    assert "contexts/other/learners.csv, line 2" in found[0].message


@pytest.mark.parametrize(
    "registers",
    [
        ("abc1,Siân,Jones,\n", "ABC1,SIAN,Jones,\n"),
        ("abc1,Rhys,Jones,\n", "abc1,Rhys Owen,Jones,\n"),
        ("abc1,Rhys,Jones,2956017380\n", "abc1,Rhys,Price,2956017380\n"),
    ],
)
def test_one_person_may_be_at_two_employers(registers: tuple[str, str], tmp_path: Path) -> None:
    assert problems_of(with_two_employers(tmp_path, registers)) == ()


def test_a_uln_of_two_people_is_named_at_both(tmp_path: Path) -> None:
    register = (
        "Registration,First name,Last name,ULN\n1,Ann,Lee,2956017380\n2,Bob,Ray,2956017380\n3,Ann,Lee,2956017380\n"
    )
    found = problems_of(write_workspace(tmp_path, {MARKS_FILE: None}, register=register))
    assert [(entry.place.line, entry.scope) for entry in found] == [(2, Scope.LEARNER), (3, Scope.LEARNER)]
    assert found[0].message == (
        f"The ULN “2956017380” is that of Ann Lee here and of Bob Ray in {REGISTER_FILE}, line 3, column 1."
    )
