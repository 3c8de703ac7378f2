"""A content stream taken apart by what it draws where: what flows, a part of that, and what pages have around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pikepdf

from markpack.writers.masters.master import DoesNotFit

Operators = Sequence[pikepdf.ContentStreamInstruction]
Number = float | int

CONSTRUCTION = {"m", "l", "c", "v", "y", "h", "re", "W", "W*"}
PAINTING = {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "n"}
LENGTH = 3
"""Which operand of `re` is a length and no height."""
_BEGINS, _ENDS = {"q", "BMC", "BDC"}, {"Q", "EMC"}
_CLIPPING = {"W", "W*"}
_FILLING = {"f", "F", "f*"}
_NEAR = 0.7  # pixels: half the width of a line, and what is lost by rounding
_MARKED = re.compile(rb"<</MCID (\d+)>>\nBDC\n((?:[^\n]*\n)*?)EMC\n")
_DRAWING = re.compile(rb"^(?:BT|[fFBb]\*?|[Ss]|/\S+ Do)$", re.MULTILINE)
_OF_A_PICTURE = 2
"""How deep a group is in which coordinates are changed for a picture; above, it is for the whole page."""


@dataclass
class _Group:
    """Operators between two that belong together, those two included; the outermost has none."""

    begin: list[pikepdf.ContentStreamInstruction] = field(default_factory=list)
    inside: list[_Group | _Drawing | pikepdf.ContentStreamInstruction] = field(default_factory=list)
    end: list[pikepdf.ContentStreamInstruction] = field(default_factory=list)


@dataclass(frozen=True)
class _Drawing:
    """Operators that draw a piece of text or a path, and the heights that they name."""

    operators: Operators
    heights: tuple[float, ...]

    @property
    def is_filled(self) -> bool:
        return str(self.operators[-1].operator) in _FILLING

    @property
    def is_clip(self) -> bool:
        return any(str(entry.operator) in _CLIPPING for entry in self.operators)


def operators(content: bytes) -> Operators:
    """Return the operators of a content stream."""
    with pikepdf.new() as scratch:
        parsed = pikepdf.parse_content_stream(pikepdf.Stream(scratch, content))
    if any(isinstance(entry, pikepdf.ContentStreamInlineImage) for entry in parsed):
        raise AssertionError("a page has an inline image")
    return [entry for entry in parsed if isinstance(entry, pikepdf.ContentStreamInstruction)]


def draws(operator: str) -> bool:
    """Say whether an operator begins a piece of text or a path."""
    return operator == "BT" or operator in CONSTRUCTION


def drawings(page: Operators) -> Iterator[Operators]:
    """Yield the operators of each piece of text and each path together, and any other operator alone."""
    waiting: list[pikepdf.ContentStreamInstruction] = []
    for entry in page:
        operator = str(entry.operator)
        waiting.append(entry)
        if not draws(str(waiting[0].operator)) or operator == "ET" or operator in PAINTING:
            yield waiting
            waiting = []


def heights(entry: pikepdf.ContentStreamInstruction) -> Iterator[tuple[float, int]]:
    """Yield the heights on the page that a path's operator names, and which of its operands names each."""
    numbers = [float(number) for number in entry.operands]
    if str(entry.operator) == "re":
        yield numbers[1], 1
        yield numbers[1] + numbers[3], LENGTH
    else:
        yield from ((numbers[index], index) for index in range(1, len(numbers), 2))


def flowing(page: Operators, top: float, limit: float) -> Operators:
    """Return what draws the text area of a page, which reaches from `top` to `limit`, pictures included."""
    return _kept(page, lambda it: it if isinstance(it, _Group) or _is_within(it, top, limit) else None)


def behind(page: Operators, top: float, limit: float) -> Operators:
    """Return what draws a page's paper, on which everything else stands: what reaches past all of the text area."""
    return _kept(page, lambda it: it if isinstance(it, _Drawing) and _is_behind(it, top, limit) else None)


def around(page: Operators, top: float, limit: float) -> Operators:
    """Return what draws a page's head and foot."""

    def kept(it: _Group | _Drawing) -> _Drawing | None:
        if isinstance(it, _Group) or _is_within(it, top, limit) or _is_behind(it, top, limit):
            return None
        return it

    return _kept(page, kept)


def below(page: Operators, cut: float) -> Operators:
    """Return what draws all that is below a height, without a line there; a path that crosses it begins there.

    Whoever draws what is above draws the line, before this; so what is filled begins below the line. Raises DoesNotFit
    if there is a picture, whose place its operators do not tell.
    """
    edge = cut + _half_a_line(page, cut)

    def kept(it: _Group | _Drawing) -> _Drawing | None:
        if isinstance(it, _Group):
            raise DoesNotFit("a picture stands among the parts")
        if it.heights and max(it.heights) <= cut + _NEAR:
            return None
        begins = edge if it.is_filled else cut
        if it.heights and min(it.heights) < begins:
            return _Drawing([_clamped(entry, begins) for entry in it.operators], it.heights)
        return it

    return _kept(page, kept)


