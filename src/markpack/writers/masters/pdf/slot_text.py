"""What is imprinted in a hole of a plate."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from markpack.writers.masters.master import HEAD, REPLACES, STATE, DoesNotFit
from markpack.writers.masters.pdf.slots import TOKEN, Hole
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

    `repertoires` are those that it needs of its typeface.
    """

    value: str
    lines: Sequence[Line]
    wider: float
    repertoires: int


def fill(hole: Hole, value: str) -> Fill:
    """Return a value, set in lines. Raises DoesNotFit if there is no room for them, or they cannot be set."""
    if hole.name in (STATE, REPLACES, HEAD) and not value.isprintable():
        raise DoesNotFit("a line feed in a sentence is a space")
    if hole.neighbours and value != value.strip():
        raise DoesNotFit("there is a space around a value that has text beside it")
    face = typeface(hole.typeface, hole.size)
    lines = face.lines(value, hole.width) if value else ()
    if value and not lines:
        raise DoesNotFit("a value has nothing but spaces")
    beside = sum(typeface(it.typeface, it.size).width(it.text) for it in hole.neighbours)
    if lines and hole.edge is None and (len(lines) > 1 or lines[0].width + beside > hole.width):
        raise DoesNotFit(f"“{value}” needs more than a line")
    wider = (lines[0].width if lines else face.width(" ")) - face.width(TOKEN)
    repertoires = functools.reduce(operator.or_, (line.repertoires for line in lines), 0)
    return Fill(value, lines, wider, repertoires)


def shown(hole: Hole, filled: Fill, colour: bytes = b"") -> bytes:
    """Return the operators that show a fill; each line but the last ends with a space, for whoever reads them.

    `colour` is the operator that sets what is behind it, where it has a colour.
    """
    lines = filled.lines
    if not lines:
        return b""
    behind = b""
    if hole.shaded and colour:
        left, top, width, height = hole.shaded
        behind = b"q\n%s%.2f %.2f %.2f %.2f re\nf\nQ\n" % (colour, hole.x + left, hole.y + top, width, height)
    first = lines[0].width
    space = typeface(hole.typeface, hole.size).space
    parts = [f"BT\n/{hole.typeface} {hole.size:.8g} Tf\n"]
    for number, line in enumerate(lines, start=1):
        if line.shown:
            x = hole.x - hole.share * (filled.wider + line.width - first)
            y = hole.y + (number - 1) * hole.leading
            end = f"<{space:04x}>" if number < len(lines) else ""
            parts.append(f"1 0 0 -1 {x:.2f} {y:.2f} Tm\n[{line.shown}{end}]TJ\n")
    parts.append("ET\n")
    return behind + "".join(parts).encode()
