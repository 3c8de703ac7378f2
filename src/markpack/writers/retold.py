"""Whether a layout only puts values in their places: then a page of one learner tells how it looks for any other."""

from __future__ import annotations

import re
from dataclasses import replace

from markupsafe import Markup, escape

from markpack.documents.mark_sheet import MarkSheet
from markpack.writers.html import Layouts, lines, render
from markpack.writers.plate import HEAD, STATE, TITLE, specimen

_START, _END = "\ue000", "\ue001"


class Retold:
    """A layout's page for one variant, cut where values stand."""

    def __init__(self, sample: MarkSheet, layouts: Layouts) -> None:
        """Render the sample's variant."""
        self._layouts = layouts
        self._date = sample.properties.date
        html = render("mark_sheet", specimen(sample, lambda name: f"{_START}{name}{_END}"), layouts)
        self._pieces = re.split(f"{_START}([^{_END}]*){_END}", html)

    def says(self, sheet: MarkSheet) -> bool:
        """Say whether the layout's page for a sheet of the variant is this one with the sheet's values in it."""
        dated = replace(sheet, properties=replace(sheet.properties, date=self._date))
        return render("mark_sheet", dated, self._layouts) == "".join(
            _told(sheet, piece) if position % 2 else piece for position, piece in enumerate(self._pieces)
        )


def _told(sheet: MarkSheet, name: str) -> Markup:
    other = {TITLE: sheet.properties.title, HEAD: sheet.page.head_right, STATE: sheet.state}
    return escape(other[name]) if name in other else lines(sheet.values.get(name, ""))
