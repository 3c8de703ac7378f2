"""The logo in a sheet's title band: an SVG is drawn as PNG, and every picture is scaled to fit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import resvg_py
from lxml import etree
from xlsxwriter.image import Image

from markpack.documents.shared.document import Picture
from markpack.writers.work_done import Work, count

_DRAWN_WIDTH = 640  # pixels: sharp in print at the size of a title band
_NO_LENGTH = re.compile(r"0*(\.0*)?\D*|.*%")  # a length that is missing, zero, relative or no number
_DEFAULT = (300, 150)  # pixels: the size that browsers give a drawing without one


@dataclass(frozen=True)
class ScaledImage:
    """An image's bytes and the scale at which it fits."""

    data: bytes
    scale: float


@lru_cache(maxsize=16)
def _pixels(picture: Picture) -> tuple[bytes, float, float]:
    data = picture.data
    if picture.media_type == "image/svg+xml":
        count(Work.PICTURE, "xlsx")
        # Only the packaged fonts are used, so that a drawing looks the same on every machine.
        data = resvg_py.svg_to_bytes(
            svg_string=_svg(data),
            width=_DRAWN_WIDTH,
            skip_system_fonts=True,
            font_dirs=[str(files("markpack") / "layouts" / "fonts")],
            font_family="Source Sans 3",
            sans_serif_family="Source Sans 3",
        )
    image = Image(BytesIO(data))
    # A spreadsheet shows an image at the size that its resolution gives it, in pixels of 96 to the inch.
    return data, image.width * 96 / image.x_dpi, image.height * 96 / image.y_dpi


def _svg(data: bytes) -> str:
    """Return a drawing as text, whatever encoding it declares, and with a size where it has none at all."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(data, parser)
    for side, length in (("width", _DEFAULT[0]), ("height", _DEFAULT[1])):
        if _NO_LENGTH.fullmatch(root.get(side, "")):
            if side in root.attrib:
                del root.attrib[side]
            if not root.get("viewBox"):
                root.set(side, str(length))
    return str(etree.tostring(root, encoding="unicode"))


def fit(picture: Picture, width: float, height: float) -> ScaledImage:
    """Return the picture and the scale at which it fits into so many pixels."""
    data, own_width, own_height = _pixels(picture)
    return ScaledImage(data, min(width / own_width, height / own_height))
