"""The checks of a brief as an internal verifier reads them: what was asked, and what was found, good or bad."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from markpack.assessment.approval import approval_status
from markpack.assessment.coverage import coverage
from markpack.assessment.time_to_work import is_achievable
from markpack.inputs.checks.brief_texts import missing_texts
from markpack.inputs.checks.brief_warnings import SHORTEST_SCENARIO, check_context_texts
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.readability import filled_reading_age
from markpack.inputs.checks.staff import ROLES, people_of
from markpack.inputs.checks.vocabulary import check_vocabulary
from markpack.inputs.problems import Problems, listing, sentences
from markpack.inputs.records.record_reader import Sourced
from markpack.model.brief_check import BriefCheck
from markpack.model.centre import Centre
from markpack.model.context import Assignment, Context
from markpack.model.dates import day
from markpack.model.joint import AssignmentInstrument, resolve_instrument
from markpack.model.placeholders import Names, context_names
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit, Wording
from markpack.model.working_days import day_off

_DATES = "Are the dates achievable, in order"
_WORD = re.compile(r"\w+")


def brief_checks(
    checks: CheckContext, centre: Centre, assignments: Iterable[Assignment]
) -> Mapping[str, tuple[BriefCheck, ...]]:
    """Return what was found for each of the assignments, by its name; nothing about them may be wrong."""
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
        assignment.name: (
            *_checks(context, assignment, units, qualification, centre),
            *texts,
            _learners_questions(assignment, centre),
        )
        for assignment in assignments
    }


def _checks(
    context: Context, assignment: Assignment, units: Mapping[str, Unit], qualification: Qualification, centre: Centre
) -> tuple[BriefCheck, ...]:
    members = [units[reference] for reference in assignment.references]
    instrument = resolve_instrument(assignment, units, context.units)
    names = context_names(context, centre, members[0], qualification)
    return (
        _titles(members, qualification),
        _dates(assignment, instrument.hours, centre),
        _people(assignment, centre),
        _scenario(context),
        _coverage(instrument, members),
        *_length(instrument),
        _reading(context.scenario, instrument, names, centre.policies.reading_age),
        _wording(members),
        _approval(context, assignment, units),
    )


def _learners_questions(assignment: Assignment, centre: Centre) -> BriefCheck:
    missing = missing_texts(centre, [assignment.method], assignment)
    question = "Does the brief say how to hand in, when feedback comes, and how to ask for adjustments and appeal?"
    if assignment.method.is_held:
        question = question.replace("how to hand in", "how the meeting is arranged")
    answer = f"centre.yaml does not say: {'; '.join(missing)}." if missing else "It says all of it."
    return BriefCheck(question, not missing, answer)


def _titles(units: list[Unit], qualification: Qualification) -> BriefCheck:
    titles = "; ".join(
        f"{unit.reference} {unit.title}, {_level(unit)}"
        + (f", {_counted(unit.credits, 'credit')}" if unit.credits else "")
        for unit in units
    )
    outsiders = [unit.reference for unit in units if unit.reference not in qualification.units]
    objection = f" Not a unit of {qualification.reference}: {listing(outsiders)}." if outsiders else ""
    return BriefCheck(
        "Are the programme and the units right?", not outsiders, f"{qualification.title}: {titles}.{objection}"
    )


def _level(unit: Unit) -> str:
    return f"level {unit.level}" if isinstance(unit.level, int) else unit.level


def _dates(assignment: Assignment, hours: int | None, centre: Centre) -> BriefCheck:
    dates = [("set", assignment.set_on), ("due", assignment.due_on)]
    if assignment.resubmit_by:
        dates.append(("resubmission", assignment.resubmit_by))
    list_of_dates = ", ".join(f"{name} {date:%A} {day(date)}" for name, date in dates)
    days = (assignment.due_on - assignment.set_on).days
    time = _counted(days // 7, "week") if days >= 7 else _counted(days, "day")
    achievable = hours is None or is_achievable(assignment.set_on, assignment.due_on, hours)
    work = f" for about {_counted(hours, 'hour')} of work" if hours else ""
    answer = f"{_sentence(list_of_dates)}; {time}{work}. " + ("" if achievable else "That is too short. ")
    if not centre.policies.working_days:  # holidays are looked up only where the centre asks for it
        return BriefCheck(f"{_DATES}?", achievable, f"{answer}In order; holidays are not looked up here.")
    holidays = [f"{day(date)} is {reason}" for _, date in dates if (reason := day_off(date))]
    answer += f"{'; '.join(holidays)}." if holidays else "In order, and all working days."
    return BriefCheck(f"{_DATES} and on working days?", achievable and not holidays, answer)


def _people(assignment: Assignment, centre: Centre) -> BriefCheck:
    people = [(role, name) for role, name in people_of(assignment) if name]
    entries = [(name, centre.competence(name, role, unit)) for role, name in people for unit in assignment.references]
    unproven = dict.fromkeys(name for name, entry in entries if entry is None)
    if unproven:
        evidence = f"There is no evidence of competence on record for {listing(unproven)}."
    else:
        review_on = min(entry.review_on for _, entry in entries if entry)
        evidence = f"Evidence of competence is on record for all, to be reviewed by {day(review_on)}."
    names = ", ".join(f"{ROLES[role]} {name}" for role, name in people)
    return BriefCheck(
        "Are the people named competent for the units, and different?",
        not unproven,
        f"{_sentence(names)}. {evidence}",
    )


def _scenario(context: Context) -> BriefCheck:
    count = len(_WORD.findall(context.scenario))
    return BriefCheck("Is there a scenario set at the employer?", count >= SHORTEST_SCENARIO, f"It has {count} words.")


def _coverage(instrument: AssignmentInstrument, units: list[Unit]) -> BriefCheck:
    covered = coverage(instrument, units)
    objections = "; ".join(
        f"covered {how}: {listing(map(str, criteria))}"
        for how, criteria in (("by no task", covered.missing), ("more than once", covered.repeated))
        if criteria
    )
    tasks = f"one of {len(instrument.tasks)} tasks" if len(instrument.tasks) > 1 else "the one task"
    praise = f"All {len(covered.tasks)} criteria are covered, each by {tasks}."
    return BriefCheck("Is every criterion of every unit covered, and once?", not objections, objections or praise)


def _length(instrument: AssignmentInstrument) -> tuple[BriefCheck, ...]:
    accepted, words = instrument.words, [task.words for task in instrument.tasks if task.words]
    if accepted is None:
        return ()
    is_right = not words or accepted.minimum <= sum(words) <= accepted.maximum
    asked = f"The tasks ask for {sum(words):,} words" if words else "The tasks give no number of words"
    answer = f"{asked}; {accepted.minimum:,} to {accepted.maximum:,} are accepted."
    return (BriefCheck("Are the word counts within the range?", is_right, answer),)


def _reading(scenario: str, instrument: AssignmentInstrument, names: Names, limit: int | None) -> BriefCheck:
    question = "Can learners read it easily?"
    if limit is None:  # nothing is measured where the centre has set no limit
        return BriefCheck(question, True, "Not measured: the centre has set no reading_age. Judge by reading it.")
    texts = {"the scenario": scenario, **{f"task {task.id}": task.guidance for task in instrument.tasks}}
    texts["the purpose"] = " ".join(text.text for text in instrument.purpose)
    ages = {name: age for name, text in texts.items() if (age := filled_reading_age(text, names)) is not None}
    if not ages:
        return BriefCheck(question, True, "No text is long enough to be measured.")
    hardest = max(ages, key=lambda name: ages[name])
    return BriefCheck(
        question,
        ages[hardest] <= limit,
        f"The hardest text is {hardest}: it suits readers of {ages[hardest]} and over; the centre’s limit is {limit}.",
    )


def _wording(units: list[Unit]) -> BriefCheck:
    paraphrased = [unit.reference for unit in units if unit.wording is Wording.PARAPHRASE]
    answer = "The criteria are in the awarding organisation’s own wording."
    if paraphrased:
        answer = (
            f"The criteria of {listing(paraphrased)} are a paraphrase; the official wording has not been loaded yet."
        )
    return BriefCheck("Are the criteria in the official wording?", not paraphrased, answer)


def _approval(context: Context, assignment: Assignment, units: Mapping[str, Unit]) -> BriefCheck:
    status = approval_status(context, assignment, units)
    reasons, approval = " ".join(status.reasons), status.approval
    if not status.is_new:
        answer = f"Not needed: a contextualised ready-made assignment. {reasons}"
    elif approval:
        answer = (
            f"{reasons} Approved by {approval.approved_by} on {day(approval.approved_on)}, reference "
            f"{approval.reference}."
        )
    else:
        answer = f"{reasons} {status.objection}"
    question = "Is approval by the awarding organisation needed, and has it been given?"
    return BriefCheck(question, not status.is_draft, answer)


def _warnings(check: Callable[[Sourced[Context]], None], context: Sourced[Context], *, limit: int = 6) -> str:
    """Return what a check warns of in a context, a sentence each, the first so many of them."""
    problems = Problems()
    check(replace(context, problems=problems))
    messages = list(dict.fromkeys(problem.message for problem in problems.problems))
    return sentences(*messages[:limit], f"And {len(messages) - limit} more." if len(messages) > limit else "")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
