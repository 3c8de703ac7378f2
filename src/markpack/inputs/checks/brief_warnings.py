"""What people check before a brief goes out, as far as a program can: dates, scenario, lengths, words, readability."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markpack.assessment.time_to_work import days_between, is_achievable
from markpack.errors import Place
from markpack.inputs.checks.assignment import name_of
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.readability import reading_age
from markpack.inputs.checks.unfinished_text import check_unfinished_text
from markpack.inputs.checks.vocabulary import check_vocabulary
from markpack.inputs.files.yaml_text import Location
from markpack.inputs.problems import Problems, listing
from markpack.inputs.records.record_reader import Reading
from markpack.model.context import Context
from markpack.model.dates import day
from markpack.model.instrument import Instrument, Method
from markpack.model.joint import instrument_of
from markpack.model.placeholders import Names, PlaceholderError, context_names, fill
from markpack.model.unit import Unit
from markpack.model.working_days import day_off

SHORTEST_SCENARIO = 40
"""Fewer words than these are a placeholder for a scenario, not one."""

_DATES = (("set_on", "is set on"), ("due_on", "is due on"), ("resubmit_by", "is to be resubmitted by"))
_CONTEXT_TEXTS: tuple[Location, ...] = (
    *(("employer", key) for key in ("name", "short_name", "sector", "logo_description")),
    ("vocabulary",),
    ("scenario",),
    ("units",),
    ("assignments",),
)
_WORD = re.compile(r"\{\{.*?\}\}|\w+(?:[-’'.,]\w+)*", re.DOTALL)


def check_brief_template(reading: Reading[Unit], problems: Problems) -> None:
    """Warn of what in a unit's assignment would have to be mended before anybody gets its brief."""
    _check_task_words(reading, ("assignment",), reading.record.assignment, problems)
    for method, instrument in reading.record.methods.items():
        _check_task_words(reading, ("methods", method.value), instrument, problems)
    check_unfinished_text(
        reading.document, [("title",), ("about",), ("outcomes",), ("assignment",), ("methods",)], problems
    )


def check_briefs(
    checks: CheckContext,
) -> None:
    """Warn of what in an employer's context would have to be mended before its briefs go out."""
    _check_scenario(checks)
    check_vocabulary(checks.context, checks.problems)
    check_context_texts(checks.context, checks.problems)
    _check_time(checks)
    if checks.centre is None or not checks.centre.sound("policies"):
        return
    if checks.centre.record.policies.working_days:
        _check_working_days(checks)
    qualification = checks.templates.qualifications.get(checks.context.record.qualification)
    if limit := checks.centre.record.policies.reading_age:
        for position, assignment in enumerate(checks.context.record.assignments):
            known = [unit for reference in assignment.references if (unit := checks.templates.units.get(reference))]
            if known and qualification:
                # Which of the units a placeholder speaks of makes no difference to how a text reads.
                names = context_names(
                    checks.context.record, checks.centre.record, known[0].record, qualification.record
                )
                _check_reading(checks, position, known, names, limit)


def check_context_texts(reading: Reading[Context], problems: Problems) -> None:
    """Warn of what looks forgotten in an employer's texts."""
    check_unfinished_text(reading.document, _CONTEXT_TEXTS, problems)


def _check_task_words(reading: Reading[Unit], location: Location, instrument: Instrument, problems: Problems) -> None:
    """Rule: what the tasks ask for, taken together, is a length that the instrument accepts."""
    accepted = instrument.words
    if accepted is None or not (reading.sound(*location, "words") and reading.sound(*location, "tasks")):
        return
    given = [task.words for task in instrument.tasks if task.words is not None]
    total = sum(given)
    if not given or accepted.minimum > accepted.maximum:
        return
    too_few = total < accepted.minimum and len(given) == len(instrument.tasks)  # a task without words may be long
    if too_few or total > accepted.maximum:
        problems.warn(
            reading.place(*location, "words"),
            f"The tasks’ words add up to {total}, but {accepted.minimum} to {accepted.maximum} are accepted.",
            "Correct the words of the tasks, or the range.",
        )


def _check_scenario(checks: CheckContext) -> None:
    if not checks.context.sound("scenario"):
        return
    words = len(_WORD.findall(checks.context.record.scenario))
    if words < SHORTEST_SCENARIO:
        checks.problems.warn(
            checks.context.key_place("scenario"),
            f"The scenario has {words} {'word' if words == 1 else 'words'}, too few to set an assignment in.",
            "Describe the workplace, what is changing there, and what is expected of those who lead: two to four "
            "paragraphs.",
        )


def _check_time(checks: CheckContext) -> None:
    """Rule: dates are achievable; there are days enough for the hours that the assignment takes."""
    for position, assignment in enumerate(checks.context.record.assignments):
        here: Location = ("assignments", position)
        known = {
            reference: checks.templates.units[reference].record
            for reference in assignment.references
            if reference in checks.templates.units
        }
        in_order = assignment.set_on <= assignment.due_on
        if not in_order or len(known) < len(assignment.references) or not checks.context.sound(*here):
            continue
        try:
            hours = instrument_of(assignment, known).hours
        except ValueError:  # reported by itself
            continue
        days = days_between(assignment.set_on, assignment.due_on)
        if not is_achievable(assignment.set_on, assignment.due_on, hours):
            checks.problems.warn(
                checks.context.place(*here, "due_on"),
                f"{name_of(assignment)} takes about {hours} hours, and from {day(assignment.set_on)} to "
                f"{day(assignment.due_on)} there {'is 1 day' if days == 1 else f'are {days} days'}.",
                "Give learners more time, or correct the hours.",
            )


