"""What a document has beside its parts: the heads, feet and paper of its pages, its properties, what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf

from markpack.model.forms.identity import HIDDEN_FIELD
from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.page_parts import TOKEN
from markpack.writers.masters.pdf.content_stream import PAGINATION, Drawing
from markpack.writers.masters.pdf.endless_page import EndlessPage, Resources
from markpack.writers.masters.pdf.objects import Exporter, Text, opened
from markpack.writers.masters.pdf.part_drawing import draw
from markpack.writers.masters.pdf.part_master import ATTACHED, DAY, HEAD, NUMBER, POINTS, TITLE, PageSlot, Skeleton
from markpack.writers.masters.pdf.placed import Slot
from markpack.writers.masters.pdf.text_shaping import typeface
from markpack.writers.masters.pdf.weasyprint_boxes import margin_texts

FIRST = 4711
"""The number of an endless page, which nothing else on it is called."""
_WIDTH, _HEIGHT = 595.275591, 841.889764  # points: A4


def skeleton(page: EndlessPage, document: Any) -> Skeleton:
    """Take what a document has beside its parts off an endless page. Raises DoesNotFit where it is unlike any known."""
    pdf = page.pdf
    exporter = Exporter()
    texts = margin_texts(document.pages[0])
    height = _HEIGHT if page.area.width * POINTS < _HEIGHT - 1 else _WIDTH
    up = height / POINTS - page.area.height
    limit = page.area.limit
    varying = [it for it in texts if it.text == TOKEN or str(FIRST) in it.text]
    slots = [_lifted(it.slot, limit, up) for it in varying]
    margins = [it for it in page.drawings if it.content == PAGINATION]
    papers = [it for it in page.drawings if page.is_paper(it)]
    places = {(round(it.slot.x, 1), round(it.slot.y, 1)) for it in varying}
    fixed = [it for it in margins if it.at and (round(it.at[0], 1), round(it.at[1], 1)) not in places]
    resources = Resources(pdf.pages[0].obj, fixed, exporter)
    lifted = [it.moved(up) if it.heights[0] > limit - 1 else it.moved(0.0) for it in margins]
    return Skeleton(
        top=page.area.top,
        limit=limit + up,
        width=page.area.width * POINTS,
        height=height,
        paper=draw([_fitted(it, limit, up) for it in papers], {}, (), (), resources.renamed),
        margins=draw(lifted, {}, slots, (), resources.renamed),
        slots=tuple(_slot(it.text, slot) for it, slot in zip(varying, slots, strict=True)),
        letters=resources.letters,
        resources=resources.named,
        shared=exporter.shared,
        catalog=_catalog(pdf, exporter),
        document=opened(exporter.text(pdf.Root.StructTreeRoot.K[0], left_out=("/K", "/P"))),
        info=tuple(_properties(pdf)),
        metadata=tuple(re.split(f"({TITLE}|{DAY})", pdf.Root.Metadata.read_bytes().decode())),
        hidden=_hidden(pdf, exporter),
        is_form="/AcroForm" in pdf.Root,
    )


def _slot(text: str, slot: Slot) -> PageSlot:
    if text == TOKEN:
        return PageSlot(HEAD, slot)
    before, _, rest = text.partition(str(FIRST))
    totals = list(re.finditer(r"\b1\b", rest))
    if len(totals) != 1:
        raise DoesNotFit("pages are numbered in a way of their own")
    face = typeface(slot.typeface, slot.size)
    slot = replace(slot, x=slot.x + slot.share * (face.width(text) - face.width(TOKEN)))
    return PageSlot(NUMBER, slot, before, rest[: totals[0].start()], rest[totals[0].end() :])


def _lifted(slot: Slot, limit: float, up: float) -> Slot:
    """Return a slot of an endless page's foot where a page's foot is."""
    return slot.moved(up) if slot.y > limit else slot


def _fitted(drawing: Drawing, limit: float, up: float) -> Drawing:
    """Return what adorns an endless page as it adorns a page."""
    if drawing.at is not None:
        raise DoesNotFit("a page is adorned with a picture")

    def step(it: Any) -> Any:
        numbers = list(it.numbers)
        if it.operator == b"re":
            bottom = numbers[1] + numbers[3]
            numbers[1] += up if numbers[1] > limit else 0.0
            numbers[3] = bottom + (up if bottom > limit else 0.0) - numbers[1]
        else:
            numbers[1::2] = [y + up if y > limit else y for y in numbers[1::2]]
        return replace(it, numbers=tuple(numbers))

    return replace(
        drawing,
        steps=tuple(map(step, drawing.steps)),
        clips=tuple(tuple(map(step, clip)) for clip in drawing.clips),
    )


_OWN = ("/Pages", "/StructTreeRoot", "/Outlines", "/Metadata", "/AcroForm")


def _catalog(pdf: pikepdf.Pdf, exporter: Exporter) -> Text:
    """Return the catalogue, open at its end, without what each document has of its own."""
    stream = pdf.Root.AF[0].EF.F.objgen if "/AF" in pdf.Root else None

    def special(entry: pikepdf.Object) -> Text | None:
        if entry.is_indirect and entry.objgen == stream:
            return (ATTACHED,)
        return None

    return opened(exporter.text(pdf.Root, special, left_out=_OWN))


def _properties(pdf: pikepdf.Pdf) -> Iterator[tuple[bytes, str]]:
    """Yield the file's properties."""
    for key, value in pdf.trailer.Info.items():
        yield pikepdf.Name(key).unparse(), str(value)


def _hidden(pdf: pikepdf.Pdf, exporter: Exporter) -> Text | None:
    """Return the hidden field that says what the file is, open at its end, without its value and its page."""
    if "/AcroForm" not in pdf.Root:
        return None
    field = next(field for field in pdf.Root.AcroForm.Fields if field.T == HIDDEN_FIELD)
    appearances = field.AP.N if "/AP" in field else None

    def special(entry: pikepdf.Object) -> Text | None:
        if entry.is_indirect and appearances is not None and entry.objgen == appearances.objgen:
            return (exporter.share(entry),)
        return None

    return opened(exporter.text(field, special, left_out=("/V", "/P", "/DA")))
