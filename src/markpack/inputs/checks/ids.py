"""The rule of ids: each of a list has its own."""

from __future__ import annotations

from collections.abc import Iterable

from markpack.inputs.files.columns import beside
from markpack.inputs.problems import quote, repeated
from markpack.inputs.records.record_reader import Sourced
from markpack.model.ask import Ask
from markpack.model.instrument import Task
from markpack.model.unit import Criterion, LearningOutcome


def check_ids(noun: str, entries: Iterable[Sourced[Task | LearningOutcome | Criterion | Ask]]) -> None:
    """Note entries with the id of an earlier one."""
    for entry, first in repeated(
        (entry for entry in entries if entry.is_valid_at("id")), key=lambda entry: entry.record.id
    ):
        entry.problems.error(
            entry.place("id"),
            f"There is a second {noun} {quote(entry.record.id)} here; the first is in "
            f"{beside(first.place('id'), entry.place('id'))}.",
            "Give each its own id.",
        )
