"""Mark sheets filled in as workbooks: cells are known by their names, and a copied worksheet is a sheet by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from markpack.inputs.criteria_text.excel_text import criteria_on
from markpack.inputs.files.csv_tables import Table
from markpack.inputs.files.excel_tables import Workbook
from markpack.inputs.marks.forms.excel_notes import names_on, notes_on, signatures_on
from markpack.inputs.marks.forms.form import FILLED_IN, FilledField, ReturnedForm
from markpack.model.forms.identity import FileIdentity, identity_of

_COPY = re.compile(r" \([0-9]+\)$")


def form_in_workbook(book: Workbook) -> ReturnedForm:
    """Return a workbook as one form. A cell with a formula is read by its result, as anywhere in marks/."""
    return replace(_form(book, book.sheets, identity_of(book.properties)), sheet="")


def forms_on_worksheets(book: Workbook, tables: Sequence[Table], *, with_identity: bool) -> Iterator[ReturnedForm]:
    """Yield each worksheet that is a mark sheet as a form, with the worksheets copied together with it: Record (2).

    `with_identity` says that the workbook's properties are those of a mark sheet; learner and attempt hold for the
    worksheet that it was made with, not for copies.
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
    fields = (
        FilledField(name, cell)
        for names in names_on(book, {table.sheet for table in tables})
        for name, place in names.items()
        if (cell := book.cell(place)) is not None
    )
    return ReturnedForm(
        book.file,
        "workbook",
        identity,
        tuple(fields),
        book.formulas,
        rows=tuple(tuple(cell.text for cell in row) for table in tables for row in table.rows),
        passages=tuple(passage for table in tables for passage in criteria_on(table) if passage.criterion),
        notes=tuple(notes_on(book, tables, with_text=identity.kind in FILLED_IN)),
        signed=tuple(signatures_on(book, tables)),
        sheet=tables[0].sheet if tables else "",
    )
