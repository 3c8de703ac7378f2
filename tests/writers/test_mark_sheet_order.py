"""The mark sheet in the awarding organisation's order, as other programs read it in each format."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook

from markpack.assessment.outcome import assess
from markpack.documents.catalogue.adjustments import adjusted
from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.builder import build_blank_sheet, build_completed_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.model.adjustments import Adjustments
from markpack.model.colour import contrast
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.masters import write as write_by_master
from tests.samples import alone, learner, marked, setting

COMMENTS = {"1.1": "You compare two ways of leading.", "1.2": "Say what the effect was."}


def completed(large_print: bool = False) -> MarkSheet:
    place = setting()
    attempt = marked({"1.1": 20, "1.2": 2, "2.1": 20, "2.2": 19}, comments=COMMENTS)
    result = assess(place.unit, attempt)
    sheet = build_completed_sheet(build_form(place), place, learner(), result, alone(place, result))
    adjustments = Adjustments(large_print=large_print)
    return adjusted(sheet, learner().model_copy(update={"adjustments": adjustments}))


def blank() -> MarkSheet:
    place = setting()
    return build_blank_sheet(build_form(place), place, learner())


def rows_in_word(sheet: MarkSheet) -> list[list[str]]:
    document: Any = Document(BytesIO(write(sheet, Format.DOCX, Layouts())))
    return [
        list(dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells))
        for table in document.tables
        for row in table.rows
    ]


def test_in_word_the_mark_stands_beside_the_feedback_and_says_whether_it_meets_the_criterion() -> None:
    rows = rows_in_word(completed())
    feedback = {row[0]: row[1:] for row in rows if row[0].startswith("Assessor feedback on AC")}
    assert feedback["Assessor feedback on AC 1.1"] == [COMMENTS["1.1"], "Mark 20 / 24 (min. of 12) Met"]
    assert feedback["Assessor feedback on AC 1.2"] == [COMMENTS["1.2"], "Mark 2 / 24 (min. of 12) Not met yet"]
    heads = next(number for number, row in enumerate(rows) if "Sufficiency descriptors" in row)
    assert [text for text in rows[heads + 1] if text] == ["Assessment criterion (AC)", "Referral", "Pass", "Good pass"]
    assert any(row[:1] == ["Total marks"] and row[1].startswith("61 / 100 (61%)") for row in rows)


def test_a_blank_sheet_in_word_says_nothing_of_marks_that_are_not_there() -> None:
    texts = {text for row in rows_in_word(blank()) for text in row}
    assert not any("Not met yet" in text or "Not marked yet" in text for text in texts)
    assert "Sufficiency descriptors" in texts


@pytest.mark.parametrize("large_print", [False, True])
def test_in_a_pdf_feedback_mark_and_status_follow_each_other(large_print: bool) -> None:
    document = pypdfium2.PdfDocument(write(completed(large_print), Format.PDF, Layouts()))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    parts = ("Sufficiency descriptors", "1.1", COMMENTS["1.1"], "20 / 24", "(min. of 12)", "Met", "1.2",
             COMMENTS["1.2"], "2 / 24", "Not met yet", "61 / 100 (61%)")  # fmt: skip
    at = 0
    for part in parts:
        at = text.index(part, at) + len(part)
    document.close()


def colour_behind(data: bytes, words: str) -> str:
    """The colour of a PDF's page just before some words, where they are printed first."""
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            if (found := text.search(words, match_case=True, match_whole_word=True).get_next()) is None:
                continue
            left, bottom, _, top = text.get_charbox(found[0])
            picture = page.render(scale=4).to_pil()
            return "#{:02x}{:02x}{:02x}".format(
                *picture.getpixel((int(left * 4) - 6, picture.height - int((bottom + top) * 2)))
            )
    raise AssertionError(f"“{words}” is not printed")


SHADES = {"Met": "#eef7f0", "Not met yet": "#fde9cf"}
"""Those of feedback reports."""


@pytest.mark.parametrize(
    "written",
    [lambda sheet: write(sheet, Format.PDF, Layouts()),
     lambda sheet: write_by_master(sheet, Format.PDF, Layouts()).data],
    ids=["in full", "by master"],
)  # fmt: skip
@pytest.mark.parametrize("large_print", [False, True])
def test_in_a_pdf_met_and_not_met_yet_have_their_colours(
    written: Callable[[MarkSheet], bytes], large_print: bool
) -> None:
    data = written(completed(large_print))
    assert {words: colour_behind(data, words) for words in SHADES} == SHADES
    assert min(contrast("#1a1a1a", shade) for shade in SHADES.values()) >= 7


def test_in_word_met_and_not_met_yet_have_their_colours() -> None:
    document: Any = Document(BytesIO(write(completed(), Format.DOCX, Layouts())))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    shades = {
        paragraph.text: f"#{paragraph._p.xpath('string(w:pPr/w:shd/@w:fill)')}".lower()
        for cell in cells
        for paragraph in cell.paragraphs
        if paragraph.text in SHADES
    }
    assert shades == SHADES


def test_in_excel_the_heading_stands_over_the_descriptors_on_every_page() -> None:
    book: Any = load_workbook(BytesIO(write(completed(), Format.XLSX, Layouts())))
    sheet = book["Mark sheet"]
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "AC")
    columns = [cell.column for cell in sheet[header] if cell.value in ("Referral", "Pass", "Good pass")]
    over = next(span for span in sheet.merged_cells.ranges if sheet.cell(span.min_row, span.min_col).value
                == "Sufficiency descriptors")  # fmt: skip
    assert (over.min_row, over.min_col, over.max_col) == (header - 1, columns[0], columns[-1])
    assert sheet.print_title_rows == f"${header - 1}:${header}"
