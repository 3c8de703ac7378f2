"""The brief of a learner who is not in work: it speaks of an organisation of their choice throughout."""

from __future__ import annotations

from dataclasses import replace

from markpack.documents.brief.builder import build_brief
from markpack.documents.brief.view import Brief
from markpack.documents.catalogue.adjustments import own_brief
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.model.adjustments import Adjustments
from markpack.model.context import Context, NotInWork, PlainLanguage, TaskContext, UnitAddition, UnitContext
from markpack.model.instrument import Instrument, Task
from tests.samples import learner, setting

AT_WORK = ("Tideway", "crew", "pier", "ferries")
"""What only people who work there can write about."""
OF_EMPLOYER = UnitContext(
    guidance="Think of the pier.",
    examples=("A late ferry at Tideway",),
    evidence=("The log of the crew",),
    tasks={"t1": TaskContext(guidance="At the pier.", evidence=("Tideway’s form",))},
)


def place(unit: UnitContext = OF_EMPLOYER, **changes: object) -> AssignmentContext:
    """Return the sample setting with what the employer adds for its unit."""
    of = setting()
    context = Context.model_validate(dict(of.context) | {"units": {"9999-101": unit}} | changes)
    return replace(of, context=context)


def told(of: AssignmentContext, **learner_facts: object) -> Brief:
    who = learner().model_copy(update={"in_work": False, **learner_facts})
    return own_brief(of, build_brief(of), who)


def words_of(made: Brief) -> str:
    """Return all that a brief says to its learner, but for who the employer is in its head and foot."""
    parts = (made.purpose, made.scenario, made.employer_note, made.submission, made.for_units, made.tasks, made.facts)
    return f"{made.situation_heading} {parts}"


def test_without_any_text_of_its_own_the_brief_has_general_words_and_says_what_to_do_instead() -> None:
    of = place()
    assert all(word in words_of(build_brief(of)) for word in AT_WORK if word != "ferries")
    made = told(of)
    assert not [word for word in AT_WORK if word in words_of(made)]
    assert made.purpose.plain == "Show how you lead your team."
    assert (made.situation_heading, made.scenario.plain) == ("Your situation", of.unit.assignment.not_in_work)
    assert (made.not_in_work, made.for_units) == (None, ())
    assert made.learner_name == "Åsa Öberg"
    assert [task.criteria for task in made.tasks] == [task.criteria for task in build_brief(of).tasks]


def test_who_is_in_work_reads_everybodys_brief() -> None:
    of = place()
    plan = build_brief(of)
    assert own_brief(of, plan, learner()) is plan
    assert plan.not_in_work is not None


def test_texts_for_learners_not_in_work_take_the_place_of_the_employers() -> None:
    own = UnitAddition(
        guidance="Think of volunteers.", tasks={"t1": TaskContext(instead=True, title="A fair", guidance="Run a fair.")}
    )
    unit = OF_EMPLOYER.model_copy(update={"not_in_work": own})
    made = told(place(unit, not_in_work=NotInWork(scenario="You lead a choir.", vocabulary={"team": "choir"})))
    assert made.scenario.plain == "You lead a choir."
    assert made.purpose.plain == "Show how you lead your choir."
    assert [part.guidance and part.guidance.plain for part in made.for_units] == ["Think of volunteers."]
    assert (made.tasks[0].title, made.tasks[0].guidance.plain) == ("A fair", "Run a fair.")


def test_the_centres_own_tasks_are_told_to_them_as_well() -> None:
    task = Task(id="p", title="The pier", guidance="Ask {{ employer.name }}.", criteria=("1.1",))
    other = task.model_copy(update={"id": "q", "title": "The crew", "guidance": "Rig the ferry."})
    instrument = Instrument(title="At the pier", purpose="Lead.", tasks=(task, other))
    own = UnitAddition(tasks={"q": TaskContext(instead=True, title="People", guidance="Hang the bunting.")})
    of = place(UnitContext(not_in_work=own))
    of = replace(of, assignment=of.assignment.model_copy(update={"instrument": instrument}))
    made = told(of)
    assert [entry.guidance.plain for entry in made.tasks] == ["Ask your organisation.", "Hang the bunting."]
    assert made.scenario.plain == of.unit.assignment.not_in_work
    assert [entry.title for entry in build_brief(of).tasks] == ["The pier", "The crew"]


def test_plain_language_speaks_of_no_employer_either() -> None:
    plain = PlainLanguage(
        scenario="Tideway runs ferries.", not_in_work="Choose a club.", tasks={"t1": "Ask your {{ vocabulary.team }}."}
    )
    made = told(place(UnitContext(plain_language=plain)), adjustments=Adjustments(plain_language=True))
    assert (made.scenario.plain, made.tasks[0].guidance.plain) == ("Choose a club.", "Ask your team.")
