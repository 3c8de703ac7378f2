"""What stands on the worksheets of a mark sheet: its named cells, and what people added beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise

from markpack.errors import Place
from markpack.inputs.criteria_text.compare import normalised
from markpack.inputs.criteria_text.excel_text import criteria_on
from markpack.inputs.files.csv_tables import MOST_COLUMNS, MOST_ROWS, Cell, CellKind, Row, Table
from markpack.inputs.files.excel_tables import Workbook, column_position
from markpack.inputs.marks.forms.form import Note
from markpack.inputs.marks.forms.printed_texts import PrintedTexts
from markpack.model.forms.field_names import is_field_name
from markpack.model.forms.labels import CRITERION_HEADINGS, FEEDBACK_LABELS, LABELS
from markpack.model.forms.printed_texts import what_counts
from markpack.model.forms.signatures import signer_beside

_INSTRUCTIONS = "Instructions"
_PRINTED_SHEETS = (_INSTRUCTIONS, "Working", "Lists")
"""The worksheets of a form without entry cells."""
_SIGNATURE = LABELS["signature"]
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


def notes_on(
    book: Workbook, tables: Collection[Table], *, with_text: bool, compared: Collection[Place] = ()
) -> Iterator[Note]:
    """Yield the notes, text boxes, pictures and text beside the form on worksheets; its own picture is none.

    The cells `compared` are held against what follows from the marks.
    """
    titles = {table.sheet for table in tables}
    for note in book.notes:
        is_own = not note.text and (note.place.row <= 1 or _is_in_box(note.place, book))
        if note.place.sheet in titles and not is_own:
            by = f" by {note.author}" if note.author else ""
            yield Note(f"{note.what} at cell {note.place.cell}{by}", note.text, note.place, note.what == "a text box")
    printed = PrintedTexts(book.properties)
    for table in tables if with_text else ():
        yield from _text_beside(book, table, printed, compared)
        for text in filter(None, map(printed.added, table.margins if printed else ())):
            yield Note("the header or footer", text, table.place, is_not_listed=True)


def signatures_on(book: Workbook, tables: Collection[Table]) -> Iterator[str]:
    """Yield who signed in each signature box on worksheets that holds a picture or ink."""
    fields = {
        table.sheet: [
            (cell.row, column_position(cell), name)
            for names in names_on(book, {table.sheet})
            for name, cell in names.items()
            if is_field_name(name)
        ]
        for table in tables
    }
    for note in book.notes:
        if note.place.sheet in fields and not note.text and _is_in_box(note.place, book):
            yield signer_beside(_names_above(note.place, fields[note.place.sheet]))


def _names_above(place: Place, fields: Iterable[tuple[int, int, str]]) -> Iterator[str]:
    """Yield the names of the entry cell that is nearest above a signature box, at the box or to the left of it.

    `fields` are those of the worksheet, each with its row, its position in it and its name.
    """
    row, position = place.row, column_position(place)
    above = [field for field in fields if field[0] < row and field[1] <= position]
    nearest = max((field[:2] for field in above), default=None)
    return (field[2] for field in above if field[:2] == nearest)


def _text_beside(book: Workbook, table: Table, printed: PrintedTexts, elsewhere: Collection[Place]) -> Iterator[Note]:
    """Yield text that a mark sheet did not print: beside its form, in its signature boxes, and on other worksheets.

    Without a list of the form's texts, only what stands outside of its rows and columns is known not to be its own.
    """
    names = [entry for names in names_on(book, {table.sheet}) for entry in names.items()]
    named = {place for name, place in names if is_field_name(name)}
    is_form = is_mark_sheet(table)
    if not named and table.sheet not in _PRINTED_SHEETS and not is_form:
        texts = [cell.text for row in table.rows for cell in row if cell]
        if any(map(printed.added, texts)):
            yield Note(f"the worksheet {table.sheet}", "\n".join(texts), table.place)
        return
    # A record may end with rows of what was met before, which have no fields.
    last_row = max(place.row for place in named) if named and is_form else MOST_ROWS
    heading = next((row for row in table.rows if CRITERION_HEADINGS[1] in {cell.text for cell in row}), ())
    has_columns = bool(named) and any(heading)
    last_column = max(position for position, cell in enumerate(heading) if cell) if has_columns else MOST_COLUMNS
    criteria = {passage.text for passage in criteria_on(table) if passage.criterion}
    credits = _credits(heading, names)
    for number, row in enumerate(table.rows, 1):
        before = ""
        compared = criterion_cells(row, criteria)
        for position, cell in enumerate(row):
            if cell.text in ("", _SIGNATURE):
                before = cell.text or before
                continue
            is_outside = bool(named) and (number > last_row or position > last_column or before == _SIGNATURE)
            if is_outside:
                yield Note("text beside the form", cell.text, cell.place)
            elif cell.place in named or cell.place in elsewhere or position in compared:
                pass
            elif _is_number(cell):
                # A form that has lost its names is refused as a whole.
                if (named or not is_form) and not _is_printed_number(cell, position, table, printed, credits):
                    yield Note("a number outside of the fields", cell.text, cell.place)
            elif printed and (added := printed.added(cell.text)):
                what = "text outside of the fields" if added == cell.text else "text beside the form’s own"
                yield Note(what, added, cell.place, is_not_listed=True)
            before = cell.text


def criterion_cells(row: Row, criteria: Collection[str]) -> Collection[int]:
    """Return the positions of the id and the text of a criterion, which are compared with the unit's."""
    for position, (number, text) in enumerate(pairwise(row)):
        if f"{number.text} {text.text}" in criteria:
            return position, position + 1
    return ()


def _is_number(cell: Cell) -> bool:
    """Say whether a cell holds a number, with a percent sign or without; a date is none."""
    return cell.kind is not CellKind.DATE and not what_counts(cell.text).strip("0123456789")


def _is_printed_number(
    cell: Cell, position: int, table: Table, printed: PrintedTexts, credits: Collection[tuple[int, int]]
) -> bool:
    """Say whether a number is one of the form's: of a formula, of an instruction, of the credits of a unit, or a text.

    `credits` has the row and position of each unit's.
    """
    if cell.place.cell in table.formulas or (cell.place.row, position) in credits:
        return True
    if table.sheet in _PRINTED_SHEETS:
        return table.sheet != _INSTRUCTIONS or position == 0
    return cell.kind is not CellKind.NUMBER and not (printed and printed.added(cell.text))


def _credits(heading: Row, names: Collection[tuple[str, Place]]) -> Collection[tuple[int, int]]:
    """Return the row and position of the credits of each unit on a sheet of several: below the headings' feedback."""
    texts = [cell.text for cell in heading]
    position = texts.index(FEEDBACK_LABELS[0]) if FEEDBACK_LABELS[0] in texts else -1
    return {(place.row, position) for name, place in names if name.endswith("__unit_outcome")}


def _is_in_box(place: Place, book: Workbook) -> bool:
    """Say whether a cell stands in a signature box: behind its label, before the next text of the row."""
    before = next((cell.text for cell in reversed(book.row(place)[: column_position(place)]) if cell), "")
    return before == _SIGNATURE
