"""Content controls: locked ones around fixed text, and those of a form, each in a bookmark of its name."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from markpack.documents.shared.spelling import MONTHS
from markpack.model.forms.controls import CRITERION_ALIAS, CRITERION_TAG, TICKED, UNTICKED
from markpack.writers.docx.hints import hint_name
from markpack.writers.docx.xml import PARAGRAPH, PARAGRAPH_PROPERTIES, WORD_2010, Element, add, add_text, w

_SYMBOLS = "MS Gothic"
_MAX_LENGTH = 64
_LINE_END = re.compile("\r\n|\r|\n")
_UNSAFE = re.compile("[^A-Za-z0-9]")
_W14 = f"{{{WORD_2010}}}"


@dataclass(frozen=True)
class Lock:
    """A lock on regulated text: the tag that programs know it by, if they do, and the name that Word shows."""

    tag: str
    alias: str


def criterion_lock(criterion: str, tag: str = "") -> Lock:
    """Return the lock of a criterion's text."""
    return Lock(tag or f"{CRITERION_TAG}{_UNSAFE.sub('_', criterion)}", f"{CRITERION_ALIAS}{criterion}")


def locked(lock: Lock, number: str) -> tuple[Element, Element]:
    """Return a locked content control and its content, to be filled."""
    properties = _properties(lock.alias, lock.tag, number, "sdtContentLocked")
    content = w("sdtContent")
    return w("sdt", properties, content), content


def lock_blocks(blocks: Iterable[Element], lock: Lock, next_number: Callable[[], str]) -> None:
    """Lock the text of each paragraph in the blocks.

    Why: LibreOffice forgets the lettering of text in a control that goes around paragraphs.
    """
    for block in blocks:
        for paragraph in block.iter(PARAGRAPH):
            text = [child for child in paragraph if child.tag != PARAGRAPH_PROPERTIES]
            if text:
                control, content = locked(lock, next_number())
                content.extend(text)
                paragraph.append(control)


@dataclass(frozen=True)
class Entry:
    """A form control: its name, purpose in words, value, and placeholder."""

    name: str
    title: str
    value: str
    placeholder: str
    placeholder_style: str


def text_control(entry: Entry, number: str, *, multiline: bool = False) -> Element:
    """Return a control for plain text; with `multiline`, for text on several lines.

    Why several lines need rich text: LibreOffice moves a plain-text control's line breaks and joins its lines.
    """
    return _control(entry, number, None if multiline else w("text"))


def choice_control(entry: Entry, number: str, choices: Sequence[tuple[str, str]]) -> Element:
    """Return a drop-down list; choices are pairs of what is shown and its value."""
    kind = w("dropDownList", *(w("listItem", displayText=label, value=value) for label, value in choices))
    return _control(entry, number, kind)


def date_control(entry: Entry, number: str, language: str) -> Element:
    """Return a date picker; a value in ISO form is shown as day, month in words, and year."""
    kind = w("date")
    try:
        day = datetime.date.fromisoformat(entry.value)
    except ValueError:
        value = entry.value
    else:
        value = f"{day:%d} {MONTHS[day.month - 1]} {day:%Y}"
        kind = w("date", fullDate=f"{day.isoformat()}T00:00:00Z")
    kind.extend(
        [
            w("dateFormat", val="dd MMMM yyyy"),
            w("lid", val=language),
            w("storeMappedDataAs", val="dateTime"),
            w("calendar", val="gregorian"),
        ]
    )
    return _control(replace(entry, value=value), number, kind)


def tick_control(entry: Entry, number: str, *, ticked: bool) -> Element:
    """Return a check box."""
    properties = _properties(entry.title, entry.name, number, "sdtLocked")
    box = etree.SubElement(properties, f"{_W14}checkbox")
    etree.SubElement(box, f"{_W14}checked", {f"{_W14}val": "1" if ticked else "0"})
    etree.SubElement(box, f"{_W14}checkedState", {f"{_W14}val": "2612", f"{_W14}font": _SYMBOLS})
    etree.SubElement(box, f"{_W14}uncheckedState", {f"{_W14}val": "2610", f"{_W14}font": _SYMBOLS})
    fonts = w("rFonts", ascii=_SYMBOLS, eastAsia=_SYMBOLS, hAnsi=_SYMBOLS, hint="eastAsia")
    run = w("r", w("rPr", fonts))
    add_text(run, TICKED if ticked else UNTICKED)
    return w("sdt", properties, w("sdtContent", run))


def _control(entry: Entry, number: str, kind: Element | None) -> Element:
    properties = _properties(entry.title, entry.name, number, "sdtLocked")
    properties.append(w("placeholder", w("docPart", val=hint_name(entry.placeholder))))
    run = w("r")
    if entry.value:
        for position, line in enumerate(_LINE_END.split(entry.value)):
            if position:
                add(run, "br")
            add_text(run, line)
    else:
        add(properties, "showingPlcHdr")
        add(add(run, "rPr"), "rStyle", val=entry.placeholder_style)
        add_text(run, entry.placeholder)
    if kind is not None:
        properties.append(kind)
    return w("sdt", properties, w("sdtContent", run))


def _properties(alias: str, tag: str, number: str, lock: str) -> Element:
    """Return `w:sdtPr` in the schema's order. Word refuses a tag or alias of more than 64 characters."""
    if len(tag) > _MAX_LENGTH:
        raise ValueError(f"a content control's tag has at most {_MAX_LENGTH} characters: {tag}")
    properties = w("sdtPr")
    if alias:
        add(properties, "alias", val=alias if len(alias) <= _MAX_LENGTH else f"{alias[: _MAX_LENGTH - 1]}…")
    if tag:
        add(properties, "tag", val=tag)
    add(properties, "id", val=number)
    add(properties, "lock", val=lock)
    return properties
