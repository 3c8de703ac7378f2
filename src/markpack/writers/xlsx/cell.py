"""Cells: content, style, height, and whether the content varies by learner."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from markpack.documents.mark_sheet.view import MarkSheet
from markpack.writers.xlsx.measure import TALLEST_ROW, text_height
from markpack.writers.xlsx.style import Style

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MAX_TEXT_LENGTH = 32767  # Excel's limit for a cell, in units of UTF-16
_VALUE_HEIGHT = 18.0  # points
_AIR = 3.0  # points: below a text, beyond what letters need
_INDENT = 9 / 7  # characters: a step of indentation, which is three spaces
_SLICE_HEIGHT = 90.0  # points: the rows of a text that is longer than the tallest row


class Formula(NamedTuple):
    """A formula and its value, for programs that show a file without calculating."""

    text: str
    value: str | float


Content = str | int | float | datetime.date | Formula | None


@dataclass(frozen=True)
class Varying:
    """Content that varies by learner: `content` on this sheet; `content_for` returns it for any sheet of the form."""

    content: Content
    content_for: Callable[[MarkSheet], Content]


@dataclass(frozen=True)
class Cell:
    """A cell in a column of a row, merged with the columns up to `last` if given."""

    column: int
    content: Content | Varying
    style: Style
    last: int | None = None

    @property
    def value(self) -> Content:
        """The content on this sheet, whether or not it varies."""
        return self.content.content if isinstance(self.content, Varying) else self.content


@dataclass(frozen=True, eq=False)
class Slot:
    """A cell whose content varies by learner. `height` is in points, for a given content.

    Rows and columns count from 0.
    """

    row: int
    column: int
    content: Content
    content_for: Callable[[MarkSheet], Content]
    style: Style
    height: Callable[[Content], float]


@dataclass(frozen=True, eq=False)
class Line:
    """A row of cells in `count` worksheet rows, and its slots; `min_height` is the height that the other cells need."""

    sheet: str
    row: int
    count: int
    min_height: float
    slots: tuple[Slot, ...]


def strip_controls(text: str) -> str:
    """Return text without the characters that no file may hold."""
    return text if text.isprintable() else _CONTROL.sub("", text)


def cell_value(content: Content) -> Content:
    """Return what a cell stores: text without control characters, and None for empty text.

    Raises ValueError if a text is too long for a cell.
    """
    if not isinstance(content, str):
        return content
    text = strip_controls(content)
    if len(text) * 2 > _MAX_TEXT_LENGTH and (length := len(text.encode("utf-16-le")) // 2) > _MAX_TEXT_LENGTH:
        raise ValueError(f"a text of {length} characters does not fit into a cell of {_MAX_TEXT_LENGTH}")
    return text or None


def measure(width: float, style: Style) -> Callable[[Content], float]:
    """Return a function from content to the height in points it needs; `width` is in characters."""
    size, bold = float(style.get("font_size", 11)), bool(style.get("bold", False))
    width -= _INDENT * int(style.get("indent", 0))

    def height(content: Content) -> float:
        shown = content.value if isinstance(content, Formula) else content
        return _AIR + text_height(shown, width, size, bold) if isinstance(shown, str) else _VALUE_HEIGHT

    return height


def rows_for(height: float) -> int:
    """Return how many rows a text of a height needs: one if it fits into the tallest row that Excel allows."""
    return 1 if height <= TALLEST_ROW else math.ceil(height / _SLICE_HEIGHT)
