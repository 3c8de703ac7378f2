"""A mark sheet's workbook cut into what stays and what varies, for one width of the feedback column."""

from __future__ import annotations

import re

from markpack.documents.mark_sheet import MarkSheet
from markpack.writers.gapped import Gapped, token
from markpack.writers.package import CORE, CUSTOM, Package, deflated, unpacked
from markpack.writers.plate import ATTEMPT, HEAD, LEARNER, TITLE, DoesNotFit, specimen
from markpack.writers.xlsx.cell import Content, Hole, Line, rows_for, storable
from markpack.writers.xlsx.cut import CutSheet, Imprint
from markpack.writers.xlsx.form import FormSheet
from markpack.writers.xlsx.mark_sheet import fill
from markpack.writers.xlsx.properties import timestamp
from markpack.writers.xlsx.sheet import printed
from markpack.writers.xlsx.strings import STRINGS, escaped, numbered, string_item, strings_part

_DATE = "@date"
_DATED = re.compile('(?<=W3CDTF">)[^<]*')


class Pressing:
    """The workbook of one variant and one width, ready to be imprinted."""

    def __init__(self, sample: MarkSheet, width: float) -> None:
        form = FormSheet(specimen(sample, token), width)
        parts = unpacked(fill(form))
        book = form.book
        self._written = book.strings.written
        self._lines = [line for sheet in book.sheets for line in sheet.lines]
        self._items = {text: string_item(text) for text in self._written if isinstance(text, str)}
        self._sheets = {
            name: CutSheet(parts[name].decode(), sheet, list(book.strings.texts), token(HEAD))
            for name, sheet in book.worksheets.items()
        }
        self._core = _cut(_DATED.sub(token(_DATE), parts[CORE].decode()), {TITLE: 1, _DATE: 2})
        identity = sample.properties.identity
        told = {name: 1 for name, value in ((LEARNER, identity.learner), (ATTEMPT, identity.attempt)) if value}
        self._custom = _cut(parts[CUSTOM].decode(), told)
        varying = {*self._sheets, STRINGS, CORE, CUSTOM}
        self._package = Package().followed_by(
            {name: deflated(content) for name, content in parts.items() if name not in varying}
        )

    def imprint(self, sheet: MarkSheet) -> bytes:
        """Return the workbook of a sheet. Raises DoesNotFit if a text needs more or fewer rows."""
        contents, heights = self._filled(sheet)
        texts: list[str] = []
        for entry in self._written:
            text = contents[entry] if isinstance(entry, Hole) else entry
            if isinstance(text, str):
                texts.append(text)
        numbers = numbered(texts)
        imprint = Imprint(contents, heights, numbers, escaped(printed(sheet.page.head_right)))
        properties = sheet.properties
        told = {
            TITLE: escaped(properties.title), _DATE: timestamp(properties.date),
            LEARNER: escaped(properties.identity.learner), ATTEMPT: escaped(properties.identity.attempt),
        }  # fmt: skip
        parts = {name: cut.imprinted(imprint).encode() for name, cut in self._sheets.items()}
        parts[STRINGS] = strings_part(numbers, len(texts), self._items)
        parts[CORE], parts[CUSTOM] = (part.filled(told).encode() for part in (self._core, self._custom))
        return self._package.followed_by({name: deflated(content) for name, content in parts.items()}).closed()

    def _filled(self, sheet: MarkSheet) -> tuple[dict[Hole, Content], dict[Line, float]]:
        """Return what stands in each hole, and how high its line's rows are."""
        contents: dict[Hole, Content] = {}
        heights: dict[Line, float] = {}
        for line in self._lines:
            height = line.least
            for hole in line.holes:
                content = hole.of(sheet)
                height = max(height, hole.height(content))
                contents[hole] = content
            if rows_for(height) != line.count:
                raise DoesNotFit(f"a text in row {line.row + 1} of “{line.sheet}” needs {rows_for(height)} rows")
            heights[line] = height / line.count
        return {hole: storable(content) for hole, content in contents.items()}, heights


def _cut(xml: str, gaps: dict[str, int]) -> Gapped:
    """Return XML cut at its tokens, each of which has to be there so often."""
    made = Gapped(xml, {token(name): name for name in gaps})
    if made.gaps != gaps:
        raise AssertionError(f"instead of {gaps} there are {dict(made.gaps)} in {xml}")
    return made
