"""The criteria that a workbook states: beside their ids, below the headings of a mark sheet or planner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from markpack.inputs.criteria_text.compare import Passage
from markpack.inputs.files.csv_tables import Table
from markpack.inputs.files.excel_tables import read_workbook
from markpack.inputs.problems import Problems
from markpack.model.forms.labels import CRITERION_HEADINGS

_HEADING = CRITERION_HEADINGS[1].casefold()
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,23}")


def read_cells(
    path: Path, _data: bytes, file: str, problems: Problems
) -> tuple[Mapping[str, str], tuple[Passage, ...]] | None:
    """Return a workbook's properties and passages; None, with the problem noted, where it cannot be opened."""
    book = read_workbook(path, file, problems)
    if book is None:
        return None
    return book.properties, tuple(passage for sheet in book.sheets for passage in criteria_on(sheet))


def criteria_on(sheet: Table) -> Iterator[Passage]:
    """Yield a sheet's cells; in the column headed “Assessment criterion” each with the id that stands before it."""
    column = 0
    for row in sheet.rows:
        texts = [str(cell.text) for cell in row]
        heading = next((position for position, text in enumerate(texts) if text.casefold() == _HEADING), 0)
        if heading:
            column = heading
            continue
        if column and len(texts) > column and texts[column] and _ID.fullmatch(texts[column - 1]):
            number = texts[column - 1]
            yield Passage(f"{number} {texts[column]}", number, column)
            del texts[column - 1 : column + 1]
        yield from (Passage(text) for text in texts if text)
