"""What has a place on a page without being drawn on it: entries of the outline, and fields to fill in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf

_POINTS = 0.75  # in a pixel
_MARK = 987654  # no page is so high


@dataclass(frozen=True)
class Moving:
    """An object that names heights on a page: text, and heights in pixels from the page's top between its pieces."""

    number: int
    page: int
    page_height: float
    pieces: tuple[bytes | float, ...]

    def moved(self, shift: Callable[[float], float]) -> bytes:
        """Return the object's body, each height moved down by what `shift` says of it."""
        return b"".join(
            piece if isinstance(piece, bytes) else b"%.6g" % ((self.page_height - piece - shift(piece)) * _POINTS)
            for piece in self.pieces
        )


def find_moving(pdf: pikepdf.Pdf) -> Iterator[Moving]:
    """Yield what would have to move with the content of a PDF's pages."""
    heights = [float(page.MediaBox[3]) / _POINTS for page in pdf.pages]
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    waiting = [pdf.Root.Outlines] if "/Outlines" in pdf.Root else []
    while waiting:
        entry = waiting.pop()
        waiting += [entry[key] for key in ("/First", "/Next") if key in entry]
        if "/Dest" in entry:
            number = numbers[entry.Dest[0].objgen]
            yield _moving(entry, entry.Dest, (3,), number, heights[number])
    for number, page in enumerate(pdf.pages):
        for annotation in page.get("/Annots", ()):
            if any(float(length) for length in annotation.Rect):
                yield _moving(annotation, annotation.Rect, (1, 3), number, heights[number])


def _moving(entry: pikepdf.Object, array: pikepdf.Object, places: tuple[int, ...], page: int, height: float) -> Moving:
    """Return an object cut at those places of one of its arrays that hold heights; the object stays as it was."""
    was = {place: array[place] for place in places}
    for place in places:
        array[place] = _MARK + place
    texts = re.split(
        rb"\b(%s)\b" % b"|".join(b"%d" % (_MARK + place) for place in places), entry.unparse(resolved=True)
    )
    for place, value in was.items():
        array[place] = value
    if len(texts) != 2 * len(places) + 1:
        raise AssertionError("an object's heights were not found in its text")
    pieces = (
        height - float(was[int(text) - _MARK]) / _POINTS if position % 2 else text
        for position, text in enumerate(texts)
    )
    return Moving(entry.objgen[0], page, height, tuple(pieces))
