"""Text as programs leave it in cells and fields: with invisible characters, letters encoded twice, or HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from html import unescape
from itertools import compress

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell, CellKind, plain
from markpack.inputs.files.html_text import text_of_html
from markpack.inputs.problems import Problems, others_too, quote


class Holds(Enum):
    """What a column or field holds, which says what in it is never meant.

    A value is a number, date, identifier or word; a name is a person's; a line is a text of one line that may be a
    name, in which quotation marks are meant; prose is what somebody wrote for a person to read.
    """

    VALUE = "value"
    NAME = "name"
    LINE = "line"
    PROSE = "prose"


@dataclass(frozen=True)
class _Step:
    """One kind of mending: the text that it makes of another one, and what is said where the two differ."""

    mended: Callable[[str], str]
    message: str
    hint: str = ""


def mend(cells: Sequence[Cell], holds: Holds, problems: Problems, *, among: str = "in the column") -> list[Cell]:
    """Return cells that are alike, such as a column's, with what cannot be meant taken out or put right.

    What was mended is a warning, once for all of them; cells are garbled whose letters cannot be told any more,
    or in prose a warning.
    """
    if all(_is_ordinary(cell.text) for cell in cells):
        return list(cells)
    for step in _STEPS[holds]:
        mended = [cell if _is_ordinary(cell.text) else replace(cell, text=step.mended(cell.text)) for cell in cells]
        changed = [(cell, now) for cell, now in zip(cells, mended, strict=True) if cell.text != now.text]
        if changed:
            cell, now = changed[0]
            others = others_too(len(changed) - 1, f" {among}")
            words = step.message.format(before=quote(cell.text), now=quote(now.text), others=others)
            problems.warn(cell.place, words, step.hint)
        cells = mended
    cells = [cell if cell.text.isprintable() else replace(cell, text=plain(cell.text)) for cell in cells]
    garbled = [bool(_TWICE.search(cell.text) or _LOST in cell.text) for cell in cells]
    if holds is not Holds.PROSE:
        return [
            replace(cell, kind=CellKind.GARBLED) if is_garbled else cell
            for cell, is_garbled in zip(cells, garbled, strict=True)
        ]
    for cell in compress(cells, garbled):
        note_garbled(cell, problems.warn)
    return cells


def note_garbled(cell: Cell, note: Callable[[Place, str, str], None]) -> None:
    """Note a cell whose letters cannot be told any more."""
    words = "were lost when the file was saved" if _LOST in cell.text else "were encoded twice"
    note(
        cell.place,
        f"{quote(cell.text)} has letters that {words}, and nobody can tell which were meant.",
        "Type it again. Save lists as an Excel workbook or as “CSV UTF-8 (comma delimited)”.",
    )


def _is_ordinary(text: str) -> bool:
    if not (text.isascii() and text.isprintable()):
        return False
    return not (text[:1] in _STRAIGHT or text[-1:] in _STRAIGHT or "<" in text or "&" in text or "\\" in text)


_ENCODED = {byte: bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0x100)}
_BYTES = {character: byte for byte, character in _ENCODED.items()} | {chr(byte): byte for byte in range(0x100)}
_REST = "[" + re.escape("".join(_ENCODED[byte] for byte in range(0x80, 0xC0))) + "\x80-\x9f]"
_TWICE = re.compile(f"[ÂÃÄÅÐÑÎÏ]{_REST}|[áâï]{_REST}{{2}}|ð{_REST}{{3}}|(?<=[a-z])[ÂÃ]")
"""Letters of European languages, punctuation and pictures in UTF-8, read as if it were Windows-1252 or Latin-1.

A capital after a small letter is one whose second byte a program has dropped.
"""


def _encoded_once(text: str) -> str:
    """Return text whose UTF-8 was read as Windows-1252 as it was meant; as it is where any of it was not."""
    while _TWICE.search(text):
        try:
            once = bytes(_BYTES[character] for character in text).decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            break
        text = once
    return text


_LOST = "\ufffd"
"""What programs put in place of a letter that they could not read."""
_IDEOGRAPHIC_SPACE = "\u3000"
"""Stands between Japanese names, and is meant."""
_STRAIGHT = ("'", '"', "`")
_MARKS = "".join(_STRAIGHT) + "’‘“”„«»"
"""Apostrophes and quotation marks, with which programs and people keep a value together, or text."""
_JOINERS = "\u200c\u200d"
_FILLERS = "\u034f\u115f\u1160\u2800\u3164\uffa0"
"""Characters that show as nothing though they count as letters or marks."""

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,10});")
_TIMES_ENCODED = 3
"""How often a text may have been made HTML: &amp;#39; is the second time."""
_ESCAPES = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_HYPHEN = re.compile(r"(?<=\w)[\u2010-\u2013\u2212](?=\w)")
"""What word processors and phones make of a hyphen."""


