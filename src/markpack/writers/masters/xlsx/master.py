"""The plate of a mark sheet as a workbook: written once for a variant, then imprinted with one learner's values."""

from __future__ import annotations

from markpack.documents.mark_sheet.view import MarkSheet, Stage
from markpack.writers.html_layouts import Layouts
from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.xlsx.package import Pressing
from markpack.writers.xlsx.mark_sheet.form import feedback_width


class XlsxPlate:
    """A form of one variant as a workbook; what is imprinted has the bytes that `write` would give it."""

    def __init__(self, sample: MarkSheet, layouts: Layouts) -> None:  # noqa: ARG002 - plates of all formats are made alike
        """Write the workbook of the sample's variant; workbooks have no layouts that a centre could change."""
        self._sample = sample
        # Much text makes the feedback column wider by steps of a line, up to a limit, so there are few widths.
        self._pressings: dict[float, Pressing] = {}
        self._pressing(feedback_width(sample))

    def imprint(self, sheet: MarkSheet) -> bytes:
        """Return the workbook of a sheet of the sample's variant. Raises DoesNotFit as `Plate.imprint` does."""
        if sheet.stage is Stage.BLANK and not all(sheet.values.values()):
            raise DoesNotFit("a field of a blank sheet is printed without a value")
        return self._pressing(feedback_width(sheet)).imprint(sheet)

    def _pressing(self, width: float) -> Pressing:
        if width not in self._pressings:
            self._pressings[width] = Pressing(self._sample, width)
        return self._pressings[width]
