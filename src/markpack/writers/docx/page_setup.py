"""The paper: its size and margins, and the header and footer that stand on every page."""

from __future__ import annotations

from typing import Final

from lxml import etree

from markpack.documents.shared.document import Page
from markpack.writers.docx.base import Base
from markpack.writers.docx.xml import NAMESPACES, RELATIONSHIPS, Element, add, add_text, part, w

A4: Final = (11906, 16838)  # in twentieths of a point


def paper_size(page: Page) -> tuple[int, int]:
    """Return the paper's width and height."""
    return (A4[1], A4[0]) if page.landscape else A4


def text_size(page: Page, base: Base) -> tuple[int, int]:
    """Return the width and height between the margins."""
    width, height = paper_size(page)
    margins = base.margins
    return width - margins.left - margins.right, height - margins.top - margins.bottom


def section(page: Page, base: Base, header: str, footer: str) -> Element:
    """Return the section's properties; `header` and `footer` are the ids of their relations."""
    made = w("sectPr")
    add(made, "headerReference", type="default").set(f"{{{RELATIONSHIPS}}}id", header)
    add(made, "footerReference", type="default").set(f"{{{RELATIONSHIPS}}}id", footer)
    width, height = paper_size(page)
    size = add(made, "pgSz", w=str(width), h=str(height))
    if page.landscape:
        size.set(f"{{{NAMESPACES['w']}}}orient", "landscape")
    margins = base.margins
    add(
        made,
        "pgMar",
        top=str(margins.top),
        right=str(margins.right),
        bottom=str(margins.bottom),
        left=str(margins.left),
        header=str(margins.header),
        footer=str(margins.footer),
        gutter="0",
    )
    add(made, "cols", space="708")
    return made


def header_part(page: Page, base: Base) -> bytes:
    """Return the header: one text at the left, one at the right."""
    left = _two_sided("header", page, base)
    _add_run(left, page.head_left)
    right = _right_paragraph(left, "header", page, base)
    _add_run(right, page.head_right)
    return _part("hdr", left, right)


def footer_part(page: Page, base: Base) -> bytes:
    """Return the footer: a text at the left, and page n of m at the right, which Word counts."""
    left = _two_sided("footer", page, base)
    _add_run(left, page.foot_left)
    paragraph = _right_paragraph(left, "footer", page, base)
    _add_run(paragraph, "Page ")
    _field(paragraph, "PAGE")
    _add_run(paragraph, " of ")
    _field(paragraph, "NUMPAGES")
    return _part("ftr", left, paragraph)


def _two_sided(style: str, page: Page, base: Base) -> Element:
    """Return a paragraph with a tab stop at the right margin; the style's stops are cleared."""
    position = text_size(page, base)[0]
    tabs = w("tabs", *(w("tab", val="clear", pos=str(stop)) for stop in base.stops if stop != position))
    add(tabs, "tab", val="right", pos=str(position))
    return w("p", w("pPr", w("pStyle", val=base.style(style)), tabs))


def _right_paragraph(left: Element, style: str, page: Page, base: Base) -> Element:
    """Return the paragraph of the text at the right: the same line, or a new line in large print."""
    if page.large_print:
        return _two_sided(style, page, base)
    _tab(left)
    return left


def _add_run(paragraph: Element, text: str) -> None:
    if text:
        add_text(add(paragraph, "r"), text)


def _tab(paragraph: Element) -> None:
    add(add(paragraph, "r"), "tab")


def _field(paragraph: Element, instruction: str) -> None:
    add(add(paragraph, "r"), "fldChar", fldCharType="begin")
    field_code = add(add(paragraph, "r"), "instrText")
    field_code.text = f" {instruction} "
    field_code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    add(add(paragraph, "r"), "fldChar", fldCharType="separate")
    add_text(add(paragraph, "r"), "1")
    add(add(paragraph, "r"), "fldChar", fldCharType="end")


def _part(name: str, *paragraphs: Element) -> bytes:
    root = etree.Element(f"{{{NAMESPACES['w']}}}{name}", nsmap={"w": NAMESPACES["w"], "r": NAMESPACES["r"]})
    for paragraph in dict.fromkeys(paragraphs):
        root.append(paragraph)
    return part(root)
