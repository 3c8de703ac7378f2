"""A plan cut into chunks of work: each worth handing to a process, and what shares a plate together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markpack.documents.catalogue.kinds import Format
from markpack.documents.pack.combined_view import Combined
from markpack.documents.pack.view import AssignmentPack
from markpack.documents.shared.document import View
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.master import variant
from markpack.writers.masters.masters import form_digest, is_imprinted, write
from markpack.writers.result import Rendered, RenderFailure, Written, failure

IMPRINTED = 0.002
LAID_OUT = {Format.PDF: 0.3, Format.DOCX: 0.05, Format.XLSX: 0.015}
PLATE = {Format.PDF: 0.4, Format.DOCX: 0.1, Format.XLSX: 0.03}
"""About how many seconds it takes to imprint a document, to lay one out in full, and to make a plate."""
PARTS_OF_A_PACK = 6
"""How many times as long as a brief an assignment pack takes, which holds the brief, mark sheets and declaration."""

CHUNK_SECONDS = 0.5
CHUNK_DOCUMENTS = 24
"""How much goes into a chunk: long enough to be worth the way, and not too much to hold in memory."""
WAITING_DOCUMENTS = 1024
"""How many documents may wait for others that share their plate."""


@dataclass(frozen=True)
class WorkItem:
    """A document to be written: its position in the plan, its view-model, and in which format."""

    position: int
    view: View
    format: Format


@dataclass
class Chunk:
    """Documents that are written one after another by the same process.

    `writing` is about how many seconds they take, `preparing` how many their plate takes before.
    """

    wanted: list[WorkItem] = field(default_factory=list)
    writing: float = 0.0
    preparing: float = 0.0

    @property
    def seconds(self) -> float:
        """About how many seconds it takes altogether."""
        return self.preparing + self.writing

    @property
    def is_full(self) -> bool:
        """Whether it is worth handing out."""
        return self.writing >= CHUNK_SECONDS or len(self.wanted) >= CHUNK_DOCUMENTS


def gather(wanted: Iterable[WorkItem]) -> Iterator[Chunk]:
    """Yield the documents in chunks, those that share a plate together, without running far ahead.

    What takes longest comes first among the chunks that are left at the end.
    """
    filling: dict[Hashable, Chunk] = {}
    begun: set[Hashable] = set()
    waiting = 0
    for document in wanted:
        group = _group(document)
        chunk = filling.setdefault(group, Chunk())
        if group is not None and group not in begun:
            begun.add(group)
            chunk.preparing = PLATE[document.format]
        chunk.wanted.append(document)
        chunk.writing += _seconds(document)
        waiting += 1
        if not chunk.is_full and waiting > WAITING_DOCUMENTS:
            group = max(filling, key=lambda it: len(filling[it].wanted))
            chunk = filling[group]
        elif not chunk.is_full:
            continue
        del filling[group]
        waiting -= len(chunk.wanted)
        yield chunk
    yield from sorted(filling.values(), key=lambda chunk: -chunk.seconds)


def _group(document: WorkItem) -> Hashable:
    """Return what the sheets that share a plate have in common; None for what is laid out in full."""
    if is_imprinted(document.view, document.format):
        return document.format, form_digest(document.view.form), variant(document.view)
    return None


def _seconds(document: WorkItem) -> float:
    if is_imprinted(document.view, document.format):
        return IMPRINTED
    alone = LAID_OUT[document.format]
    match document.view:
        case Combined(entries=entries):
            return alone * len(entries)
        case AssignmentPack():
            return alone * PARTS_OF_A_PACK
        case _:
            return alone


def write_chunk(wanted: Sequence[WorkItem], layouts: Layouts) -> list[Written]:
    """Write documents one after another; one that fails costs the others nothing."""
    return [(document.position, _write_one(document, layouts, len(wanted))) for document in wanted]


def _write_one(document: WorkItem, layouts: Layouts, alike: int) -> Rendered | RenderFailure:
    try:
        return write(document.view, document.format, layouts, alike=alike)
    except Exception as error:  # whatever is wrong with one document, the run goes on and reports it
        return failure(error)
