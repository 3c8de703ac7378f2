"""Setting the text of a field by itself: words shaped by HarfBuzz, lines broken where WeasyPrint breaks them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz as hb

from markpack.model.printed_signs import name_signs
from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.pdf.letters import NOTHING, Letters, face, letters, meaning
from markpack.writers.masters.pdf.line_breaks import LANGUAGE, line_breaks

_BLANKS = re.compile("[ \t\r]{2,}|[\t\r]")
_LATIN = re.compile("[A-Za-zÀ-ɏḀ-ỿ]")
_GREEK_OR_CYRILLIC = re.compile("[Ͱ-ԯἀ-῿]")
_MOST_WORDS = 50_000
UNITS = 1024  # Pango's, in a pixel
_UNDECIDED = 2  # units: whether a line fits is left to a full layout where it is as close as that
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"})
_FIRST_PICTOGRAM = 0x2100


@dataclass(frozen=True)
class Word:
    """Letters that stand together: how wide they are in Pango's units, and the glyphs, for a TJ operator."""

    width: int
    glyphs: str
    letters: Letters


@dataclass(frozen=True)
class Line:
    """A line of text: how wide it is in pixels, and what a TJ operator shows."""

    width: float
    shown: str
    letters: Letters


class Typeface:
    """One style of the text font (Regular, Bold, Italic or BoldItalic) in one size, in pixels."""

    def __init__(self, name: str, size: float) -> None:
        self.name = name
        self.size = size
        self._scale = int(size * UNITS)
        self._font = hb.Font(face(name))
        self._font.scale = (self._scale, self._scale)  # so that widths are rounded as Pango rounds them
        self.space = self._font.get_nominal_glyph(ord(" "))
        self._space_width = self._font.get_glyph_h_advance(self.space)
        self._between = f"<{self.space:04x}>"
        self._signs: set[str] = set()
        self._words: dict[str, Word] = {}
        self._breaks: dict[str, tuple[int, ...]] = {}

    def lines(self, text: str, width: float, indent: float = 0.0) -> list[Line]:
        """Return text in lines at most so many pixels wide, the first by `indent` less; no line for no text.

        Line feeds begin new lines, other white space is one space. Raises DoesNotFit for what this cannot set as
        WeasyPrint would: other directions, marks that are placed by hand, missing letters, words wider than a line.
        """
        if not text.isascii():
            text = name_signs(text)
            if _GREEK_OR_CYRILLIC.search(text) and _LATIN.search(text):
                raise DoesNotFit("quotation marks between letters of several scripts are set by a full layout")
        paragraphs = [_BLANKS.sub(" ", paragraph).lstrip(" ") for paragraph in text.split("\n")]
        if not paragraphs[-1].strip(" "):
            paragraphs.pop()
        room = int(width * UNITS)
        return [
            line
            for at, paragraph in enumerate(paragraphs)
            for line in self._paragraph(paragraph, room, int(indent * UNITS) if at == 0 else 0)
        ]

    def width(self, text: str) -> float:
        """Return the width in pixels of text that stands on one line."""
        words = text.split(" ")
        spaces: int = (len(words) - 1) * self._space_width
        return (sum(self.word(word).width for word in words if word) + spaces) / UNITS

    def word(self, text: str) -> Word:
        """Return letters without a space as glyphs."""
        word = self._words.get(text)
        if word is None:
            if len(self._words) >= _MOST_WORDS:
                self._words.clear()
            word = self._words[text] = self._shaped(text)
        return word

    def _paragraph(self, text: str, whole: int, indent: int) -> list[Line]:
        if not text.strip(" "):
            return [Line(0, "", NOTHING)]
        parts = text.rstrip(" ").split(" ")
        space = self._space_width
        lines: list[Line] = []
        line: list[Word] = []
        used, room = -space, whole - indent
        for position, part in enumerate(parts):
            word = self._words.get(part) or self.word(part)
            end = used + space + word.width
            if end < room:
                line.append(word)
                used = end
                continue
            before = parts[position - 1] if line else None
            rest = part
            while end >= room:
                if end <= room + _UNDECIDED:
                    raise DoesNotFit("it cannot be told without a full layout whether a line fits")
                cut = self._cut(rest, room - used - space)
                if cut:
                    line.append(self.word(rest[:cut]))
                    used += space + line[-1].width
                    rest = rest[cut:]
                elif before is None:
                    raise DoesNotFit(f"“{rest}” is wider than its line")
                elif not _may_break(before, rest):
                    raise DoesNotFit(f"no line may begin with “{rest}”, which does not fit on the line before")
                lines.append(self._line(line, used))
                line, used, before, room = [], -space, None, whole
                word = self.word(rest)
                end = word.width
            line.append(word)
            used = end
        if text[-1] == " " and used + space >= room:
            raise DoesNotFit("a space at the end of a text, for which there is no room, may begin another line")
        lines.append(self._line(line, used))
        return lines

    def _cut(self, text: str, room: int) -> int:
        """Return how many letters of a word fit into so many units up to a place where it may break, or 0."""
        for at in reversed(self._places(text)):
            width = self.word(text[:at]).width
            if width < room:
                return at
            if width <= room + _UNDECIDED:
                raise DoesNotFit("it cannot be told without a full layout where a word breaks")
        return 0

    def _places(self, text: str) -> tuple[int, ...]:
        places = self._breaks.get(text)
        if places is None:
            if len(self._breaks) >= _MOST_WORDS:
                self._breaks.clear()
            places = self._breaks[text] = () if text.isalnum() else _breaks(text)
        return places

    def _line(self, words: Sequence[Word], used: int) -> Line:
        shown = self._between.join([word.glyphs for word in words]).replace("><", "")
        needed = NOTHING
        for word in words:
            needed |= word.letters
        return Line(used / UNITS, shown, needed)

    def _shaped(self, text: str) -> Word:
        """Shape letters; raise DoesNotFit for whatever is not a row of glyphs, one after another."""
        self._signs.update(sign for sign in text if sign not in self._signs and self._is_set(sign))
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.language = LANGUAGE
        hb.shape(self._font, buffer)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        ends = [info.cluster for info in infos[1:]] + [len(text)]
        meanings = meaning(self.name)
        width, glyphs, run = 0, "", ""
        for info, position, end in zip(infos, positions, ends, strict=True):
            said = text[info.cluster : end].replace("\xa0", " ")
            if position.x_offset or position.y_offset or meanings.get(info.codepoint) != said:
                raise DoesNotFit(f"“{text}” has marks or forms that are set by a full layout")
            run += f"{info.codepoint:04x}"
            own = self._font.get_glyph_h_advance(info.codepoint)
            width += position.x_advance
            if position.x_advance != own:
                glyphs += f"<{run}>{(own - position.x_advance) * 1000 / self._scale:.3g}"
                run = ""
        glyphs += f"<{run}>" if run else ""
        return Word(width, glyphs, letters(self.name, {info.codepoint for info in infos}))

    def _is_set(self, sign: str) -> bool:
        """Say that a letter can be set by itself; raise DoesNotFit if it is set by a full layout."""
        if unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT:
            raise DoesNotFit(f"“{sign}” runs from right to left")
        kind = unicodedata.category(sign)
        if kind[0] in "CM" or (kind[0] == "Z" and sign != "\xa0") or (kind == "So" and ord(sign) >= _FIRST_PICTOGRAM):
            raise DoesNotFit(f"U+{ord(sign):04X} is set by a full layout")
        if not self._font.get_nominal_glyph(ord(sign)):
            raise DoesNotFit(f"the font has no “{sign}”")
        return True


def _breaks(text: str) -> tuple[int, ...]:
    breaks = line_breaks(text)
    return tuple(at for at in range(1, len(text)) if breaks[at])


@lru_cache(maxsize=8192)
def _may_break(before: str, after: str) -> bool:
    """Say whether a line may break at the space between two words, of which letters and digits decide nothing."""
    if (before[-1:].isalnum() or before[-1:] in ",.;") and after[:1].isalnum():
        return True
    return line_breaks(f"{before} {after}")[len(before) + 1]


@lru_cache(maxsize=64)
def typeface(name: str, size: float) -> Typeface:
    """Return a style of the text font in a size."""
    return Typeface(name, size)
