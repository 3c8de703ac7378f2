"""A page's content stream as WeasyPrint writes it, taken apart into pieces of drawing, each with all that it needs.

What a piece is drawn with (colours, pens) is told with it, so that pieces can be drawn in another company. Lengths are
in pixels, heights from the page's top.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

_OPERATOR = re.compile(rb"(?:^| )([A-Za-z]+\*?|'|\")$")
_CONTENT_ID = re.compile(rb"/MCID (\d+)")
_CONSTRUCTION = {b"m", b"l", b"c", b"v", b"y", b"h", b"re"}
_PAINTING = {b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*"}
_CLIPPING = {b"W", b"W*"}
_PENS = {b"rg": "fill", b"RG": "stroke", b"w": "width", b"J": "cap", b"j": "join", b"M": "mitre", b"d": "dash"}
_STROKED = {b"S", b"s", b"B", b"B*", b"b", b"b*"}
_PLACE = re.compile(rb"^(\S+ \S+ \S+ \S+ )\S+ \S+( (?:Tm|cm))$", re.MULTILINE)
_OPAQUE = {b"/a1.0 gs", b"/A1.0 gs", b"/a1 gs"}
_PAGE_TRANSFORMS = 2  # how many there are before anything is drawn
_PAGE_SCALE = b"0.75 0 0 0.75 0 0 cm"
PAGINATION = -2
"""The number of content that belongs to a page's head or foot."""
ARTIFACT = -1
"""The number of content that only adorns a page."""


@dataclass(frozen=True)
class Step:
    """One line of a path: its operator, and its operands as numbers."""

    operator: bytes
    numbers: tuple[float, ...]

    @property
    def heights(self) -> tuple[float, ...]:
        """The heights that it names."""
        if self.operator == b"re":
            return self.numbers[1], self.numbers[1] + self.numbers[3]
        return self.numbers[1::2]

    def moved(self, down: float) -> Step:
        """Return the same further down."""
        if self.operator == b"re":
            x, y, width, height = self.numbers
            return Step(self.operator, (x, y + down, width, height))
        return Step(self.operator, tuple(it + down if at % 2 else it for at, it in enumerate(self.numbers)))


@dataclass(frozen=True)
class Drawing:
    """A piece of text, a path, or a picture; its marked content's number and tag, and the pens that it is drawn with.

    Text has `at`, where its baseline begins, and its operators in `body`. A path has `steps`, `clips` and `paint`. A
    picture has everything in `body`.
    """

    content: int
    tag: bytes
    pens: tuple[tuple[str, bytes], ...]
    body: bytes = b""
    at: tuple[float, float] | None = None
    steps: tuple[Step, ...] = ()
    clips: tuple[tuple[Step, ...], ...] = ()
    paint: bytes = b""

    @property
    def heights(self) -> tuple[float, float]:
        """The least and the greatest height that it names."""
        if self.at is not None:
            return self.at[1], self.at[1]
        found = [height for step in self.steps for height in step.heights]
        return min(found), max(found)

    def moved(self, down: float) -> Drawing:
        """Return the same further down, lengths of text to the hundredth of a pixel."""
        if self.at is None:
            clips = tuple(tuple(step.moved(down) for step in clip) for clip in self.clips)
            return replace(self, steps=tuple(step.moved(down) for step in self.steps), clips=clips)
        x, y = self.at[0], self.at[1] + down
        place = number(x) + b" " + number(y)
        body = _PLACE.sub(lambda matrix: matrix[1] + place + matrix[2], self.body, count=1)
        return replace(self, at=(x, y), body=body)


@dataclass
class _State:
    pens: dict[str, bytes] = field(default_factory=dict)
    clips: tuple[tuple[Step, ...], ...] = ()

    def copy(self) -> _State:
        return _State(dict(self.pens), self.clips)


class UnknownContent(Exception):
    """A content stream is made in another way than is known here. The message says how."""


def read(stream: bytes) -> list[Drawing]:
    """Return what a page's content stream draws, in its order. Raises UnknownContent."""
    return list(_Reader(stream).drawings())


