"""The size of texts in Calibri: no spreadsheet fits merged or protected rows by itself."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, pairwise

from xlsxwriter.utility import xl_pixel_width

TALLEST_ROW = 409.5
"""Excel's limit for the height of a row, in points."""
_COMFORTABLE = 270.0  # points: a text that is taller gets a wider column, as far as that goes
_LINE = 15.0  # a line of Calibri 11, in points
_PADDING = 3.0
_SPACE = 3  # pixels
_MAX_WORDS, _MAX_WORD_LENGTH = 1 << 15, 80  # some megabytes


class _Advances(dict[str, int]):
    """Width in pixels of each word with the space after it; keeps recent words."""

    def __missing__(self, word: str) -> int:
        advance = int(xl_pixel_width(word)) + _SPACE
        if len(word) <= _MAX_WORD_LENGTH:
            if len(self) == _MAX_WORDS:
                self.clear()
            self[word] = advance
        return advance


_advances = _Advances()


@lru_cache(maxsize=64)
def _paragraphs(text: str) -> list[list[int]]:
    """Return, for each paragraph, the end of each word in pixels, as if the paragraph were a single line.

    Each word includes the space after it; between two spaces there is an empty word. Why cached: the comments of a
    sheet are measured for the width of their column, then for the heights of rows.
    """
    paragraphs = text.splitlines() or [""]
    # A line takes no spaces at its start.
    return [list(accumulate(map(_advances.__getitem__, paragraph.lstrip(" ").split(" ")))) for paragraph in paragraphs]


def _lines(ends: list[int], room: float) -> int:
    """Return how many lines a paragraph takes in a room of so many pixels."""
    line_limit, last = int(room) + _SPACE, len(ends)
    count, start, limit = 1, 0, line_limit
    while (end := bisect_right(ends, limit, start)) < last:
        if end == start:
            return _lines_by_words(ends, room)
        count += 1
        start = end
        while start < last and ends[start] - ends[start - 1] == _SPACE:
            start += 1
        limit = ends[start - 1] + line_limit
    return count


def _lines_by_words(ends: list[int], room: float) -> int:
    """Return how many lines a paragraph takes if words that are wider than the room are broken."""
    count, used = 1, 0.0
    for start, end in pairwise([0, *ends]):
        needed = end - start - _SPACE
        if used and used + _SPACE + needed > room:
            count += 1
            used = 0.0
        elif used:
            used += _SPACE
        extra_lines = math.ceil(needed / room) - 1 if needed > room else 0
        count += extra_lines
        used += needed - extra_lines * room
    return count


@lru_cache(maxsize=2048)
def text_height(text: str, width: float, size: float = 11, bold: bool = False) -> float:
    """Return the height in points of a text wrapped in a column so many characters wide."""
    scale = size / 11 * (1.06 if bold else 1)
    room = (width * 7 + 1) / scale  # a column is 5 pixels wider than its characters, and keeps 4 free
    lines = sum(_lines(ends, room) for ends in _paragraphs(text))
    return math.ceil(lines * _LINE * size / 11 + _PADDING)


def fitting_width(texts: Iterable[str], minimum: float, maximum: float) -> float:
    """Return a column's width, wider than `minimum` where the longest text would make a row very tall."""
    tallest = max((text_height(text, minimum) for text in texts), default=0.0)
    return round(min(maximum, max(minimum, minimum * tallest / _COMFORTABLE)), 1)
