"""The words that a PDF's annotations show: some programs put them nowhere else than into what is drawn."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
import pypdfium2

from markpack.inputs.criteria_text.pdf_text import MOST_CHARACTERS
from markpack.inputs.files.csv_tables import plain
from markpack.inputs.files.visits import TooLarge, Visits

_WITH_TEXT = ("/Font", "/XObject", "/Pattern")
_SHOWING = re.compile(rb"T[jJ]|['\"]|\bDo\b|\bscn\b")
"""The operators that show text, or something else that may."""


def shown_words(annotations: Sequence[tuple[Any, pikepdf.Page]]) -> tuple[str, ...]:
    """Return what each annotation shows, with the page that it stands on; empty where it shows no words.

    Raises TooLarge, or pypdfium2.PdfiumError where something cannot be shown.
    """
    words = [""] * len(annotations)
    with pikepdf.new() as scratch:
        owners = [
            position
            for position, (annotation, page) in enumerate(annotations)
            for drawing in _drawings(annotation)
            if _add_page(scratch, drawing, page)
        ]
        if not owners:
            return tuple(words)
        target = io.BytesIO()
        scratch.save(target)
    characters = Visits(MOST_CHARACTERS)
    with pypdfium2.PdfDocument(target.getvalue()) as pdf:
        for owner, page in zip(owners, pdf, strict=True):
            text = page.get_textpage()
            if text.count_chars() > MOST_CHARACTERS:
                raise TooLarge
            shown = " ".join(plain(str(text.get_text_range(errors="replace"))).split())
            characters.count(len(shown))
            text.close()
            words[owner] = " ".join(filter(None, (words[owner], shown)))
    return tuple(words)


def _drawings(annotation: Any) -> Iterator[Any]:
    """Yield what an annotation looks like as it is, and what a redaction lays over the page."""
    appearances = annotation.get("/AP")
    normal = appearances.get("/N") if isinstance(appearances, pikepdf.Dictionary) else None
    if isinstance(normal, pikepdf.Dictionary) and not isinstance(normal, pikepdf.Stream):
        normal = normal.get(str(annotation.get("/AS", "/Off")))
    yield from (entry for entry in (normal, annotation.get("/RO")) if isinstance(entry, pikepdf.Stream))


def _add_page(scratch: pikepdf.Pdf, drawing: Any, page: pikepdf.Page) -> bool:
    """Add a page with a drawing alone, as it is before it is turned or placed; say whether it may show words."""
    resources = drawing.get("/Resources")
    if not isinstance(resources, pikepdf.Dictionary):  # what the page has is meant
        resources = page.obj.get("/Resources")
        if isinstance(resources, pikepdf.Dictionary):
            drawing["/Resources"] = resources
    box = drawing.get("/BBox")
    is_area = isinstance(box, pikepdf.Array) and len(box) == 4
    if not is_area or not isinstance(resources, pikepdf.Dictionary) or not any(key in resources for key in _WITH_TEXT):
        return False
    if not _SHOWING.search(drawing.read_bytes()):
        return False
    copy = scratch.copy_foreign(drawing)
    if "/Matrix" in copy:
        del copy["/Matrix"]
    scratch.add_blank_page()
    added = scratch.pages[-1]
    added.obj.MediaBox = pikepdf.Array([number for number in box])
    added.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Drawn=copy))
    added.obj.Contents = scratch.make_stream(b"/Drawn Do")
    return True
