"""HTML input: its parser, and the properties of its elements."""

from __future__ import annotations

import base64
import re
from typing import Final

from lxml import etree, html

from markpack.model.forms.controls import FIXED_TEXT
from markpack.writers.docx.controls import Lock, criterion_lock
from markpack.writers.docx.xml import Element, parse, printable

_SVG: Final = re.compile(r"<svg\b.*?</svg\s*>", re.DOTALL | re.IGNORECASE)
_ALIGNMENT: Final = re.compile(r"text-align\s*:\s*(left|right|center)")

CONTAINERS: Final = frozenset(("body", "main", "article", "section", "header", "footer", "div", "form", "fieldset"))
HEADINGS: Final = {"h1": "heading 1", "h2": "heading 2", "h3": "heading 3"} | dict.fromkeys(
    ("h4", "h5", "h6"), "heading 4"
)
BLOCKS: Final = (
    CONTAINERS | HEADINGS.keys() | {"p", "pre", "hr", "blockquote", "ul", "ol", "li", "figure", "figcaption", "table"}
)
TRANSPARENT: Final = frozenset(("span", "label", "output", "abbr", "cite", "time", "code", "mark", "u", "q", "data"))
FORM_ELEMENTS: Final = frozenset(("input", "textarea", "select"))
INLINES: Final = TRANSPARENT | FORM_ELEMENTS | {
    "strong", "b", "em", "i", "small", "sup", "sub", "br", "a", "img", "wbr",
}  # fmt: skip


def parse_page(source: str) -> Element:
    """Return the body of a page; inline SVG has become `img`. Raises ValueError for a page without content."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    prepared = _SVG.sub(_svg_image, printable(source))
    body = html.document_fromstring(prepared.encode("utf-8"), parser=parser).find("body")
    if body is None:
        raise ValueError("a page needs a body")
    return body


def _svg_image(match: re.Match[str]) -> str:
    """Return an inline SVG as `img`: an HTML parser would put the names of its attributes in lower case."""
    source = match[0]
    if "xmlns=" not in source.partition(">")[0]:
        source = source.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    root = parse(source.encode("utf-8"))
    titles = [child.text or "" for child in root if child.tag == "{http://www.w3.org/2000/svg}title"]
    image = etree.Element("img", alt=root.get("aria-label") or "".join(titles[:1]))
    image.set("src", "data:image/svg+xml;base64," + base64.b64encode(source.encode("utf-8")).decode("ascii"))
    for name in ("data-width-mm", "class", "hidden"):
        if name in root.attrib:
            image.set(name, root.attrib[name])
    return etree.tostring(image, encoding="unicode", method="html")


def tag_of(element: Element) -> str:
    """Return an element's name."""
    return str(element.tag)


def classes_of(element: Element) -> frozenset[str]:
    """Return an element's classes."""
    return frozenset((element.get("class") or "").split())


def is_left_out(element: Element) -> bool:
    """Say whether an element is not part of the document."""
    return "hidden" in element.attrib or "no-print" in classes_of(element)


def keeps_lines(element: Element) -> bool:
    """Say whether newlines in an element's text are line breaks: in `pre`, and where it shows a field's value."""
    return "data-field" in element.attrib or element.tag == "pre"


def lock_of(element: Element) -> Lock | None:
    """Return the lock that an element asks for around its content, if it does."""
    criterion, tag = element.get("data-criterion"), element.get("data-tag") or ""
    if criterion is not None:
        return criterion_lock(criterion, tag)
    return Lock(tag, element.get("title") or FIXED_TEXT) if "data-locked" in element.attrib else None


def alignment_of(element: Element) -> str:
    """Return Word's name for a block's alignment, or empty text."""
    if "num" in classes_of(element):
        return "right"
    match = _ALIGNMENT.search(element.get("style") or "")
    return match[1] if match else ""


def span_of(cell: Element, name: str) -> int:
    """Return a cell's `colspan` or `rowspan`, at least 1."""
    value = cell.get(name) or "1"
    return max(1, int(value)) if value.isdecimal() else 1
