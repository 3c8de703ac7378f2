"""Bars of marks: a drawing of boxes in a line, which Word and LibreOffice draw and screen readers pass over."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from markpack.writers.docx.document_state import DocxState
from markpack.writers.docx.html_page import classes_of
from markpack.writers.docx.images import EMU_PER_MM, decoration
from markpack.writers.docx.xml import DRAWING, SHAPE, SHAPE_GROUP, WORD_DRAWING, Element, w

_SHARE: Final = re.compile(r"(?:width|left): ([0-9.]++)%")
_HEIGHT, _LARGE_HEIGHT = 3.0, 6.0  # of a bar, in millimetres, as in print.css
_BEYOND: Final = 1.0  # the line at the least mark is so much longer on either side
_LINE: Final = 0.5  # its width, with a white edge of half of that at both sides
_EDGE, _DARK, _WHITE, _NOT_MET = "595959", "1A1A1A", "FFFFFF", "9A4A00"


def bar_drawing(state: DocxState, element: Element, room: int) -> Element:
    """Return the drawing of an element of class `bar`, whose children say what is filled and where the least mark is.

    It takes all of the room, in twentieths of a point. It is decoration: the text beside it says the same.
    """
    width = room / 1440 * 25.4
    height = _LARGE_HEIGHT if state.page.large_print else _HEIGHT
    paper = state.page.background.removeprefix("#").upper() or _WHITE
    boxes = [_box((0, _BEYOND, width, height), paper, edge=_EDGE)]
    for part in element:
        share = float(found[1]) / 100 if (found := _SHARE.search(part.get("style") or "")) else 0.0
        if "earned" in classes_of(part) and share:
            fill = _NOT_MET if "below" in classes_of(element) else ""
            boxes.append(_box((0, _BEYOND, width * share, height), fill, edge=_EDGE))
        elif "at-least" in classes_of(part):
            left, whole = width * share - _LINE / 2, height + 2 * _BEYOND
            boxes.append(_box((left - _LINE / 2, 0, 2 * _LINE, whole), paper))
            boxes.append(_box((left, 0, _LINE, whole), _DARK))
    return _inline(state.next_number("picture"), boxes, width, height + 2 * _BEYOND)


def _inline(number: str, boxes: list[Element], width: float, height: float) -> Element:
    extent = {"cx": _emu(width), "cy": _emu(height)}
    inline = etree.Element(f"{{{WORD_DRAWING}}}inline", distT="0", distB="0", distL="0", distR="0")
    etree.SubElement(inline, f"{{{WORD_DRAWING}}}extent", extent)
    properties = etree.SubElement(inline, f"{{{WORD_DRAWING}}}docPr", id=number, name=f"Bar {number}", descr="")
    properties.append(decoration())
    graphic = etree.SubElement(inline, f"{{{DRAWING}}}graphic")
    data = etree.SubElement(graphic, f"{{{DRAWING}}}graphicData", uri=SHAPE_GROUP)
    group = etree.SubElement(data, f"{{{SHAPE_GROUP}}}wgp", nsmap={"wpg": SHAPE_GROUP, "wps": SHAPE})
    etree.SubElement(group, f"{{{SHAPE_GROUP}}}cNvGrpSpPr")
    transform = etree.SubElement(etree.SubElement(group, f"{{{SHAPE_GROUP}}}grpSpPr"), f"{{{DRAWING}}}xfrm")
    for name, size in (("off", {"x": "0", "y": "0"}), ("ext", extent), ("chOff", {"x": "0", "y": "0"})):
        etree.SubElement(transform, f"{{{DRAWING}}}{name}", size)
    etree.SubElement(transform, f"{{{DRAWING}}}chExt", extent)
    group.extend(boxes)
    return w("drawing", inline)


def _box(place: tuple[float, float, float, float], fill: str, *, edge: str = "") -> Element:
    """Return a box at a place (left, top, width, height, in millimetres); without a colour it has the employer's."""
    left, top, width, height = map(_emu, place)
    shape = etree.Element(f"{{{SHAPE}}}wsp")
    etree.SubElement(shape, f"{{{SHAPE}}}cNvSpPr")
    properties = etree.SubElement(shape, f"{{{SHAPE}}}spPr")
    transform = etree.SubElement(properties, f"{{{DRAWING}}}xfrm")
    etree.SubElement(transform, f"{{{DRAWING}}}off", x=left, y=top)
    etree.SubElement(transform, f"{{{DRAWING}}}ext", cx=width, cy=height)
    outline = etree.SubElement(properties, f"{{{DRAWING}}}prstGeom", prst="rect")
    etree.SubElement(outline, f"{{{DRAWING}}}avLst")
    paint = etree.SubElement(properties, f"{{{DRAWING}}}solidFill")
    if fill:
        etree.SubElement(paint, f"{{{DRAWING}}}srgbClr", val=fill)
    else:
        etree.SubElement(paint, f"{{{DRAWING}}}schemeClr", val="accent1")
    line = etree.SubElement(properties, f"{{{DRAWING}}}ln", w="6350")
    if edge:
        etree.SubElement(etree.SubElement(line, f"{{{DRAWING}}}solidFill"), f"{{{DRAWING}}}srgbClr", val=edge)
    else:
        etree.SubElement(line, f"{{{DRAWING}}}noFill")
    etree.SubElement(shape, f"{{{SHAPE}}}bodyPr")
    return shape


def _emu(millimetres: float) -> str:
    return str(round(millimetres * EMU_PER_MM))
