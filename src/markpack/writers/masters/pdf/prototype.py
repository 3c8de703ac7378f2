"""A mark sheet's form laid out by WeasyPrint with a token in every hole, and what imprinting it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markpack.documents.mark_sheet.view import MarkSheet, Stage
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.master import HEAD, REPLACES, STATE, DoesNotFit
from markpack.writers.masters.pdf.content_stream import CutPage
from markpack.writers.masters.pdf.file_writer import Assembly
from markpack.writers.masters.pdf.font_subsets import Fonts
from markpack.writers.masters.pdf.slot_text import Fill, Remembered, shown
from markpack.writers.masters.pdf.slots import TOKEN, Hole, find_colours, find_holes, margin_texts
from markpack.writers.pdf import lay_out

_MOST_ASSEMBLIES = 32

Fills = Mapping[str, Fill]
"""What is imprinted, by the names of fields."""


class LaidOut:
    """A form on its pages. `pages` are WeasyPrint's, `rooms`, `holes` and `margins` what was found on them."""

    assembly: Assembly
    fonts: Fonts

    def __init__(self, marked: MarkSheet, html: str, layouts: Layouts) -> None:
        """Lay out a specimen's page. Raises LayoutError as `write_pdf` does.

        Raises DoesNotFit if the layout uses a token for what cannot be imprinted.
        """
        document, self.data = lay_out(
            html,
            marked.properties,
            marked.form.branding,
            layouts,
            fillable=marked.stage is Stage.BLANK,
            attachments=(marked.record,) if marked.record else (),
        )
        self.pages: Any = document.pages
        self.holes, self.rooms = find_holes(document.pages)
        self.margins = [margin_texts(page) for page in document.pages]
        if reason := _unlike(html, self.holes, marked):
            raise DoesNotFit(reason)
        self.measures = {hole.name: hole.measure for hole in self.holes}
        if any(hole.measure != self.measures[hole.name] for hole in self.holes):
            raise DoesNotFit("a value is printed in several ways")
        self._form = marked.form
        self._colours = _colours(marked, html, layouts) if any(hole.shaded for hole in self.holes) else {}
        self._shown = Remembered[bytes]()
        self._assemblies: dict[tuple[int, ...], Assembly] = {}

    def forget_layout(self) -> None:
        """Give up what WeasyPrint made, which takes much memory."""
        self.pages = ()
        self.data = b""

    def show(self, hole: Hole, fill: Fill) -> bytes:
        """Return the operators that show a fill."""
        colour = self._colours.get(self._form.shade(fill.value), b"") if hole.shaded else b""
        return self._shown.get(hole.spot, fill.value, lambda: shown(hole, fill, colour))

    def with_fonts(self, filled: Iterable[tuple[Hole, Fill]]) -> Assembly:
        """Return the file's assembly with the letters that these values need."""
        used = dict.fromkeys(self.fonts.styles, 1)
        for hole, fill in filled:
            used[hole.typeface] |= fill.repertoires
        key = tuple(used.values())
        if key not in self._assemblies:
            if len(self._assemblies) >= _MOST_ASSEMBLIES:
                self._assemblies.clear()
            self._assemblies[key] = self.assembly.with_objects(self.fonts.objects(key))
        return self._assemblies[key]


_SHADES = ("met", "not-met", "not-marked")
_SHADED = """<h1>-</h1><table class="grid criteria"><tbody>{}</tbody></table></body></html>"""
_ROW = """<tr class="feedback"><th>-</th><td class="award"><p class="status {}">-</p></td></tr>"""


def _colours(marked: MarkSheet, html: str, layouts: Layouts) -> dict[str, bytes]:
    """Return the colours behind what is said of criteria, by its classes: those of a page with nothing else."""
    body = re.search("<body[^>]*>", html)
    if body is None:
        raise DoesNotFit("the layout has no body")
    page = html[: body.end()] + _SHADED.format("".join(map(_ROW.format, _SHADES)))
    document, _ = lay_out(page, marked.properties, marked.form.branding, layouts)
    return find_colours(document.pages, _SHADES)


def grown(page: CutPage, fills: Fills) -> dict[float, float]:
    """Return what grows on a page: by how many pixels what is below an edge moves down, by edges."""
    growths: dict[float, float] = {}
    for hole in page.holes:
        more = (len(fills[hole.name].lines) - 1) * hole.leading - hole.slack
        if hole.edge is not None and more > 0:
            growths[hole.edge] = max(more, growths.get(hole.edge, 0.0))
    return growths


def _unlike(html: str, holes: Sequence[Hole], marked: MarkSheet) -> str:
    """Return why a layout cannot be imprinted, or nothing: all that it prints was found on its pages, once."""
    printed = re.findall('data-field="([^"]*)"', html)
    expected = sorted(name for name in printed if marked.values.get(name) == TOKEN)
    found = sorted(hole.name for hole in holes if hole.name not in (STATE, REPLACES, HEAD))
    sentences = sorted(hole.name for hole in holes if hole.name in (STATE, REPLACES))
    said = sorted(name for name, text in ((STATE, marked.state), (REPLACES, marked.replaces)) if text)
    heads = {hole.page for hole in holes if hole.name == HEAD}
    if expected != found or len(set(found)) != len(found) or sentences != said or not heads:
        return "the layout does not print each value once"
    return ""
