"""What an assignment asks for as a whole: one instrument for one unit, or for several units together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from markpack.model.ask import ASK_PATTERN
from markpack.model.context import Assignment, UnitContext
from markpack.model.employer_tasks import for_employer
from markpack.model.instrument import Instrument, Method, Task, WordCount
from markpack.model.unit import Unit

TITLES = " · "
"""Stands between the titles of several units' assignments; where there is room, each has a line of its own instead."""


_ASK = re.compile(ASK_PATTERN)


@dataclass(frozen=True, order=True)
class CriterionKey:
    """A criterion of a unit: the unit's reference and the criterion's id."""

    unit: str
    id: str

    def __str__(self) -> str:
        return f"{self.unit} {self.id}"


def criterion_key(text: str, units: Sequence[str]) -> CriterionKey:
    """Return the criterion that a task names: 8604-308 1.1, or 1.1 alone where there is one unit.

    `units` are the references of the assignment's units. Raises ValueError if it names none of them.
    """
    words = text.split()
    if len(words) == 1 and len(units) == 1:
        return CriterionKey(units[0], words[0])
    if len(words) == 2 and words[0].casefold() in (unit.casefold() for unit in units):
        return CriterionKey(next(unit for unit in units if unit.casefold() == words[0].casefold()), words[1])
    shape = _as_written(text, units) if units else "the unit’s reference and the criterion’s id"
    raise ValueError(f"“{text}” does not say of which unit the criterion is; write {shape}")


def covered_part(text: str, units: Sequence[str]) -> tuple[CriterionKey, str]:
    """Return the criterion that an entry of `covers` names, and which of its asks; empty for all of them.

    2.1/risks is one ask of criterion 2.1, and 2.1 the whole of it. Raises ValueError for a criterion of no known unit.
    """
    criterion, _, ask = (part.strip() for part in text.rpartition("/"))
    if not criterion or not _ASK.fullmatch(ask):
        criterion, ask = text, ""
    return criterion_key(criterion, units), ask


def _as_written(text: str, units: Sequence[str]) -> str:
    """Return the likeliest key for a text: for 401/1.1, as documents print it, the unit that ends in 401."""
    beginning, _, id_ = text.strip().replace("/", " ").rpartition(" ")
    named = [unit for unit in units if beginning and unit.casefold().endswith(beginning.strip().casefold())]
    return f"{(named or units)[0]} {id_ or '1.1'}"


@dataclass(frozen=True)
class JointText:
    """A text with placeholders, and the unit that they speak of; empty where it is the whole assignment's own text."""

    text: str
    unit: str = ""


