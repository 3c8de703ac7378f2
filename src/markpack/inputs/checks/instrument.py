"""Rules of an instrument, of a unit or of a centre: every criterion covered, and all that its method needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markpack.errors import Place
from markpack.inputs.files.yaml_text import Location
from markpack.inputs.problems import Problems, did_you_mean, listing, message_and_hint, quote, sentences
from markpack.inputs.records.criterion_status import ids_sound
from markpack.inputs.records.record_reader import Reading
from markpack.model.instrument import Instrument, Method, Task
from markpack.model.joint import CriterionKey, criterion_key
from markpack.model.record import Record
from markpack.model.unit import Unit

_WHERE = {Method.WRITTEN: "the assignment"}


def check_instrument(
    reading: Reading[Record],
    location: Location,
    instrument: Instrument,
    method: Method,
    readings: Sequence[Reading[Unit]],
    problems: Problems,
    *,
    missing_at: Callable[[CriterionKey], Place | None] | None = None,
) -> None:
    """Note what in an instrument does not fit the criteria of its units, or its method.

    `location` leads to it in its file; `readings` are its units'. `missing_at` gives the place to name for a
    criterion that no task covers (None: not to be reported); without it, that of the tasks.
    """
    if not reading.sound(*location, "tasks"):
        return
    check_task_ids(reading, location, instrument, problems)
    units = [unit.record for unit in readings]
    names = [unit.reference for unit in units]
    certain = all(ids_sound(unit) for unit in readings)
    known = {CriterionKey(unit.reference, entry.id): None for unit in units for entry in unit.criteria}
    covering: dict[CriterionKey, list[str]] = {key: [] for key in known}
    for i, task in enumerate(instrument.tasks):
        here: Location = (*location, "tasks", i)
        for j, text in enumerate(task.criteria):
            where = (*here, "criteria", j)
            key = _key(reading, where, text, names, problems)
            if key in covering:
                if task.id in covering[key]:
                    problems.warn(
                        reading.place(*where),
                        f"Task {task.id} names the criterion {quote(text)} more than once.",
                        "Leave it once; the brief prints it each time that it is named.",
                    )
                else:
                    covering[key].append(task.id)
            elif key and certain:
                _note_unknown(reading, where, task, key, list(known), len(units), problems)
        _check_prompts(reading, here, task, names, problems)
    of = _WHERE.get(method, f"the {method.value}")
    for key, tasks in covering.items():
        name = key.id if len(units) == 1 else str(key)
        place = missing_at(key) if missing_at else reading.key_place(*location, "tasks")
        if not tasks and place:
            problems.error(
                place,
                f"The criterion {quote(name)} is covered by no task of {of}.",
                "Add it to the criteria of the task that asks for it; every criterion has to be assessed.",
            )
        if len(tasks) > 1:
            problems.warn(
                reading.key_place(*location, "tasks"),
                f"The criterion {quote(name)} is covered by {len(tasks)} tasks of {of}: {listing(tasks)}.",
                "Keep it in the task that asks for it, so that learners show it once and one task decides.",
            )
    _check_words(reading, location, instrument, problems)
    _check_method(reading, location, instrument, method, covering, len(units), problems)


def check_task_ids(reading: Reading[Record], location: Location, instrument: Instrument, problems: Problems) -> None:
    """Note task ids that stand a second time in an instrument."""
    first: dict[str, int] = {}
    for i, task in enumerate(instrument.tasks):
        where: Location = (*location, "tasks", i, "id")
        if not reading.sound(*where):
            continue
        if task.id in first:
            line = reading.place(*location, "tasks", first[task.id], "id").line
            problems.error(
                reading.place(*where),
                f"The task {quote(task.id)} stands here a second time; the first is in line {line}.",
                "Give each its own id.",
            )
        first.setdefault(task.id, i)


def _key(
    reading: Reading[Record], location: Location, text: str, units: Sequence[str], problems: Problems
) -> CriterionKey | None:
    """Return the criterion that a task names; None, with the problem noted, if it does not say of which unit."""
    if not reading.sound(*location):
        return None
    try:
        return criterion_key(text, units)
    except ValueError as error:
        problems.error(reading.place(*location), *message_and_hint(error))
        return None


def _note_unknown(
    reading: Reading[Record],
    location: Location,
    task: Task,
    key: CriterionKey,
    known: Sequence[CriterionKey],
    units: int,
    problems: Problems,
) -> None:
    ids = [entry.id for entry in known if entry.unit == key.unit]
    of = "the unit" if units == 1 else key.unit
    problems.error(
        reading.place(*location),
        f"Task {task.id} names the criterion {quote(key.id)}, which {of} does not have.",
        sentences(did_you_mean(key.id, ids, likeness=0.75), f"Its criteria are {listing(ids, limit=40)}."),
    )


def _check_prompts(
    reading: Reading[Record], location: Location, task: Task, units: Sequence[str], problems: Problems
) -> None:
    """Note prompts for criteria that their task does not cover."""
    covered = set()
    for text in task.criteria:
        try:
            covered.add(criterion_key(text, units))
        except ValueError:  # reported by itself
            return
    for text in task.prompts:
        try:
            is_covered = criterion_key(text, units) in covered
        except ValueError as error:
            problems.error(reading.key_place(*location, "prompts", text), *message_and_hint(error))
            continue
        if not is_covered and reading.sound(*location, "prompts"):
            problems.error(
                reading.key_place(*location, "prompts", text),
                f"There are prompts for the criterion {quote(text)}, which task {task.id} does not cover.",
                f"Add it to the criteria of the task, which has {listing(task.criteria, limit=40)}, or move the "
                "prompts.",
            )


def _check_words(reading: Reading[Record], location: Location, instrument: Instrument, problems: Problems) -> None:
    where, words = (*location, "words"), instrument.words
    if words and reading.sound(*where) and not words.minimum <= words.nominal <= words.maximum:
        problems.error(
            reading.place(*where),
            f"The nominal word count {words.nominal} is not between the minimum {words.minimum} and the maximum "
            f"{words.maximum}.",
            "Put the three numbers in order.",
        )


def _check_method(
    reading: Reading[Record],
    location: Location,
    instrument: Instrument,
    method: Method,
    covering: Mapping[CriterionKey, Sequence[str]],
    units: int,
    problems: Problems,
) -> None:
    """Rule: what is held has a length and a record, and a professional discussion a question for every criterion."""
    if method.is_held and instrument.minutes is None and reading.sound(*location, "minutes"):
        problems.error(
            reading.key_place(*location),
            f"The {method.value} does not say how long it takes.",
            "Add a line “minutes: 40”.",
        )
    if method.is_held and not instrument.recording and reading.sound(*location, "recording"):
        problems.warn(
            reading.key_place(*location),
            f"The {method.value} does not say what the assessor records, and how it is made sure whose work it is.",
            "Add a line “recording: …”; learners read it in their brief.",
        )
    if method is not Method.DISCUSSION:
        return
    references = [key.unit for key in covering]
    asked = set()
    for task in instrument.tasks:
        for text, lines in task.prompts.items():
            try:
                key = criterion_key(text, list(dict.fromkeys(references)))
            except ValueError:  # reported by itself
                continue
            if lines:
                asked.add(key)
    silent = [key.id if units == 1 else str(key) for key, tasks in covering.items() if tasks and key not in asked]
    if silent:
        problems.error(
            reading.key_place(*location, "tasks"),
            f"The professional discussion has no question for AC {listing(silent, limit=40)}.",
            "Add the assessor’s questions as prompts, by criterion; every criterion has to be asked for.",
        )
