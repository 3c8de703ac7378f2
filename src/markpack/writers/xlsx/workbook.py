"""A workbook under construction: opened with its properties and look, closed as reproducible bytes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from xlsxwriter.chart_bar import ChartBar
from xlsxwriter.utility import xl_rowcol_to_cell

from markpack.documents.catalogue.kinds import KINDS
from markpack.documents.shared.document import Branding, Page, Properties
from markpack.writers.xlsx.properties import add_language, custom_with_texts, set_properties
from markpack.writers.xlsx.sheet import Sheet, head_right_text
from markpack.writers.xlsx.strings import STRINGS, Strings
from markpack.writers.xlsx.style import Look
from markpack.writers.zip_package import CORE, CUSTOM, deflate, deflate_start, pack, unpack

_MAX_LIST_LENGTH = 255  # Excel's limit for the choices of a list, commas included
_LISTS = "Lists"
_NUMBERS_OF_PAGES = ("Page", "Page of")  # what stands around them, ours and that of programs


class Book:
    """A workbook in memory. `page`: its head and foot in print, by default its title, the employer and the centre."""

    def __init__(self, properties: Properties, branding: Branding, page: Page | None = None) -> None:
        self._buffer = BytesIO()
        self._file = xlsxwriter.Workbook(
            self._buffer,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self._file.set_calc_mode("auto")
        self._language = properties.language
        self._draft = properties.draft_mark
        self._lists: list[tuple[str, ...]] = []
        self.strings = Strings()
        self.results: tuple[str, ...] = ()
        """The words that formulas may give."""
        self.sheets: list[Sheet] = []
        self.branding = branding
        self._page = page or Page(
            head_left=properties.title,
            head_right="" if properties.title.endswith(branding.employer) else branding.employer,
            foot_left=branding.centre,
            landscape=True,
        )
        self.look = Look(self._file, branding)
        self._properties = properties
        set_properties(self._file, properties)

    def sheet(self, name: str, widths: Sequence[float], repeated: int = 3) -> Sheet:
        """Add a sheet with columns so many characters wide, the first of them `repeated` where it is several pages."""
        self.sheets.append(self._add(name, widths, repeated))
        return self.sheets[-1]

    def _add(self, name: str, widths: Sequence[float], repeated: int = 3) -> Sheet:
        added = self._file.add_worksheet(name)
        return Sheet(added, self.look, self.branding, self._page, widths, self.strings, self._draft, repeated)

    @property
    def lists_texts(self) -> bool:
        """Whether the workbook lists its texts among its properties, as some kinds of document do."""
        kind = KINDS.get(self._properties.identity.kind)
        return kind is not None and kind.value.lists_texts

    @property
    def fixed_texts(self) -> tuple[str, ...]:
        """The texts that the workbook shows whoever it is for, results of its formulas included."""
        margins = (text for sheet in self.sheets for text in sheet.margins)
        return (*self.strings.form, *self.results, *_NUMBERS_OF_PAGES, *margins)

    @property
    def worksheets(self) -> dict[str, Sheet]:
        """The sheets by the names of their parts, but for that of the lists, which comes last and has no page."""
        return {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(self.sheets, start=1)}

    def define(self, name: str, sheet: Sheet, row: int, column: int) -> None:
        """Give a cell a name that is known in the whole workbook."""
        cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        self._file.define_name(name, f"='{sheet.name}'!{cell}")

    def choices(self, choices: Sequence[str]) -> list[str] | str:
        """Return the source of a drop-down list: the choices, or a range where they are too many or hold commas."""
        if len(",".join(choices)) <= _MAX_LIST_LENGTH and not any("," in choice or '"' in choice for choice in choices):
            return list(choices)
        options = tuple(choices)
        if options not in self._lists:
            self._lists.append(options)
        column = self._lists.index(options)
        first, last = (xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in (1, len(options)))
        return f"='{_LISTS}'!{first}:{last}"

    def bar_chart(self) -> ChartBar:
        """Return a chart of stacked bars, to be put on a sheet."""
        return self._file.add_chart({"type": "bar", "subtype": "stacked"})

    def close(self) -> bytes:
        """Write the lists that drop-downs need, and return the file."""
        if self._lists:
            sheet = self._add(_LISTS, [30.0] * len(self._lists))
            for column, choices in enumerate(self._lists):
                sheet.write(0, column, f"List {column + 1}", self.look.header)
                for row, choice in enumerate(choices, start=1):
                    sheet.write(row, column, choice, {})
            sheet.protect()
            sheet.worksheet.hide()
        for sheet in self.sheets:
            sheet.write_varying()
        self._file.close()
        parts = unpack(self._buffer.getvalue())
        parts[CORE] = add_language(parts[CORE], self._language)
        stored_parts = {name: deflate(content) for name, content in parts.items()}
        for name, sheet in self.worksheets.items():
            xml = parts[name]
            start = sheet.fixed_length(xml)
            stored_parts[name] = deflate(xml[start:], deflate_start(xml[:start]))
        if self.lists_texts:
            stored_parts[CUSTOM] = deflate(
                custom_with_texts(
                    self._properties, (*self.fixed_texts, *self.strings.varying, head_right_text(self._page))
                )
            )
        # XlsxWriter would let a text that starts with <r> and ends with </r> pass for mark-up.
        stored_parts[STRINGS] = self.strings.part()
        return pack(stored_parts, (*self.worksheets, STRINGS, CORE, CUSTOM))
