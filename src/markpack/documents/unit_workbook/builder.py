"""A unit's workbook, made from the unit's plain data, which may be incomplete."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markpack.documents.shared.branding import plain_branding
from markpack.documents.shared.document import Properties
from markpack.documents.unit_workbook.view import Content, FieldSheet, RowSheet, UnitWorkbook
from markpack.model.forms.identity import FileIdentity
from markpack.model.forms.unit_workbook import (
    CONTINUED,
    CRITERIA,
    ENTRY,
    FIELD,
    METHOD,
    METHODS,
    OF_ASK,
    OF_CRITERION,
    OF_LENGTH,
    TASKS,
    TO,
    UNIT,
    Column,
    Holds,
)
from markpack.model.instrument import Method
from markpack.model.scheme import Scheme
from markpack.model.unit_columns import (
    METHOD_COLUMN,
    criterion_columns,
    instrument_columns,
    outcome_columns,
    task_columns,
    unit_columns,
)

_SPARE_CRITERIA, _SPARE_TASKS = 20, 15

_UNIT_HELP = (
    "Fill in the column “Entry”. The other sheets hold the criteria, the methods by which they are shown, and the "
    "tasks of each method. Notes of your own belong on a sheet “Notes”."
)
_CRITERIA_HELP = (
    "One row for each criterion. An outcome’s id stands in each of its rows, or in the first one alone. Criteria go "
    "unchanged into every document."
)
_TASKS_HELP = (
    "One row for each task, below the name of its method. Texts may use **bold**, lists with hyphens and placeholders "
    "such as {{ employer.short_name }}. Press Alt+Enter for a new line in a cell."
)
_METHODS_HELP = (
    "One column for each method, one row for each thing to say. What a method does not need stays empty. In lists, "
    "each line of a cell is an entry; a line that begins with two spaces goes on with the one above."
)


def build_unit_workbook(
    data: Mapping[str, Any], scheme: Scheme, *, schemes: Sequence[str], dated: datetime.date
) -> UnitWorkbook:
    """Return the workbook of a unit whose data are as in its file, with the columns that its scheme needs.

    `schemes` are the ids of all that there are, from which one can be chosen.
    """
    name = " ".join(filter(None, (f"Unit {data.get('reference', '')}".strip(), str(data.get("title") or ""))))
    properties = Properties(name, "Unit", "", dated, FileIdentity("unit", unit=str(data.get("reference") or "")))
    fields, records = _record_columns(_offering(unit_columns(), {"scheme": schemes}), [data])
    return UnitWorkbook(
        properties,
        plain_branding(),
        FieldSheet(UNIT, name, _UNIT_HELP, FIELD, fields, (ENTRY,), records),
        _criteria(data, name, scheme),
        _tasks(data, name),
        _methods(data, name),
    )


def _offering(columns: Iterable[Column], choices: Mapping[str, Sequence[str]]) -> Iterator[Column]:
    for column in columns:
        offered = tuple(choices.get(column.path[-1], ()))
        yield replace(column, choices=offered) if offered and not column.choices else column


def _criteria(data: Mapping[str, Any], name: str, scheme: Scheme) -> RowSheet:
    outcomes = data.get("outcomes") or []
    criteria = [criterion for outcome in outcomes for criterion in outcome["criteria"]]
    of_outcome = outcome_columns()
    needed = {"marks": scheme.numbered, "tier": scheme.laddered}
    of_criterion = [
        column
        for column in _with_keys(_offering(criterion_columns(), {"tier": scheme.tiers}), criteria)
        if needed.get(column.path[0], True) or any(_value(criterion, column.path) for criterion in criteria)
    ]
    rows = [
        (
            *(_content(outcome, column) if not number or column.holds is Holds.ID else None for column in of_outcome),
            *(_content(criterion, column) for column in of_criterion),
        )
        for outcome in outcomes
        for number, criterion in enumerate(outcome["criteria"])
    ]
    return RowSheet(CRITERIA, name, _CRITERIA_HELP, (*of_outcome, *of_criterion), tuple(rows), _SPARE_CRITERIA)


def _tasks(data: Mapping[str, Any], name: str) -> RowSheet:
    instruments = _instruments(data)
    columns = _with_keys(task_columns(), [task for _, instrument in instruments for task in _tasks_of(instrument)])
    rows = [
        (method, *(_content(task, column) for column in columns))
        for method, instrument in instruments
        for task in _tasks_of(instrument)
    ]
    return RowSheet(TASKS, name, _TASKS_HELP, (METHOD_COLUMN, *columns), tuple(rows), _SPARE_TASKS)


def _methods(data: Mapping[str, Any], name: str) -> FieldSheet:
    instruments = _instruments(data)
    fields, records = _record_columns(instrument_columns(), [instrument for _, instrument in instruments])
    heads = tuple(method for method, _ in instruments)
    further = tuple(method.value for method in Method if method.value not in heads)
    return FieldSheet(METHODS, name, _METHODS_HELP, METHOD, fields, heads, records, further)


def _instruments(data: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    ready_made = data.get("assignment")
    written = [(Method.WRITTEN.value, ready_made)] if ready_made is not None else []
    return [*written, *(data.get("methods") or {}).items()]


def _tasks_of(instrument: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    tasks: Sequence[Mapping[str, Any]] = instrument.get("tasks") or ()
    return tasks


def _record_columns(
    columns: Iterable[Column], records: Sequence[Mapping[str, Any]]
) -> tuple[tuple[Column, ...], tuple[tuple[Content, ...], ...]]:
    fields = _with_keys(columns, records)
    return fields, tuple(tuple(_content(record, column) for column in fields) for record in records)


def _with_keys(columns: Iterable[Column], records: Sequence[Mapping[str, Any]]) -> tuple[Column, ...]:
    """Return columns with one for each key of a group that any of the records has, in place of the group's."""
    found: list[Column] = []
    for column in columns:
        if column.holds is Holds.GROUP:
            keys = dict.fromkeys(key for record in records for key in _value(record, column.path) or ())
            found.extend(column.of_key(key) for key in keys)
        else:
            found.append(column)
    return tuple(found)