class _Reader:
    def __init__(self, stream: bytes) -> None:
        self._lines = stream.split(b"\n")
        self._at = 0

    def drawings(self) -> Iterator[Drawing]:
        state, saved = _State(), list[_State]()
        marks: list[tuple[int, bytes]] = []
        steps: list[Step] = []
        clip = False
        transforms = 0
        operands: list[bytes] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            found = _OPERATOR.search(line)
            if not found:
                if line.strip():
                    operands.append(line)
                continue
            operator = found[1]
            if operator == b"q":
                saved.append(state.copy())
                if self._has_transform():
                    yield self._picture(marks, state)
                    state = saved.pop()
            elif operator == b"Q":
                if not saved:
                    raise UnknownContent("a state is given back that was not kept")
                state = saved.pop()
            elif operator == b"cm":
                transforms += 1
                if transforms > _PAGE_TRANSFORMS:
                    raise UnknownContent("a page is turned or moved")
            elif operator in (b"BMC", b"BDC"):
                marks.append(_mark([*operands, line]))
            elif operator == b"EMC":
                marks.pop()
            elif operator in _PENS:
                state.pens[_PENS[operator]] = line
            elif operator == b"gs":
                if line not in _OPAQUE:
                    raise UnknownContent("something can be seen through")
            elif operator in _CONSTRUCTION:
                steps.append(Step(operator, tuple(map(float, line.split()[:-1]))))
            elif operator in _CLIPPING:
                clip = True
            elif operator == b"n":
                if clip:
                    state.clips = (*state.clips, tuple(steps))
                steps, clip = [], False
            elif operator in _PAINTING:
                names = ("fill",) if operator not in _STROKED else ("stroke", "width", "cap", "join", "mitre", "dash")
                content, tag = _content(marks)
                clips = tuple(it for it in state.clips if not _holds(it, steps))
                yield Drawing(content, tag, _pens(state, names), steps=tuple(steps), clips=clips, paint=operator)
                steps = []
            elif operator == b"BT":
                yield self._text(marks, state)
            else:
                raise UnknownContent(f"{operator.decode()} is not known")
            operands = []
        if saved or marks:
            raise UnknownContent("what begins on a page does not end there")

    def _has_transform(self) -> bool:
        """Say whether coordinates are changed in the group that begins here, but for the page's own."""
        line = next(line for line in self._lines[self._at :] if line not in _OPAQUE)
        return line.endswith(b" cm") and line != _PAGE_SCALE

    def _picture(self, marks: Sequence[tuple[int, bytes]], state: _State) -> Drawing:
        """Return a group in which coordinates are changed, up to its end, as one picture."""
        begin, depth = self._at, 1
        while depth:
            line = self._lines[self._at]
            depth += (line == b"q") - (line == b"Q")
            self._at += 1
        matrix = next(line for line in self._lines[begin:] if line.endswith(b" cm")).split()
        content, tag = _content(marks)
        body = b"q\n" + b"\n".join(line for line in self._lines[begin : self._at] if line not in _OPAQUE) + b"\n"
        return Drawing(content, tag, _pens(state, ("fill",)), body=body, at=(float(matrix[4]), float(matrix[5])))

    def _text(self, marks: Sequence[tuple[int, bytes]], state: _State) -> Drawing:
        begin = self._at
        while self._lines[self._at] != b"ET":
            self._at += 1
        lines = self._lines[begin : self._at]
        self._at += 1
        matrix = next((line for line in lines if line.endswith(b" Tm")), None)
        content, tag = _content(marks)
        numbers = [float(number) for number in matrix.split()[:-1]] if matrix else [0.0] * 6
        body = b"".join(_shown(line) for line in lines)
        return Drawing(
            content, tag, _pens(state, ("fill",)), body=b"BT\n" + body + b"ET\n", at=(numbers[4], numbers[5])
        )


def _mark(lines: Sequence[bytes]) -> tuple[int, bytes]:
    """Return the number of the marked content that begins, and its tag."""
    text = b" ".join(lines)
    tag = text.split(None, 1)[0]
    if found := _CONTENT_ID.search(text):
        return int(found[1]), tag
    return (PAGINATION if b"/Pagination" in text else ARTIFACT), tag


def _content(marks: Sequence[tuple[int, bytes]]) -> tuple[int, bytes]:
    if not marks:
        raise UnknownContent("something is drawn outside of marked content")
    return marks[-1]


def _pens(state: _State, names: Sequence[str]) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, state.pens[name]) for name in names if name in state.pens)


def _holds(clip: Sequence[Step], steps: Sequence[Step]) -> bool:
    """Say whether a path is within a rectangle, which then does not clip it."""
    if len(clip) != 1 or clip[0].operator != b"re":
        return False
    x, y, width, height = clip[0].numbers
    edge = 0.001
    return all(
        min(x, x + width) - edge <= at <= max(x, x + width) + edge for step in steps for at in _widths(step)
    ) and all(min(y, y + height) - edge <= at <= max(y, y + height) + edge for step in steps for at in step.heights)


def _widths(step: Step) -> tuple[float, ...]:
    if step.operator == b"re":
        return step.numbers[0], step.numbers[0] + step.numbers[2]
    return step.numbers[::2]


_ADJUSTED = re.compile(rb">0(?=[<\]])")
_JOINED = re.compile(rb"><")


def _shown(line: bytes) -> bytes:
    """Return an operator of text, glyphs that touch put together."""
    if line.endswith(b"TJ"):
        return _JOINED.sub(b"", _ADJUSTED.sub(b">", line)).replace(b" TJ", b"TJ") + b"\n"
    return line + b"\n"


_BIAS = 1e-6
"""Added before rounding, so that sums of the same lengths in another order are the same text."""


def number(length: float) -> bytes:
    """Return a length as a content stream has it, to the hundredth of a pixel."""
    return b"%g" % round(length + _BIAS, 2)
