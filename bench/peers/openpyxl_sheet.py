"""The mark sheet as a workbook by openpyxl."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bench.peers.workbook_rows import STANDING, WIDTHS, Look, height, instructions, rows
from bench.sheet_text import SheetFacts, SheetText

_SIDE = Side(style="thin", color="8C8C8C")
_GRID = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_FONTS = {
    Look.TITLE: Font(bold=True, size=16, color="14375E"),
    Look.NOTE: Font(italic=True, color="444444"),
    Look.HEADER: Font(bold=True, color="FFFFFF"),
    Look.SECTION: Font(bold=True, color="14375E"),
    Look.CRITERION: Font(),
    Look.LABELLED: Font(bold=True),
}
_FILLS = {Look.HEADER: PatternFill("solid", fgColor="14375E"), Look.SECTION: PatternFill("solid", fgColor="E6EDF5")}


def write_sheet(sheet: SheetText) -> bytes:
    """Return a learner's workbook."""
    book = Workbook()
    page = book.active
    if not isinstance(page, Worksheet):
        raise TypeError("openpyxl made a workbook without a sheet")
    page.title = "Mark sheet"
    book.properties.title = sheet.facts["title"]
    for column, width in enumerate(WIDTHS, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    line = 0
    for line, row in enumerate(rows(sheet.facts), start=1):
        for column, value in enumerate(row.values, start=1):
            cell = page.cell(line, column, value)
            cell.font, cell.alignment = _FONTS[row.look], _WRAPPED
            if row.look in _FILLS:
                cell.fill = _FILLS[row.look]
            if row.look in (Look.HEADER, Look.CRITERION):
                cell.border = _GRID
        if len(row.values) < len(WIDTHS):
            page.merge_cells(start_row=line, start_column=len(row.values), end_row=line, end_column=len(WIDTHS))
        page.row_dimensions[line].height = height(row)
    standing = get_column_letter(STANDING + 1)
    for word, colour in (("Met", "EEF7F0"), ("Not met yet", "FDE9CF")):
        style = DifferentialStyle(fill=PatternFill("solid", bgColor=colour))
        rule = Rule(type="cellIs", operator="equal", formula=[f'"{word}"'], dxf=style)
        page.conditional_formatting.add(f"{standing}6:{standing}{line}", rule)
    page.freeze_panes = "A6"
    page.print_title_rows = "1:5"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    if page.oddHeader is not None and page.oddFooter is not None:
        page.oddHeader.left.text, page.oddHeader.right.text = sheet.facts["head_left"], sheet.facts["head_right"]
        page.oddFooter.left.text, page.oddFooter.right.text = sheet.facts["foot_left"], "Page &P of &N"
    page.protection.sheet = True
    _instructions(book.create_sheet("Instructions"), sheet.facts)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _instructions(page: Worksheet, facts: SheetFacts) -> None:
    page.column_dimensions["B"].width = 96
    for line, values in enumerate(instructions(facts), start=1):
        for column, value in enumerate(values, start=1):
            page.cell(line, column, value).alignment = _WRAPPED
    page.protection.sheet = True
