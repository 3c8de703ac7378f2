"""The mark sheet by Typst's Python package, with a template of its own, as tagged PDF/UA-1."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from bench.sheet_text import SheetText

LAYOUT = Path(__file__).with_name("mark_sheet.typ")
FONTS = Path(__file__).parents[2] / "src" / "markpack" / "layouts" / "fonts"


class TypstSheets:
    """One compiler for all sheets: it keeps the fonts, and what it has understood of the layout."""

    def __init__(self) -> None:
        self._compiler = typst.Compiler(LAYOUT, root=LAYOUT.parent, font_paths=[FONTS])

    def write_sheet(self, sheet: SheetText) -> bytes:
        """Return a learner's sheet."""
        given = {"data": json.dumps(sheet.facts)}
        pdf = self._compiler.compile(format="pdf", sys_inputs=given, pdf_standards=["ua-1"])
        if not isinstance(pdf, bytes):
            raise TypeError("Typst returned pages instead of one file")
        return pdf
