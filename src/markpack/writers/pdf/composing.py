"""Pages put together from parts, each of which is laid out once, at the beginning of a page of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pikepdf

from markpack.documents.mark_sheet import MarkSheet
from markpack.writers.html import Layouts
from markpack.writers.pdf.assembly import Assembly, container_body, deflated_stream
from markpack.writers.pdf.content import CutPage, simplified
from markpack.writers.pdf.deflating import Lasting, deflated
from markpack.writers.pdf.embedding import Fonts
from markpack.writers.pdf.flow import Flow, Pages, Part, Placed, parts_apart
from markpack.writers.pdf.folio import Margins, find_folio
from markpack.writers.pdf.holes import Hole, Room
from markpack.writers.pdf.laid_out import Fills, LaidOut, grown
from markpack.writers.pdf.moving import Moving, find_moving
from markpack.writers.pdf.properties import varying_bodies
from markpack.writers.pdf.slicing import around, behind, below, flowing, operators, renumbered, undrawn
from markpack.writers.pdf.structure import PartTree, Standing, elements, references, without_kids
from markpack.writers.plate import HEAD, DoesNotFit

_POINTS = 0.75  # in a pixel
_SHOWN = re.compile(rb"1 0 0 -1 (\S+) (\S+) Tm\n(/\S+) ")
_LEADING = "\0{}"
_MOST_COMPANIES = 512
_QUICK = 1


@dataclass
class _Alone:
    """A part as it was laid out, on a page of its own; cut when it is needed. Numbers are those of objects.

    `top` is where it begins, below the head of its table; `area` is the page's text area, from `filled` to `limit`,
    and `margins` says what varies around it, and where. Marked content counts from `base` and is owned by `owners`.
    """

    part: Part
    top: float
    area: Room
    holes: Sequence[Hole]
    margins: Mapping[tuple[float, float], Hole]
    stream: bytes
    page: int
    content: int
    page_text: bytes
    annotations: Sequence[int]
    index: int
    owners: Sequence[int]
    base: int = 0
    container: int = 0
    moving: list[Moving] = field(default_factory=list)
    tree: PartTree | None = None

    @cached_property
    def whole(self) -> CutPage:
        """All that is in the text area, as where the part begins a page."""
        flow = flowing(operators(self.stream), self.area.filled, self.area.limit)
        return CutPage(renumbered(flow, self.base), self.holes, self.area)

    @cached_property
    def continued(self) -> CutPage:
        """The same where it follows others on a page: without the head of a table that goes on."""
        if not self.part.continues:
            return self.whole
        flow = below(flowing(operators(self.stream), self.area.filled, self.area.limit), self.top)
        return CutPage(renumbered(flow, self.base), self.holes, self.area)

    @cached_property
    def undrawn(self) -> set[int]:
        """The numbers of the marked content that draws nothing, counted from 0; it is left out."""
        return undrawn(self.stream)

    @cached_property
    def behind(self) -> CutPage | None:
        """The page's paper, on which all else stands, if it has a colour."""
        paper = behind(operators(self.stream), self.area.filled, self.area.limit)
        return CutPage(paper, (), self.area) if paper else None

    @cached_property
    def around(self) -> CutPage:
        """The page's head and foot."""
        rest = around(operators(self.stream), self.area.filled, self.area.limit)
        return CutPage(rest, (), self.area, self.margins)


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
            if paper := first.behind:
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
        self, placed: Placed, first: _Alone, fills: Fills, objects: dict[int, bytes]
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

    def _together(self, alone: Sequence[_Alone]) -> _Company:
        """Put the elements of parts together that share a page, those around several of them once."""
        first = alone[0]
        annotations = [number for it in alone for number in it.annotations]
        listed = b"/Annots[%s]" % references(annotations) if annotations else b""
        objects = {first.page: first.page_text + listed + b">>"}
        tops: list[int] = []
        chain: list[int] = []
        kids: dict[int, list[int]] = {}
        opened: list[tuple[PartTree, int, int]] = []
        owners: list[int] = []
        for it in alone:
            tree = it.tree
            if tree is None:
                raise AssertionError("a part without elements")
            shared = it.part.shared if it is not first else 0
            continues = it is not first and it.part.continues
            outer = chain[:shared]
            chain = outer + tree.wrappers[shared:]
            into = kids[outer[-1]] if outer else tops
            into += tree.wrappers[shared : shared + 1] or ([tree.root] if outer else tree.tops)
            for level in range(shared, len(chain)):
                kids[chain[level]] = list(tree.kids[chain[level]])
                opened.append((tree, chain[level], chain[level - 1] if level else self._document))
            table = chain[tree.table_level] if tree.table_level >= 0 else 0
            standing = Standing(first.page, chain[-1] if chain else self._document, table, continues)
            objects[it.container] = tree.body(standing)
            owners += [0] * (it.base + len(it.owners) - len(owners))
            for number, owner in enumerate(it.owners):
                gone = number in it.undrawn or (continues and owner in tree.before)
                owners[it.base + number] = 0 if gone else owner
        for tree, number, parent in opened:
            objects[number] = tree.wrapper(number, parent, first.page, kids[number])
        return _Company(objects, tops, b"[%s]" % references(owners))

    def _take_apart(self, pdf: pikepdf.Pdf, parts: Sequence[Part], flow: Flow) -> None:
        tree = pdf.Root.StructTreeRoot.ParentTree
        owned = {int(tree.Nums[at]): tree.Nums[at + 1] for at in range(0, len(tree.Nums), 2)}
        alone = [self._of_part(pdf, part, owned) for part in parts]
        self._alone = {it.part.name: it for it in alone}
        counts = [len(it.owners) for it in alone]
        for it, base in zip(alone, flow.numbered(counts[len(self._leading) :], len(self._leading)), strict=True):
            it.base = base
        for moving in find_moving(pdf):
            alone[moving.page].moving.append(moving)
        (document,) = pdf.Root.StructTreeRoot.K
        self._document, self._document_text = document.objgen[0], without_kids(document)
        self._root, self._owners = pdf.Root.Pages.objgen[0], tree.objgen[0]
        pages = {it.index for it in alone}
        self._other_owners = {
            index: b"%d 0 R" % owner.objgen[0] for index, owner in owned.items() if index not in pages
        }
        for it in alone:
            it.tree = PartTree(pdf, it.part, it.base, it.undrawn)
        if sum(len(it.tree.tops) for it in alone if it.tree) != len(document.K):
            raise DoesNotFit("parts have another structure than their layout")
        self.fonts = Fonts(pdf, self._faces(alone))
        free = max(entry.objgen[0] for entry in pdf.objects if entry is not None) + 1
        for number, it in enumerate(alone, start=free):
            it.container = number
        self._owners_container = free + len(alone)
        self._bodies = varying_bodies(pdf)
        own = {
            self._root, self._owners, *elements(document), *self._bodies, *self.fonts.numbers, *self.fonts.gone,
            *(it.page for it in alone), *(it.content for it in alone), *(it.number for at in alone for it in at.moving),
        }  # fmt: skip
        held = {it.container: it.tree.numbers for it in alone if it.tree}
        self.assembly = Assembly(pdf, own, held | {self._owners_container: [self._owners]})

    def _of_part(self, pdf: pikepdf.Pdf, part: Part, owned: Mapping[int, pikepdf.Object]) -> _Alone:
        page = pdf.pages[part.page]
        holes = [hole for hole in self.holes if hole.page == part.page]
        margins = {(hole.x, hole.y): hole for hole in holes if hole.name == HEAD}
        if self._folio:
            printed = self.margins[part.page][self._folio.place]
            margins[printed.x, printed.y] = self._folio.hole
        top = self.pages[part.page]._page_box.content_box_y()
        index = int(page.obj.StructParents)
        owners = owned[index]
        if not isinstance(owners, pikepdf.Array):
            raise DoesNotFit("a page's marked content has no owners")
        annotations = [annotation.objgen[0] for annotation in page.obj.get("/Annots", ())]
        text = pikepdf.Dictionary({key: it for key, it in page.obj.items() if key != "/Annots"}).unparse()[:-2]
        return _Alone(
            part, top + part.head, Room(top, self.rooms[part.page].limit),
            [hole for hole in holes if hole.name != HEAD], margins, simplified(page.Contents.read_bytes()),
            page.obj.objgen[0], page.obj.Contents.objgen[0], text, annotations, index,
            [owner.objgen[0] if isinstance(owner, pikepdf.Dictionary) else 0 for owner in owners],
        )  # fmt: skip

    def _faces(self, alone: Sequence[_Alone]) -> dict[str, str]:
        """Return the typefaces of what is imprinted, by the names that fonts have on the pages."""
        result = {}
        for it in alone:
            at = {(round(hole.x, 1), round(hole.y, 1)): hole for hole in it.holes}
            at |= {(round(x, 1), round(y, 1)): hole for (x, y), hole in it.margins.items()}
            for x, y, name in _SHOWN.findall(it.stream):
                if hole := at.get((round(float(x), 1), round(float(y), 1))):
                    result[name.decode()] = hole.typeface
        return result


def _moved(down: float, pieces: Iterator[Lasting | bytes]) -> Iterator[Lasting | bytes]:
    """Yield what draws something so many pixels further down, and leaves nothing of that behind."""
    yield b"q\n1 0 0 1 0 %.4f cm\n" % (-down * _POINTS) if down else b"q\n"
    yield from pieces
    yield b"Q\n"
