"""From a view-model to the bytes of a file. Writers see view-models only, so no layout can compute a grade."""

from __future__ import annotations

from dataclasses import replace

from markpack.documents.approval.view import ApprovalRequest
from markpack.documents.brief.view import Brief, Planner
from markpack.documents.brief_check.view import BriefVerification
from markpack.documents.catalogue.entries import View
from markpack.documents.catalogue.index_page import Index
from markpack.documents.declaration.view import Declaration
from markpack.documents.feedback.view import ActionPlan, FeedbackReport
from markpack.documents.mark_sheet.view import MarkSheet, Stage
from markpack.documents.pack.combined_view import Combined
from markpack.documents.pack.view import AssignmentPack
from markpack.documents.pack.zip_view import Bundle
from markpack.documents.results.markbook_view import Markbook
from markpack.documents.results.view import Results
from markpack.documents.shared.document import Format
from markpack.writers.gc_pause import garbage_left
from markpack.writers.html_layouts import Layouts, render

Form = Declaration | BriefVerification | ApprovalRequest
"""What is filled in by hand and never read back."""

LAYOUTS = {
    MarkSheet: "mark_sheet",
    Brief: "brief",
    FeedbackReport: "feedback",
    Declaration: "declaration",
    BriefVerification: "verification",
    ApprovalRequest: "approval",
    AssignmentPack: "pack",
    Combined: "combined",
}
"""The layout of each view-model that becomes pages; the others are workbooks only."""


@garbage_left()
def write(view: View, fmt: Format, layouts: Layouts) -> bytes:
    """Return a document's bytes in a format; the same view-model and layouts give the same bytes."""
    if fmt is Format.XLSX:
        return _write_workbook(view)
    if not isinstance(
        view,
        MarkSheet
        | Brief
        | FeedbackReport
        | Declaration
        | BriefVerification
        | ApprovalRequest
        | AssignmentPack
        | Combined,
    ):
        raise TypeError(f"{type(view).__name__} has no {fmt.value} form")
    html = render(LAYOUTS[type(view)], view, layouts)
    branding = view.form.branding if isinstance(view, MarkSheet) else view.branding
    if fmt is Format.PDF:
        from markpack.writers.pdf import write_pdf

        # What holds other documents is for printing.
        fillable = (
            isinstance(view, MarkSheet | Declaration | BriefVerification | ApprovalRequest)
            and view.stage is Stage.BLANK
        )
        attachments = (view.record,) if isinstance(view, MarkSheet) and view.record else ()
        return write_pdf(html, view.properties, branding, layouts, fillable=fillable, attachments=attachments)
    from markpack.writers.docx import write_docx

    page = view.page
    if mark := view.properties.draft_mark:
        page = replace(page, head_left=f"{mark.upper()} · {page.head_left}")
    return write_docx(html, view.properties, page, branding, base=layouts.read("base.docx"))


def write_index(page: Index, layouts: Layouts) -> bytes:
    """Return the index page, one file of HTML that needs nothing else."""
    return render("index", page, layouts).encode()


def _write_workbook(view: View) -> bytes:
    from markpack.writers.xlsx.action_plan import write_action_plan
    from markpack.writers.xlsx.mark_sheet.workbook import write_mark_sheet
    from markpack.writers.xlsx.markbook.workbook import write_markbook
    from markpack.writers.xlsx.planner import write_planner
    from markpack.writers.xlsx.results import write_results

    match view:
        case MarkSheet():
            return write_mark_sheet(view)
        case Planner():
            return write_planner(view)
        case ActionPlan():
            return write_action_plan(view)
        case Markbook():
            return write_markbook(view)
        case Results():
            return write_results(view)
        case Brief() | FeedbackReport():
            raise TypeError(f"{type(view).__name__} has a companion in xlsx, and no xlsx form of its own")
        case Declaration() | BriefVerification() | ApprovalRequest() | AssignmentPack() | Combined() | Bundle():
            raise TypeError(f"{type(view).__name__} has no xlsx form")
