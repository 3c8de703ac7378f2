"""How a brief comes about: a unit's assignment, told in an employer's words."""

from __future__ import annotations

from markpack.documents.brief import Brief, BriefCriterion, BriefTask, Fact, KeyDate, Planner
from markpack.documents.document import Kind, Page, Rich
from markpack.documents.facts import properties, qualification_title, wording_notice
from markpack.documents.setting import Setting
from markpack.documents.text import day, plural, rich, rich_line
from markpack.model.context import TaskContext
from markpack.model.instrument import Task
from markpack.model.learner import Learner
from markpack.model.unit import Criterion


def brief(setting: Setting) -> Brief:
    """Return the contextualised brief of an assignment; raises PlaceholderError for an unknown placeholder."""
    unit, assignment, names = setting.unit, setting.assignment, setting.names
    ready, extra = unit.assignment, setting.unit_context
    return Brief(
        unit=unit.reference,
        unit_title=unit.title,
        title=ready.title,
        qualification=qualification_title(setting.qualification),
        branding=setting.branding,
        notice=wording_notice(unit, setting.qualification),
        facts=(
            Fact("Qualification", qualification_title(setting.qualification)),
            Fact("Unit", f"{unit.reference} {unit.title}"),
            Fact("Level and credits", f"Level {unit.level}, {plural(unit.credits, 'credit')}"),
            Fact("Employer", setting.context.employer.name),
        ),
        dates=(
            KeyDate("Set on", day(assignment.set_on)),
            KeyDate("Hand in by", day(assignment.due_on)),
            *((KeyDate("Resubmit by, if asked to", day(assignment.resubmit_by)),) if assignment.resubmit_by else ()),
        ),
        people=tuple(
            Fact(label, name)
            for label, name in (
                ("Tutor", assignment.tutor),
                ("Assessor", assignment.assessor),
                ("Internal quality assurer (IQA)", assignment.iqa),
            )
            if name
        ),
        purpose=rich(ready.purpose, names),
        scenario=rich(setting.context.scenario, names),
        employer_guidance=rich(extra.guidance, names) if extra.guidance else None,
        employer_note=rich(ready.employer_note, names),
        not_in_work=rich(ready.not_in_work, names),
        examples=tuple(rich_line(text, names) for text in extra.examples),
        evidence=tuple(rich_line(text, names) for text in extra.evidence),
        hours=ready.hours,
        words_nominal=ready.words.nominal,
        words_minimum=ready.words.minimum,
        words_maximum=ready.words.maximum,
        tasks=tuple(_task(setting, task, number) for number, task in enumerate(ready.tasks, start=1)),
        criteria=tuple(_criterion(setting, criterion) for criterion in unit.criteria),
        submission=rich(ready.submission, names),
        assessment_note=rich_line(NUMBERED_NOTE if setting.numbered else DECISION_NOTE, {}),
        page=Page(
            head_left=f"{unit.reference} {unit.title}",
            head_right="Assignment brief",
            foot_left=f"{setting.branding.centre} · {setting.branding.employer}",
        ),
        properties=properties(setting, Kind.BRIEF, "Assignment brief"),
    )


NUMBERED_NOTE = (
    "Each assessment criterion needs at least half of its marks. If one has fewer, the work comes back to you as a "
    "referral, whatever the total, and you show that criterion again."
)
DECISION_NOTE = (
    "Each assessment criterion is judged as pass or referral. If one is referred, the work comes back to you and you "
    "show that criterion again."
)


def planner(setting: Setting, plan: Brief, learner: Learner | None) -> Planner:
    """Return the planner that goes with a brief: for a learner, or for nobody in particular."""
    return Planner(
        brief=plan,
        learner_name=learner.name if learner else "",
        registration=learner.registration if learner else "",
        set_on=day(setting.assignment.set_on),
        due_on=day(setting.assignment.due_on),
        due_date_iso=setting.assignment.due_on.isoformat(),
        properties=properties(setting, Kind.BRIEF, "Assignment planner", learner=learner),
    )


def _criterion(setting: Setting, criterion: Criterion) -> BriefCriterion:
    marks = plural(criterion.marks, "mark") if setting.numbered else ""
    return BriefCriterion(criterion.id, criterion.verb, criterion.text, marks)


def _task(setting: Setting, task: Task, number: int) -> BriefTask:
    names = setting.names
    extra = setting.unit_context.tasks.get(task.id, TaskContext())
    criteria = {criterion.id: criterion for criterion in setting.unit.criteria}
    evidence: tuple[Rich, ...] = tuple(rich_line(text, names) for text in (*task.evidence, *extra.evidence))
    return BriefTask(
        number=number,
        title=rich_line(task.title, names).plain,
        guidance=rich(task.guidance, names),
        employer_guidance=rich(extra.guidance, names) if extra.guidance else None,
        examples=tuple(rich_line(text, names) for text in extra.examples),
        evidence=evidence,
        words=task.words,
        criteria=tuple(_criterion(setting, criteria[name]) for name in task.criteria),
    )
