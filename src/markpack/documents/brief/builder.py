"""How a brief comes about: what an assignment asks for, told in an employer's words and in its method's terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markpack.assessment.attempt_rules import attempt_rules
from markpack.documents.brief.for_units import for_units
from markpack.documents.brief.promises import promises
from markpack.documents.brief.view import (
    Brief,
    BriefCriterion,
    BriefTask,
    Covering,
    Fact,
    KeyDate,
    Length,
    Planner,
)
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.attempt_texts import again_by
from markpack.documents.shared.common_facts import (
    criterion_label,
    properties,
    qualification_title,
    sizes,
    tier_word,
    wording_notice,
)
from markpack.documents.shared.document import Rich
from markpack.documents.shared.grading_texts import criteria_note, learner_note
from markpack.documents.shared.method_terms import TERMS, Terms
from markpack.documents.shared.page_heads import unit_page
from markpack.documents.shared.prose import emphasised, escape_markdown, rich, rich_line, rich_merged
from markpack.documents.shared.spelling import day, grouped, plural, sentence, series
from markpack.model.context import TaskContext, UnitContext
from markpack.model.joint import AssignmentInstrument, CriterionKey, JointTask, JointText
from markpack.model.learner import Learner

JOINT_NOTE = (
    "This assignment covers several units. The number before each criterion shows which unit the criterion belongs to."
)
JOINT_CREDITS = "You earn the credits of each unit whose criteria you have all met."
JOINT_GRADES = "Each unit has a grade of its own."
AUTHENTICITY = (
    "This is my own work and I have not handed it in anywhere else. Where I used other people’s ideas, earlier work of "
    "my own, or tools that generate text, I have said so."
)
AUTHENTICITY_OF_EVENT = (
    "What I show and say is my own, and I have not used it anywhere else. Where I use other people’s ideas, earlier "
    "work of my own, or tools that generate text, I say so."
)
WEIGHTED_NOTE = "The marks are recalculated for this assignment: there are {marks} in all."


def build_brief(setting: AssignmentContext) -> Brief:
    """Return the contextualised brief of an assignment; raises PlaceholderError for an unknown placeholder."""
    assignment, unit, instrument = setting.assignment, setting.unit, setting.instrument
    terms = TERMS[instrument.method]
    keys = [CriterionKey(member.reference, entry.id) for member in unit.members for entry in member.criteria]
    criteria = {key: _criterion(setting, key) for key in keys}
    tasks = tuple(_task(setting, task, number, criteria) for number, task in enumerate(instrument.tasks, start=1))
    return Brief(
        kind=terms.brief,
        task_word=terms.task,
        tasks_heading=terms.tasks,
        what_to_do=terms.what_to_do,
        hand_in=terms.hand_in,
        submission_heading=terms.submission,
        handing_in_heading=terms.handing_in,
        unit=unit.reference,
        unit_title=unit.title,
        title=rich_line(instrument.title.text, setting.names_for(instrument.title.unit)).plain,
        qualification=qualification_title(setting.qualification),
        branding=setting.branding,
        notice=wording_notice(unit, setting.qualification),
        facts=(
            Fact("Qualification", qualification_title(setting.qualification)),
            *(Fact("Unit", f"{member.reference} {member.title}") for member in unit.members),
            Fact("Level and credits" if unit.credits else "Level", sizes(unit)),
            *((Fact("Employer", setting.context.employer.name),) if setting.in_work else ()),
        ),
        dates=(
            KeyDate("Set on", day(assignment.set_on)),
            KeyDate(terms.due, setting.handing_in.by(assignment.due_on)),
            *((KeyDate("Feedback by", day(setting.feedback_by)),) if setting.feedback_by else ()),
            *((KeyDate(again_by(assignment.method), day(assignment.resubmit_by)),) if assignment.resubmit_by else ()),
        ),
        where=Fact(terms.where, sentence(setting.handing_in.where)) if setting.handing_in.where else None,
        people=tuple(
            Fact(label, name)
            for label, name in (
                ("Tutor", assignment.tutor),
                ("Assessor", assignment.assessor),
                ("Internal quality assurer (IQA)", assignment.iqa),
            )
            if name
        ),
        purpose=_joined(setting, _purposes(setting)) or rich("", {}),
        situation_heading=f"Your situation at {setting.branding.employer_short}"
        if setting.in_work
        else "Your situation",
        scenario=_scenario(setting),
        for_units=tuple(for_units(setting)),
        employer_note=_joined(setting, instrument.employer_note),
        not_in_work=_joined(setting, instrument.not_in_work) if setting.in_work else None,
        timing=_timing(instrument, terms),
        length=_length(setting),
        bring=_lines(setting, instrument.bring),
        preparation=_lines(setting, instrument.preparation),
        keep=_lines(setting, instrument.keep),
        recording=_joined(setting, instrument.recording),
        tasks=tasks,
        criteria=tuple(criteria.values()),
        criteria_note=criteria_note(unit.scheme),
        matrix=tuple(
            Covering(entry, tuple(key in task.criteria for task in instrument.tasks)) for key, entry in criteria.items()
        ),
        submission=_joined(setting, instrument.submission),
        handing_in=setting.handing_in.how,
        promises=tuple(promises(setting)),
        assessment_note=emphasised(_assessment_note(setting)),
        authenticity=AUTHENTICITY_OF_EVENT if terms.event else AUTHENTICITY,
        page=unit_page(unit, terms.brief, f"{setting.branding.centre} · {setting.branding.employer}"),
        properties=properties(setting, Kind.BRIEF, terms.brief),
    )


def build_planner(setting: AssignmentContext, plan: Brief, learner: Learner | None) -> Planner:
    """Return the planner that goes with a brief: for a learner, or for nobody in particular."""
    return Planner(
        brief=plan,
        learner_name=learner.name if learner else "",
        registration=learner.registration if learner else "",
        set_on=day(setting.assignment.set_on),
        due_on=setting.handing_in.by(setting.assignment.due_on),
        due_date_iso=setting.assignment.due_on.isoformat(),
        properties=properties(setting, Kind.BRIEF, "Assignment planner", learner=learner),
        due_label=TERMS[setting.assignment.method].due,
    )


def _purposes(setting: AssignmentContext) -> list[JointText]:
    """Return what the assignment is for; where its units say that one after another, each after its unit's name."""
    purposes = setting.instrument.purpose
    if len(purposes) < 2:
        return list(purposes)
    titles = {unit.reference: f"{unit.reference} {unit.title}" for unit in setting.units}
    return [JointText(f"**{escape_markdown(titles[text.unit])}:** {text.text}", text.unit) for text in purposes]


