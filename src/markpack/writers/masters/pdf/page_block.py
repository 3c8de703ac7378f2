"""The objects of one page that depend on which parts stand on it alone: its structure elements, ready for any file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markpack.writers.masters.pdf.file_writer import container_body, held_entries
from markpack.writers.masters.pdf.objects import written
from markpack.writers.masters.pdf.part_master import ContainerMaster, PartMaster
from markpack.writers.masters.pdf.structure import ANNOTATION, CONTENT, OWN, PAGE, PARENT, ROW, TABLE, Elements

_CONTENT, _CONTAINER, _ANNOTATIONS = 1, 2, 3
DOCUMENT = 7
"""The number of the element that all others are in."""


@dataclass(frozen=True)
class Company:
    """What stands on a page: parts with their containers, by numbers that tell them apart in the document."""

    parts: tuple[PartMaster, ...]
    containers: tuple[tuple[tuple[int, ContainerMaster], ...], ...]


@dataclass(frozen=True)
class PageBlock:
    """A page's elements: the bodies in its object stream, and what refers to them.

    `page`, `content` and `container` are the numbers of its object, its content stream and that object stream, of which
    `body` is the body, and `held` are the entries of what is in it. `appearances` is the first number for what
    annotations look like, and `end` the first that is free. `tops` are the elements that are in no other of the page's,
    `owners` those that own its marked content, `annotation_owners` those that own annotations, and `bases` from where
    each part counts its marked content, the head of a table before it included.
    """

    page: int
    content: int
    container: int
    body: bytes
    held: Mapping[int, bytes]
    tops: tuple[int, ...]
    owners: bytes
    annotations: range
    appearances: int
    end: int
    annotation_owners: tuple[int, ...]
    bases: tuple[tuple[int, int], ...]


class _Block:
    def __init__(self, first: int, company: Company, shared: Mapping[str, bytes]) -> None:
        self._first, self._company = first, company
        every = [it for part in company.parts for it in part.annotations]
        self._annotations = range(first + _ANNOTATIONS, first + _ANNOTATIONS + len(every))
        self._elements = self._annotations.stop + sum(len(it.objects) - 1 for it in every)
        self._shared = shared
        self._free = self._elements
        self._objects: list[tuple[int, bytes]] = []
        self._tops: list[int] = []
        self._owners: list[int] = []
        self._annotation_owners: list[int] = []
        self._chain: list[_Open] = []
        self._all: list[_Open] = []

    def made(self) -> PageBlock:
        company = self._company
        bases = []
        for part, chain in zip(company.parts, company.containers, strict=True):
            head_base = len(self._owners)
            self._open(chain)
            base = len(self._owners)
            table_of = self._chain[part.placed.table] if part.placed.table >= 0 else None
            self._add(part.elements, self._chain[-1] if self._chain else None, table_of)
            if table_of:
                table_of.rows += part.elements.rows
            bases.append((head_base, base))
        for it in self._all:
            parent = it.parent.number if it.parent else DOCUMENT
            text = b"%s/P %d 0 R/Pg %d 0 R/K[%s]>>" % (
                b"".join(it.master.element), parent, self._first, references(it.kids)  # type: ignore[arg-type]
            )  # fmt: skip
            self._objects.append((it.number, text))
        container = self._first + _CONTAINER
        return PageBlock(
            self._first, self._first + _CONTENT, container, container_body(sorted(self._objects), 6),
            {self._elements: held_entries(container, len(self._objects))}, tuple(self._tops),
            b"[%s]" % references(self._owners), self._annotations, self._annotations.stop,
            self._free, tuple(self._annotation_owners), tuple(bases),
        )  # fmt: skip

    def _open(self, chain: Sequence[tuple[int, ContainerMaster]]) -> None:
        shared = 0
        while shared < min(len(chain), len(self._chain)) and self._chain[shared].key == chain[shared][0]:
            shared += 1
        del self._chain[shared:]
        for key, master in chain[shared:]:
            parent = self._chain[-1] if self._chain else None
            opened = _Open(key, master, self._taken(1), parent)
            (parent.kids if parent else self._tops).append(opened.number)
            self._chain.append(opened)
            self._all.append(opened)
            if master.head:
                self._add(master.head.elements, opened, opened)
                opened.rows += master.head.elements.rows

    def _taken(self, number: int) -> int:
        first = self._free
        self._free += number
        return first

    def _add(self, elements: Elements, parent: _Open | None, table: _Open | None) -> None:
        base = self._taken(len(elements.texts))
        content = len(self._owners)
        annotation = self._annotations.start + len(self._annotation_owners)
        self._annotation_owners += [base + owner for owner in elements.annotation_owners]
        self._owners += [base + owner for owner in elements.owners]
        (parent.kids if parent else self._tops).extend(base + root for root in elements.roots)
        into = parent.number if parent else DOCUMENT

        def named(name: str) -> bytes:
            if name == PAGE:
                return b"%d 0 R" % self._first
            if name == PARENT:
                return b"%d 0 R" % into
            if name == TABLE and table:
                return b"%d" % table.number
            if name.startswith(CONTENT):
                return b"%d" % (content + int(name[len(CONTENT) :]))
            if name.startswith(ROW) and table:
                return b"%d" % (table.rows + int(name[len(ROW) :]))
            if name.startswith(OWN):
                return b"%d" % (base + int(name[len(OWN) :]))
            if name.startswith(ANNOTATION):
                return b"%d 0 R" % (annotation + int(name[len(ANNOTATION) :]))
            return self._shared[name]

        for place, text in enumerate(elements.texts):
            self._objects.append((base + place, written(text, base, named)))


@dataclass
class _Open:
    key: int
    master: ContainerMaster
    number: int
    parent: _Open | None

    def __post_init__(self) -> None:
        self.kids: list[int] = []
        self.rows = 0


def references(numbers: Sequence[int]) -> bytes:
    """Return references to objects."""
    return b" ".join(b"%d 0 R" % number for number in numbers)


def page_block(first: int, company: Company, shared: Mapping[str, bytes]) -> PageBlock:
    """Return the objects of a page, whose numbers begin with `first`; `shared` are references to others by name."""
    return _Block(first, company, shared).made()
