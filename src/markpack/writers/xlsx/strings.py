"""The shared strings of a workbook, a part of their own, and the escaping of text in its XML."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markpack.writers.zip_package import StoredPart, deflate, deflate_start

STRINGS = "xl/sharedStrings.xml"

# How many texts there are may be left out (ISO 29500-1, 18.4.9); it would make the beginning vary.
_START = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
)
_END = "</sst>"
_LOOKS_ESCAPED = re.compile("(_x[0-9a-fA-F]{4}_)")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class Strings:
    """The texts in the cells of a workbook: those of its form, once each, then every text that varies.

    The form's texts always have the same numbers, so they are deflated once for all workbooks of a form.
    """

    def __init__(self) -> None:
        self._form: dict[str, None] = {}
        self._varying: list[str] = []

    def add(self, text: str) -> None:
        """Note a text of the form, before any that varies."""
        self._form[text] = None

    def add_varying(self, text: str) -> str:
        """Note a text that varies; return a unique stand-in for XlsxWriter, which would number equal texts once."""
        self._varying.append(text)
        return f"\0{len(self._varying)}"

    @property
    def form(self) -> tuple[str, ...]:
        """The texts of the form by their numbers, by which cells refer to them."""
        return tuple(self._form)

    @property
    def varying(self) -> tuple[str, ...]:
        """The texts that vary."""
        return tuple(self._varying)

    def part(self) -> StoredPart:
        """Return the part of the package that holds the texts."""
        return strings_part(form_strings(self._form), self._varying)


def form_strings(texts: Iterable[str]) -> StoredPart:
    """Return the beginning of the part that holds the texts: those of the form."""
    return deflate_start((_START + "".join(map(string_item, texts))).encode())


def strings_part(form: StoredPart, texts: Iterable[str]) -> StoredPart:
    """Return the part that holds the texts of the form and further `texts`."""
    return deflate(("".join(map(string_item, texts)) + _END).encode(), form)


def string_item(text: str) -> str:
    """Return the element for a text as a cell stores it.

    Of the control characters that have to be escaped, such a text holds only the carriage return.
    """
    keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    markup = _escape_markup(_escape_lookalikes(text).replace("\r", "_x000D_"))
    return f"<si><t{keep}>{markup}</t></si>"


def escape_xml(text: str) -> str:
    """Return text for XML; text that looks like an escaped character is escaped (ISO 29500-1, 22.4.2.4)."""
    text = _escape_lookalikes(text)
    if not text.isprintable():
        text = _UNPRINTABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return _escape_markup(text)


def _escape_lookalikes(text: str) -> str:
    return _LOOKS_ESCAPED.sub(r"_x005F\1", text) if "_" in text else text


def _escape_markup(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
