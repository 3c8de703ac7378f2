"""The paper: its size and margins, and the header and footer of every page."""

from __future__ import annotations

from typing import Final

from lxml import etree

from markpack.documents.shared.document import Page
from markpack.writers.docx.base import Base
from markpack.writers.docx.xml import NAMESPACES, RELATIONSHIPS, Element, add, add_text, part, w

A4: Final = (11906, 16838)  # in twentieths of a point
_MOST_ON_A_LINE: Final = 110
"""How many letters of a page's head stand on a line, in the size of its style."""
_MOST_IN_LARGE_PRINT: Final = 54
"""How many of 18 points."""


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
    properties = w("sectPr")
    add(properties, "headerReference", type="default").set(f"{{{RELATIONSHIPS}}}id", header)
    add(properties, "footerReference", type="default").set(f"{{{RELATIONSHIPS}}}id", footer)
    width, height = paper_size(page)
    size = add(properties, "pgSz", w=str(width), h=str(height))
    if page.landscape:
        size.set(f"{{{NAMESPACES['w']}}}orient", "landscape")
    add(properties, "pgMar", **{name: str(distance) for name, distance in vars(base.margins).items()}, gutter="0")
    add(properties, "cols", space="708")
    return properties


def needs_two_lines(page: Page) -> bool:
    """Say whether the two texts of a page's head are too long to stand on one line: they would run into each other."""
    most = _MOST_IN_LARGE_PRINT if page.large_print else _MOST_ON_A_LINE
    return len(page.head_left) + len(page.head_right) > most


def header_part(page: Page, base: Base, draft_mark: str) -> bytes:
    """Return the header: one text at the left, one at the right, or at the right of the line below.

    A draft's mark stands above them, in capitals.
    """
    above = []
    if draft_mark:
        mark = w("p", w("pPr", w("pStyle", val=base.style("Draft Mark"))))
        _add_run(mark, draft_mark.upper())
        above.append(mark)
    left_paragraph = _paragraph("header", page, base)
    _add_run(left_paragraph, page.head_left)
    right_paragraph = left_paragraph
    if needs_two_lines(page):
        right_paragraph = _paragraph("header", page, base)
    add(add(right_paragraph, "r"), "tab")
    _add_run(right_paragraph, page.head_right)
    return _part("hdr", *above, left_paragraph, right_paragraph)


def footer_part(page: Page, base: Base) -> bytes:
    """Return the footer: a text at the left, and page n of m at the right, which Word counts."""
    left_paragraph = _paragraph("footer", page, base)
    _add_run(left_paragraph, page.foot_left)
    right_paragraph = left_paragraph
    if page.large_print:
        right_paragraph = _paragraph("footer", page, base)
    else:
        add(add(left_paragraph, "r"), "tab")
    _add_run(right_paragraph, "Page ")
    _field(right_paragraph, "PAGE")
    _add_run(right_paragraph, " of ")
    _field(right_paragraph, "NUMPAGES")
    return _part("ftr", left_paragraph, right_paragraph)


def _paragraph(style: str, page: Page, base: Base) -> Element:
    """Return a paragraph with a tab stop at the right margin; the style's stops are cleared."""
    position = text_size(page, base)[0]
    tabs = w("tabs", *(w("tab", val="clear", pos=str(stop)) for stop in base.tab_stops if stop != position))
    add(tabs, "tab", val="right", pos=str(position))
    return w("p", w("pPr", w("pStyle", val=base.style(style)), tabs))


def _add_run(paragraph: Element, text: str) -> None:
    if text:
        add_text(add(paragraph, "r"), text)


def _field(paragraph: Element, instruction: str) -> None:
    field_code, result = w("instrText"), w("r")
    field_code.text = f" {instruction} "
    field_code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    add_text(result, "1")
    begin, separate, end = (w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
    paragraph.extend([begin, w("r", field_code), separate, result, end])


def _part(name: str, *paragraphs: Element) -> bytes:
    root = etree.Element(f"{{{NAMESPACES['w']}}}{name}", nsmap={"w": NAMESPACES["w"], "r": NAMESPACES["r"]})
    for paragraph in dict.fromkeys(paragraphs):
        root.append(paragraph)
    return part(root)
