"""Workbooks as their readers see them: through openpyxl, and after LibreOffice has calculated them."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.programs import converted


def opened(data: bytes, *, values: bool = False) -> Any:
    """Open a workbook with its formulas, or with the values that stand in it."""
    return load_workbook(BytesIO(data), data_only=values)


def named(book: Any, name: str) -> Any:
    """Return the cell that has that name in the whole workbook."""
    ((sheet, where),) = book.defined_names[name].destinations
    return book[sheet][where]


def rules_of(cell: Any) -> list[Any]:
    """Return the data validations that hold for a cell."""
    found = cell.parent.data_validations.dataValidation
    return [rule for rule in found if cell.coordinate in rule.cells]


def width(sheet: Any, column: int) -> float:
    """Return a column's width; columns of one width share an entry."""
    return float(next(found.width for found in sheet.column_dimensions.values() if found.min <= column <= found.max))


def texts(sheet: Any) -> list[str]:
    """Return every text on a sheet, row by row."""
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def filled(data: bytes, entries: Mapping[str, object]) -> bytes:
    """Return the workbook as saved by a program that enters values in named cells and calculates nothing."""
    book = opened(data)
    for name, value in entries.items():
        named(book, name).value = value
    return saved(book)


def saved(book: Any) -> bytes:
    """Return the bytes of a workbook; openpyxl stores formulas without what they come to."""
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def calculated(folder: Path, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return workbooks as LibreOffice calculates them, with values in place of formulas."""
    before = folder / "before"
    before.mkdir()
    for name, data in files.items():
        (before / f"{name}.xlsx").write_bytes(data)
    after = converted(folder, "xlsx:Calc MS Excel 2007 XML", *(before / f"{name}.xlsx" for name in files))
    return {name: load_workbook(path, data_only=True) for name, path in zip(files, after, strict=True)}
