"""Mark sheets filled in as workbooks: entry cells are known by their names."""

from __future__ import annotations

from markpack.inputs.criteria_text.excel_text import criteria_on
from markpack.inputs.files.excel_tables import Workbook
from markpack.inputs.marks.forms.form import FilledField, ReturnedForm
from markpack.model.forms.identity import identity_of


def form_in_workbook(book: Workbook) -> ReturnedForm:
    """Return a workbook as a form. A cell with a formula is read by its result, as anywhere in marks/."""
    fields = (FilledField(name, cell) for name in book.names if (cell := book.named(name)) is not None)
    return ReturnedForm(
        book.file,
        "workbook",
        identity_of(book.properties),
        tuple(fields),
        book.formulas,
        rows=tuple(tuple(cell.text for cell in row) for sheet in book.sheets for row in sheet.rows),
        passages=tuple(passage for sheet in book.sheets for passage in criteria_on(sheet) if passage.criterion),
    )
