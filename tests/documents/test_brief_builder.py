from __future__ import annotations

import pytest

from markpack.documents.brief.builder import build_brief, build_planner
from markpack.model.context import TaskContext, UnitContext
from markpack.model.marking_mode import MarkingMode
from markpack.model.placeholders import PlaceholderError
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
    assert told.employer_guidance is not None
    assert told.employer_guidance.plain == "Think of the crew."
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