@dataclass(frozen=True)
class JointTask:
    """A task of an assignment. `unit` is the one whose template it comes from, empty for the centre's own tasks.

    `evidence` is what is handed in, a line each, with its length; `is_employers` says that the employer's text has
    taken the place of the template's. `parts` are the asks that the task names, of criteria that it covers in part.
    """

    id: str
    title: str
    guidance: str
    criteria: tuple[CriterionKey, ...]
    prompts: Mapping[CriterionKey, tuple[str, ...]]
    evidence: tuple[str, ...]
    words: int | None
    unit: str = ""
    is_employers: bool = False
    parts: Mapping[CriterionKey, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class AssignmentInstrument:
    """What an assignment asks for. `is_own` says that the tasks are the centre's, not those of the unit templates."""

    method: Method
    title: JointText
    purpose: tuple[JointText, ...]
    employer_note: tuple[JointText, ...]
    not_in_work: tuple[JointText, ...]
    submission: tuple[JointText, ...]
    hours: int | None
    words: WordCount | None
    minutes: int | None
    question_minutes: int | None
    bring: tuple[JointText, ...]
    preparation: tuple[JointText, ...]
    keep: tuple[JointText, ...]
    recording: tuple[JointText, ...]
    tasks: tuple[JointTask, ...]
    is_own: bool


def resolve_instrument(
    assignment: Assignment, units: Mapping[str, Unit], additions: Mapping[str, UnitContext]
) -> AssignmentInstrument:
    """Return what an assignment asks for: its own instrument, else those of its units' templates one after another.

    `units` are by reference, those of the assignment among them; so are the employer's `additions`, of which those
    texts are taken that stand in the place of the templates'. Raises ValueError where a template has nothing for
    the method, or a task names a criterion without saying of which unit; reading the files has reported both.
    """
    references = assignment.references
    centre_instrument = assignment.instrument
    sources: list[tuple[str, Instrument]] = []
    if centre_instrument is not None:
        sources = [("" if assignment.is_integrated else references[0], centre_instrument)]
    else:
        for reference in references:
            instrument = units[reference].instrument(assignment.method)
            if instrument is None:
                raise ValueError(f"the template of {reference} has nothing for the method {assignment.method.value}")
            instrument = for_employer(instrument, additions.get(reference))
            sources.append((reference, _with_defaults(instrument, units[reference])))
    is_own = centre_instrument is not None
    replaced = {
        (reference, id_) for reference, entry in additions.items() for id_, task in entry.tasks.items() if task.instead
    }
    tasks = [
        _task(
            task,
            "" if is_own else unit,
            references if is_own else (unit,),
            is_employers=not is_own and (unit, task.id) in replaced,
        )
        for unit, source in sources
        for task in source.tasks
    ]
    return AssignmentInstrument(
        method=assignment.method,
        title=JointText(TITLES.join(dict.fromkeys(source.title for _, source in sources)), sources[0][0]),
        purpose=_distinct((unit, source.purpose) for unit, source in sources),
        employer_note=_distinct((unit, source.employer_note) for unit, source in sources),
        not_in_work=_distinct((unit, source.not_in_work) for unit, source in sources),
        submission=_distinct((unit, source.submission) for unit, source in sources),
        hours=_sum_of_all([source.hours for _, source in sources]),
        words=_words([source.words for _, source in sources]),
        minutes=_total(source.minutes for _, source in sources),
        question_minutes=_total(source.question_minutes for _, source in sources),
        bring=_distinct((unit, line) for unit, source in sources for line in source.bring),
        preparation=_distinct((unit, line) for unit, source in sources for line in source.preparation),
        keep=_distinct((unit, line) for unit, source in sources for line in source.keep),
        recording=_distinct((unit, source.recording) for unit, source in sources),
        tasks=tuple(tasks),
        is_own=is_own,
    )


def _with_defaults(instrument: Instrument, unit: Unit) -> Instrument:
    """Return an instrument whose empty notes are those of the ready-made assignment."""
    defaults = {name: getattr(unit.assignment, name) for name in ("employer_note", "not_in_work")}
    return instrument.model_copy(
        update={name: text for name, text in defaults.items() if not getattr(instrument, name)}
    )


def _task(task: Task, unit: str, references: Sequence[str], *, is_employers: bool) -> JointTask:
    prompts = {criterion_key(name, references): lines for name, lines in task.prompts.items()}
    return JointTask(
        id=task.id,
        title=task.title,
        guidance=task.guidance,
        criteria=tuple(criterion_key(name, references) for name in task.criteria),
        prompts=MappingProxyType(prompts),
        evidence=task.products,
        words=task.length,
        unit=unit,
        is_employers=is_employers,
        parts=parts_of(task, references),
    )


def parts_of(task: Task, units: Sequence[str]) -> Mapping[CriterionKey, frozenset[str]]:
    """Return the asks that a task names, by their criterion; a criterion that it covers as a whole is left out.

    What names no criterion is reported by itself.
    """
    named: dict[CriterionKey, set[str]] = {}
    for text in task.covers:
        try:
            key, ask = covered_part(text, units)
        except ValueError:
            continue
        named.setdefault(key, set()).add(ask)
    return MappingProxyType({key: frozenset(asks) for key, asks in named.items() if "" not in asks})


def is_shared_out(parts: Sequence[frozenset[str]]) -> bool:
    """Say whether tasks share a criterion out, each with asks of its own; empty stands for the whole criterion."""
    return all(parts) and len(frozenset().union(*parts)) == sum(map(len, parts))


def _distinct(texts: Iterable[tuple[str, str]]) -> tuple[JointText, ...]:
    """Return the texts in order, each once; templates of one qualification often say the same."""
    unit_by_text: dict[str, str] = {}
    for unit, text in texts:
        if text:
            unit_by_text.setdefault(text, unit)
    return tuple(JointText(text, unit) for text, unit in unit_by_text.items())


def _words(counts: Sequence[WordCount | None]) -> WordCount | None:
    word_counts = [count for count in counts if count is not None]
    if not word_counts:
        return None
    return WordCount(
        nominal=sum(count.nominal for count in word_counts),
        minimum=sum(count.minimum for count in word_counts),
        maximum=sum(count.maximum for count in word_counts),
    )


def _sum_of_all(numbers: Sequence[int | None]) -> int | None:
    """Return a sum; None where one of the numbers is not known."""
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _total(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
