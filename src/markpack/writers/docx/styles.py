"""The styles of documents, by the names that Word shows, and the employer's colours in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lxml import etree

from markpack.writers.docx.xml import DRAWING, MAIN, parse, part

HEADINGS: Final = ("heading 1", "heading 2", "heading 3", "heading 4")
OUTCOMES: Final = ("Outcome", "Outcome Pass", "Outcome Referral", "Outcome Incomplete")
PARAGRAPH_STYLES: Final = (
    "Normal", *HEADINGS, "Lead", "Masthead", "Small Print", "Notice", "Draft", "Statement", "Comment", "Quote",
    "caption", "Figure", "Rule", "Spacer",
    *OUTCOMES, *(f"{name} Word" for name in OUTCOMES),
    "List Bullet", "List Number", "List Continue", "Table Text", "Table Heading", "Table Head", "Table Label",
    "Task Title", "header", "Draft Mark", "footer",
)  # fmt: skip
CHARACTER_STYLES: Final = ("Hyperlink", "Placeholder Text", "Small Text")
TABLE_STYLES: Final = ("Markpack Grid", "Markpack Plain")
STYLES: Final = PARAGRAPH_STYLES + CHARACTER_STYLES + TABLE_STYLES

# The most particular class first: `outcome outcome-pass` is an Outcome Pass.
_STYLE_OF_CLASS: Final = {
    "outcome-pass": "Outcome Pass",
    "outcome-referral": "Outcome Referral",
    "outcome-incomplete": "Outcome Incomplete",
    "outcome": "Outcome",
    "notice": "Notice",
    "callout": "Notice",
    "draft": "Draft",
    "statement": "Statement",
    "comment": "Comment",
    "lead": "Lead",
    "small": "Small Print",
    "least": "Small Print",
    "standing": "Table Heading",
    "tier": "Table Heading",
    "task-title": "Task Title",
}

BOXES: Final = ("Notice", "Draft", "Statement", "Comment", *OUTCOMES, "Quote")

# The colours of print.css. The cell also says it in words, so nothing depends on colour.
CELL_SHADES: Final = {"met": "EEF7F0", "not-met": "FDE9CF", "not-marked": "EEEEEE"}
NO_FILL: Final = "auto"
LABEL_SHADE: Final = "F6F6F6"
"""What is behind a label of a plain table."""

BODY, LARGE_PRINT = 21, 36
"""The size of text in the packaged base document, and in large print, in half points."""

_INK_OF_TEXT: Final = "1A1A1A"
_W: Final = f"{{{MAIN}}}"
_A: Final = f"{{{DRAWING}}}"


def shade_of(name: str, background: str) -> str:
    """Return the colour behind what has a class (met and so on), as six hexadecimal digits; empty if none.

    `background` is that of a coloured page, on which all of them are a shade of it.
    """
    return background if background and name in CELL_SHADES else CELL_SHADES.get(name, "")


def style_of(classes: Iterable[str], within: str = "") -> str | None:
    """Return the paragraph style of a block's classes, if any; `within` is that of what is around the block."""
    present = set(classes)
    if "word" in present and within in OUTCOMES:
        return f"{within} Word"
    return next((style for name, style in _STYLE_OF_CLASS.items() if name in present), None)


def colour_theme(theme: bytes, ink: str, tint: str) -> bytes:
    """Return a theme part with accent 1 set to `ink` and accent 2 to `tint` (`#rrggbb`)."""
    root = parse(theme)
    for accent, colour in (("accent1", ink), ("accent2", tint)):
        for slot in root.iter(f"{_A}{accent}"):
            slot.clear()
            etree.SubElement(slot, f"{_A}srgbClr", val=_hexadecimal(colour))
    return part(root)


def set_language(styles: bytes, language: str) -> bytes:
    """Return a styles part with the document's language."""
    root = parse(styles)
    for defaults in root.iter(f"{_W}docDefaults"):
        for language_element in defaults.iter(f"{_W}lang"):
            language_element.set(f"{_W}val", language)
    return part(root)


def colour_accents(source: bytes, ink: str, tint: str) -> bytes:
    """Return a part, the styles or the lists, with each accent colour written as a fixed value too.

    Programs that ignore themes (LibreOffice, converters) use the fixed value.
    """
    root = parse(source)
    colours = {"accent1": _hexadecimal(ink), "accent2": _hexadecimal(tint)}
    for element in root.iter(etree.Element):
        accent = element.get(f"{_W}themeColor", "")
        if accent in colours and not _has_variant(element, "theme"):
            element.set(f"{_W}val" if element.tag == f"{_W}color" else f"{_W}color", colours[accent])
        accent = element.get(f"{_W}themeFill", "")
        if accent in colours and not _has_variant(element, "themeFill"):
            element.set(f"{_W}fill", colours[accent])
    return part(root)


