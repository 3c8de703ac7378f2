"""A plan cut into chunks of work, each worth sending to a process; sheets of one master stay together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from markpack.documents.catalogue.kinds import Format
from markpack.documents.pack.combined_view import Combined
from markpack.documents.pack.view import AssignmentPack
from markpack.documents.shared.document import View
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.master import variant
from markpack.writers.masters.masters import comes_from_parts, form_digest, is_imprinted, write
from markpack.writers.result import Rendered, RenderFailure, Written, failure
from markpack.writers.work_done import taken

FILL_SECONDS = 0.002
LAYOUT_SECONDS = {Format.PDF: 0.3, Format.DOCX: 0.05, Format.XLSX: 0.015}
MASTER_SECONDS = {Format.PDF: 1.0, Format.DOCX: 0.1, Format.XLSX: 0.03}
"""About how long it takes to fill in a master, to lay a document out in full, and to make a master."""
BRIEFS_IN_A_PACK = 6
"""An assignment pack takes about as long as six briefs: it holds the brief, mark sheets and the declaration."""

CHUNK_SECONDS = 0.5
CHUNK_DOCUMENTS = 24
"""How much goes into a chunk: enough to be worth sending, and not too much to hold in memory."""
CHUNK_OF_PARTS = 160
"""How many documents of shared parts go into a chunk, so that not every process lays out the same parts."""
WAITING_DOCUMENTS = 1024
"""How many documents may wait for others that share their master."""


@dataclass(frozen=True)
class WorkItem:
    """A document to be written: its position in the plan, its view-model, and in which format."""

    position: int
    view: View
    format: Format


@dataclass
class Chunk:
    """Documents that one process writes one after another.

    Estimated seconds: `writing` for the documents, `preparing` for making their master first.
    """

    items: list[WorkItem] = field(default_factory=list)
    writing: float = 0.0
    preparing: float = 0.0
    most: int = CHUNK_DOCUMENTS

    @property
    def seconds(self) -> float:
        """About how many seconds the chunk takes altogether."""
        return self.preparing + self.writing

    @property
    def is_full(self) -> bool:
        """Whether the chunk is worth handing out."""
        is_long = self.writing >= CHUNK_SECONDS and self.most == CHUNK_DOCUMENTS
        return is_long or len(self.items) >= self.most


def group(items: Iterable[WorkItem]) -> Iterator[Chunk]:
    """Yield the documents in chunks, those that share a master together, without reading far ahead.

    At the end, the remaining chunks are yielded longest first.
    """
    unfilled: dict[Hashable, Chunk] = {}
    masters: set[Hashable] = set()
    waiting = 0
    for item in items:
        master = _master(item)
        chunk = unfilled.setdefault(master, Chunk())
        if master is not None and master not in masters:
            masters.add(master)
            chunk.preparing = MASTER_SECONDS[item.format]
        if item.format is Format.PDF and master is not None:
            chunk.most = CHUNK_OF_PARTS
        chunk.items.append(item)
        chunk.writing += _layout_seconds(item) if master is None else FILL_SECONDS
        waiting += 1
        if not chunk.is_full:
            if waiting <= WAITING_DOCUMENTS:
                continue
            master = max(unfilled, key=lambda key: len(unfilled[key].items))
        chunk = unfilled.pop(master)
        waiting -= len(chunk.items)
        yield chunk
    yield from sorted(unfilled.values(), key=lambda chunk: -chunk.seconds)


def _master(item: WorkItem) -> Hashable:
    """Return the key of the document's master, or None if it is laid out in full."""
    if item.format is Format.PDF and comes_from_parts(item.view):
        identity = item.view.properties.identity
        return item.format, identity.employer, identity.unit
    if is_imprinted(item.view, item.format):
        return item.format, form_digest(item.view.form), variant(item.view)
    return None


def _layout_seconds(item: WorkItem) -> float:
    seconds = LAYOUT_SECONDS[item.format]
    match item.view:
        case Combined(entries=entries):
            return seconds * len(entries)
        case AssignmentPack():
            return seconds * BRIEFS_IN_A_PACK
        case _:
            return seconds


def write_chunk(items: Sequence[WorkItem], layouts: Layouts) -> list[Written]:
    """Write documents one after another; one that fails costs the others nothing."""
    return [(item.position, _write_one(item, layouts, len(items))) for item in items]


def _write_one(item: WorkItem, layouts: Layouts, alike: int) -> Rendered | RenderFailure:
    taken()  # what a document that failed has left
    try:
        return replace(write(item.view, item.format, layouts, alike=alike), work=taken())
    except Exception as error:  # whatever is wrong with one document, the run goes on and reports it
        return failure(error)
