"""markpack's own two ways to a mark sheet: a full layout of each, and masters that are filled in."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from importlib import import_module

from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.master import DoesNotFit, Plate, variant

LAYOUTS = Layouts()
MASTERS = {
    Format.DOCX: ("markpack.writers.masters.docx.master", "DocxPlate"),
    Format.XLSX: ("markpack.writers.masters.xlsx.master", "XlsxPlate"),
}
"""Where the master of each format is, so that a process needs only the one that it measures."""


class Parts:
    """PDFs from parts, each laid out once."""

    def __init__(self) -> None:
        from markpack.writers.masters.pdf.master import Masters, Request

        self._masters, self._request = Masters(), Request

    def imprint(self, sheet: MarkSheet) -> bytes:
        """Return the file of a sheet. Raises DoesNotFit if it needs a layout of its own."""
        return self._masters.document(self._request.of(sheet, LAYOUTS))


class FullLayouts:
    """Each sheet laid out for itself."""

    def __init__(self, fmt: Format) -> None:
        self._format = fmt

    def write_sheet(self, sheet: MarkSheet) -> bytes:
        """Return a learner's sheet."""
        return write(sheet, self._format, LAYOUTS)


class MasterSheets:
    """A master for each variant of the sheet, filled in for each learner; what does not fit gets a full layout."""

    def __init__(self, fmt: Format) -> None:
        """Find the master of a format. Raises ImportError if there is none."""
        self._format = fmt
        self._new_master: Callable[[MarkSheet, Layouts], Plate]
        if fmt is Format.PDF:
            parts = Parts()
            self._new_master = lambda _sheet, _layouts: parts
        else:
            module, name = MASTERS[fmt]
            self._new_master = getattr(import_module(module), name)
        self._masters: dict[Hashable, Plate] = {}
        self.laid_out: set[str] = set()
        """The titles of sheets that did not fit."""

    def write_sheet(self, sheet: MarkSheet) -> bytes:
        """Return a learner's sheet."""
        key = variant(sheet)
        master = self._masters.get(key)
        if master is None:
            master = self._masters[key] = self._new_master(sheet, LAYOUTS)
        try:
            return master.imprint(sheet)
        except DoesNotFit:
            self.laid_out.add(sheet.properties.title)
            return write(sheet, self._format, LAYOUTS)
