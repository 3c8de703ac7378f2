"""One sheet: cells placed with room for their text, print set-up, protection, and a title in the employer's colours."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from markpack.documents.shared.document import Branding, Page, Picture
from markpack.writers.xlsx.cell import (
    Cell,
    Content,
    Formula,
    Line,
    Slot,
    Varying,
    cell_value,
    measure,
    rows_for,
    strip_controls,
)
from markpack.writers.xlsx.paper import FOOT, SIDE, TOP, Paper, points
from markpack.writers.xlsx.picture import fit
from markpack.writers.xlsx.strings import Strings
from markpack.writers.xlsx.style import Look, Style

_LARGE_ON_SCREEN = 180  # per cent: letters of 10 point are shown in 18
_A4 = 9
_LEAST_TITLE = 60.0  # characters that a title has beside two logos
_MOST_AT_FOOT = 120  # units of UTF-16: what stands at a head or foot and its codes stay below Excel's limit of 255
_MOST_AT_LEFT, _MOST_AT_LEFT_UPRIGHT, _MOST_AT_RIGHT = 95, 55, 45  # side by side as wide as the paper, if not smaller
_BAND_HEIGHT = 39.0  # points
_FEW_LINES = 40.0  # points: a row in which no text has a third line
_TITLE_SIZE_IN_FEW_COLUMNS = 14  # points

Rule = dict[str, object]
"""A data validation or conditional format, by XlsxWriter's names."""


