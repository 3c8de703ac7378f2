"""The elements of a line of text: letterings, links, pictures, locked text and the controls of a form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from markpack.model.forms.controls import CHOOSE, CHOOSE_DATE, ENTER_MARK, ENTER_TEXT
from markpack.writers.docx import controls, images
from markpack.writers.docx.document_state import DocxState
from markpack.writers.docx.html_page import (
    FORM_ELEMENTS,
    INLINES,
    classes_of,
    is_left_out,
    keeps_lines,
    lock_of,
    tag_of,
)
from markpack.writers.docx.paragraph import Lettering, Paragraph
from markpack.writers.docx.xml import RELATIONSHIPS, Element, printable, w

_ADDRESS: Final = re.compile("(https?|mailto|tel):", re.IGNORECASE)
_TWIPS_PER_MM: Final = 1440 / 25.4
_LOGO: Final = images.Size(70, 16)  # the room for a logo at the head of a page, in millimetres
_EXTENSIONS: Final = {"image/png": "png", "image/jpeg": "jpeg"}


def write_line(state: DocxState, element: Element, paragraph: Paragraph, lettering: Lettering) -> None:
    """Write an element's text and children into a paragraph."""
    if keeps_lines(element):
        lettering = lettering._replace(keeps_lines=True)
    if element.text:
        paragraph.write(element.text, lettering)
    for child in element:
        if not is_left_out(child):
            write_inline(state, child, paragraph, lettering)
        if child.tail:
            paragraph.write(child.tail, lettering)


def write_inline(state: DocxState, element: Element, paragraph: Paragraph, lettering: Lettering) -> None:
    """Write one element of a line. Raises ValueError for an element that is not known."""
    lock = lock_of(element)
    if lock is None:
        _write(state, element, paragraph, lettering)
        return
    control, content = controls.locked(lock, state.next_number("control"))
    with paragraph.enter(control, content):
        _write(state, element, paragraph, lettering)
    if not len(content):
        parent = control.getparent()
        if parent is not None:
            parent.remove(control)


def _write(state: DocxState, element: Element, paragraph: Paragraph, lettering: Lettering) -> None:
    tag = tag_of(element)
    if tag not in INLINES:
        raise ValueError(f"<{tag}> cannot stand in a line of a Word document")
    if tag == "br":
        paragraph.break_line(lettering)
    elif tag == "img":
        _write_picture(state, element, paragraph)
    elif tag == "a" and _ADDRESS.match(element.get("href") or ""):
        link = w("hyperlink")
        link.set(f"{{{RELATIONSHIPS}}}id", state.link(printable(element.get("href") or "")))
        with paragraph.enter(link):
            write_line(state, element, paragraph, lettering._replace(style=state.base.style("Hyperlink")))
    elif tag in FORM_ELEMENTS:
        _write_control(state, element, paragraph)
    elif tag != "wbr":
        write_line(state, element, paragraph, _lettering(state, element, lettering))


def _lettering(state: DocxState, element: Element, lettering: Lettering) -> Lettering:
    tag = tag_of(element)
    if tag == "small":
        return lettering._replace(style=state.base.style("Small Text"))
    return lettering._replace(
        bold=lettering.bold or tag in ("strong", "b"),
        light=lettering.light or "kind" in classes_of(element),
        italic=lettering.italic or tag in ("em", "i"),
        position={"sup": "superscript", "sub": "subscript"}.get(tag, lettering.position),
    )


def _write_picture(state: DocxState, element: Element, paragraph: Paragraph) -> None:
    media_type, data = images.data_of(element.get("src") or "")
    size = images.natural_size(media_type, data)
    if width := element.get("data-width-mm"):
        size = size.scale_to(float(width))
    elif "logo" in classes_of(element):
        size = size.fit(_LOGO.width, _LOGO.height)
    # A tenth of the page is left for a caption: a picture as tall as the page would push it to the next.
    size = size.fit(paragraph.width / _TWIPS_PER_MM, state.height / _TWIPS_PER_MM * 0.9)
    if media_type == images.SVG:
        media_type, data = "image/png", images.rasterise(data, round(size.width, 2))
    relation = state.picture(data, _EXTENSIONS[media_type])
    drawing = images.drawing(relation, state.next_number("picture"), size, element.get("alt") or "")
    paragraph.place(w("r", drawing))


def _write_control(state: DocxState, element: Element, paragraph: Paragraph) -> None:
    """Write a form element as a content control, in a bookmark of its name.

    Why: some programs drop a control's tag when they save; none drops the bookmark.
    """
    kind = element.get("type") or "text"
    if element.tag == "input" and kind == "hidden":
        return
    name = state.claim_name(element.get("name") or "")
    bookmark = state.next_number("bookmark")
    paragraph.mark(w("bookmarkStart", id=bookmark, name=name))
    paragraph.place(_control(state, element, name, kind))
    paragraph.mark(w("bookmarkEnd", id=bookmark))


def _control(state: DocxState, element: Element, name: str, kind: str) -> Element:
    number = state.next_number("control")

    def entry(value: str, placeholder: str) -> controls.Entry:
        placeholder = printable(element.get("placeholder") or placeholder)
        if kind != "checkbox":
            state.hints[placeholder] = None
        return controls.Entry(
            name=name,
            title=element.get("title") or element.get("aria-label") or "",
            value=printable(value),
            placeholder=placeholder,
            placeholder_style=state.base.style("Placeholder Text"),
        )

    match tag_of(element), kind:
        case "textarea", _:
            value = "".join(str(text) for text in element.itertext()).replace("\r\n", "\n")
            return controls.text_control(entry(value.removeprefix("\n"), ENTER_TEXT), number, multiline=True)
        case "select", _:
            return _choice(element, entry, number)
        case "input", "checkbox":
            return controls.tick_control(entry("", ""), number, ticked="checked" in element.attrib)
        case "input", "date":
            return controls.date_control(entry(element.get("value") or "", CHOOSE_DATE), number, state.language)
        case "input", "text" | "number":
            placeholder = ENTER_MARK if _is_mark(element, kind) else ENTER_TEXT
            return controls.text_control(entry(element.get("value") or "", placeholder), number)
        case _:
            raise ValueError(f"a Word document has no control for <input type={kind!r}>")


def _is_mark(element: Element, kind: str) -> bool:
    """Say whether an entry is a number in a narrow box, where a sentence as placeholder would spoil the row."""
    return kind == "number" or "mark" in classes_of(element) or element.get("inputmode") in ("decimal", "numeric")


def _choice(element: Element, entry: Callable[[str, str], controls.Entry], number: str) -> Element:
    placeholder, selected, choices = CHOOSE, "", list[tuple[str, str]]()
    for option in element.iter("option"):
        label = " ".join("".join(str(text) for text in option.itertext()).split())
        value = option.get("value", label)
        if not value:
            placeholder = label or placeholder
            continue
        choices.append((label, value))
        if "selected" in option.attrib:
            selected = label
    return controls.choice_control(entry(selected, placeholder), number, choices)
