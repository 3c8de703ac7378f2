"""The mark sheet as a workbook by XlsxWriter."""

from __future__ import annotations

import io
from typing import Any

from xlsxwriter import Workbook

from bench.peers.workbook_rows import STANDING, WIDTHS, Look, height, instructions, rows
from bench.sheet_text import SheetText

_LOOKS: dict[Look, dict[str, Any]] = {
    Look.TITLE: {"bold": True, "font_size": 16, "font_color": "#14375E"},
    Look.NOTE: {"italic": True, "font_color": "#444444"},
    Look.HEADER: {"bold": True, "font_color": "#FFFFFF", "bg_color": "#14375E", "border": 1},
    Look.SECTION: {"bold": True, "font_color": "#14375E", "bg_color": "#E6EDF5"},
    Look.CRITERION: {"border": 1},
    Look.LABELLED: {"bold": True},
}


def write_sheet(sheet: SheetText) -> bytes:
    """Return a learner's workbook."""
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True})
    book.set_properties({"title": sheet.facts["title"]})
    page = book.add_worksheet("Mark sheet")
    formats = {look: book.add_format({"text_wrap": True, "valign": "top", **how}) for look, how in _LOOKS.items()}
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    line, last = 0, len(WIDTHS) - 1
    for line, row in enumerate(rows(sheet.facts)):
        page.set_row(line, height(row))
        look = formats[row.look]
        if len(row.values) <= last:
            page.merge_range(line, len(row.values) - 1, line, last, "", look)
        for column, value in enumerate(row.values):
            if isinstance(value, int):
                page.write_number(line, column, value, look)
            elif value.startswith("="):
                page.write_formula(line, column, value, look)
            else:
                page.write_string(line, column, value, look)
    for word, colour in (("Met", "#EEF7F0"), ("Not met yet", "#FDE9CF")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.add_format({"bg_color": colour})}
        page.conditional_format(5, STANDING, line, STANDING, rule)
    page.freeze_panes(5, 0)
    page.repeat_rows(0, 4)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_header(f"&L{sheet.facts['head_left']}&R{sheet.facts['head_right']}")
    page.set_footer(f"&L{sheet.facts['foot_left']}&RPage &P of &N")
    page.protect()
    second = book.add_worksheet("Instructions")
    second.set_column(1, 1, 96)
    for position, values in enumerate(instructions(sheet.facts)):
        second.write_row(position, 0, values, formats[Look.NOTE])
    second.protect()
    book.close()
    return target.getvalue()
