"""Rules of an employer's texts for tasks, in the place of ours or in plain language: they leave nothing out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markpack.errors import Place, Scope
from markpack.inputs.checks.asks import AskOf, asks_of, asks_of_task, check_covers, check_numbers, task_keys
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.lengths import check_products
from markpack.inputs.files.located_data import Location
from markpack.inputs.problems import listing
from markpack.inputs.records.record_reader import Sourced
from markpack.model.context import Assignment, PlainLanguage, TaskContext, UnitAddition
from markpack.model.instrument import Task
from markpack.model.joint import CriterionKey
from markpack.model.unit import Unit

_NUMBERED: tuple[Location, ...] = (("title",), ("guidance",), ("hand_in",))


def check_employer_tasks(checks: CheckContext) -> None:
    """Note employers' texts that ask for something else than the tasks for which they stand."""
    for reference, addition in checks.context.record.units.items():
        unit = checks.templates.units.get(reference)
        if unit is None or not unit.is_valid_at("assignment", "tasks"):
            continue
        source = checks.context.part(addition, "units", reference).within(Scope.ASSIGNMENT, assignment=reference)
        used = [entry for entry in checks.context.record.assignments if reference in entry.references]
        asked = _Asked(checks, unit, tuple(used))
        _check_tasks(source, addition, asked.of_unit, "The employer’s text for task")
        if addition.not_in_work:
            own = source.part(addition.not_in_work, "not_in_work")
            _check_tasks(own, addition.not_in_work, asked.of_anybody, "The text for learners not in work for task")
        if addition.plain_language and source.is_valid_at("plain_language"):
            _check_plain_language(source.part(addition.plain_language, "plain_language"), asked)


@dataclass(frozen=True)
class _TaskAsked:
    """A task for which there is an employer's text, and the templates of the units whose criteria it names."""

    task: Task
    units: tuple[Sourced[Unit], ...]

    @property
    def keys(self) -> set[CriterionKey]:
        """Its criteria."""
        return task_keys(self.task, [unit.record.reference for unit in self.units])

    @property
    def asks(self) -> list[AskOf]:
        """All that its criteria ask for."""
        return asks_of_task(self.task, asks_of(self.units), [unit.record.reference for unit in self.units])


@dataclass(frozen=True)
class _Asked:
    """What a unit's learners are asked: by the unit's tasks, or by the centre's own where an assignment has such."""

    checks: CheckContext
    unit: Sourced[Unit]
    used: tuple[Assignment, ...]

    def of_unit(self, id_: str) -> _TaskAsked | None:
        """Return the unit's task of an id: that of a method which is set before any other."""
        unit = self.unit.record
        set_ones = [instrument for entry in self.used if (instrument := unit.instrument(entry.method))]
        instruments = (*set_ones, unit.assignment, *unit.methods.values())
        task = next((task for instrument in instruments for task in instrument.tasks if task.id == id_), None)
        return _TaskAsked(task, (self.unit,)) if task else None

    def of_anybody(self, id_: str) -> _TaskAsked | None:
        """Return the centre's own task of an id, else the unit's."""
        for entry in self.used:
            for task in entry.instrument.tasks if entry.instrument else ():
                if task.id == id_:
                    return _TaskAsked(task, tuple(self.checks.units(entry)))
        return self.of_unit(id_)


def _check_tasks(
    source: Sourced[UnitAddition],
    addition: UnitAddition,
    asked: Callable[[str], _TaskAsked | None],
    subject: str,
) -> None:
    for id_, context in addition.tasks.items():
        text = source.part(context, "tasks", id_)
        if text.is_valid_at() and (task := asked(id_)):
            _check_task(text, task, f"{subject} {id_}")


def _check_task(source: Sourced[TaskContext], asked: _TaskAsked, subject: str) -> None:
    """Note what an employer's text for a task leaves out, and what in it has no effect."""
    record, asks = source.record, asked.asks
    check_products(source, record.hand_in, asked.task.id, asked.task.words)
    if not record.instead:
        for key in ("title", "covers"):
            if getattr(record, key):
                source.problems.warn(
                    source.key_place(key),
                    f"{key} is not used here, because the text follows the unit’s and does not take its place.",
                    "Add a line “instead: yes” if it is to take its place, or take this out.",
                )
        check_numbers(source, [("guidance",)], asks, subject)
        return
    if not record.guidance:
        source.problems.error(
            source.key_place("instead"),
            f"Task {asked.task.id} has “instead: yes”, and no guidance to take the place of the unit’s.",
            "Write what to do under guidance, or take the line out.",
        )
        return
    covered = check_covers(source, record.covers, asked.keys, subject, asked.units)
    missing = [entry for entry in asks if covered is None or entry not in covered]
    _note_left_out(source, source.key_place("guidance"), missing, subject, is_said=bool(record.covers))
    present = [entry for entry in asks if entry not in missing]
    check_numbers(source, _NUMBERED, present or asks, subject, printed_at=source.key_place("guidance"))


def _check_plain_language(texts: Sourced[PlainLanguage], asked: _Asked) -> None:
    """Note what texts in plain language leave out of the tasks whose place they take."""
    reference, plain = asked.unit.record.reference, texts.record
    tasks = [task for id_ in plain.tasks if (task := asked.of_anybody(id_))]
    units = max((task.units for task in tasks), key=len, default=(asked.unit,))
    keys = {key for task in tasks for key in task.keys}
    if not any(entry.criterion in keys for entry in asks_of(units)) and not plain.covers:
        return
    covered = check_covers(texts, plain.covers, keys, f"The text in plain language for {reference}", units)
    for task in tasks:
        named = f"The text in plain language for task {task.task.id} of {reference}"
        place = texts.key_place("tasks", task.task.id)
        known = None if covered is None else {(entry.criterion, entry.ask.id) for entry in covered}
        missing = [entry for entry in task.asks if known is None or (entry.criterion, entry.ask.id) not in known]
        _note_left_out(texts, place, missing, named, is_said=covered is not None)
        check_numbers(texts, [("tasks", task.task.id)], task.asks, named, printed_at=place)


def _note_left_out(
    source: Sourced[TaskContext] | Sourced[PlainLanguage],
    place: Place,
    missing: Sequence[AskOf],
    subject: str,
    *,
    is_said: bool,
) -> None:
    """Warn of what a text does not ask for, or does not say that it asks for."""
    if not missing:
        return
    if is_said:
        named = listing((f"{entry.id} ({entry.ask.counted})" for entry in missing), limit=40)
        source.problems.warn(
            place,
            f"{subject} leaves out {named}.",
            "Ask for it in the text, and name it under covers.",
        )
    else:
        source.problems.warn(
            place,
            f"{subject} does not say under covers what of its criteria it asks for.",
            f"See that it asks for all of it, and add a line “covers: [{', '.join(entry.id for entry in missing)}]”.",
        )
