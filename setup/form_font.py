"""Make the font of form fields anew from the text font: form_font.py [FILE]. Its bytes are the same every time."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from markpack.writers.fonts import FORM_FAMILY
from markpack.writers.pdf.form_fonts import LETTERS

FONTS = Path(__file__).parents[1] / "src/markpack/layouts/fonts"
ASCENT, DESCENT = 860, -240
"""What lines of typed text take up, in thousandths of their size: those of the text font leave no room for a third."""


def form_font() -> bytes:
    """Return the text font with no more than what can be typed into a field, under a name of its own."""
    font = TTFont(FONTS / "SourceSans3-Regular.ttf")
    options = Options(layout_features=[], notdef_outline=True, hinting=False)  # readers use none
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(LETTERS.values()) + "\N{NO-BREAK SPACE}")
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = FORM_FAMILY if record.nameID != 6 else FORM_FAMILY.replace(" ", "")
    font["hhea"].ascent = font["OS/2"].sTypoAscender = ASCENT
    font["hhea"].descent = font["OS/2"].sTypoDescender = DESCENT
    font["head"].modified = font["head"].created
    result = io.BytesIO()
    font.recalcTimestamp = False
    font.save(result)
    return result.getvalue()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FONTS / "SourceSans3-Forms.ttf"
    target.write_bytes(form_font())
