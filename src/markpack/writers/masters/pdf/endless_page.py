"""Parts laid out by WeasyPrint on one endless page, and taken off it: drawn, measured, tagged, ready to stack."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pikepdf

from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.page_parts import TOKEN, Container, PageParts
from markpack.writers.masters.pdf.content_stream import ARTIFACT, PAGINATION, Drawing, UnknownContent, read
from markpack.writers.masters.pdf.font_subsets import style_of
from markpack.writers.masters.pdf.letters import Letters, letters
from markpack.writers.masters.pdf.objects import Exporter, Text, joined, opened
from markpack.writers.masters.pdf.pagination import Step, gap
from markpack.writers.masters.pdf.part_drawing import draw
from markpack.writers.masters.pdf.part_master import (
    OWNER_KEY,
    RECTANGLE,
    Annotation,
    ContainerMaster,
    Entry,
    PartMaster,
)
from markpack.writers.masters.pdf.placed import PlacedPage, PlacedPart
from markpack.writers.masters.pdf.structure import (
    PAGE,
    Surroundings,
    contents,
    export,
    kids,
    tree,
)
from markpack.writers.masters.pdf.weasyprint_boxes import INNER, PLACE, find_page, find_parts

ENDLESS = 60_000  # millimetres
_NEAR = 2.0  # pixels
_LINE = 0.05
_TAG = re.compile(r"<[a-z][a-z0-9]*")


@dataclass(frozen=True)
class Laid:
    """What an endless page gave: parts by their places on it, and containers by theirs."""

    parts: tuple[PartMaster, ...]
    containers: Mapping[int, ContainerMaster]


def marked(page: PageParts, which: Sequence[int]) -> str:
    """Return an endless page with some of a page's parts, which are numbered on it in their order."""
    parts = [
        replace(page.parts[at], frame=_TAG.sub(rf'\g<0> {PLACE}="{place}"', page.parts[at].frame, count=1))
        for place, at in enumerate(which)
    ]
    containers = tuple(
        Container(_TAG.sub(rf'\g<0> {INNER}="{place}"', it.tag, count=1), it.name, it.head)
        for place, it in enumerate(page.containers)
    )
    size = f"{ENDLESS}mm"
    style = f"<style>@page{{size:210mm {size}}}@page landscape{{size:297mm {size}}}</style></head>"
    return replace(page, head=page.head.replace("</head>", style, 1), containers=containers).page(parts)


