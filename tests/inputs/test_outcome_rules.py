"""What has to hold between attempts, and between an outcome and what stands beside the marks."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from markpack.errors import Problem, Severity
from markpack.inputs.workspace_inputs import read_inputs
from tests.inputs.problems import only, problems_of
from tests.workspaces import CENTRE, CONTEXT, MARKS_FILE, changed, markbook, write_workspace

HEAD = "learner,unit,attempt,criterion,mark,decision,comment,assessed on,iqa decision,assessor\n"
PASS = ("1,1.1,18,,,,", "1,1.2,9,,,,", "1,1.10,20,,,,")
REFERRAL = ("1,1.1,18,,,,", "1,1.2,9,,,,", "1,1.10,3,,Show more.,,")


def with_rows(root: Path, *rows: str, learner: str = "0012345", **texts: str) -> Path:
    """A workspace with these rows of one learner's marks, from the attempt on."""
    marks = HEAD + "".join(f"{learner},8604-308,{row},Dana Whitfield\n" for row in rows)
    return write_workspace(root, marks=marks, **texts)  # type: ignore[arg-type]  # texts are the builder's


def dated(rows: tuple[str, ...], date: str, decision: str = "") -> tuple[str, ...]:
    return (f"{rows[0][:-1]}{date},{decision}", *rows[1:])


def test_an_attempt_after_one_that_passed_is_a_problem_at_its_first_cell(tmp_path: Path) -> None:
    found = only(with_rows(tmp_path, *PASS, "2,1.2,3,,Show more.,,"))
    assert str(found) == (
        "contexts/acme/marks/marks.csv, line 5, column 18: Attempt 2 of learner 0012345 at unit 8604-308 is marked, "
        "but it was passed in attempt 1. Take the entries of attempt 2 out, or correct the marks of attempt 1."
    )


def test_an_attempt_after_a_pass_is_found_in_a_markbook_too(tmp_path: Path) -> None:
    first = ["0012345", "", "", 1, 18, "", 9, 20, "", "", "Dana Whitfield"]
    rows = (first, ["0012345", "", "", 2, 3, "", "", "", "", "", "Dana Whitfield"])
    root = write_workspace(tmp_path, {MARKS_FILE: None, "contexts/acme/marks/m.xlsx": markbook(*rows)})
    found = only(root)
    assert (found.place.sheet, found.place.cell) == ("Marks", "D6")


def test_a_resubmission_after_a_referral_is_fine(tmp_path: Path) -> None:
    assert problems_of(with_rows(tmp_path, *REFERRAL, "2,1.10,20,,,,")) == ()


def test_a_third_attempt_after_a_second_that_passed_by_what_was_carried_over(tmp_path: Path) -> None:
    centre = CENTRE + "policies:\n  attempts_allowed: 3\n"
    found = only(with_rows(tmp_path, *REFERRAL, "2,1.10,20,,,,", "3,1.10,21,,,,", centre=centre))
    assert "but it was passed in attempt 2" in found.message


@pytest.mark.parametrize("decision", ["Referral", "r", "Not met"])
def test_an_iqa_decision_that_contradicts_the_marks_names_both(tmp_path: Path, decision: str) -> None:
    found = only(with_rows(tmp_path, *dated(PASS, "20/10/2026", decision)), Severity.WARNING)
    assert found.message == (
        "The IQA decided referral, but the marks come to a pass (learner 0012345, unit 8604-308, attempt 1). The "
        "outcome is held: the learner gets no feedback on it."
    )
    assert found.place.line == 2


def test_an_iqa_decision_on_marks_that_are_not_complete(tmp_path: Path) -> None:
    found = only(with_rows(tmp_path, *dated(PASS[:2], "", "Pass")), Severity.WARNING)
    assert (
        found.message
        == "The IQA decided pass, but AC 1.10 is not marked yet (learner 0012345, unit 8604-308, attempt 1)."
    )


@pytest.mark.parametrize("decision", ["Pass", "p", "Agreed", ""])
def test_an_iqa_may_decide_or_agree(tmp_path: Path, decision: str) -> None:
    assert problems_of(with_rows(tmp_path, *dated(PASS, "20/10/2026", decision))) == ()


def test_an_iqa_who_does_not_agree_holds_the_outcome(tmp_path: Path) -> None:
    found = only(with_rows(tmp_path, *dated(PASS, "20/10/2026", "Not agreed")), Severity.WARNING)
    assert found.message == (
        "The IQA did not agree; the marks come to a pass (learner 0012345, unit 8604-308, attempt 1). The outcome "
        "is held: the learner gets no feedback on it."
    )


def test_an_iqa_decision_that_is_none_is_a_problem(tmp_path: Path) -> None:
    found = only(with_rows(tmp_path, *dated(PASS, "20/10/2026", "banana")))
    assert (found.message, found.hint) == (
        "“banana” is not an IQA decision.",
        "Write Pass, Referral, Agreed or Not agreed.",
    )


def test_a_resubmission_assessed_before_the_first_attempt(tmp_path: Path) -> None:
    found = only(with_rows(tmp_path, *dated(REFERRAL, "20/10/2026"), "2,1.10,20,,,19/10/2026,"))
    assert found.message == (
        "19 October 2026 as date of assessment of attempt 2 is before 20 October 2026, when attempt 1 was assessed."
    )
    assert found.place.line == 5


