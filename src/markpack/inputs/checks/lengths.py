"""Rules of lengths: what is handed in adds up to its task, and the tasks to a length that is accepted."""

from __future__ import annotations

from collections.abc import Sequence

from markpack.inputs.records.record_reader import Sourced
from markpack.model.ask import Product
from markpack.model.instrument import Instrument
from markpack.model.record import Record


def check_lengths(instrument: Sourced[Instrument]) -> None:
    """Warn of lengths that do not add up, from what is handed in for a task to the whole instrument."""
    if not instrument.is_valid_at("tasks"):
        return
    accepted, tasks = instrument.record.words, instrument.record.tasks
    for task in instrument.parts(tasks, "tasks"):
        check_products(task, task.record.hand_in, task.record.id, task.record.words)
    words = [task.length for task in tasks if task.length is not None]
    if accepted is None or not words or not instrument.is_valid_at("words"):
        return
    total = sum(words)
    too_few = total < accepted.minimum and len(words) == len(tasks)  # a task without words may be long
    if accepted.minimum <= accepted.maximum and (too_few or total > accepted.maximum):
        instrument.problems.warn(
            instrument.place("words"),
            f"The tasks’ words add up to {total:,}, but {accepted.minimum:,} to {accepted.maximum:,} are accepted.",
            "Correct the words of the tasks, or the range.",
        )


def check_products(source: Sourced[Record], products: Sequence[Product], task: str, words: int | None) -> None:
    """Warn where what is handed in has another length in all than its task; `source` has it under `hand_in`."""
    total = sum(product.words or 0 for product in products)
    if words and total and total != words:
        source.problems.warn(
            source.key_place("hand_in"),
            f"What is handed in for task {task} has {total:,} words in all, and the task {words:,}.",
            "Correct the words of what is handed in, or those of the task.",
        )
