"""What programs leave in the fields of a form, mended as in any table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell
from markpack.inputs.files.entered_text import Holds, mend
from markpack.inputs.marks.forms.form import FilledField, ReturnedForm
from markpack.inputs.marks.mark_entries import field_label, fields_by_name, what_it_holds, without_noughts
from markpack.inputs.problems import Problems
from markpack.model.forms.field_names import CLAIMED_FIELDS, LEARNER_FIELDS
from markpack.model.unit import Unit


def fields_of_sheets(units: Iterable[Unit]) -> Mapping[str, tuple[str, str]]:
    """Return field and part of each field of the units' mark sheets, by its name."""
    further = (*CLAIMED_FIELDS, *LEARNER_FIELDS)
    return {name: entry for unit in units for name, entry in fields_by_name(unit, further).items()}


def with_mended_fields(form: ReturnedForm, named: Mapping[str, tuple[str, str]], problems: Problems) -> ReturnedForm:
    """Return a form with what cannot be meant in its fields taken out or put right, each kind of it with a warning.

    `named` has field and part of each field by its name; others stay as they are.
    """
    fields = list(form.fields)
    for holds in Holds:
        positions = [
            position
            for position, field in enumerate(fields)
            if field.cell and field.name in named and what_it_holds(named[field.name][0]) is holds
        ]
        placed = [_placed(fields[position], field_label(*named[fields[position].name])) for position in positions]
        for position, cell in zip(positions, mend(placed, holds, problems, among="on the sheet"), strict=True):
            is_attempt = named[fields[position].name][0] == "attempt"
            text = without_noughts(cell.text) if is_attempt else cell.text
            fields[position] = replace(fields[position], cell=replace(fields[position].cell, text=text, kind=cell.kind))
    return replace(form, fields=tuple(fields))


def _placed(field: FilledField, label: str) -> Cell:
    """Return a field's cell in the place that messages name: its cell of a workbook, or its label."""
    return field.cell if field.cell.place.cell else replace(field.cell, place=Place(field.cell.place.file, field=label))
