"""The checks of a brief as an internal verifier reads them: what was asked, and what was found, good or bad."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from markpack.assessment.approval import approval_status
from markpack.assessment.coverage import coverage
from markpack.assessment.time_to_work import is_achievable
from markpack.inputs.checks.brief_warnings import SHORTEST_SCENARIO, check_context_texts
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.readability import filled_reading_age
from markpack.inputs.checks.staff import ROLES, people_of
from markpack.inputs.checks.vocabulary import check_vocabulary
from markpack.inputs.problems import Problems, listing, sentences
from markpack.inputs.records.record_reader import Reading
from markpack.model.brief_check import BriefCheck
from markpack.model.centre import Centre
from markpack.model.context import Assignment, Context
from markpack.model.dates import day
from markpack.model.joint import JointInstrument, instrument_of
from markpack.model.placeholders import context_names
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit, Wording
from markpack.model.working_days import day_off

_DATES = "Are the dates achievable, in order"
_WORD = re.compile(r"\w+")


def brief_checks(checks: CheckContext, centre: Centre) -> Mapping[str, tuple[BriefCheck, ...]]:
    """Return what was found for each assignment, by its name. The files have to be free of errors."""
    context = checks.context.record
    qualification = checks.templates.qualifications[context.qualification].record
    units = {reference: unit.record for reference, unit in checks.templates.units.items()}
    unfinished, words = (_warnings(check, checks.context) for check in (check_context_texts, check_vocabulary))
    texts = (
        BriefCheck(
            "Is anything left to be filled in?", not unfinished, unfinished or "Nothing that looks forgotten was found."
        ),
        BriefCheck(
            "Are the employer’s own words used throughout?",
            not words,
            words or "No text of the employer uses our word for one of theirs.",
        ),
    )
    return {
        assignment.name: (*_checks(context, assignment, units, qualification, centre), *texts)
        for assignment in context.assignments
    }


def _checks(
    context: Context, assignment: Assignment, units: Mapping[str, Unit], qualification: Qualification, centre: Centre
) -> tuple[BriefCheck, ...]:
    members = [units[reference] for reference in assignment.references]
    asked = instrument_of(assignment, units)
    return (
        _titles(members, qualification),
        _dates(assignment, asked.hours, centre),
        _people(assignment, centre),
        _scenario(context),
        _coverage(asked, members),
        *_length(asked),
        _reading(context, centre, asked, members, qualification),
        _wording(members),
        _approval(context, assignment, units),
    )


def _titles(units: list[Unit], qualification: Qualification) -> BriefCheck:
    said = "; ".join(
        f"{unit.reference} {unit.title}, level {unit.level}, {_counted(unit.credits, 'credit')}" for unit in units
    )
    outside = [unit.reference for unit in units if unit.reference not in qualification.units]
    where = f" Not a unit of {qualification.reference}: {listing(outside)}." if outside else ""
    return BriefCheck("Are programme and units right?", not outside, f"{qualification.title}: {said}.{where}")


def _dates(assignment: Assignment, hours: int, centre: Centre) -> BriefCheck:
    dates = [("set", assignment.set_on), ("due", assignment.due_on)]
    if assignment.resubmit_by:
        dates.append(("resubmission", assignment.resubmit_by))
    said = ", ".join(f"{name} {date:%A} {day(date)}" for name, date in dates)
    days = (assignment.due_on - assignment.set_on).days
    time = _counted(days // 7, "week") if days >= 7 else _counted(days, "day")
    found = f"{_sentence(said)}; {time} for about {_counted(hours, 'hour')} of work. "
    ok = is_achievable(assignment.set_on, assignment.due_on, hours)
    if not ok:
        found += "That is too short. "
    if not centre.policies.working_days:  # holidays are looked up only where the centre asks for it
        return BriefCheck(f"{_DATES}?", ok, f"{found}In order; holidays are not looked up here.")
    off = [f"{day(date)} is {why}" for _, date in dates if (why := day_off(date))]
    found += f"{'; '.join(off)}." if off else "In order, and all working days."
    return BriefCheck(f"{_DATES} and on working days?", ok and not off, found)


def _people(assignment: Assignment, centre: Centre) -> BriefCheck:
    named = [(role, name) for role, name in people_of(assignment) if name]
    said = ", ".join(f"{ROLES[role]} {name}" for role, name in named)
    bare, reviews = [], []
    for role, name in named:
        entries = [centre.competence(name, role, unit) for unit in assignment.references]
        reviews += [entry.review_on for entry in entries if entry]
        bare += [name] if None in entries else []
    if bare:
        evidence = f"There is no evidence of competence on record for {listing(bare)}."
    else:
        evidence = f"Evidence of competence is on record for all, to be reviewed by {day(min(reviews))}."
    return BriefCheck(
        "Are the people named competent for the units, and different?", not bare, f"{_sentence(said)}. {evidence}"
    )


def _scenario(context: Context) -> BriefCheck:
    count = len(_WORD.findall(context.scenario))
    return BriefCheck("Is there a scenario of the employer?", count >= SHORTEST_SCENARIO, f"It has {count} words.")


def _coverage(asked: JointInstrument, units: list[Unit]) -> BriefCheck:
    found = coverage(asked, units)
    parts = []
    if found.missing:
        parts.append(f"covered by no task: {listing(map(str, found.missing))}")
    if found.repeated:
        parts.append(f"covered more than once: {listing(map(str, found.repeated))}")
    tasks = f"one of {len(asked.tasks)} tasks" if len(asked.tasks) > 1 else "the one task"
    every = f"All {len(found.tasks)} criteria are covered, each by {tasks}."
    return BriefCheck("Is every criterion of every unit covered, and once?", not parts, "; ".join(parts) or every)


def _length(asked: JointInstrument) -> tuple[BriefCheck, ...]:
    if asked.words is None:
        return ()
    given = [task.words for task in asked.tasks if task.words]
    total, accepted = sum(given), asked.words
    within = not given or accepted.minimum <= total <= accepted.maximum
    said = f"The tasks ask for {total} words; {accepted.minimum} to {accepted.maximum} are accepted."
    return (BriefCheck("Are the word counts within the range?", within, said),)


def _reading(
    context: Context, centre: Centre, asked: JointInstrument, units: list[Unit], qualification: Qualification
) -> BriefCheck:
    limit = centre.policies.reading_age
    if limit is None:  # nothing is measured where the centre has set no limit
        return BriefCheck(
            "Can learners read it easily?",
            True,
            "Not measured: the centre has set no reading_age. Judge by reading it.",
        )
    names = context_names(context, centre, units[0], qualification)
    texts = {"the scenario": context.scenario, **{f"task {task.id}": task.guidance for task in asked.tasks}}
    texts["the purpose"] = " ".join(text.text for text in asked.purpose)
    ages = {name: age for name, text in texts.items() if (age := filled_reading_age(text, names)) is not None}
    if not ages:
        return BriefCheck("Can learners read it easily?", True, "No text is long enough to be measured.")
    hardest = max(ages, key=lambda name: ages[name])
    found = (
        f"The hardest text is {hardest}: it suits readers of {ages[hardest]} and over; the centre’s limit is {limit}."
    )
    return BriefCheck("Can learners read it easily?", ages[hardest] <= limit, found)


def _wording(units: list[Unit]) -> BriefCheck:
    paraphrased = [unit.reference for unit in units if unit.wording is Wording.PARAPHRASE]
    if paraphrased:
        found = (
            f"The criteria of {listing(paraphrased)} are a paraphrase; the official wording has not been loaded yet."
        )
    else:
        found = "The criteria are in the awarding organisation’s own wording."
    return BriefCheck("Are the criteria in the official wording?", not paraphrased, found)


def _approval(context: Context, assignment: Assignment, units: Mapping[str, Unit]) -> BriefCheck:
    standing = approval_status(context, assignment, units)
    said = " ".join(standing.reasons)
    if not standing.is_new:
        found = f"Not needed: a contextualised ready-made assignment. {said}"
    elif standing.approval:
        found = (
            f"{said} Approved by {standing.approval.approved_by} on {day(standing.approval.approved_on)}, reference "
            f"{standing.approval.reference}."
        )
    else:
        found = f"{said} {standing.objection}"
    return BriefCheck("Is approval by the awarding organisation needed, and there?", not standing.is_draft, found)


def _warnings(check: Callable[[Reading[Context]], None], context: Reading[Context], *, limit: int = 6) -> str:
    """Return what a check warns of in a context, a sentence each, the first so many of them."""
    problems = Problems()
    check(replace(context, problems=problems))
    messages = list(dict.fromkeys(problem.message for problem in problems.problems))
    return sentences(*messages[:limit], f"And {len(messages) - limit} more." if len(messages) > limit else "")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
