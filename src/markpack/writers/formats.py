"""From a view-model to the bytes of a file. Writers see view-models only, so no layout can compute a grade."""

from __future__ import annotations

import re
from importlib import import_module

from markpack.documents.all_cohorts.view import AllCohorts
from markpack.documents.catalogue.index_page import Index
from markpack.documents.catalogue.kinds import ON_PAPER, Format
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.shared.document import PageView, View
from markpack.writers.gc_pause import gc_paused
from markpack.writers.html_layouts import Layouts, render

_UNSEEN = re.compile("[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@gc_paused()
def write(view: View, fmt: Format, layouts: Layouts) -> bytes:
    """Return a document's bytes in a format; the same view-model and layouts give the same bytes."""
    kind = view.properties.kind.value
    if fmt is Format.XLSX and kind.workbook:
        module, _, function = kind.workbook.rpartition(".")
        return bytes(getattr(import_module(f"markpack.writers.xlsx.{module}"), function)(view))
    if fmt not in ON_PAPER or not kind.layout or not isinstance(view, PageView):
        raise TypeError(f"{type(view).__name__} has no {fmt.value} form")
    attachments = (view.record,) if isinstance(view, MarkSheet) and view.record else ()
    html = render(kind.layout, view, layouts)
    if fmt is Format.PDF:
        from markpack.writers.pdf.layout import write_pdf

        return write_pdf(
            html, view.properties, view.branding, layouts, fillable=kind.is_fillable, attachments=attachments
        )
    from markpack.writers.docx import write_docx

    return write_docx(html, view.properties, view.page, view.branding, base=layouts.read("base.docx"))


def write_index(page: Index | AllCohorts, layouts: Layouts) -> bytes:
    """Return an index page, of a pack or of all cohorts: one file of HTML that needs nothing else.

    Signs that would turn around what follows them, or that nobody sees, are left out.
    """
    layout = "index" if isinstance(page, Index) else "all_cohorts"
    return _UNSEEN.sub("", render(layout, page, layouts)).encode()
