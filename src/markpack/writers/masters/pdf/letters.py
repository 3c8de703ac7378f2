"""The letters of the text font: what its glyphs stand for, and which of them a file needs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz as hb

from markpack.writers.fonts import font_data

_SECOND_CHOICE = {0xB5, *range(0xFB00, 0xFB07)}  # glyphs of other letters as well: micro and mu, ligatures
_FEATURES = ("kern", "liga", "clig", "calt", "ccmp", "rlig", "locl")
_GROUPS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((0x20, 0x20), (0x2C, 0x2E), (0x61, 0x7A), (0x2019, 0x2019), (0xA0, 0xA0)),
    ((0x41, 0x5A),),
    ((0x28, 0x29), (0x2F, 0x3A)),
    ((0x21, 0x22), (0x26, 0x27), (0x3B, 0x3B), (0x3F, 0x3F), (0xB7, 0xB7), (0x2013, 0x2013), (0x2018, 0x201D)),
)
"""Letters of English that are embedded together, so that many files share their fonts: small letters, capitals,
figures, and punctuation. All other letters are embedded one by one."""
_SMALL = 1


@dataclass(frozen=True)
class Letters:
    """What is needed of a style: a bit for each group of letters, and the glyphs beside them."""

    groups: int = 0
    others: frozenset[int] = frozenset()

    def __or__(self, other: Letters) -> Letters:
        """Return what both need."""
        if other.others <= self.others and other.groups | self.groups == self.groups:
            return self
        return Letters(self.groups | other.groups, self.others | other.others)


NOTHING = Letters()


def letters(style: str, glyphs: Collection[int]) -> Letters:
    """Return what these glyphs of a style need."""
    said = meaning(style)
    groups = 0
    for glyph in glyphs:
        for sign in said.get(glyph, ""):
            groups |= _group(ord(sign))
    return Letters(groups, frozenset(glyphs) - _glyphs(style, groups))


def glyphs_of(style: str, needed: Letters) -> tuple[int, ...]:
    """Return all glyphs that a file has of a style which needs these letters; small letters are always there."""
    return tuple(sorted(_glyphs(style, needed.groups | _SMALL) | needed.others))


@lru_cache(maxsize=4096)
def _group(code: int) -> int:
    return next(
        (1 << at for at, ranges in enumerate(_GROUPS) if any(first <= code <= last for first, last in ranges)), 0
    )


@lru_cache(maxsize=64)
def _glyphs(style: str, groups: int) -> frozenset[int]:
    """Return the glyphs of groups of letters, with those that the font puts in their place."""
    subset = hb.SubsetInput()
    known = set(face(style).unicodes)
    for _, ranges in (entry for entry in enumerate(_GROUPS) if groups & (1 << entry[0])):
        for first, last in ranges:
            subset.unicode_set.update(known.intersection(range(first, last + 1)))
    subset.layout_feature_tag_set.clear()
    subset.layout_feature_tag_set.update(map(tag, _FEATURES))
    subset.flags = hb.SubsetFlags.RETAIN_GIDS
    plan = hb.SubsetPlan(face(style), subset)
    return frozenset(plan.old_to_new_glyph_mapping.keys())


def tag(name: str) -> int:
    """Return a tag of a font's table or feature as HarfBuzz has it."""
    return int.from_bytes(name.ljust(4).encode(), "big")


@lru_cache(maxsize=4)
def face(name: str) -> hb.Face:
    """Return a style of the text font."""
    return hb.Face(font_data(name))


@lru_cache(maxsize=4)
def meaning(name: str) -> dict[int, str]:
    """Return the text that each glyph of a style stands for, ligatures included: what is read back from a file."""
    from io import BytesIO

    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(font_data(name)))
    by_name: dict[str, str] = {}
    for code, glyph in sorted(font.getBestCmap().items()):
        if code not in _SECOND_CHOICE:
            by_name.setdefault(glyph, chr(code))
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for first, ligatures in getattr(table, "ligatures", {}).items():
                for ligature in ligatures:
                    parts = [by_name.get(glyph, "") for glyph in (first, *ligature.Component)]
                    if all(parts):
                        by_name.setdefault(ligature.LigGlyph, "".join(parts))
    return {font.getGlyphID(glyph): text for glyph, text in by_name.items()}
