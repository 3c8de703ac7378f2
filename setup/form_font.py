"""Make the font of form fields anew from the text font: form_font.py [FILE]. Its bytes are the same every time."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "src/markpack/layouts/fonts"
FAMILY = "Source Sans 3 Forms"
CHARACTERS = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1A0, 0x1B0), (0x218, 0x21B), (0x1E80, 0x1EF9),
    (0x2010, 0x2026), (0x20AC, 0x20AC), (0x2212, 0x2212),
)  # fmt: skip
"""What can be typed into a field: Latin with the accents of Europe and Vietnam, and usual punctuation.

A field's font is embedded whole, so a complete one would add ten times the size to each sheet."""


def form_font() -> bytes:
    """Return the text font with no more than what can be typed into a field, under a name of its own."""
    font = TTFont(FONTS / "SourceSans3-Regular.ttf")
    options = Options(layout_features=[], notdef_outline=True, hinting=False)  # readers use none
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in CHARACTERS for code in range(first, last + 1)])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = FAMILY if record.nameID != 6 else FAMILY.replace(" ", "")
    font["head"].modified = font["head"].created
    result = io.BytesIO()
    font.recalcTimestamp = False
    font.save(result)
    return result.getvalue()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FONTS / "SourceSans3-Forms.ttf"
    target.write_bytes(form_font())
