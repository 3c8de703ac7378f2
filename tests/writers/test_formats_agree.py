"""PDF and DOCX come from one layout; here a person's reading of both is compared, and the workbook's criteria too."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import lxml.html
import openpyxl
import pypdfium2
import pytest
from lxml import etree

from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.form_parts_view import FieldKind
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.shared.document import View
from markpack.model.marking_mode import MarkingMode
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts, render
from tests.programs import converted
from tests.samples import setting, unit
from tests.writers.test_pdf import HIGH_REFERRAL, pages_of, views

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLACES = ("head-left", "head-right", "foot-left")
SHORT = {"1.2": 24, "2.1": 28}
QUICK = (MarkingMode.MARKS, MarkingMode.PASS_OR_REFER)
MODES = [mode if mode in QUICK else pytest.param(mode, marks=pytest.mark.slow) for mode in MarkingMode]
NAMES = ["brief", "blank", "completed", "feedback"]


@cache
def every_view(mode: MarkingMode) -> Mapping[str, View]:
    marks = {name: HIGH_REFERRAL[name] if mode is MarkingMode.MARKS else "referral" for name in SHORT}
    comments = {"1.2": "Say more about trust.\nAnd give an example."}
    return views(setting(unit(SHORT), mode=mode), marks, comments=comments)


@cache
def pdf_of(mode: MarkingMode, name: str) -> bytes:
    return write(every_view(mode)[name], Format.PDF, Layouts())


def words_of_pdf(data: bytes) -> list[str]:
    """The words of the pages without their heads, feet and repeated table headers."""
    text = []
    for page in pages_of(data):
        body = re.sub(r"Page \d+ of \d+", " ", page)
        text.append(body)
    return words(" ".join(text))


def words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text).replace("•", " ").replace("\u00ad", "").replace("\ufffe", "-")
    return re.findall(r"[^\W_]+", plain)


def words_of_docx(data: bytes) -> list[str]:
    import zipfile

    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    placeholders = {
        run for control in body.iter(f"{WORD}sdt") if control.find(f"{WORD}sdtPr/{WORD}showingPlcHdr") is not None
        for run in control.iter(f"{WORD}t")
    }  # fmt: skip
    paragraphs = []
    for paragraph in body.iter(f"{WORD}p"):
        pieces = []
        for part in paragraph.iter(f"{WORD}t", f"{WORD}br", f"{WORD}tab"):
            pieces.append(" " if part.tag != f"{WORD}t" else "" if part in placeholders else part.text or "")
        paragraphs.append("".join(pieces))
    return words(" ".join(paragraphs))


def repeated_words(html: str) -> set[str]:
    """The words of table headers and of page heads and feet, which pages repeat."""
    page = lxml.html.fromstring(html)
    body = page.find("body")
    assert body is not None
    headers = [str(cell.xpath("string()")) for cell in page.iter("th") if cell.get("scope") == "col"]
    return set(words(" ".join([*headers, *(body.get(f"data-{place}") or "" for place in PLACES)])))


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", NAMES)
def test_word_says_what_the_pdf_says(mode: MarkingMode, name: str) -> None:
    view = every_view(mode)[name]
    in_word = words_of_docx(write(view, Format.DOCX, Layouts()))
    in_pdf = words_of_pdf(pdf_of(mode, name))
    assert len(in_word) > 100
    # The PDF's text runs in the same order, with page heads, feet and repeated table headers in between.
    position = 0
    for place, word in enumerate(in_word):
        assert word in in_pdf[position:], f"“{' '.join(in_word[max(0, place - 8) : place + 1])}” is not in the PDF"
        position = in_pdf.index(word, position) + 1
    html = render(view.properties.kind.value.layout, view, Layouts())
    extra = list(in_pdf)
    for word in in_word:
        extra.remove(word)
    assert set(extra) <= repeated_words(html)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["blank", "completed"])
def test_the_workbook_holds_the_same_criteria_and_values(mode: MarkingMode, name: str) -> None:
    sheet = every_view(mode)[name]
    assert isinstance(sheet, MarkSheet)
    data = write(sheet, Format.XLSX, Layouts())
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    cells = {str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value is not None}
    in_pdf = " ".join(" ".join(pages_of(pdf_of(mode, name))).split())
    for criterion in unit(SHORT).criteria:
        assert criterion.text in cells
        assert f"{criterion.id} {criterion.text}" in in_pdf
    form, compared = sheet.form, set()
    for field in form.fields:
        if field is form.total and not form.numbered:
            continue
        ((page, where),) = book.defined_names[field.name].destinations
        held = book[page][where].value
        shown = "" if held is None else f"{held:g}" if isinstance(held, int | float) else str(held)
        value = sheet.values.get(field.name, "")
        if field is form.outcome and name == "blank":
            value = "Incomplete"  # calculated, where the other formats leave it to be chosen
        if field is form.standardisation_refused and name == "completed":
            value = "Yes" if value else "No"
        assert shown == value, field.label
        if value:
            compared.add(field.name)
            assert name == "blank" or field.kind is FieldKind.CHECK or " ".join(value.split()) in in_pdf, field.label
    rows = [row for section in form.sections for row in section.rows]
    filled_in = {form.outcome.name, form.registration.name, form.learner_name.name, form.attempt.name}
    if name == "completed":
        filled_in |= {row.award.name for row in rows} | {form.overall_comment.name}
        filled_in |= {row.comment.name for row in rows if row.id == "1.2"}
        filled_in |= {form.total.name} if form.numbered else set()
    assert filled_in <= compared


@pytest.mark.slow
def test_libreoffice_opens_word_files_and_reads_every_word(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / f"{name}.docx").write_bytes(write(every_view(MarkingMode.MARKS)[name], Format.DOCX, Layouts()))
    made = converted(tmp_path, "pdf", *(tmp_path / f"{name}.docx" for name in NAMES))
    for name, path in zip(NAMES, made, strict=True):
        shown = pypdfium2.PdfDocument(path)
        text = words(" ".join(page.get_textpage().get_text_bounded() for page in shown))
        missing = [word for word in words_of_docx((tmp_path / f"{name}.docx").read_bytes()) if word not in text]
        assert missing == [], name
