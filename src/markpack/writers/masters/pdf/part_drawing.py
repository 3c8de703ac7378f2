"""What draws a part: pieces that stay, and between them the slots; below each edge all moves when something grows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.content_stream import PAGINATION, Drawing, Step, number
from markpack.writers.masters.pdf.placed import Bar, Slot
from markpack.writers.masters.pdf.slot_text import Fill

_NEAR = 1.0  # pixels: lines are drawn up to so far above the edge of a row that they belong to
_SAME = 0.02
_ANYWHERE = -1
"""The band of what draws nothing by itself: marks and pens."""


@dataclass(frozen=True)
class Static:
    """Operators that stay; they move with their band."""

    band: int
    data: bytes


@dataclass(frozen=True)
class Begin:
    """Where marked content begins: its number in the part, and its tag."""

    content: int
    tag: bytes


@dataclass(frozen=True)
class Gap:
    """Where a slot's value is drawn."""

    band: int
    slot: int


@dataclass(frozen=True)
class Neighbour:
    """Text on a slot's line, which moves with the width of the value by so much of it."""

    band: int
    slot: int
    share: float
    data: bytes


@dataclass(frozen=True)
class Length:
    """Where a bar is drawn."""

    band: int
    bar: int


@dataclass(frozen=True)
class Rectangle:
    """A rectangle between two heights; its left edge and its width as text."""

    x: bytes
    top: float
    width: bytes
    bottom: float


@dataclass(frozen=True)
class Path:
    """A path across bands: pieces of its operators, and the heights between them."""

    pieces: tuple[bytes | float | Rectangle, ...]

    def drawn(self, moved: Callable[[float], float]) -> bytes:
        """Return the operators, with each height moved."""
        result = []
        for piece in self.pieces:
            match piece:
                case bytes():
                    result.append(piece)
                case Rectangle(x, top, width, bottom):
                    top, bottom = moved(top), moved(bottom)
                    result.append(b"%s %s %s %s re\n" % (x, number(top), width, number(bottom - top)))
                case height:
                    result.append(number(moved(height)))
        return b"".join(result)


Piece = Static | Begin | Gap | Neighbour | Length | Path


@dataclass(frozen=True)
class PartDrawing:
    """The pieces of a part, in their order; `edges` are where what is below moves down, from the top."""

    pieces: tuple[Piece, ...]
    edges: tuple[float, ...]

    def shifts(self, growths: Mapping[float, float]) -> list[float]:
        """Return by how much each band moves down, from how much grows at each edge."""
        shifts, shift = [0.0], 0.0
        for edge in self.edges:
            shift += growths.get(edge, 0.0)
            shifts.append(shift)
        return shifts

    def band(self, y: float) -> int:
        """Return the band that a height is in."""
        return bisect_right(self.edges, y + _NEAR)


def draw(
    drawings: Sequence[Drawing],
    contents: Mapping[int, int],
    slots: Sequence[Slot],
    bars: Sequence[Bar],
    renamed: Callable[[bytes], bytes],
) -> PartDrawing:
    """Return what draws a part, from its drawings on a page on which each slot has the token.

    `contents` are the numbers of marked content on the page, with those in the part; `renamed` gives
    the fonts and pictures of the page the names that they have elsewhere. Raises DoesNotFit if a slot or a bar is not
    there once.
    """
    edges = tuple(sorted({slot.edge for slot in slots if slot.edge is not None}))
    result = PartDrawing(tuple(_Cutter(contents, slots, bars, renamed, edges).pieces(drawings)), edges)
    gaps = sorted(piece.slot for piece in result.pieces if isinstance(piece, Gap))
    lengths = sorted(piece.bar for piece in result.pieces if isinstance(piece, Length))
    if gaps != list(range(len(slots))) or lengths != list(range(len(bars))):
        raise DoesNotFit("a value is not on its page once")
    return result


class _Cutter:
    def __init__(
        self,
        contents: Mapping[int, int],
        slots: Sequence[Slot],
        bars: Sequence[Bar],
        renamed: Callable[[bytes], bytes],
        edges: tuple[float, ...],
    ) -> None:
        self._contents, self._renamed, self._bars = contents, renamed, bars
        self._band = PartDrawing((), edges).band
        self._slots = {_place(slot.x, slot.y): at for at, slot in enumerate(slots)}
        self._beside = {
            _place(it.x, it.y): (at, it.follows - slot.share) for at, slot in enumerate(slots) for it in slot.beside
        }

    def pieces(self, drawings: Sequence[Drawing]) -> Iterator[Piece]:
        pens: dict[str, bytes] = {}
        open_one: int | None = None
        for it in drawings:
            if it.content != open_one:
                if open_one is not None:
                    yield Static(_ANYWHERE, b"EMC\n")
                open_one = it.content
                if it.content in self._contents:
                    yield Begin(self._contents[it.content], it.tag)
                elif it.content == PAGINATION:
                    yield Static(_ANYWHERE, b"/Artifact\n<</Type/Pagination>>\nBDC\n")
                else:
                    yield Static(_ANYWHERE, b"/Artifact\nBMC\n")
            changed = [line + b"\n" for name, line in it.pens if pens.get(name) != line]
            pens |= dict(it.pens)
            if changed:
                yield Static(_ANYWHERE, b"".join(changed))
            yield self._piece(it)
        if open_one is not None:
            yield Static(_ANYWHERE, b"EMC\n")

    def _piece(self, it: Drawing) -> Piece:
        if it.at is None:
            return self._path(it)
        band, place = self._band(it.at[1]), _place(*it.at)
        if place in self._slots:
            return Gap(band, self._slots.pop(place))
        if place in self._beside:
            return Neighbour(band, *self._beside[place], self._renamed(it.body))
        return Static(band, self._renamed(it.body))

    def _path(self, it: Drawing) -> Piece:
        for at, bar in enumerate(self._bars):
            if _is_bar(it, bar):
                return Length(self._band(bar.y), at)
        whole = [step for steps in (*it.clips, it.steps) for step in steps]
        bands = {self._band(height) for step in whole for height in step.heights}
        clips = [piece for steps in it.clips for piece in (*_steps(steps), b"W\nn\n")]
        pieces = (*clips, *_steps(it.steps), it.paint + b"\n")
        path = Path((b"q\n", *pieces, b"Q\n") if clips else pieces)
        return path if len(bands) > 1 else Static(bands.pop(), path.drawn(lambda height: height))


