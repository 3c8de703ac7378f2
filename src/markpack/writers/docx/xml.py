"""Word's markup: its namespaces, elements by their short names, and text that XML allows."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_2010: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
COMPATIBILITY: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
WORD_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PICTURE: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
SHAPE: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
SHAPE_GROUP: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"

NAMESPACES: Final = {
    "w": MAIN,
    "r": RELATIONSHIPS,
    "w14": WORD_2010,
    "mc": COMPATIBILITY,
    "a": DRAWING,
    "wp": WORD_DRAWING,
    "pic": PICTURE,
}

_W: Final = f"{{{MAIN}}}"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# The order in which Word's schema wants the properties of a paragraph; Word refuses files that break it.
_PARAGRAPH_ORDER: Final = {
    f"{_W}{name}": position
    for position, name in enumerate(
        ("pStyle", "keepNext", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "spacing", "ind", "jc")
    )
}

PARAGRAPH: Final = f"{_W}p"
PARAGRAPH_PROPERTIES: Final = f"{_W}pPr"
TABLE: Final = f"{_W}tbl"
TEXT: Final = f"{_W}t"


def printable(text: str) -> str:
    """Return `text` without the characters that XML 1.0 forbids, such as NUL and vertical tab."""
    return _FORBIDDEN.sub("", text)


def w(name: str, /, *children: Element, **attributes: str) -> Element:
    """Return the element `w:name` with attributes of the same namespace and the children given."""
    element = etree.Element(_W + name, {_W + key: printable(value) for key, value in attributes.items()})
    element.extend(children)
    return element


def add(parent: Element, name: str, /, **attributes: str) -> Element:
    """Append `w:name` to `parent` and return it."""
    return etree.SubElement(parent, _W + name, {_W + key: printable(value) for key, value in attributes.items()})


def add_text(run: Element, text: str) -> Element:
    """Append `w:t` to a run, keeping every space; forbidden characters are left out."""
    element = etree.SubElement(run, TEXT, {_SPACE: "preserve"})
    element.text = printable(text)
    return element


def set_paragraph_property(paragraph: Element, name: str, /, **attributes: str) -> Element:
    """Set a paragraph's property, replacing one of that name, and return it."""
    return place_paragraph_property(paragraph, w(name, **attributes))


def place_paragraph_property(paragraph: Element, element: Element) -> Element:
    """Insert a paragraph's property in the schema's order, replacing one of that name."""
    properties = paragraph.find(PARAGRAPH_PROPERTIES)
    if properties is None:
        properties = w("pPr")
        paragraph.insert(0, properties)
    rank = _PARAGRAPH_ORDER[element.tag]
    for position, existing in enumerate(properties):
        if existing.tag == element.tag:
            properties.replace(existing, element)
            return element
        if _PARAGRAPH_ORDER[existing.tag] > rank:
            properties.insert(position, element)
            return element
    properties.append(element)
    return element


def root_element(namespace: str, name: str, /, **prefixes: str) -> Element:
    """Return the root of a part whose own namespace has no prefix; `prefixes` name further namespaces."""
    names: dict[str | None, str] = dict(prefixes.items())
    names[None] = namespace
    return etree.Element(f"{{{namespace}}}{name}", nsmap=names)  # type: ignore[arg-type]  # lxml takes None as a key


def part(element: Element) -> bytes:
    """Return a part of the package as bytes."""
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def parse(data: bytes) -> Element:
    """Parse a part of a package; external entities are not read."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
