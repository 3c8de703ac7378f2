"""What is printed on the pages of a PDF, outside of its fields, and what somebody typed onto them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from markpack.inputs.criteria_text.pdf_text import MOST_CHARACTERS, MOST_PAGES
from markpack.inputs.files.visits import TooLarge, Visits
from markpack.model.forms.labels import LABELS

_ARTIFACT = -1
_LONGEST_NAME = 200
_STYLE = re.compile("Regular|Bold|Italic|Oblique|[-, ]")
MOST_OBJECTS = 50_000
_DEEPEST = 40  # the most that PDFium draws within each other


@dataclass(frozen=True)
class PrintedPage:
    """The text of a page with single spaces, and what of it is not the form's.

    `is_tagged` says whether the form's own tags are there: without them nobody can say what was typed onto the page.
    """

    text: str
    added: str
    is_tagged: bool


@dataclass(frozen=True)
class _Piece:
    """A piece of a page's text: its font, the number of its tag (-1: an artifact, None: no tag at all)."""

    text: str
    font: str
    tag: int | None


@dataclass(frozen=True)
class _Page:
    text: str
    pieces: tuple[_Piece, ...]

    @property
    def in_order(self) -> tuple[_Piece, ...]:
        """The pieces whose tags ascend, before any artifact: as a form is written, and no overlay behind it."""
        tags = [piece.tag for piece in self.pieces]
        end = tags.index(_ARTIFACT) if _ARTIFACT in tags else len(tags)
        return tuple(piece for piece, is_next in zip(self.pieces[:end], _ascending(tags), strict=False) if is_next)

    def added(self, fonts: Set[str]) -> str:
        """Return the text that is not the form's, whose pages have these fonts; none known where it is empty."""
        tags = [piece.tag for piece in self.pieces]
        texts = (
            piece.text
            for piece, is_own in zip(self.pieces, _unrepeated(tags), strict=True)
            if not is_own or (fonts and piece.font not in fonts)
        )
        return " ".join(" ".join(texts).split())


def _ascending(tags: Sequence[int | None]) -> Iterator[bool]:
    """Say of each tag whether it is an artifact's, or not below those before it; no tag is not."""
    highest = _ARTIFACT
    for tag in tags:
        yield tag is not None and (tag == _ARTIFACT or tag >= highest)
        highest = max(highest, _ARTIFACT if tag is None else tag)


def _unrepeated(tags: Sequence[int | None]) -> Iterator[bool]:
    """Say of each tag whether it ascends, or is new on the page: where a table goes on, its tags may be lower.

    What is laid over a page begins anew, with tags that are there already.
    """
    seen: set[int | None] = set()
    before: int | None = None
    for tag, is_next in zip(tags, _ascending(tags), strict=True):
        yield is_next or (tag is not None and (tag == before or tag not in seen))
        seen.add(tag)
        before = tag


def printed_pages(data: bytes) -> tuple[PrintedPage, ...]:
    """Return the pages; raise TooLarge, or pypdfium2.PdfiumError where they cannot be shown."""
    pages: list[_Page] = []
    characters = Visits(MOST_CHARACTERS)
    with pypdfium2.PdfDocument(data) as pdf:
        if len(pdf) > MOST_PAGES:
            raise TooLarge
        for page in pdf:
            pages.append(_page(page))
            characters.count(len(pages[-1].text))
    # What another program adds is in fonts of its own, whatever tags it has; a page of another document altogether.
    is_form = [LABELS["registration"] in page.text for page in pages]
    own = {piece.font for page, known in zip(pages, is_form, strict=True) for piece in page.in_order if known}
    fonts = own | {piece.font for page in pages if own & _fonts(page) for piece in page.in_order}
    return tuple(
        PrintedPage(
            page.text,
            page.added(fonts),
            any(piece.tag is not None for piece in page.pieces) or bool(fonts),
        )
        for page in pages
    )


def _fonts(page: _Page) -> set[str]:
    return {piece.font for piece in page.in_order}


def _page(page: Any) -> _Page:
    text = page.get_textpage()
    try:
        words = " ".join(str(text.get_text_range(errors="replace")).split())
        pieces = (_Piece(_text_of(shape, text), _font_of(shape), tag) for shape, tag in _text_objects(page))
        return _Page(words, tuple(pieces))
    finally:
        text.close()


def _text_objects(page: Any) -> Iterator[tuple[Any, int | None]]:
    """Yield a page's pieces of text, each with the number of the tag that it or what it stands in has."""
    objects = Visits(MOST_OBJECTS)
    for shape in page.get_objects(max_depth=_DEEPEST):
        objects.count()
        if shape.type == pdfium.FPDF_PAGEOBJ_TEXT:
            around, tag = shape, None
            while around is not None and tag is None:
                tag = _tag_of(around)
                around = around.container
            yield shape, tag


def _tag_of(shape: Any) -> int | None:
    """Return the number of a shape's tag, _ARTIFACT where it is marked without one, None where it is not marked."""
    count = pdfium.FPDFPageObj_CountMarks(shape.raw)
    if count <= 0:
        return None
    number = ctypes.c_int(_ARTIFACT)
    for position in range(count):
        mark = pdfium.FPDFPageObj_GetMark(shape.raw, position)
        if pdfium.FPDFPageObjMark_GetParamIntValue(mark, b"MCID", ctypes.byref(number)):
            break
    return number.value


def _font_of(shape: Any) -> str:
    """Return the family of a text's font: a name may stand in bold letters on a page, and in others in its head."""
    font = pdfium.FPDFTextObj_GetFont(shape.raw)
    buffer = ctypes.create_string_buffer(_LONGEST_NAME)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, _LONGEST_NAME)
    return _STYLE.sub("", buffer.value.decode("utf-8", "replace").rpartition("+")[2])


def _text_of(shape: Any, text: Any) -> str:
    size = pdfium.FPDFTextObj_GetText(shape.raw, text.raw, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFTextObj_GetText(shape.raw, text.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace")
