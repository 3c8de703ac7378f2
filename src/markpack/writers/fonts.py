"""The packaged fonts: with them, pages break alike on every machine."""

from __future__ import annotations

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


def font_faces() -> str:
    """Return the @font-face rules of the text font and of the smaller one that form fields use."""
    rules = [_face(FAMILY, name, *style) for name, style in FACES.items()]
    rules.append(_face(FORM_FAMILY, FORMS, "400", "normal"))
    return "\n".join(rules) + "\n"


@lru_cache(maxsize=5)
def font_data(name: str) -> bytes:
    """Return the file of one of the FACES of the text font, or of FORMS."""
    return (files("markpack") / "layouts" / "fonts" / f"SourceSans3-{name}.ttf").read_bytes()


@lru_cache(maxsize=1)
def text_letters() -> frozenset[str]:
    """Return the letters that every face of the text font has."""
    import uharfbuzz as hb  # where a text is ASCII alone, nobody asks

    faces = (set(hb.Face(hb.Blob(font_data(name))).unicodes) for name in FACES)
    return frozenset(map(chr, set.intersection(*faces)))


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
