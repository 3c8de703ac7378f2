"""What people check before a brief goes out, as far as a program can: dates, scenario, lengths, words, readability."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markpack.assessment.time_to_work import days_between, is_achievable
from markpack.inputs.checks.assignment import name_of
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.lengths import check_lengths
from markpack.inputs.checks.readability import filled_reading_age
from markpack.inputs.checks.unfinished_text import check_unfinished_text
from markpack.inputs.checks.unit import instruments_of
from markpack.inputs.checks.vocabulary import check_vocabulary
from markpack.inputs.files.located_data import Location
from markpack.inputs.problems import listing
from markpack.inputs.records.printed_signs import check_printed_signs
from markpack.inputs.records.record_reader import Sourced
from markpack.model.centre import Centre
from markpack.model.context import Assignment, Context, UnitContext
from markpack.model.dates import day
from markpack.model.instrument import Instrument
from markpack.model.joint import resolve_instrument
from markpack.model.placeholders import context_names
from markpack.model.record import Record
from markpack.model.unit import Unit
from markpack.model.working_days import day_off

SHORTEST_SCENARIO = 40
"""Fewer words than these are a placeholder for a scenario, not one."""

_DATES = (("set_on", "is set on"), ("due_on", "is due on"), ("resubmit_by", "is to be resubmitted by"))
_PLAIN_TEXTS = ("purpose", "scenario", "guidance", "employer_note", "not_in_work", "submission", "recording")
_TEMPLATE_TEXTS: tuple[Location, ...] = (("title",), ("about",), ("outcomes",), ("assignment",), ("methods",))
_CONTEXT_TEXTS: tuple[Location, ...] = (
    *(("employer", key) for key in ("name", "short_name", "sector", "logo_description")),
    ("vocabulary",),
    ("scenario",),
    ("not_in_work",),
    ("units",),
    ("assignments",),
)
_WORD = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}|\w+(?:[-’'.,]\w+)*", re.DOTALL)


def check_brief_template(unit: Sourced[Unit]) -> None:
    """Warn of what in a unit's assignment would have to be mended before anybody gets its brief."""
    for _, instrument in instruments_of(unit):
        check_lengths(instrument)
    check_unfinished_text(unit, _TEMPLATE_TEXTS)
    check_printed_signs(unit, _TEMPLATE_TEXTS)


def check_briefs(checks: CheckContext) -> None:
    """Warn of what in an employer's context would have to be mended before its briefs go out."""
    _check_scenario(checks.context)
    check_vocabulary(checks.context)
    check_context_texts(checks.context)
    for assignment in checks.assignments:
        _check_time(checks, assignment)
        if assignment.record.instrument is not None:
            check_lengths(assignment.part(assignment.record.instrument, "instrument"))
    if checks.centre is None or not checks.centre.is_valid_at("policies"):
        return
    policies = checks.centre.record.policies
    for assignment in checks.assignments:
        if policies.working_days:
            _check_working_days(assignment)
        if policies.reading_age:
            _check_reading(checks, assignment, checks.centre.record, policies.reading_age)


def check_context_texts(context: Sourced[Context]) -> None:
    """Warn of what looks forgotten in an employer's texts, and of what PDFs cannot show."""
    check_unfinished_text(context, _CONTEXT_TEXTS)
    check_printed_signs(context, _CONTEXT_TEXTS)


def _check_scenario(context: Sourced[Context]) -> None:
    words = len(_WORD.findall(context.record.scenario))
    if context.is_valid_at("scenario") and words < SHORTEST_SCENARIO:
        context.problems.warn(
            context.key_place("scenario"),
            f"The scenario has {words} {'word' if words == 1 else 'words'}, too few to set an assignment in.",
            "Describe the workplace, what is changing there, and what is expected of those who lead: two to four "
            "paragraphs.",
        )


def _check_time(checks: CheckContext, assignment: Sourced[Assignment]) -> None:
    """Rule: dates are achievable; there are days enough for the hours that the assignment takes."""
    record = assignment.record
    units = {unit.record.reference: unit.record for unit in checks.units(record)}
    if record.set_on > record.due_on or len(units) < len(record.references) or not assignment.is_valid_at():
        return
    try:
        hours = resolve_instrument(record, units, checks.context.record.units).hours
    except ValueError:  # reported by itself
        return
    days = days_between(record.set_on, record.due_on)
    if hours is not None and not is_achievable(record.set_on, record.due_on, hours):
        assignment.problems.warn(
            assignment.place("due_on"),
            f"{name_of(record)} takes about {hours} hours, and from {day(record.set_on)} to "
            f"{day(record.due_on)} there {'is 1 day' if days == 1 else f'are {days} days'}.",
            "Give learners more time, or correct the hours.",
        )


