"""What stands on the worksheets of a mark sheet: its named cells, and what people added beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from markpack.errors import Place
from markpack.inputs.criteria_text.compare import normalised
from markpack.inputs.files.csv_tables import MOST_COLUMNS, MOST_ROWS, Table
from markpack.inputs.files.excel_tables import Workbook
from markpack.inputs.marks.forms.form import Note
from markpack.model.forms.labels import CRITERION_HEADINGS, LABELS

_PRINTED_SHEETS = ("Instructions", "Working")
"""The worksheets of a form without entry cells."""
_PRINTED = {LABELS["registration"], CRITERION_HEADINGS[1]}


def mark_sheets_in(book: Workbook) -> tuple[Table, ...]:
    """Return the worksheets that are mark sheets by what is printed on them, whatever their cells are called."""
    return tuple(filter(is_mark_sheet, book.sheets))


def is_mark_sheet(table: Table) -> bool:
    """Say whether a worksheet is a mark sheet by what is printed on it."""
    return {normalised(cell.text) for row in table.rows for cell in row if cell.text} >= _PRINTED


def names_on(book: Workbook, titles: Collection[str]) -> Iterator[Mapping[str, Place]]:
    """Yield the named cells on worksheets: by names of the workbook, then by names of each worksheet's own."""
    yield {name: place for name, place in book.names.items() if place.sheet in titles}
    for title in titles:
        yield {name: place for name, place in book.local_names.get(title, {}).items() if place.sheet == title}


def notes_on(book: Workbook, tables: Collection[Table], *, with_text: bool) -> Iterator[Note]:
    """Yield the notes, text boxes, pictures and text beside the form on worksheets; its own picture is none."""
    titles = {table.sheet for table in tables}
    for note in book.notes:
        if note.place.sheet in titles and (note.text or not (_row(note.place) == 1 or _is_in_box(note.place, tables))):
            by = f" by {note.author}" if note.author else ""
            yield Note(f"{note.what} at cell {note.place.cell}{by}", note.text, note.place, note.what == "a text box")
    for table in tables if with_text else ():
        yield from _text_beside(book, table)


def signatures_on(book: Workbook, tables: Collection[Table]) -> Iterator[str]:
    """Yield the label of each signature box on worksheets that holds a picture or ink."""
    return (LABELS["signature"] for note in book.notes if not note.text and _is_in_box(note.place, tables))


def _text_beside(book: Workbook, table: Table) -> Iterator[Note]:
    """Yield text below and to the right of what a mark sheet prints, in signature boxes, and on added worksheets."""
    named = [place for names in names_on(book, {table.sheet}) for place in names.values()]
    if not named:
        is_known = table.sheet in _PRINTED_SHEETS or is_mark_sheet(table)
        if not is_known and (texts := [cell.text for row in table.rows for cell in row if cell]):
            yield Note(f"the worksheet {table.sheet}", "\n".join(texts), table.place)
        return
    # A record may end with rows of what was met before, which have no fields.
    last_row = max(map(_row, named)) if is_mark_sheet(table) else MOST_ROWS
    heading = next((row for row in table.rows if CRITERION_HEADINGS[1] in {cell.text for cell in row}), ())
    last_column = max((position for position, cell in enumerate(heading) if cell), default=MOST_COLUMNS)
    for number, row in enumerate(table.rows, 1):
        for position, cell in enumerate(row):
            if cell.text in ("", LABELS["signature"]):
                continue
            if number > last_row or position > last_column or _is_in_box(cell.place, (table,)):
                yield Note("text beside the form", cell.text, cell.place)


def _is_in_box(place: Place, tables: Iterable[Table]) -> bool:
    """Say whether a cell stands in a signature box: behind its label, before the next text of the row."""
    row = next((row for table in tables if table.sheet == place.sheet for row in table.rows[_row(place) - 1 :]), ())
    before = [cell.text for cell in row[: _column(place)] if cell]
    return bool(before) and before[-1] == LABELS["signature"]


def _row(place: Place) -> int:
    return int(place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 1)


def _column(place: Place) -> int:
    """Return a cell's column, from 0."""
    from openpyxl.utils import column_index_from_string

    return int(column_index_from_string(place.cell.rstrip("0123456789") or "A")) - 1