class Sheet:
    """A worksheet that is filled from top to bottom. Rows and columns count from 0."""

    def __init__(
        self,
        worksheet: Worksheet,
        look: Look,
        branding: Branding,
        page: Page,
        widths: Sequence[float],
        strings: Strings,
        draft: str = "",
        repeated: int = 3,
    ) -> None:
        """Begin a sheet. Where it is printed several pages wide, its first `repeated` columns stand on each page."""
        self.worksheet = worksheet
        self._strings = strings
        self.lines: list[Line] = []
        self.margins: tuple[str, ...] = ()
        """What stands at the head and foot of its pages whoever it is for, numbers of pages left out."""
        self._draft = draft
        self._look = look
        self._branding = branding
        self._page = page
        self._widths = tuple(widths)
        self._texts: list[str] = []
        self._hidden: set[int] = set()
        self._heights: dict[int, float] = {}
        self._with_next: set[int] = set()
        self._breaks: Callable[[Mapping[int, float]], tuple[int, ...]] = lambda _: ()
        self.repeated = repeated
        self.last_column = len(self._widths) - 1
        for column, width in enumerate(self._widths):
            worksheet.set_column(column, column, width)

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self.worksheet.get_name())

    def write(self, row: int, column: int, content: Content, style: Style) -> None:
        """Write one cell. Text is always text, whatever it starts with."""
        stored = cell_value(content)
        if isinstance(stored, str):
            self._strings.add(stored)
        self._write(row, column, stored, style)

    def write_varying(self) -> None:
        """Write the cells whose content varies, when all others are written in the whole workbook."""
        for slot in (slot for line in self.lines for slot in line.slots):
            stored = cell_value(slot.content)
            if isinstance(stored, str):
                stored = self._strings.add_varying(stored)
            self._write(slot.row, slot.column, stored, slot.style)

    def _write(self, row: int, column: int, stored: Content, style: Style) -> None:
        cell_format = self._look.format(style)
        match stored:
            case None:
                self.worksheet.write_blank(row, column, None, cell_format)
            case str():
                self.worksheet.write_string(row, column, stored, cell_format)
            case Formula():
                self.worksheet.write_formula(row, column, stored.text, cell_format, stored.value)
            case datetime.date():
                self.worksheet.write_datetime(row, column, stored, cell_format)
            case _:
                self.worksheet.write_number(row, column, stored, cell_format)

    def fixed_length(self, xml: bytes) -> int:
        """Return the length of the sheet's XML before the first row that varies, or before the page's head."""
        return xml.index(b'<row r="%d"' % (self.lines[0].row + 1) if self.lines else b"<headerFooter")

    def place(self, row: int, *cells: Cell, min_height: float = 0, with_next: bool = False) -> int:
        """Write cells side by side with room for the longest text and return the row after them.

        Text that needs more than the tallest row gets several rows, merged, between which a page may break. A row
        `with_next`, such as a heading, is printed on one page with the row after it.
        """
        measures = {cell.column: measure(self.width(cell.column, cell.last), cell.style) for cell in cells}
        heights = {cell.column: measures[cell.column](cell.value) for cell in cells}
        slots = {
            cell.column: Slot(
                row, cell.column, cell.content.content, cell.content.content_for, cell.style, measures[cell.column]
            )
            for cell in cells
            if isinstance(cell.content, Varying)
        }
        fixed = max([min_height, *(height for column, height in heights.items() if column not in slots)])
        height = max([fixed, *heights.values()])
        count = rows_for(height)
        for line in range(row, row + count):
            self.set_height(line, height / count)
        if with_next:
            self._with_next.update(range(row, row + count))
        if not slots and height <= _FEW_LINES:
            cells = tuple(replace(cell, style={**cell.style, "valign": "vcenter"}) for cell in cells)
        for cell in cells:
            last = cell.column if cell.last is None else cell.last
            if count > 1 or last > cell.column:
                cell_format = self._look.format(cell.style)
                self.worksheet.merge_range(row, cell.column, row + count - 1, last, "", cell_format)
            if cell.column not in slots:
                self.write(row, cell.column, cell.value, cell.style)
        if slots:
            self.lines.append(Line(self.name, row, count, fixed, tuple(slots.values())))
        return row + count

    def set_height(self, row: int, height: float) -> None:
        """Set the height of a row in points; 0 hides it."""
        self._heights[row] = height
        self.worksheet.set_row(row, height or None, None, {} if height else {"hidden": True})

    def keep_together(self, row: int, end: int) -> int:
        """Print the rows from `row` to the one before `end` on one page; return `end`."""
        self._with_next.update(range(row, end - 1))
        return end

    def width(self, first: int, last: int | None = None) -> float:
        """Return the width in characters of a column, or of several together."""
        return sum(self._widths[first : (first if last is None else last) + 1])

    @property
    def is_wide(self) -> bool:
        """Whether the sheet is printed several pages wide. It is for certain once columns are hidden."""
        return bool(Paper.a4(landscape=True).pages(self._points(self.last_column), self.repeated).starts)

    def _points(self, last: int) -> list[float]:
        return [0.0 if column in self._hidden else points(self._widths[column]) for column in range(last + 1)]

    def title(self, text: str, subtitle: str, *, hidden_rows: int = 0) -> int:
        """Write the title band with the logos and the line below it; return the row after them.

        The band is as wide as the sheet. Where that is several pages wide, the texts stand in the columns that are on
        each page, so that none is cut off, and there is no logo. The rows above the band are hidden.
        """
        for hidden_row in range(hidden_rows):
            self.set_height(hidden_row, 0)
        row, last, style = hidden_rows, self.last_column, self._look.title
        if self.is_wide:
            end = last = self.repeated - 1
            style = {**style, "font_size": _TITLE_SIZE_IN_FEW_COLUMNS}
            for column in range(self.repeated, self.last_column + 1):
                self.write(row, column, None, self._look.title)
                self.write(row + 1, column, None, self._look.subtitle)
        else:
            end = last
            for logo in reversed(self._branding.logos):
                end = self._write_logo(row, end, logo)
        self.place(row, Cell(0, text, style, last=end), min_height=_BAND_HEIGHT, with_next=True)
        line = f"{self._draft.upper()} · {subtitle}" if self._draft else subtitle
        return self.place(row + 1, Cell(0, line, self._look.subtitle, last=last), min_height=20, with_next=True)

    def headings(self, row: int, texts: Iterable[str], min_height: float = 20, last: int | None = None) -> int:
        """Write a header row from the first column on, the last heading up to `last`; return the row after it."""
        cells = [Cell(column, text, self._look.header) for column, text in enumerate(texts)]
        return self.place(row, *cells[:-1], replace(cells[-1], last=last), min_height=min_height, with_next=True)

    def _write_logo(self, row: int, last: int, logo: Picture) -> int:
        """Write a logo that ends in a column, if there is room beside the title; return the last column before it."""
        column = last
        while column > 1 and self.width(column, last) < 16:
            column -= 1
        is_second = last < self.last_column
        if last < 2 or (is_second and self.width(0, column - 1) < _LEAST_TITLE):
            return last
        pixels = self.width(column, last) * 7
        image = fit(logo, min(pixels, 230) - 12, _BAND_HEIGHT * 4 / 3 - 10)
        options = {
            "image_data": BytesIO(image.data), "description": logo.description,
            "x_scale": image.scale, "y_scale": image.scale, "x_offset": 8, "y_offset": 5, "object_position": 1,
        }  # fmt: skip
        self.worksheet.insert_image(row, column, "logo", options)
        return column - 1

    def validate(self, row: int, column: int, rule: Rule, last_row: int | None = None) -> None:
        """Attach a data validation to a cell, or to its column down to `last_row`."""
        self.worksheet.data_validation(row, column, row if last_row is None else last_row, column, rule)

    def highlight(self, first: tuple[int, int], last: tuple[int, int], criterion: str, style: Style) -> None:
        """Give the cells from `first` to `last` a style where a formula about the first one holds."""
        rule = {"type": "formula", "criteria": criterion, "format": self._look.overlay(style)}
        self.worksheet.conditional_format(*first, *last, rule)

    def colour_words(
        self, first: tuple[int, int], last: tuple[int, int], styles: Iterable[tuple[str, Style]], cell: str = ""
    ) -> None:
        """Give the cells from `first` to `last` a style for a word in `cell`, by default in each row's first cell."""
        cell = cell or xl_rowcol_to_cell(*first, col_abs=True)
        for word, style in styles:
            escaped = word.replace('"', '""')
            self.highlight(first, last, f'={cell}="{escaped}"', style)

    def keep_as_text(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Say that numbers stored as text are meant, so that no warning triangle invites to turn them into numbers."""
        self._texts.append(xl_range(*first, *last))
        # Each call replaces the one before.
        self.worksheet.ignore_errors({"number_stored_as_text": " ".join(self._texts)})

    def hide_columns(self, first: int, last: int) -> None:
        """Hide columns."""
        self._hidden.update(range(first, last + 1))
        for column in range(first, last + 1):
            self.worksheet.set_column(column, column, self._widths[column], None, {"hidden": True})

    def finish(
        self,
        repeat: tuple[int, int],
        last_row: int,
        last_column: int | None = None,
        *,
        landscape: bool = True,
        protected: bool = True,
        groups: Collection[int] = (),
    ) -> None:
        """Protect the sheet, unless all of it is to be edited, and set up printing on A4, in 8 points or more.

        It is printed down to `last_row`, by default with all columns. The rows of `repeat` and the page's head and foot
        stand on every page. A sheet in large print is shown large on the screen; on paper it is as wide as the page,
        whatever it holds. The sheet is one page wide, or several; then a page begins with one of the columns of
        `groups`, if there are any. No heading is parted from what is below it.
        """
        if protected:
            self.protect()
        page = self._page
        self.worksheet.set_paper(_A4)
        if landscape:
            self.worksheet.set_landscape()
        end = self.last_column if last_column is None else last_column
        paper = Paper.a4(landscape=landscape)
        pages = paper.pages(self._points(end), self.repeated, groups)
        if pages.starts:
            self.worksheet.repeat_columns(0, self.repeated - 1)
            self.worksheet.set_print_scale(pages.scale)
            self.worksheet.set_v_pagebreaks(pages.starts)
            self.worksheet.print_across()
        else:
            self.worksheet.fit_to_pages(1, 0)
        self._breaks = lambda heights: tuple(
            paper.breaks({**self._heights, **heights}, last_row, repeat, self._with_next, pages.scale)
        )
        self.worksheet.set_h_pagebreaks(self._breaks({}))
        self.worksheet.set_margins(left=SIDE, right=SIDE, top=TOP, bottom=FOOT)
        mark, most = (
            f"{self._draft.upper()} · " if self._draft else "",
            _MOST_AT_LEFT if landscape else _MOST_AT_LEFT_UPRIGHT,
        )
        is_long = _length(f"{mark}{page.head_left}") > most
        left = f"{mark}{page.head_short if is_long and page.head_short else page.head_left}"
        foot = _margin_text(page.foot_left, _MOST_AT_FOOT)
        # Set past XlsxWriter, which takes the && and G of a name such as R&G for the code of a picture.
        self.worksheet.set_header("")
        self.margins = _margin_text(left, most), foot
        right = head_right_text(page)
        self.worksheet.header = f"&L{self.margins[0]}" + (f"&R{right}" if right else "")
        self.worksheet.set_footer("")
        self.worksheet.footer = f"&L{foot}&RPage &P of &N"
        self.worksheet.repeat_rows(*repeat)
        self.worksheet.print_area(0, 0, last_row, end)
        self.worksheet.hide_gridlines(2)
        if page.large_print:
            self.worksheet.set_zoom(_LARGE_ON_SCREEN)

    def breaks(self, heights: Mapping[int, float]) -> str:
        """Return the XML of the rows before which pages break, as XlsxWriter writes it, where rows are so high."""
        rows = self._breaks(heights)
        if not rows:
            return ""
        entries = "".join(f'<brk id="{row}" max="16383" man="1"/>' for row in rows)
        return f'<rowBreaks count="{len(rows)}" manualBreakCount="{len(rows)}">{entries}</rowBreaks>'

    def protect(self) -> None:
        """Protect the sheet without a password; cells can be selected, filtered and resized, entry cells filled in."""
        allowed = ("format_columns", "format_rows", "sort", "autofilter")
        self.worksheet.protect("", dict.fromkeys(allowed, True))


def head_right_text(page: Page) -> str:
    """Return what stands at the right of a page's head, such as a learner's name and number, as Excel has it."""
    return _margin_text(page.head_right, _MOST_AT_RIGHT)


def _margin_text(text: str, most: int) -> str:
    """Return a text for a page's head or foot, where & starts a code; one that is too long is cut off at its end.

    A learner's name is cut off before the number, which tells whose the sheet is.
    """
    line = " ".join(strip_controls(text).split())
    _, dot, number = line.rpartition(" · ")
    end = f"{dot}{number}" if dot and _length(number) < most // 2 else ""
    line = line.removesuffix(end)
    while _length(f"{line}{end}") > most:
        line = line[:-2] + "…"
    return f"{line}{end}".replace("&", "&&")


def _length(text: str) -> int:
    """Return how many units of UTF-16 a text takes in a page's head or foot."""
    return len(text.replace("&", "&&").encode("utf-16-le")) // 2
