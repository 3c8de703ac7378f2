"""The competence register against the people named for assignments, and against the dates of their marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.errors import Severity
from markpack.inputs.workspace_inputs import read_inputs
from tests.inputs.problems import inputs_of, only, problems_of
from tests.workspaces import CENTRE, CONTEXT, MARKS, MARKS_FILE, changed, write_workspace

ASSESSOR = "{role: assessor, units: [8604-308], evidence: Assesses, review_on: 2029-12-31}"
MARKED = changed(
    MARKS, ("assessor\n", "assessor,assessed_on,iqa_on\n"), ("Whitfield\n", "Whitfield,{assessed},{checked}\n")
)


def until(date: str, role: str = "assessor") -> str:
    """The centre's file with one person's review date changed."""
    at = CENTRE.index(f"role: {role}, units")
    return CENTRE[:at] + CENTRE[at:].replace("2029-12-31", date, 1)


def test_competence_counts_until_the_review_date_itself(tmp_path: Path) -> None:
    inputs_of(write_workspace(tmp_path, centre=until("2026-10-14")))


@pytest.mark.parametrize(
    ("role", "line", "named", "review_line"),
    [("assessor", 23, "Dana Whitfield", 7), ("iqa", 24, "Miriam Okafor", 10), ("tutor", 22, "Tom Adeyemi", 15)],
)
def test_whoever_is_to_be_reviewed_before_the_due_date_is_a_problem(
    tmp_path: Path, role: str, line: int, named: str, review_line: int
) -> None:
    found = only(write_workspace(tmp_path, centre=until("2026-10-13", role)))
    spoken = "IQA" if role == "iqa" else role
    assert (found.place.file, found.place.line) == ("contexts/acme/context.yaml", line)
    assert found.message == (
        f"The competence of “{named}” as {spoken} of unit 8604-308 was to be reviewed by 13 October 2026, before the "
        "assignment is due on 14 October 2026."
    )
    assert found.hint == (
        f"Review it and write the next date in contexts/centre.yaml, line {review_line}, or name another {spoken}."
    )


def test_the_latest_of_two_entries_counts(tmp_path: Path) -> None:
    again = ASSESSOR.replace("2029-12-31", "2026-01-31")
    inputs_of(write_workspace(tmp_path, centre=changed(CENTRE, (f"[{ASSESSOR}]", f"[{again}, {ASSESSOR}]"))))


def test_a_short_list_without_evidence_is_a_warning_once_for_a_person(tmp_path: Path) -> None:
    centre = "".join(
        line for line in CENTRE.splitlines(keepends=True) if "competence" not in line and "- {" not in line
    )
    found = problems_of(write_workspace(tmp_path, centre=centre))
    assert {problem.severity for problem in found} == {Severity.WARNING}
    assert [(problem.place.line, problem.message) for problem in found] == [
        (line, f"There is no evidence on record of what “{name}” is competent for.")
        for line, name in ((4, "Dana Whitfield"), (7, "Miriam Okafor"), (9, "Tom Adeyemi"))
    ]


def test_what_somebody_is_listed_for_beyond_the_register_is_named(tmp_path: Path) -> None:
    centre = changed(CENTRE, ("quality_assures: [8604-308]", "assesses: [8604-308]\n    quality_assures: [8604-308]"))
    found = only(write_workspace(tmp_path, centre=centre), Severity.WARNING)
    assert found.message == (
        "There is no evidence on record that “Miriam Okafor” is competent as assessor of 8604-308."
    )


def test_competence_in_another_role_is_not_enough(tmp_path: Path) -> None:
    centre = changed(CENTRE, ("    assesses: [8604-308]\n", ""), ("role: assessor", "role: iqa"))
    found = only(write_workspace(tmp_path, {MARKS_FILE: None}, centre=centre))
    assert found.message == "“Dana Whitfield” is not listed to assess unit 8604-308."
    assert found.hint == (
        "Name another person, or add 8604-308 with the role assessor to competence of Dana Whitfield in "
        "contexts/centre.yaml if they are qualified."
    )


def test_a_tutor_needs_an_entry_as_tutor(tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, context=changed(CONTEXT, ("tutor: Tom Adeyemi", "tutor: Dana Whitfield"))))
    assert found.message == "“Dana Whitfield” is not on record as competent tutor of unit 8604-308."
    assert "contexts/centre.yaml, line 4" in found.hint


def test_marks_dated_after_the_review_date_are_a_warning_at_their_dates(tmp_path: Path) -> None:
    marks = MARKED.format(assessed="2026-11-02", checked="2026-11-09")
    inputs_of(write_workspace(tmp_path / "a", centre=until("2026-11-02"), marks=marks))
    found = only(write_workspace(tmp_path / "b", centre=until("2026-11-01"), marks=marks), Severity.WARNING)
    assert found.place.file == "contexts/acme/marks/marks.csv"
    assert found.place.line == 2
    assert found.message == (
        "2 November 2026 as date of assessment is after 1 November 2026, by when the competence of “Dana Whitfield” as "
        "assessor of unit 8604-308 was to be reviewed."
    )
    late = only(write_workspace(tmp_path / "c", centre=until("2026-11-08", "iqa"), marks=marks), Severity.WARNING)
    assert late.message.startswith("9 November 2026 as IQA date is after 8 November 2026")


def test_a_review_after_the_next_one_is_a_problem(tmp_path: Path) -> None:
    centre = changed(CENTRE, ("review_on: 2029-12-31", "reviewed_on: 2030-01-01, review_on: 2029-12-31"))
    found = only(write_workspace(tmp_path, centre=centre))
    assert found.message == "The review on 1 January 2030 is not before the next one, review_on 31 December 2029."


def test_the_internal_verifier_is_told_of_evidence_and_of_who_has_none(tmp_path: Path) -> None:
    def people(root: Path) -> tuple[bool, str]:
        checks = read_inputs(root)[0].employers[0].checks["8604-308"]
        return next((check.ok, check.finding) for check in checks if check.question.startswith("Are the people"))

    ok, told = people(write_workspace(tmp_path / "a", centre=until("2028-06-30", "iqa")))
    assert ok
    assert told.endswith("Evidence of competence is on record for all, to be reviewed by 30 June 2028.")
    bare = changed(CENTRE, (f"    competence: [{ASSESSOR}]\n", ""))
    ok, told = people(write_workspace(tmp_path / "b", centre=bare))
    assert not ok
    assert told.endswith("There is no evidence of competence on record for Dana Whitfield.")
