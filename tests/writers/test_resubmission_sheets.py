"""The sheets of later attempts, as the examples' learners get them: short, with what came before and what is kept."""

from __future__ import annotations

import io
from functools import cache

import docx
import openpyxl
import pypdf
import pypdfium2
import pytest

from markpack.app.pack_plan import collect_pack_inputs
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.inputs.starter import starter
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts, render
from markpack.writers.masters.masters import write as by_master
from tests.inputs.problems import inputs_of
from tests.samples import plan_documents

MENSAH, LE, OBRIEN = "0023418", "0023425", "HCT2207"


@cache
def sheets(employer: str = "harbour-care", attempt: int = 2) -> dict[tuple[Kind, str], MarkSheet]:
    """The sheets of an attempt at one of the examples' employers, by kind and learner."""
    inputs = inputs_of(starter())
    (files,) = (one for one in inputs.employers if one.folder == employer)
    return {
        (entry.kind, entry.learner): entry.view
        for entry in plan_documents(collect_pack_inputs(inputs, files))
        if entry.format is Format.XLSX and isinstance(entry.view, MarkSheet) and entry.attempt == attempt
    }


def joint(learner: str) -> MarkSheet:
    return sheets()[Kind.BLANK, learner]


@cache
def pages(kind: Kind, learner: str) -> tuple[str, ...]:
    """The text of each page of a sheet's PDF."""
    reader = pypdf.PdfReader(io.BytesIO(write(sheets()[kind, learner], Format.PDF, Layouts())))
    return tuple(" ".join(page.extract_text().split()) for page in reader.pages)


@pytest.mark.parametrize("learner", [MENSAH, LE])
def test_a_sheet_of_fourteen_criteria_of_which_one_is_open_has_two_pages(learner: str) -> None:
    assert len(pages(Kind.BLANK, learner)) == 2


def test_it_shows_the_earlier_mark_and_comment_and_what_is_carried_over() -> None:
    text = " ".join(pages(Kind.BLANK, MENSAH))
    assert "Attempt 1: 3 / 8, not met yet. You write beautifully about what trust feels like." in text
    assert text.count("Met in attempt 1.") == 13
    assert "Unit 8604-401: Planning and Leading a Complex Team Activity, of which nothing is open" in text
    assert "Every AC has to be assessed" not in text
    assert "This attempt is about AC 308/1.2" in text


def test_word_has_the_same_table_without_fields() -> None:
    document = docx.Document(io.BytesIO(write(joint(MENSAH), Format.DOCX, Layouts())))
    (table,) = (one for one in document.tables if one.rows[0].cells[-1].text == "Carried over")
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert len(rows) == 1 + 2 + 13
    assert sum(row[-1] == "Met in attempt 1." for row in rows) == 13
    assert "u8604_" not in table._tbl.xml


def test_a_completed_sheet_has_the_same_shape_with_its_values() -> None:
    text = " ".join(pages(Kind.COMPLETED, OBRIEN))
    assert text.count("Attempt 1: ") == 2
    assert text.count("Met in attempt 1.") == 12
    sheet = sheets()[Kind.COMPLETED, OBRIEN]
    book = openpyxl.load_workbook(io.BytesIO(write(sheet, Format.XLSX, Layouts())), data_only=True)
    ((name, cell),) = book.defined_names[sheet.form.total.name].destinations
    assert str(book[name][cell.replace("$", "")].value) == sheet.values[sheet.form.total.name]
    marks = [sheet.values[name] for name in sheet.form.awards.values()]
    assert sum(map(int, marks)) == int(sheet.values[sheet.form.total.name])


def test_completed_ones_are_filled_in_from_a_master_and_not_laid_out_each() -> None:
    completed = {learner: sheet for (kind, learner), sheet in sheets().items() if kind is Kind.COMPLETED}
    assert OBRIEN in completed
    assert [learner for learner, sheet in completed.items() if by_master(sheet, Format.PDF, Layouts()).laid_out] == []


def test_a_layout_of_the_centres_own_that_knows_no_short_table_has_all_criteria_in_full() -> None:
    own = b"{% for section in view.form.sections %}{% for row in section.rows %}{{ row.id }} {% endfor %}{% endfor %}"
    page = render("mark_sheet_body", joint(MENSAH), Layouts((("mark_sheet_body.html.j2", own),)))
    assert len(page.split()) == 14


def test_a_decision_in_words_has_room_beside_what_is_carried_over() -> None:
    sheet = sheets("saltmarsh-kitchens", 3)[Kind.COMPLETED, "0031105"]
    pages = pypdfium2.PdfDocument(write(sheet, Format.PDF, Layouts()))
    text = next(text for page in pages if "Not open in" in (text := page.get_textpage()).get_text_bounded())

    def edges(said: str) -> tuple[float, float]:
        """Where the last text of these words begins and ends on its line."""
        *_, (begin, count) = iter(text.search(said).get_next, None)
        boxes = [text.get_charbox(place) for place in range(begin, begin + count)]
        return boxes[0][0], boxes[-1][2]

    assert edges("Not yet achieved")[1] < edges("Not open in this")[0]


def test_an_earlier_mark_that_meets_nothing_by_itself_stands_alone() -> None:
    sheet = sheets("saltmarsh-kitchens")[Kind.BLANK, "0031106"]
    assert sheet.values["u9100_13__earlier__1_1"] == "Attempt 1: 8 / 16."
