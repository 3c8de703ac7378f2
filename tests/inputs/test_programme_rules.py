"""Induction, tutorials and the end of a registration, from the register and the marks."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from markpack.errors import Severity
from tests.inputs.problems import inputs_of, only
from tests.workspaces import CENTRE, CONTEXT, MARKS, REGISTER_FILE, changed, workbook, write_workspace

HEADINGS = "Registration,First name,Last name,Registered on,Induction on,Induction hours,Tutorial hours\n"


def register(*, registered: str = "01/09/2026", induction: str = "", hours: str = "1", tutorials: str = "4") -> str:
    """A register with the support of the learner who has achieved, and that of one who has not."""
    return (
        f"{HEADINGS}0012345,Rhys,Jones,{registered},{induction},{hours},{tutorials}\n"
        "0012346,Minh,Nguyễn Thị,01/09/2026,,,\n"
    )


def test_hours_are_exact_and_may_be_halves(tmp_path: Path) -> None:
    first, second = inputs_of(write_workspace(tmp_path, register=register(hours="1,5", tutorials="4.5").replace(
        "1,5", '"1,5"'
    ))).employers[0].learners  # fmt: skip
    assert (first.induction_hours, first.tutorial_hours) == (Fraction(3, 2), Fraction(9, 2))
    assert (second.induction_on, second.induction_hours, second.tutorial_hours) == (None, None, None)


def test_hours_and_dates_are_read_from_cells_of_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [*HEADINGS.strip().split(",")],
        ["0012345", "Rhys", "Jones", "01/09/2026", "11/09/2026", 1, 4.5],
    ]
    files = {REGISTER_FILE: None, "contexts/acme/learners.xlsx": workbook(rows)}
    root = write_workspace(tmp_path, files, marks="learner,unit,criterion,mark\n")
    (learner,) = inputs_of(root).employers[0].learners
    assert learner.induction_on == datetime.date(2026, 9, 11)
    assert (learner.induction_hours, learner.tutorial_hours) == (Fraction(1), Fraction(9, 2))


@pytest.mark.parametrize("hours", ["4.25", "four", "-1", "1:30"])
def test_other_hours_are_a_problem_at_their_cell(tmp_path: Path, hours: str) -> None:
    found = only(write_workspace(tmp_path, register=register(tutorials=hours), marks="learner,unit,criterion,mark\n"))
    assert found.message == f"“{hours}” is not a number of whole or half hours."
    assert found.place.line == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tutorials": "3.5"}, "3.5 of 4 hours of tutorials recorded"),
        ({"tutorials": ""}, "no hours of tutorials recorded; the least is 4"),
        ({"hours": "0.5"}, "0.5 of 1 hours of induction recorded"),
    ],
)
def test_who_has_passed_with_less_support_than_the_least_is_a_warning(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    found = only(write_workspace(tmp_path, register=register(**changes)), Severity.WARNING)
    assert found.message == f"Learner 0012345 has all the units that the qualification needs, with {message}."
    assert (found.place.file, found.place.line) == (REGISTER_FILE, 2)


def test_support_is_asked_for_only_of_who_has_achieved_and_where_there_are_columns(tmp_path: Path) -> None:
    inputs_of(write_workspace(tmp_path / "a"))
    open_marks = changed(MARKS, ("1,1.2,9", "1,1.2,7"), ("Good factors.", "x"))
    few = register(hours="", tutorials="0.5")
    found = only(write_workspace(tmp_path / "b", register=few, marks=open_marks), Severity.WARNING)
    assert "needs feedback" in found.message  # of the criterion that is not met, and nothing else


def test_an_induction_after_the_first_assignment_is_set_is_a_warning(tmp_path: Path) -> None:
    inputs_of(write_workspace(tmp_path / "a", register=register(induction="14/09/2026")))
    found = only(write_workspace(tmp_path / "b", register=register(induction="15/09/2026")), Severity.WARNING)
    assert found.message == (
        "The induction on 15 September 2026 is after 14 September 2026, when the first assignment is set."
    )


def test_marks_after_the_end_of_a_registration_are_a_warning(tmp_path: Path) -> None:
    marks = changed(MARKS, ("assessor\n", "assessor,assessed_on\n"), ("Whitfield\n", "Whitfield,2026-11-02\n"))
    inputs_of(write_workspace(tmp_path / "a", register=register(registered="03/11/2023"), marks=marks))
    ended = register(registered="02/11/2023")
    found = only(write_workspace(tmp_path / "b", register=ended, marks=marks), Severity.WARNING)
    assert found.message == (
        "2 November 2026 as date of assessment is after 1 November 2026, when the registration of learner 0012345 "
        "runs out."
    )


def test_a_resubmission_after_the_end_of_a_registration_is_a_warning(tmp_path: Path) -> None:
    marks = changed(MARKS, ("1.1,18,,Good", "1.1,3,,Few"))
    context = changed(CONTEXT, ("due_on: 2026-10-14", "due_on: 2026-10-14\n    resubmit_by: 2026-11-03"))
    inputs_of(write_workspace(tmp_path / "a", register=register(registered="04/11/2023"), marks=marks, context=context))
    late = register(registered="03/11/2023")
    found = only(write_workspace(tmp_path / "b", register=late, marks=marks, context=context), Severity.WARNING)
    assert found.message == (
        "Learner 0012345 is to resubmit by 3 November 2026, after 2 November 2026, when their registration runs out."
    )
    once = CENTRE + "policies:\n  attempts_allowed: 1\n"
    inputs_of(write_workspace(tmp_path / "c", register=late, marks=marks, context=context, centre=once))
