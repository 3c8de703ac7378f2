"""How a sheet is shared out over pages of A4: its columns side by side, its rows below each other."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

SIDE, TOP, FOOT = 0.3, 0.75, 0.7
"""The margins of a page, in inches."""
_SHORT_SIDE, _LONG_SIDE = 595.3, 841.9  # points, of A4
_TEXT_SIZE, _LEAST_SIZE = 11, 8  # points: of text in a cell, and of the smallest that is printed of it
_LEAST_SCALE = math.ceil(100 * _LEAST_SIZE / _TEXT_SIZE)  # per cent
_MOST_SCALE = 82  # per cent, on several pages side by side: larger print would need more of them below each other
_CERTAIN_WIDTH, _CERTAIN_HEIGHT = 0.96, 0.98
"""The part of a page that programs agree on: each measures columns and rows a little differently."""
_DIGIT, _BESIDE = 1038 / 2048 * 11, 5 / 7
"""The width of a digit of Calibri 11 in points, and the digits that a column has beyond its characters.

Excel rounds a digit to whole pixels, which makes a column narrower than LibreOffice prints it.
"""
_DEFAULT_HEIGHT = 15.0  # points, of a row


class Pages(NamedTuple):
    """The scale of print in per cent, and the columns with which pages begin after the first; none on one page."""

    scale: int
    starts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Paper:
    """The room on a page, in points."""

    width: float
    height: float

    @classmethod
    def a4(cls, *, landscape: bool) -> Paper:
        """Return the room that the margins leave."""
        across, down = (_LONG_SIDE, _SHORT_SIDE) if landscape else (_SHORT_SIDE, _LONG_SIDE)
        return cls(across - 2 * SIDE * 72, down - (TOP + FOOT) * 72)

    def pages(self, widths: Sequence[float], repeated: int, groups: Collection[int] = ()) -> Pages:
        """Share out columns so wide, in points, so that text is printed in 8 points or more.

        Where one page is not enough, the first `repeated` columns stand on each. The columns that are `groups` begin
        what belongs together, up to the next of them: a page begins with one of them where that is possible. Columns
        that are hidden are 0 wide. Where no column is repeated, all of them are on one page, whatever they hold.
        """
        certain = self.width * _CERTAIN_WIDTH
        if (whole := _scale(certain, sum(widths))) >= _LEAST_SCALE or not repeated:
            return Pages(whole)
        head = sum(widths[:repeated])
        room = certain * 100 / _LEAST_SCALE - head
        starts = _starts(widths, repeated, room, groups)
        for fewer in range(100, 0, -1):
            # As many pages, as evenly filled as they can be.
            even = _starts(widths, repeated, room * fewer / 100, groups)
            if len(even) > len(starts):
                break
            starts = even
        ends = (*starts[1:], len(widths))
        widest = max(sum(widths[start:end]) for start, end in zip(starts, ends, strict=True))
        return Pages(min(_MOST_SCALE, _scale(certain, head + widest)), tuple(starts[1:]))

    def breaks(
        self,
        heights: Mapping[int, float],
        last_row: int,
        repeat: tuple[int, int],
        with_next: Collection[int],
        scale: int,
    ) -> Iterator[int]:
        """Yield the rows before which a page has to break, so that no row of `with_next` is parted from the next one.

        `heights` are those of rows in points, as far as they are set. The rows of `repeat` stand on each page after
        that on which they are.
        """
        room = self.height * _CERTAIN_HEIGHT * 100 / scale
        tall = [heights.get(row, _DEFAULT_HEIGHT) for row in range(last_row + 1)]
        repeated = sum(tall[repeat[0] : repeat[1] + 1])
        used = 0.0
        row = 0
        while row <= last_row:
            end = row
            while end in with_next and end < last_row:
                end += 1
            needed = sum(tall[row : end + 1])
            head = repeated if row > repeat[1] else 0.0
            if used + needed > room and end > row and head + needed <= room and used > head:
                yield row
                used = head
            for height in tall[row : end + 1]:
                used = head + height if used + height > room else used + height
            row = end + 1


def points(width: float) -> float:
    """Return the width of a column in points, by its width in characters, as wide as any program prints it."""
    return (width + _BESIDE) * _DIGIT


def characters(columns: int) -> float:
    """Return how many characters so many columns may hold together, to be printed on one page of landscape."""
    room = Paper.a4(landscape=True).width * _CERTAIN_WIDTH * 100 / _LEAST_SCALE
    return room / _DIGIT - _BESIDE * columns


def fit_widths(wanted: Sequence[float], least: Sequence[float]) -> tuple[float, ...]:
    """Return widths in characters for one page of landscape: what is wanted, or as much less as it has to be.

    Columns give way by what they want above the least that they need.
    """
    excess = sum(wanted) - characters(len(wanted))
    spare = [max(0.0, want - need) for want, need in zip(wanted, least, strict=True)]
    if excess <= 0 or not any(spare):
        return tuple(wanted)
    part = min(1.0, excess / sum(spare))
    return tuple(math.floor((want - more * part) * 10) / 10 for want, more in zip(wanted, spare, strict=True))


def _scale(room: float, width: float) -> int:
    return min(100, int(100 * room / width)) if width else 100


def _starts(widths: Sequence[float], first: int, room: float, groups: Collection[int]) -> list[int]:
    """Return the columns with which pages begin, each as full as it can be."""
    starts, used, begun = [first], 0.0, first
    for column in range(first, len(widths)):
        if column in groups or not groups:
            begun = column
        if used + widths[column] > room and column > starts[-1]:
            start = begun if begun > starts[-1] and sum(widths[begun : column + 1]) <= room else column
            starts.append(start)
            used = sum(widths[start:column])
        used += widths[column]
    return starts
