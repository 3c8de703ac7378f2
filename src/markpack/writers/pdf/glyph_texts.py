"""What glyphs stand for where WeasyPrint tells nothing, or too much: where several draw one letter with its marks."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from markpack.writers.pdf.objects import referred

_MEANING = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
_NOTHING_VISIBLE = "\N{ZERO WIDTH SPACE}"


def mend_glyph_texts(pdf: Any) -> None:
    """Let each glyph of a font stand for a text, working on pydyf's objects before they are written.

    WeasyPrint gives the text of several glyphs to the last of them, and none to the others, which makes the table of
    texts invalid. A glyph that has a letter of its own stands for that, whatever it was first drawn with.
    """
    for font in [entry for entry in pdf.objects if isinstance(entry, dict) and entry.get("Subtype") == "/Type0"]:
        meanings = referred(pdf, font["ToUnicode"])
        if any(_is_doubtful(_text(line)) for line in meanings.stream if _MEANING.fullmatch(line)):
            letters = _letters(pdf, font)
            meanings.stream = [_MEANING.sub(lambda found: _mended(found, letters), line) for line in meanings.stream]  # noqa: B023  # used at once


def _text(line: bytes) -> str:
    return bytes.fromhex(line.rpartition(b"<")[2][:-1].decode()).decode("utf-16-be")


def _is_doubtful(text: str) -> bool:
    return not text or (len(text) > 1 and any(unicodedata.category(letter)[0] == "M" for letter in text))


def _mended(found: re.Match[bytes], letters: Mapping[int, str]) -> bytes:
    text = _text(found[0])
    letter = letters.get(int(found[1], 16), "" if text else _NOTHING_VISIBLE)
    if letter and (not text or letter in text):
        text = letter
    return b"<%s> <%s>" % (found[1], text.encode("utf-16-be").hex().encode())


def _letters(pdf: Any, font: Any) -> dict[int, str]:
    """Return the letters that a font draws as they are, by their glyphs."""
    from fontTools.ttLib import TTFont

    descriptor = referred(pdf, referred(pdf, font["DescendantFonts"][0])["FontDescriptor"])
    file = referred(pdf, next(descriptor[key] for key in ("FontFile2", "FontFile3") if key in descriptor))
    read = TTFont(io.BytesIO(b"".join(file.stream)), lazy=True)
    return {read.getGlyphID(name): chr(code) for code, name in (read.getBestCmap() or {}).items()}
