"""The text font, cut down to the repertoires that a file uses, ready to stand in it."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

import pikepdf
import uharfbuzz as hb

from markpack.writers.fonts import font_data
from markpack.writers.masters.pdf.file_writer import packed_stream
from markpack.writers.masters.pdf.letters import Letters, face, glyphs_of, meaning, tag
from markpack.writers.pdf.to_unicode import to_unicode

FONT_OBJECTS = 5
"""How many objects a font takes: the font, its descendant, descriptor, file and table of meanings."""
_MEANING = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
_LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "kern", "DSIG", "BASE", "STAT", "name", "post", "OS/2", "cmap")
_SYMBOLIC, _ITALIC = 1 << 2, 1 << 6


_FAMILY = "Source-Sans-3"
_STYLES = {"": "Regular", "-Bold": "Bold", "-Italic": "Italic", "-Bold-Italic": "BoldItalic"}


def style_of(font: pikepdf.Object, glyphs: Collection[int]) -> str:
    """Return which style of the text font these glyphs of a page's font are; "" if they are of another.

    A page on which they stand for other letters than usual, which look the same, keeps its own font.
    """
    style = _STYLES.get(str(font.BaseFont).partition("+")[2].rstrip(",").replace(",-", "-").removeprefix(_FAMILY), "")
    if not style:
        return ""
    said = {int(glyph, 16): text for glyph, text in _MEANING.findall(font.ToUnicode.read_bytes())}
    usual = meaning(style)
    for glyph in glyphs:
        text = bytes.fromhex(said.get(glyph, b"").decode()).decode("utf-16-be").replace("\xa0", " ")
        if usual.get(glyph) != text:
            return ""
    return style


@lru_cache(maxsize=128)
def font_objects(name: str, needed: Letters, first: int) -> tuple[bytes, ...]:
    """Return the bodies of the objects of a style, whose numbers begin with `first`. Glyphs keep their numbers."""
    said = meaning(name)
    glyphs = glyphs_of(name, needed)
    data = _file(name, glyphs)
    prefix = "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
    base = f"/{prefix}+SourceSans3-{name}"
    descendant, descriptor, file, meanings = range(first + 1, first + FONT_OBJECTS)
    return (
        f"<</Type/Font/Subtype/Type0/BaseFont{base}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
        f"/ToUnicode {meanings} 0 R>>".encode(),
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont{base}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/CIDToGIDMap/Identity/DW 0/W[{_widths(name, glyphs)}]"
        f"/FontDescriptor {descriptor} 0 R>>".encode(),
        f"<</Type/FontDescriptor/FontName{base}{_description(name)}/FontFile2 {file} 0 R>>".encode(),
        packed_stream(b"/Length1 %d" % len(data), data),
        packed_stream(b"", _cmap(glyphs, said)),
    )


@lru_cache(maxsize=4)
def _description(name: str) -> str:
    """Return what a font's descriptor says of a style, whatever letters there are."""
    from fontTools.ttLib import TTFont

    scale, font = _scale(name), TTFont(io.BytesIO(font_data(name)), lazy=True)
    head, os2, angle = font["head"], font["OS/2"], font["post"].italicAngle
    box = " ".join(str(round(edge * scale)) for edge in (head.xMin, head.yMin, head.xMax, head.yMax))
    return (
        f"/Flags {_SYMBOLIC | (_ITALIC if angle else 0)}/FontBBox[{box}]/ItalicAngle {angle:g}"
        f"/Ascent {round(os2.sTypoAscender * scale)}/Descent {round(os2.sTypoDescender * scale)}"
        f"/CapHeight {round(os2.sCapHeight * scale)}/StemV 80"
    )


def _file(name: str, glyphs: tuple[int, ...]) -> bytes:
    subset = hb.SubsetInput()
    subset.glyph_set.update(glyphs)
    subset.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    subset.drop_table_tag_set.update(map(tag, _LAYOUT_TABLES))
    return bytes(hb.subset(face(name), subset).blob.data)


def _scale(name: str) -> float:
    upem: int = face(name).upem
    return 1000 / upem


def _widths(name: str, glyphs: tuple[int, ...]) -> str:
    font, scale = hb.Font(face(name)), _scale(name)
    return "".join(f"{glyph}[{font.get_glyph_h_advance(glyph) * scale:g}]" for glyph in glyphs)


def _cmap(glyphs: Iterable[int], said: Mapping[int, str]) -> bytes:
    return to_unicode({glyph: said[glyph] for glyph in glyphs if glyph in said}, digits=4)
