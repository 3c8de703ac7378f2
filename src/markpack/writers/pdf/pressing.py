"""A mark sheet's pages cut into what stays and what varies, for one way of ending pages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pikepdf

from markpack.documents.mark_sheet import MarkSheet, Stage
from markpack.writers.html import Layouts
from markpack.writers.pdf import lay_out
from markpack.writers.pdf.assembly import Assembly
from markpack.writers.pdf.content import CutPage, simplified
from markpack.writers.pdf.embedding import Fonts
from markpack.writers.pdf.fill import Fill, Remembered, shown
from markpack.writers.pdf.holes import TOKEN, Hole, find_holes
from markpack.writers.pdf.moving import find_moving
from markpack.writers.pdf.properties import varying_bodies
from markpack.writers.plate import HEAD, STATE, DoesNotFit

_TO_SPARE = 0.5  # pixels: a page is never filled closer to its end
_MOST_ASSEMBLIES = 16

Fills = Mapping[str, Fill]
"""What is imprinted, by the names of fields."""


class Pressing:
    """The pages of one variant with a token in every hole, ready to be imprinted.

    `pages` are WeasyPrint's, `rooms` and `holes` what was found on them.
    """

    def __init__(self, marked: MarkSheet, html: str, layouts: Layouts) -> None:
        """Lay out a specimen's page. Raises LayoutError as `write_pdf` does.

        Raises DoesNotFit if the layout uses a token for what cannot be imprinted.
        """
        document, data = lay_out(
            html,
            marked.properties,
            marked.form.branding,
            layouts,
            fillable=marked.stage is Stage.BLANK,
            attachments=(marked.record,) if marked.record else (),
        )
        self.pages: Any = document.pages
        self.holes, self.rooms = find_holes(document.pages)
        if reason := _unlike(html, self.holes, marked):
            raise DoesNotFit(reason)
        self.measures = {hole.name: hole.measure for hole in self.holes}
        if any(hole.measure != self.measures[hole.name] for hole in self.holes):
            raise DoesNotFit("a value is printed in several ways")
        self._spots = {hole.spot: hole for hole in self.holes}
        self._shown = Remembered[bytes]()
        self._assemblies: dict[tuple[int, ...], Assembly] = {}
        self._cut(data)

    def forget_layout(self) -> None:
        """Give up WeasyPrint's pages, which take much memory."""
        self.pages = ()

    def grown(self, fills: Fills) -> Iterator[tuple[int, float, float]]:
        """Yield what grows: the page, the lower edge there, and by how many pixels it moves down."""
        for number, page in enumerate(self._pages):
            growths: dict[float, float] = {}
            for hole in page.holes:
                more = (len(fills[hole.name].lines) - 1) * hole.leading - hole.slack
                if hole.edge is not None and more > 0:
                    growths[hole.edge] = max(more, growths.get(hole.edge, 0.0))
            yield from ((number, edge, more) for edge, more in growths.items())

    def imprint(self, sheet: MarkSheet, fills: Fills) -> bytes:
        """Return the file of a sheet with these fills. Raises DoesNotFit if a page would run over."""
        growths: list[dict[float, float]] = [{} for _ in self._pages]
        for number, edge, more in self.grown(fills):
            growths[number][edge] = more
        shifts = [_shifts(page, by) for page, by in zip(self._pages, growths, strict=True)]
        values = {spot: self._show(hole, fills[hole.name]) for spot, hole in self._spots.items()}
        objects: dict[int, bytes] = {}
        for number, page, by in zip(self._contents, self._pages, shifts, strict=True):
            objects[number] = page.filled(fills, values, by)
        for moving in self._moving:
            page, by = self._pages[moving.page], shifts[moving.page]
            if any(by):
                objects[moving.number] = moving.moved(lambda height, page=page, by=by: by[page.band(height)])  # type: ignore[misc]
        for number, body in self._bodies.items():
            objects[number] = body(sheet)
        return self._with_fonts(fills).file(objects)

    def _show(self, hole: Hole, fill: Fill) -> bytes:
        """Return the operators that show a fill."""
        return self._shown.get(hole.spot, fill.value, lambda: shown(hole, fill))

    def _with_fonts(self, fills: Fills) -> Assembly:
        """Return the file's assembly with the letters that these values need."""
        used = dict.fromkeys(self._fonts.styles, 1)
        for hole in self._spots.values():
            used[hole.typeface] |= fills[hole.name].repertoires
        key = tuple(used.values())
        if key not in self._assemblies:
            if len(self._assemblies) >= _MOST_ASSEMBLIES:
                self._assemblies.clear()
            self._assemblies[key] = self._assembly.with_objects(self._fonts.objects(key))
        return self._assemblies[key]

    def _cut(self, data: bytes) -> None:
        """Take the file apart: what every copy has, and what is put in its place."""
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                page.Contents.write(simplified(page.Contents.read_bytes()))
            self._pages = [
                CutPage(page, [hole for hole in self.holes if hole.page == number], room)
                for number, (page, room) in enumerate(zip(pdf.pages, self.rooms, strict=True))
            ]
            self._fonts = Fonts(pdf, {name: style for page in self._pages for name, style in page.fonts.items()})
            self._contents = [page.Contents.objgen[0] for page in pdf.pages]
            self._moving = list(find_moving(pdf))
            self._bodies = varying_bodies(pdf)
            self._assembly = Assembly(pdf, {*self._contents, *self._bodies, *self._fonts.numbers, *self._fonts.gone})


def _shifts(page: CutPage, growths: Mapping[float, float]) -> list[float]:
    """Return how far each band of a page moves down. Raises DoesNotFit if the page would run over."""
    if growths and page.room.filled + sum(growths.values()) > page.room.limit - _TO_SPARE:
        raise DoesNotFit("a page would run over")
    return page.shifts(growths)


def _unlike(html: str, holes: Sequence[Hole], marked: MarkSheet) -> str:
    """Return why a layout cannot be imprinted, or nothing: all that it prints was found on its pages, once."""
    printed = re.findall('data-field="([^"]*)"', html)
    expected = sorted(name for name in printed if marked.values.get(name) == TOKEN)
    found = sorted(hole.name for hole in holes if hole.name not in (STATE, HEAD))
    states = [hole for hole in holes if hole.name == STATE]
    heads = {hole.page for hole in holes if hole.name == HEAD}
    if expected != found or len(set(found)) != len(found) or len(states) != bool(marked.state) or not heads:
        return "the layout does not print each value once"
    return ""