class EndlessPage:
    """One endless page: WeasyPrint's boxes of it, and the PDF that it became."""

    def __init__(self, document: Any, pdf: pikepdf.Pdf, page: PageParts, which: Sequence[int]) -> None:
        """Read the page. Raises DoesNotFit if it is made in another way than is known here."""
        if len(document.pages) != 1:
            raise DoesNotFit("a stylesheet ends pages within a document")
        self.pdf, self._page, self._which = pdf, page, [page.parts[at] for at in which]
        self.area: PlacedPage = find_page(document.pages[0])
        self._placed = find_parts(document.pages[0], len(which))
        for at, (before, it) in enumerate(pairwise(self._placed), start=1):
            head = it.head[1] - it.head[0] if it.head else 0.0
            steps = Step(before, 0, 0.0, 0.0), Step(it, self._shared(at), 0.0, head)
            expected = gap(*steps) + (0.0 if steps[1].goes_on else head)
            if abs(it.top - before.bottom - expected) > _LINE:
                raise DoesNotFit("parts are another distance apart than their margins tell")
        try:
            self.drawings = read(pdf.pages[0].Contents.read_bytes())
        except UnknownContent as reason:
            raise DoesNotFit(str(reason)) from reason
        self._exporter = Exporter()
        self._roots, self._containers, self._heads = self._matched()

    def _shared(self, at: int) -> int:
        one, other = self._which[at - 1].within, self._which[at].within
        return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))

    def laid(self) -> Laid:
        """Return the parts and containers."""
        owners = self._owners()
        drawn = self._sorted(owners)
        parts = tuple(
            self._master(place, drawn.get(("part", place), []), drawn.get(("above", place), []), placed)
            for place, placed in enumerate(self._placed)
        )
        containers = {
            place: ContainerMaster(
                self._opened(element),
                self._head(place, drawn.get(("head", place), []), drawn.get(("below head", place), [])),
            )
            for place, element in self._containers.items()
        }
        return Laid(parts, containers)

    def _matched(self) -> tuple[list[Any], dict[int, Any], dict[int, Any]]:
        """Return the structure elements of parts, containers and heads of tables, which stand in the page's order."""
        (document,) = self.pdf.Root.StructTreeRoot.K
        roots: list[Any] = []
        containers: dict[int, Any] = {}
        heads: dict[int, Any] = {}
        open_ones: list[tuple[int, Iterator[Any]]] = [(-1, iter(kids(document)))]
        for part in self._which:
            shared = 0
            while (
                shared < len(part.within)
                and shared + 1 < len(open_ones)
                and open_ones[shared + 1][0] == part.within[shared]
            ):
                shared += 1
            for _, rest in open_ones[shared + 1 :]:
                if next(rest, None) is not None:
                    raise DoesNotFit("parts have another structure than their layout")
            del open_ones[shared + 1 :]
            for place in part.within[shared:]:
                element = self._next(open_ones[-1][1])
                containers[place] = element
                inner = iter(kids(element))
                if "<thead" in self._page.containers[place].head:
                    heads[place] = self._next(inner)
                open_ones.append((place, inner))
            roots.append(self._next(open_ones[-1][1]))
        if any(next(rest, None) is not None for _, rest in open_ones):
            raise DoesNotFit("parts have another structure than their layout")
        return roots, containers, heads

    def _next(self, elements: Iterator[Any]) -> Any:
        found = next(elements, None)
        if found is None:
            raise DoesNotFit("parts have another structure than their layout")
        return found

    def _owners(self) -> dict[int, tuple[str, int]]:
        """Return what each piece of marked content belongs to."""
        found = {number: ("part", place) for place, root in enumerate(self._roots) for number in contents(root)}
        return found | {number: ("head", place) for place, root in self._heads.items() for number in contents(root)}

    def _sorted(self, owners: Mapping[int, tuple[str, int]]) -> dict[tuple[str, int], list[Drawing]]:
        """Return the drawings by what they belong to; those of the page's head, foot and paper are left out."""
        result: dict[tuple[str, int], list[Drawing]] = {}
        for drawing in self.drawings:
            if drawing.content == PAGINATION or self.is_paper(drawing):
                continue
            owner = owners.get(drawing.content) if drawing.content >= 0 else self._around(drawing)
            if owner is None:
                raise DoesNotFit("something is drawn between parts")
            result.setdefault(owner, []).append(drawing)
        return result

    def is_paper(self, drawing: Drawing) -> bool:
        """Say whether something adorns the page itself: its background, or a line around its text."""
        low, high = drawing.heights
        return drawing.content == ARTIFACT and (low < self.area.top - _NEAR or high > self.area.limit + _NEAR)

    def _around(self, drawing: Drawing) -> tuple[str, int] | None:
        """Return what an adornment belongs to, by where it is drawn."""
        low, high = drawing.heights
        middle = (low + high) / 2
        for place, (part, placed) in enumerate(zip(self._which, self._placed, strict=True)):
            if placed.table >= 0 and high - low < _LINE and abs(middle - placed.top) < _LINE:
                is_below_head = placed.head is not None and abs(placed.head[1] - placed.top) < _LINE
                return ("below head", part.within[placed.table]) if is_below_head else ("above", place)
        for place, (part, placed) in enumerate(zip(self._which, self._placed, strict=True)):
            if placed.top <= middle <= placed.bottom or abs(middle - placed.bottom) < _LINE:
                is_inside = placed.top - _NEAR <= low and high <= placed.bottom + _NEAR
                return ("part", place) if is_inside else None
            if placed.head and placed.head[0] - _LINE <= middle <= placed.head[1]:
                return "head", part.within[placed.table]
        return None

    def _master(
        self, place: int, drawings: Sequence[Drawing], line: Sequence[Drawing], placed: PlacedPart
    ) -> PartMaster:
        root, part = self._roots[place], self._which[place]
        parent = self._containers[part.within[-1]] if part.within else self.pdf.Root.StructTreeRoot.K[0]
        first_row, head_rows, table = 0, 0, 0
        if placed.table >= 0:
            container = part.within[placed.table]
            element = self._containers[container]
            table = element.objgen[0]
            head_rows = self._rows(self._heads[container]) if container in self._heads else 0
            before = self._roots[:place]
            first_row = head_rows + sum(
                self._rows(it) for at, it in enumerate(before) if container in self._which[at].within
            )
        return self._taken([root], parent, drawings, line, placed, (table, first_row, head_rows), part.frame)

    def _rows(self, element: Any) -> int:
        return sum(entry.S == "/TR" for entry in tree(element))

    def _head(self, place: int, drawings: Sequence[Drawing], below: Sequence[Drawing]) -> PartMaster | None:
        if place not in self._heads:
            return None
        at = next(number for number, part in enumerate(self._which) if place in part.within)
        placed = self._placed[at]
        if placed.head is None:
            raise DoesNotFit("a table has lost its head")
        whole = replace(placed, top=placed.head[0], bottom=placed.head[1], slots=(), bars=(), bookmarks=(), head=None)
        element = self._containers[place]
        rows = self._rows(self._heads[place])
        return self._taken([self._heads[place]], element, drawings, below, whole, (element.objgen[0], 0, rows), "")

    def _taken(
        self,
        roots: Sequence[Any],
        parent: Any,
        drawings: Sequence[Drawing],
        line: Sequence[Drawing],
        placed: PlacedPart,
        table: tuple[int, int, int],
        frame: str,
    ) -> PartMaster:
        up = -placed.top
        placed, drawings, line = placed.moved(up), [it.moved(up) for it in drawings], [it.moved(up) for it in line]
        drawn = {drawing.content for drawing in drawings}
        numbers = [it for root in roots for it in contents(root) if it in drawn]
        content = {it: at for at, it in enumerate(numbers)}
        page = self.pdf.pages[0].obj
        annotations = [
            kid.Obj for root in roots for entry in tree(root) for kid in entry.get("/K", ()) if _is_reference(kid)
        ]
        around = Surroundings(
            page.objgen, parent.objgen[0], *table, content,
            {it.objgen[0]: at for at, it in enumerate(annotations)},
        )  # fmt: skip
        exporter = Exporter()
        elements = export(roots, around, exporter)
        own = tuple(self._annotation(it, exporter, up) for it in annotations)
        resources = Resources(page, drawings, exporter)
        drawing = draw(drawings, content, placed.slots, placed.bars, resources.renamed)
        shared_line = draw(line, {}, (), (), resources.renamed)
        form = None
        if any(it.Subtype == "/Widget" for it in annotations):
            form = exporter.text(self.pdf.Root.AcroForm, left_out=("/Fields", "/NeedAppearances"))
        return PartMaster(
            placed, drawing, shared_line, elements, tuple(self._entries(placed, frame)), own,
            resources.letters, resources.named, exporter.shared, form,
        )  # fmt: skip

    def _entries(self, placed: PlacedPart, frame: str) -> Iterator[Entry]:
        labels = list(_headings(frame))
        for at, mark in enumerate(placed.bookmarks):
            label: tuple[str | int, ...] = (mark.label,)
            if at < len(labels) and _flat(labels[at]) == mark.label:
                label = labels[at]
            elif TOKEN in mark.label and any(isinstance(piece, int) for it in labels for piece in it):
                raise DoesNotFit("the outline has values in a way of its own")
            yield Entry(mark.level, label, mark.x, mark.y)

    def _annotation(self, entry: Any, exporter: Exporter, up: float) -> Annotation:
        """Return a field or link, with its appearances, which are its own."""
        page = self.pdf.pages[0].obj.objgen
        streams = [it for it in _appearances(entry) if isinstance(it, pikepdf.Stream)]
        places = {it.objgen[0]: at for at, it in enumerate(streams, start=1)}

        def special(it: pikepdf.Object) -> Text | None:
            if it.is_indirect and it.objgen == page:
                return (PAGE,)
            if it.is_indirect and it.objgen[0] in places:
                return (places[it.objgen[0]],)
            return None

        whole = exporter.text(entry, special, left_out=("/Rect", "/StructParent"))
        text = joined(iter((b"<</Rect[", RECTANGLE, b"]/StructParent ", OWNER_KEY, b" ", *_without_opening(whole))))
        objects: list[tuple[Text, bytes | None]] = [(text, None)]
        objects += [exporter.stream(it, special) for it in streams]
        left, low, right, high = (float(it) / 0.75 for it in entry.Rect)
        height = self.area.height + up
        edges = (round(it, 6) for it in (left, height - high, right, height - low))
        return Annotation(entry.Subtype == "/Widget", tuple(objects), *edges)

    def _opened(self, element: Any) -> Text:
        """Return a container's element up to what it is in, its page and what is in it."""
        text = opened(self._exporter.text(element, left_out=("/K", "/P", "/Pg")))
        if not all(isinstance(piece, bytes) for piece in text):
            raise DoesNotFit("a container of parts refers to something")
        return text


