"""Rules of an instrument, of a unit or of a centre: every criterion covered, and all that its method needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from markpack.errors import Place
from markpack.inputs.checks.asks import check_covered_asks
from markpack.inputs.checks.ids import check_ids
from markpack.inputs.problems import did_you_mean, listing, message_and_hint, quote, sentences
from markpack.inputs.records.criterion_status import ids_are_valid
from markpack.inputs.records.record_reader import Sourced
from markpack.model.context import PlainLanguage, UnitAddition
from markpack.model.instrument import Instrument, Method, Task
from markpack.model.joint import CriterionKey, criterion_key, is_shared_out, parts_of
from markpack.model.unit import Unit

Covering: TypeAlias = Mapping[CriterionKey, Sequence[str]]
"""The ids of the tasks that cover each criterion."""


def check_instrument(
    instrument: Sourced[Instrument],
    method: Method,
    units: Sequence[Sourced[Unit]],
    places: Mapping[str, Place] | None = None,
) -> None:
    """Note what in an instrument does not fit the criteria of its units, or its method.

    A criterion that no task covers is noted at its own of the `places`, if it has one there; without any `places`, at
    the tasks.
    """
    if not instrument.is_valid_at("tasks"):
        return
    tasks = instrument.parts(instrument.record.tasks, "tasks")
    check_ids("task", tasks)
    covering = _covering(tasks, units)
    references = [unit.record.reference for unit in units]
    for task in tasks:
        _check_prompts(task, references)
    _check_coverage(instrument, method, covering, places)
    check_covered_asks(instrument, method, units)
    _check_words(instrument)
    if method.is_held:
        _check_meeting(instrument, method)
    if method is Method.DISCUSSION:
        _check_questions(instrument, covering)


def check_task_names(
    texts: Sourced[UnitAddition | PlainLanguage], unit: str, instruments: Iterable[Instrument]
) -> None:
    """Note texts for tasks that a unit has in none of its instruments."""
    ids = list(dict.fromkeys(task.id for instrument in instruments for task in instrument.tasks))
    for task in texts.record.tasks:
        if task not in ids:
            texts.problems.error(
                texts.key_place("tasks", task),
                f"{quote(task)} is not a task of unit {unit}.",
                sentences(did_you_mean(task, ids), f"Its tasks are {listing(ids)}."),
            )


def _covering(tasks: Iterable[Sourced[Task]], units: Sequence[Sourced[Unit]]) -> Covering:
    """Return which tasks cover each criterion; note what a task names twice, and what is no criterion of the units."""
    references = [unit.record.reference for unit in units]
    covering: dict[CriterionKey, list[str]] = {
        CriterionKey(unit.record.reference, criterion.id): [] for unit in units for criterion in unit.record.criteria
    }
    for task in tasks:
        for position, text in enumerate(task.record.criteria):
            place = task.place("criteria", position)
            if not task.is_valid_at("criteria", position):
                continue
            try:
                key = criterion_key(text, references)
            except ValueError as error:
                task.problems.error(place, *message_and_hint(error))
                continue
            if key not in covering:
                _note_unknown(task, key, place, units)
            elif task.record.id in covering[key]:
                task.problems.warn(
                    place,
                    f"Task {task.record.id} names the criterion {quote(text)} more than once.",
                    "Leave it once; the brief prints it each time that it is named.",
                )
            else:
                covering[key].append(task.record.id)
    return covering


def _note_unknown(task: Sourced[Task], key: CriterionKey, place: Place, units: Sequence[Sourced[Unit]]) -> None:
    if not all(map(ids_are_valid, units)):
        return
    ids = [entry.id for unit in units for entry in unit.record.criteria if unit.record.reference == key.unit]
    task.problems.error(
        place,
        f"Task {task.record.id} names the criterion {quote(key.id)}, which "
        f"{'the unit' if len(units) == 1 else key.unit} does not have.",
        sentences(did_you_mean(key.id, ids, likeness=0.75), f"Its criteria are {listing(ids, limit=40)}."),
    )


def _keys(texts: Iterable[str], references: Sequence[str]) -> Iterator[CriterionKey]:
    """Yield the criteria that texts name; a text that does not say of which unit is reported by itself."""
    for text in texts:
        try:
            yield criterion_key(text, references)
        except ValueError:
            continue


def _check_prompts(task: Sourced[Task], references: Sequence[str]) -> None:
    """Note prompts for criteria that their task does not cover."""
    criteria = task.record.criteria
    covered = list(_keys(criteria, references))
    if len(covered) < len(criteria):
        return
    for text in task.record.prompts:
        place = task.key_place("prompts", text)
        try:
            is_covered = criterion_key(text, references) in covered
        except ValueError as error:
            task.problems.error(place, *message_and_hint(error))
            continue
        if not is_covered and task.is_valid_at("prompts"):
            task.problems.error(
                place,
                f"There are prompts for the criterion {quote(text)}, which task {task.record.id} does not cover.",
                f"Add it to the criteria of the task, which has {listing(criteria, limit=40)}, or move the prompts.",
            )


def _check_coverage(
    instrument: Sourced[Instrument],
    method: Method,
    covering: Covering,
    places: Mapping[str, Place] | None,
) -> None:
    """Note criteria that no task covers, and those that several do without asking for parts of their own."""
    references = list(dict.fromkeys(key.unit for key in covering))
    named = {task.id: parts_of(task, references) for task in instrument.record.tasks}
    in_words = "the assignment" if method is Method.WRITTEN else f"the {method.value}"
    for key, tasks in covering.items():
        name = quote(_name(key, covering))
        place = instrument.key_place("tasks") if places is None else places.get(key.id)
        if not tasks and place:
            instrument.problems.error(
                place,
                f"The criterion {name} is covered by no task of {in_words}.",
                "Add it to the criteria of the task that asks for it; every criterion has to be assessed.",
            )
        parts = [named[task].get(key, frozenset()) for task in tasks]
        if len(tasks) > 1 and not is_shared_out(parts):
            instrument.problems.warn(
                instrument.key_place("tasks"),
                f"The criterion {name} is covered by {len(tasks)} tasks of {in_words}: {listing(tasks)}.",
                "Keep it in the task that asks for it, so that learners show it once; or say under covers which part "
                "of it each task asks for.",
            )


def _name(key: CriterionKey, covering: Covering) -> str:
    """Return a criterion's name: with its unit where there are several."""
    return key.id if len({each.unit for each in covering}) == 1 else str(key)


