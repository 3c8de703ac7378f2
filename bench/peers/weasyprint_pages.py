"""Pages by a plain WeasyPrint call: HTML and a stylesheet in, a tagged PDF out, each document for itself."""

from __future__ import annotations

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.sheet_text import PageText, SheetText


def write_page(page: PageText) -> bytes:
    """Return a page as PDF/UA-1, as WeasyPrint's documentation has it for pages with fonts of their own."""
    fonts = FontConfiguration()
    css = CSS(string=page.css, font_config=fonts)
    pdf: bytes = HTML(string=page.html).write_pdf(stylesheets=[css], font_config=fonts, pdf_variant="pdf/ua-1")
    return pdf


def write_sheet(sheet: SheetText) -> bytes:
    """Return a mark sheet. The page is handed over ready, so that no time is spent on filling in a template."""
    return write_page(sheet.page)
