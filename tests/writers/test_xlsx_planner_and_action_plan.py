"""The two workbooks that are the learner's own: the planner and the action plan."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from markpack.documents.brief.view import Brief, BriefCriterion, BriefTask, Fact, KeyDate, Length, Planner
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.feedback.view import (
    Action,
    ActionPlan,
    FeedbackCriterion,
    FeedbackReport,
    FeedbackSection,
)
from markpack.model.outcome import ILM_WORDS, Outcome
from markpack.writers.xlsx.action_plan import write_action_plan
from markpack.writers.xlsx.planner import write_planner

from .xlsx_reading import calculated, opened, rules_of, saved, texts
from .xlsx_samples import BRANDING, NOTICE, PAGE, UNIT, properties, rich

CRITERIA = tuple(BriefCriterion(ac, "Explain", f"Explain matter {ac}.", "24 marks") for ac in ("1.1", "1.9", "1.10"))
BRIEF = Brief(
    kind="Assignment brief", task_word="Task", tasks_heading="Your tasks", what_to_do="What to do", hand_in="Hand in",
    submission_heading="Before you hand in", handing_in_heading="Handing in",
    unit=UNIT, unit_title="Understanding Leadership", title="Leading people", qualification="ILM Level 4 Award",
    branding=BRANDING, notice=NOTICE, facts=(), dates=(KeyDate("Set on", "7 September 2026"),), where=None,
    people=(Fact("Tutor", "Tom Adeyemi"), Fact("Assessor", "Gareth Pugh")), purpose=rich("To show it."),
    situation_heading="Your situation", scenario=rich("A depot."), for_units=(), employer_note=rich("Agree it."),
    not_in_work=rich("Choose."),
    timing=(Fact("Time it takes", "About 12 hours"),), length=Length(1200, 800, 1500),
    bring=(), preparation=(), keep=(), recording=None, matrix=(),
    tasks=(
        BriefTask(
            1, "Styles", rich("Compare two styles."), rich("Think of the depot."), (rich("A signal failure"),),
            (rich("A table"), rich("A reflection")), 500, CRITERIA[:2],
        ),
        BriefTask(2, "Trust", rich("Explain trust."), None, (), (rich("An account"),), 700, CRITERIA[1:]),
    ),
    criteria=CRITERIA, submission=rich("Check it."), handing_in=None, promises=(), assessment_note=rich("All of them."),
    authenticity="My own work.", page=PAGE,
    properties=properties(Kind.BRIEF, unit=UNIT),
)  # fmt: skip
PLANNER = Planner(
    brief=BRIEF, learner_name="Åsa Öberg", registration="0012345", set_on="7 September 2026",
    due_on="16 October 2026", due_date_iso="2026-10-16",
    properties=properties(Kind.BRIEF, unit=UNIT, learner="0012345"),
)  # fmt: skip


def test_a_planner_holds_what_to_prepare_and_bring_where_a_method_says_so() -> None:
    asked = replace(
        BRIEF, kind="Professional discussion brief", task_word="Topic", length=None,
        preparation=(rich("What will you say?"), rich("To whom?")), bring=(rich("=Your notes"),),
        keep=(rich("The recording."),), recording=rich("Notes are taken."),
    )  # fmt: skip
    book = opened(write_planner(replace(PLANNER, brief=asked)))
    sheet = book["Preparation"]
    assert texts(sheet)[2:] == [
        "Questions to prepare with", "My notes", "Ready", "What will you say?", "To whom?",
        "What to bring", "My notes", "Ready", "=Your notes",
        "What the centre keeps as evidence", "The recording.", "How it is recorded", "Notes are taken.",
    ]  # fmt: skip
    (first,) = (row for row in sheet.iter_rows() if row[0].value == "To whom?")
    assert [cell.protection.locked for cell in first] == [True, False, False]
    assert rules_of(first[2])
    assert "Covered by topic" in texts(book["Criteria"])
    assert "Preparation" not in opened(write_planner(PLANNER)).sheetnames


def feedback(ac: str, met: bool, mark: str = "11") -> FeedbackCriterion:
    status = ILM_WORDS.status(met)
    return FeedbackCriterion(
        ac, "Explain", f"Explain matter {ac}.", mark, "24", "12", met, status, ILM_WORDS.within(status), "Well.", ""
    )


LAST = datetime.date(2026, 11, 20)
REFERRED = FeedbackReport(
    unit=UNIT, unit_title="Understanding Leadership", qualification="ILM Level 4 Award", branding=BRANDING,
    notice=NOTICE, outcome=Outcome.REFERRAL, words=ILM_WORDS,
    headline="Your work is referred: AC 1.9 needs more evidence.", learner_name="Åsa Öberg", registration="0012345",
    attempt=1, facts=(Fact("Learner", "Åsa Öberg"), Fact("Employer", "Northline")), total="61 of 72",
    sections=(
        FeedbackSection((feedback("1.1", True, "20"), feedback("1.9", False)), ()),
    ),
    overall_comment="A good start.",
    actions=(Action("1.9", "Explain", "Explain matter 1.9.", "At least two reasons.", '=HYPERLINK("x")', LAST),),
    resubmit_by="20 November 2026",
    what_now=(Fact("Who helps", "Tom Adeyemi"), Fact("Who authorises it", "The lead IQA")),
    earned=(), next_steps=(rich("Criteria that you have met stay met."),), page=PAGE,
    properties=properties(Kind.FEEDBACK, unit=UNIT, learner="0012345", attempt="1"),
)  # fmt: skip
PASSED = replace(
    REFERRED, outcome=Outcome.PASS, headline="You have passed.", actions=(), resubmit_by="",
    what_now=(), earned=(rich("You have earned 2 credits."),), next_steps=(),
)  # fmt: skip


def plan(report: FeedbackReport) -> bytes:
    return write_action_plan(ActionPlan(report, report.properties))


def row_of(sheet: Any, first: str) -> list[Any]:
    """Return the cells of the last row that starts with a text."""
    return [list(row) for row in sheet.iter_rows() if row[0].value == first][-1]


def day(text: str) -> datetime.date:
    """Return the date that a validation stores as a count of days."""
    return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text))


# The planner


def test_each_task_says_what_to_do_and_which_criteria_it_covers() -> None:
    sheet = opened(write_planner(PLANNER))["Plan"]
    task = row_of(sheet, "1")
    assert [cell.value for cell in task[1:6]] == [
        "Styles", "Compare two styles.\n\nThink of the depot.\n\nFor example:\n• A signal failure", "1.1, 1.9",
        "• A table\n• A reflection", 500,
    ]  # fmt: skip
    assert row_of(sheet, "2")[3].value == "1.9, 1.10"


def test_learner_dates_people_and_length_come_first() -> None:
    sheet = opened(write_planner(PLANNER))["Plan"]
    found = texts(sheet)
    for text in ("Åsa Öberg", "0012345", "16 October 2026", "7 September 2026", "Tom Adeyemi", NOTICE):
        assert found.index(text) < found.index("What to do"), text
    assert "About 1,200 words (800 to 1,500)" in found


def test_a_planner_for_nobody_in_particular_can_be_filled_in() -> None:
    sheet = opened(write_planner(replace(PLANNER, learner_name="", registration="")))["Plan"]
    row = row_of(sheet, "Learner name")
    assert not row[2].protection.locked
    assert not row[4].protection.locked
    assert row_of(opened(write_planner(PLANNER))["Plan"], "Learner name")[2].protection.locked


def test_work_is_planned_between_being_set_and_being_due() -> None:
    sheet = opened(write_planner(PLANNER))["Plan"]
    task = row_of(sheet, "1")
    (words,), (planned,), (done,) = (rules_of(cell) for cell in task[6:9])
    assert (day(planned.formula1), day(planned.formula2)) == (datetime.date(2026, 9, 7), datetime.date(2026, 10, 16))
    assert "07/09/2026" in planned.error
    assert words.type == "whole"
    assert done.formula1 == '"Yes,No"'
    assert all(not cell.protection.locked for cell in task[6:10])
    assert all(cell.protection.locked for cell in task[:6])


def test_words_are_added_up_against_the_range() -> None:
    row = row_of(opened(write_planner(PLANNER), values=True)["Plan"], "Words altogether")
    assert (row[5].value, row[6].value, row[7].value) == (1200, 0, "Range: 800 to 1,500 words")


@pytest.mark.slow
def test_libreoffice_says_how_words_stand_to_the_range(tmp_path: Path) -> None:
    files, expected = {}, {"few": "200 below the range", "enough": "Within the range", "many": "100 above the range"}
    for case, words in (("few", 100), ("enough", 300), ("many", 1100)):
        book = opened(write_planner(PLANNER))
        row_of(book["Plan"], "1")[6].value = 500
        row_of(book["Plan"], "2")[6].value = words
        files[case] = saved(book)
    books = calculated(tmp_path, files)
    assert {case: row_of(book["Plan"], "Words altogether")[7].value for case, book in books.items()} == expected


def test_every_criterion_is_listed_with_the_tasks_that_cover_it() -> None:
    sheet = opened(write_planner(PLANNER))["Criteria"]
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows() if row[0].value in ("1.1", "1.9", "1.10")]
    assert rows == [
        ["1.1", "Explain matter 1.1.", "24 marks", "1"], ["1.9", "Explain matter 1.9.", "24 marks", "1, 2"],
        ["1.10", "Explain matter 1.10.", "24 marks", "2"],
    ]  # fmt: skip
    assert not row_of(sheet, "1.10")[4].protection.locked
    assert not sheet.column_dimensions["C"].hidden


def test_without_marks_the_column_of_marks_is_hidden() -> None:
    unmarked = replace(BRIEF, criteria=tuple(replace(criterion, marks="") for criterion in CRITERIA))
    sheet = opened(write_planner(replace(PLANNER, brief=unmarked)))["Criteria"]
    assert sheet.column_dimensions["C"].hidden


# The action plan


def test_the_outcome_comes_first() -> None:
    found = texts(opened(plan(REFERRED))["Action plan"])
    assert found.index(REFERRED.headline) < found.index("Employer")
    assert found.count("Åsa Öberg") == 1
    now = ["Resubmit by 20 November 2026.", "Who helps", "Tom Adeyemi", "Who authorises it", "The lead IQA"]
    assert [text for text in found if text in now] == now
    assert "• Criteria that you have met stay met." in found


def test_a_referral_asks_for_each_action_until_the_resubmission() -> None:
    sheet = opened(plan(REFERRED))["Action plan"]
    row = row_of(sheet, "1.9")
    assert [cell.value for cell in row[:4]] == [
        "1.9", "Explain matter 1.9.", "At least two reasons.", '=HYPERLINK("x")',
    ]  # fmt: skip
    assert [cell.protection.locked for cell in row] == [True] * 4 + [False] * 4
    (when,) = rules_of(row[5])
    assert (day(when.formula1), day(when.formula2)) == (datetime.date(2026, 9, 14), datetime.date(2026, 11, 20))
    assert "20/11/2026" in when.error
    assert "1.1" not in texts(sheet)


def test_comments_are_text() -> None:
    assert row_of(opened(plan(REFERRED), values=True)["Action plan"], "1.9")[3].value == '=HYPERLINK("x")'


def test_a_pass_is_taken_to_work() -> None:
    sheet = opened(plan(PASSED))["Action plan"]
    found = texts(sheet)
    assert "How I will use this at work" in found
    assert "What I will do" not in found
    assert "Resubmit by" not in found
    assert [row_of(sheet, ac)[2].value for ac in ("1.1", "1.9")] == ["Met", "Not met yet"]


def test_marks_are_listed_beside_their_minimums() -> None:
    sheet = opened(plan(REFERRED))["Marks"]
    assert [cell.value for cell in row_of(sheet, "1.9")[2:7]] == [11, 24, 12, "Not met yet", "Well."]
