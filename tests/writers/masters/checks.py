"""What a document from parts is compared with: the same document laid out in full, and what readers say of it."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator

import page as validator
import pikepdf
import pymupdf
import pypdfium2
from PIL import Image, ImageChops

from tests.writers.pdf_structure import elements, faults

NEAR = 0.5  # points
ROUNDED = 0.04  # of a page's ink may be another grey where letters stand between two points
PIECES_OF_TEXT = ("Span", "NonStruct")  # a full layout has one for each line


def glyphs(data: bytes) -> list[list[tuple[str, float, float]]]:
    """The letters of each page in the order of the file, with where each begins, in points."""
    found = []
    for page in pypdfium2.PdfDocument(data):
        text = page.get_textpage()
        x, y = ctypes.c_double(), ctypes.c_double()
        letters = []
        for index in range(text.count_chars()):
            sign = chr(pypdfium2.raw.FPDFText_GetUnicode(text, index))
            if not sign.isspace():
                pypdfium2.raw.FPDFText_GetCharOrigin(text, index, x, y)
                letters.append((sign.replace("\N{NON-BREAKING HYPHEN}", "-"), x.value, y.value))
        found.append(letters)
    return found


def unmatched(own: list[tuple[str, float, float]], other: list[tuple[str, float, float]]) -> list[str]:
    """The letters of two pages that are not on both, in the same place.

    WeasyPrint draws bullets and logos after all else on a page; on one that is put together they stand with their part.
    """
    left: dict[str, list[tuple[float, float]]] = {}
    for sign, x, y in other:
        left.setdefault(sign, []).append((x, y))
    found = []
    for sign, x, y in own:
        places = left.get(sign, [])
        near = next((at for at in places if max(abs(at[0] - x), abs(at[1] - y)) <= NEAR), None)
        if near:
            places.remove(near)
        else:
            found.append(f"{sign!r} at {x:.1f}, {y:.1f}")
    return [*found, *(f"no {sign!r} at {x:.1f}, {y:.1f}" for sign, places in left.items() for x, y in places)]


def grey(data: bytes) -> Iterator[Image.Image]:
    """Each page as a small picture."""
    for page in pypdfium2.PdfDocument(data):
        yield page.render(scale=1, grayscale=True).to_pil()


def differences(imprinted: bytes, full: bytes) -> list[str]:
    """What a person would notice if they laid one print-out over the other."""
    here, there = glyphs(imprinted), glyphs(full)
    if len(here) != len(there):
        return [f"{len(here)} pages for {len(there)}"]
    found = []
    for number, (own, other) in enumerate(zip(here, there, strict=True), start=1):
        found += [f"page {number}: {letter}" for letter in unmatched(own, other)[:3]]
    for number, (own_page, other_page) in enumerate(zip(grey(imprinted), grey(full), strict=True), start=1):
        assert own_page.size == other_page.size
        apart = sum(ImageChops.difference(own_page, other_page).histogram()[61:])
        inked = sum(other_page.histogram()[:200])
        found += [f"page {number}: {apart} points look different"] if apart > max(500, inked * ROUNDED) else []
    return found


def findings(data: bytes) -> list[str]:
    """What validators, MuPDF and the checks of structure have to say."""
    profiles = [validator.ValidationProfile.PDF_UA_1]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if pdf.attachments:
            profiles.append(validator.ValidationProfile.PDF_A_3A)
    reports = [validator.validate_pdf_bytes(data, profile=profile) for profile in profiles]
    failures = [failure.message for report in reports for failure in report.failures]
    return failures + by_mupdf(data) + faults(data)


def by_mupdf(data: bytes) -> list[str]:
    """What MuPDF has to say while it reads a file and saves it; it repairs one in which it finds fault."""
    pymupdf.TOOLS.reset_mupdf_warnings()
    with pymupdf.open("pdf", data) as opened:
        opened.tobytes()
        said: str = pymupdf.TOOLS.mupdf_warnings()
        return ["MuPDF repaired it"] * opened.is_repaired + said.splitlines()


def told(data: bytes) -> dict[str, object]:
    """What a file says of itself, and the tags and fields that it has."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        metadata = pdf.open_metadata()
        acroform = pdf.Root.get("/AcroForm")
        return {
            "properties": {str(key): str(value) for key, value in pdf.docinfo.items()},
            "title": (str(metadata["dc:title"]), str(metadata["xmp:CreateDate"]), str(metadata["xmp:ModifyDate"])),
            "tags": [element.role for element in elements(pdf) if element.role not in PIECES_OF_TEXT],
            "outline": [entry.title for entry in pdf.open_outline().root],
            "fields": {str(it.T): (str(it.get("/V", "")), str(it.get("/TU", ""))) for it in acroform.Fields}
            if acroform
            else {},
            "attached": {key: bytes(it.get_file().read_bytes()) for key, it in pdf.attachments.items()},
        }


def heights(data: bytes) -> list[float]:
    """How high on its page each entry of the outline leads, in points."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found, waiting = [], [pdf.Root.Outlines.First]
        while waiting:
            entry = waiting.pop()
            waiting += [entry[key] for key in ("/Next", "/First") if key in entry]
            found.append(float(entry.Dest[3]))
    return found