def _half_a_line(page: Operators, height: float) -> float:
    """Return half of how thick the lines are that are drawn from one side to the other at a height."""
    thickness, thickest, reached = 0.0, 0.0, set[bool]()
    for entry in page:
        match str(entry.operator):
            case "w":
                thickness = float(entry.operands[0])
            case "m" | "l":
                reached.add(abs(float(entry.operands[1]) - height) < _NEAR)
            case "S":
                thickest = max(thickest, thickness if reached == {True} else 0.0)
                reached = set()
            case operator if operator in PAINTING:
                reached = set()
    return thickest / 2


def undrawn(content: bytes) -> set[int]:
    """Return the numbers of a content stream's marked content that draws nothing, such as an empty field."""
    return {int(number) for number, body in _MARKED.findall(content) if not _DRAWING.search(body)}


def renumbered(page: Operators, base: int) -> Operators:
    """Return a page whose marked content is numbered from `base` instead of 0."""
    return [_renumbered(entry, base) if str(entry.operator) == "BDC" else entry for entry in page]


def _renumbered(entry: pikepdf.ContentStreamInstruction, base: int) -> pikepdf.ContentStreamInstruction:
    tag, properties = entry.operands
    if not isinstance(properties, pikepdf.Dictionary) or "/MCID" not in properties:
        return entry
    properties = pikepdf.Dictionary(MCID=int(properties.MCID) + base)
    return pikepdf.ContentStreamInstruction([tag, properties], entry.operator)


def _is_within(drawing: _Drawing, top: float, limit: float) -> bool:
    return not drawing.heights or top - _NEAR <= min(drawing.heights) <= limit + _NEAR


def _is_behind(drawing: _Drawing, top: float, limit: float) -> bool:
    return bool(drawing.heights) and min(drawing.heights) < top - _NEAR and max(drawing.heights) > limit + _NEAR


def _clamped(entry: pikepdf.ContentStreamInstruction, cut: float) -> pikepdf.ContentStreamInstruction:
    """Return a path's operator with no height above a cut."""
    if str(entry.operator) not in CONSTRUCTION:
        return entry
    operands: list[Number] = [float(number) for number in entry.operands]
    at = [max(height, cut) for height, _ in heights(entry)]
    for (_, index), height in zip(heights(entry), at, strict=True):
        operands[index] = height - at[0] if index == LENGTH and str(entry.operator) == "re" else height
    return pikepdf.ContentStreamInstruction(operands, entry.operator)


_Keep = Callable[[_Group | _Drawing], _Group | _Drawing | None]
"""Returns what is to be drawn of a drawing or a picture."""


def _kept(page: Operators, keep: _Keep) -> Operators:
    """Return the operators of what is to be kept, with the state that it is drawn in, and without empty groups."""
    return _flat(_grouped(page), keep, 0) or []


def _flat(group: _Group, keep: _Keep, depth: int) -> list[pikepdf.ContentStreamInstruction] | None:
    """Return a group's operators, those that are to be kept; None if it draws nothing then."""
    if depth >= _OF_A_PICTURE and any(str(getattr(entry, "operator", "")) == "cm" for entry in group.inside):
        return _whole(group) if keep(group) else None
    result, draws = list(group.begin), False
    for entry in group.inside:
        if isinstance(entry, _Group):
            inner = _flat(entry, keep, depth + 1)
        elif isinstance(entry, _Drawing) and not entry.is_clip:
            kept = keep(entry)
            inner = list(kept.operators) if isinstance(kept, _Drawing) else None
        else:
            result += entry.operators if isinstance(entry, _Drawing) else [entry]
            continue
        if inner is not None:
            result += inner
            draws = True
    return [*result, *group.end] if draws else None


def _whole(group: _Group) -> list[pikepdf.ContentStreamInstruction]:
    result = list(group.begin)
    for entry in group.inside:
        match entry:
            case _Group():
                result += _whole(entry)
            case _Drawing():
                result += entry.operators
            case _:
                result.append(entry)
    return [*result, *group.end]


def _grouped(page: Operators) -> _Group:
    """Return operators in the groups that they make."""
    root = _Group()
    open_groups = [root]
    for entries in drawings(page):
        operator = str(entries[0].operator)
        if draws(operator):
            open_groups[-1].inside.append(_drawing(entries))
        elif operator in _BEGINS:
            group = _Group([*entries])
            open_groups[-1].inside.append(group)
            open_groups.append(group)
        elif operator in _ENDS:
            open_groups.pop().end += entries
        else:
            open_groups[-1].inside += entries
    if len(open_groups) != 1:
        raise AssertionError("what begins on a page does not end there")
    return root


def _drawing(entries: Operators) -> _Drawing:
    if str(entries[0].operator) == "BT":
        found = [float(entry.operands[5]) for entry in entries if str(entry.operator) == "Tm"]
    else:
        found = [height for entry in entries for height, _ in heights(entry)]
    return _Drawing(tuple(entries), tuple(found))
