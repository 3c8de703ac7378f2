"""The outline of a document: its headings, each in the one above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pydyf

from markpack.model.printed_signs import name_signs


@dataclass(frozen=True)
class OutlineEntry:
    """A heading: its level, its text, the number of its page's object, and where it is there, in points."""

    level: int
    label: str
    page: int
    x: float
    y: float


@dataclass
class _Node:
    number: int
    entry: OutlineEntry
    parent: int
    children: list[_Node] = field(default_factory=list)

    def count(self) -> int:
        return len(self.children) + sum(child.count() for child in self.children)


def outline_objects(entries: Sequence[OutlineEntry], root: int, first: int) -> dict[int, bytes]:
    """Return the bodies of the outline's objects: `root`, and the entries from the number `first` on."""
    tops: list[_Node] = []
    open_ones: list[_Node] = []
    nodes = []
    for place, entry in enumerate(entries):
        while open_ones and open_ones[-1].entry.level >= entry.level:
            open_ones.pop()
        node = _Node(first + place, entry, open_ones[-1].number if open_ones else root)
        (open_ones[-1].children if open_ones else tops).append(node)
        open_ones.append(node)
        nodes.append(node)
    objects = {root: b"<</Count %d%s>>" % (len(nodes), _ends(tops))}
    for siblings in (tops, *(node.children for node in nodes)):
        for place, node in enumerate(siblings):
            objects[node.number] = _body(node, siblings, place)
    return objects


def _body(node: _Node, siblings: Sequence[_Node], place: int) -> bytes:
    entry = node.entry
    title: bytes = pydyf.String(name_signs(entry.label)).data
    beside = b"/Prev %d 0 R" % siblings[place - 1].number if place else b""
    if place + 1 < len(siblings):
        beside += b"/Next %d 0 R" % siblings[place + 1].number
    return b"<</Title %s/Dest[%d 0 R/XYZ %.6f %.6f 0]/Count %d/Parent %d 0 R%s%s>>" % (
        title, entry.page, entry.x, entry.y, node.count(), node.parent, beside, _ends(node.children),
    )  # fmt: skip


def _ends(nodes: Sequence[_Node]) -> bytes:
    return b"/First %d 0 R/Last %d 0 R" % (nodes[0].number, nodes[-1].number) if nodes else b""
