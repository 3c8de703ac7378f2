"""What the XML of a worksheet says that openpyxl does not: what is hidden, merged or struck through, and formulas."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import IO

from lxml import etree

_HIDDEN = ("1", "true")
_MARGINS = tuple(f"{{*}}{pages}{part}" for pages in ("odd", "even", "first") for part in ("Header", "Footer"))
_REFERENCE = re.compile(r"[A-Za-z]\$?[0-9]")
"""The name of a cell in a formula; a sum that somebody typed, such as =20+4, has none."""
_CODE = re.compile(r'&(?:(?P<sign>&)|(?P<part>[LCR])|"[^"]*"|K[0-9A-F]{6}|[0-9]+|[A-Z])')
"""What stands for something else in a header or footer: its parts, letterings, the number of the page and so on."""


@dataclass
class WorksheetXml:
    """What is hidden, the last row that has cells, the cells with a formula, and some of them that lack its result."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """The first and the last column, counted from 1, of those that are hidden together."""
    last_row: int = 0
    formulas: set[str] = field(default_factory=set)
    """The cells whose formula refers to other cells."""
    uncalculated: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    """The last cell of each merged range, by the first one."""
    struck: set[str] = field(default_factory=set)
    """The cells that are struck through, or a part of whose text is."""
    margins: list[str] = field(default_factory=list)
    """What stands at the left, in the middle and at the right of the head and foot of its pages."""


def read_worksheet_xml(
    stream: IO[bytes],
    *,
    noughts_are_results: bool = True,
    struck_styles: Collection[str] = (),
    struck_texts: Collection[str] = (),
) -> WorksheetXml:
    """Return what a worksheet's XML says, whatever prefixes its elements have.

    A result that is empty text is a result; whether a nought is one, the caller says, and the numbers of the styles
    and shared texts that are struck through. Raises etree.XMLSyntaxError or ValueError where the XML is damaged.
    """
    found = WorksheetXml()
    missing = ("",) if noughts_are_results else ("", "0")
    number = 0
    for _, element in etree.iterparse(stream, tag=("{*}row", "{*}col", "{*}mergeCell", *_MARGINS)):
        name = etree.QName(element).localname
        if name == "row":
            number = int(float(element.get("r") or number + 1))  # as openpyxl reads it
            _add_row(found, element, number, missing, (struck_styles, struck_texts))
            element.clear()
        elif name == "mergeCell":
            first, _, last = (element.get("ref") or "").partition(":")
            found.merged[first] = last
        elif name != "col":
            found.margins += (line for line in _CODE.sub(_shown, element.text or "").splitlines() if line.strip())
        elif element.get("hidden") in _HIDDEN:
            found.hidden_columns.append((int(element.get("min") or 0), int(element.get("max") or 0)))
    return found


def _shown(code: re.Match[str]) -> str:
    return "&" if code["sign"] else "\n" if code["part"] else ""


def _add_row(
    found: WorksheetXml,
    row: etree._Element,
    number: int,
    missing: Collection[str],
    struck: tuple[Collection[str], Collection[str]],
) -> None:
    from openpyxl.utils import column_index_from_string, get_column_letter  # here, for openpyxl takes long to load

    if row.get("hidden") in _HIDDEN:
        found.hidden_rows.add(number)
    column = 0
    for cell in row.iterchildren("{*}c"):
        found.last_row = max(found.last_row, number)
        reference = cell.get("r", "")
        column = column_index_from_string(reference.rstrip("0123456789")) if reference else column + 1
        name = f"{get_column_letter(column)}{number}"
        if _is_struck(cell, *struck):
            found.struck.add(name)
        formula = cell.find("{*}f")
        if formula is None:
            continue
        if not formula.text or _REFERENCE.search(formula.text):  # one that cells share stands in the first alone
            found.formulas.add(name)
        result = cell.findtext("{*}v") or ""
        if cell.get("t") != "str" and result in missing and cell.find("{*}is") is None:
            found.uncalculated.add(name)


def _is_struck(cell: etree._Element, styles: Collection[str], texts: Collection[str]) -> bool:
    kind = cell.get("t")
    return (
        (bool(styles) and cell.get("s") in styles)
        or (kind == "s" and bool(texts) and (cell.findtext("{*}v") or "").strip() in texts)
        or (kind == "inlineStr" and _has_strike(cell))
    )


def struck_strings(stream: IO[bytes]) -> frozenset[str]:
    """Return the numbers of the shared texts of which a part is struck through."""
    items = etree.iterparse(stream, tag="{*}si")
    return frozenset(str(number) for number, (_, item) in enumerate(items) if _has_strike(item))


def _has_strike(element: etree._Element) -> bool:
    """Say whether a part of a text is struck through."""
    return any(strike.get("val") not in ("0", "false") for strike in element.iterfind(".//{*}rPr/{*}strike"))
