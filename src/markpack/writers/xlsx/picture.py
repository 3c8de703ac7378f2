"""A logo in a sheet's title band, drawn as PNG where it is a drawing, and scaled into its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import resvg_py
from xlsxwriter.image import Image

from markpack.documents.document import Picture

_DRAWN_WIDTH = 640  # pixels: sharp in print at the size of a title band


@dataclass(frozen=True)
class Placed:
    """An image's bytes and the scale at which it fits."""

    data: bytes
    scale: float


@lru_cache(maxsize=16)
def _pixels(picture: Picture) -> tuple[bytes, float, float]:
    data = picture.data
    if picture.media_type == "image/svg+xml":
        # Only the packaged fonts are used, so that a drawing looks the same on every machine.
        data = resvg_py.svg_to_bytes(
            svg_string=data.decode("utf-8"),
            width=_DRAWN_WIDTH,
            skip_system_fonts=True,
            font_dirs=[str(files("markpack") / "layouts" / "fonts")],
            font_family="Source Sans 3",
            sans_serif_family="Source Sans 3",
        )
    image = Image(BytesIO(data))
    # A spreadsheet shows an image at the size that its resolution gives it, in pixels of 96 to the inch.
    return data, image.width * 96 / image.x_dpi, image.height * 96 / image.y_dpi


def fit(picture: Picture, width: float, height: float) -> Placed:
    """Return the picture and the scale at which it fits into so many pixels."""
    data, own_width, own_height = _pixels(picture)
    return Placed(data, min(width / own_width, height / own_height))
