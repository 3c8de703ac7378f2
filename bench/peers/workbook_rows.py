"""What the mark sheet's workbook says, row by row, for whichever library writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bench.sheet_text import SheetFacts

WIDTHS = (6.0, 34.0, 30.0, 30.0, 30.0, 44.0, 8.0, 8.0, 9.0, 14.0)
"""Of the columns, in characters."""
MARK, MINIMUM, STANDING = 6, 8, 9
RULE = (
    "Every criterion has to be met: one that is not makes the outcome a referral, whatever the total. A missing mark "
    "leaves the outcome incomplete."
)
HEADINGS = (
    "AC", "Assessment criterion", "Referral", "Pass", "Good pass", "Assessor feedback", "Mark", "Out of", "Minimum",
    "Standing",
)  # fmt: skip


class Look(Enum):
    """How a row looks."""

    TITLE = "title"
    NOTE = "note"
    HEADER = "header"
    SECTION = "section"
    CRITERION = "criterion"
    LABELLED = "labelled"


@dataclass(frozen=True)
class Row:
    """Values from the first column on, the last of which spans the columns that are left. Formulas begin with =."""

    look: Look
    values: tuple[str | int, ...]


def rows(facts: SheetFacts) -> Iterator[Row]:
    """Yield the rows of the sheet."""
    yield Row(Look.TITLE, (f"Mark sheet: {facts['unit_title']}",))
    yield Row(Look.NOTE, (f"{facts['subtitle']} · {facts['employer']} · {facts['centre_number']} {facts['centre']}",))
    learner = ("Learner name", facts["learner_name"], "Learner registration no", facts["registration"])
    yield Row(Look.LABELLED, (*learner, "Attempt", number(facts["attempt"])))
    yield Row(Look.NOTE, (facts["notice"],))
    yield Row(Look.HEADER, HEADINGS)
    line = 5
    first = line + 1
    for section in facts["sections"]:
        line += 1
        yield Row(Look.SECTION, (f"Learning outcome {section['id']}: {section['title']} ({section['marks']} marks)",))
        for row in section["rows"]:
            line += 1
            standing = f'=IF(G{line}="","Not marked yet",IF(G{line}>=I{line},"Met","Not met yet"))'
            descriptors = (f"{part['standing']}\n{part['text']}" for part in row["descriptors"])
            award = number(row["mark"]), number(row["marks"]), number(row["minimum"])
            yield Row(Look.CRITERION, (row["id"], row["text"], *descriptors, row["comment"], *award, standing))
        line += 2
        yield Row(Look.LABELLED, ("Section comments (optional)", ""))
        yield Row(Look.LABELLED, ("Verification comments (optional)", ""))
    marks, standings = f"G{first}:G{line}", f"J{first}:J{line}"
    share = f"=SUM({marks})/{facts['maximum']}"
    yield Row(Look.LABELLED, ("Total marks", f"=SUM({marks})", "As a percentage (it decides nothing)", share))
    outcome = f'COUNTIF({standings},"Not marked yet")>0,"Incomplete",IF(COUNTIF({standings},"Not met yet")>0'
    yield Row(Look.LABELLED, ("Outcome", f'=IF({outcome},"Referral","Pass"))'))
    yield Row(Look.NOTE, (facts["state"],))
    yield Row(Look.NOTE, (RULE,))
    yield Row(Look.LABELLED, ("Overall feedback", facts["overall_comment"]))
    yield Row(Look.LABELLED, ("Learner’s authenticity and standardisation", facts["standardisation"]))
    yield Row(Look.LABELLED, ("Use for standardisation refused (Yes or No)", "No"))
    yield Row(Look.SECTION, ("Assessor’s decision", "", "Quality assurance use", ""))
    yield Row(Look.LABELLED, ("Outcome", facts["outcome"], "Outcome", facts["iqa_decision"]))
    yield Row(Look.LABELLED, ("Assessor’s name", facts["assessor"], "IQA’s name", facts["iqa"]))
    yield Row(Look.LABELLED, ("Signature", "", "Signature", ""))
    yield Row(Look.LABELLED, ("Date", facts["assessed_on"], "Date of check", facts["iqa_on"]))
    yield Row(Look.LABELLED, ("Quality assurance comments", ""))


def instructions(facts: SheetFacts) -> Iterator[tuple[int | str, str]]:
    """Yield the rows of the second sheet: a number and a text."""
    yield "", f"How to use this mark sheet: {facts['unit_title']}"
    yield from enumerate(facts["instructions"], start=1)
    yield "", facts["notice"]


def number(text: str) -> str | int:
    """Return a whole number as one, and other text as it is."""
    return int(text) if text.isdecimal() else text


def height(row: Row) -> float:
    """Return how high a row has to be for its longest text, in points."""
    widths = (*WIDTHS[: len(row.values) - 1], sum(WIDTHS[len(row.values) - 1 :]))
    lines = max(len(str(value)) / width for value, width in zip(row.values, widths, strict=True))
    return 20.0 if row.look is not Look.CRITERION and lines <= 1 else 14.0 * (int(lines * 1.15) + 2)
