"""How far problems reach, and what a collector within another one collects."""

from __future__ import annotations

from markpack.errors import Place, Reach, Scope
from markpack.inputs.problems import Problems

FILE = Place("contexts/acme/marks/sheet.pdf")


def test_what_a_collector_notes_has_its_reach_and_is_collected_outside_too() -> None:
    workspace = Problems()
    employer = workspace.within(Scope.EMPLOYER, employer="acme")
    sheet = employer.within(Scope.FILE, assignment="8604-308", learners=["0012345"])
    sheet.error(FILE, "The file is damaged.")
    (problem,) = workspace.errors
    assert problem.reach == Reach(Scope.FILE, "acme", "8604-308", ("0012345",))
    assert employer.errors == sheet.errors == (problem,)
    employer.error(Place("contexts/acme/context.yaml"), "The file is empty.")
    assert len(workspace.errors) == 2
    assert sheet.errors == (problem,)


def test_a_single_error_may_reach_less_far_than_its_collector() -> None:
    problems = Problems().within(Scope.EMPLOYER, employer="acme")
    problems.error(FILE, "Two sheets disagree.", scope=Scope.LEARNER, learners=("0012345", "", "0012345"))
    assert problems.errors[0].reach == Reach(Scope.LEARNER, "acme", "", ("0012345",))


def test_only_errors_of_learners_and_files_hold_without_stopping_anything() -> None:
    assert [scope for scope in Scope if scope.holds] == [Scope.LEARNER, Scope.FILE]
