"""On which page each part of a document stands, and where, by the rules of its stylesheet. Lengths are in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.placed import PlacedPart

_UNDECIDED = 0.05
"""Whether a part has room is left to a full layout where it is as close as that."""


@dataclass(frozen=True)
class Step:
    """A part in its document: what it is like, and how many containers it shares with the part before.

    `growth` is by how much it is higher than it was laid out, and `head` how high the head of its table is, 0 for none.
    """

    part: PlacedPart
    shared: int
    growth: float
    head: float

    @property
    def height(self) -> float:
        """How high it is."""
        return self.part.bottom - self.part.top + self.growth

    @property
    def goes_on(self) -> bool:
        """Whether it goes on with the table of the part before."""
        return 0 <= self.part.table < self.shared


@dataclass(frozen=True)
class Place:
    """Where a part stands: its number in the document, its upper edge, and whether its table's head is above it."""

    number: int
    top: float
    has_head: bool


def gap(before: Step, it: Step) -> float:
    """Return the space between two parts that follow each other on a page, the head of a table not counted."""
    if it.goes_on:
        return 0.0
    margins = (*before.part.below[it.shared :], *it.part.above[it.shared :])
    tail = before.part.tail if before.part.table >= it.shared else 0.0
    return tail + max(margins, default=0.0) + it.part.lead


def is_joined(before: Step, it: Step) -> bool:
    """Say whether a page may not end between two parts that follow each other."""
    ends, begins = before.part.joined_after[it.shared :], it.part.joined_before[it.shared :]
    return any(ends) or any(begins) or any(it.part.whole[: it.shared])


def paged(steps: Sequence[Step], top: float, limit: float) -> list[list[Place]]:
    """Return where parts stand on pages whose text reaches from `top` to `limit`.

    Raises DoesNotFit if a full layout has to tell: a part is higher than a page, parts that stand together are, or it
    cannot be told whether one has room.
    """
    pages: list[list[Place]] = []
    start = 0
    while start < len(steps):
        page = _page(steps, start, top, limit, is_first=not pages)
        pages.append(page)
        start = page[-1].number + 1
    return pages


def _page(steps: Sequence[Step], start: int, top: float, limit: float, *, is_first: bool) -> list[Place]:
    """Return one page, which begins with the part of a number."""
    first = steps[start]
    at = top + (max(first.part.above) if is_first else 0.0)
    if first.part.table >= 0:
        at += first.part.lead if first.head or not first.goes_on else first.part.line
    page = [Place(start, at + first.head, bool(first.head))]
    bottom = page[0].top + first.height
    if not _has_room(bottom, limit):
        raise DoesNotFit("a part is higher than a page")
    for number in range(start + 1, len(steps)):
        it = steps[number]
        head = 0.0 if it.goes_on else it.head
        edge = bottom + gap(steps[number - 1], it) + head
        bottom = edge + it.height
        if not _has_room(bottom, limit):
            return _ended(steps, page)
        page.append(Place(number, edge, bool(head)))
    return page


def _ended(steps: Sequence[Step], page: list[Place]) -> list[Place]:
    """Return a page that ends before the next part, or sooner where parts stand together."""
    for keep in range(len(page), 0, -1):
        following = page[0].number + keep
        if not is_joined(steps[following - 1], steps[following]):
            return page[:keep]
    raise DoesNotFit("parts that stand together are higher than a page")


def _has_room(bottom: float, limit: float) -> bool:
    if abs(bottom - limit) < _UNDECIDED:
        raise DoesNotFit("it cannot be told without a full layout where a page ends")
    return bottom < limit
