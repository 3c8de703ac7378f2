"""What somebody typed on a mark sheet over what its workbook works out or prints: totals, standings, highest marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markpack.inputs.criteria_text.excel_text import criteria_on
from markpack.inputs.files.csv_tables import Cell, Row, Table
from markpack.inputs.files.excel_tables import Workbook
from markpack.inputs.marks.forms.excel_notes import criterion_cells, is_mark_sheet, names_on
from markpack.inputs.marks.mark_entries import FieldValue
from markpack.model.forms.field_names import is_field_name
from markpack.model.forms.labels import CRITERION_HEADINGS, FEEDBACK_LABELS, LABELS, RESULT_HEADINGS

_TOTAL = "__total"
"""How the name of the cell ends that holds the total of a sheet."""
_DECISION = 2
"""The position of the assessor's decision, behind its label."""


def typed_over(book: Workbook, table: Table) -> Iterator[FieldValue]:
    """Yield the cells of a mark sheet that hold no formula where the form has one, or that the form prints itself.

    Whether they say what the form said is for others to compare. The total and outcome have names, and are not here.
    """
    names = {
        place.cell: name
        for names in names_on(book, {table.sheet})
        for name, place in names.items()
        if is_field_name(name)
    }
    if not names or not is_mark_sheet(table):
        return
    criteria = {passage.text for passage in criteria_on(table) if passage.criterion}
    columns: Mapping[str, int] = {}
    last_row = max(cell.place.row for row in table.rows for cell in row if cell.place.cell in names)
    for row in table.rows[:last_row]:
        columns = _columns(row) or columns
        if cells := criterion_cells(row, criteria):
            yield from _of_criterion(row, row[min(cells)].text, columns, table, names)
        else:
            yield from _of_sheet(row, table, names)


def criteria_by_row(table: Table) -> Mapping[int, str]:
    """Return the id of the criterion that each row prints, by the row's number from 1."""
    criteria = {passage.text for passage in criteria_on(table) if passage.criterion}
    cells = ((number, row, criterion_cells(row, criteria)) for number, row in enumerate(table.rows, start=1))
    return {number: row[min(found)].text for number, row, found in cells if found}


def _columns(row: Row) -> Mapping[str, int]:
    """Return the positions of the columns that are not filled in, and of the award; none for a row without headings."""
    texts = [cell.text for cell in row]
    if CRITERION_HEADINGS[1] not in texts or FEEDBACK_LABELS[0] not in texts:
        return {}
    found = {field: texts.index(heading) for field, heading in RESULT_HEADINGS.items() if heading in texts}
    return found | {"carried": texts.index(FEEDBACK_LABELS[0]) + 1}


def _of_criterion(
    row: Row, criterion: str, columns: Mapping[str, int], table: Table, names: Mapping[str, str]
) -> Iterator[FieldValue]:
    is_open = any(cell.place.cell in names for cell in row)
    for field, position in columns.items():
        if field == "carried" and is_open:
            continue
        if position < len(row) and _is_typed(row[position], table, names):
            yield FieldValue(field, criterion, row[position])


def _of_sheet(row: Row, table: Table, names: Mapping[str, str]) -> Iterator[FieldValue]:
    """Yield the percentage, two cells behind the total, and the assessor's decision, which repeats the outcome."""
    for position, cell in enumerate(row[:-2]):
        if names.get(cell.place.cell, "").endswith(_TOTAL) and _is_typed(row[position + 2], table, names):
            yield FieldValue("percentage", "", row[position + 2])
    if row and row[0].text == LABELS["outcome"] and len(row) > _DECISION and _is_typed(row[_DECISION], table, names):
        yield FieldValue("outcome", "", row[_DECISION])


def _is_typed(cell: Cell, table: Table, names: Mapping[str, str]) -> bool:
    return bool(cell.text) and cell.place.cell not in table.formulas and cell.place.cell not in names