def _scenario(setting: AssignmentContext) -> Rich:
    """Return the situation: the employer's, or that of a learner who is not in work."""
    if setting.in_work:
        return rich(setting.context.scenario, setting.names)
    if own := setting.context.not_in_work.scenario:
        return rich(own, setting.names)
    ready_made = [JointText(unit.assignment.not_in_work, unit.reference) for unit in setting.units]
    return _joined(setting, setting.instrument.not_in_work or ready_made) or rich("", {})


def _length(setting: AssignmentContext) -> Length | None:
    """Return how long the work is, and how many words are for which unit where the units' own tasks are set."""
    instrument = setting.instrument
    if instrument.words is None:
        return None
    words = instrument.words
    counts = [(unit.reference, own.words) for unit in setting.units if (own := unit.instrument(instrument.method))]
    shares = [f"{grouped(count.nominal)} for {reference}" for reference, count in counts if count]
    is_split = setting.unit.is_joint and not instrument.is_own and len(shares) == len(setting.units)
    return Length(words.nominal, words.minimum, words.maximum, series(shares) if is_split else "")


def _timing(instrument: AssignmentInstrument, terms: Terms) -> tuple[Fact, ...]:
    """Say how long it takes: the event itself where there is one, and all of the learner's time."""
    facts = []
    if instrument.minutes and terms.event:
        facts.append(Fact(f"The {terms.event} itself", f"About {plural(instrument.minutes, 'minute')}"))
    if instrument.question_minutes and terms.event:
        facts.append(Fact("Questions afterwards", f"About {plural(instrument.question_minutes, 'minute')}"))
    if instrument.hours:
        altogether = "Time it takes" if not terms.event else "Your time in all"
        included = ", preparation included" if terms.event else ""
        facts.append(Fact(altogether, f"About {plural(instrument.hours, 'hour')}{included}"))
    return tuple(facts)


def _assessment_note(setting: AssignmentContext) -> str:
    unit, scheme = setting.unit, setting.unit.scheme
    policies = setting.centre.policies
    once = len(attempt_rules(scheme, policies)) == 1
    notes = [
        learner_note(unit, once=once, event=TERMS[setting.assignment.method].event),
    ]
    if setting.assignment.is_weighted:
        notes.append(WEIGHTED_NOTE.format(marks=unit.marks))
    if unit.is_joint:
        notes += [JOINT_NOTE, JOINT_GRADES if scheme.has_grades else JOINT_CREDITS if unit.credits else ""]
    return " ".join(filter(None, notes))


def _criterion(setting: AssignmentContext, key: CriterionKey) -> BriefCriterion:
    label = criterion_label(setting.unit, key)
    criterion = next(entry for entry in setting.unit.criteria if entry.id == label)
    marks = plural(criterion.full_marks, "mark") if setting.numbered else ""
    return BriefCriterion(label, criterion.verb, criterion.text, marks, tier_word(setting.unit.scheme, criterion))


def _task(
    setting: AssignmentContext, task: JointTask, number: int, criteria: dict[CriterionKey, BriefCriterion]
) -> BriefTask:
    names = setting.names_for(task.unit)
    added = setting.context.units.get(task.unit, UnitContext()).tasks.get(task.id, TaskContext())
    return BriefTask(
        number=number,
        title=rich_line(task.title, names).plain,
        guidance=rich(task.guidance, names),
        employer_guidance=rich(added.guidance, names) if added.guidance and not task.is_employers else None,
        examples=tuple(rich_line(text, names) for text in added.examples),
        evidence=tuple(rich_line(text, names) for text in (*task.evidence, *added.evidence)),
        words=task.words,
        criteria=tuple(criteria[key] for key in task.criteria),
    )


def _joined(setting: AssignmentContext, texts: Sequence[JointText]) -> Rich | None:
    """Return texts one after another, each with its own unit's names; None if there are none."""
    return rich_merged((text.text, setting.names_for(text.unit)) for text in texts)


def _lines(setting: AssignmentContext, texts: Iterable[JointText]) -> tuple[Rich, ...]:
    return tuple(rich_line(text.text, setting.names_for(text.unit)) for text in texts)
