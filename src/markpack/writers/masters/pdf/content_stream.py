"""A laid-out page's content stream, cut where values stand and where what is below them may move down."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pikepdf

from markpack.writers.masters.pdf.deflate_splice import Lasting, deflated, lasting
from markpack.writers.masters.pdf.file_writer import deflated_stream
from markpack.writers.masters.pdf.repaginate.stream_regions import (
    CONSTRUCTION,
    LENGTH,
    Operators,
    drawings,
    draws,
    heights,
)
from markpack.writers.masters.pdf.slot_text import Fill
from markpack.writers.masters.pdf.slots import Hole, Neighbour, Room, Spot

_NEAR = 1.0  # pixels: borders are drawn up to so far above the edge of a row that they belong to
_WORTH_CUTTING, _WORTH_CUTTING_AMONG_MOVING = 160, 1000
"""Bytes of what is compressed for good: less is not worth it, least of all where what moves stands all around it."""
_RECTANGLE = rb"(?:-?[\d.]+ ){4}re\n"
_CLIPPED = re.compile(rb"q\n(%s)W\nn\n(/Artifact\nBMC\nq\n(?:[^\n]*\n){1,3}?)\1W\nn\n(\1f\nQ\nEMC\n)Q\n" % _RECTANGLE)
_BETWEEN_LINES = b"Q\nQ\nEMC\n/Artifact\nBMC\nq\nq\n"
_LINE = re.compile(rb"((?:[\d.]+ ){3}RG\n[\d.]+ w\n)(?:(?:-?[\d.]+ ){2}[ml]\n)+S\n")
_STATES = re.compile(rb"/(\S+) gs\n")
_OPAQUE = {b"a1.0", b"A1.0"}


@dataclass(frozen=True)
class _Moved:
    """A place from which on the page's coordinates are those of another band."""

    before: int
    after: int


@dataclass(frozen=True)
class _Height:
    """A height on the page that a path's operator names, and the band that it is in.

    With `is_length`, the operator names how far it is from the height before to this one.
    """

    at: float
    band: int
    is_length: bool


@dataclass(frozen=True)
class _Path:
    """A path that is drawn across bands: pieces of its operators, and the heights between them."""

    pieces: tuple[bytes | _Height, ...]
    band: int

    @property
    def most(self) -> int:
        """The last band that it reaches."""
        return max(piece.band for piece in (*self.pieces, _Height(0, self.band, False)) if isinstance(piece, _Height))

    def drawn(self, shifts: Sequence[float]) -> bytes:
        """Return the operators, each height moved down as its band is."""
        by, last = shifts[self.band], 0.0
        result = []
        for piece in self.pieces:
            if isinstance(piece, bytes):
                result.append(piece)
                continue
            at = piece.at + shifts[piece.band] - by
            result.append(_number(at - last if piece.is_length else at))
            last = at
        return b"".join(result)


@dataclass(frozen=True)
class _Beside:
    """Text beside a hole, which moves with the width of what is imprinted."""

    hole: Hole
    neighbour: Neighbour
    text: bytes

    def drawn(self, fill: Fill) -> bytes:
        """Return the operators that draw it."""
        by = (self.neighbour.follows - self.hole.share) * fill.wider
        return b"q\n1 0 0 1 %.2f 0 cm\n%sQ\n" % (by, self.text) if by else self.text


_Still = Hole | _Beside
_Moving = _Moved | _Path
_Part = bytes | _Still | _Moving
_Other = TypeVar("_Other")


def simplified(content: bytes) -> bytes:
    """Return a content stream of WeasyPrint's without what draws nothing.

    A rectangle is not clipped to itself, what is opaque anyway is not made so again, and a table's lines are drawn one
    after another with the same pen.
    """
    content = _CLIPPED.sub(rb"\2\3", content)
    if set(_STATES.findall(content)) <= _OPAQUE:
        content = _STATES.sub(b"", content)
    return b"".join(_with_the_same_pen(content.split(_BETWEEN_LINES)))


