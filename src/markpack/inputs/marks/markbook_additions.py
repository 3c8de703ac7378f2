"""What people typed into a markbook outside of the columns that are read: quoted, so that it is not lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from markpack.inputs.criteria_text.excel_text import criteria_on
from markpack.inputs.files.csv_tables import Row, Table
from markpack.inputs.files.excel_tables import Workbook
from markpack.inputs.marks.forms.additions import MOST_QUOTED
from markpack.inputs.marks.forms.excel_notes import is_mark_sheet
from markpack.inputs.problems import LONGEST_QUOTED, Problems, quote
from markpack.inputs.records.marking_context import MarkingContext
from markpack.inputs.records.register import Register
from markpack.model.forms.field_names import is_field_name
from markpack.model.forms.markbook import LEGEND, LEGEND_HEADINGS, SHEET, computed_column
from markpack.model.unit import Unit

_NOT_ADDED = (LEGEND, "Instructions", "Working", "Export Summary")
"""The worksheets of markbooks and mark sheets without entries, and one that Apple Numbers adds."""
_OF_EVERY_TITLE = "Markbook Centre Table"
"""Words of the title and of the line below it; Apple Numbers puts the name of the table above them."""
_LEGEND_COLUMNS = 4
_TYPE_IT = "Type what belongs to the record into the markbook’s own columns; delete it here, once it is dealt with."


def note_title(
    book: Workbook, sheet: Table, rows: Iterable[Row], unit: Unit, cohort: MarkingContext, problems: Problems
) -> None:
    """Quote what stands above the headings of a sheet and is not of unit, employer and centre.

    `rows` are those above the headings, without the one that names the columns. Margins and legend say it as well, as
    it was when the markbook was built.
    """
    centre = cohort.centre.record if cohort.centre else None
    known = (
        _OF_EVERY_TITLE, sheet.sheet, unit.reference, unit.title, *sheet.margins, *_head_of_legend(book),
        cohort.context.record.employer.name if cohort.context else "",
        f"{centre.number} {centre.name}" if centre else "",
    )  # fmt: skip
    words = _words(" ".join(known))
    for cell in (cell for row in rows for cell in row):
        if not _words(cell.text) <= words:
            problems.warn(
                cell.place,
                f"{quote(cell.text, longest=LONGEST_QUOTED)} stands above the headings, where nothing is read; the "
                f"marks are read as those of unit {unit.reference}.",
                _TYPE_IT,
            )


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _head_of_legend(book: Workbook) -> Iterator[str]:
    """Yield what stands above the first table of the legend, which repeats the notice of the markbook."""
    legend = book.sheet(LEGEND)
    for row in legend.rows if legend else ():
        if row and row[0].text == LEGEND_HEADINGS[0]:
            return
        yield from (cell.text for cell in row)


def note_added_columns(
    names: Sequence[str], headings: Row, rows: Iterable[tuple[str, Row]], problems: Problems
) -> None:
    """Quote what stands in columns that somebody added, each row with the registration number in it."""
    keys = [bool(computed_column(heading.text)) for heading in headings]
    added = [
        (learner, cell)
        for learner, row in rows
        for position, cell in enumerate(row)
        if cell.text and not any(names[position : position + 1]) and not any(keys[position : position + 1])
    ]
    for learner, cell in added[:MOST_QUOTED]:
        problems.warn(
            cell.place,
            f"{quote(cell.text, longest=LONGEST_QUOTED)} stands in a column that is not read, so it is in no record of "
            f"{learner or 'anybody'}.",
            "Type it into one of the markbook’s own columns, if it belongs to the record.",
        )
    if more := added[MOST_QUOTED:]:
        said = quote(" ".join(cell.text for _, cell in more), longest=LONGEST_QUOTED)
        problems.warn(
            more[0][1].place,
            f"From here on, {len(more)} more cells stand in columns that are not read, and say {said}.",
            _TYPE_IT,
        )


def note_arrangements(headings: Row, rows: Iterable[tuple[str, Row]], register: Register, problems: Problems) -> None:
    """Quote access arrangements that are not those of the register, from which the markbook has its own."""
    keys = [(computed_column(heading.text) or ("",))[0] for heading in headings]
    for number, row in rows if "arrangements" in keys else ():
        cell = next(iter(row[keys.index("arrangements") :]), None)
        learner = register.learner(register.registration_of(number))
        arranged = learner.arrangements if learner else ""
        if cell and cell.text and _words(cell.text) != _words(arranged):
            said = f"has {quote(arranged, longest=LONGEST_QUOTED)}" if arranged else "has none"
            problems.warn(
                cell.place,
                f"{quote(cell.text, longest=LONGEST_QUOTED)} stands as access arrangements of {number or 'nobody'}. "
                f"They are not read from here; the register {said}.",
                "Write it into the register, if it holds.",
            )


def note_added_sheet(book: Workbook, sheet: Table, problems: Problems) -> None:
    """Quote what stands on a worksheet that somebody added, mark sheets and what goes with them left out."""
    places = (*book.names.items(), *book.local_names.get(sheet.sheet, {}).items())
    is_form = any(place.sheet == sheet.sheet and is_field_name(name) for name, place in places) or is_mark_sheet(sheet)
    texts = [cell.text for row in sheet.rows for cell in row if cell]
    if texts and not is_form and sheet.sheet not in _NOT_ADDED:
        problems.warn(
            sheet.place,
            f"This sheet says {quote(' '.join(texts), longest=LONGEST_QUOTED)}. It is no part of the markbook, so it "
            "is in no record.",
            f"Type what belongs to the record into {quote(SHEET)}; delete the sheet, once it is dealt with.",
        )


def note_legend(book: Workbook, problems: Problems) -> None:
    """Quote what stands on the legend beside its columns or below its criteria."""
    legend = book.sheet(LEGEND)
    criteria = {passage.text for passage in criteria_on(legend) if passage.criterion} if legend else ()
    if legend is None or not criteria:
        return
    stated = [
        number for number, row in enumerate(legend.rows) if len(row) > 1 and f"{row[0].text} {row[1].text}" in criteria
    ]
    for number, row in enumerate(legend.rows):
        for position, cell in enumerate(row):
            if cell.text and (number > max(stated, default=number) or position >= _LEGEND_COLUMNS):
                problems.warn(
                    cell.place,
                    f"{quote(cell.text, longest=LONGEST_QUOTED)} stands on the legend, where nothing is read.",
                    _TYPE_IT,
                )
