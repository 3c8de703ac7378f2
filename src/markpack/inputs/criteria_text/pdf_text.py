"""What a PDF says, passage by passage: by its structure where it is tagged, as ours are, else page by page."""

from __future__ import annotations

import ctypes
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from markpack.errors import Place
from markpack.inputs.criteria_text.compare import Passage
from markpack.inputs.files.visits import TooLarge, Visits
from markpack.inputs.problems import Problems
from markpack.model.forms.identity import PROPERTIES

MOST_PAGES = 500
MOST_CHARACTERS = 1_000_000
MOST_VISITS = 200_000
"""The most elements of structure trees and hundreds of letters that are looked at, as often as they are."""
DEEPEST = 100
_REPEATS_ITSELF = "The PDF’s structure repeats itself, or is too large for a brief or a mark sheet."

_BLOCKS = {"P", "TH", "TD", "LI", "LBody", "Lbl", "Caption", "H", *(f"H{level}" for level in range(1, 7))}
_CELLS = {"TH", "TD"}


def read_pdf(
    _path: Path, data: bytes, file: str, problems: Problems
) -> tuple[Mapping[str, str], tuple[Passage, ...]] | None:
    """Return a PDF's properties and passages; None, with the problem noted, where it cannot be read."""
    place = Place(file)
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            properties = {name: str(pdf.get_metadata_value(name)) for name in PROPERTIES}
            return properties, tuple(_passages(pdf))
    except TooLarge as error:
        problems.error(place, str(error) or _REPEATS_ITSELF, "Check that it is the right file.")
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            problems.error(place, "The PDF is protected by a password.", "Save it without a password.")
        else:
            remedy = "Open it in a PDF reader and save it again, or ask for it again."
            problems.error(place, "The file is not a readable PDF.", remedy)
    return None


def _passages(pdf: pypdfium2.PdfDocument) -> Iterator[Passage]:
    if len(pdf) > MOST_PAGES:
        raise TooLarge(f"The PDF has {len(pdf)} pages; at most {MOST_PAGES} are read.")
    characters = 0
    visits = Visits(MOST_VISITS)
    for page in pdf:
        text = page.get_textpage()
        characters += text.count_chars()
        if characters > MOST_CHARACTERS:
            raise TooLarge(f"The PDF has more than {MOST_CHARACTERS} characters; no brief or mark sheet has.")
        yield from _passages_on(page, text, visits)


def _passages_on(page: Any, text: Any, visits: Visits) -> Iterator[Passage]:
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    try:
        blocks = _Blocks(_marked_texts(text), visits)
        if tree:
            for position in range(pdfium.FPDF_StructTree_CountChildren(tree)):
                if element := pdfium.FPDF_StructTree_GetChildAtIndex(tree, position):
                    blocks.visit(element, None, 0)
        blocks.close(None)
        if blocks.passages:
            yield from blocks.passages
        else:
            yield Passage(str(text.get_text_range(errors="replace")))
    finally:
        if tree:
            pdfium.FPDF_StructTree_Close(tree)
        text.close()


def _marked_texts(text: Any) -> dict[int, str]:
    """Return the page's text by the number of its marked content; spaces that are only shown go with what is before."""
    letters: dict[int, list[int]] = defaultdict(list)
    number = -1
    for position in range(text.count_chars()):
        if shape := pdfium.FPDFText_GetTextObject(text, position):
            number = pdfium.FPDFPageObj_GetMarkedContentID(shape)
        letters[number].append(pdfium.FPDFText_GetUnicode(text, position))
    return {number: _decoded(codes) for number, codes in letters.items()}


def _decoded(codes: list[int]) -> str:
    """Return the text of UTF-16 code units, some of which may be halves of a character without the other."""
    return array("H", (code & 0xFFFF for code in codes)).tobytes().decode(f"utf-16-{sys.byteorder[0]}e", "replace")


@dataclass
class _Blocks:
    """Gathers the passages of a structure tree: the text of each paragraph, cell, heading and list item."""

    texts: Mapping[int, str]
    visits: Visits
    passages: list[Passage] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def visit(self, element: Any, column: int | None, depth: int) -> None:
        """Take in an element's text and that of all below it."""
        self.visits.count()
        if depth > DEEPEST:
            return
        is_block = _type(element) in _BLOCKS
        if is_block:
            self.close(column)
        # A child is either an element or marked content, and the two are asked for by the same index.
        cell = 0
        for position in range(pdfium.FPDF_StructElement_CountChildren(element)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, position)
            if not child:
                number = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, position)
                shown = self.texts.get(number, "") if number >= 0 else ""
                self.visits.count(1 + len(shown) // 100)
                self._open.append(shown)
            elif _type(child) in _CELLS:
                self.visit(child, cell, depth + 1)
                cell += 1
            else:
                self.visit(child, column, depth + 1)
        if is_block:
            self.close(column)

    def close(self, column: int | None) -> None:
        """End the passage that is being gathered."""
        if (text := "".join(self._open)).strip():
            self.passages.append(Passage(text, column=column))
        self._open = []


def _type(element: Any) -> str:
    size = pdfium.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_StructElement_GetType(element, buffer, size)
    return buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace")