def _without_opening(text: Text) -> Text:
    first, *rest = text
    assert isinstance(first, bytes)
    return (first.removeprefix(b"<<"), *rest)


def _is_reference(kid: Any) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"


def _appearances(entry: Any) -> Iterator[Any]:
    normal = entry.get("/AP", {}).get("/N")
    if isinstance(normal, pikepdf.Stream):
        yield normal
    elif isinstance(normal, pikepdf.Dictionary):
        yield from normal.values()


_HEADING = re.compile(r"<h[1-6](?:[^>\"]|\"[^\"]*\")*>(.*?)</h[1-6]>", re.DOTALL)
_PIECE = re.compile(r"<(?:[^>\"]|\"[^\"]*\")*>")
_VALUE = re.compile(r" data-(?:field=\"|value[ >])")


def _headings(frame: str) -> Iterator[tuple[str | int, ...]]:
    """Yield the texts of a part's headings, with the numbers of slots between."""
    import html

    for heading in _HEADING.finditer(frame):
        slot = len(_VALUE.findall(frame[: heading.start()]))
        pieces: list[str | int] = [""]
        rest = heading[1]
        is_value, at = False, 0
        for tag in (*_PIECE.finditer(rest), None):
            text = rest[at : tag.start()] if tag else rest[at:]
            if is_value:
                pieces += [slot, ""]
                slot += 1
            else:
                pieces[-1] = f"{pieces[-1]}{html.unescape(text)}"
            if tag:
                at = tag.end()
                is_value = bool(_VALUE.search(tag[0]))
        yield tuple(_collapsed(piece) if isinstance(piece, str) else piece for piece in pieces)


