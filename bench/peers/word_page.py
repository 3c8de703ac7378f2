"""The page, tables and page numbers that the Word files of docxtpl and python-docx have alike."""

from __future__ import annotations

from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

CRITERIA_WIDTHS = (34.8, 39.15, 39.15, 39.15, 21.75)
LABEL_WIDTHS = (34.8, 139.2)
SIGNING_WIDTHS = (34.8, 53.9, 31.4, 53.9)


def new_document(title: str, head_left: str, head_right: str, foot_left: str) -> WordDocument:
    """Return an empty document on A4 with its head and foot."""
    document = Document()
    document.core_properties.title = title
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    document.styles["Normal"].font.size = Pt(9.5)
    page.header.paragraphs[0].text = f"{head_left}\t\t{head_right}"
    foot = page.footer.paragraphs[0]
    foot.text = f"{foot_left}\t\tPage "
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")
    return document


def add_table(
    document: WordDocument, widths: Sequence[float], rows: Sequence[Sequence[str]], *, headed: bool = False
) -> None:
    """Add a table, its columns so many millimetres wide; a row that ends early spans the rest with its last cell."""
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for texts in rows:
        cells = table.add_row().cells
        for cell, width in zip(cells, widths, strict=True):
            cell.width = Mm(width)
        if len(texts) < len(cells):
            cells[len(texts) - 1].merge(cells[-1])
        for cell, text in zip(cells, texts, strict=False):
            if text:
                cell.text = text
    if headed:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _field(paragraph: Paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph._p.append(field)
