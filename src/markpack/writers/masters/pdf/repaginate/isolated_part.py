"""A part of a form on a page of its own, as WeasyPrint laid it out, ready to stand on any page."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import pikepdf

from markpack.writers.masters.pdf.content_stream import CutPage, simplified
from markpack.writers.masters.pdf.file_writer import open_dictionary
from markpack.writers.masters.pdf.movable_objects import Moving
from markpack.writers.masters.pdf.repaginate.pagination import Part
from markpack.writers.masters.pdf.repaginate.stream_regions import (
    around,
    behind,
    below,
    flowing,
    operators,
    renumbered,
    undrawn,
)
from markpack.writers.masters.pdf.repaginate.structure_tree import PartTree
from markpack.writers.masters.pdf.slots import Hole, Room

Place = tuple[float, float]
"""Where on a page text begins, in pixels from its top left."""


class Alone:
    """A part, and the page that it is alone on; the page is cut when it is needed.

    `top` is where the part begins, below the head of its table. `page` and `content` are the numbers of the page's
    object and of its content stream's, `index` is its place in the tree of parents, and `owners` are the numbers of
    the elements that own its marked content, 0 for none, which counts from `base`.
    """

    def __init__(
        self,
        pdf: pikepdf.Pdf,
        part: Part,
        area: Room,
        holes: Sequence[Hole],
        margins: Mapping[Place, Hole],
        owners: Sequence[int],
        base: int,
        moving: Sequence[Moving],
    ) -> None:
        """Take a page of a PDF: its text area from `filled` to `limit`, the holes there, and those in its margins.

        Raises DoesNotFit as PartTree does.
        """
        page = pdf.pages[part.page]
        self.part, self.holes, self.margins, self.base, self.moving = part, holes, margins, base, moving
        self.top = area.filled + part.head
        self.page, self.content = page.obj.objgen[0], page.obj.Contents.objgen[0]
        self.index = int(page.obj.StructParents)
        self.annotations = [annotation.objgen[0] for annotation in page.obj.get("/Annots", ())]
        stream = simplified(page.Contents.read_bytes())
        self._packed = zlib.compress(stream, 1)
        nothing = undrawn(stream)
        self.owners = [0 if number in nothing else owner for number, owner in enumerate(owners)]
        self.tree = PartTree(pdf, part, base, nothing)
        self._area = area
        self._text = open_dictionary(page.obj, ("/Annots",))

    def page_body(self, annotations: bytes) -> bytes:
        """Return the body of the page's object, with references to what it has of fields to fill in."""
        return self._text + (b"/Annots[%s]>>" % annotations if annotations else b">>")

    def texts(self) -> Iterator[tuple[Place, Hole]]:
        """Yield the places of all that is imprinted."""
        yield from (((hole.x, hole.y), hole) for hole in self.holes)
        yield from self.margins.items()

    @property
    def stream(self) -> bytes:
        """The page's content stream."""
        return zlib.decompress(self._packed)

    @cached_property
    def whole(self) -> CutPage:
        """All that is in the text area, as where the part begins a page."""
        flow = flowing(operators(self.stream), self._area.filled, self._area.limit)
        return CutPage(renumbered(flow, self.base), self.holes, self._area)

    @cached_property
    def continued(self) -> CutPage:
        """The same where it follows others on a page: without the head of a table that goes on."""
        if not self.part.continues:
            return self.whole
        flow = below(flowing(operators(self.stream), self._area.filled, self._area.limit), self.top)
        return CutPage(renumbered(flow, self.base), self.holes, self._area)

    @cached_property
    def paper(self) -> CutPage | None:
        """What the page stands on, if it has a colour."""
        paper = behind(operators(self.stream), self._area.filled, self._area.limit)
        return CutPage(paper, (), self._area) if paper else None

    @cached_property
    def around(self) -> CutPage:
        """The page's head and foot."""
        rest = around(operators(self.stream), self._area.filled, self._area.limit)
        return CutPage(rest, (), self._area, self.margins)
