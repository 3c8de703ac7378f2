from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from markpack.documents.brief.builder import build_brief, build_planner
from markpack.documents.brief.view import Brief, Fact
from markpack.documents.shared.assignment_context import AssignmentContext, assignment_context_of
from markpack.model.brief_texts import BriefTexts, HandIn, Meeting
from markpack.model.context import TaskContext, UnitContext
from markpack.model.instrument import Method
from markpack.model.marking_mode import MarkingMode
from markpack.model.placeholders import PlaceholderError
from markpack.model.time_span import parse_days
from tests.samples import learner, setting, unit


def test_a_brief_speaks_the_employers_words() -> None:
    made = build_brief(setting())
    assert made.purpose.plain == "Show how you lead your crew."
    assert made.scenario.html == "<p>Two ferries, one <strong>pier</strong>.</p>\n"
    assert [(entry.label, entry.date) for entry in made.dates] == [
        ("Set on", "14 September 2026"),
        ("Hand in by", "16 October 2026"),
    ]
    assert [entry.value for entry in made.people] == ["Cy Ray", "Ada Obi", "Bea Quill"]


def test_an_employer_adds_to_tasks_and_changes_no_criterion() -> None:
    place = setting()
    extra = UnitContext(
        guidance="Think of the {{ vocabulary.team }}.",
        tasks={"t1": TaskContext(guidance="At the pier.", examples=("A late tide",), evidence=("A log",))},
    )
    told = build_brief(
        type(place)(
            place.centre,
            place.qualification,
            place.context.model_copy(update={"units": {"9999-101": extra}}),
            place.unit,
            place.assignment,
            place.branding,
        )
    )
    first = told.tasks[0]
    assert [part.guidance and part.guidance.plain for part in told.for_units] == ["Think of the crew."]
    assert first.employer_guidance is not None
    assert [text.plain for text in (*first.examples, *first.evidence)] == ["A late tide", "A log"]
    assert [(entry.id, entry.text) for entry in told.criteria] == [
        (entry.id, entry.text) for entry in place.unit.criteria
    ]


def test_marks_show_only_where_there_are_marks() -> None:
    assert build_brief(setting()).tasks[0].criteria[0].marks == "24 marks"
    without = build_brief(setting(mode=MarkingMode.PASS_OR_REFER))
    assert without.tasks[0].criteria[0].marks == ""
    assert "half of its marks" not in without.assessment_note.plain


def test_an_unknown_placeholder_is_an_error() -> None:
    of = unit()
    broken = of.model_copy(
        update={"assignment": of.assignment.model_copy(update={"purpose": "For {{ vocabulary.boat }}."})}
    )
    with pytest.raises(PlaceholderError, match=r"vocabulary\.boat"):
        build_brief(setting(broken))


def test_the_planner_carries_the_learner_and_the_dates() -> None:
    place = setting()
    plan = build_planner(place, build_brief(place), learner())
    assert (plan.learner_name, plan.registration, plan.due_date_iso) == ("Åsa Öberg", "0012345", "2026-10-16")
    assert build_planner(place, plan.brief, None).learner_name == ""


TEXTS = BriefTexts(
    hand_in=HandIn(where="the course page", hour=datetime.time(17), how="Upload **one** file."),
    meeting=Meeting(where="your workplace", how="Your assessor agrees day and hour with you."),
    adjustments="Ask your tutor.",
    appeals="Write to the lead IQA of {{ centre.name }}.",
    malpractice="Do not copy.",
)


def told_by(texts: BriefTexts, allowed: str = "", **assignment: object) -> AssignmentContext:
    """Return the sample setting with a centre that has these texts and days to feedback."""
    place = setting()
    policies = place.centre.policies.model_copy(update={"days_to_feedback": parse_days(allowed) if allowed else None})
    centre = place.centre.model_copy(update={"briefs": texts, "policies": policies})
    return replace(place, centre=centre, assignment=place.assignment.model_copy(update=assignment))


def dates(made: Brief) -> dict[str, str]:
    return {entry.label: entry.date for entry in made.dates}


