"""What the cells of a unit's workbook say, by what their column holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markpack.inputs.files.columns import unusable
from markpack.inputs.files.csv_tables import Cell, CellKind
from markpack.inputs.files.entered_text import Holds as Entered
from markpack.inputs.files.entered_text import mend
from markpack.inputs.files.headings import normal
from markpack.inputs.files.located_data import Plain
from markpack.inputs.files.yaml_text import LONGEST_NAME
from markpack.inputs.problems import Problems, quote
from markpack.model.forms.unit_workbook import CONTINUED, OF_ASK, OF_CRITERION, OF_LENGTH, TO, Column, Holds

_SEPARATORS = re.compile("[,;\n]")
_ASK = re.compile(
    rf"([^\s{OF_ASK}]+)[ ]*{OF_ASK}[ ]*"
    rf"(?:(?:at least[ ]+)?([0-9]+)(?:(?:[ ]+{TO}[ ]+|[-–])([0-9]+))?[ ]+)?(\S.*)",
    re.DOTALL | re.IGNORECASE,
)
_PRODUCT = re.compile(rf"([0-9][0-9,]*)[ ]+{OF_LENGTH}[ ]*(\S.*)", re.DOTALL | re.IGNORECASE)
_LIKE_A_NUMBER = re.compile(
    r"[-–]|[0-9]|(?:two|three|four|five|six|seven|eight|nine|ten|at (?:least|most))\b", re.IGNORECASE
)
_LIKE_A_LENGTH = re.compile(r"(?:(?:about|at least|up to) )?[-–]?[0-9][0-9.,]*+ ?(?:words?\b|:)", re.IGNORECASE)
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")


def read_cell(cell: Cell, column: Column, problems: Problems) -> Plain:
    """Return what a cell holds as text or as entries; None where it holds nothing, or nothing that can be used."""
    if not cell or unusable(cell, problems):
        return None
    if cell.kind is CellKind.DATE and column.holds is not Holds.DATE:
        problems.error(
            cell.place,
            f"The cell holds a date, {cell.text}, where {quote(column.heading)} is expected.",
            "Set the cell’s number format to Text, and type what is meant.",
        )
        return None
    if column.holds in (Holds.ID, Holds.IDS) and cell.kind is CellKind.NUMBER and _DECIMAL.fullmatch(cell.text):
        problems.warn(
            cell.place,
            f"{quote(cell.text)} is stored as a number, so it may have lost a nought at its end, as in 1.10.",
            "Set the cell’s number format to Text, and type it again.",
        )
    if "\n" not in cell.text and len(cell.text) <= LONGEST_NAME:
        (cell,) = mend([cell], Entered.LINE, problems)
        if unusable(cell, problems):
            return None
    match column.holds:
        case Holds.IDS:
            return [text.strip() for text in _SEPARATORS.split(cell.text) if text.strip()]
        case Holds.LINES:
            return list(_entries(cell.text))
        case Holds.ASKS:
            return _asks(cell, problems)
        case Holds.PRODUCTS:
            return [_product(entry, cell, problems) for entry in _entries(cell.text)]
        case Holds.LINES_BY_CRITERION:
            return _by_criterion(cell, problems)
        case Holds.CHOICE:
            meant = {normal(choice): choice for choice in column.choices}
            return meant.get(normal(cell.text), cell.text)
        case _:
            return cell.text


def _entries(text: str) -> Iterator[str]:
    """Yield the entries of a cell: its lines, each with the indented ones that go on with it."""
    entry: list[str] = []
    for line in text.split("\n"):
        if entry and line.startswith(CONTINUED):
            entry.append(line.removeprefix(CONTINUED))
        elif line.strip():
            if entry:
                yield "\n".join(entry).strip()
            entry = [line]
    if entry:
        yield "\n".join(entry).strip()


def _by_criterion(cell: Cell, problems: Problems) -> Plain:
    """Return the entries of a cell by the criterion that each begins with."""
    found: dict[str, Plain] = {}
    for entry in _entries(cell.text):
        criterion, colon, text = (part.strip() for part in entry.partition(OF_CRITERION))
        if not colon or not criterion:
            problems.error(
                cell.place,
                f"It is not said which criterion this line is about: {quote(entry)}.",
                "Begin the line with the criterion and a colon, as in 1.1: Which styles do you use?",
            )
            continue
        entries = found.setdefault(criterion, [])
        if text and isinstance(entries, list):
            entries.append(text)
    return found


def _asks(cell: Cell, problems: Problems) -> Plain:
    """Return what the lines of a cell ask for, each with its id."""
    found: list[Plain] = []
    for entry in _entries(cell.text):
        match = _ASK.fullmatch(entry)
        if match is None:
            problems.error(
                cell.place,
                f"This line does not say what is asked for: {quote(entry)}.",
                "Write an id and a colon, then how many of what, as in risks: 5 risks.",
            )
            continue
        id_, least, most, what = match.groups()
        if _LIKE_A_NUMBER.match(what) and (least is None or not what[0].isalnum()):
            problems.warn(
                cell.place,
                f"No number is read from this line: {quote(entry)}.",
                "Write it in digits behind the colon, as in risks: 5 risks, or actions: 3 to 5 actions.",
            )
        ask: dict[str, Plain] = {"id": id_, "least": least, "most": most, "what": what}
        found.append({key: value for key, value in ask.items() if value is not None})
    return found


def _product(entry: str, cell: Cell, problems: Problems) -> Plain:
    """Return what is handed in, with its length if the line begins with one; warn of what may be meant for one."""
    if match := _PRODUCT.fullmatch(entry):
        return {"what": match[2], "words": match[1].replace(",", "")}
    if _LIKE_A_LENGTH.match(entry):
        problems.warn(
            cell.place,
            f"No length is read from this line: {quote(entry)}.",
            f"If it has one, begin the line with it, as in 450 {OF_LENGTH} A report.",
        )
    return {"what": entry}