def _check_working_days(assignment: Sourced[Assignment]) -> None:
    for key, verb in _DATES:
        date = getattr(assignment.record, key)
        reason = day_off(date) if date and assignment.is_valid_at(key) else ""
        if reason:
            assignment.problems.warn(
                assignment.place(key),
                f"{name_of(assignment.record)} {verb} {day(date)}, which is {reason}.",
                "Choose a working day; “working_days” in centre.yaml asks for it.",
            )


@dataclass(frozen=True)
class _Text:
    """A text that learners read in a brief: its name, its words with placeholders, and where it stands."""

    name: str
    text: str
    source: Sourced[Record]
    location: Location


def _check_reading(checks: CheckContext, assignment: Sourced[Assignment], centre: Centre, limit: int) -> None:
    """Warn of the hardest text of a brief where it is too hard, and name the others that are."""
    units, qualification = checks.units(assignment.record), checks.qualification
    if not units or qualification is None:
        return
    # Which of the units a placeholder speaks of makes no difference to how a text reads.
    names = context_names(checks.context.record, centre, units[0].record, qualification.record)
    texts = [
        (age, text)
        for text in _learner_texts(checks.context, assignment, units)
        if text.source.is_valid_at(*text.location) and (age := filled_reading_age(text.text, names) or 0) > limit
    ]
    if not texts:
        return
    (age, hardest), *others = sorted(texts, key=lambda entry: -entry[0])
    list_of_others = listing(f"{text.name} ({age})" for age, text in others)
    assignment.problems.warn(
        hardest.source.place(*hardest.location),
        f"The hardest text in the brief for {'units' if assignment.record.is_integrated else 'unit'} "
        f"{assignment.record.name} is {hardest.name}: it suits readers of {age} and over, and the centre’s limit is "
        f"{limit}." + (f" Above it, too: {list_of_others}." if list_of_others else ""),
        "Shorten its sentences, and put everyday words in place of long ones.",
    )


def _learner_texts(
    context: Sourced[Context], assignment: Sourced[Assignment], units: Sequence[Sourced[Unit]]
) -> Iterator[_Text]:
    """Yield what learners read in the brief of an assignment: its instruments, the scenario, and what is added."""
    method, instrument = assignment.record.method, assignment.record.instrument
    of_units = {
        unit.record.reference: f" of {unit.record.reference}" if assignment.record.is_integrated else ""
        for unit in units
    }
    if instrument is not None:
        instruments = {"": assignment.part(instrument, "instrument")}
    else:
        instruments = {
            unit.record.reference: part for unit in units for other, part in instruments_of(unit) if other is method
        }
    for reference, part in instruments.items():
        yield _Text(f"the purpose{of_units.get(reference, '')}", part.record.purpose, part, ("purpose",))
    yield _Text("the scenario", context.record.scenario, context, ("scenario",))
    if instrument is not None:
        yield from _task_texts(instruments[""], "", {}, ())
    for reference, of_unit in of_units.items():
        added: dict[str, _Text] = {}
        replaced: set[str] = set()
        if addition := context.record.units.get(reference):
            source = context.part(addition, "units", reference)
            employer = f"{context.record.employer.short_name}’s"
            yield _Text(f"{employer} guidance{of_unit}", addition.guidance, source, ("guidance",))
            yield from _plain_texts(source, of_unit)
            added = {
                id_: _Text(
                    f"{employer} guidance for task {id_}{of_unit}", task.guidance, source, ("tasks", id_, "guidance")
                )
                for id_, task in addition.tasks.items()
            }
            replaced = {id_ for id_, task in addition.tasks.items() if task.instead}
        if reference in instruments:
            yield from _task_texts(instruments[reference], of_unit, added, replaced)


def _task_texts(
    instrument: Sourced[Instrument], of_unit: str, added: Mapping[str, _Text], replaced: Container[str]
) -> Iterator[_Text]:
    """Yield the guidance of each task that is not `replaced`, and what is `added` to it, by its id."""
    for task in instrument.parts(instrument.record.tasks, "tasks"):
        id_ = task.record.id
        if id_ not in replaced:
            yield _Text(f"the guidance of task {id_}{of_unit}", task.record.guidance, task, ("guidance",))
        if id_ in added:
            yield added[id_]


def _plain_texts(source: Sourced[UnitContext], of_unit: str) -> Iterator[_Text]:
    """Yield what a unit's brief says in plain language instead."""
    plain = source.record.plain_language
    if plain is None:
        return
    texts: list[tuple[str, str, Location]] = [
        *((f"the {key.replace('_', ' ')}", getattr(plain, key), (key,)) for key in _PLAIN_TEXTS),
        *(("what to bring", text, ("bring", position)) for position, text in enumerate(plain.bring)),
        *(("a question to prepare with", text, ("preparation", i)) for i, text in enumerate(plain.preparation)),
        *((f"task {id_}", text, ("tasks", id_)) for id_, text in plain.tasks.items()),
    ]
    for name, text, location in texts:
        yield _Text(f"{name} in plain language{of_unit}", text, source, ("plain_language", *location))
