"""What stands in the content controls of a Word document, as Word, LibreOffice and others leave them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.etree import _Element as Element

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell, plain
from markpack.inputs.files.word_text import (
    attribute,
    cell_around,
    control_property,
    control_setting,
    is_on,
    local,
    text_beside,
    text_of,
    texts_in_bookmarks,
)
from markpack.inputs.marks.forms.form import MOST_FIELDS, FilledField, TooManyFields
from markpack.inputs.problems import LONGEST_QUOTED, Problems, quote
from markpack.model.dates import MONTHS, day, parse_date
from markpack.model.forms.controls import CHOOSE, CHOOSE_DATE, ENTER_MARK, ENTER_TEXT, TICKED, UNTICKED

PLACEHOLDERS = (
    ENTER_TEXT, ENTER_MARK, CHOOSE, CHOOSE_DATE,
    "Click or tap here to enter text.", "Click here to enter text.", "Choose an item.",
    "Click or tap to enter a date.", "Click here to enter a date.",
)  # fmt: skip
"""What stands in an empty control: our own texts, and those that Word puts there when one is emptied."""

_LEFT_BEHIND = (ENTER_TEXT, ENTER_MARK)  # stay beside what was typed where a program takes them for text
TICKS = f"{TICKED}☑✓✔✗✘"
_MOST_BETWEEN = 50
_BETWEEN = {"proofErr", "bookmarkStart", "bookmarkEnd", "permStart", "permEnd", "commentRangeStart"}


def read_controls(body: Element, hints: Collection[str], file: str, problems: Problems) -> Iterator[FilledField]:
    """Yield the fields of a document: controls by their tags, then what is only known by a bookmark.

    Why: LibreOffice drops tags when it saves, but not bookmarks. Raises TooManyFields, or TooLarge.
    """
    controls = [(tag, control) for control in body.iter("{*}sdt") if (tag := control_property(control, "tag"))]
    known = {"", *(tag for tag, _ in controls)}
    starts = [
        (name, start)
        for start in body.iter("{*}bookmarkStart")
        if (name := attribute(start, "name")) not in known and not name.startswith("_")
    ]
    if len(controls) + len(starts) > MOST_FIELDS:
        raise TooManyFields
    bookmarks = dict(starts)
    marked = {name: control for name, start in bookmarks.items() if (control := _control_at(start)) is not None}
    alone = {name: start for name, start in bookmarks.items() if name not in marked}
    outside = _TextOutside(alone)
    for name, control in (*controls, *marked.items()):
        is_box = control_setting(control, "checkbox") is not None
        yield FilledField(name, _Control(control, hints).cell(file, problems), outside.of(control), is_box=is_box)
    for name, text in texts_in_bookmarks(body, alone):
        yield FilledField(name, Cell(entered(text), Place(file)), outside.of(alone[name]))


class _TextOutside:
    """What stands in a field's cell outside of all fields; each cell is read once, whatever number of fields it has."""

    def __init__(self, bookmarks: Collection[str]) -> None:
        self._bookmarks = bookmarks
        self._known: dict[Element, str] = {}

    def of(self, field: Element) -> str:
        cell = cell_around(field)
        if cell is None:
            return ""
        if cell not in self._known:
            self._known[cell] = entered(text_beside(cell, self._bookmarks))
        return self._known[cell]


@dataclass(frozen=True)
class _Control:
    element: Element
    hints: Collection[str]

    def cell(self, file: str, problems: Problems) -> Cell:
        place = Place(file, field=control_property(self.element, "alias"))
        text = plain(text_of(self.element))
        box = control_setting(self.element, "checkbox")
        if box is not None:
            return Cell("yes" if _is_ticked(box, text) else "", place)
        if not text or text in PLACEHOLDERS or text in self.hints or self._is_empty(text, place, problems):
            return Cell("", place)
        return self._entry(text, place, problems)

    def _is_empty(self, text: str, place: Place, problems: Problems) -> bool:
        """Say whether Word takes the control for empty, although a text of somebody's stands in it, and note it."""
        flag = control_setting(self.element, "showingPlcHdr")
        if flag is None or not is_on(flag):
            return False
        problems.warn(
            place,
            f"{quote(text, longest=LONGEST_QUOTED)} stands here as a hint, which Word shows in grey, and not as an "
            "entry; it is not read.",
            "If it is meant as an entry, open the file in Word and type it again.",
        )
        return True

    def _entry(self, text: str, place: Place, problems: Problems) -> Cell:
        """Return what was entered; of a date picker the date that it stores, unless people see another one in full."""
        picker = control_setting(self.element, "date")
        stored = "" if picker is None else attribute(picker, "fullDate")[:10]
        date, shown = _date(stored), _date(text)
        if date is None or shown not in (None, date):
            return Cell(entered(text), place)
        if shown or _may_be(date, text):
            return Cell(stored, place)
        problems.error(
            place,
            f"{quote(text)} is shown here, but the date that is stored behind it is {day(date)}.",
            "Choose the date again, or write it in full, such as 14 September 2026.",
        )
        return Cell("", place)


def _is_ticked(box: Element, text: str) -> bool:
    """Say whether a box is ticked: by the mark that people see, else by the state that is stored."""
    if text in (*TICKS, UNTICKED):
        return text in TICKS
    checked = box.find("{*}checked")
    return checked is not None and is_on(checked)


def _date(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _may_be(date: datetime.date, text: str) -> bool:
    """Say whether a text in whatever form may stand for a date: its numbers and its English month do not gainsay it."""
    numbers = {int(number) for number in re.findall(r"[0-9]{1,4}", text)}
    years = {number for number in numbers if number > 999}
    words = {word[:3] for word in re.findall("[a-z]{3,}", text.casefold())}
    months = {number for number, month in enumerate(MONTHS, 1) if month[:3].casefold() in words}
    return (
        (not numbers - years or date.day in numbers)
        and (not years or date.year in years)
        and (not months or date.month in months)
    )


def entered(text: str) -> str:
    """Return a text without a hint that was left beside it; nothing where it is one."""
    text = plain(text)
    if text in PLACEHOLDERS:
        return ""
    for hint in _LEFT_BEHIND:
        text = text.removeprefix(hint).removesuffix(hint)
    return text.strip()


def _control_at(bookmark: Element) -> Element | None:
    """Return the control that a bookmark was set around: the next thing after its start, or what it starts in."""
    parent = bookmark.getparent()
    if parent is not None and local(parent) == "sdtContent":
        control = parent.getparent()
        holder = control.getparent() if control is not None else None
        if holder is not None and local(holder) in ("p", "ins", "smartTag"):
            return control
    for element in islice(bookmark.itersiblings(), _MOST_BETWEEN):
        if local(element) == "sdt":
            return element
        its_end = local(element) == "bookmarkEnd" and attribute(element, "id") == attribute(bookmark, "id")
        if its_end or local(element) not in _BETWEEN:
            return None
    return None