def test_a_brief_says_how_where_and_by_what_hour_to_hand_in_and_what_learners_can_rely_on() -> None:
    made = build_brief(told_by(TEXTS, "15 working days"))
    assert dates(made)["Hand in by"] == "16 October 2026, 5 pm"
    assert dates(made)["Feedback by"] == "6 November 2026"
    assert made.where == Fact("Where to hand in", "The course page")
    assert made.handing_in is not None
    assert (made.handing_in_heading, made.handing_in.plain) == ("Handing in", "Upload one file.")
    promises = {entry.label: entry.text.plain for entry in made.promises}
    assert list(promises) == ["Feedback", "Attempts", "Adjustments", "If you disagree", "Malpractice"]
    assert promises["Feedback"].startswith("By 6 November 2026, if you hand in on time: 15 working days after")
    assert "<strong>6\u00a0November\u00a02026</strong>" in made.promises[0].text.html
    assert promises["If you disagree"] == f"Write to the lead IQA of {setting().centre.name}."
    plan = build_planner(told_by(TEXTS, "15 working days"), made, None)
    assert (plan.due_on, plan.due_date_iso) == ("16 October 2026, 5 pm", "2026-10-16")


def test_an_assignment_has_a_place_and_an_hour_of_its_own() -> None:
    made = build_brief(told_by(TEXTS, hour=datetime.time(12), where="the office of {{ employer.short_name }}"))
    assert dates(made)["Hand in by"] == "16 October 2026, noon"
    assert made.where is not None
    assert made.where.value.startswith("The office of ")
    assert "Feedback by" not in dates(made)


def test_a_meeting_is_not_handed_in() -> None:
    place = told_by(TEXTS, "10", method=Method.DISCUSSION, instrument=setting().unit.assignment)
    made = build_brief(place)
    assert (dates(made)["To be held by"], made.where) == ("16 October 2026", Fact("Where", "Your workplace"))
    assert made.handing_in is not None
    assert made.handing_in.plain == "Your assessor agrees day and hour with you."
    feedback = made.promises[0].text.plain
    assert feedback == "Within 10 days of the discussion: by 26 October 2026 if it is held on the last day."
    assert "you meet for a further discussion" in made.promises[1].text.plain


def test_what_the_centre_does_not_say_is_left_out() -> None:
    made = build_brief(told_by(BriefTexts()))
    assert (made.where, made.handing_in, [entry.label for entry in made.promises]) == (None, None, ["Attempts"])
    assert made.promises[0].text.plain.startswith("There are 2 attempts. If the outcome is a referral, you resubmit")


def test_what_is_said_for_each_unit_stands_under_its_title() -> None:
    one, other = unit(), unit({"1.1": 10}, reference="9999-102", title="Leading change")
    assignment = other.assignment.model_copy(update={"purpose": "Change *one* thing."})
    other = other.model_copy(update={"assignment": assignment})
    plain = setting(one)
    work = plain.assignment.model_copy(
        update={"unit": None, "units": (one.reference, other.reference), "marking": MarkingMode.SEPARATE_SHEETS}
    )
    templates = {one.reference: one, other.reference: other}
    place = assignment_context_of(plain.centre, plain.qualification, plain.context, templates, work, plain.branding)
    units = {
        one.reference: UnitContext(guidance="Think of briefings.", examples=("Leading a shift",)),
        other.reference: UnitContext(examples=("A new pier",), evidence=("The plan",)),
    }
    place = replace(place, context=place.context.model_copy(update={"units": units}))
    made = build_brief(place)
    assert [(part.heading, [text.plain for text in part.examples]) for part in made.for_units] == [
        (f"For 9999-101 {one.title}", ["Leading a shift"]),
        ("For 9999-102 Leading change", ["A new pier"]),
    ]
    assert made.purpose.plain.splitlines() == [
        f"9999-101 {one.title}: Show how you lead your crew.",
        "9999-102 Leading change: Change one thing.",
    ]
    assert made.length is not None
    assert made.length.shares == "1,200 for 9999-101 and 1,200 for 9999-102"