def _value(record: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = record
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _content(record: Mapping[str, Any], column: Column) -> Content:
    value = _value(record, column.path)
    if value is None:
        return None
    match column.holds:
        case Holds.NUMBER:
            return int(value) if str(value).isdecimal() else str(value)
        case Holds.DATE:
            return datetime.date.fromisoformat(value)
        case Holds.YES_OR_NO:
            return "yes" if value else "no"
        case Holds.IDS:
            return ", ".join(value)
        case Holds.LINES:
            return "\n".join(map(_entry, value))
        case Holds.ASKS:
            return "\n".join(map(_ask, value))
        case Holds.PRODUCTS:
            return "\n".join(map(_product, value))
        case Holds.LINES_BY_CRITERION:
            return "\n".join(
                f"{criterion}{OF_CRITERION} {_entry(text)}".rstrip()
                for criterion, entries in value.items()
                for text in entries or ("",)
            )
        case _:
            return str(value)


def _ask(ask: Mapping[str, Any]) -> str:
    """Return what is asked for as a line: risks: 5 risks."""
    least, most = ask.get("least", 1), ask.get("most")
    number = f"{least} {TO} {most}" if most is not None else least
    return f"{ask['id']}{OF_ASK} {number} {_entry(ask['what'])}"


def _product(product: Mapping[str, Any]) -> str:
    """Return what is handed in as a line, which begins with its length if it has one."""
    words = product.get("words")
    return f"{words} {OF_LENGTH} {_entry(product['what'])}" if words else _entry(product["what"])


def _entry(text: str) -> str:
    """Return an entry of a list as it stands in a cell, where each line that is not indented is an entry."""
    return text.replace("\n", f"\n{CONTINUED}")
