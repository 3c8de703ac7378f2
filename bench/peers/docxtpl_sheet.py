"""The mark sheet by docxtpl: a Word template with tags, as a centre would draw it, filled in for each learner."""

from __future__ import annotations

import io

from docxtpl import DocxTemplate

from bench.peers.word_page import CRITERIA_WIDTHS, LABEL_WIDTHS, SIGNING_WIDTHS, add_table, new_document
from bench.sheet_text import SheetText

TOTAL_NOTE = "The total decides nothing: every AC needs at least half of its marks."


def _template() -> bytes:
    """Return the template as a Word file."""
    document = new_document("{{ title }}", "{{ head_left }}", "{{ head_right }}", "{{ foot_left }}")
    document.add_heading("Mark sheet: {{ unit_title }}", 1)
    document.add_paragraph("{{ subtitle }}")
    document.add_paragraph("Paraphrased criteria. {{ notice }}")
    document.add_paragraph().add_run("{{ state }}").bold = True
    add_table(
        document,
        SIGNING_WIDTHS,
        [
            ("Centre number", "{{ centre_number }}", "Centre name", "{{ centre }}"),
            ("Learner registration no", "{{ registration }}", "Learner name", "{{ learner_name }}"),
            ("Employer", "{{ employer }}", "Attempt", "{{ attempt }}"),
        ],
    )
    document.add_heading("Instructions for assessment", 2)
    document.add_paragraph("{%p for instruction in instructions %}")
    document.add_paragraph("{{ instruction }}", style="List Bullet")
    document.add_paragraph("{%p endfor %}")
    document.add_heading("Learner’s authenticity and standardisation", 2)
    document.add_paragraph("{{ standardisation }}")
    document.add_paragraph("Use for standardisation refused: no")
    document.add_paragraph("{%p for section in sections %}")
    document.add_heading("Learning outcome {{ section.id }}: {{ section.title }} ({{ section.marks }} marks)", 2)
    descriptors = (f"{{{{ row.descriptors[{n}].standing }}}}\n{{{{ row.descriptors[{n}].text }}}}" for n in range(3))
    add_table(
        document,
        CRITERIA_WIDTHS,
        [
            ("Assessment criterion (AC)", "Referral", "Pass", "Good pass", "Mark"),
            ("{%tr for row in section.rows %}",),
            (
                "{{ row.id }} {{ row.text }}",
                *descriptors,
                "{{ row.mark }} / {{ row.marks }}\n(min. of {{ row.minimum }})",
            ),
            ("Assessor feedback on AC {{ row.id }}", "{{ row.comment }}"),
            ("{%tr endfor %}",),
        ],
        headed=True,
    )
    document.add_paragraph("{%p endfor %}")
    document.add_heading("Total and decision", 2)
    add_table(
        document,
        LABEL_WIDTHS,
        [
            ("Total marks", f"{{{{ total }}}} / {{{{ maximum }}}}\n{TOTAL_NOTE}"),
            ("Overall feedback", "{{ overall_comment }}"),
        ],
    )
    document.add_paragraph()
    add_table(
        document,
        SIGNING_WIDTHS,
        [
            ("Assessor’s decision", "", "Quality assurance use", ""),
            ("Outcome", "{{ outcome }}", "Outcome", "{{ iqa_decision }}"),
            ("Assessor’s name", "{{ assessor }}", "IQA’s name", "{{ iqa }}"),
            ("Signature", "", "Signature", ""),
            ("Date", "{{ assessed_on }}", "Date of check", "{{ iqa_on }}"),
        ],
    )
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


class DocxtplSheets:
    """A template for all sheets, in memory."""

    def __init__(self) -> None:
        self._template = _template()

    def write_sheet(self, sheet: SheetText) -> bytes:
        """Return a learner's sheet; docxtpl reads its template afresh for each, since filling it in changes it."""
        document = DocxTemplate(io.BytesIO(self._template))
        document.render(sheet.facts, autoescape=True)
        target = io.BytesIO()
        document.save(target)
        return target.getvalue()