def _is_invisible(character: str) -> bool:
    return character in _FILLERS or unicodedata.category(character) in ("Cf", "Cn", "Co")


def _visible(text: str) -> str:
    return "".join(character for character in text if not _is_invisible(character))


def _visible_name(text: str) -> str:
    """Return a name without invisible characters; those stay that join letters, or part them as in Persian."""
    return "".join(
        character
        for position, character in enumerate(text)
        if not _is_invisible(character) or (character in _JOINERS and _joins(text, position))
    )


def _joins(text: str, position: int) -> bool:
    beside = (text[position - 1 : position], text[position + 1 : position + 2])
    return all(letter > "\u0590" and unicodedata.category(letter)[0] in "LMS" for letter in beside)


def _ordinary_spaces(text: str) -> str:
    return "".join(" " if _is_spacing(character) else character for character in text).strip()


def _is_spacing(character: str) -> bool:
    return unicodedata.category(character) == "Zs" and character != _IDEOGRAPHIC_SPACE


def _on_one_line(text: str) -> str:
    return " ".join(filter(None, (part.strip() for part in text.split("\n"))))


def _without_entities(text: str) -> str:
    """Return text with the letters that stand for themselves in HTML alone, such as &#39; and &eacute;."""
    for _ in range(_TIMES_ENCODED):
        text = _ENTITY.sub(lambda match: unescape(match[0]), text)
    return text


def _without_escapes(text: str) -> str:
    r"""Return text with the letters that stand in it as codes of JSON and JavaScript, such as \u00e9."""
    return _ESCAPES.sub(lambda match: _letters_of(match[0].split("\\u")[1:]), text)


def _letters_of(codes: Sequence[str]) -> str:
    return b"".join(bytes.fromhex(code) for code in codes).decode("utf-16-be", errors="replace")


def _without_ligatures(text: str) -> str:
    return _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def _in_plain_signs(text: str) -> str:
    """Return a value in the digits, letters and hyphen of a British keyboard, where it has those of other ones."""
    return _HYPHEN.sub("-", "".join(map(_plain_sign, _without_ligatures(text))))


def _plain_sign(character: str) -> str:
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return unicodedata.normalize("NFKC", character) if "\uff01" <= character <= "\uff5e" else character


def _without_marks(text: str) -> str:
    """Return a value without the marks around it; as it is where there are further ones within."""
    inside = text.strip(_MARKS + " ")
    return text if not inside or any(mark in inside for mark in _MARKS) else inside


def _name_without_marks(text: str) -> str:
    """Return a name without the marks around it, or an apostrophe before a capital; ’t Hooft has his."""
    if len(text) > 2 and text[0] in _MARKS and text[-1] in _MARKS:
        return text[1:-1].strip()
    return text[1:] if text[:1] == "'" and text[1:2].isupper() else text


_ONCE = _Step(
    _encoded_once,
    "{before} is read as {now}, because its letters were encoded twice{others}.",
    "Check that this is right. To mend the file, export it again as CSV UTF-8, or type the text again.",
)
_SPACES = _Step(_ordinary_spaces, "{now} is read with ordinary spaces for no-break and other ones{others}.")
_COPIED = "{now} is read without the invisible characters in it{others}."
_TYPE_AGAIN = "They come along when text is copied from a message or a web page. Type it again to get rid of them."
_WITHOUT_MARKS = "{before} is read as {now}, without the marks around it{others}."

_DECODED = _Step(_without_entities, "{before} is read as {now}, because it has letters written as in HTML{others}.")
_OF_CODES = _Step(_without_escapes, "{before} is read as {now}, because it has letters written as codes{others}.")
_PLAIN_SIGNS = "{before} is read as {now}, in ordinary letters and digits{others}."

_STEPS = {
    Holds.VALUE: (
        _ONCE,
        _DECODED,
        _OF_CODES,
        _Step(_visible, _COPIED, _TYPE_AGAIN),
        _SPACES,
        _Step(_in_plain_signs, _PLAIN_SIGNS),
        _Step(_without_marks, _WITHOUT_MARKS),
    ),
    Holds.NAME: (
        _ONCE,
        _DECODED,
        _OF_CODES,
        _Step(_on_one_line, "{now} is read on one line; in its cell it has several{others}."),
        _Step(_visible_name, _COPIED, _TYPE_AGAIN),
        _SPACES,
        _Step(_without_ligatures, _PLAIN_SIGNS),
        _Step(_name_without_marks, _WITHOUT_MARKS),
    ),
    Holds.LINE: (
        _ONCE,
        _Step(_visible_name, _COPIED, _TYPE_AGAIN),
        _SPACES,
        _Step(_without_ligatures, _PLAIN_SIGNS),
    ),
    Holds.PROSE: (
        _ONCE,
        _OF_CODES,
        _Step(text_of_html, "The HTML here is read as its text, {now}{others}.", "Check that nothing is lost."),
    ),
}
