"""What stands in the content controls of a Word document, as Word, LibreOffice and others leave them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell, plain
from markpack.inputs.marks.forms.form import FilledField
from markpack.inputs.marks.forms.word_text import attribute, child, local, text_in, text_outside, texts_in_bookmarks
from markpack.inputs.problems import Problems, quote
from markpack.model.dates import MONTHS, day, parse_date

PLACEHOLDERS = (
    "Click to enter text", "__", "Choose", "Choose a date",
    "Click or tap here to enter text.", "Click here to enter text.", "Choose an item.",
    "Click or tap to enter a date.", "Click here to enter a date.",
)  # fmt: skip
"""What stands in an empty control: our own texts, and those that Word puts there when one is emptied."""

_LEFT_BEHIND = ("Click to enter text", "__")  # stay beside what was typed where a program takes them for text
TICKED, UNTICKED = "☒☑✓✔✗✘", "☐"
_BETWEEN = {"proofErr", "bookmarkStart", "bookmarkEnd", "permStart", "permEnd", "commentRangeStart"}


def read_controls(body: Element, file: str, findings: Problems) -> Iterator[FilledField]:
    """Yield the fields of a document: controls by their tags, then what is only known by a bookmark.

    Why: LibreOffice drops tags when it saves, but not bookmarks.
    """
    controls = [(tag, control) for control in body.iter("{*}sdt") if (tag := _property(control, "tag"))]
    tagged = {tag for tag, _ in controls}
    left: dict[str, Element] = {}
    for start in body.iter("{*}bookmarkStart"):
        name = attribute(start, "name")
        if not name or name in tagged or name.startswith("_"):
            continue
        around = _control_at(start)
        if around is not None:
            controls.append((name, around))
        else:
            left[name] = start
    for name, control in controls:
        yield FilledField(name, _Control(control).cell(file, findings), _beside(control, left))
    for name, text in texts_in_bookmarks(body, left):
        yield FilledField(name, Cell(entered(text), Place(file)), _beside(left[name], left))


def _beside(field: Element, names: Collection[str]) -> str:
    """Return what stands beside a field in its table cell; nothing where it stands in none, or is a box to tick."""
    holder = next(field.iterancestors("{*}tc"), None)
    if holder is None or _setting(field, "checkbox") is not None:
        return ""
    return entered(text_outside(holder, names))


@dataclass(frozen=True)
class _Control:
    element: Element

    @property
    def content(self) -> Element | None:
        return child(self.element, "sdtContent")

    def cell(self, file: str, findings: Problems) -> Cell:
        place = Place(file, field=_property(self.element, "alias"))
        box = _setting(self.element, "checkbox")
        text = plain(text_in(self.content)) if self.content is not None else ""
        if box is not None:
            return Cell(self._ticked(box, text), place)
        if not self._is_entry(text, place, findings):
            return Cell("", place)
        date = self._date(text, place, findings)
        return Cell(entered(text), place) if date is None else date

    def _ticked(self, box: Element, text: str) -> str:
        """Return yes for a ticked box: by the mark that people see, else by the state that is stored."""
        if text in (*TICKED, UNTICKED):
            return "yes" if text in TICKED else ""
        checked = child(box, "checked")
        return "yes" if checked is not None and _is_on(checked) else ""

    def _is_entry(self, text: str, place: Place, findings: Problems) -> bool:
        """Say whether a text was entered, and is not the hint that stands in an empty control."""
        if not text or text in PLACEHOLDERS:
            return False
        flag = _setting(self.element, "showingPlcHdr")
        if flag is None or not _is_on(flag) or not self._looks_like_a_hint():
            return True
        findings.warn(
            place,
            f"{quote(text)} stands here as a hint, which Word shows in grey, and not as an entry; it is not read.",
            "If it is meant as an entry, open the file in Word and type it again.",
        )
        return False

    def _looks_like_a_hint(self) -> bool:
        if self.content is None:
            return False
        styles = [_style(run) for run in self.content.iter("{*}r") if text_in(run).strip()]
        return bool(styles) and all("placeholder" in style.casefold() for style in styles)

    def _date(self, text: str, place: Place, findings: Problems) -> Cell | None:
        """Return the date that a date picker stores; None where it stores none, or people see another one in full."""
        picker = _setting(self.element, "date")
        stored = (attribute(picker, "fullDate") or "")[:10] if picker is not None else ""
        try:
            date = parse_date(stored)
        except ValueError:
            return None
        try:
            shown = parse_date(text)
        except ValueError:
            if _may_be(date, text):
                return Cell(stored, place)
            findings.error(
                place,
                f"{quote(text)} is shown here, but the date that is stored behind it is {day(date)}.",
                "Choose the date again, or write it in full, such as 14 September 2026.",
            )
            return Cell("", place)
        return Cell(stored, place) if shown == date else None


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


def _is_on(setting: Element) -> bool:
    return attribute(setting, "val") in ("", "1", "true", "on")


def entered(text: str) -> str:
    """Return a text without a hint that was left beside it; nothing where it is one."""
    text = plain(text)
    if text in PLACEHOLDERS:
        return ""
    for hint in _LEFT_BEHIND:
        text = text.removeprefix(hint).removesuffix(hint)
    return text.strip()


def _setting(control: Element, name: str) -> Element | None:
    properties = child(control, "sdtPr")
    return child(properties, name) if properties is not None else None


def _property(control: Element, name: str) -> str:
    setting = _setting(control, name)
    return attribute(setting, "val") if setting is not None else ""


def _style(run: Element) -> str:
    properties = child(run, "rPr")
    style = child(properties, "rStyle") if properties is not None else None
    return attribute(style, "val") if style is not None else ""


def _control_at(bookmark: Element) -> Element | None:
    """Return the control that a bookmark was set around: the next thing after its start, or what it starts in."""
    parent = bookmark.getparent()
    if parent is not None and local(parent) == "sdtContent":
        control = parent.getparent()
        holder = control.getparent() if control is not None else None
        if holder is not None and local(holder) in ("p", "ins", "smartTag"):
            return control
    for element in bookmark.itersiblings():
        if local(element) == "sdt":
            return element
        its_end = local(element) == "bookmarkEnd" and attribute(element, "id") == attribute(bookmark, "id")
        if its_end or local(element) not in _BETWEEN:
            return None
    return None
