"""What is printed on the pages of a PDF, outside of its fields, and what somebody typed onto them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from markpack.inputs.criteria_text.pdf_text import MOST_CHARACTERS, MOST_PAGES
from markpack.inputs.files.visits import TooLarge, Visits
from markpack.model.forms.labels import LABELS

_MOST_OBJECTS = 50_000
_DEEPEST = 4
_MARGIN = 14.0  # points that a signature may reach above or below its box
_Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class PrintedPage:
    """The text of a page with single spaces; what of it no tag knows; and the boxes for signatures, in points.

    `is_tagged` says whether the form's own tags are there: without them nobody can say what was typed onto the page.
    """

    text: str
    added: str
    is_tagged: bool
    signature_boxes: tuple[_Box, ...]


def printed_pages(data: bytes) -> tuple[PrintedPage, ...]:
    """Return the pages; raise TooLarge, or pypdfium2.PdfiumError where they cannot be shown."""
    pages: list[PrintedPage] = []
    characters = Visits(MOST_CHARACTERS)
    with pypdfium2.PdfDocument(data) as pdf:
        if len(pdf) > MOST_PAGES:
            raise TooLarge
        for page in pdf:
            pages.append(_page(page))
            characters.count(len(pages[-1].text))
    return tuple(pages)


def _page(page: Any) -> PrintedPage:
    text = page.get_textpage()
    try:
        words = " ".join(str(text.get_text_range(errors="replace")).split())
        shapes = list(_text_objects(page))
        added = [_text_of(shape, text) for shape, is_marked in shapes if not is_marked]
        return PrintedPage(
            words,
            " ".join(" ".join(added).split()),
            any(is_marked for _, is_marked in shapes),
            tuple(_signature_boxes(page, text)),
        )
    finally:
        text.close()


def _text_objects(page: Any) -> Iterator[tuple[Any, bool]]:
    """Yield a page's pieces of text, each with whether it or what it stands in is marked, as all of a form is."""
    objects = Visits(_MOST_OBJECTS)
    for shape in page.get_objects(max_depth=_DEEPEST):
        objects.count()
        if shape.type == pdfium.FPDF_PAGEOBJ_TEXT:
            around, is_marked = shape, False
            while around is not None and not is_marked:
                is_marked = pdfium.FPDFPageObj_CountMarks(around.raw) > 0
                around = around.container
            yield shape, is_marked


def _text_of(shape: Any, text: Any) -> str:
    size = pdfium.FPDFTextObj_GetText(shape.raw, text.raw, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFTextObj_GetText(shape.raw, text.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace")


def _signature_boxes(page: Any, text: Any) -> Iterator[_Box]:
    """Yield the space to the right of each label for a signature, up to the next such label of its row."""
    labels = []
    searcher = text.search(LABELS["signature"], match_case=True, match_whole_word=True)
    while found := searcher.get_next():
        labels.append(text.get_charbox(found[0])[:2] + text.get_charbox(found[0] + found[1] - 1)[2:])
    searcher.close()
    for _, bottom, right, top in labels:
        following = [other[0] for other in labels if other[0] > right and abs(other[1] - bottom) < _MARGIN]
        yield right, bottom - _MARGIN, min((*following, page.get_width())), top + _MARGIN
