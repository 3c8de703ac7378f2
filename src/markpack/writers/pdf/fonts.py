"""The fonts that every page is set in, handed over as data so that pages break alike on every machine."""

from __future__ import annotations

import base64
import io
import unicodedata
from functools import lru_cache
from importlib.resources import files

FAMILY = "Source Sans 3"
FORM_FAMILY = "Source Sans 3 Forms"
FACES = {
    "Regular": ("400", "normal"),
    "Bold": ("700", "normal"),
    "Italic": ("400", "italic"),
    "BoldItalic": ("700", "italic"),
}
LAST_OF_LETTERS = 0x1FFF
"""Marks up to here belong to letters; those beyond change the look of symbols (joiners, variants, skin tones)."""
FORM_CHARACTERS = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1A0, 0x1B0), (0x218, 0x21B), (0x1E80, 0x1EF9),
    (0x2010, 0x2026), (0x20AC, 0x20AC), (0x2212, 0x2212),
)  # fmt: skip
"""What can be typed into a field: Latin with the accents of Europe and Vietnam, and usual punctuation.

A field's font is embedded whole, so a complete one would add ten times the size to each sheet."""


@lru_cache(maxsize=1)
def font_faces() -> str:
    """Return the @font-face rules of the text font and of the smaller one that form fields use."""
    rules = [_face(FAMILY, font_data(name), *style) for name, style in FACES.items()]
    rules.append(_face(FORM_FAMILY, _form_font(), "400", "normal"))
    return "\n".join(rules) + "\n"


def with_symbols_named(text: str) -> str:
    """Return text in which symbols that the font lacks stand by their names, as in “Well done [thumbs up sign]”.

    Otherwise it would depend on the machine's fonts how, and whether, an emoji is printed. Marks that only change how
    a symbol looks are left out; letters of other scripts are left as they are.
    """
    names: dict[str, str] = {}
    for sign in set(text) - _characters():
        kind = unicodedata.category(sign)
        if kind in ("Sk", "Mn", "Me", "Cf") and ord(sign) > LAST_OF_LETTERS:
            names[sign] = ""
        elif kind in ("So", "Sm", "Sc", "Po", "Co", "Cn", "Zl", "Zp"):
            names[sign] = f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]" if kind[0] != "Z" else " "
    return text.translate({ord(sign): name for sign, name in names.items()}) if names else text


@lru_cache(maxsize=1)
def _characters() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    return frozenset("\n\t") | {chr(code) for code in TTFont(io.BytesIO(font_data("Regular"))).getBestCmap()}


@lru_cache(maxsize=4)
def font_data(name: str) -> bytes:
    """Return the file of one of the FACES of the text font."""
    return (files("markpack") / "layouts" / "fonts" / f"SourceSans3-{name}.ttf").read_bytes()


def _face(family: str, data: bytes, weight: str, style: str) -> str:
    source = f"url(data:font/ttf;base64,{base64.b64encode(data).decode()})"
    return f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; src: {source}; }}'


def _form_font() -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(font_data("Regular")))
    options = Options(layout_features=["kern", "mark", "mkmk", "ccmp"], notdef_outline=True, hinting=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in FORM_CHARACTERS for code in range(first, last + 1)])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = FORM_FAMILY if record.nameID != 6 else FORM_FAMILY.replace(" ", "")
    font["head"].modified = font["head"].created
    result = io.BytesIO()
    font.recalcTimestamp = False
    font.save(result)
    return result.getvalue()
