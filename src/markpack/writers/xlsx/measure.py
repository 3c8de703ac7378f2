"""How much room a text takes in Calibri, because no spreadsheet fits merged or protected rows by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from xlsxwriter.utility import cell_autofit_width

TALLEST_ROW = 409.5
"""Excel's limit for the height of a row, in points."""
_HANDY = 270.0  # points: a text that is taller gets a wider column, as far as that goes
_LINE = 15.0  # a line of Calibri 11, in points
_PADDING = 3.0
_CELL_PADDING = 7  # pixels, left and right together; cell_autofit_width includes it too
_SPACE = 3  # pixels


@lru_cache(maxsize=8192)
def _word_width(word: str) -> int:
    return int(cell_autofit_width(word)) - _CELL_PADDING


def _lines(text: str, width: float, *, size: float, bold: bool) -> int:
    scale = size / 11 * (1.06 if bold else 1)
    room = (width * 7 + 1) / scale  # a column is 5 pixels wider than its characters, and keeps 4 free
    count = 0
    for paragraph in text.splitlines() or [""]:
        used = 0.0
        count += 1
        for word in paragraph.split(" "):
            needed = _word_width(word) if word else 0
            if used and used + _SPACE + needed > room:
                count += 1
                used = 0.0
            elif used:
                used += _SPACE
            broken = math.ceil(needed / room) - 1 if needed > room else 0
            count += broken
            used += needed - broken * room
    return count


@lru_cache(maxsize=2048)
def text_height(text: str, width: float, size: float = 11, bold: bool = False) -> float:
    """Return the height in points of a text wrapped in a column so many characters wide."""
    return math.ceil(_lines(text, width, size=size, bold=bold) * _LINE * size / 11 + _PADDING)


def fitting_width(texts: Iterable[str], least: float, most: float) -> float:
    """Return a column's width, wider than `least` where the longest text would make a row very tall."""
    tallest = max((text_height(text, least) for text in texts), default=0.0)
    return round(min(most, max(least, least * tallest / _HANDY)), 1)
