"""Attempts by the rules of their scheme: how many, what each covers, until when, and what a sheet claims of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.assessment.attempts import assess_attempts
from markpack.errors import Severity
from markpack.inputs.workspace_inputs import read_inputs
from tests.inputs.problems import inputs_of, lines_of, only
from tests.inputs.schemes import files_of
from tests.workspaces import MARKS_FILE, write_workspace

HEAD = "learner,unit,attempt,criterion,decision,comment,assessed on,assessor\n"
LEFT_OUT, SHOWN = "Not yet achieved,Say more.", "Achieved,"


def with_decisions(root: Path, scheme: str, *attempts: dict[str, str], dates: tuple[str, ...] = ()) -> Path:
    """A workspace with the decisions of each attempt in turn, by criterion: + is met and - is not."""
    rows = []
    for number, decisions in enumerate(attempts, start=1):
        date = dates[number - 1] if dates else ""
        for part, sign in decisions.items():
            rows.append(
                f"0012345,8604-308,{number},{part},{SHOWN if sign == '+' else LEFT_OUT},{date},Dana Whitfield\n"
            )
            date = ""
    return write_workspace(root, {**files_of(scheme), MARKS_FILE: HEAD + "".join(rows)})


def grades(root: Path) -> list[str]:
    """The grades of the learner's attempts in turn, where nothing is wrong."""
    employer = inputs_of(root).employers[0]
    return [result.grade for result in assess_attempts(inputs_of(root).units["8604-308"], employer.marked)]


ALL, PASSES, NONE = {"1.1": "+", "1.2": "+", "1.10": "+"}, {"1.1": "+", "1.2": "-", "1.10": "-"}, dict.fromkeys(
    ("1.1", "1.2", "1.10"), "-"
)  # fmt: skip


def test_a_resubmission_may_raise_a_grade_where_the_scheme_has_one(tmp_path: Path) -> None:
    assert grades(with_decisions(tmp_path, "ladder", PASSES, {"1.2": "+", "1.10": "+"})) == ["P", "D"]


def test_a_retake_after_two_that_earned_nothing_covers_the_lowest_tier(tmp_path: Path) -> None:
    root = with_decisions(tmp_path, "ladder", NONE, NONE, {"1.1": "+"})
    assert grades(root) == ["U", "U", "P"]


def test_criteria_outside_of_a_retake_are_a_problem_of_that_learner(tmp_path: Path) -> None:
    root = with_decisions(tmp_path, "ladder", NONE, NONE, ALL)
    found = only(root)
    assert str(found) == (
        "contexts/acme/marks/marks.csv, line 9, column 24: Attempt 3 of learner 0012345 at unit 8604-308 is a retake, "
        "which covers only the criteria of Pass, but AC 1.2 and 1.10 are judged in it. Take these entries out: what "
        "was decided before stays as it is."
    )
    assert found.reach.learners == ("0012345",)


def test_what_is_met_is_not_judged_again_where_the_scheme_says_so(tmp_path: Path) -> None:
    assert grades(with_decisions(tmp_path / "a", "highers", {**ALL, "1.1": "-"}, {"1.1": "+"})) == ["U", "P"]
    found = only(with_decisions(tmp_path / "b", "highers", {**ALL, "1.1": "-"}, ALL))
    assert found.message == (
        "Attempt 2 of learner 0012345 at unit 8604-308 is a resubmission, which covers only the criteria of Pass, but "
        "AC 1.2 and 1.10 are judged in it."
    )


def test_criteria_above_the_cap_of_an_attempt_are_not_judged_in_it(tmp_path: Path) -> None:
    assert grades(with_decisions(tmp_path / "a", "highers", NONE, {"1.1": "+"})) == ["U", "P"]
    found = only(with_decisions(tmp_path / "b", "highers", NONE, {"1.1": "+", "1.2": "-"}))
    assert found.message.endswith("which covers only the criteria of Pass, but AC 1.2 is judged in it.")


def test_an_attempt_that_could_raise_nothing_is_a_problem(tmp_path: Path) -> None:
    found = only(with_decisions(tmp_path / "a", "highers", PASSES, {"1.2": "+"}))
    assert found.message.endswith("is marked, but it was achieved in attempt 1.")
    found = only(with_decisions(tmp_path / "b", "ladder", NONE, {**NONE, "1.1": "+"}, {"1.1": "+"}))
    assert found.message.endswith("is marked, but it was achieved in attempt 2.")


@pytest.mark.parametrize(("scheme", "allowed"), [("ladder", 3), ("highers", 2)])
def test_an_attempt_for_which_the_scheme_has_no_rule_is_not_read(scheme: str, allowed: int, tmp_path: Path) -> None:
    attempts = [NONE, *([NONE] if allowed > 2 else []), {"1.1": "-"}, {"1.1": "+"}]
    found = only(with_decisions(tmp_path, scheme, *attempts))
    assert found.message.startswith(f"This is attempt {allowed + 1}; there are {allowed} by the rules of ")
    assert found.hint.endswith(f"are listed in templates/schemes/{scheme}.yaml.")


def test_work_may_be_decided_on_after_the_day_by_which_it_was_due(tmp_path: Path) -> None:
    root = with_decisions(tmp_path, "ladder", NONE, {**NONE, "1.1": "+"}, dates=("20/10/2026", "07/12/2026"))
    assert lines_of(root) == []


def test_only_what_keeps_work_from_the_lowest_grade_needs_feedback(tmp_path: Path) -> None:
    rows = [f"0012345,8604-308,1,{part},Not yet achieved,,,Dana Whitfield\n" for part in ("1.1", "1.2", "1.10")]
    root = write_workspace(tmp_path, {**files_of("ladder"), MARKS_FILE: HEAD + "".join(rows)})
    found = only(root, Severity.WARNING)
    assert found.message == "AC 1.1 is not met and needs feedback (learner 0012345, unit 8604-308, attempt 1)."
    assert found.hint == "Write as a comment what is missing."
    not_attempted = HEAD + "".join(rows).replace("Not yet achieved", "Not attempted")
    assert lines_of(write_workspace(tmp_path, {**files_of("ladder"), MARKS_FILE: not_attempted})) == []


def test_ilm_s_attempts_stay_the_centre_s_own_matter(tmp_path: Path) -> None:
    head = "learner,unit,attempt,criterion,mark,comment,assessor\n"
    rows = [f"0012345,8604-308,1,{part},{mark},Said.,Dana Whitfield\n" for part, mark in
            (("1.1", 20), ("1.2", 9), ("1.10", 3), )]  # fmt: skip
    again = [row.replace(",1,", ",2,", 1).replace(",3,Said", ",20,Said") for row in rows]
    root = write_workspace(tmp_path, {MARKS_FILE: head + "".join([*rows, *again])})
    assert read_inputs(root)[1] == ()