def _place(x: float, y: float) -> tuple[int, int]:
    return round(x * 50), round(y * 50)


def _is_bar(it: Drawing, bar: Bar) -> bool:
    """Say whether a path is a bar's box, as long as it is while it is laid out."""
    if len(it.steps) != 1 or it.steps[0].operator != b"re":
        return False
    pairs = zip(it.steps[0].numbers, (bar.x, bar.y, bar.width, bar.height), strict=True)
    return all(abs(one - other) < _SAME for one, other in pairs)


def _steps(steps: Sequence[Step]) -> Iterator[bytes | float | Rectangle]:
    """Yield a path's operators, with heights as numbers."""
    for step in steps:
        if step.operator == b"re":
            x, y, width, height = step.numbers
            yield Rectangle(number(x), y, number(width), y + height)
            continue
        for at, length in enumerate(step.numbers):
            if at % 2:
                yield length
                yield b" "
            else:
                yield number(length) + b" "
        yield step.operator + b"\n"


class Drawn:
    """A part's drawing with its marked content counted from a number, ready to be filled in."""

    def __init__(self, drawing: PartDrawing, base: int) -> None:
        self._drawing, self._base = drawing, base
        self._ready: dict[bool, list[bytes | Piece | int]] = {}

    def pieces(
        self, shifts: Sequence[float], fills: Sequence[Fill], shown: Sequence[bytes], bars: Sequence[bytes]
    ) -> Iterator[bytes]:
        """Yield what draws the part; `shown` are the operators of its slots' fills, `bars` those of its bars."""
        moves = any(shifts)
        if moves not in self._ready:
            self._ready[moves] = list(_joined(self._moving() if moves else self._still()))
        down = 0.0
        for piece in self._ready[moves]:
            match piece:
                case bytes():
                    yield piece
                case int():
                    step = number(shifts[piece] - down)
                    if step != number(0.0):
                        yield b"1 0 0 1 0 %s cm\n" % step
                        down = shifts[piece]
                case Gap(_, slot):
                    yield shown[slot]
                case Neighbour(_, slot, share, body):
                    by = share * fills[slot].wider
                    yield b"q\n1 0 0 1 %.2f 0 cm\n%sQ\n" % (by, body) if abs(by) > _SAME else body
                case Length(_, bar):
                    yield bars[bar]
                case Path():
                    yield piece.drawn(lambda y, down=down: y + shifts[self._drawing.band(y)] - down)  # type: ignore[misc]

    def _begin(self, piece: Begin) -> bytes:
        return b"%s\n<</MCID %d>>\nBDC\n" % (piece.tag, self._base + piece.content)

    def _still(self) -> Iterator[bytes | Piece | int]:
        """Yield the pieces where nothing moves."""
        for piece in self._drawing.pieces:
            match piece:
                case Static(_, data):
                    yield data
                case Begin():
                    yield self._begin(piece)
                case Path():
                    yield piece.drawn(lambda y: y)
                case _:
                    yield piece

    def _moving(self) -> Iterator[bytes | Piece | int]:
        """Yield the pieces, and before those of another band its number."""
        band = 0
        for piece in self._drawing.pieces:
            match piece:
                case Begin():
                    yield self._begin(piece)
                    continue
                case Path() | Static(-1, _):
                    pass
                case _ if piece.band != band:
                    band = piece.band
                    yield band
            yield piece.data if isinstance(piece, Static) else piece


def _joined(pieces: Iterator[bytes | Piece | int]) -> Iterator[bytes | Piece | int]:
    """Yield pieces; operators that follow each other are put together."""
    for are_bytes, group in groupby(pieces, key=lambda piece: isinstance(piece, bytes)):
        if are_bytes:
            yield b"".join(group)  # type: ignore[arg-type]
        else:
            yield from group


def drawn_bar(bar: Bar, length: float) -> bytes:
    """Return the operators that draw a bar so long, in hundredths of what it may be."""
    return b"%s %s %s %s re\nf\n" % tuple(map(number, (bar.x, bar.y, bar.most * length / 100, bar.height)))