def enlarge_styles(styles: bytes) -> bytes:
    """Enlarge every size in a styles part by as many points as the body text, to at least 18 point.

    Styles with an exact line height hold no text and are not changed.
    """
    root = parse(styles)
    body = root.find(f"{_W}docDefaults//{_W}sz")
    growth = LARGE_PRINT - (int(body.get(f"{_W}val", str(BODY))) if body is not None else BODY)
    for size in (*root.iter(f"{_W}sz"), *root.iter(f"{_W}szCs")):
        style = next(size.iterancestors(f"{_W}style"), None)
        spacing = style.find(f"{_W}pPr/{_W}spacing") if style is not None else None
        if spacing is None or spacing.get(f"{_W}lineRule") != "exact":
            size.set(f"{_W}val", str(max(LARGE_PRINT, int(size.get(f"{_W}val", "0")) + growth)))
    return part(root)


def shade_styles(styles: bytes, tint: str) -> bytes:
    """Return a styles part for coloured pages: boxes with a pale colour get a shade of the page's colour."""
    root = parse(styles)
    for shading in root.iter(f"{_W}shd"):
        if f"{_W}themeFill" not in shading.attrib and shading.get(f"{_W}fill", "auto") != "auto":
            shading.set(f"{_W}fill", _hexadecimal(tint))
    for colour in root.iter(f"{_W}color"):
        if f"{_W}themeColor" not in colour.attrib and colour.get(f"{_W}val", "auto") != "auto":
            colour.set(f"{_W}val", _INK_OF_TEXT)
    return part(root)


def boxes_of(styles: bytes) -> dict[str, tuple[etree._Element, ...]]:
    """Return border, shading and indents of the styles that draw a box, for headings and lists inside one."""
    by_id = {style.get(f"{_W}styleId"): style for style in parse(styles).iter(f"{_W}style")}
    by_name = {name.get(f"{_W}val"): style for style in by_id.values() for name in style.findall(f"{_W}name")}
    return {name: _box(by_name[name], by_id) for name in BOXES if name in by_name}


def head_of(styles: bytes) -> tuple[etree._Element, ...]:
    """Return the borders and the shading of a grid's first row, for the cells of heads of several rows."""
    root = parse(styles)
    for style in root.iter(f"{_W}style"):
        if any(name.get(f"{_W}val") == "Markpack Grid" for name in style.findall(f"{_W}name")):
            for first in style.findall(f"{_W}tblStylePr"):
                if first.get(f"{_W}type") == "firstRow":
                    found = (first.find(f"{_W}tcPr/{_W}{name}") for name in ("tcBorders", "shd"))
                    return tuple(element for element in found if element is not None)
    return ()


def lines_of(styles: bytes) -> dict[str, etree._Element]:
    """Return the line between the rows of each style of tables, by the style's name."""
    found = {}
    for style in parse(styles).iter(f"{_W}style"):
        name, line = style.find(f"{_W}name"), style.find(f"{_W}tblPr/{_W}tblBorders/{_W}insideH")
        if name is not None and line is not None:
            found[name.get(f"{_W}val", "")] = line
    return found


def _box(style: etree._Element, by_id: dict[str | None, etree._Element]) -> tuple[etree._Element, ...]:
    box: dict[str, etree._Element] = {}
    ancestor_style: etree._Element | None = style
    for _ in range(10):  # no chain of styles is longer, unless it is a circle
        if ancestor_style is None:
            break
        for name in ("pBdr", "shd", "ind"):
            definition = ancestor_style.find(f"{_W}pPr/{_W}{name}")
            if definition is not None:
                box.setdefault(name, definition)
        ancestor = ancestor_style.find(f"{_W}basedOn")
        ancestor_style = by_id.get(ancestor.get(f"{_W}val")) if ancestor is not None else None
    return tuple(box.values())


def _has_variant(element: etree._Element, prefix: str) -> bool:
    """Say whether a centre chose a lighter or darker variant, whose literal value Word has worked out."""
    return f"{_W}{prefix}Tint" in element.attrib or f"{_W}{prefix}Shade" in element.attrib


def _hexadecimal(colour: str) -> str:
    return colour.removeprefix("#").upper()