def _check_working_days(checks: CheckContext) -> None:
    for position, assignment in enumerate(checks.context.record.assignments):
        for key, verb in _DATES:
            date = getattr(assignment, key)
            if date is None or not checks.context.sound("assignments", position, key):
                continue
            if why := day_off(date):
                checks.problems.warn(
                    checks.context.place("assignments", position, key),
                    f"{name_of(assignment)} {verb} {day(date)}, which is {why}.",
                    "Choose a working day; “working_days” in centre.yaml asks for it.",
                )


@dataclass(frozen=True)
class _Text:
    """A text that learners read in a brief: its name, where it stands, and its words with placeholders."""

    name: str
    place: Place
    text: str


def _check_reading(
    checks: CheckContext, position: int, units: Sequence[Reading[Unit]], names: Names, limit: int
) -> None:
    """Warn of the hardest text of a brief where it is too hard, and name the others that are."""
    assignment = checks.context.record.assignments[position]
    too_hard: list[tuple[int, _Text]] = []
    for text in _learner_texts(checks.context, position, units):
        try:
            age = reading_age(fill(text.text, names))
        except PlaceholderError:  # reported by itself
            continue
        if age is not None and age > limit:
            too_hard.append((age, text))
    if not too_hard:
        return
    too_hard.sort(key=lambda entry: -entry[0])
    (age, hardest), *others = too_hard
    also = listing(f"{text.name} ({age})" for age, text in others)
    of = "units" if assignment.is_integrated else "unit"
    checks.problems.warn(
        hardest.place,
        f"The hardest text in the brief for {of} {assignment.name} is {hardest.name}: it suits readers of {age} and "
        f"over, and the centre’s limit is {limit}." + (f" Above it, too: {also}." if also else ""),
        "Shorten its sentences, and put everyday words in place of long ones.",
    )


@dataclass(frozen=True)
class _Passage:
    """A text with its name, the file it stands in, and where."""

    name: str
    source: Reading[Unit] | Reading[Context]
    location: Location
    text: str


def _learner_texts(reading: Reading[Context], position: int, units: Sequence[Reading[Unit]]) -> Iterator[_Text]:
    """Yield what learners read in the brief of an assignment: its instrument, the scenario, and what is added."""
    assignment = reading.record.assignments[position]
    own = f"{reading.record.employer.short_name}’s"
    purposes: list[_Passage] = []
    others: list[_Passage] = []
    if assignment.instrument is not None:
        purpose, *tasks = _asked(reading, ("assignments", position, "instrument"), assignment.instrument, "")
        purposes.append(purpose)
        others += tasks
    for unit in units:
        reference = unit.record.reference
        of = f" of {reference}" if assignment.is_integrated else ""
        added: dict[str, _Passage] = {}
        if extra := reading.record.units.get(reference):
            others.append(_Passage(f"{own} guidance{of}", reading, ("units", reference, "guidance"), extra.guidance))
            others += _plain_texts(reading, reference, of)
            for id_, addition in extra.tasks.items():
                where: Location = ("units", reference, "tasks", id_, "guidance")
                added[id_] = _Passage(f"{own} guidance for task {id_}{of}", reading, where, addition.guidance)
        instrument = unit.record.instrument(assignment.method)
        if assignment.instrument is None and instrument is not None:
            method = assignment.method
            location: Location = ("assignment",) if method is Method.WRITTEN else ("methods", method.value)
            purpose, *tasks = _asked(unit, location, instrument, of)
            purposes.append(purpose)
            for task_text, task in zip(tasks, instrument.tasks, strict=True):
                others += [task_text, *([added[task.id]] if task.id in added else [])]
    scenario = _Passage("the scenario", reading, ("scenario",), reading.record.scenario)
    for passage in (*purposes, scenario, *others):
        if passage.text and passage.source.sound(*passage.location):
            yield _Text(passage.name, passage.source.place(*passage.location), passage.text)


def _plain_texts(reading: Reading[Context], reference: str, of: str) -> Iterator[_Passage]:
    """Yield what a unit's brief says in plain language instead."""
    plain = reading.record.units[reference].plain_language
    if plain is None:
        return
    here: Location = ("units", reference, "plain_language")
    for key in ("purpose", "scenario", "guidance", "employer_note", "not_in_work", "submission", "recording"):
        name = key.replace("_", " ")
        yield _Passage(f"the {name} in plain language{of}", reading, (*here, key), getattr(plain, key))
    lists = {"what to bring": ("bring", plain.bring), "a question to prepare with": ("preparation", plain.preparation)}
    for name, (key, lines) in lists.items():
        for position, text in enumerate(lines):
            yield _Passage(f"{name} in plain language{of}", reading, (*here, key, position), text)
    for id_, text in plain.tasks.items():
        yield _Passage(f"task {id_} in plain language{of}", reading, (*here, "tasks", id_), text)


def _asked(
    source: Reading[Unit] | Reading[Context], location: Location, instrument: Instrument, of: str
) -> list[_Passage]:
    """Return an instrument's texts: its purpose, then the guidance of each task."""
    return [
        _Passage(f"the purpose{of}", source, (*location, "purpose"), instrument.purpose),
        *(
            _Passage(
                f"the guidance of task {task.id}{of}", source, (*location, "tasks", position, "guidance"), task.guidance
            )
            for position, task in enumerate(instrument.tasks)
        ),
    ]