def test_a_resubmission_may_be_assessed_before_it_is_due(tmp_path: Path) -> None:
    context = changed(CONTEXT, ("    tutor:", "    resubmit_by: 2026-11-30\n    tutor:"))
    rows = (*dated(REFERRAL, "20/10/2026"), "2,1.10,20,,,22/10/2026,")
    assert problems_of(with_rows(tmp_path, *rows, context=context)) == ()


def test_assessments_before_the_unit_is_due_are_one_warning(tmp_path: Path) -> None:
    marks = HEAD + "".join(f"00123{n},8604-308,1,1.1,18,,,1{n - 42}/10/2026,\n" for n in (45, 46, 47))
    found = only(write_workspace(tmp_path, marks=marks.replace("15/10", "12/10")), Severity.WARNING)
    assert found.message == (
        "13 October 2026 as date of assessment is before 14 October 2026, when unit 8604-308 is due "
        "(and 1 more of this unit)."
    )


def _warning(root: Path) -> Problem:
    return only(root, Severity.WARNING)


def test_what_is_not_met_needs_feedback_in_one_warning_for_each_attempt(tmp_path: Path) -> None:
    found = _warning(with_rows(tmp_path / "a", "1,1.1,18,,,,", "1,1.2,3,,,,", "1,1.10,3,,,,"))
    assert found.message == (
        "AC 1.2 and 1.10 are not met and need feedback (learner 0012345, unit 8604-308, attempt 1)."
    )
    assert (found.place.line, found.place.column) == (3, 24)
    again = _warning(with_rows(tmp_path / "b", *REFERRAL, "2,1.10,4,,,,"))
    assert again.message == "AC 1.10 is not met and needs feedback (learner 0012345, unit 8604-308, attempt 2)."


def test_feedback_may_wait_until_every_criterion_is_marked(tmp_path: Path) -> None:
    assert problems_of(with_rows(tmp_path, "1,1.2,3,,,,")) == ()


def test_a_criterion_referred_by_decision_needs_feedback_too(tmp_path: Path) -> None:
    context = changed(CONTEXT, ("    tutor:", "    marking: pass or refer\n    tutor:"))
    rows = ("1,1.1,,Pass,,,", "1,1.2,,Pass,,,", "1,1.10,,Referral,,,")
    found = _warning(with_rows(tmp_path, *rows, context=context))
    assert found.place.column == 26


def test_a_criterion_that_was_met_and_is_no_longer_is_a_warning(tmp_path: Path) -> None:
    rows = (*REFERRAL, "2,1.1,3,,Less than before.,,", "2,1.10,20,,,,")
    found = only(with_rows(tmp_path, *rows), Severity.WARNING)
    assert (found.place.line, found.message, found.hint) == (
        5,
        "AC 1.1 was met in attempt 1 and is not met in attempt 2 (learner 0012345, unit 8604-308).",
        "Leave it blank to keep what was met.",
    )
    centre = CENTRE + "policies:\n  carry_over: no\n"
    root = with_rows(tmp_path / "not carried", *rows, "2,1.2,9,,,,", centre=centre)
    assert problems_of(root) == ()


def test_a_second_attempt_before_the_first_is_complete_is_a_problem(tmp_path: Path) -> None:
    found = only(with_rows(tmp_path, "1,1.1,18,,,,", "2,1.10,20,,,,"))
    assert found.message == (
        "Attempt 2 of learner 0012345 at unit 8604-308 is marked, but attempt 1 is not complete: AC 1.2 and 1.10 have "
        "no mark or decision there."
    )


@pytest.mark.parametrize(("head", "label"), [("assessed on", "date of assessment"), ("iqa on", "IQA date")])
def test_a_decision_of_tomorrow_is_a_warning(head: str, label: str, tmp_path: Path) -> None:
    marks = f"learner,unit,criterion,mark,{head}\n0012345,8604-308,1.1,18,15/10/2026\n"
    root = write_workspace(tmp_path, marks=marks)
    assert read_inputs(root)[1] == read_inputs(root, today=datetime.date(2026, 10, 15))[1] == ()
    _, (found,) = read_inputs(root, today=datetime.date(2026, 10, 14))
    assert (found.place.line, found.severity) == (2, Severity.WARNING)
    assert found.message.startswith(f"15 October 2026 as {label}")
    assert found.message.endswith("today is 14 October 2026 (learner 0012345, unit 8604-308, attempt 1).")


def test_a_decision_without_an_assessor_is_a_warning_of_its_unit(tmp_path: Path) -> None:
    rows = [
        f"{learner},8604-308,{criterion},9{name}\n"
        for learner, name in (("0012345", ""), ("0012346", ""), ("0012347", ",Dana Whitfield"))
        for criterion in ("1.1", "1.2", "1.10")
    ]
    root = write_workspace(tmp_path, marks="learner,unit,criterion,mark,assessor\n" + "".join(rows))
    (found,) = [entry for entry in problems_of(root) if "assessor" in entry.message]
    assert (found.place.line, found.severity) == (2, Severity.WARNING)
    assert found.message == (
        "No assessor is named for the decision on learner 0012345, unit 8604-308, attempt 1 (and 1 more of this "
        "unit); documents say Dana Whitfield, as context.yaml does."
    )


def test_marks_that_are_no_decision_yet_need_no_assessor(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, marks="learner,unit,criterion,mark\n0012345,8604-308,1.1,18\n")
    assert problems_of(root) == ()
