"""How the parts of a mark sheet follow one another over its pages, and where pages end when values make parts grow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes

from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.slots import Room

_PART, _OPENS = "data-part", "data-opens"
_UNDECIDED = 1.2  # pixels: whether a part has room is left to a full layout where it is as close as that
_SAME = 0.01  # pixels

Breaks = tuple[str, ...]
"""The parts that begin a page, without those that stand at the beginning anyway."""


@dataclass(frozen=True)
class Part:
    """What stands on one page together; lengths are in pixels.

    `top` and `bottom` are where it begins and ends on its page while nothing has grown, `gap` is the space above it
    where it does not begin a page, `head` the height of its table's head, which is repeated above it where it does.
    `opens`: an element has it as its first part, with headings before it. `around` are the elements of the document
    that it is in, the outermost first, without those that all parts are in; `shared` is how many of them it shares with
    the part before.
    """

    name: str
    page: int
    top: float
    bottom: float
    gap: float = 0.0
    head: float = 0.0
    opens: bool = False
    around: int = 0
    shared: int = 0

    @property
    def continues(self) -> bool:
        """Whether it goes on with the table of the part before, whose head is not repeated then."""
        return bool(self.around) and self.shared == self.around


@dataclass(frozen=True)
class Placed:
    """A part on its page: where it begins, below the head of its table if that is repeated; in pixels."""

    name: str
    top: float


Pages = tuple[tuple[Placed, ...], ...]
"""Which parts stand on which page, from the one on that the first part ends on."""


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
        self.parts = _parts(pages, rooms)
        for number, page in enumerate(pages):
            if not all(it.stands_freely for it in _measured(page._page_box, number)):
                raise DoesNotFit("a stylesheet lets pages end elsewhere than between parts, or not there")
        self.breaks = _breaks(self.parts)
        last = self.parts[-1]
        if last.page != len(rooms) - 1 or rooms[-1].filled - last.bottom > _UNDECIDED:
            raise DoesNotFit("something stands below the last part")
        if breaks_of(self.paged({})) != self.breaks:
            raise DoesNotFit("pages end elsewhere than was expected")

    def part(self, page: int, edge: float) -> str | None:
        """Return the name of the part that a row ends in; None on a page before those that parts move between."""
        if page < self.parts[0].page:
            return None
        before = page, edge - _UNDECIDED
        return next((part.name for part in reversed(self.parts) if (part.page, part.top) <= before), "")

    def paged(self, growths: Mapping[str, float]) -> Pages:
        """Return where parts stand when they have grown by so many pixels.

        Raises DoesNotFit if it cannot be told without a full layout, or a part needs more than a page.
        """
        first, *others = self.parts
        pages = [[Placed(first.name, first.top)]]
        at = first.bottom + growths.get(first.name, 0.0)
        if not self._has_room(at):
            raise DoesNotFit("what stands before the parts would run over its page")
        for part in others:
            height = part.bottom - part.top + growths.get(part.name, 0.0)
            if self._has_room(at + part.gap + height):
                at += part.gap
            else:
                pages.append([])
                at = self._top + part.head
                if not self._has_room(at + height):
                    raise DoesNotFit("a row is higher than a page")
            pages[-1].append(Placed(part.name, at))
            at += height
        return tuple(map(tuple, pages))

    @property
    def apart(self) -> str:
        """A stylesheet that puts every part on a page of its own, as if there were no room for it before."""
        rules = (f'[{_OPENS if part.opens else _PART}="{part.name}"]' for part in self.parts[1:])
        return "".join(f"{rule}{{break-before:page}}{rule}>:first-child{{margin-top:0!important}}" for rule in rules)

    def numbered(self, counts: Sequence[int], leading: int) -> list[int]:
        """Return from where to count the marked content of each part, of which it has so many pieces.

        Of parts that may share a page, no two have a number in common. So many pages before the parts count from 0.
        """
        most = max(self._together(at, counts) for at in range(len(self.parts)))
        result, number = [], 0
        for count in counts:
            if number > 2 * most:
                number = 0
            result.append(number)
            number += count
        return [0] * leading + result

    def _together(self, at: int, counts: Sequence[int]) -> int:
        """Return how many pieces of marked content a page has at most that begins with one of the parts."""
        first, *others = self.parts[at:]
        bottom = first.bottom if at == 0 else self._top + first.head + first.bottom - first.top
        total = counts[at]
        for part, count in zip(others, counts[at + 1 :], strict=True):
            bottom += part.gap + part.bottom - part.top
            if bottom > self._limit + _UNDECIDED:
                break
            total += count
        return total

    def _has_room(self, bottom: float) -> bool:
        if abs(bottom - self._limit) < _UNDECIDED:
            raise DoesNotFit("it cannot be told without a full layout where a page ends")
        return bottom < self._limit


def breaks_of(pages: Pages) -> Breaks:
    """Return the parts that begin a page."""
    return tuple(page[0].name for page in pages[1:])


def parts_apart(pages: Any, rooms: Sequence[Room], flow: Flow) -> list[Part]:
    """Return the parts as they stand on pages of their own. Raises DoesNotFit if they do so in another way."""
    parts = _parts(pages, rooms)
    top = pages[0]._page_box.content_box_y()
    first, *others = parts
    if [part.page for part in others] != list(range(first.page + 1, len(pages))):
        raise DoesNotFit("pages cannot be ended before each part")
    for part, usual in zip(others, flow.parts[1:], strict=True):
        begins = abs(part.top - top - part.head) < _SAME
        if part.name != usual.name or not begins or abs(part.bottom - part.top - usual.bottom + usual.top) > _SAME:
            raise DoesNotFit("a part is another one at the beginning of a page")
    return parts


def _breaks(parts: Sequence[Part]) -> Breaks:
    return tuple(part.name for before, part in pairwise(parts) if part.page != before.page)


@dataclass(frozen=True)
class _Measured:
    """The box of a part, what opens with it, and the table that it is in, if any."""

    page: int
    box: Any
    opener: Any
    table: Any
    around: tuple[Any, ...]
    within: tuple[Any, ...] = ()

    @property
    def stands_freely(self) -> bool:
        """Whether a page may end before it and after it, as its stylesheet has it, and cannot within."""
        beside = all(it.style[name] == "auto" for it in (self.box, *self.within) for name in _BREAKS)
        return beside and _is_whole(self.box) and all(it.style["break_inside"] == "auto" for it in self.within)

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

    def above(self) -> tuple[float, float]:
        """Return the margin above it, and what its table has between that and it, such as half of a border."""
        if self.opener is not None:
            return _margin(self.opener.children[0], "margin_top"), 0.0
        if self.table is None:
            return _margin(self.box.children[0], "margin_top"), 0.0
        return _margin(self.table, "margin_top"), self.top - float(self.table.get_wrapped_table().position_y)

    def below(self) -> tuple[float, float]:
        """Return the margin below it, and what its table has between it and that."""
        if self.table is None:
            return _margin(self.box.children[-1], "margin_bottom"), 0.0
        inner = self.table.get_wrapped_table()
        return _margin(self.table, "margin_bottom"), float(inner.position_y + inner.border_height()) - self.bottom

    def head(self) -> float:
        """Return how high the head of its table is, with the border above; where it has none, half of that border."""
        if self.table is None or self.opener is not None:
            return 0.0
        inner = self.table.get_wrapped_table()
        heads = [group for group in inner.children if isinstance(group, boxes.TableRowGroupBox) and group.is_header]
        if heads:
            return float(heads[0].position_y + heads[0].height - inner.position_y)
        if inner.style["border_collapse"] != "collapse":
            return 0.0
        rows = [row for group in inner.children for row in group.children]
        first = self.box if isinstance(self.box, boxes.TableRowBox) else self.box.children[0]
        at = inner.skipped_rows + next(number for number, row in enumerate(rows) if row is first)
        return max(float(width) for _, (_, width, _) in inner.collapsed_border_grid[1][at]) / 2


def _parts(pages: Any, rooms: Sequence[Room]) -> list[Part]:
    measured = [it for number, page in enumerate(pages) for it in _measured(page._page_box, number)]
    names = [it.name for it in measured]
    if not measured or len(set(names)) != len(names):
        raise DoesNotFit("there are no parts, or one does not fit a page")
    start = measured[0]
    begins_page = start.top <= pages[start.page]._page_box.content_box_y()
    if begins_page and start.page == 0:
        raise DoesNotFit("nothing stands before the parts")
    if begins_page:
        parts = [Part("", start.page - 1, 0.0, rooms[start.page - 1].filled)]
    else:
        parts = [Part("", start.page, 0.0, start.top)]
    for before, it in zip((None, *measured), measured, strict=False):
        gap = _gap(before, it) if before else 0.0
        shared = _shared(before, it) if before else 0
        opens = it.opener is not None
        parts.append(Part(it.name, it.page, it.top, it.bottom, gap, it.head(), opens, len(it.around), shared))
    return parts


def _shared(before: _Measured, it: _Measured) -> int:
    """Return how many of the elements around a part are around the one before as well."""
    pairs = list(zip(before.around, it.around, strict=False))
    return next((number for number, (one, other) in enumerate(pairs) if one is not other), len(pairs))


def _gap(before: _Measured, it: _Measured) -> float:
    """Return the space between two parts that follow one another: as measured, or as their margins have it."""
    in_one_table = it.table is not None and before.table is not None and it.table.element is before.table.element
    (below, edge), (above, head) = before.below(), it.above()
    expected = 0.0 if in_one_table else edge + max(below, above) + head
    if it.page != before.page:
        return expected
    if abs(it.top - before.bottom - expected) > _SAME:
        raise DoesNotFit("parts are another distance apart than their margins tell")
    return it.top - before.bottom


def _margin(box: Any, name: str) -> float:
    return float(getattr(box.style[name], "value", 0.0))


_WHOLE = ("html", "body")


def _measured(
    box: Any,
    page: int,
    opener: Any = None,
    table: Any = None,
    around: tuple[Any, ...] = (),
    within: tuple[Any, ...] = (),
) -> Iterator[_Measured]:
    """Yield the parts in a box, in their order."""
    if isinstance(box, boxes.MarginBox):
        return
    attributes = getattr(box.element, "attrib", {})
    if _PART in attributes:
        yield _Measured(page, box, opener if _opens(opener, attributes[_PART]) else None, table, around, within)
        return
    if _OPENS in attributes:
        opener = box
    if isinstance(box, boxes.BlockBox) and box.is_table_wrapper:
        table = box
    if box.element is not None and box.element_tag not in _WHOLE and not any(box.element is it for it in around):
        around = (*around, box.element)
    for child in getattr(box, "children", ()):
        yield from _measured(child, page, opener, table, around, (*within, box))


_BREAKS = ("break_before", "break_after")
_AVOID = ("avoid", "avoid-page")


def _is_whole(box: Any) -> bool:
    """Say whether a page cannot end within a box, as its stylesheet has it."""
    if not isinstance(box, boxes.TableRowGroupBox):
        return box.style["break_inside"] in _AVOID
    rows = box.children
    if box.style["break_inside"] != "auto" or any(row.style["break_inside"] not in _AVOID for row in rows):
        return False
    return all(
        one.style["break_after"] in _AVOID or other.style["break_before"] in _AVOID for one, other in pairwise(rows)
    )


def _opens(opener: Any, name: str) -> bool:
    return opener is not None and opener.element.get(_OPENS) == name
