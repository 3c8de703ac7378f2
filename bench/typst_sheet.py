"""The mark sheet by Typst's Python package, as PDF/UA-1 like markpack's own."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import typst

from bench.sheet_data import Data

LAYOUT = Path(__file__).with_name("mark_sheet.typ")


class TypstSheets:
    """One compiler for the batch: it keeps the fonts, and what it has understood of the layout."""

    def __init__(self) -> None:
        fonts = Path(str(files("markpack") / "layouts" / "fonts"))
        self._compiler = typst.Compiler(LAYOUT, root=LAYOUT.parent, font_paths=[fonts], ignore_system_fonts=True)

    def write_pdf(self, data: dict[str, Data]) -> bytes:
        """Return a learner's sheet."""
        pdf = self._compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data)}, pdf_standards=["ua-1"])
        if not isinstance(pdf, bytes):
            raise TypeError("Typst returned pages instead of one file")
        return pdf
