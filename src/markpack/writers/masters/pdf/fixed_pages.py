"""A mark sheet's pages as they are laid out once, cut into what stays and what varies."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

import pikepdf

from markpack.documents.mark_sheet.view import MarkSheet
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.content_stream import CutPage, simplified
from markpack.writers.masters.pdf.file_writer import Assembly
from markpack.writers.masters.pdf.font_subsets import Fonts
from markpack.writers.masters.pdf.metadata import varying_bodies
from markpack.writers.masters.pdf.movable_objects import find_moving
from markpack.writers.masters.pdf.prototype import Fills, LaidOut, grown
from markpack.writers.masters.pdf.repaginate.stream_regions import operators


class Pressing(LaidOut):
    """The pages of one variant, ready to be imprinted; they end where they do while nothing has grown."""

    def __init__(self, marked: MarkSheet, html: str, layouts: Layouts) -> None:
        """Lay out and cut a specimen's page. Raises what LaidOut does."""
        super().__init__(marked, html, layouts)
        self._spots = {hole.spot: hole for hole in self.holes}
        with pikepdf.open(io.BytesIO(self.data)) as pdf:
            self._pages = [
                CutPage(
                    operators(simplified(page.Contents.read_bytes())),
                    [hole for hole in self.holes if hole.page == number],
                    room,
                )
                for number, (page, room) in enumerate(zip(pdf.pages, self.rooms, strict=True))
            ]
            self.fonts = Fonts(pdf, {name: style for page in self._pages for name, style in page.fonts.items()})
            self._contents = [page.Contents.objgen[0] for page in pdf.pages]
            self._moving = list(find_moving(pdf))
            self._bodies = varying_bodies(pdf)
            self.assembly = Assembly(pdf, {*self._contents, *self._bodies, *self.fonts.numbers, *self.fonts.gone})

    def grown(self, fills: Fills) -> Iterator[tuple[int, float, float]]:
        """Yield what grows: the page, the lower edge there, and by how many pixels it moves down."""
        for number, page in enumerate(self._pages):
            yield from ((number, edge, more) for edge, more in grown(page, fills).items())

    def imprint(self, sheet: MarkSheet, fills: Fills) -> bytes:
        """Return the file of a sheet with these fills. Raises DoesNotFit if a page would run over."""
        growths: list[dict[float, float]] = [{} for _ in self._pages]
        for number, edge, more in self.grown(fills):
            growths[number][edge] = more
        shifts = [_shifts(page, by) for page, by in zip(self._pages, growths, strict=True)]
        values = {spot: self.show(hole, fills[hole.name]) for spot, hole in self._spots.items()}
        objects: dict[int, bytes] = {}
        for number, page, by in zip(self._contents, self._pages, shifts, strict=True):
            objects[number] = page.filled(fills, values, by)
        for moving in self._moving:
            page, by = self._pages[moving.page], shifts[moving.page]
            if any(by):
                objects[moving.number] = moving.moved(lambda height, page=page, by=by: by[page.band(height)])  # type: ignore[misc]
        for number, body in self._bodies.items():
            objects[number] = body(sheet)
        return self.with_fonts((hole, fills[hole.name]) for hole in self._spots.values()).file(objects)


def _shifts(page: CutPage, growths: Mapping[float, float]) -> list[float]:
    """Return how far each band of a page moves down. Raises DoesNotFit if the page would run over."""
    if growths and page.room.runs_over(sum(growths.values())):
        raise DoesNotFit("a page would run over")
    return page.shifts(growths)
