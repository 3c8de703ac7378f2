"""A document put together: its parts filled in, stacked on pages, and written as a file."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

import pydyf

from markpack.documents.shared.document import Attachment, Properties
from markpack.model.forms.identity import hidden_text
from markpack.model.printed_signs import name_signs
from markpack.writers.masters.pdf.content_stream import number
from markpack.writers.masters.pdf.file_writer import FileWriter, packed_stream, plain_stream
from markpack.writers.masters.pdf.font_subsets import FONT_OBJECTS, font_objects
from markpack.writers.masters.pdf.letters import NOTHING, Letters
from markpack.writers.masters.pdf.objects import Shared, written
from markpack.writers.masters.pdf.outline import OutlineEntry, outline_objects
from markpack.writers.masters.pdf.page_block import DOCUMENT, Company, PageBlock, page_block, references
from markpack.writers.masters.pdf.pagination import Place, Step, paged
from markpack.writers.masters.pdf.part_drawing import Drawn, PartDrawing, drawn_bar
from markpack.writers.masters.pdf.part_master import (
    ATTACHED,
    ATTEMPT,
    DAY,
    LEARNER,
    OWNER_KEY,
    POINTS,
    RECTANGLE,
    TITLE,
    Annotation,
    ContainerMaster,
    PartMaster,
    Skeleton,
)
from markpack.writers.masters.pdf.placed import Slot
from markpack.writers.masters.pdf.slot_text import Fill, Remembered, fill, shown
from markpack.writers.masters.pdf.structure import PAGE

_CATALOG, _PAGES, _INFO, _METADATA, _STRUCTURE, _PARENTS = 1, 2, 3, 4, 5, 6
_OUTLINES, _RESOURCES, _ATTACHED, _HIDDEN, _HELD, _TABLE = 8, 9, 10, 11, 12, 13
_FONTS, _SHARED = 16, 36  # programs take a file for broken whose numbers leave many gaps
_STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
_FIRST_ANNOTATION = 100_000  # in the tree of parents: no document has so many pages
_MOST_BLOCKS, _MOST_DRAWN = 512, 8192
_NOTHING = number(0.0)
_QUICK = 4
"""How hard content streams are compressed: harder takes twice as long for a tenth less."""


@dataclass(frozen=True)
class Filled:
    """A part of a document: its master, the containers around it by their numbers there, and what is in its slots."""

    master: PartMaster
    containers: tuple[tuple[int, ContainerMaster], ...]
    fills: tuple[Fill, ...]
    lengths: tuple[float, ...]

    @property
    def head(self) -> float:
        """How high the head of its table is, 0 where it has none."""
        table = self.master.placed.table
        head = self.containers[table][1].head if table >= 0 else None
        return head.placed.bottom - head.placed.top if head else 0.0

    def growths(self) -> dict[float, float]:
        """Return what grows: by how many pixels what is below an edge moves down, by edges."""
        growths: dict[float, float] = {}
        slots = [
            (slot, it) for slot, it in zip(self.master.placed.slots, self.fills, strict=True) if slot.edge is not None
        ]
        for slot, it in sorted(slots, key=lambda pair: (pair[0].edge, len(pair[0].rows))):
            assert slot.edge is not None
            room = slot.slack + sum(growths.get(row, 0.0) for row in slot.rows)
            more = (len(it.lines) - 1) * slot.leading - room
            if more > 0:
                growths[slot.edge] = max(more, growths.get(slot.edge, 0.0))
        return growths


class Press:
    """Puts documents together, and keeps what comes again."""

    def __init__(self) -> None:
        self._blocks: OrderedDict[tuple[object, ...], tuple[Company, PageBlock]] = OrderedDict()
        self._drawn: dict[tuple[int, int], tuple[PartDrawing, Drawn]] = {}
        self._fills = Remembered[Fill]()
        self._shown = Remembered[bytes]()

    def fill(self, slot: Slot, value: str) -> Fill:
        """Return a value set in a slot. Raises DoesNotFit as `fill` does."""
        return self._fills.get(slot, value, lambda: fill(slot, value))

    def document(
        self, skeleton: Skeleton, parts: Sequence[Filled], properties: Properties, head: str, record: Attachment | None
    ) -> bytes:
        """Return the file of a document. Raises DoesNotFit where a full layout has to tell how it is paged."""
        return _Document(self, skeleton, parts, properties, head, record).file()

    def block(self, first: int, company: Company, numbers: dict[str, bytes]) -> PageBlock:
        """Return what depends on the parts that share a page alone."""
        names = tuple(numbers[key] for part in company.parts for key in sorted(part.shared))
        containers = tuple(tuple((key, id(it)) for key, it in chain) for chain in company.containers)
        key = first, tuple(map(id, company.parts)), containers, names
        found = self._blocks.get(key)
        if found is None:
            found = self._blocks[key] = company, page_block(first, company, numbers)
            if len(self._blocks) > _MOST_BLOCKS:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(key)
        return found[1]

    def drawn(self, drawing: PartDrawing, base: int) -> Drawn:
        """Return a drawing whose marked content counts from a number."""
        key = id(drawing), base
        found = self._drawn.get(key)
        if found is None:
            if len(self._drawn) >= _MOST_DRAWN:
                self._drawn.clear()
            found = self._drawn[key] = drawing, Drawn(drawing, base)
        return found[1]

    def shown(self, part: Filled) -> list[bytes]:
        """Return the operators that show what is in a part's slots."""
        return [
            self._shown.get(slot, it.value, lambda slot=slot, it=it: shown(slot, it))  # type: ignore[misc]
            for slot, it in zip(part.master.placed.slots, part.fills, strict=True)
        ]


