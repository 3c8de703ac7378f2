"""The form of a later attempt's sheet: what is judged in it, what is carried over, and what came before."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from markpack.documents.mark_sheet.form_parts_view import CarriedOver, CriterionRow, Field, FieldKind, Section
from markpack.documents.mark_sheet.instructions import attempt_instructions
from markpack.documents.mark_sheet.view import MarkSheetForm
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.model.forms.field_names import EARLIER_FIELD
from markpack.model.unit import Unit


def attempt_form(
    form: MarkSheetForm, setting: AssignmentContext, carried: Collection[str], *, has_earlier: bool
) -> MarkSheetForm:
    """Return the form of a sheet on which the criteria in `carried`, by id, stay as they were.

    They stand in a short table; with nothing else on it, or nothing carried over, the sheet is the whole form. With
    `has_earlier`, there is room beside the other criteria for what was decided in the attempt before. How marks were
    worked out stands on the sheets of first attempts alone.
    """
    if len(carried) == len(form.rows) or not (carried or has_earlier):
        return form
    sections = tuple(_open_sections(form, setting.unit, carried, has_earlier=has_earlier))
    if not carried:
        return replace(form, sections=sections)
    return replace(
        form,
        sections=sections,
        carried_over=tuple(_carried_over(form, carried)),
        all_sections=form.sections,
        instructions=attempt_instructions(setting, [row.id for section in sections for row in section.rows]),
        working=None,
    )


def _open_sections(
    form: MarkSheetForm, unit: Unit, carried: Collection[str], *, has_earlier: bool
) -> Iterator[Section]:
    for section in form.sections:
        rows = [row for row in section.rows if row.id not in carried]
        if has_earlier:
            rows = [replace(row, earlier=_earlier(unit, row)) for row in rows]
        if rows:
            yield replace(section, rows=tuple(rows))


def _earlier(unit: Unit, row: CriterionRow) -> Field:
    return Field(unit.field_name(EARLIER_FIELD, row.id), FieldKind.LONG_TEXT, f"AC {row.id}: earlier attempt")


def _carried_over(form: MarkSheetForm, carried: Collection[str]) -> Iterator[CarriedOver]:
    titles = {unit.reference: f"Unit {unit.reference}: {unit.title}" for unit in form.units}
    for unit in dict.fromkeys(section.unit for section in form.sections):
        of_unit = [(row, section.id) for section in form.sections if section.unit == unit for row in section.rows]
        carried_rows = [(row, section) for row, section in of_unit if row.id in carried]
        is_open = len(carried_rows) < len(of_unit)
        if carried_rows:
            heading = titles[unit] + ("" if is_open else ", of which nothing is open") if unit else ""
            rows, sections = zip(*carried_rows, strict=True)
            yield CarriedOver(unit, heading, rows, sections)
