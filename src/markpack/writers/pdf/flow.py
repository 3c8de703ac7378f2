"""How the parts of a mark sheet follow one another over its pages, and where pages end when values make parts grow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes

from markpack.writers.pdf.holes import Room
from markpack.writers.plate import DoesNotFit

_PART, _OPENS = "data-part", "data-opens"
_UNDECIDED = 1.2  # pixels: whether a part has room is left to a full layout where it is as close as that
_ALIKE = 0.7  # pixels: borders of tables, which gaps are measured without

Breaks = tuple[str, ...]
"""The parts that begin a page, without those that stand at the beginning anyway."""


@dataclass(frozen=True)
class Part:
    """What stands on one page together; lengths are in pixels.

    `top` and `bottom` are where it begins and ends on its page while nothing has grown, `gap` is the space above it
    where it does not begin a page, `head` the height of its table's head, which is repeated above it where it does.
    `opens`: an element has it as its first part, with headings before it.
    """

    name: str
    page: int
    top: float
    bottom: float
    gap: float = 0.0
    head: float = 0.0
    opens: bool = False


class Flow:
    """The parts of a laid-out sheet in their order, and the room that pages have for them.

    The first has no name: it is what stands before all others, and may have pages of its own before.
    """

    def __init__(self, pages: Any, rooms: Sequence[Room]) -> None:
        """Measure WeasyPrint's pages. Raises DoesNotFit if it cannot be told from them where other pages would end."""
        tops = {page._page_box.content_box_y() for page in pages}
        limits = {room.limit for room in rooms}
        if len(tops) > 1 or len(limits) > 1:
            raise DoesNotFit("pages differ in their room")
        self._top, self._limit = tops.pop(), limits.pop()
        self._parts = _parts(pages, rooms)
        self.breaks = _breaks(self._parts)
        last = self._parts[-1]
        if last.page != len(rooms) - 1 or rooms[-1].filled - last.bottom > _UNDECIDED:
            raise DoesNotFit("something stands below the last part")
        if self.broken({}) != self.breaks:
            raise DoesNotFit("pages end elsewhere than was expected")

    def part(self, page: int, edge: float) -> str | None:
        """Return the name of the part that a row ends in; None on a page before those that parts move between."""
        if page < self._parts[0].page:
            return None
        before = page, edge - _UNDECIDED
        return next((part.name for part in reversed(self._parts) if (part.page, part.top) <= before), "")

    def broken(self, growths: Mapping[str, float]) -> Breaks:
        """Return where pages end when parts have grown by so many pixels.

        Raises DoesNotFit if it cannot be told without a full layout, or a part needs more than a page.
        """
        breaks = []
        first, *others = self._parts
        at = first.bottom + growths.get(first.name, 0.0)
        for part in others:
            height = part.bottom - part.top + growths.get(part.name, 0.0)
            if self._has_room(at + part.gap + height):
                at += part.gap + height
                continue
            breaks.append(part.name)
            at = self._top + part.head + height
            if not self._has_room(at):
                raise DoesNotFit("a row is higher than a page")
        return tuple(breaks)

    def rules(self, breaks: Breaks) -> str:
        """Return a stylesheet that ends pages before parts, as if there were no room for them."""
        opening = {part.name for part in self._parts if part.opens}
        rules = (f'[{_OPENS if name in opening else _PART}="{name}"]' for name in breaks)
        return "".join(f"{rule}{{break-before:page}}{rule}>:first-child{{margin-top:0}}" for rule in rules)

    def _has_room(self, bottom: float) -> bool:
        if abs(bottom - self._limit) < _UNDECIDED:
            raise DoesNotFit("it cannot be told without a full layout where a page ends")
        return bottom < self._limit


def breaks_of(pages: Any, rooms: Sequence[Room]) -> Breaks:
    """Return where WeasyPrint's pages end. Raises DoesNotFit if they do so within a part."""
    return _breaks(_parts(pages, rooms))


def _breaks(parts: Sequence[Part]) -> Breaks:
    return tuple(part.name for before, part in pairwise(parts) if part.page != before.page)


@dataclass(frozen=True)
class _Measured:
    """The box of a part, what opens with it, and the table that it is in, if any."""

    page: int
    box: Any
    opener: Any
    table: Any

    @property
    def name(self) -> str:
        return str(self.box.element.get(_PART))

    @property
    def top(self) -> float:
        whole = self.box if self.opener is None else self.opener
        return float(whole.position_y)

    @property
    def bottom(self) -> float:
        return float(self.box.position_y + self.box.height)

    def above(self) -> float:
        """Return the margin above it."""
        if self.opener is not None:
            return _margin(self.opener.children[0], "margin_top")
        return _margin(self.box.children[0] if self.table is None else self.table, "margin_top")

    def below(self) -> float:
        """Return the margin below it."""
        return _margin(self.box.children[-1] if self.table is None else self.table, "margin_bottom")

    def head(self) -> float:
        """Return how high the head of its table is, with the border above."""
        if self.table is None or self.opener is not None:
            return 0.0
        inner = self.table.get_wrapped_table()
        heads = [group for group in inner.children if isinstance(group, boxes.TableRowGroupBox) and group.is_header]
        return float(heads[0].position_y + heads[0].height - inner.position_y) if heads else 0.0


def _parts(pages: Any, rooms: Sequence[Room]) -> list[Part]:
    measured = [it for number, page in enumerate(pages) for it in _measured(page._page_box, number)]
    names = [it.name for it in measured]
    if not measured or len(set(names)) != len(names):
        raise DoesNotFit("there are no parts, or one does not fit a page")
    start = measured[0]
    begins_page = start.top <= pages[start.page]._page_box.content_box_y()
    if begins_page:
        parts = [Part("", start.page - 1, 0.0, rooms[start.page - 1].filled)]
    else:
        parts = [Part("", start.page, 0.0, start.top)]
    gaps = [0.0, *(_gap(before, it) for before, it in pairwise(measured))]
    for it, gap in zip(measured, gaps, strict=True):
        parts.append(Part(it.name, it.page, it.top, it.bottom, gap, it.head(), it.opener is not None))
    return parts


def _gap(before: _Measured, it: _Measured) -> float:
    """Return the space between two parts that follow one another: as measured, or as their margins have it."""
    in_one_table = it.table is not None and before.table is not None and it.table.element is before.table.element
    expected = 0.0 if in_one_table else max(before.below(), it.above())
    if it.page != before.page:
        return expected
    if abs(it.top - before.bottom - expected) > _ALIKE:
        raise DoesNotFit("parts are another distance apart than their margins tell")
    return it.top - before.bottom


def _margin(box: Any, name: str) -> float:
    return float(getattr(box.style[name], "value", 0.0))


def _measured(box: Any, page: int, opener: Any = None, table: Any = None) -> Iterator[_Measured]:
    """Yield the parts in a box, in their order."""
    if isinstance(box, boxes.MarginBox):
        return
    attributes = getattr(box.element, "attrib", {})
    if _PART in attributes:
        yield _Measured(page, box, opener if _opens(opener, attributes[_PART]) else None, table)
        return
    if _OPENS in attributes:
        opener = box
    if isinstance(box, boxes.BlockBox) and box.is_table_wrapper:
        table = box
    for child in getattr(box, "children", ()):
        yield from _measured(child, page, opener, table)


def _opens(opener: Any, name: str) -> bool:
    return opener is not None and opener.element.get(_OPENS) == name