def _collapsed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _flat(label: Sequence[str | int]) -> str:
    return "".join(piece if isinstance(piece, str) else TOKEN for piece in label)


class Resources:
    """The fonts and pictures that drawings select: the text font's styles, and others, which come along as they are."""

    def __init__(self, page: Any, drawings: Sequence[Drawing], exporter: Exporter) -> None:
        self.named: dict[tuple[str, str], str] = {}
        self.letters: dict[str, Letters] = {}
        self._names: dict[bytes, bytes] = {}
        used: dict[str, set[int]] = {}
        for drawing in drawings:
            for name, drawn in _glyphs(drawing.body):
                used.setdefault(name, set()).update(drawn)
        for name, glyphs in sorted(used.items()):
            font = page.Resources.Font[f"/{name}"]
            style = style_of(font, glyphs)
            if style:
                found = letters(style, glyphs)
                self.letters[style] = self.letters[style] | found if style in self.letters else found
            else:
                style = self._own("/Font", exporter.share(font))
            self._names[name.encode()] = style.encode()
        for name in sorted({found.decode() for drawing in drawings for found in _DRAWN.findall(drawing.body)}):
            picture = page.Resources.XObject[f"/{name}"]
            self._names[name.encode()] = self._own("/XObject", exporter.share(picture)).encode()

    def _own(self, kind: str, key: str) -> str:
        name = f"{kind[1]}{key[1:13]}"
        self.named[kind, f"/{name}"] = key
        return name

    def renamed(self, body: bytes) -> bytes:
        """Return operators with the names that fonts and pictures have in every file."""
        return _NAMED.sub(lambda found: b"/" + self._names[found[1]] + found[2], body)


_NAMED = re.compile(rb"/(\S+)( [\d.]+ Tf| Do)")
_SELECTED = re.compile(rb"/(\S+) [\d.]+ Tf|<([0-9a-fA-F]+)>")
_DRAWN = re.compile(rb"/(\S+) Do")


def _glyphs(body: bytes) -> Iterator[tuple[str, list[int]]]:
    name = ""
    for found in _SELECTED.finditer(body):
        if found[1]:
            name = found[1].decode()
        elif name:
            text = found[2]
            yield name, [int(text[at : at + 4], 16) for at in range(0, len(text), 4)]


def open_pdf(data: bytes) -> pikepdf.Pdf:
    """Open what WeasyPrint has written."""
    return pikepdf.open(io.BytesIO(data))
