"""Text that a returned form did not print is quoted, wherever it stands; what it printed is not, whoever saved it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from lxml.etree import _Element as Element
from openpyxl.worksheet.worksheet import Worksheet

from markpack.errors import Severity
from markpack.inputs.marks.forms import printed_texts
from markpack.inputs.marks.forms.printed_texts import PrintedTexts
from markpack.model.forms.printed_texts import printed_digests, printed_properties, text_digest
from tests.inputs.problems import only, problems_of
from tests.inputs.returned import FOLDER, W, attempts, blank, edit_word, field, fill_cells, fill_word, returned, runs

MARK = field("mark", "1.1")
IN_NO_RECORD = "It stands in no field, so it is in no record of 0012345 (Rhys Jones)."


def word(edit: Callable[[Element], None]) -> bytes:
    return edit_word(fill_word(blank("docx"), {MARK: "18"}), edit)


def workbook(edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(fill_cells(blank("xlsx"), {MARK: 18})))
    edit(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _after(start: str) -> Callable[[Element], None]:
    """Type behind a text of the form's, in the same run."""

    def edit(body: Element) -> None:
        text = next(entry for entry in body.iter(f"{W}t") if (entry.text or "").startswith(start))
        text.text = f"{text.text} Albatross"

    return edit


def _before_all(xml: str) -> Callable[[Element], None]:
    return lambda body: body[0].insert(0, runs(xml)[0])


HEADING = '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Albatross</w:t></w:r></w:p>'
HIDDEN = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Albatross</w:t></w:r></w:p>"
DRAWN = (
    '<w:p><w:pPr><w:pStyle w:val="Figure"/></w:pPr><w:r><w:drawing><p:docPr '
    'xmlns:p="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" descr="%s"/>'
    "</w:drawing></w:r></w:p>"
)


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (_after("Judge the work against"), "A paragraph outside of the fields"),
        (_after("Instructions for assessment"), "A paragraph outside of the fields"),
        (_after("Learning outcome 1"), "A paragraph outside of the fields"),
        (_after("Section comments"), "Text beside the form’s own"),
        (_after("Outcome"), "Text beside the form’s own"),
        (_before_all(HEADING), "A paragraph outside of the fields"),
        (_before_all(HIDDEN), "Hidden text"),
        (_before_all(DRAWN % "Albatross"), "The description of a picture or shape"),
    ],
    ids=["instruction", "heading", "outcome", "label", "same line", "new heading", "hidden", "picture"],
)
def test_text_anywhere_in_a_word_document_is_quoted(edit: Callable[[Element], None], what: str, tmp_path: Path) -> None:
    found = problems_of(returned(tmp_path, {"a.docx": word(edit)}))
    (quoted,) = (problem for problem in found if "Albatross" in problem.message)
    assert quoted.message == f"{what} says “Albatross”. {IN_NO_RECORD}"
    assert (quoted.severity, quoted.reach.learners) == (Severity.WARNING, ("0012345",))


def test_text_in_a_descriptor_is_quoted_whole_where_it_stands_in_its_midst(tmp_path: Path) -> None:
    descriptors: list[str] = []

    def edit(body: Element) -> None:
        cells = [cell for cell in body.iter(f"{W}tc") if "ca. " in "".join(map(str, cell.itertext()))]
        text = list(cells[0].iter(f"{W}t"))[-1]
        text.text = re.sub(" ", " Albatross ", str(text.text), count=1)
        descriptors.append(text.text)

    found = only(returned(tmp_path, {"a.docx": word(edit)}), Severity.WARNING)
    assert found.message == f"Text beside the form’s own says “{descriptors[0]}”. {IN_NO_RECORD}"


def test_what_word_writes_about_a_picture_by_itself_is_nobodys_text(tmp_path: Path) -> None:
    edit = _before_all(DRAWN % "A person in a boat&#10;&#10;Description automatically generated")
    assert set(attempts(returned(tmp_path, {"a.docx": word(edit)}))) == {("0012345", 1)}


def _cell(book: openpyxl.Workbook, start: str) -> openpyxl.cell.Cell:
    return next(
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(start)
    )


def _over(start: str) -> Callable[[openpyxl.Workbook], None]:
    def edit(book: openpyxl.Workbook) -> None:
        _cell(book, start).value = "Albatross"

    return edit


