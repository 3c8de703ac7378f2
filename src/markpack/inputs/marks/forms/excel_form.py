"""Mark sheets filled in as workbooks: cells are known by their names, and a copied worksheet is a sheet by itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from markpack.inputs.criteria_text.excel_text import criteria_on
from markpack.inputs.files.csv_tables import Cell, Table
from markpack.inputs.files.excel_tables import Workbook, column_position
from markpack.inputs.files.unseen_cells import is_in_hidden_column
from markpack.inputs.marks.forms.excel_notes import names_on, notes_on, signatures_on
from markpack.inputs.marks.forms.excel_results import criteria_by_row, typed_over
from markpack.inputs.marks.forms.form import (
    FILLED_IN,
    MOST_FIELDS,
    FilledField,
    ReturnedForm,
    Struck,
    TooManyFields,
)
from markpack.model.forms.field_names import is_field_name
from markpack.model.forms.identity import FileIdentity, identity_of

_COPY = re.compile(r" \([0-9]+\)$")


def form_in_workbook(book: Workbook) -> ReturnedForm:
    """Return a workbook as one form. A cell with a formula is read by its result, as anywhere in marks/.

    Raises TooManyFields.
    """
    return replace(_form(book, book.sheets, identity_of(book.properties)), sheet="")


def forms_on_worksheets(book: Workbook, tables: Sequence[Table], *, with_identity: bool) -> Iterator[ReturnedForm]:
    """Yield each worksheet that is a mark sheet as a form, with the worksheets copied together with it: Record (2).

    `with_identity` says that the workbook's properties are those of a mark sheet; learner and attempt hold for the
    worksheet that it was made with, not for copies. Raises TooManyFields.
    """
    first_copies = {_copy(table): table.sheet for table in reversed(tables)}
    titles, named = {table.sheet for table in tables}, _titles_with_names(book)
    further = [sheet for sheet in book.sheets if sheet.sheet not in titles and (with_identity or sheet.sheet in named)]
    stated = identity_of(book.properties) if with_identity else FileIdentity()
    own = {place.sheet for place in book.names.values()}
    for table in tables:
        others = [sheet for sheet in further if first_copies.get(_copy(sheet), tables[0].sheet) == table.sheet]
        identity = stated if table.sheet in own else replace(stated, learner="", attempt="")
        yield _form(book, (table, *others), identity)


def _titles_with_names(book: Workbook) -> set[str]:
    places = chain(book.names.values(), *(names.values() for names in book.local_names.values()))
    return {place.sheet for place in places}


def _copy(sheet: Table) -> str:
    """Return how the title of a copied worksheet ends, as Excel makes it."""
    match = _COPY.search(sheet.sheet)
    return match[0] if match else ""


def _form(book: Workbook, sheets: Iterable[Table], identity: FileIdentity) -> ReturnedForm:
    tables = tuple(sheets)
    by_title = {table.sheet: table for table in tables}
    named = [
        (name, cell)
        for names in names_on(book, by_title)
        for name, place in names.items()
        if (cell := book.cell(place)) is not None
    ]
    printed = {title: criteria_by_row(table) for title, table in by_title.items()}
    fields_by_row = _fields_by_row(named)
    fields = (
        FilledField(
            name,
            cell,
            criterion=printed[cell.place.sheet].get(cell.place.row, "") if printed[cell.place.sheet] else None,
            merged_over=tuple(_merged_over(cell, fields_by_row[cell.place.sheet], by_title)),
        )
        for name, cell in named
    )
    filled = [cell for _, cell in named if cell]
    over = tuple(value for table in tables for value in typed_over(book, table))
    compared = {value.cell.place for value in over}
    return ReturnedForm(
        book.file,
        "workbook",
        identity,
        tuple(fields),
        frozenset(cell.place for _, cell in named if cell.place.cell in by_title[cell.place.sheet].formulas),
        rows=tuple(tuple(cell.text for cell in row) for table in tables for row in table.rows),
        passages=tuple(passage for table in tables for passage in criteria_on(table) if passage.criterion),
        notes=tuple(notes_on(book, tables, with_text=identity.kind in FILLED_IN, compared=compared)),
        signed=tuple(signatures_on(book, tables)),
        typed_over=over,
        struck=tuple(
            Struck(cell.text, cell.place)
            for table in tables
            for row in table.rows
            for cell in row
            if cell.text and cell.place.cell in table.struck
        ),
        hidden_columns=tuple(
            {
                cell.place.letters: cell.place
                for cell in reversed(filled)
                if cell.place.sheet in by_title and is_in_hidden_column(by_title[cell.place.sheet], cell)
            }.values()
        ),
        sheet=tables[0].sheet if tables else "",
    )


def _fields_by_row(named: Iterable[tuple[str, Cell]]) -> Mapping[str, Mapping[int, list[tuple[int, str]]]]:
    """Return position and name of each field, by worksheet and row; raise TooManyFields."""
    found: dict[str, dict[int, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    count = 0
    for name, cell in named:
        if is_field_name(name):
            found[cell.place.sheet][cell.place.row].append((column_position(cell.place), name))
            count += 1
    if count > MOST_FIELDS:
        raise TooManyFields
    return found


def _merged_over(cell: Cell, fields: Mapping[int, list[tuple[int, str]]], tables: Mapping[str, Table]) -> Iterator[str]:
    """Yield the names of the other fields in the range that a cell was merged to; `fields` are those of its sheet."""
    table = tables.get(cell.place.sheet)
    last = table.merged.get(cell.place.cell) if table else None
    if last:
        end, column = replace(cell.place, cell=last), column_position(cell.place)
        rows = range(cell.place.row, end.row + 1)
        for row in filter(rows.__contains__, fields):
            for position, name in fields[row]:
                is_itself = (row, position) == (cell.place.row, column)
                if column <= position <= column_position(end) and not is_itself:
                    yield name
