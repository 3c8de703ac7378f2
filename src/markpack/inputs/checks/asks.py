"""Rules of what criteria ask for: known ids, numbers that agree wherever they are printed, and nothing left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markpack.errors import Place
from markpack.inputs.checks.ids import check_ids
from markpack.inputs.checks.printed_numbers import all_numbers, numbers_of
from markpack.inputs.files.located_data import Location
from markpack.inputs.problems import did_you_mean, listing, message_and_hint, quote, sentences
from markpack.inputs.records.criterion_status import criteria_of
from markpack.inputs.records.record_reader import Sourced
from markpack.inputs.records.text_placeholders import texts_at
from markpack.model.ask import Ask
from markpack.model.instrument import Instrument, Method, Task
from markpack.model.joint import CriterionKey, covered_part, criterion_key
from markpack.model.record import Record
from markpack.model.scheme import Scheme
from markpack.model.unit import Unit


@dataclass(frozen=True)
class AskOf:
    """What a criterion asks for: by its criterion, and as documents name that."""

    criterion: CriterionKey
    name: str
    ask: Ask

    @property
    def id(self) -> str:
        """By what `covers` names it."""
        return f"{self.name}/{self.ask.id}"


def asks_of(units: Sequence[Sourced[Unit]]) -> list[AskOf]:
    """Return all that the criteria of units ask for, as far as it is sound."""
    found = []
    for unit in units:
        for criterion in criteria_of(unit):
            key = CriterionKey(unit.record.reference, criterion.record.id)
            name = key.id if len(units) == 1 else str(key)
            for ask in criterion.parts(criterion.record.asks, "asks"):
                if ask.is_valid_at() and criterion.is_valid_at("id"):
                    found.append(AskOf(key, name, ask.record))
    return found


def check_asks(unit: Sourced[Unit]) -> None:
    """Note asks of a unit that share an id or cannot be, and criteria and descriptors that print other numbers."""
    for criterion in criteria_of(unit):
        asks = criterion.parts(criterion.record.asks, "asks")
        check_ids("ask", asks)
        for ask in asks:
            if ask.is_valid_at() and ask.record.most is not None and ask.record.most < ask.record.least:
                ask.problems.error(
                    ask.place("most"),
                    f"At most {ask.record.most} are asked for here, and at least {ask.record.least}.",
                    "Put the two numbers in order.",
                )
        name = f"AC {criterion.record.id}"
        entries = [
            AskOf(CriterionKey(unit.record.reference, criterion.record.id), criterion.record.id, ask.record)
            for ask in asks
            if ask.is_valid_at()
        ]
        check_numbers(criterion, [("text",)], entries, f"The text of {name}")
        if band := passing_band(unit.record.scheme):
            check_numbers(criterion, [("descriptors", band)], entries, f"The descriptor “{band}” of {name}")


def passing_band(scheme: Scheme) -> str:
    """Return the descriptor that says what a pass looks like; empty where a scheme has none."""
    needed = scheme.met_at or (scheme.steps[0] if scheme.steps else None)
    return next((band for band, part in scheme.bands if needed is not None and part >= needed), "")


def check_covered_asks(instrument: Sourced[Instrument], method: Method, units: Sequence[Sourced[Unit]]) -> None:
    """Note what no task of an instrument asks for, and tasks that print other numbers than their criteria ask for."""
    asks = asks_of(units)
    references = [unit.record.reference for unit in units]
    covered: set[AskOf] = set()
    for task in instrument.parts(instrument.record.tasks, "tasks"):
        own, subject = asks_of_task(task.record, asks, references), f"Task {task.record.id}"
        parts = check_covers(task, task.record.covers, task_keys(task.record, references), subject, units)
        here = [entry for entry in own if parts is None or entry in parts]
        covered.update(here)
        texts: list[Location] = [("title",), ("guidance",), ("hand_in",), ("evidence",)]
        check_numbers(task, texts, here, subject, printed_at=task.key_place("guidance"))
    criteria = {key for task in instrument.record.tasks for key in task_keys(task, references)}
    in_words = "the assignment" if method is Method.WRITTEN else f"the {method.value}"
    for entry in asks:
        if entry not in covered and entry.criterion in criteria:  # a criterion of no task is reported by itself
            instrument.problems.warn(
                instrument.key_place("tasks"),
                f"No task of {in_words} asks for {entry.id}: {entry.ask.counted}.",
                "Ask for it in a task that has the criterion, and name it under the task’s covers.",
            )


def task_keys(task: Task, references: Sequence[str]) -> set[CriterionKey]:
    """Return the criteria of a task; a text that does not say of which unit is reported by itself."""
    found = set()
    for text in task.criteria:
        try:
            found.add(criterion_key(text, references))
        except ValueError:
            continue
    return found


def asks_of_task(task: Task, asks: Iterable[AskOf], references: Sequence[str]) -> list[AskOf]:
    """Return what the criteria of a task ask for."""
    keys = task_keys(task, references)
    return [entry for entry in asks if entry.criterion in keys]


def check_covers(
    source: Sourced[Record],
    covers: Sequence[str],
    criteria: Iterable[CriterionKey],
    subject: str,
    units: Sequence[Sourced[Unit]],
) -> set[AskOf] | None:
    """Return what `covers` names of the criteria, and all of those that it does not name; None where it is empty.

    Notes what is no criterion of the subject, and no ask of its criterion.
    """
    if not covers:
        return None
    asks, references = asks_of(units), [unit.record.reference for unit in units]
    named: dict[CriterionKey, set[AskOf]] = {}
    criteria = set(criteria)
    for position, text in enumerate(covers):
        place = source.place("covers", position)
        try:
            key, id_ = covered_part(text, references)
        except ValueError as error:
            source.problems.error(place, *message_and_hint(error))
            continue
        of_criterion = [entry for entry in asks if entry.criterion == key]
        if key not in criteria:
            names = sorted(entry.id if len(units) == 1 else str(entry) for entry in criteria)
            source.problems.error(
                place,
                f"{subject} says that it covers {quote(text)}, which is none of its criteria.",
                sentences(did_you_mean(key.id, names, likeness=0.75), f"Its criteria are {listing(names, limit=40)}."),
            )
            continue
        parts = [entry for entry in of_criterion if id_ in ("", entry.ask.id)]
        if id_ and not parts:
            _note_unknown(source, place, text, id_, of_criterion)
            parts = of_criterion  # what was meant is not known, so nothing else is said of it
        named.setdefault(key, set()).update(parts)
    return {entry for entry in asks if entry.criterion in criteria and entry in named.get(entry.criterion, asks)}


def _note_unknown(source: Sourced[Record], place: Place, text: str, id_: str, asks: Sequence[AskOf]) -> None:
    criterion = text.rpartition("/")[0].strip()
    ids = [entry.ask.id for entry in asks]
    hint = (
        sentences(did_you_mean(id_, ids), f"It asks for {listing(entry.id for entry in asks)}.")
        if ids
        else f"Write {criterion} alone, or give the criterion asks in the unit."
    )
    source.problems.error(place, f"The criterion {criterion} asks for nothing that is called {quote(id_)}.", hint)


def check_numbers(
    source: Sourced[Record],
    texts: Sequence[Location],
    asks: Sequence[AskOf],
    subject: str,
    *,
    printed_at: Place | None = None,
) -> None:
    """Warn of texts that print another number of something than is asked for.

    Warn as well of a number that they do not print at all, at the place `printed_at` if there is one.
    """
    asks = [entry for entry in asks if entry.ask.least > 1 or entry.ask.most is not None]
    if not asks:
        return
    read = list(texts_at(source, [(*source.location, *text) for text in texts]))
    unnamed: dict[AskOf, int] = {}
    printed: Counter[int] = sum((all_numbers(text) for _, text in read), Counter())
    for entry in asks:
        right = {entry.ask.least, entry.ask.most}
        found = [(location, text, number) for location, text in read for number in numbers_of(entry.ask.what, text)]
        if any(number.number in right for _, _, number in found):
            printed[entry.ask.least] -= 1
        elif found:
            location, text, number = found[0]
            source.problems.warn(
                source.document.place_in(location, text, number.start, number.words),
                f"{subject} says {quote(number.words)}, and AC {entry.name} asks for {entry.ask.counted}.",
                "Correct the number there, or among the asks of the criterion in the unit.",
            )
        elif entry.ask.least > 1:
            unnamed[entry] = entry.ask.least
    _check_printed(source, unnamed, printed, subject, printed_at)


def _check_printed(
    source: Sourced[Record], unnamed: Mapping[AskOf, int], printed: Counter[int], subject: str, place: Place | None
) -> None:
    """Warn of numbers that no text prints, not even beside other words than the ask has."""
    for entry, least in unnamed.items():
        if printed[least] > 0:
            printed[least] -= 1
        elif place is not None:
            source.problems.warn(
                place,
                f"{subject} does not say how many AC {entry.name} asks for: {entry.ask.counted}.",
                "Write the number where it says what to do.",
            )
