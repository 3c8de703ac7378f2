"""The mark sheet by python-docx: each document put together from nothing."""

from __future__ import annotations

import io

from bench.peers.word_page import CRITERIA_WIDTHS, LABEL_WIDTHS, SIGNING_WIDTHS, add_table, new_document
from bench.sheet_text import SheetText

TOTAL_NOTE = "The total decides nothing: every AC needs at least half of its marks."
HEADINGS = ("Assessment criterion (AC)", "Referral", "Pass", "Good pass", "Mark")


def write_sheet(sheet: SheetText) -> bytes:
    """Return a learner's sheet."""
    facts = sheet.facts
    document = new_document(facts["title"], facts["head_left"], facts["head_right"], facts["foot_left"])
    document.add_heading(f"Mark sheet: {facts['unit_title']}", 1)
    document.add_paragraph(facts["subtitle"])
    document.add_paragraph(f"Paraphrased criteria. {facts['notice']}")
    document.add_paragraph().add_run(facts["state"]).bold = True
    add_table(
        document,
        SIGNING_WIDTHS,
        [
            ("Centre number", facts["centre_number"], "Centre name", facts["centre"]),
            ("Learner registration no", facts["registration"], "Learner name", facts["learner_name"]),
            ("Employer", facts["employer"], "Attempt", facts["attempt"]),
        ],
    )
    document.add_heading("Instructions for assessment", 2)
    for instruction in facts["instructions"]:
        document.add_paragraph(instruction, style="List Bullet")
    document.add_heading("Learner’s authenticity and standardisation", 2)
    document.add_paragraph(facts["standardisation"])
    document.add_paragraph("Use for standardisation refused: no")
    for section in facts["sections"]:
        document.add_heading(f"Learning outcome {section['id']}: {section['title']} ({section['marks']} marks)", 2)
        rows: list[tuple[str, ...]] = [HEADINGS]
        for row in section["rows"]:
            descriptors = (f"{part['standing']}\n{part['text']}" for part in row["descriptors"])
            award = f"{row['mark']} / {row['marks']}\n(min. of {row['minimum']})"
            rows.append((f"{row['id']} {row['text']}", *descriptors, award))
            rows.append((f"Assessor feedback on AC {row['id']}", row["comment"]))
        add_table(document, CRITERIA_WIDTHS, rows, headed=True)
    document.add_heading("Total and decision", 2)
    add_table(
        document,
        LABEL_WIDTHS,
        [
            ("Total marks", f"{facts['total']} / {facts['maximum']}\n{TOTAL_NOTE}"),
            ("Overall feedback", facts["overall_comment"]),
        ],
    )
    document.add_paragraph()
    add_table(
        document,
        SIGNING_WIDTHS,
        [
            ("Assessor’s decision", "", "Quality assurance use", ""),
            ("Outcome", facts["outcome"], "Outcome", facts["iqa_decision"]),
            ("Assessor’s name", facts["assessor"], "IQA’s name", facts["iqa"]),
            ("Signature", "", "Signature", ""),
            ("Date", facts["assessed_on"], "Date of check", facts["iqa_on"]),
        ],
    )
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
