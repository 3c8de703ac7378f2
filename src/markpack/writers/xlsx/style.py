"""The look of a workbook: an employer's colours, and the styles of titles, labels, texts and entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format

from markpack.documents.shared.document import Branding

Style = Mapping[str, str | int | float | bool]
"""Properties of a cell's format, by XlsxWriter's names."""

_EDGE: Style = {"border": 1, "border_color": "#BFBFBF"}
_GRID: Style = {**_EDGE, "align": "left", "indent": 1}
_BASE: Style = {"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True}

PLAIN: Final[Style] = {}
NOTE: Final[Style] = {"italic": True, "font_color": "#404040"}
STRONG: Final[Style] = {"bold": True}
TEXT: Final[Style] = _GRID
TEXT_STRONG: Final[Style] = {**_GRID, "bold": True}
IDENTIFIER: Final[Style] = {**_GRID, "num_format": "@"}
IDENTIFIER_STRONG: Final[Style] = {**IDENTIFIER, "bold": True}
CENTRED: Final[Style] = {**_EDGE, "align": "center"}
LABEL: Final[Style] = {**_GRID, "bold": True, "bg_color": "#F2F2F2"}
LABEL_RIGHT: Final[Style] = {**LABEL, "align": "right"}
PERCENTAGE: Final[Style] = {**CENTRED, "num_format": "0%"}
DATE: Final[Style] = {**_GRID, "num_format": "d mmmm yyyy"}

_OPEN: Style = {"border": 1, "border_color": "#9A7B1C", "bg_color": "#FFF8D6", "locked": False}
ENTRY: Final[Style] = {**_OPEN, "align": "left", "indent": 1}
"""A cell to fill in: a pale yellow fill and a darker border, unlocked."""
ENTRY_CENTRED: Final[Style] = {**_OPEN, "align": "center"}
ENTRY_IDENTIFIER: Final[Style] = {**ENTRY, "num_format": "@"}
ENTRY_DATE: Final[Style] = {**ENTRY, "num_format": "d mmmm yyyy"}

MET: Final[Style] = {"bg_color": "#E1F3E3", "font_color": "#14532D"}
NOT_MET: Final[Style] = {"bg_color": "#FFE0A8", "font_color": "#6B3300", "bold": True}
MISSING: Final[Style] = {"bg_color": "#E7E7F5", "font_color": "#33336B", "italic": True}
WRONG: Final[Style] = {"bg_color": "#F9D3D3", "font_color": "#8B0000", "bold": True}

DONE_STYLES: Final = (("Yes", MET),)


class Look:
    """The formats of one workbook, each made once."""

    def __init__(self, file: xlsxwriter.Workbook, branding: Branding) -> None:
        self._file = file
        self._formats: dict[tuple[tuple[str, str | int | float | bool], ...], Format] = {}
        self.title: Style = {
            "bold": True, "font_size": 18, "valign": "vcenter", "font_color": branding.on_ink,
            "bg_color": branding.ink, "indent": 1,
        }  # fmt: skip
        self.subtitle: Style = {"bg_color": branding.tint, "valign": "vcenter", "indent": 1}
        self.heading: Style = {
            "bold": True, "font_size": 13, "valign": "vcenter", "font_color": branding.ink, "bg_color": branding.tint,
            "top": 2, "top_color": branding.ink, "indent": 1,
        }  # fmt: skip
        self.header: Style = {
            "bold": True, "valign": "vcenter", "font_color": branding.on_ink, "bg_color": branding.ink,
            "border": 1, "border_color": "#FFFFFF", "align": "left", "indent": 1,
        }  # fmt: skip
        self.headline: Style = {"bold": True, "font_size": 14, "bg_color": branding.tint, "valign": "vcenter"}

    def format(self, style: Style) -> Format:
        """Return the format of a cell in that style."""
        properties = {**_BASE, **style}
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._file.add_format(properties)
        return self._formats[key]

    def overlay(self, style: Style) -> Format:
        """Return a format that holds the style's own properties only, for a conditional format."""
        key = (("overlay", True), *sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._file.add_format(dict(style))
        return self._formats[key]
