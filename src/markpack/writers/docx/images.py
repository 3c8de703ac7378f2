"""Pictures: their data from the page, their size in millimetres, and the drawing that shows them in a paragraph."""

from __future__ import annotations

import base64
import re
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Final
from urllib.parse import unquote_to_bytes

import resvg_py
from lxml import etree

from markpack.writers.docx.xml import DRAWING, PICTURE, RELATIONSHIPS, WORD_DRAWING, Element, parse, printable, w
from markpack.writers.work_done import Work, count

EMU_PER_MM: Final = 36000
_MM_PER_PIXEL: Final = 25.4 / 96
_SHARPNESS: Final = 3  # pixels of a raster for each of the page's at 96 dpi: about what an office printer can show
_FONTS: Final = ("Regular", "Bold", "Italic", "BoldItalic")
_MM_PER_UNIT: Final = {"": _MM_PER_PIXEL, "px": _MM_PER_PIXEL, "pt": 25.4 / 72, "mm": 1.0, "cm": 10.0, "in": 25.4}
_LENGTH: Final = re.compile(r"\s*+([0-9.]++)\s*+(?:(px|pt|mm|cm|in)\s*+)?")

SVG: Final = "image/svg+xml"


@dataclass(frozen=True)
class Size:
    """Width and height in millimetres."""

    width: float
    height: float

    def fit(self, width: float, height: float) -> Size:
        """Return the size, made smaller if need be to fit a width and a height."""
        scale = min(1.0, width / self.width, height / self.height)
        return Size(self.width * scale, self.height * scale)

    def scale_to(self, width: float) -> Size:
        """Return the size in the same proportions at another width."""
        return Size(width, self.height * width / self.width)


def data_of(address: str) -> tuple[str, bytes]:
    """Return media type and data of a `data:` address; raises ValueError for any other, since nothing is fetched."""
    head, comma, body = address.partition(",")
    if not head.startswith("data:") or not comma:
        raise ValueError(f"pictures are given as data: addresses, not {address[:60]!r}")
    media_type, *parameters = head.removeprefix("data:").split(";")
    data = unquote_to_bytes(body)
    return media_type, base64.b64decode(data) if "base64" in parameters else data


def natural_size(media_type: str, data: bytes) -> Size:
    """Return a picture's own size at 96 pixels an inch. Raises ValueError for data of another type."""
    if media_type == SVG:
        return _svg_size(data)
    if media_type == "image/png" and data[:8] == b"\x89PNG\r\n\x1a\n":
        width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    elif media_type == "image/jpeg" and data[:2] == b"\xff\xd8":
        width, height = _jpeg_pixels(data)
    else:
        raise ValueError(f"a picture is PNG, JPEG or SVG, not {media_type}")
    return Size(width * _MM_PER_PIXEL, height * _MM_PER_PIXEL)


@lru_cache(maxsize=64)
def rasterise(svg: bytes, width_mm: float) -> bytes:
    """Return an SVG as PNG, sharp at a width in millimetres, its text in the packaged fonts."""
    count(Work.PICTURE, "docx")
    with ExitStack() as stack:
        folder = files("markpack") / "layouts" / "fonts"
        fonts = [str(stack.enter_context(as_file(folder / f"SourceSans3-{cut}.ttf"))) for cut in _FONTS]
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg.decode("utf-8"),
                width=max(1, round(width_mm / _MM_PER_PIXEL * _SHARPNESS)),
                skip_system_fonts=True,
                font_files=fonts,
                font_family="Source Sans 3",
                sans_serif_family="Source Sans 3",
                serif_family="Source Sans 3",
            )
        )


def drawing(relation: str, number: str, size: Size, description: str) -> Element:
    """Return `w:drawing` for a picture in a line; without a description it is marked as decoration."""
    extent = {"cx": str(round(size.width * EMU_PER_MM)), "cy": str(round(size.height * EMU_PER_MM))}
    name = f"Picture {number}"
    description = printable(description)
    inline = etree.Element(f"{{{WORD_DRAWING}}}inline", distT="0", distB="0", distL="0", distR="0")
    etree.SubElement(inline, f"{{{WORD_DRAWING}}}extent", extent)
    properties = etree.SubElement(inline, f"{{{WORD_DRAWING}}}docPr", id=number, name=name, descr=description)
    if not description:
        properties.append(decoration())
    graphic = etree.SubElement(inline, f"{{{DRAWING}}}graphic")
    data = etree.SubElement(graphic, f"{{{DRAWING}}}graphicData", uri=PICTURE)
    picture = etree.SubElement(data, f"{{{PICTURE}}}pic")
    picture_properties = etree.SubElement(picture, f"{{{PICTURE}}}nvPicPr")
    etree.SubElement(picture_properties, f"{{{PICTURE}}}cNvPr", id=number, name=name, descr=description)
    etree.SubElement(picture_properties, f"{{{PICTURE}}}cNvPicPr")
    fill = etree.SubElement(picture, f"{{{PICTURE}}}blipFill")
    etree.SubElement(fill, f"{{{DRAWING}}}blip", {f"{{{RELATIONSHIPS}}}embed": relation})
    etree.SubElement(etree.SubElement(fill, f"{{{DRAWING}}}stretch"), f"{{{DRAWING}}}fillRect")
    shape = etree.SubElement(picture, f"{{{PICTURE}}}spPr")
    transform = etree.SubElement(shape, f"{{{DRAWING}}}xfrm")
    etree.SubElement(transform, f"{{{DRAWING}}}off", x="0", y="0")
    etree.SubElement(transform, f"{{{DRAWING}}}ext", extent)
    outline = etree.SubElement(shape, f"{{{DRAWING}}}prstGeom", prst="rect")
    etree.SubElement(outline, f"{{{DRAWING}}}avLst")
    return w("drawing", inline)


def decoration() -> Element:
    """Return the mark of a drawing that says nothing which the text does not say."""
    namespace = "http://schemas.microsoft.com/office/drawing/2017/decorative"
    extensions = etree.Element(f"{{{DRAWING}}}extLst")
    extension = etree.SubElement(extensions, f"{{{DRAWING}}}ext", uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}")
    etree.SubElement(extension, f"{{{namespace}}}decorative", nsmap={"adec": namespace}, val="1")
    return extensions


def _svg_size(data: bytes) -> Size:
    root = parse(data)
    box = [float(number) for number in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if number]
    width, height = _millimetres(root.get("width")), _millimetres(root.get("height"))
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        proportion = box[3] / box[2]
        width = width or (height / proportion if height else box[2] * _MM_PER_PIXEL)
        height = height or width * proportion
    if not width or not height:
        raise ValueError("an SVG picture needs a viewBox, or a width and a height")
    return Size(width, height)


def _millimetres(length: str | None) -> float:
    """Return a length in millimetres; 0 for a missing or relative length."""
    match = _LENGTH.fullmatch(length or "")
    return float(match[1]) * _MM_PER_UNIT[match[2] or ""] if match else 0.0


def _jpeg_pixels(data: bytes) -> tuple[int, int]:
    """Return width and height from a JPEG's frame header."""
    position = 2
    while position + 9 < len(data):
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[position + 7 : position + 9], "big"), int.from_bytes(
                data[position + 5 : position + 7], "big"
            )
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    raise ValueError("a JPEG picture has no frame header")
