"""markpack's own two ways to a mark sheet: a full layout of each, and plates that are imprinted."""

from __future__ import annotations

from collections.abc import Hashable
from importlib import import_module

from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.master import DoesNotFit, Plate, variant

LAYOUTS = Layouts()
PLATES = {
    Format.PDF: ("markpack.writers.masters.pdf.master", "PdfPlate"),
    Format.DOCX: ("markpack.writers.masters.docx.master", "DocxPlate"),
    Format.XLSX: ("markpack.writers.masters.xlsx.master", "XlsxPlate"),
}
"""Where the plate of each format is, so that a process needs only the one that it measures."""


class FullLayouts:
    """Each sheet laid out for itself."""

    def __init__(self, fmt: Format) -> None:
        self._format = fmt

    def write_sheet(self, sheet: MarkSheet) -> bytes:
        """Return a learner's sheet."""
        return write(sheet, self._format, LAYOUTS)


class PlateSheets:
    """A plate for each variant of the sheet, imprinted for each learner; what does not fit gets a full layout."""

    def __init__(self, fmt: Format) -> None:
        """Find the plate of a format. Raises ImportError if there is none."""
        module, name = PLATES[fmt]
        self._new_plate = getattr(import_module(module), name)
        self._format = fmt
        self._plates: dict[Hashable, Plate] = {}
        self.laid_out: set[str] = set()
        """The titles of sheets that did not fit."""

    def write_sheet(self, sheet: MarkSheet) -> bytes:
        """Return a learner's sheet."""
        key = variant(sheet)
        plate = self._plates.get(key)
        if plate is None:
            plate = self._plates[key] = self._new_plate(sheet, LAYOUTS)
        try:
            return plate.imprint(sheet)
        except DoesNotFit:
            self.laid_out.add(sheet.properties.title)
            return write(sheet, self._format, LAYOUTS)
