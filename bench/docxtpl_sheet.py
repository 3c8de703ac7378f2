"""The mark sheet by docxtpl, and as PDF by LibreOffice from that."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate

from bench.sheet_data import Data

WIDTHS = (34.8, 39.15, 39.15, 39.15, 21.75)  # as in markpack's own layout, in millimetres


def write_template(path: Path) -> None:
    """Write the Word template, with docxtpl's tags: what a centre would draw in Word."""
    document = Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    document.styles["Normal"].font.size = Pt(9.5)
    page.header.paragraphs[0].text = "{{ head_left }}\t\t{{ head_right }}"
    page.footer.paragraphs[0].text = "{{ foot_left }}"
    document.add_heading("Mark sheet: {{ unit_title }}", 1)
    document.add_paragraph("{{ unit }} · {{ qualification }}")
    document.add_paragraph("{{ notice }}")
    document.add_paragraph("{{ state }}")
    _table(
        document,
        ["Centre number", "{{ centre_number }}", "Centre name", "{{ centre }}"],
        ["Learner registration no", "{{ registration }}", "Learner name", "{{ learner_name }}"],
        ["Employer", "{{ employer }}", "Attempt", "{{ attempt }}"],
    )
    document.add_heading("Instructions for assessment", 2)
    document.add_paragraph("{%p for instruction in instructions %}")
    document.add_paragraph("{{ instruction }}", style="List Bullet")
    document.add_paragraph("{%p endfor %}")
    document.add_heading("Learner’s authenticity and standardisation", 2)
    document.add_paragraph("{{ standardisation }}")
    document.add_paragraph("{%p for section in sections %}")
    document.add_heading("Learning outcome {{ section.id }}: {{ section.title }} ({{ section.marks }} marks)", 2)
    _table(
        document,
        ["Assessment criterion (AC)", "Referral", "Pass", "Good pass", "Mark"],
        ["{%tr for row in section.rows %}", "", "", "", ""],
        [
            "{{ row.id }} {{ row.text }}",
            *(f"{{{{ row.descriptors[{n}].standing }}}} {{{{ row.descriptors[{n}].text }}}}" for n in range(3)),
            "{{ row.mark }} / {{ row.marks }} (min. of {{ row.minimum }})",
        ],
        ["Assessor feedback on AC {{ row.id }}", "{{ row.comment }}", "", "", ""],
        ["{%tr endfor %}", "", "", "", ""],
        widths=WIDTHS,
    )
    document.add_paragraph("{%p endfor %}")
    document.add_heading("Total and decision", 2)
    _table(document, ["Total marks", "{{ total }} / {{ maximum }}"], ["Overall feedback", "{{ overall_comment }}"])
    document.add_paragraph()
    _table(
        document,
        ["Assessor’s decision", "", "Quality assurance use", ""],
        ["Outcome", "{{ outcome }}", "Outcome", "{{ iqa_decision }}"],
        ["Assessor’s name", "{{ assessor }}", "IQA’s name", "{{ iqa }}"],
        ["Signature", "", "Signature", ""],
        ["Date", "{{ assessed_on }}", "Date of check", "{{ iqa_on }}"],
    )
    document.save(str(path))


def _table(document: WordDocument, *rows: Sequence[str], widths: Sequence[float] = ()) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    table.autofit = False
    for texts in rows:
        cells = table.add_row().cells
        for position, width in enumerate(widths):
            cells[position].width = Mm(width)
        if texts[0].startswith("Assessor feedback"):
            cells[1].merge(cells[-1])
        for position, text in enumerate(texts):
            if text:
                cells[position].text = text


def write_docx(template: Path, data: dict[str, Data]) -> bytes:
    """Return a learner's sheet; docxtpl reads its template afresh for each."""
    document = DocxTemplate(template)
    document.render(data, autoescape=True)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def convert_to_pdf(files: Sequence[Path], soffice: str, profile: Path, target: Path) -> None:
    """Convert all the files by one run of LibreOffice, which is the fastest way to have it."""
    subprocess.run(
        [
            soffice, f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless", "--convert-to", "pdf",
            "--outdir", str(target), *map(str, files),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    missing = [file.name for file in files if not (target / file.with_suffix(".pdf").name).is_file()]
    if missing:
        raise RuntimeError(f"LibreOffice made no PDF of {', '.join(missing)}")
