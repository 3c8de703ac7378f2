"""PDF forms filled in, drawn and flattened by programs that people use, and what is seen inside their fields."""

from __future__ import annotations

import base64
import ctypes
import io
import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pymupdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageFilter

from tests.programs import ghostscript, pdf_lib, pdftocairo, pdftoppm

Drawing = list[Image.Image]
"""A file's pages, in greys."""
TICKED = "on"
_DPI = 72
_DARK = 140
_MARGIN = 1  # pixels at a field's edge, which the page's frame reaches


def fill_by_pdfium(data: bytes, values: Mapping[str, str]) -> bytes:
    """Click and type into fields, as Chromium does."""
    with _opened_by_pdfium(data) as document:
        form = document.formenv
        for page in document:
            for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
                note = pdfium.FPDFPage_GetAnnot(page, number)
                if value := values.get(_name(form, note)):
                    _enter(form, page, note, value)
                pdfium.FPDFPage_CloseAnnot(note)
        return _saved(document)


def _enter(form: object, page: object, note: object, value: str) -> None:
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, note)
    if kind == pdfium.FPDF_FORMFIELD_CHECKBOX:
        box = pdfium.FS_RECTF()
        pdfium.FPDFAnnot_GetRect(note, box)
        at = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        for act in (pdfium.FORM_OnMouseMove, pdfium.FORM_OnLButtonDown, pdfium.FORM_OnLButtonUp):
            act(form, page, 0, *at)
    else:
        pdfium.FORM_SetFocusedAnnot(form, note)
        if kind == pdfium.FPDF_FORMFIELD_COMBOBOX:
            count = pdfium.FPDFAnnot_GetOptionCount(form, note)
            chosen = next(
                number
                for number in range(count)
                if _text(lambda *room, at=number: pdfium.FPDFAnnot_GetOptionLabel(form, note, at, *room)) == value
            )
            pdfium.FORM_SetIndexSelected(form, page, chosen, True)
        else:
            typed = ctypes.create_string_buffer(f"{value}\0".encode("utf-16-le"))
            pdfium.FORM_ReplaceSelection(form, page, ctypes.cast(typed, ctypes.POINTER(ctypes.c_ushort)))
    pdfium.FORM_ForceToKillFocus(form)


def _name(form: object, note: object) -> str:
    return _text(lambda *room: pdfium.FPDFAnnot_GetFormFieldName(form, note, *room))


def _text(read: Callable[..., int]) -> str:
    size = read(None, 0)
    room = ctypes.create_string_buffer(size)
    read(ctypes.cast(room, ctypes.POINTER(ctypes.c_ushort)), size)
    return room.raw.decode("utf-16-le").rstrip("\0")


