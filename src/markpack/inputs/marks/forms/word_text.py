"""The text of a Word document's elements as people read it: insertions counted, deletions not."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree
from lxml.etree import _Element as Element

_LEFT_OUT = {
    "del", "moveFrom", "delText", "delInstrText", "instrText", "rPr", "pPr", "sdtPr", "sdtEndPr", "Fallback",
    "tblPr", "tblGrid", "trPr", "tcPr", "rt", "footnoteReference", "endnoteReference", "drawing", "pict", "object",
}  # fmt: skip
_FIXED = {
    "br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "\u2011", "softHyphen": "",
}  # fmt: skip
_PARAGRAPH_END = "\n"
_LONGEST_RANGE = 20_000


def local(element: Element) -> str:
    """Return an element's name without its namespace: Word has two, one of them strict."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without a namespace, or empty text."""
    return next((str(value) for key, value in element.items() if etree.QName(key).localname == name), "")


def child(element: Element, name: str) -> Element | None:
    """Return the first child of that name."""
    return next((entry for entry in element if local(entry) == name), None)


def text_in(element: Element) -> str:
    """Return the text of an element. A line for each paragraph and line break."""
    return "".join(text for text, _ in _pieces(element)).removesuffix(_PARAGRAPH_END)


def text_outside(element: Element, names: Collection[str]) -> str:
    """Return an element's text that stands in no content control and no bookmark of those names."""
    open_marks: set[str] = set()
    found = []
    for text, at in _pieces(element):
        if local(at) == "bookmarkStart" and attribute(at, "name") in names:
            open_marks.add(attribute(at, "id"))
        elif local(at) == "bookmarkEnd":
            open_marks.discard(attribute(at, "id"))
        elif not open_marks and not _is_controlled(at, element):
            found.append(text)
    return "".join(found)


def _is_controlled(piece: Element, within: Element) -> bool:
    for ancestor in piece.iterancestors():
        if ancestor is within:
            return False
        if local(ancestor) == "sdt":
            return True
    return False


def texts_in_rows(body: Element) -> Iterator[tuple[str, ...]]:
    """Yield the rows of all tables, each cell as text."""
    for row in body.iter("{*}tr"):
        cells = (cell for cell in row.iter("{*}tc") if next(cell.iterancestors("{*}tr"), None) is row)
        yield tuple(text_in(cell) for cell in cells)


def texts_in_bookmarks(body: Element, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each bookmark of those names, and the text from its start to its end in the order of the document."""
    pieces = list(_pieces(body))
    ends = {attribute(element, "id"): at for at, (_, element) in enumerate(pieces) if local(element) == "bookmarkEnd"}
    for start, (_, element) in enumerate(pieces):
        name = attribute(element, "name") if local(element) == "bookmarkStart" else ""
        if name in names:
            end = min(ends.get(attribute(element, "id"), start), start + _LONGEST_RANGE)
            yield name, "".join(text for text, _ in pieces[start:end])


def _pieces(element: Element) -> Iterator[tuple[str, Element]]:
    """Yield pieces of text with the elements that they stand in; bookmarks are empty pieces."""
    name = local(element)
    if not name or name in _LEFT_OUT:
        return
    if name == "t":
        yield element.text or "", element
    elif name == "sym":
        yield _symbol(element), element
    elif name in _FIXED:
        yield _FIXED[name], element
    elif name in ("bookmarkStart", "bookmarkEnd"):
        yield "", element
    else:
        for entry in element:
            yield from _pieces(entry)
        if name == "p" and not _is_joined_to_next(element):
            yield _PARAGRAPH_END, element


def _symbol(element: Element) -> str:
    try:
        code = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    return {0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐"}.get(code & 0xFF, "") if code >= 0xF000 else chr(code)


def _is_joined_to_next(paragraph: Element) -> bool:
    """Say whether a paragraph's end is a tracked deletion."""
    properties = child(paragraph, "pPr")
    mark = child(properties, "rPr") if properties is not None else None
    return mark is not None and child(mark, "del") is not None
