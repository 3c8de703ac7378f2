"""Whether a PNG or JPEG picture can be used: whole, of its kind, and of a size that fits on paper."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageFile, UnidentifiedImageError

MOST_PIXELS = 6000
"""The most pixels of a side: half a metre in print at 300 to the inch."""
MOST_PROPORTION = 20
"""How many times as long as the other a side may be."""

_FORMATS = {"image/png": ("PNG",), "image/jpeg": ("JPEG", "MPO"), "image/gif": ("GIF",)}


def bitmap_objection(data: bytes, media_type: str) -> str:
    """Say why a picture should not be used, or nothing; its sides are looked at before it is decoded."""
    try:
        with warnings.catch_warnings(), _whole_pictures_only():
            warnings.simplefilter("ignore")  # of sizes, which are checked here
            with Image.open(io.BytesIO(data), formats=_FORMATS[media_type]) as picture:
                if objection := proportion_objection(*picture.size) or _size_objection(*picture.size):
                    return objection
                picture.load()
    except UnidentifiedImageError:
        return "is not what its ending says, or is damaged"
    except Image.DecompressionBombError:
        return f"has more than {MOST_PIXELS} × {MOST_PIXELS} pixels"
    except Exception:  # Pillow meets a damaged picture with whatever its decoding ran into
        return "is damaged"
    return ""


@contextmanager
def _whole_pictures_only() -> Iterator[None]:
    """Have Pillow refuse what is cut off, whatever another library has told it: WeasyPrint lets it guess the rest."""
    setting, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = setting


def _size_objection(width: int, height: int) -> str:
    if max(width, height) <= MOST_PIXELS:
        return ""
    return f"has {width} × {height} pixels; at most {MOST_PIXELS} × {MOST_PIXELS} are used"


def proportion_objection(width: float, height: float) -> str:
    """Say that a picture is too narrow to be a logo, or nothing."""
    if max(width, height) <= MOST_PROPORTION * min(width, height):
        return ""
    return f"is more than {MOST_PROPORTION} times as long as it is wide"
