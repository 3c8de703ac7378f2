"""What people check before a brief goes out, as far as a program can: dates, scenario, lengths, words, readability."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markpack.errors import Place
from markpack.model.centre import Centre
from markpack.model.context import Assignment, Context
from markpack.model.dates import day
from markpack.model.placeholders import Names, PlaceholderError, context_names, fill
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit
from markpack.source.findings import Findings, listing
from markpack.source.leftovers import check_leftovers
from markpack.source.own_words import check_own_words
from markpack.source.reading_level import reading_age
from markpack.source.records import Reading
from markpack.source.working_days import day_off
from markpack.source.yaml import Location

SHORTEST_SCENARIO = 40
"""Fewer words than these are a placeholder for a scenario, not one."""

_DATES = (("set_on", "is set on"), ("due_on", "is due on"), ("resubmit_by", "is to be resubmitted by"))
_CONTEXT_TEXTS: tuple[Location, ...] = (
    *(("employer", key) for key in ("name", "short_name", "sector", "logo_description")),
    ("vocabulary",),
    ("scenario",),
    ("units",),
)
_WORD = re.compile(r"\{\{.*?\}\}|\w+(?:[-’'.,]\w+)*", re.DOTALL)


def check_brief_template(reading: Reading[Unit], findings: Findings) -> None:
    """Warn of what in a unit's assignment would have to be mended before anybody gets its brief."""
    _check_task_words(reading, findings)
    check_leftovers(reading.document, [("title",), ("about",), ("outcomes",), ("assignment",)], findings)


def check_briefs(
    reading: Reading[Context],
    qualifications: Mapping[str, Reading[Qualification]],
    units: Mapping[str, Reading[Unit]],
    centre: Reading[Centre] | None,
    findings: Findings,
) -> None:
    """Warn of what in an employer's context would have to be mended before its briefs go out."""
    _check_scenario(reading, findings)
    check_own_words(reading, findings)
    check_leftovers(reading.document, _CONTEXT_TEXTS, findings)
    if centre is None or not centre.sound("policies"):
        return
    if centre.record.policies.working_days:
        _check_working_days(reading, findings)
    qualification = qualifications.get(reading.record.qualification)
    if limit := centre.record.policies.reading_age:
        for assignment in reading.record.assignments:
            unit = units.get(assignment.unit)
            if unit and qualification:
                names = context_names(reading.record, centre.record, unit.record, qualification.record)
                _check_reading(reading, assignment, unit, names, limit, findings)


def _check_task_words(reading: Reading[Unit], findings: Findings) -> None:
    """Rule: what the tasks ask for, taken together, is a length that the unit accepts."""
    assignment = reading.record.assignment
    if not (reading.sound("assignment", "words") and reading.sound("assignment", "tasks")):
        return
    given = [task.words for task in assignment.tasks if task.words is not None]
    total, accepted = sum(given), assignment.words
    if not given or accepted.minimum > accepted.maximum:
        return
    too_few = total < accepted.minimum and len(given) == len(assignment.tasks)  # a task without words may be long
    if too_few or total > accepted.maximum:
        findings.warn(
            reading.place("assignment", "words"),
            f"The tasks’ words add up to {total}, but {accepted.minimum} to {accepted.maximum} are accepted.",
            "Correct the words of the tasks, or the range.",
        )


def _check_scenario(reading: Reading[Context], findings: Findings) -> None:
    if not reading.sound("scenario"):
        return
    words = len(_WORD.findall(reading.record.scenario))
    if words < SHORTEST_SCENARIO:
        findings.warn(
            reading.key_place("scenario"),
            f"The scenario has {words} {'word' if words == 1 else 'words'}, too few to set an assignment in.",
            "Describe the workplace, what is changing there, and what is expected of those who lead: two to four "
            "paragraphs.",
        )


def _check_working_days(reading: Reading[Context], findings: Findings) -> None:
    for position, assignment in enumerate(reading.record.assignments):
        for key, verb in _DATES:
            date = getattr(assignment, key)
            if date is None or not reading.sound("assignments", position, key):
                continue
            if why := day_off(date):
                findings.warn(
                    reading.place("assignments", position, key),
                    f"The unit {assignment.unit} {verb} {day(date)}, which is {why}.",
                    "Choose a working day; “working_days” in centre.yaml asks for it.",
                )


@dataclass(frozen=True)
class _Text:
    """A text that learners read in a brief: its name, where it stands, and its words with placeholders."""

    name: str
    place: Place
    text: str


def _check_reading(
    reading: Reading[Context],
    assignment: Assignment,
    unit: Reading[Unit],
    names: Names,
    limit: int,
    findings: Findings,
) -> None:
    """Warn of the hardest text of a brief where it is too hard, and name the others that are."""
    too_hard: list[tuple[int, _Text]] = []
    for text in _learner_texts(reading, assignment, unit):
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
    findings.warn(
        hardest.place,
        f"The hardest text in the brief for unit {assignment.unit} is {hardest.name}: it suits readers of {age} and "
        f"over, and the centre’s limit is {limit}." + (f" Above it, too: {also}." if also else ""),
        "Shorten its sentences, and put everyday words in place of long ones.",
    )


def _learner_texts(reading: Reading[Context], assignment: Assignment, unit: Reading[Unit]) -> Iterator[_Text]:
    reference, ready = assignment.unit, unit.record.assignment
    extra = reading.record.units.get(reference)
    own = f"{reading.record.employer.short_name}’s"
    found: list[tuple[str, Reading[Unit] | Reading[Context], Location, str]] = [
        ("the purpose", unit, ("assignment", "purpose"), ready.purpose),
        ("the scenario", reading, ("scenario",), reading.record.scenario),
    ]
    if extra:
        found.append((f"{own} guidance", reading, ("units", reference, "guidance"), extra.guidance))
    for position, task in enumerate(ready.tasks):
        where: Location = ("assignment", "tasks", position, "guidance")
        found.append((f"the guidance of task {task.id}", unit, where, task.guidance))
        if extra and (added := extra.tasks.get(task.id)):
            where = ("units", reference, "tasks", task.id, "guidance")
            found.append((f"{own} guidance for task {task.id}", reading, where, added.guidance))
    for name, source, location, text in found:
        if text and source.sound(*location):
            yield _Text(name, source.place(*location), text)
