"""Where things stand on a laid-out page: parts, and in them the room for what differs. Lengths are in pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace


def _exact(length: float) -> float:
    return round(length, 6)


@dataclass(frozen=True)
class Beside:
    """Text of the frame that stands on a slot's line: where it begins, what it is, and whether it comes after."""

    x: float
    y: float
    text: str
    typeface: str
    size: float
    follows: bool


@dataclass(frozen=True)
class Slot:
    """Room for a value.

    `x` and `y` are where the token's baseline begins, `left` and `width` where a line may stand, `leading` is from line
    to line. `share` is how much of what is left of a line stands before it. `edge` is the lower edge of what grows with
    a second line, a row of a table or a paragraph, and `slack` the room that the first line leaves there; None where
    only one line has room. `rows` are lower edges of earlier rows of a cell that reaches over several, which make room
    as well when they grow. A head's second line stands above the first: it is `upward`.
    """

    x: float
    y: float
    left: float
    width: float
    leading: float
    share: float
    typeface: str
    size: float
    edge: float | None
    slack: float
    beside: tuple[Beside, ...] = ()
    rows: tuple[float, ...] = ()
    upward: bool = False

    def moved(self, down: float) -> Slot:
        """Return the same further down."""
        return replace(
            self,
            y=_exact(self.y + down),
            edge=None if self.edge is None else _exact(self.edge + down),
            slack=_exact(self.slack),
            beside=tuple(replace(it, y=_exact(it.y + down)) for it in self.beside),
            rows=tuple(_exact(row + down) for row in self.rows),
        )


@dataclass(frozen=True)
class Bar:
    """A box whose length is a value: its edges, and how long it can be."""

    x: float
    y: float
    width: float
    height: float
    most: float


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline: its level, and where it leads to."""

    level: int
    label: str
    x: float
    y: float


@dataclass(frozen=True)
class PlacedPart:
    """A part on its page, or the head of a table.

    `top` and `bottom` are its edges; in a table, where its lines are in the middle. `above` and `below` are the margins
    there: of the containers that it is in, the outermost first, and its own at last. `table` says which of the
    containers is its table, -1 for none; `lead` and `tail` are what stands between the table's own edges and its first
    and last row, and `head` the head's edges, if it has one. `line` is half as thick as the line above its first row.
    `joined_before` and `joined_after` say of the same boxes whether a page may not end before or after them, and
    `whole` of the containers whether a page may not end in them.
    """

    top: float
    bottom: float
    above: tuple[float, ...]
    below: tuple[float, ...]
    table: int
    lead: float
    tail: float
    head: tuple[float, float] | None
    line: float
    joined_before: tuple[bool, ...]
    joined_after: tuple[bool, ...]
    whole: tuple[bool, ...]
    slots: tuple[Slot, ...]
    bars: tuple[Bar, ...]
    bookmarks: tuple[Bookmark, ...]

    def moved(self, down: float) -> PlacedPart:
        """Return the same further down, without what is lost in reckoning where on a page it was."""
        return replace(
            self,
            top=_exact(self.top + down),
            bottom=_exact(self.bottom + down),
            head=(_exact(self.head[0] + down), _exact(self.head[1] + down)) if self.head else None,
            lead=_exact(self.lead),
            tail=_exact(self.tail),
            slots=tuple(slot.moved(down) for slot in self.slots),
            bars=tuple(replace(bar, y=_exact(bar.y + down)) for bar in self.bars),
            bookmarks=tuple(replace(mark, y=_exact(mark.y + down)) for mark in self.bookmarks),
        )


@dataclass(frozen=True)
class MarginText:
    """Text in a page's head or foot, and the slot that it would be if it were a value."""

    text: str
    slot: Slot


@dataclass(frozen=True)
class PlacedPage:
    """A page's text area: its edges, and how wide and high the page is."""

    top: float
    limit: float
    width: float
    height: float
