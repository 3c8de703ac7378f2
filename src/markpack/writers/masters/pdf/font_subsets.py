"""The fonts of imprinted text, cut down to the repertoires that a file uses, ready to stand in it."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

import pikepdf
import uharfbuzz as hb

from markpack.writers.fonts import font_data
from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.file_writer import packed_stream
from markpack.writers.masters.pdf.text_shaping import REPERTOIRES, face, meaning
from markpack.writers.pdf.to_unicode import to_unicode

_OBJECTS = 5
"""How many objects a font takes: the font, its descendant, descriptor, file and table of meanings."""
_MEANING = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
_FEATURES = ("kern", "liga", "clig", "calt", "ccmp", "rlig", "locl")
_LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "kern", "DSIG", "BASE", "STAT", "name", "post", "OS/2", "cmap")
_SYMBOLIC, _ITALIC = 1 << 2, 1 << 6


class Fonts:
    """The fonts of a form that have to hold more than the form's own letters.

    `gone` are the numbers of the objects whose place they take, `numbers` those of their own.
    """

    def __init__(self, pdf: pikepdf.Pdf, faces: Mapping[str, str]) -> None:
        """Put fonts in the place of those of the pages; `faces` are their styles by the names that the pages use.

        Raises DoesNotFit if the form has letters that share a glyph with others.
        """
        self.gone: set[int] = set()
        self._made: dict[str, tuple[int, frozenset[tuple[int, str]]]] = {}
        for style in sorted(set(faces.values())):
            names = [name for name, of in faces.items() if of == style]
            laid_out = [
                page.Resources.Font[name] for page in pdf.pages for name in names if name in page.Resources.Font
            ]
            said = frozenset(entry for font in laid_out for entry in _meanings(font))
            for glyph, text in said:
                if meaning(style).get(glyph, text) != text.replace("\xa0", " "):
                    raise DoesNotFit(f"“{text}” of the form looks like another letter")
            made = [pdf.make_indirect(pikepdf.Dictionary()) for _ in range(_OBJECTS)]
            numbers = [entry.objgen[0] for entry in made]
            if numbers != list(range(numbers[0], numbers[0] + _OBJECTS)):
                raise AssertionError(f"the objects of a font are not in a row: {numbers}")
            self._made[style] = numbers[0], said
            self.gone.update(number for font in laid_out for number in _numbers(font))
            for page in pdf.pages:
                for name in (*names, f"/{style}"):
                    page.Resources.Font[name] = made[0]

    @property
    def styles(self) -> Collection[str]:
        """The styles, in the order in which `objects` expects their repertoires."""
        return self._made.keys()

    @property
    def numbers(self) -> set[int]:
        """The numbers of the fonts' objects."""
        return {first + part for first, _ in self._made.values() for part in range(_OBJECTS)}

    def objects(self, repertoires: Iterable[int]) -> dict[int, bytes]:
        """Return the bodies of the objects, by number, for the repertoires that are used of each style."""
        return {
            number: body
            for (style, (first, said)), used in zip(self._made.items(), repertoires, strict=True)
            for number, body in enumerate(_font_objects(style, used, said, first), start=first)
        }


def _meanings(font: pikepdf.Object) -> Iterator[tuple[int, str]]:
    """Yield the glyphs of a font that pages use, and what they stand for."""
    for glyph, text in _MEANING.findall(font.ToUnicode.read_bytes()):
        yield int(glyph, 16), bytes.fromhex(text.decode()).decode("utf-16-be")


def _numbers(font: pikepdf.Object) -> Iterator[int]:
    descendant = font.DescendantFonts[0]
    descriptor = descendant.FontDescriptor
    for entry in (font, descendant, descriptor, descriptor.FontFile2, font.ToUnicode):
        yield entry.objgen[0]


@lru_cache(maxsize=64)
def _font_objects(name: str, repertoires: int, others: frozenset[tuple[int, str]], first: int) -> tuple[bytes, ...]:
    """Return the bodies of a font's objects, whose numbers begin with `first`.

    `name` is a style of the text font, `repertoires` has a bit for each repertoire; `others` are glyphs that the font
    has to have as well, with the text that they stand for. Glyphs keep their numbers.
    """
    said = dict(others) | meaning(name)
    glyphs = tuple(sorted(_glyphs(name, repertoires).union(glyph for glyph, _ in others)))
    data = _file(name, glyphs)
    tag = "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
    base = f"/{tag}+SourceSans3-{name}"
    descendant, descriptor, file, meanings = range(first + 1, first + _OBJECTS)
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


@lru_cache(maxsize=64)
def _glyphs(name: str, repertoires: int) -> frozenset[int]:
    """Return the glyphs of the letters of repertoires, with those that the font puts in their place."""
    subset = hb.SubsetInput()
    known = set(face(name).unicodes)
    chosen = (ranges for number, ranges in enumerate(REPERTOIRES) if repertoires & (1 << number))
    for ranges in chosen:
        for first, last in ranges:
            subset.unicode_set.update(known.intersection(range(first, last + 1)))
    subset.layout_feature_tag_set.clear()
    subset.layout_feature_tag_set.update(map(_tag, _FEATURES))
    subset.flags = hb.SubsetFlags.RETAIN_GIDS
    plan = hb.SubsetPlan(face(name), subset)
    return frozenset(plan.old_to_new_glyph_mapping.keys())


def _file(name: str, glyphs: tuple[int, ...]) -> bytes:
    subset = hb.SubsetInput()
    subset.glyph_set.update(glyphs)
    subset.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    subset.drop_table_tag_set.update(map(_tag, _LAYOUT_TABLES))
    return bytes(hb.subset(face(name), subset).blob.data)


def _scale(name: str) -> float:
    upem: int = face(name).upem
    return 1000 / upem


def _tag(name: str) -> int:
    return int.from_bytes(name.ljust(4).encode(), "big")


def _widths(name: str, glyphs: tuple[int, ...]) -> str:
    font, scale = hb.Font(face(name)), _scale(name)
    return "".join(f"{glyph}[{font.get_glyph_h_advance(glyph) * scale:g}]" for glyph in glyphs)


def _cmap(glyphs: Iterable[int], said: Mapping[int, str]) -> bytes:
    return to_unicode({glyph: said[glyph] for glyph in glyphs if glyph in said}, digits=4)
