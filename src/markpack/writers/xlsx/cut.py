"""A worksheet's XML cut into what stays and what varies: cells, heights of rows, numbers of texts, the page's head."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from markpack.writers.xlsx.cell import Content, Formula, Hole, Line
from markpack.writers.xlsx.sheet import Sheet
from markpack.writers.xlsx.strings import escaped

_ROW = r'(?P<row><row r="(?P<number>\d+)"[^>]*? ht=")(?P<height>[^"]*)'
_CELL = (
    r'(?P<cell><c r="(?P<where>[A-Z]+\d+)"[^>]*?)(?P<kind> t="\w+")?'
    r"(?:/>|>(?P<formula><f>[^<]*</f>)?<v>(?P<value>[^<]*)</v></c>)"
)


@dataclass(frozen=True)
class Imprint:
    """What varies, of a whole workbook; `numbers` are those of the texts, `head` is ready for XML."""

    contents: Mapping[Hole, Content]
    heights: Mapping[Line, float]
    numbers: Mapping[str, str]
    head: str


class CutSheet:
    """One worksheet, in pieces."""

    def __init__(self, xml: str, sheet: Sheet, texts: Sequence[str], head: str) -> None:
        """Cut a worksheet's XML. `texts` are those of the workbook by their numbers; `head` stands in the page's."""
        holes = {xl_rowcol_to_cell(hole.row, hole.column): hole for line in sheet.lines for hole in line.holes}
        lines = {str(row + 1): line for line in sheet.lines for row in range(line.row, line.row + line.count)}
        heads = 0
        self._pieces: list[str] = []
        self._texts: list[tuple[int, str]] = []
        self._holes: list[tuple[int, Hole, str, str]] = []
        self._lines: list[tuple[int, Line]] = []
        end = 0
        for found in re.finditer(f"{_ROW}|{_CELL}|(?P<head>{re.escape(head)})", xml):
            start, stop = found.span()
            if line := lines.get(found["number"] or ""):
                start, stop = found.span("height")
                self._lines.append((len(self._pieces) + 1, line))
            elif hole := holes.pop(found["where"] or "", None):
                self._holes.append((len(self._pieces) + 1, hole, found["cell"], found["formula"] or ""))
            elif found["kind"] == ' t="s"':
                start, stop = found.span("value")
                self._texts.append((len(self._pieces) + 1, texts[int(found["value"])]))
            elif found["head"]:
                heads += 1
                self._head = len(self._pieces) + 1
            else:
                continue
            self._pieces += [xml[end:start], ""]
            end = stop
        self._pieces.append(xml[end:])
        if holes or heads != 1:
            raise AssertionError(f"“{sheet.name}” has {heads} heads, and no cells {', '.join(holes)}")

    def imprinted(self, imprint: Imprint) -> str:
        """Return the worksheet's XML with what varies in its places."""
        pieces, numbers = self._pieces.copy(), imprint.numbers
        for position, text in self._texts:
            pieces[position] = numbers[text]
        for position, hole, start, formula in self._holes:
            pieces[position] = _cell(start, formula, imprint.contents[hole], numbers)
        for position, line in self._lines:
            pieces[position] = _height(imprint.heights[line])
        pieces[self._head] = imprint.head
        return "".join(pieces)


def _cell(start: str, formula: str, content: Content, numbers: Mapping[str, str]) -> str:
    """Return a cell's XML as XlsxWriter writes it; `start` is all of its opening tag but its type."""
    match content:
        case None:
            return f"{start}/>"
        case str():
            return f'{start} t="s"><v>{numbers[content]}</v></c>'
        case Formula():
            kind = ' t="str"' if isinstance(content.value, str) and content.value else ""
            return f"{start}{kind}>{formula}<v>{escaped(str(content.value))}</v></c>"
        case int() | float():
            return f"{start}><v>{content:.16G}</v></c>"
    raise TypeError(f"a {type(content).__name__} cannot be imprinted")


def _height(points: float) -> str:
    """Return a row's height as XlsxWriter writes it: in points that make whole pixels."""
    return f"{int(points * 4 / 3 + 0.5) * 0.75:.16g}"
