"""What a unit's workbook holds: its sheets, each with the cells that are filled in and room for more."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TypeAlias

from markpack.documents.shared.document import Branding, Properties
from markpack.model.forms.unit_workbook import Column

Content: TypeAlias = str | int | datetime.date | None


@dataclass(frozen=True)
class FieldSheet:
    """A sheet with a row for each field, and beside it a column for each record: the unit, or each method.

    `corner` heads the names of fields, `heads` the records' columns; `choices` are what else may head a column, of
    which there is one to spare where there are any.
    """

    name: str
    title: str
    help: str
    corner: str
    fields: tuple[Column, ...]
    heads: tuple[str, ...]
    records: tuple[tuple[Content, ...], ...]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowSheet:
    """A sheet with a row for each criterion or task, and a number of rows to spare."""

    name: str
    title: str
    help: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Content, ...], ...]
    spare: int


@dataclass(frozen=True)
class UnitWorkbook:
    """A unit's workbook: the sheets Unit, Criteria, Tasks and Methods."""

    properties: Properties
    branding: Branding
    unit: FieldSheet
    criteria: RowSheet
    tasks: RowSheet
    methods: FieldSheet