@dataclass
class _Document:
    press: Press
    skeleton: Skeleton
    parts: Sequence[Filled]
    properties: Properties
    head: str
    record: Attachment | None
    letters: dict[str, Letters] = field(default_factory=dict)
    shared: dict[str, Shared] = field(default_factory=dict)
    resources: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: dict[str, bytes] = field(default_factory=dict)

    def file(self) -> bytes:
        """Return the file."""
        growths = [part.growths() for part in self.parts]
        steps = [
            Step(part.master.placed, self._shared_with_the_one_before(at), sum(growth.values()), part.head)
            for at, (part, growth) in enumerate(zip(self.parts, growths, strict=True))
        ]
        pages = paged(steps, self.skeleton.top, self.skeleton.limit)
        self._collect()
        numbers = self.numbers = {key: b"%d 0 R" % (_SHARED + at) for at, key in enumerate(self.shared)}
        numbers[ATTACHED] = b"%d 0 R" % _ATTACHED
        writer = FileWriter()
        held: dict[int, bytes] = {}
        outline: list[OutlineEntry] = []
        fields: list[int] = []
        tops: list[int] = []
        owners: dict[int, bytes] = {}
        firsts: list[int] = []
        free = _SHARED + len(self.shared)
        for at, page in enumerate(pages):
            company = Company(
                tuple(self.parts[it.number].master for it in page),
                tuple(self.parts[it.number].containers for it in page),
            )
            block = self.press.block(free, company, numbers)
            free = block.end
            following = pages[at + 1][0] if at + 1 < len(pages) else None
            pieces = self._content(page, block, growths, steps, following, at + 1, len(pages))
            writer.add(block.content, packed_stream(b"", b"".join(pieces), _QUICK))
            writer.add_container(block.container, block.body, block.held)
            annotations = list(block.annotations)
            self._annotate(writer, page, block, growths, fields, held, owners)
            if at == 0 and self.skeleton.hidden is not None:
                annotations.append(_HIDDEN)
                fields.append(_HIDDEN)
            held[block.page] = self._page(block, at, annotations)
            firsts.append(block.page)
            tops += block.tops
            owners[at] = block.owners
            outline += self._outline(page, block, growths)
        held |= self._document_objects(numbers, firsts, tops, owners, fields, outline, free)
        for key, it in self.shared.items():
            number_of = int(numbers[key].split()[0])
            body = written(it.text, 0, numbers.__getitem__)
            if it.stream is None:
                held[number_of] = body
            else:
                writer.add(number_of, plain_stream(body[2:-2], it.stream))
        for style, needed in self.letters.items():
            first = _FONTS + FONT_OBJECTS * _STYLES.index(style)
            for place, body in enumerate(font_objects(style, needed, first)):
                if body.endswith(b"endstream"):
                    writer.add(first + place, body)
                else:
                    held[first + place] = body
        writer.add(_METADATA, plain_stream(b"/Type/Metadata/Subtype/XML", self._xmp()))
        if self.record:
            writer.add(_ATTACHED, _attached(self.record, self.properties))
        writer.add_held(_HELD, held)
        return writer.finished(_CATALOG, _INFO, _TABLE)

    def _shared_with_the_one_before(self, at: int) -> int:
        if at == 0:
            return 0
        one, other = self.parts[at - 1].containers, self.parts[at].containers
        return next(
            (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a[0] != b[0]),
            min(len(one), len(other)),
        )

    def _collect(self) -> None:
        """Note the letters, and the fonts and pictures, that all of the document needs."""
        masters: list[PartMaster | Skeleton] = [self.skeleton, *(part.master for part in self.parts)]
        masters += [it.head for part in self.parts for _, it in part.containers if it.head]
        for master in dict.fromkeys(masters):
            for style, needed in master.letters.items():
                self.letters[style] = self.letters.get(style, NOTHING) | needed
            self.shared |= master.shared
            self.resources |= master.resources
        for part in self.parts:
            for slot, it in zip(part.master.placed.slots, part.fills, strict=True):
                self._need(slot.typeface, it)

    def _need(self, style: str, it: Fill) -> None:
        self.letters[style] = self.letters.get(style, NOTHING) | it.letters

    def _content(
        self, page: Sequence[Place], block: PageBlock, growths: Sequence[dict[float, float]], steps: Sequence[Step],
        following: Place | None, number_of: int, total: int,
    ) -> Iterator[bytes]:  # fmt: skip
        yield b"1 0 0 -1 0 %.6f cm\nq\n0.75 0 0 0.75 0 0 cm\n" % self.skeleton.height
        yield from self._piece(self.skeleton.paper, 0, 0.0)
        for at, (place, (head_base, base)) in enumerate(zip(page, block.bases, strict=True)):
            part, step = self.parts[place.number], steps[place.number]
            placed = part.master.placed
            head = part.containers[placed.table][1].head if place.has_head else None
            if head:
                yield from self._piece(head.drawing, head_base, place.top - head.placed.bottom)
            drawn = self.press.drawn(part.master.drawing, base)
            bars = [drawn_bar(bar, length) for bar, length in zip(placed.bars, part.lengths, strict=True)]
            shifts = part.master.drawing.shifts(growths[place.number])
            yield from _moved(place.top - placed.top, drawn.pieces(shifts, part.fills, self.press.shown(part), bars))
            if head:
                yield from self._piece(head.line, 0, place.top - head.placed.bottom)
            else:
                yield from self._piece(part.master.line, 0, place.top - placed.top)
            bottom = place.top + step.height
            if at + 1 == len(page) and following and steps[following.number].goes_on:
                below = self.parts[following.number].master
                yield from self._piece(below.line, 0, bottom - below.placed.top)
        yield from self._margins(number_of, total)
        yield b"Q\n"

    def _piece(self, drawing: PartDrawing, base: int, down: float) -> Iterator[bytes]:
        """Yield what draws something without slots, so many pixels further down than it was laid out."""
        if drawing.pieces:
            yield from _moved(down, self.press.drawn(drawing, base).pieces([0.0], (), (), ()))

    def _margins(self, number_of: int, total: int) -> Iterator[bytes]:
        texts = [it.text(self.head, number_of, total) for it in self.skeleton.slots]
        fills = [self.press.fill(it.slot, text) for it, text in zip(self.skeleton.slots, texts, strict=True)]
        for it, filled in zip(self.skeleton.slots, fills, strict=True):
            self._need(it.slot.typeface, filled)
        operators = [shown(it.slot, filled) for it, filled in zip(self.skeleton.slots, fills, strict=True)]
        yield from _moved(0.0, self.press.drawn(self.skeleton.margins, 0).pieces([0.0], fills, operators, ()))

    def _annotate(
        self, writer: FileWriter, page: Sequence[Place], block: PageBlock, growths: Sequence[dict[float, float]],
        fields: list[int], held: dict[int, bytes], owners: dict[int, bytes],
    ) -> None:  # fmt: skip
        numbers = iter(zip(block.annotations, block.annotation_owners, strict=True))
        own = block.appearances
        for place in page:
            part = self.parts[place.number]
            for annotation in part.master.annotations:
                number_of, owner = next(numbers)
                key = _FIRST_ANNOTATION + number_of
                owners[key] = b"%d 0 R" % owner
                rectangle = self._rectangle(annotation, part, place, growths[place.number])
                names = {PAGE: b"%d 0 R" % block.page, RECTANGLE: rectangle, OWNER_KEY: b"%d" % key}
                first, *appearances = annotation.objects
                base = own - 1

                def named(name: str, names: dict[str, bytes] = names) -> bytes:
                    return names[name] if name in names else self.numbers[name]

                held[number_of] = written(first[0], base, named)
                for text, data in appearances:
                    assert data is not None
                    writer.add(own, plain_stream(written(text, base, named)[2:-2], data))
                    own += 1
                if annotation.is_field:
                    fields.append(number_of)

    def _rectangle(self, annotation: Annotation, part: Filled, place: Place, growths: dict[float, float]) -> bytes:
        drawing = part.master.drawing
        shifts = drawing.shifts(growths)
        down = place.top - part.master.placed.top
        top, bottom = (y + down + shifts[drawing.band(y)] for y in (annotation.top, annotation.bottom - 1.5))
        low = self.skeleton.height - (bottom + 1.5) * POINTS
        high = self.skeleton.height - top * POINTS
        return b"%.6g %.6g %.6g %.6g" % (annotation.left * POINTS, low, annotation.right * POINTS, high)

    def _page(self, block: PageBlock, at: int, annotations: Sequence[int]) -> bytes:
        size = b"[0 0 %.6f %.6f]" % (self.skeleton.width, self.skeleton.height)
        more = b"/Annots[%s]" % references(annotations) if annotations else b""
        return (
            b"<</Type/Page/Parent %d 0 R/MediaBox%s/BleedBox%s/TrimBox%s/Tabs/S/Contents %d 0 R/Resources %d 0 R"
            b"/StructParents %d%s>>" % (_PAGES, size, size, size, block.content, _RESOURCES, at, more)
        )

    def _outline(
        self, page: Sequence[Place], block: PageBlock, growths: Sequence[dict[float, float]]
    ) -> Iterator[OutlineEntry]:
        for place in page:
            part = self.parts[place.number]
            drawing = part.master.drawing
            shifts = drawing.shifts(growths[place.number])
            for entry in part.master.outline:
                values = [piece if isinstance(piece, str) else part.fills[piece].value for piece in entry.label]
                y = entry.y + place.top - part.master.placed.top + shifts[drawing.band(entry.y)]
                label = " ".join("".join(values).split())
                yield OutlineEntry(entry.level, label, block.page, entry.x * POINTS, self.skeleton.height - y * POINTS)

    def _document_objects(
        self, numbers: dict[str, bytes], firsts: Sequence[int], tops: Sequence[int], owners: dict[int, bytes],
        fields: Sequence[int], outline: Sequence[OutlineEntry], free: int,
    ) -> dict[int, bytes]:  # fmt: skip
        skeleton, named = self.skeleton, numbers.__getitem__
        catalog = written(skeleton.catalog, 0, named) + (
            b"/Pages %d 0 R/StructTreeRoot %d 0 R/Metadata %d 0 R" % (_PAGES, _STRUCTURE, _METADATA)
        )
        objects: dict[int, bytes] = {}
        if outline:
            catalog += b"/Outlines %d 0 R" % _OUTLINES
            objects |= outline_objects(outline, _OUTLINES, free)
        if skeleton.is_form:
            form = next((part.master.form for part in self.parts if part.master.form), (b"<</DA(/Helv 0 Tf 0 g)>>",))
            text = written(form, 0, named)
            catalog += b"/AcroForm%s/Fields[%s]>>" % (text[:-2], references(fields))
        objects[_CATALOG] = catalog + b">>"
        objects[_PAGES] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(firsts), references(firsts))
        objects[_INFO] = b"<<%s>>" % b" ".join(self._info())
        objects[_STRUCTURE] = b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R>>" % (DOCUMENT, _PARENTS)
        objects[DOCUMENT] = b"%s/P %d 0 R/K[%s]>>" % (
            written(skeleton.document, 0, named),
            _STRUCTURE,
            references(tops),
        )
        nums = b" ".join(b"%d %s" % entry for entry in sorted(owners.items()))
        objects[_PARENTS] = b"<</Nums[%s]>>" % nums
        if skeleton.hidden is not None:
            value: bytes = pydyf.String(hidden_text(self.properties.identity.properties())).data
            objects[_HIDDEN] = written(skeleton.hidden, 0, named) + b"/P %d 0 R/V %s>>" % (firsts[0], value)
        fonts = b" ".join(
            b"/%s %d 0 R" % (style.encode(), _FONTS + FONT_OBJECTS * _STYLES.index(style)) for style in self.letters
        )
        kinds = {b"/Font": fonts, b"/XObject": b""}
        for (kind, name), key in self.resources.items():
            kinds[kind.encode()] += b" %s %s" % (name.encode(), numbers[key])
        objects[_RESOURCES] = b"<<%s>>" % b"".join(b"%s<<%s>>" % entry for entry in kinds.items() if entry[1])
        return objects

    def _info(self) -> Iterator[bytes]:
        identity = self.properties.identity
        day = f"D:{DAY:%Y%m%d}"
        told = {
            TITLE: name_signs(self.properties.title), LEARNER: identity.learner, ATTEMPT: identity.attempt,
            day: f"D:{self.properties.date:%Y%m%d}",
        }  # fmt: skip
        for key, value in self.skeleton.info:
            yield key + b" " + pydyf.String(told.get(value, value)).data

    def _xmp(self) -> bytes:
        told = {
            TITLE: escape(name_signs(self.properties.title), quote=False),
            str(DAY): str(self.properties.date),
        }
        return "".join(told.get(piece, piece) for piece in self.skeleton.metadata).encode()


def _moved(down: float, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what draws something so many pixels further down, and leaves nothing of that behind."""
    step = number(down)
    yield b"q\n" if step == _NOTHING else b"q\n1 0 0 1 0 %s cm\n" % step
    yield from pieces
    yield b"Q\n"


def _attached(record: Attachment, properties: Properties) -> bytes:
    """Return the body of the stream of an attached file."""
    day = f"(D:{properties.date:%Y%m%d}000000Z)"
    check = hashlib.md5(record.data, usedforsecurity=False).hexdigest()
    parameters = f"<</CheckSum<{check}>/CreationDate{day}/ModDate{day}/Size {len(record.data)}>>"
    major, _, minor = record.media_type.partition("/")
    entries = f"/Type/EmbeddedFile/Subtype/{major}#2f{minor}/Params{parameters}"
    return packed_stream(entries.encode(), record.data, 1)
