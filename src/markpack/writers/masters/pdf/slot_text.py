"""A value set in its slot."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.page_parts import TOKEN
from markpack.writers.masters.pdf.letters import NOTHING, Letters
from markpack.writers.masters.pdf.placed import Slot
from markpack.writers.masters.pdf.text_shaping import Line, typeface

_T = TypeVar("_T")
_SHORT, _MOST = 80, 20_000
"""Letters of a value that other sheets are likely to have as well, and how many of those are remembered."""


class Remembered(Generic[_T]):
    """What short values came to, for they come again."""

    def __init__(self) -> None:
        self._found: dict[tuple[Hashable, str], _T] = {}

    def get(self, where: Hashable, value: str, make: Callable[[], _T]) -> _T:
        """Return what `make` makes of a value in its place; not made again if it is remembered."""
        if len(value) > _SHORT:
            return make()
        found = self._found.get((where, value))
        if found is None:
            if len(self._found) >= _MOST:
                self._found.clear()
            found = self._found[where, value] = make()
        return found


@dataclass(frozen=True)
class Fill:
    """A value set in lines, and by how much the first is wider than the token was, in pixels.

    `letters` are those that it needs of its typeface.
    """

    value: str
    lines: Sequence[Line]
    wider: float
    letters: Letters


def fill(slot: Slot, value: str) -> Fill:
    """Return a value, set in lines. Raises DoesNotFit if there is no room for them, or they cannot be set."""
    if slot.beside and value != value.strip():
        raise DoesNotFit("there is a space around a value that has text beside it")
    face = typeface(slot.typeface, slot.size)
    indent = slot.x - slot.left if slot.beside and not slot.share else 0.0
    lines = face.lines(value, slot.width, indent) if value else ()
    if value and not lines:
        raise DoesNotFit("a value has nothing but spaces")
    beside = sum(typeface(it.typeface, it.size).width(it.text) for it in slot.beside)
    if len(lines) > 1 and (slot.edge is None or (slot.beside and slot.share)) and not slot.upward:
        raise DoesNotFit("a value needs more than the line that it has")
    if lines and slot.beside and lines[0].width + beside > slot.width:
        raise DoesNotFit("a value and what stands beside it need more than a line")
    wider = (lines[0].width if lines else face.width(" ")) - face.width(TOKEN)
    return Fill(value, lines, wider, functools.reduce(operator.or_, (line.letters for line in lines), NOTHING))


def shown(slot: Slot, filled: Fill) -> bytes:
    """Return the operators that show a fill; each line but the last ends with a space, for whoever reads them."""
    lines = filled.lines
    if not lines:
        return b""
    first = lines[0].width
    space = typeface(slot.typeface, slot.size).space
    parts = [f"BT\n/{slot.typeface} {slot.size:.8g} Tf\n"]
    start = 1 - len(lines) if slot.upward else 0
    for at, line in enumerate(lines):
        if line.shown:
            x = slot.x - slot.share * (filled.wider + line.width - first)
            if at and not slot.share:
                x = slot.left
            y = slot.y + (start + at) * slot.leading
            end = f"<{space:04x}>" if at + 1 < len(lines) else ""
            parts.append(f"1 0 0 -1 {x:.2f} {y:.2f} Tm\n[{line.shown}{end}]TJ\n")
    parts.append("ET\n")
    return "".join(parts).encode()
