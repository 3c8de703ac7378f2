"""The packaged fonts: with them, pages break alike on every machine."""

from __future__ import annotations

import io
import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

FAMILY = "Source Sans 3"
FORM_FAMILY, FORMS = "Source Sans 3 Forms", "Forms"
"""The font of form fields, embedded in full: the characters that can be typed (see setup/form_font.py)."""
SCHEME = "markpack-font"
"""The scheme of font addresses in stylesheets. Fonts as data in the text would be parsed with it."""
FACES = {
    "Regular": ("400", "normal"),
    "Bold": ("700", "normal"),
    "Italic": ("400", "italic"),
    "BoldItalic": ("700", "italic"),
}
_MODIFIERS = "\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
"""What changes the look of a symbol before it: joiners, variants, key caps, skin tones, and tags of flags."""


def font_faces() -> str:
    """Return the @font-face rules of the text font and of the smaller one that form fields use."""
    rules = [_face(FAMILY, name, *style) for name, style in FACES.items()]
    rules.append(_face(FORM_FAMILY, FORMS, "400", "normal"))
    return "\n".join(rules) + "\n"


def name_symbols(text: str) -> str:
    """Replace symbols that the font lacks by their names, as in “Well done [thumbs up sign]”.

    Otherwise it would depend on the machine's fonts how, and whether, an emoji is printed. What only changes how a
    symbol looks is left out with it; letters of other scripts, and what joins and directs them, are left as they are.
    """
    named = {sign: name for sign in set(text) - _characters() if (name := _name(sign)) is not None}
    if not named:
        return text
    symbols = f"([{re.escape(''.join(named))}])[{_MODIFIERS}]*"
    return re.sub(symbols, lambda found: named[found[1]], text)


def _name(sign: str) -> str | None:
    """Return what is printed in place of a sign that the font lacks; None for one that is no symbol."""
    kind = unicodedata.category(sign)
    if kind in ("Zl", "Zp"):
        return " "
    if kind in ("So", "Sm", "Sc", "Sk", "Po", "Co", "Cn") or "\u20d0" <= sign <= "\u20ff":
        return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]"
    return None


@lru_cache(maxsize=1)
def _characters() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    return frozenset("\n\t") | {chr(code) for code in TTFont(io.BytesIO(font_data("Regular"))).getBestCmap()}


@lru_cache(maxsize=5)
def font_data(name: str) -> bytes:
    """Return the file of one of the FACES of the text font, or of FORMS."""
    return (files("markpack") / "layouts" / "fonts" / f"SourceSans3-{name}.ttf").read_bytes()


def font_file(address: str) -> bytes:
    """Return the font at an address of `font_faces`; raise ValueError for any other address."""
    scheme, _, name = address.partition(":")
    if scheme != SCHEME or name not in (*FACES, FORMS):
        raise ValueError(f"{address} is not the address of a font")
    return font_data(name)


def _face(family: str, name: str, weight: str, style: str) -> str:
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f"src: url({SCHEME}:{name}); }}"
    )
