"""A worksheet's XML cut into what stays and what varies: cells, heights of rows, the page's head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from xlsxwriter.utility import xl_rowcol_to_cell

from markpack.documents.mark_sheet.view import MarkSheet
from markpack.writers.masters.master import DoesNotFit
from markpack.writers.xlsx.cell import Content, Formula, Slot, cell_value, rows_for
from markpack.writers.xlsx.sheet import Sheet
from markpack.writers.xlsx.strings import escape_xml
from markpack.writers.zip_package import StoredPart, deflate, deflate_start

_ROW = r'(?P<row><row r="(?P<number>\d+)"[^>]*? ht=")(?P<height>[^"]*)'
_CELL = (
    r'(?P<cell><c r="(?P<where>[A-Z]+\d+)"[^>]*?)(?: t="\w+")?'
    r"(?:/>|>(?P<formula><f>[^<]*</f>)?<v>[^<]*</v></c>)"
)
_RIGHT = "&amp;R"
"""The code before what stands at the right of a page's head, where anything does."""
_BREAKS = "(?<=</headerFooter>)(?P<breaks>(?:<rowBreaks.*?</rowBreaks>)?)"


@dataclass(frozen=True)
class _Cell:
    """A hole's cell: where among the pieces it is, all of its opening tag but its type, and its formula."""

    piece: int
    slot: Slot
    start: str
    formula: str

    def filled(self, content: Content, number: int) -> str:
        """Return the cell's XML as XlsxWriter writes it; `number` is that of its text, if it is one."""
        match content:
            case None:
                return f"{self.start}/>"
            case str():
                return f'{self.start} t="s"><v>{number}</v></c>'
            case Formula():
                kind = ' t="str"' if isinstance(content.value, str) and content.value else ""
                return f"{self.start}{kind}>{self.formula}<v>{escape_xml(str(content.value))}</v></c>"
            case int() | float():
                return f"{self.start}><v>{content:.16G}</v></c>"
        raise TypeError(f"a {type(content).__name__} cannot be imprinted")


class CutSheet:
    """One worksheet, in pieces."""

    def __init__(self, part: bytes, sheet: Sheet, form: int, head: str) -> None:
        """Cut a worksheet's part. `form` is how many texts the workbook's form has; `head` stands in the page's."""
        self._form = form
        begin = sheet.fixed_length(part)
        self._beginning, xml = deflate_start(part[:begin]), part[begin:].decode()
        slots = {xl_rowcol_to_cell(slot.row, slot.column): slot for line in sheet.lines for slot in line.slots}
        rows = {str(row + 1) for line in sheet.lines for row in range(line.row, line.row + line.count)}
        cells: dict[Slot, _Cell] = {}
        heights: dict[int, int] = {}
        heads: list[int] = []
        breaks: list[int] = []
        self._pieces: list[str] = []
        end = 0
        for found in re.finditer(f"{_ROW}|{_CELL}|(?P<head>{_RIGHT}{re.escape(head)})|{_BREAKS}", xml):
            start, stop = found.span()
            piece = len(self._pieces) + 1
            if found["number"] in rows:
                start, stop = found.span("height")
                heights[int(found["number"]) - 1] = piece
            elif slot := slots.get(found["where"] or ""):
                cells[slot] = _Cell(piece, slot, found["cell"], found["formula"] or "")
            elif found["head"]:
                heads.append(piece)
            elif found["breaks"] is not None:
                breaks.append(piece)
            else:
                continue
            self._pieces += [xml[end:start], ""]
            end = stop
        self._pieces.append(xml[end:])
        self._lines = [
            (line, [heights[line.row + row] for row in range(line.count)], [cells[slot] for slot in line.slots])
            for line in sheet.lines
        ]
        if len(heads) != 1 or len(breaks) != 1:
            raise AssertionError(f"“{sheet.name}” has {len(heads)} heads and {len(breaks)} places for breaks")
        self._head, self._breaks, self._sheet = heads[0], breaks[0], sheet

    def imprinted(self, sheet: MarkSheet, head: str, texts: list[str]) -> StoredPart:
        """Return the worksheet's part for a mark sheet; `head` is ready for XML.

        The texts of its cells are added to `texts`, those of the whole workbook that are not its form's. Raises
        DoesNotFit if a text needs more or fewer rows.
        """
        pieces = self._pieces.copy()
        heights: dict[int, float] = {}
        for line, rows, cells in self._lines:
            height = line.min_height
            for cell in cells:
                slot = cell.slot
                content = slot.content_for(sheet)
                height = max(height, slot.height(content))
                stored = cell_value(content)
                pieces[cell.piece] = cell.filled(stored, self._form + len(texts))
                if isinstance(stored, str):
                    texts.append(stored)
            if rows_for(height) != line.count:
                raise DoesNotFit(f"a text in row {line.row + 1} of “{line.sheet}” needs {rows_for(height)} rows")
            for row in rows:
                pieces[row] = _height(height / line.count)
            heights |= dict.fromkeys(range(line.row, line.row + line.count), height / line.count)
        pieces[self._head] = f"{_RIGHT}{head}" if head else ""
        pieces[self._breaks] = self._sheet.breaks(heights)
        return deflate("".join(pieces).encode(), self._beginning)


@lru_cache(maxsize=1024)
def _height(points: float) -> str:
    """Return a row's height as XlsxWriter writes it: in points that make whole pixels."""
    return f"{int(points * 4 / 3 + 0.5) * 0.75:.16g}"