def _appended(start: str) -> Callable[[openpyxl.Workbook], None]:
    def edit(book: openpyxl.Workbook) -> None:
        cell = _cell(book, start)
        cell.value = f"{cell.value} – Albatross"

    return edit


def _under_merged(book: openpyxl.Workbook) -> None:
    """What some programs leave below a merged cell: a value that nobody sees."""
    sheet: Worksheet = book.worksheets[0]
    block = next(block for block in sheet.merged_cells.ranges if block.min_row == 1)
    sheet.unmerge_cells(str(block))
    sheet.cell(1, block.min_col + 1).value = "Albatross"
    sheet.merged_cells.add(str(block))


def _on_instructions(book: openpyxl.Workbook) -> None:
    book["Instructions"]["D40"] = "Albatross"


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (_over("ca. "), "Text outside of the fields"),
        (_over("Judge the work"), "Text outside of the fields"),
        (_on_instructions, "Text outside of the fields"),
        (_appended("Section comments"), "Text beside the form’s own"),
        (_appended("Learning outcome 1"), "Text beside the form’s own"),
        (_under_merged, "Text outside of the fields"),
    ],
    ids=["descriptor", "instruction", "instructions", "label", "heading", "merged"],
)
def test_text_anywhere_in_a_workbook_is_quoted(
    edit: Callable[[openpyxl.Workbook], None], what: str, tmp_path: Path
) -> None:
    found = only(returned(tmp_path, {"a.xlsx": workbook(edit)}), Severity.WARNING)
    assert found.message.replace("“– ", "“") == f"{what} says “Albatross”. {IN_NO_RECORD}"
    assert (found.place.file, bool(found.place.cell)) == (f"{FOLDER}/a.xlsx", True)


def test_text_in_the_header_of_a_worksheet_is_quoted(tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.worksheets[0].oddHeader.center.text = "Albatross & Co"  # type: ignore[union-attr]  # it has one

    found = only(returned(tmp_path, {"a.xlsx": workbook(edit)}), Severity.WARNING)
    assert found.message == f"The header or footer says “Albatross & Co”. {IN_NO_RECORD}"
    assert found.place.sheet == "Mark sheet"


@pytest.mark.parametrize("fmt", ["docx", "xlsx"])
@pytest.mark.parametrize(("learner", "attempt"), [("0012345", 1), ("0012345", 2), ("", 1)])
def test_a_form_lists_all_that_it_prints(fmt: str, learner: str, attempt: int, tmp_path: Path) -> None:
    root = returned(tmp_path, {f"a.{fmt}": blank(fmt, learner, attempt)})
    found = only(root, Severity.WARNING)
    assert found.message == "Nothing is filled in on this mark sheet."


def test_what_programs_change_in_a_text_does_not_count() -> None:
    known = text_digest("The learner’s own work – ca. 6/24")
    assert text_digest("The learner's  own\u00a0work - ca. 6/\u200b24") == known
    assert text_digest("The lear\u00adner’s own work – CA. 6/24") == known
    assert text_digest("The learner’s own work – ca. 7/24") != known
    assert text_digest(" – ") == ""


def test_a_list_of_any_length_fits_into_properties() -> None:
    texts = [f"Text {number}" for number in range(1000)]
    properties = printed_properties(texts)
    assert max(map(len, properties.values())) < 255
    assert printed_digests(properties) == {text_digest(text) for text in texts}
    assert printed_digests({"markpack.kind": "blank"}) == frozenset()


@pytest.mark.parametrize(
    ("text", "parts"), [("á", ("a", "\u0301")), ("한", ("\u1112\u1161", "\u11ab")), ("ﬁé", ("fi", "é"))]
)
def test_a_text_is_the_same_however_its_letters_are_split(text: str, parts: tuple[str, ...]) -> None:
    assert text_digest("\n".join(parts)) == text_digest("".join(parts)) == text_digest(text) != ""


def test_texts_are_quoted_whole_where_too_much_would_have_to_be_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = PrintedTexts(printed_properties(["Section comments"]))
    assert texts.added("Section comments: Albatross") == "Albatross"
    monkeypatch.setattr(printed_texts, "MOST_LETTERS", 100)
    assert texts.added("Section comments: Bittern") == "Section comments: Bittern"
