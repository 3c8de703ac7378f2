"""What a unit's workbook has a column or a row for: every field of the records that a unit is made of.

All is taken from the records, so that a field which is added to one of them is in the workbook too.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from markpack.model.ask import Ask, Product
from markpack.model.forms.unit_workbook import METHOD, WITHIN, Column, Holds
from markpack.model.instrument import Instrument, Method, ReadyMadeAssignment, Task
from markpack.model.record import Record
from markpack.model.unit import Criterion, LearningOutcome, Unit

IN_TABLES = frozenset({"outcomes", "criteria", "assignment", "methods", "tasks"})
"""The fields that hold records, which have rows or columns of their own."""
METHOD_COLUMN = Column(
    ("method",), METHOD, Holds.CHOICE, "The method that the task belongs to.", True,
    tuple(method.value for method in Method),
)  # fmt: skip
"""What the sheet of tasks has beside the fields of a task."""
_NEEDED_IF_WRITTEN = f"Needed for the {Method.WRITTEN.value}."
_SEPARATED = ("criteria", "covers")
"""The fields of a task that list criteria: ids, which hold neither commas nor semicolons."""

_RECORDS_IN_LINES = {Ask: Holds.ASKS, Product: Holds.PRODUCTS}
"""The records that are short enough to be a line of a cell."""


@cache
def unit_columns() -> tuple[Column, ...]:
    """Return the fields of a unit itself."""
    return tuple(columns_of(Unit))


@cache
def outcome_columns() -> tuple[Column, ...]:
    """Return the fields of a learning outcome, headed by that word."""
    return tuple(columns_of(LearningOutcome, "Outcome"))


@cache
def criterion_columns() -> tuple[Column, ...]:
    """Return the fields of a criterion."""
    return tuple(columns_of(Criterion, noun="Criterion"))


@cache
def task_columns() -> tuple[Column, ...]:
    """Return the fields of a task."""
    return tuple(columns_of(Task, noun="Task"))


@cache
def instrument_columns() -> tuple[Column, ...]:
    """Return the fields of an instrument of any method; required are those that every method needs."""
    always = {column.path for column in columns_of(Instrument) if column.required}
    return tuple(
        replace(column, required=False, note=f"{_NEEDED_IF_WRITTEN} {column.note}".strip())
        if column.required and column.path not in always
        else column
        for column in columns_of(ReadyMadeAssignment)
    )


def columns_of(
    model: type[Record], before: str = "", path: tuple[str, ...] = (), *, noun: str = ""
) -> Iterator[Column]:
    """Yield the columns of a record's fields. `noun` goes before an id, which says nothing alone; `before` before all.

    Raises TypeError for a field that holds what no cell can.
    """
    for name, field in model.model_fields.items():
        key = field.alias or name
        annotation = _bare(field.annotation)
        if key in IN_TABLES and _holds_records(annotation):
            continue
        heading = _in_words(key, before or (noun if key == "id" else ""))
        own = (*path, key)
        if isinstance(annotation, type) and issubclass(annotation, Record):
            for column in columns_of(annotation, f"{heading}{WITHIN}".strip(" "), own):
                yield replace(column, required=column.required and field.is_required())
        else:
            holds = _holds(key, annotation)
            if holds is None:
                raise TypeError(f"no cell of a unit's workbook can hold {model.__name__}.{name}")
            yield Column(own, heading, holds, field.description or "", field.is_required(), _choices(annotation))


def _in_words(key: str, before: str) -> str:
    words = key.replace("_", " ")
    return f"{before} {words}" if before else f"{words[:1].upper()}{words[1:]}"


def _holds(key: str, annotation: Any) -> Holds | None:
    origin, parts = get_origin(annotation), [_bare(part) for part in get_args(annotation)]
    if origin is tuple and parts[0] is str:
        return Holds.IDS if key in _SEPARATED else Holds.LINES
    if origin is tuple and parts[0] in _RECORDS_IN_LINES:
        return _RECORDS_IN_LINES[parts[0]]
    if origin is dict:
        if parts[1] is str:
            return Holds.GROUP
        return Holds.LINES_BY_CRITERION if get_origin(parts[1]) is tuple else None
    if origin in (Union, UnionType):
        return Holds.TEXT if str in parts else None
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Holds.CHOICE
    if annotation is str:
        return Holds.ID if key in ("id", "reference", "version") else Holds.TEXT
    return {int: Holds.NUMBER, bool: Holds.YES_OR_NO, datetime.date: Holds.DATE}.get(annotation)


def _choices(annotation: Any) -> tuple[str, ...]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(str(member.value) for member in annotation)
    return ()


def _bare(annotation: Any) -> Any:
    """Return a type without its annotations and without “or None”."""
    while get_origin(annotation) in (Annotated, Union, UnionType):
        parts = [part for part in get_args(annotation) if part is not NoneType]
        if get_origin(annotation) is not Annotated and len(parts) > 1:
            break
        annotation = parts[0]
    return annotation


def _holds_records(annotation: Any) -> bool:
    """Say whether a field holds records with tables of their own, and not only texts of that name."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return any(_holds_records(_bare(field.annotation)) for field in annotation.model_fields.values())
    parts = [_bare(part) for part in get_args(annotation)]
    return any(isinstance(part, type) and issubclass(part, Record) for part in parts)