@contextmanager
def _opened_by_pdfium(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        yield document
    finally:
        document.close()


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def fill_by_mupdf(data: bytes, values: Mapping[str, str]) -> bytes:
    """Set values, which MuPDF draws anew."""
    with pymupdf.open(stream=data) as document:
        for page in document:
            for widget in page.widgets():
                if value := values.get(widget.field_name):
                    widget.field_value = value
                    widget.update()
        return bytes(document.tobytes())


def tick_by_mupdf(data: bytes, name: str) -> bytes:
    """Tick a box on the first page as a viewer made with MuPDF does, for whom somebody clicks."""
    mupdf = pymupdf.mupdf
    with pymupdf.open(stream=data) as document:
        page = document[0]
        (number,) = (widget.xref for widget in page.widgets() if widget.field_name == name)
        widget = mupdf.pdf_first_widget(mupdf.pdf_page_from_fz_page(page.this))
        while mupdf.pdf_to_num(mupdf.pdf_annot_obj(widget)) != number:
            widget = mupdf.pdf_next_widget(widget)
        mupdf.pdf_toggle_widget(widget)
        mupdf.pdf_update_annot(widget)
        return bytes(document.tobytes())


def fill_by_pdf_lib(data: bytes, values: Mapping[str, str], *, flatten: bool = False) -> bytes:
    """Set values as many web applications do, and make them part of the page if asked to."""
    node, folder = pdf_lib()
    asked = {"form": base64.b64encode(data).decode(), "values": dict(values), "flatten": flatten}
    command = [node, str(Path(__file__).with_name("pdf_lib_form.mjs")), str(folder)]
    ran = subprocess.run(command, input=json.dumps(asked), check=True, capture_output=True, text=True)
    return base64.b64decode(ran.stdout)


def draw_by_pdfium(data: bytes) -> Drawing:
    """Draw as Chromium does."""
    with _opened_by_pdfium(data) as document:
        return [page.render(scale=_DPI / 72).to_pil().convert("L") for page in document]


def draw_by_mupdf(data: bytes) -> Drawing:
    """Draw as MuPDF and Sumatra do."""
    with pymupdf.open(stream=data) as document:
        pictures = [page.get_pixmap(dpi=_DPI, colorspace="gray") for page in document]
        return [Image.frombytes("L", (it.width, it.height), it.samples) for it in pictures]


def draw_by_poppler(data: bytes) -> Drawing:
    """Draw as Evince and Okular do. What is missed in the file counts as a fault."""
    return _drawn(data, lambda file, folder: [pdftoppm(), "-r", str(_DPI), "-gray", str(file), str(folder / "page")])


def draw_by_ghostscript(data: bytes) -> Drawing:
    """Draw as Ghostscript does, by which many printers are served."""
    options = f"-q -dNOPAUSE -dBATCH -dSAFER -sDEVICE=pnggray -r{_DPI} -dTextAlphaBits=4 -dGraphicsAlphaBits=4".split()
    return _drawn(data, lambda file, to: [ghostscript(), *options, f"-sOutputFile={to}/page-%d.png", str(file)])


def _drawn(data: bytes, command: Callable[[Path, Path], list[str]]) -> Drawing:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(data, folder, lambda file: command(file, folder))
        return [Image.open(io.BytesIO(page.read_bytes())).convert("L") for page in sorted(folder.glob("page*"))]


def _run(data: bytes, folder: Path, command: Callable[[Path], list[str]]) -> None:
    file = folder / "form.pdf"
    file.write_bytes(data)
    ran = subprocess.run(command(file), check=True, capture_output=True, text=True)
    assert ran.stderr == "", ran.stderr


def flatten_by_pdfium(data: bytes) -> bytes:
    """Make fields part of the page."""
    with _opened_by_pdfium(data) as document:
        for page in document:
            assert pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT) == pdfium.FLATTEN_SUCCESS or not _widgets(page)
        return _saved(document)


def _widgets(page: object) -> int:
    return int(pdfium.FPDFPage_GetAnnotCount(page))


def flatten_by_mupdf(data: bytes) -> bytes:
    """Make fields part of the page."""
    with pymupdf.open(stream=data) as document:
        document.bake()
        return bytes(document.tobytes())


def flatten_by_pdf_lib(data: bytes) -> bytes:
    """Make fields part of the page."""
    return fill_by_pdf_lib(data, {}, flatten=True)


def flatten_by_poppler(data: bytes) -> bytes:
    """Print into a file."""
    return _written(data, lambda file, to: [pdftocairo(), "-pdf", str(file), str(to)])


def flatten_by_ghostscript(data: bytes) -> bytes:
    """Print into a file."""
    options = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=pdfwrite", "-dPreserveAnnots=false"]
    return _written(data, lambda file, to: [ghostscript(), *options, f"-sOutputFile={to}", str(file)])


def _written(data: bytes, command: Callable[[Path, Path], list[str]]) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        flat = Path(name) / "flat.pdf"
        _run(data, Path(name), lambda file: command(file, flat))
        return flat.read_bytes()


def inside(form: bytes, drawing: Drawing) -> dict[str, Image.Image]:
    """Return what is seen inside each field that people see, by name; `form` says where they are."""
    found = {}
    with pikepdf.open(io.BytesIO(form)) as pdf:
        for page, picture in zip(pdf.pages, drawing, strict=True):
            high = float(page.mediabox[3])
            for field in page.get("/Annots", ()):
                left, low, right, top = (float(edge) * _DPI / 72 for edge in field.Rect)
                box = (left, high * _DPI / 72 - top, right, high * _DPI / 72 - low)
                if right > left:
                    edges = (round(edge) + by * _MARGIN for edge, by in zip(box, (1, 1, -1, -1), strict=True))
                    found[str(field.T)] = picture.crop(tuple(edges))  # type: ignore[arg-type]  # they are four
    return found


def ink(picture: Image.Image) -> int:
    """Return how many pixels are dark."""
    return sum(picture.histogram()[:_DARK])


def unlikeness(one: Image.Image, other: Image.Image) -> float:
    """Return how differently two pictures are darkened, out of 1: 0 for the same; letters may be a pixel apart."""
    blurred: list[bytes] = [it.filter(ImageFilter.GaussianBlur(2)).tobytes() for it in (one, other.resize(one.size))]
    paper = max(max(it) for it in blurred)
    darkness = [[paper - value for value in it] for it in blurred]
    differing = sum(abs(a - b) for a, b in zip(*darkness, strict=True))
    return float(differing / (sum(map(sum, darkness)) or 1))
