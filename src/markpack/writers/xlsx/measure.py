"""How much room a text takes in Calibri, because no spreadsheet fits merged or protected rows by itself."""

from __future__ import annotations

import math
from functools import lru_cache

from xlsxwriter.utility import cell_autofit_width

TALLEST_ROW = 409.5
"""Excel's limit for the height of a row, in points."""
_LINE = 15.0  # a line of Calibri 11, in points
_PADDING = 3.0
_CELL_PADDING = 7  # pixels, left and right together; cell_autofit_width includes it too
_SPACE = 3  # pixels
_CAUTION = 0.96  # lines break a little earlier in print than on the screen


@lru_cache(maxsize=8192)
def _word_width(word: str) -> int:
    return int(cell_autofit_width(word)) - _CELL_PADDING


def _lines(text: str, width: float, *, size: float, bold: bool) -> int:
    scale = size / 11 * (1.06 if bold else 1)
    room = (width * 7 - 2) * _CAUTION / scale
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


def text_height(text: str, width: float, *, size: float = 11, bold: bool = False) -> float:
    """Return the height in points of a text wrapped in a column so many characters wide."""
    return math.ceil(_lines(text, width, size=size, bold=bold) * _LINE * size / 11 + _PADDING)