def _with_the_same_pen(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what lies between a line's end and the next one's beginning, with what has to stand there."""
    pen = None
    for number, part in enumerate(parts):
        line = _LINE.match(part)
        if number and line and line[1] == pen:
            yield part.removeprefix(line[1])
        elif number:
            yield _BETWEEN_LINES + part
        else:
            yield part
        last = _LINE.fullmatch(part.rpartition(b"q\nq\n")[2])
        pen = last[1] if last else None


class CutPage:
    """One page, ready to be filled. Bands are numbered from the top; the last one is what never moves, the foot."""

    def __init__(
        self,
        page: Operators,
        holes: Sequence[Hole],
        room: Room,
        others: Mapping[tuple[float, float], Hole] | None = None,
    ) -> None:
        """Cut a page. Raises AssertionError if a hole, or text beside one, is not on the page exactly once.

        Instead of its token, what `others` are for is printed in the form, where they say.
        """
        self.holes = holes
        self.room = room
        self.edges = sorted({hole.edge for hole in holes if hole.edge is not None})
        self._foot = len(self.edges) + 1
        cutter = _Cutter(self, page, others or {})
        self.fonts = cutter.fonts
        self._still = _lasting(map(_unmoved, cutter.parts), _WORTH_CUTTING)
        self._moving = _lasting(cutter.parts, _WORTH_CUTTING_AMONG_MOVING)

    def band(self, y: float) -> int:
        """Return the band that a height on the page is in."""
        if y > self.room.limit + _NEAR:
            return self._foot
        return bisect_right(self.edges, y + _NEAR)

    def shifts(self, growths: Mapping[float, float]) -> list[float]:
        """Return by how many pixels each band moves down, from how much grows at each edge."""
        shifts, shift = [0.0], 0.0
        for edge in self.edges:
            shift += growths.get(edge, 0.0)
            shifts.append(shift)
        return [*shifts, 0.0]

    def filled(self, fills: Mapping[str, Fill], shown: Mapping[Spot, bytes], shifts: Sequence[float]) -> bytes:
        """Return the body of the page's content stream, with what is imprinted, and each band moved down.

        `fills` are by their fields' names, and `shown` are the operators that show them.
        """
        return deflated_stream(deflated(self.pieces(fills, shown, shifts)))

    def pieces(
        self, fills: Mapping[str, Fill], shown: Mapping[Spot, bytes], shifts: Sequence[float]
    ) -> Iterator[Lasting | bytes]:
        """Yield the content stream's text in pieces, as `filled` has it."""
        for part in self._moving if any(shifts) else self._still:
            match part:
                case Lasting() | bytes():
                    yield part
                case Hole():
                    yield shown[part.spot]
                case _Beside():
                    yield part.drawn(fills[part.hole.name])
                case _Moved():
                    yield _step(shifts[part.after] - shifts[part.before])
                case _Path():
                    yield part.drawn(shifts)


_BIAS = 1e-6
"""Added before rounding, so that sums of the same lengths in another order are the same text."""


class _Cutter:
    """Goes through a page's operators once."""

    def __init__(self, cut: CutPage, page: Operators, others: Mapping[tuple[float, float], Hole]) -> None:
        self._cut = cut
        self.parts: list[_Part] = []
        self.fonts: dict[str, str] = {}
        self._bands = [0]
        self._own: list[int] = []  # depths at which something has coordinates of its own
        self._holes = {_place(hole.x, hole.y): hole for hole in cut.holes}
        self._holes |= {_place(*at): hole for at, hole in others.items()}
        self._beside = {_place(it.x, it.y): (hole, it) for hole in cut.holes for it in hole.neighbours}
        self._started = False
        for entries in drawings(page):
            operator = str(entries[0].operator)
            if operator == "BT":
                self._text(entries)
            elif draws(operator):
                self._path(entries)
            else:
                self._other(entries[0], operator)
        left = [hole.name for hole in self._holes.values()] + [it.text for _, it in self._beside.values()]
        if left:
            raise AssertionError(f"not found on the page: {', '.join(left)}")

    def _other(self, entry: pikepdf.ContentStreamInstruction, operator: str) -> None:
        if operator == "q":
            self._bands.append(self._bands[-1])
        elif operator == "Q":
            self._bands.pop()
            while self._own and self._own[-1] > len(self._bands):
                self._own.pop()
        elif operator == "cm" and not self._own:
            self._transform([float(number) for number in entry.operands])
        self.parts.append(_plain([entry]))

    def _transform(self, matrix: Sequence[float]) -> None:
        """Note a change of coordinates: the page's own, which come first, or those of a picture."""
        if not self._started and matrix[0] == abs(matrix[3]) and matrix[1] == matrix[2] == 0:
            self._started = matrix[3] > 0
            return
        self._go_to(self._cut.band(matrix[5]))
        self._own.append(len(self._bands))

    def _go_to(self, band: int) -> None:
        if band != self._bands[-1]:
            self.parts.append(_Moved(self._bands[-1], band))
            self._bands[-1] = band

    def _path(self, entries: Sequence[pikepdf.ContentStreamInstruction]) -> None:
        if self._own:
            self.parts.append(_plain(entries))
            return
        reached = [height for entry in entries for height, _ in heights(entry)]
        bands = {self._cut.band(height) for height in reached}
        if len(bands) == 1:
            self._go_to(bands.pop())
            self.parts.append(_plain(entries))
            return
        pieces: list[bytes | _Height] = []
        for entry in entries:
            at = {index: height for height, index in heights(entry)}
            for index, number in enumerate(entry.operands):
                if index in at:
                    is_length = str(entry.operator) == "re" and index == LENGTH
                    pieces += [_Height(at[index], self._cut.band(at[index]), is_length), b" "]
                else:
                    pieces.append(_number(float(number)) + b" ")
            pieces.append(str(entry.operator).encode() + b"\n")
        self.parts.append(_Path(tuple(_joined(pieces)), self._bands[-1]))

    def _text(self, entries: Sequence[pikepdf.ContentStreamInstruction]) -> None:
        matrices = [entry for entry in entries if str(entry.operator) == "Tm"]
        if self._own or not matrices:
            self.parts.append(_plain(entries))
            return
        x, y = (float(number) for number in matrices[0].operands[4:6])
        self._go_to(self._cut.band(y))
        if hole := self._holes.pop(_place(x, y), None):
            font = next(entry.operands[0] for entry in entries if str(entry.operator) == "Tf")
            self.fonts[str(font)] = hole.typeface
            self.parts.append(hole)
        elif beside := self._beside.pop(_place(x, y), None):
            self.parts.append(_Beside(*beside, _plain(entries)))
        else:
            self.parts.append(_plain(entries))


def _place(x: float, y: float) -> tuple[int, int]:
    return round(x * 100), round(y * 100)


def _plain(entries: Sequence[pikepdf.ContentStreamInstruction]) -> bytes:
    """Return operators as text, lengths on the page to the hundredth of a pixel and glyphs that touch put together."""
    return b"".join(_operator(entry) for entry in entries)


def _operator(entry: pikepdf.ContentStreamInstruction) -> bytes:
    operator = str(entry.operator)
    if operator in CONSTRUCTION or operator == "Tm":
        return b" ".join([*(_number(float(number)) for number in entry.operands), operator.encode()]) + b"\n"
    if operator == "TJ":
        shown = (
            f"<{bytes(part).hex()}>" if isinstance(part, pikepdf.String) else f"{part:g}"
            for part in entry.operands[0]
            if isinstance(part, pikepdf.String) or part
        )
        return f"[{''.join(shown).replace('><', '')}]TJ\n".encode()
    return pikepdf.unparse_content_stream([entry]) + b"\n"


def _number(length: float) -> bytes:
    return b"%g" % round(length + _BIAS, 2)


def _unmoved(part: _Part) -> bytes | _Still:
    """Return a part of a page on which nothing moves."""
    match part:
        case _Moved():
            return b""
        case _Path():
            return part.drawn([0.0] * (part.most + 1))
        case _:
            return part


def _lasting(parts: Iterable[bytes | _Other], worth: int) -> list[Lasting | bytes | _Other]:
    """Return parts; texts of so many bytes, which stay in every copy, ready for a stream."""
    return [lasting(part) if isinstance(part, bytes) and len(part) >= worth else part for part in _joined(parts)]


def _joined(parts: Iterable[bytes | _Other]) -> Iterator[bytes | _Other]:
    """Yield parts with bytes that follow each other put together."""
    waiting: list[bytes] = []
    for part in parts:
        if isinstance(part, bytes):
            waiting.append(part)
            continue
        if waiting:
            yield b"".join(waiting)
            waiting = []
        yield part
    if waiting:
        yield b"".join(waiting)


def _step(down: float) -> bytes:
    """Return the operator that moves what follows down."""
    return b"1 0 0 1 0 %s cm\n" % _number(down) if down else b""
