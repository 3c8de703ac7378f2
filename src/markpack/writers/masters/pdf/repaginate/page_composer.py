"""Pages put together from parts, each of which is laid out once, at the beginning of a page of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pikepdf

from markpack.documents.mark_sheet.view import MarkSheet
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.master import HEAD, DoesNotFit
from markpack.writers.masters.pdf.deflate_splice import Lasting, deflated
from markpack.writers.masters.pdf.file_writer import Assembly, container_body, deflated_stream, open_dictionary
from markpack.writers.masters.pdf.font_subsets import Fonts
from markpack.writers.masters.pdf.metadata import varying_bodies
from markpack.writers.masters.pdf.movable_objects import find_moving
from markpack.writers.masters.pdf.prototype import Fills, LaidOut, grown
from markpack.writers.masters.pdf.repaginate.isolated_part import Alone, Place
from markpack.writers.masters.pdf.repaginate.page_number import Margins, find_folio
from markpack.writers.masters.pdf.repaginate.pagination import Flow, Pages, Part, Placed, parts_apart
from markpack.writers.masters.pdf.repaginate.structure_tree import Joined, elements, owner_numbers, parents, references
from markpack.writers.masters.pdf.slots import Hole, Room

_POINTS = 0.75  # in a pixel
_SHOWN = re.compile(rb"1 0 0 -1 (\S+) (\S+) Tm\n(/\S+) ")
_LEADING = "\0{}"
_MOST_COMPANIES = 512
_QUICK = 1


@dataclass(frozen=True)
class _Company:
    """What is the same wherever the same parts share a page.

    `objects` are bodies by number, `tops` the elements that are in no other of the page's, and `owners` those that own
    its marked content, as the tree of parents has them.
    """

    objects: Mapping[int, bytes]
    tops: Sequence[int]
    owners: bytes


class Composition(LaidOut):
    """A form whose pages may end before any part."""

    def __init__(self, marked: MarkSheet, html: str, layouts: Layouts, flow: Flow, margins: Margins) -> None:
        """Lay out every part on a page of its own. `margins` are those of the form as it is usually laid out.

        Raises what LaidOut does, and DoesNotFit where parts are not what they are among others.
        """
        super().__init__(marked, html.replace("</head>", f"<style>{flow.apart}</style></head>", 1), layouts)
        parts = parts_apart(self.pages, self.rooms, flow)
        self._leading = [replace(parts[0], name=_LEADING.format(page), page=page) for page in range(parts[0].page)]
        self._folio = find_folio(self.margins, margins)
        self._companies: dict[tuple[str, ...], _Company] = {}
        with pikepdf.open(io.BytesIO(self.data)) as pdf:
            self._take_apart(pdf, [*self._leading, *parts], flow)
        self.forget_layout()

    def imprint(self, sheet: MarkSheet, fills: Fills, pages: Pages) -> bytes:
        """Return the file of a sheet whose parts stand on these pages."""
        everything = [*((Placed(part.name, 0.0),) for part in self._leading), *pages]
        objects = {number: body(sheet) for number, body in self._bodies.items()}
        filled = [(hole, fills[hole.name]) for hole in self.holes]
        tops: list[int] = []
        owners = dict(self._other_owners)
        for number, placed in enumerate(everything, start=1):
            first = self._alone[placed[0].name]
            company = self._company(tuple(it.name for it in placed))
            objects |= company.objects
            tops += company.tops
            owners[first.index] = company.owners
            pieces = [piece for it in placed for piece in self._drawn(it, first, fills, objects)]
            if paper := first.paper:
                pieces[:0] = _moved(0.0, paper.pieces(fills, {}, paper.shifts({})))
            shown = {hole.spot: self.show(hole, fills[HEAD]) for hole in first.margins.values() if hole.name == HEAD}
            if self._folio:
                folio = self._folio.fill(number, len(everything))
                filled.append((self._folio.hole, folio))
                shown[self._folio.hole.spot] = self.show(self._folio.hole, folio)
            pieces += _moved(0.0, first.around.pieces(fills, shown, first.around.shifts({})))
            objects[first.content] = deflated_stream(deflated(pieces))
        firsts = [self._alone[placed[0].name].page for placed in everything]
        objects[self._root] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(firsts), references(firsts))
        objects[self._document] = b"%s/K[%s]>>" % (self._document_text, references(tops))
        nums = b"".join(b" %d %s" % entry for entry in sorted(owners.items()))
        objects[self._owners_container] = container_body([(self._owners, b"<</Nums[%s]>>" % nums)], _QUICK)
        return self.with_fonts(filled).file(objects)

    def _drawn(
        self, placed: Placed, first: Alone, fills: Fills, objects: dict[int, bytes]
    ) -> Iterator[Lasting | bytes]:
        """Yield what draws a part on the page that `first` begins; add to `objects` what moves with it."""
        alone = self._alone[placed.name]
        down = placed.top - alone.top if alone is not first else 0.0
        cut = alone.whole if alone is first else alone.continued
        shifts = cut.shifts(grown(cut, fills))
        shown = {hole.spot: self.show(hole, fills[hole.name]) for hole in cut.holes}
        yield from _moved(down, cut.pieces(fills, shown, shifts))
        for moving in alone.moving:
            body = moving.moved(lambda height: down + shifts[cut.band(height)])
            objects[moving.number] = body.replace(b" %d 0 R" % alone.page, b" %d 0 R" % first.page)

    def _company(self, names: tuple[str, ...]) -> _Company:
        found = self._companies.get(names)
        if found is None:
            if len(self._companies) >= _MOST_COMPANIES:
                self._companies.clear()
            found = self._companies[names] = self._together([self._alone[name] for name in names])
        return found

    def _together(self, alone: Sequence[Alone]) -> _Company:
        """Put the elements of parts together that share a page, those around several of them once."""
        first = alone[0]
        annotations = [number for it in alone for number in it.annotations]
        objects = {first.page: first.page_body(references(annotations))}
        joined = Joined(first.page, self._document)
        owners: list[int] = []
        for it in alone:
            standing = joined.add(it.part, it.tree)
            objects[self._containers[it.part.name]] = it.tree.body(standing)
            owners += [0] * (it.base + len(it.owners) - len(owners))
            gone = it.tree.before if standing.continues else ()
            owners[it.base : it.base + len(it.owners)] = [0 if owner in gone else owner for owner in it.owners]
        return _Company(objects | joined.wrappers(), joined.tops, b"[%s]" % references(owners))

    def _take_apart(self, pdf: pikepdf.Pdf, parts: Sequence[Part], flow: Flow) -> None:
        alone = self._parts_of(pdf, parts, flow)
        self._alone = {it.part.name: it for it in alone}
        (document,) = pdf.Root.StructTreeRoot.K
        if sum(len(it.tree.tops) for it in alone) != len(document.K):
            raise DoesNotFit("parts have another structure than their layout")
        self._document, self._document_text = document.objgen[0], open_dictionary(document, ("/K",))
        self._root, self._owners = pdf.Root.Pages.objgen[0], pdf.Root.StructTreeRoot.ParentTree.objgen[0]
        self._bodies = varying_bodies(pdf)
        self.fonts = Fonts(pdf, _faces(alone))
        free = max(entry.objgen[0] for entry in pdf.objects if entry is not None) + 1
        self._containers = {it.part.name: number for number, it in enumerate(alone, start=free)}
        self._owners_container = free + len(alone)
        own = {
            self._root, self._owners, *elements(document), *self._bodies, *self.fonts.numbers, *self.fonts.gone,
            *(it.page for it in alone), *(it.content for it in alone), *(it.number for at in alone for it in at.moving),
        }  # fmt: skip
        held = {self._containers[it.part.name]: it.tree.numbers for it in alone}
        self.assembly = Assembly(pdf, own, held | {self._owners_container: [self._owners]})

    def _parts_of(self, pdf: pikepdf.Pdf, parts: Sequence[Part], flow: Flow) -> list[Alone]:
        """Return the parts with what each has on its page."""
        owned = parents(pdf)
        indices = [int(page.obj.StructParents) for page in pdf.pages]
        owners = [owner_numbers(owned.pop(index)) for index in indices]
        self._other_owners = {index: references([owner.objgen[0]]) for index, owner in owned.items()}
        leading = len(self._leading)
        bases = flow.numbered([len(of_page) for of_page in owners[leading:]], leading)
        moving = list(find_moving(pdf))
        return [
            Alone(
                pdf, part, Room(self.pages[at]._page_box.content_box_y(), self.rooms[at].limit),
                [hole for hole in self.holes if hole.page == at and hole.name != HEAD], self._in_margins(at),
                owners[at], base, [it for it in moving if it.page == at],
            )
            for at, (part, base) in enumerate(zip(parts, bases, strict=True))
        ]  # fmt: skip

    def _in_margins(self, page: int) -> dict[Place, Hole]:
        """Return what varies in a page's head and foot, by its place."""
        result = {(hole.x, hole.y): hole for hole in self.holes if hole.page == page and hole.name == HEAD}
        if self._folio:
            printed = self.margins[page][self._folio.place]
            result[printed.x, printed.y] = self._folio.hole
        return result


def _faces(alone: Sequence[Alone]) -> dict[str, str]:
    """Return the typefaces of what is imprinted, by the names that fonts have on the pages."""
    result = {}
    for it in alone:
        at = {_near(x, y): hole for (x, y), hole in it.texts()}
        for x, y, name in _SHOWN.findall(it.stream):
            if hole := at.get(_near(float(x), float(y))):
                result[name.decode()] = hole.typeface
    return result


def _near(x: float, y: float) -> Place:
    return round(x, 1), round(y, 1)


def _moved(down: float, pieces: Iterator[Lasting | bytes]) -> Iterator[Lasting | bytes]:
    """Yield what draws something so many pixels further down, and leaves nothing of that behind."""
    yield b"q\n1 0 0 1 0 %.4f cm\n" % (-down * _POINTS) if down else b"q\n"
    yield from pieces
    yield b"Q\n"
