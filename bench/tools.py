"""The tools that a mark sheet is made with, markpack's own included. What a tool needs is imported only to open it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Maker = Callable[[Sequence[Any]], list[bytes]]
"""Makes documents from a tool's own kind of input: a SheetText, or for markpack's ways a MarkSheet."""

MASTERS, FULL = "markpack, masters", "markpack, full layout"


@dataclass(frozen=True)
class Tool:
    """A way to a mark sheet. `together`: it makes many at once faster than one by one. `slow`: each takes a second."""

    name: str
    format: str
    module: str
    maker: str
    together: bool = False
    slow: bool = False

    @property
    def key(self) -> str:
        """The name with the format, since markpack's ways have three."""
        return f"{self.name} ({self.format})"

    @property
    def is_own(self) -> bool:
        """Whether it is markpack's own, which takes a MarkSheet."""
        return self.module == "bench.own"

    def open(self) -> Maker:
        """Start the tool. Raises ImportError, with the name of what is missing, if it is not there."""
        made = getattr(import_module(self.module), self.maker)
        if self.is_own:
            from markpack.documents.catalogue.kinds import Format

            made = made(Format(self.format.lower()))
        elif isinstance(made, type):
            made = made()
        if self.together:
            together: Maker = made.write_sheets
            return together
        write = getattr(made, "write_sheet", made)
        return lambda sheets: [write(sheet) for sheet in sheets]


TOOLS = (
    Tool(MASTERS, "PDF", "bench.own", "MasterSheets"),
    Tool(FULL, "PDF", "bench.own", "FullLayouts", slow=True),
    Tool("a plain WeasyPrint call", "PDF", "bench.peers.weasyprint_pages", "write_sheet", slow=True),
    Tool("Typst", "PDF", "bench.peers.typst_sheet", "TypstSheets"),
    Tool("docxtpl + LibreOffice", "PDF", "bench.peers.libreoffice_sheet", "LibreOfficeSheets", together=True),
    Tool(MASTERS, "DOCX", "bench.own", "MasterSheets"),
    Tool(FULL, "DOCX", "bench.own", "FullLayouts"),
    Tool("docxtpl", "DOCX", "bench.peers.docxtpl_sheet", "DocxtplSheets"),
    Tool("python-docx", "DOCX", "bench.peers.python_docx_sheet", "write_sheet"),
    Tool(MASTERS, "XLSX", "bench.own", "MasterSheets"),
    Tool(FULL, "XLSX", "bench.own", "FullLayouts"),
    Tool("openpyxl", "XLSX", "bench.peers.openpyxl_sheet", "write_sheet"),
    Tool("XlsxWriter", "XLSX", "bench.peers.xlsxwriter_sheet", "write_sheet"),
)
BY_KEY = {tool.key: tool for tool in TOOLS}
