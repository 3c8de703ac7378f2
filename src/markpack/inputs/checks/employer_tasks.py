"""Rules of an employer's texts for tasks, in the place of ours or in plain language: they leave nothing out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markpack.errors import Place, Scope
from markpack.inputs.checks.asks import AskOf, asks_of, asks_of_task, check_covers, check_numbers, task_keys
from markpack.inputs.checks.check_context import CheckContext
from markpack.inputs.checks.lengths import check_products
from markpack.inputs.files.located_data import Location
from markpack.inputs.problems import listing
from markpack.inputs.records.record_reader import Sourced
from markpack.model.context import Assignment, PlainLanguage, TaskContext, UnitContext
from markpack.model.instrument import Instrument, Task
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
        for id_, task_context in addition.tasks.items():
            task = source.part(task_context, "tasks", id_)
            if (found := _task(id_, _instruments(unit.record, used))) and task.is_valid_at():
                _check_task(task, found, unit)
        if addition.plain_language and source.is_valid_at("plain_language"):
            _check_plain_language(checks, source, addition.plain_language, unit, used)


def _instruments(unit: Unit, used: Iterable[Assignment]) -> Iterator[Instrument]:
    """Yield a unit's instruments: first those of the methods that are set."""
    yield from (instrument for entry in used if (instrument := unit.instrument(entry.method)))
    yield unit.assignment
    yield from unit.methods.values()


def _task(id_: str, instruments: Iterable[Instrument]) -> Task | None:
    return next((task for instrument in instruments for task in instrument.tasks if task.id == id_), None)


def _check_task(source: Sourced[TaskContext], task: Task, unit: Sourced[Unit]) -> None:
    """Note what an employer's text for a task leaves out, and what in it has no effect."""
    record, subject = source.record, f"The employer’s text for task {task.id}"
    references = [unit.record.reference]
    asks = asks_of_task(task, asks_of([unit]), references)
    check_products(source, record.hand_in, task.id, task.words)
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
            f"Task {task.id} has “instead: yes”, and no guidance to take the place of the unit’s.",
            "Write what to do under guidance, or take the line out.",
        )
        return
    covered = check_covers(source, record.covers, task_keys(task, references), subject, [unit])
    missing = [entry for entry in asks if covered is None or entry not in covered]
    _note_left_out(source, source.key_place("guidance"), missing, subject, is_said=bool(record.covers))
    present = [entry for entry in asks if entry not in missing]
    check_numbers(source, _NUMBERED, present or asks, subject, printed_at=source.key_place("guidance"))


def _check_plain_language(
    checks: CheckContext,
    source: Sourced[UnitContext],
    plain: PlainLanguage,
    unit: Sourced[Unit],
    used: Sequence[Assignment],
) -> None:
    """Note what texts in plain language leave out of the tasks whose place they take."""
    reference = unit.record.reference
    own = [(entry, entry.instrument) for entry in used if entry.instrument]
    texts = source.part(plain, "plain_language")
    members = {reference: unit, **{entry.record.reference: entry for each, _ in own for entry in checks.units(each)}}
    tasks: list[tuple[Task, list[str]]] = []
    for id_ in plain.tasks:
        centres = next(((task, entry) for entry, own_one in own if (task := _task(id_, [own_one]))), None)
        if centres:
            tasks.append((centres[0], list(centres[1].references)))
        elif found := _task(id_, _instruments(unit.record, used)):
            tasks.append((found, [reference]))
    keys = {key for task, references in tasks for key in task_keys(task, references)}
    units = [entry for name, entry in members.items() if name in {key.unit for key in keys} or name == reference]
    asks = asks_of(units)
    if not any(entry.criterion in keys for entry in asks) and not plain.covers:
        return
    subject = f"The text in plain language for {reference}"
    covered = check_covers(texts, plain.covers, keys, subject, units)
    for task, references in tasks:
        wanted = asks_of_task(task, asks, references)
        named = f"The text in plain language for task {task.id} of {reference}"
        place = texts.key_place("tasks", task.id)
        missing = [entry for entry in wanted if covered is None or entry not in covered]
        _note_left_out(texts, place, missing, named, is_said=covered is not None)
        check_numbers(texts, [("tasks", task.id)], wanted, named, printed_at=place)


def _note_left_out(
    source: Sourced[UnitContext] | Sourced[TaskContext] | Sourced[PlainLanguage],
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