def _check_words(instrument: Sourced[Instrument]) -> None:
    words = instrument.record.words
    if words and instrument.is_valid_at("words") and not words.minimum <= words.nominal <= words.maximum:
        instrument.problems.error(
            instrument.place("words"),
            f"The nominal word count {words.nominal:,} is not between the minimum {words.minimum:,} and the maximum "
            f"{words.maximum:,}.",
            "Put the three numbers in order.",
        )


def _check_meeting(instrument: Sourced[Instrument], method: Method) -> None:
    """Rule: what is held has a length and a record."""
    if instrument.record.minutes is None and instrument.is_valid_at("minutes"):
        instrument.problems.error(
            instrument.key_place(),
            f"The {method.value} does not say how long it takes.",
            "Add a line “minutes: 40”.",
        )
    if not instrument.record.recording and instrument.is_valid_at("recording"):
        instrument.problems.warn(
            instrument.key_place(),
            f"The {method.value} does not say what the assessor records, and how authenticity is confirmed.",
            "Add a line “recording: …”; learners read it in their brief.",
        )


def _check_questions(instrument: Sourced[Instrument], covering: Covering) -> None:
    """Rule: a professional discussion has a question for every criterion."""
    references = list(dict.fromkeys(key.unit for key in covering))
    prompts = [(text, lines) for task in instrument.record.tasks for text, lines in task.prompts.items()]
    questioned = set(_keys((text for text, lines in prompts if lines), references))
    unquestioned = [_name(key, covering) for key, tasks in covering.items() if tasks and key not in questioned]
    if unquestioned:
        instrument.problems.error(
            instrument.key_place("tasks"),
            f"The professional discussion has no question for AC {listing(unquestioned, limit=40)}.",
            "Add the assessor’s questions as prompts, by criterion; every criterion has to be asked for.",
        )
