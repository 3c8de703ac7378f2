"""What is imprinted in a hole of a plate."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass

from markpack.writers.pdf.holes import Hole
from markpack.writers.pdf.typeface import Line, typeface


@dataclass(frozen=True)
class Fill:
    """A value set in lines: how many, and by how much the first is wider than the token was, in pixels.

    `shown` are the operators that show it, `repertoires` those that it needs of its typeface.
    """

    lines: int
    wider: float
    shown: bytes
    repertoires: int


def fill(hole: Hole, lines: Sequence[Line], token: float) -> Fill:
    """Return lines, set in a hole whose token is so many pixels wide."""
    face = typeface(hole.typeface, hole.size)
    wider = (lines[0].width if lines else face.width(" ")) - token
    repertoires = functools.reduce(operator.or_, (line.repertoires for line in lines), 0)
    return Fill(len(lines), wider, _shown(hole, lines, wider, face.space), repertoires)


def _shown(hole: Hole, lines: Sequence[Line], wider: float, space: int) -> bytes:
    """Return the operators that show lines; each but the last ends with a space, for whoever reads them."""
    if not lines:
        return b""
    first = lines[0].width
    shown = [f"BT\n/{hole.typeface} {hole.size:.8g} Tf\n"]
    for number, line in enumerate(lines, start=1):
        if line.shown:
            x = hole.x - hole.share * (wider + line.width - first)
            y = hole.y + (number - 1) * hole.leading
            end = f"<{space:04x}>" if number < len(lines) else ""
            shown.append(f"1 0 0 -1 {x:.2f} {y:.2f} Tm\n[{line.shown}{end}]TJ\n")
    shown.append("ET\n")
    return "".join(shown).encode()
