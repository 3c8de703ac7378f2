"""Forms as PDFium (in Chromium), MuPDF, pdf-lib, Poppler and Ghostscript fill them in, draw and flatten them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from functools import cache
from itertools import product

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from markpack.documents.catalogue.kinds import Format
from markpack.documents.declaration.builder import build_declaration
from markpack.documents.mark_sheet.builder import build_blank_sheet
from markpack.documents.mark_sheet.form_builder import build_form
from markpack.documents.shared.document import View
from markpack.model.forms.identity import HIDDEN_FIELD
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts
from markpack.writers.pdf.form_fonts import BEYOND_WIN_ANSI, LETTERS
from tests.samples import setting, unit
from tests.writers import pdf_viewers as viewers

SMALL = setting(unit({"1.1": 24}))
VALUES = {
    "u9999_101__comment__1_1": "Clear & well argued, Zoë. A second line is needed for all that there is to be said.",
    "u9999_101__mark__1_1": "18",
    "u9999_101__outcome": "Pass",
    "u9999_101__standardisation_refused": viewers.TICKED,
}
FILLERS: dict[str, Callable[[bytes, Mapping[str, str]], bytes]] = {
    "pdfium": viewers.fill_by_pdfium,
    "mupdf": viewers.fill_by_mupdf,
    "pdf-lib": viewers.fill_by_pdf_lib,
}
DRAWERS = {
    "pdfium": viewers.draw_by_pdfium,
    "mupdf": viewers.draw_by_mupdf,
    "poppler": viewers.draw_by_poppler,
    "ghostscript": viewers.draw_by_ghostscript,
}
FLATTENERS = {
    "pdfium": viewers.flatten_by_pdfium,
    "mupdf": viewers.flatten_by_mupdf,
    "pdf-lib": viewers.flatten_by_pdf_lib,
    "poppler": viewers.flatten_by_poppler,
    "ghostscript": viewers.flatten_by_ghostscript,
}


@cache
def blank() -> bytes:
    return write(build_blank_sheet(build_form(SMALL), SMALL, None), Format.PDF, Layouts())


@cache
def filled(program: str) -> bytes:
    return FILLERS[program](blank(), VALUES)


def boxes(data: bytes, drawer: str) -> dict[str, Image.Image]:
    return viewers.inside(blank(), DRAWERS[drawer](data))


def assert_same(data: bytes, drawer: str, reference: bytes) -> None:
    """See that the fields with values, and no others, are as dark as Chromium draws them."""
    shown, usual = boxes(data, drawer), boxes(reference, "pdfium")
    assert {name for name, box in shown.items() if viewers.ink(box)} == VALUES.keys()
    unlike = {name: viewers.unlikeness(shown[name], usual[name]) for name in VALUES}
    assert max(unlike.values()) < 0.25, unlike


@pytest.mark.slow
@pytest.mark.parametrize("drawer", DRAWERS)
def test_an_empty_form_is_drawn_with_empty_fields(drawer: str) -> None:
    shown = boxes(blank(), drawer)
    assert VALUES.keys() < shown.keys()
    assert {name: viewers.ink(box) for name, box in shown.items()} == dict.fromkeys(shown, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("filler", "drawer"), [pair for pair in product(FILLERS, DRAWERS) if pair != ("mupdf", "poppler")]
)
def test_what_was_filled_in_is_drawn_by_all_alike(filler: str, drawer: str) -> None:
    """Not by Poppler what MuPDF filled in: its own tick is in an encoding in which Poppler finds no letter."""
    assert_same(filled(filler), drawer, filled(filler))


def test_a_tick_that_is_set_in_a_viewer_of_mupdf_looks_as_in_the_form() -> None:
    """PyMuPDF itself draws another one, see docs/inputs.md."""
    name = "u9999_101__standardisation_refused"

    def look(data: bytes) -> tuple[str, bytes]:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            (box,) = (field for field in pdf.Root.AcroForm.Fields if str(field.T) == name)
            return str(box.AS), box.AP.N["/on"].read_bytes()

    state, ticked = look(viewers.tick_by_mupdf(blank(), name))
    assert (state, ticked) == ("/on", look(blank())[1])


@pytest.mark.slow
@pytest.mark.parametrize("flattener", FLATTENERS)
def test_a_flattened_form_looks_as_before(flattener: str) -> None:
    flat = FLATTENERS[flattener](filled("pdfium"))
    with pikepdf.open(io.BytesIO(flat)) as pdf:
        notes = [note for page in pdf.pages for note in page.get("/Annots", ())]
    assert [note for note in notes if note.get("/Subtype") == "/Widget" and any(map(float, note.Rect))] == []
    assert_same(flat, "pdfium", filled("pdfium"))


@pytest.mark.slow
def test_names_of_other_languages_are_drawn_in_the_font_of_the_form() -> None:
    with pikepdf.open(io.BytesIO(blank())) as pdf:
        fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields}
        fields["u9999_101__comment__1_1"].V = BEYOND_WIN_ANSI
        pdf.Root.AcroForm.NeedAppearances = True
        result = io.BytesIO()
        pdf.save(result)
    assert viewers.ink(boxes(result.getvalue(), "poppler")["u9999_101__comment__1_1"]) > 300


def documents() -> dict[str, View]:
    return {"sheet": build_blank_sheet(build_form(SMALL), SMALL, None), "declaration": build_declaration(SMALL, None)}


@pytest.mark.parametrize("name", ["sheet", "declaration"])
def test_each_field_says_how_it_is_drawn(name: str) -> None:
    with pikepdf.open(io.BytesIO(write(documents()[name], Format.PDF, Layouts()))) as pdf:
        form = pdf.Root.AcroForm
        assert "/NeedAppearances" not in form
        assert None not in list(pdf.objects), "some programs stop at a null in place of an object"
        for field in form.Fields:
            left, low, right, high = map(float, field.Rect)
            assert (left < right and low < high) or str(field.T) == HIDDEN_FIELD
            font = form.DR.Font[str(field.DA).split()[0]]
            assert font.Subtype == "/TrueType"
            looks = field.AP.N
            if field.FT == "/Btn":
                assert {str(state) for state in looks} == {"/on", "/Off"}
                assert field.AS == field.V == "/Off"
            for look in looks.values() if field.FT == "/Btn" else [looks]:
                assert list(map(float, look.BBox)) == pytest.approx([0, 0, right - left, high - low], abs=0.001)
            if field.FT == "/Ch":
                assert str(field.Opt[0]) == "", "a choice can be taken back"


def test_the_font_of_fields_has_all_that_its_encoding_says() -> None:
    with pikepdf.open(io.BytesIO(blank())) as pdf:
        (font,) = pdf.Root.AcroForm.DR.Font.values()
        file = TTFont(io.BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
        glyphs, widths = file.getBestCmap(), list(map(int, font.Widths))
        for code, letter in LETTERS.items():
            assert widths[code - int(font.FirstChar)] == file["hmtx"][glyphs[ord(letter)]][0], letter
        said = {
            int(code, 16): chr(int(text, 16))
            for code, text in re.findall(rb"<(..)> <(....)>", font.ToUnicode.read_bytes())
        }
        assert said == LETTERS
    assert "".join(LETTERS[code] for code in b"Caf\xe9 \x80\x96") == "Café €–"
