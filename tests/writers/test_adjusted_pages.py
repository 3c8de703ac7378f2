"""Large print and coloured paper, read from the PDF and Word files that come out."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import openpyxl
import page as validator
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from markpack.documents.brief.view import Brief
from markpack.documents.catalogue.adjustments import adjusted
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.declaration.builder import build_declaration
from markpack.documents.declaration.view import Declaration
from markpack.documents.feedback.view import FeedbackReport
from markpack.documents.mark_sheet.builder import build_blank_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.pack.combined_builder import build_combined
from markpack.documents.shared.document import View
from markpack.model.adjustments import Adjustments
from markpack.model.colour import READABLE, contrast
from markpack.model.learner import Learner
from markpack.writers.formats import write
from tests.samples import learner, setting, unit
from tests.writers.docx_samples import every, text, tree, values
from tests.writers.pdf_structure import faults
from tests.writers.test_pdf import HIGH_REFERRAL, LAYOUTS, pages_of, pdf_of, views, words_of

KINDS = ("brief", "blank", "completed", "feedback", "declaration")
PINK = "#fbdfe6"
ONLY_IN_WIDE_TABLES = {"What", "do", "yes", "Name"}
"""Heads of columns, and marks in the matrix, for which large print has headings and labels."""
COMMENT = "Say more about trust, and about what you would do differently next time. " * 12


def who(**wanted: object) -> Learner:
    return learner("ABC-1234567", "Maximiliana", "Papadopoulou-Konstantinidis").model_copy(
        update={"adjustments": Adjustments.model_validate(wanted)}
    )


@cache
def view(kind: str, *, large_print: bool = False, background: str = "") -> View:
    place = setting(unit(title="Planning and leading a complex team activity"))
    found = {
        **views(place, HIGH_REFERRAL, comments={"1.2": COMMENT}),
        "declaration": build_declaration(place, learner()),
    }[kind]
    wanted = who(large_print=large_print, background=background)
    if isinstance(found, MarkSheet):
        return adjusted(found, wanted)
    if isinstance(found, Brief):
        return adjusted(found, wanted)
    if isinstance(found, FeedbackReport):
        return adjusted(found, wanted)
    assert isinstance(found, Declaration)
    return adjusted(found, wanted)


@cache
def pdf(kind: str, *, large_print: bool = False, background: str = "") -> bytes:
    return pdf_of(view(kind, large_print=large_print, background=background))


def letters(data: bytes) -> Iterator[tuple[str, float, tuple[float, float]]]:
    """Yield each letter that a PDF shows, its size in points, and where it begins and ends across the page."""
    for page in pypdfium2.PdfDocument(data):
        shown = page.get_textpage()
        for position in range(shown.count_chars()):
            sign = chr(pdfium.FPDFText_GetUnicode(shown, position))
            if sign.isspace() or pdfium.FPDFText_IsGenerated(shown, position):
                continue
            matrix = pdfium.FS_MATRIX()
            assert pdfium.FPDFText_GetMatrix(shown, position, ctypes.byref(matrix))
            left, _, right, _ = shown.get_charbox(position)
            yield sign, pdfium.FPDFText_GetFontSize(shown, position) * abs(matrix.d), (left, right)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_letter_of_large_print_is_smaller_than_18_point(kind: str) -> None:
    sizes = [round(size, 1) for _, size, _ in letters(pdf(kind, large_print=True))]
    assert len(sizes) > 500
    assert min(sizes) >= 18
    assert sorted(sizes)[len(sizes) // 2] == 18
    assert min(round(size, 1) for _, size, _ in letters(pdf(kind))) < 10


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["blank", "declaration"])
def test_what_is_typed_into_large_print_is_large(kind: str) -> None:
    form = pikepdf.open(io.BytesIO(pdf(kind, large_print=True)))
    looks = [str(field.DA) for field in form.Root.AcroForm.Fields if "/DA" in field]
    assert len(looks) > 5
    assert {re.findall(r"([0-9.]+) Tf", look)[0] for look in looks} == {"18"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_large_print_is_set_anew_within_the_margins_and_loses_no_word(kind: str) -> None:
    data = pdf(kind, large_print=True)
    width, height = pypdfium2.PdfDocument(data)[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    margin = 18 / 25.4 * 72
    assert all(margin - 2 < left and right < width - margin + 2 for _, _, (left, right) in letters(data))
    ordinary = set(re.findall(r"\w+", words_of(pdf(kind))))
    assert ordinary - ONLY_IN_WIDE_TABLES <= set(re.findall(r"\w+", words_of(data)))


@pytest.mark.slow
def test_heads_in_large_print_stay_on_the_page_whatever_the_names() -> None:
    long = "of a team that crosses the estuary in all weathers " * 4
    someone = learner("ABC-1234567", "Maximiliana Theodora " * 3, "Papadopoulou-Konstantinidis").model_copy(
        update={"adjustments": Adjustments(large_print=True)}
    )
    place = setting(unit(title=f"Leading the watch {long}"))
    sheet = adjusted(build_blank_sheet(build_form(place), place, someone), someone)
    assert (sheet.page.head_left, sheet.page.head_right) == ("9999-101 · Mark sheet", "ABC-1234567")
    for title, name in (("Leading " + "the watch " * 5, "Maximiliana Theodora"), (long, "Jo")):
        someone = someone.model_copy(update={"first_name": name})
        place = setting(unit(title=title.strip()))
        data = pdf_of(adjusted(build_blank_sheet(build_form(place), place, someone), someone))
        page = pypdfium2.PdfDocument(data)[0]
        shown = page.get_textpage()
        tops = [shown.get_charbox(position)[3] for position in range(shown.count_chars())]
        assert 700 < max(tops) < page.get_height() - 8


@pytest.mark.slow
def test_a_criterion_in_large_print_stands_on_the_page_of_its_mark() -> None:
    marks = {f"{outcome}.{number}": 8 for outcome in (1, 2) for number in range(1, 12)}
    report = views(setting(unit(marks)), dict.fromkeys(marks, 5))["feedback"]
    assert isinstance(report, FeedbackReport)
    places = []
    for page in pages_of(pdf_of(adjusted(report, who(large_print=True)))):
        criteria = re.findall(r"^([12]\.[0-9]+) [A-Z]", page, re.MULTILINE)
        assert len(criteria) == len(re.findall("^Mark: 5 / 8", page, re.MULTILINE))
        places.append(len(criteria))
    assert sum(places) == len(marks)
    assert max(places) < len(marks) / 2


def test_lines_and_bars_can_be_seen() -> None:
    styles = LAYOUTS.read("print.css").decode()
    drawn = re.findall("border[^:;{]*: [0-9.]+pt solid (#[0-9a-f]{6})", styles)
    assert len(drawn) > 4
    filled = re.findall(r"[.]bar[^{]*[{][^}]*background: (#[0-9a-f]{6})", styles)
    white, *dark = sorted(filled, key=lambda colour: contrast(colour, "#ffffff"))
    assert (white, len(dark)) == ("#ffffff", 2)
    around = [colour for colour in drawn if colour != white]
    assert min(contrast(colour, white) for colour in (*dark, *around)) >= READABLE
    # The line at the least mark is seen inside a dark bar by its white edges.
    assert styles.count(f"solid {white}") == 2


def test_feet_in_large_print_keep_what_warns_and_leave_out_a_long_name() -> None:
    someone = learner().model_copy(update={"adjustments": Adjustments(large_print=True)})
    sheet = build_blank_sheet(build_form(setting()), setting(), someone)
    long = "The Amalgamated Co-operative Society of Kitchens, Halls and Canteens of the Outer Estuary"
    for foot, short in (
        (f"Calder Training · {long}", "Calder Training"),
        (f"{long} · Feedback report · Confidential to the learner", "Feedback report · Confidential to the learner"),
        ("Calder Training · Mark sheet", "Calder Training · Mark sheet"),
    ):
        page = replace(sheet.page, foot_left=foot)
        assert adjusted(replace(sheet, page=page), someone).page.foot_left == short


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_criteria_read_the_same_in_large_print(kind: str) -> None:
    def stated(data: bytes) -> list[str]:
        return re.findall(r"\d\.\d Explain what criterion \d\.\d of 9999-101 asks for\.", words_of(data))

    assert stated(pdf(kind, large_print=True)) == stated(pdf(kind))
    assert len(stated(pdf(kind))) >= (0 if kind == "declaration" else 4)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_adjusted_pages_are_accessible(kind: str) -> None:
    data = pdf(kind, large_print=True, background=PINK)
    report = validator.validate_pdf_bytes(data, profile=validator.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert faults(data) == []
    if kind == "completed":
        archived = validator.validate_pdf_bytes(data, profile=validator.ValidationProfile.PDF_A_3A)
        assert [(failure.rule_id, failure.message) for failure in archived.failures] == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_background_covers_every_page_to_its_edges(kind: str) -> None:
    document = pypdfium2.PdfDocument(pdf(kind, background=PINK))
    for page in document:
        picture = page.render(scale=0.5).to_pil().convert("RGB")
        corners = [(1, 1), (picture.width - 2, 1), (1, picture.height - 2), (picture.width - 2, picture.height - 2)]
        assert {picture.getpixel(corner) for corner in corners} == {(0xFB, 0xDF, 0xE6)}
        assert (255, 255, 255) not in {colour for _, colour in picture.getcolors(1 << 20)}
    white = pypdfium2.PdfDocument(pdf(kind))[0].render(scale=0.5).to_pil().convert("RGB")
    assert white.getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.slow
def test_a_document_of_all_learners_has_each_page_in_its_learners_look() -> None:
    place, someone = setting(), who(large_print=True, background=PINK)
    sheet = views(place, HIGH_REFERRAL)["completed"]
    assert isinstance(sheet, MarkSheet)
    both = [(someone, 1, adjusted(sheet, someone)), (learner(), 1, sheet)]
    data = pdf_of(build_combined(place, Kind.COMPLETED, both, sheet.properties.date))
    colours = [page.render(scale=0.2).to_pil().convert("RGB").getpixel((1, 1)) for page in pypdfium2.PdfDocument(data)]
    first = colours.index((255, 255, 255))
    assert first > 3
    assert set(colours[:first]) == {(0xFB, 0xDF, 0xE6)}
    assert set(colours[first:]) == {(255, 255, 255)}
    assert faults(data) == []


# Word


@pytest.mark.parametrize("kind", KINDS)
def test_word_documents_are_in_large_print_too(kind: str) -> None:
    data = write(view(kind, large_print=True), Format.DOCX, LAYOUTS)
    styles = tree(data, "word/styles.xml")
    assert values(styles, "w:docDefaults//w:sz/@w:val") == ["36"]
    sizes = {
        values(style, "w:name/@w:val")[0]: int(values(style, "w:rPr/w:sz/@w:val")[0])
        for style in every(styles, "w:style[w:rPr/w:sz]")
        if not every(style, "w:pPr/w:spacing[@w:lineRule='exact']")
    }
    assert min(sizes.values()) >= 36
    assert sizes["heading 1"] > sizes["heading 2"] > sizes["Table Text"] == 36
    assert not every(tree(data), "//w:sz")
    assert len(every(tree(data, "word/header1.xml"), "//w:p")) == 1, "the head is one line"


@pytest.mark.parametrize("kind", KINDS)
def test_word_documents_say_the_same_in_large_print(kind: str) -> None:
    def criteria(data: bytes) -> list[str]:
        return [
            text(control) for control in every(tree(data), "//w:sdt[starts-with(w:sdtPr/w:tag/@w:val, 'criterion_')]")
        ]

    large, usual = (write(view(kind, large_print=large), Format.DOCX, LAYOUTS) for large in (True, False))
    assert criteria(large) == criteria(usual)
    names = "//w:bookmarkStart/@w:name"
    assert sorted(values(tree(large), names)) == sorted(values(tree(usual), names))


def test_criteria_longer_than_a_page_of_large_print_may_be_broken_in_word() -> None:
    def kept(data: bytes) -> list[bool]:
        rows = every(tree(data), "//w:tbl[w:tr/w:trPr/w:tblHeader][1]/w:tr[not(w:trPr/w:tblHeader)]")
        return [bool(every(row, ".//w:keepNext")) for row in rows]

    large, usual = (write(view("blank", large_print=large), Format.DOCX, LAYOUTS) for large in (True, False))
    assert kept(large)[:5] == [True, True, False, False, False], "the heading over the descriptors keeps with them"
    assert kept(usual)[:2] == [True, False]


def test_word_documents_have_the_background() -> None:
    sheet = view("completed", background=PINK)
    assert isinstance(sheet, MarkSheet)
    data = write(sheet, Format.DOCX, LAYOUTS)
    document = tree(data)
    assert [child.tag.rpartition("}")[2] for child in document] == ["background", "body"]
    assert values(document, "w:background/@w:color") == ["FBDFE6"]
    assert every(tree(data, "word/settings.xml"), "w:displayBackgroundShape")
    shade = "E9CFD6"
    heads = sheet.form.branding.ink.removeprefix("#").upper()
    assert set(values(document, "//w:shd/@w:fill")) <= {shade, heads}
    assert set(values(tree(data, "word/styles.xml"), "//w:shd/@w:fill")) == {shade, heads}
    assert data == write(view("completed", background=PINK), Format.DOCX, LAYOUTS)
    plain = write(view("completed"), Format.DOCX, LAYOUTS)
    assert not every(tree(plain), "w:background")
    assert not every(tree(plain, "word/settings.xml"), "w:displayBackgroundShape")


# Excel


def test_workbooks_are_shown_large() -> None:
    for large, zoom in ((True, 180), (False, 100)):
        book = openpyxl.load_workbook(io.BytesIO(write(view("blank", large_print=large), Format.XLSX, LAYOUTS)))
        assert {sheet.sheet_view.zoomScale or 100 for sheet in book if sheet.sheet_state == "visible"} == {zoom}
