"""The texts of a workbook, stored once each in a part of their own, and how text is written in its XML."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from markpack.writers.xlsx.cell import Hole

STRINGS = "xl/sharedStrings.xml"

_START = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="{}" uniqueCount="{}">'
)
_LOOKS_ESCAPED = re.compile("(_x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile(r"([\x00-\x08\x0b-\x1f])")
_MARKUP = re.compile("[&<>]")


class Strings:
    """The texts in the cells of a workbook. `written` is in the order of writing, with all holes, text or not."""

    def __init__(self) -> None:
        self.written: list[str | Hole] = []
        self._texts: list[str] = []

    def add(self, text: str | None, hole: Hole | None = None) -> None:
        """Note a text, or that a hole holds a text or something else."""
        if text is not None:
            self._texts.append(text)
        if hole or text:
            self.written.append(hole or text or "")

    @property
    def texts(self) -> dict[str, str]:
        """Every text, once, with its number."""
        return numbered(self._texts)

    def part(self) -> bytes:
        """Return the part of the package that holds the texts."""
        return strings_part(self.texts, len(self._texts))


def numbered(texts: Iterable[str]) -> dict[str, str]:
    """Return each text's number, by which cells refer to it: the order of first use."""
    return {text: str(number) for number, text in enumerate(dict.fromkeys(texts))}


_NONE: Mapping[str, str] = MappingProxyType({})


def strings_part(texts: Collection[str], uses: int, items: Mapping[str, str] = _NONE) -> bytes:
    """Return the part that holds the texts, in order, which cells use so often; `items` are those already made."""
    made = (items.get(text) or string_item(text) for text in texts)
    return (_START.format(uses, len(texts)) + "".join(made) + "</sst>").encode()


def string_item(text: str) -> str:
    """Return a text's element in the part that holds the texts."""
    keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<si><t{keep}>{escaped(text)}</t></si>"


def escaped(text: str) -> str:
    """Return text as it is written in XML: what looks like an escaped character is not one (ISO 29500-1, 22.4.2.4)."""
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub(r"_x005F\1", text)
    if _CONTROL.search(text):
        text = _CONTROL.sub(lambda match: f"_x{ord(match[1]):04X}_", text)
    if _MARKUP.search(text):
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\ufffe", "_xFFFE_").replace("\uffff", "_xFFFF_")
