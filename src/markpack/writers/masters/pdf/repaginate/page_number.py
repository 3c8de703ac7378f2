"""The number of a page, and of all pages, in its head or foot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.slot_text import Fill, Remembered, fill
from markpack.writers.masters.pdf.slots import TOKEN, Hole, MarginText
from markpack.writers.masters.pdf.text_shaping import typeface

NAME = "@folio"
_NUMBER, _TOTAL = "\0number\0", "\0total\0"
_SAME = 0.05  # pixels
_WIDE = 10_000.0  # pixels: its box is as wide as it needs

Margins = Sequence[Sequence[MarginText]]
"""What pages have in their heads and feet: the text of each, in an order that is the same on all."""


@dataclass(frozen=True)
class Folio:
    """How pages are numbered: `place` is which of a page's texts it is, `hole` where it is printed."""

    place: int
    hole: Hole
    template: str
    fills: Remembered[Fill]

    def fill(self, number: int, total: int) -> Fill:
        """Return what stands on one of so many pages; pages are counted from 1."""
        text = self.template.replace(_NUMBER, str(number)).replace(_TOTAL, str(total))
        return self.fills.get(NAME, text, lambda: fill(self.hole, text))


def find_folio(margins: Margins, others: Margins) -> Folio | None:
    """Return how a form's pages are numbered, None if they are not; `others` are the same form's on fewer pages.

    Raises DoesNotFit if something else differs from page to page as well, or it cannot be told what does.
    """
    if len({len(page) for page in (*margins, *others)}) != 1:
        raise DoesNotFit("pages have different heads and feet")
    places = [place for place, texts in enumerate(zip(*margins, strict=True)) if len({it.text for it in texts}) > 1]
    fixed = [(page, place) for page in others for place in range(len(page)) if place not in places]
    if len(places) > 1 or any(page[place].text != margins[0][place].text for page, place in fixed):
        raise DoesNotFit("pages have different heads and feet")
    if not places:
        return None
    texts = [page[places[0]] for page in margins]
    hole = _hole(texts[0])
    template = _template([it.text for it in texts])
    folio = Folio(places[0], hole, template, Remembered())
    found = [page[places[0]].text for page in others]
    if found != [folio.fill(number, len(found)).value for number in range(1, len(found) + 1)] or any(
        abs(_hole(it).x - hole.x) > _SAME or it.y != hole.y for it in texts
    ):
        raise DoesNotFit("pages are numbered in a way of their own")
    return folio


def _hole(text: MarginText) -> Hole:
    face = typeface(text.typeface, text.size)
    x = text.x + text.share * (face.width(text.text) - face.width(TOKEN))
    return Hole(
        name=NAME, page=0, x=x, y=text.y, width=_WIDE, leading=0.0, share=text.share, typeface=text.typeface,
        size=text.size, edge=None, slack=0.0,
    )  # fmt: skip


def _template(texts: Sequence[str]) -> str:
    """Return the text of all pages with marks in the place of the page's number and that of all."""
    pieces = [re.split(r"(\d+)", text) for text in texts]
    if len({len(of_page) for of_page in pieces}) != 1:
        raise DoesNotFit("pages are numbered in a way of their own")
    result = []
    for of_all in zip(*pieces, strict=True):
        if len(set(of_all)) > 1:
            result.append(_NUMBER)
        else:
            result.append(_TOTAL if of_all[0] == str(len(texts)) else of_all[0])
    return "".join(result)
