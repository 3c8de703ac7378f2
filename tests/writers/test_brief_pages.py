"""The pages of a brief, in PDF and Word: headings of tasks, and signatures that never stand alone."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import docx
import pikepdf
import pytest
from docx.table import Table
from docx.text.paragraph import Paragraph

from markpack.documents.brief.builder import build_brief
from markpack.documents.brief.view import Brief
from markpack.documents.catalogue.kinds import Format
from markpack.documents.shared.prose import rich
from markpack.model.brief_texts import BriefTexts
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts
from tests.samples import setting
from tests.writers.pdf_structure import elements
from tests.writers.test_pdf import pages_of

LAYOUTS = Layouts()
LEAST_LINES = 4


def brief(lines: int, *, texts: bool, large_print: bool = False) -> Brief:
    """Return a brief whose scenario has so many lines, with the centre's texts or without any."""
    place = setting()
    said = BriefTexts(adjustments="Ask your tutor.", appeals="Write to us.", malpractice="Do not copy.")
    centre = place.centre.model_copy(update={"briefs": said if texts else BriefTexts()})
    made = build_brief(replace(place, centre=centre))
    scenario = rich("\n\n".join(["Something changes."] * lines), {})
    return replace(made, scenario=scenario, page=replace(made.page, large_print=large_print))


@pytest.mark.parametrize("texts", [True, False])
def test_signatures_stand_below_something_else(texts: bool) -> None:
    at_top = False
    for lines in range(27, 46, 3):
        text = next(
            page for page in pages_of(write(brief(lines, texts=texts), Format.PDF, LAYOUTS)) if "signature" in page
        )
        above = [line for line in text.split("Learner’s signature")[0].splitlines() if line.strip()]
        assert len(above) >= LEAST_LINES, (lines, above)
        at_top |= "Before you hand in" not in text
    assert at_top, "one of the briefs has them on a page of their own"


def test_in_large_print_what_learners_can_rely_on_runs_on_over_pages() -> None:
    pages = pages_of(write(brief(30, texts=True, large_print=True), Format.PDF, LAYOUTS))
    last = next(page for page in pages if "signature" in page)
    assert len([line for line in last.split("Learner’s signature")[0].splitlines() if line.strip()]) >= LEAST_LINES
    assert any(re.search("Malpractice\\s+Do not copy", page) for page in pages)


def test_titles_of_tasks_are_headings() -> None:
    made = brief(1, texts=True)
    titles = [f"{made.task_word} {task.number}: {task.title}" for task in made.tasks]
    with pikepdf.open(io.BytesIO(write(made, Format.PDF, LAYOUTS))) as pdf:
        in_cells = [element for element in elements(pdf) if element.role == "H3" and "TD" in element.ancestors]
        with pdf.open_outline() as outline:
            found = [entry.title for top in outline.root for section in top.children for entry in section.children]
    assert len(in_cells) == len(titles)
    document = docx.Document(io.BytesIO(write(made, Format.DOCX, LAYOUTS)))
    in_word = [
        paragraph.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        if paragraph.style is not None and paragraph.style.name == "Heading 3"
    ]
    for title in titles:
        assert any(text.startswith(title) for text in found), found
        assert any(text.startswith(title) for text in in_word), in_word


def test_in_word_signatures_keep_with_what_stands_above_them() -> None:
    document = docx.Document(io.BytesIO(write(brief(1, texts=True), Format.DOCX, LAYOUTS)))
    blocks = list(document.iter_inner_content())
    start = next(at for at, block in enumerate(blocks) if isinstance(block, Paragraph) and block.text == "Authenticity")
    label, last, heading, text, signing = blocks[start - 2 : start + 3]
    assert isinstance(signing, Table)
    for paragraph in (label, last, heading, text):
        assert isinstance(paragraph, Paragraph)
        assert paragraph.style is not None
        styled, own = paragraph.style.paragraph_format.keep_with_next, paragraph.paragraph_format.keep_with_next
        assert styled if own is None else own, paragraph.text
    assert isinstance(label, Paragraph)
    assert label.text == "Malpractice"


def test_in_word_a_task_does_not_keep_the_whole_table_together() -> None:
    document = docx.Document(io.BytesIO(write(brief(1, texts=True), Format.DOCX, LAYOUTS)))
    titles = [
        paragraph
        for table in document.tables
        for paragraph in (entry for row in table.rows for entry in row.cells[0].paragraphs)
        if paragraph.style is not None and paragraph.style.name == "Heading 3"
    ]
    assert titles
    assert all(title.paragraph_format.keep_with_next is False for title in titles)
