"""The fonts of form fields, with an encoding of one byte a letter, which programs know how to write in."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import pydyf

from markpack.writers.pdf.objects import referred, remove
from markpack.writers.pdf.to_unicode import to_unicode

BEYOND_WIN_ANSI = "ĄąĆćĘęŁłŃńŚśŹźŻżŴŵŶŷĂăŐőŰűĞğıİŞşČč"
"""Letters of British learners' names that WinAnsiEncoding lacks, in codes that it leaves free."""
_FREE_CODES = [code for code in range(1, 0x20) if chr(code) not in "\t\n\r"] + [0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D]
_SYMBOLIC, _NONSYMBOLIC = 1 << 2, 1 << 5


def _letters() -> dict[int, str]:
    """Return what each code of the encoding stands for."""
    codes = (code for code in range(0x20, 0x100) if code not in _FREE_CODES)
    win_ansi = {code: bytes([code]).decode("cp1252") for code in codes}
    added = dict(zip(_FREE_CODES, BEYOND_WIN_ANSI, strict=True))
    # There, a space and a hyphen stand twice.
    return dict(sorted((win_ansi | added | {0xA0: " ", 0xAD: "-"}).items()))


LETTERS = _letters()
"""What can be typed into a field, by its code. Viewers take fonts of their own for other letters."""


class FormFonts:
    """Makes a font of one byte a letter for each that WeasyPrint embedded with two for the sake of fields."""

    def __init__(self, pdf: Any, resources: Any) -> None:
        """Take the fonts of the pages' resources."""
        self._pdf = pdf
        self._of_pages = referred(pdf, resources["Font"])
        self._of_fields = pydyf.Dictionary()

    def simple(self, name: str) -> str:
        """Return the name of the font in which a field has what WeasyPrint sets in the one called `name`."""
        if name not in self._of_fields:
            font = self._simple(referred(self._pdf, self._of_pages[name]))
            self._of_fields[name] = self._of_pages[name] if font is None else font
        return name

    def resources(self) -> bytes:
        """Return a reference to resources that have the fonts of all fields."""
        resources = pydyf.Dictionary({"Font": self._of_fields})
        self._pdf.add_object(resources)
        return bytes(resources.reference)

    def _simple(self, composite: Any) -> bytes | None:
        """Return a reference to a font with the same letters; None for one that cannot be encoded so."""
        descriptor = referred(self._pdf, self._descendant(composite)["FontDescriptor"])
        if "FontFile2" not in descriptor:
            return None
        file = referred(self._pdf, descriptor["FontFile2"])
        own = pydyf.Dictionary(descriptor | {"Flags": descriptor["Flags"] & ~_SYMBOLIC | _NONSYMBOLIC})
        meanings = pydyf.Stream([to_unicode(LETTERS, digits=2)], compress=True)
        self._pdf.add_object(own)
        self._pdf.add_object(meanings)
        font = pydyf.Dictionary(
            {
                "Type": "/Font",
                "Subtype": "/TrueType",
                "BaseFont": composite["BaseFont"],
                "Encoding": pydyf.Dictionary({"BaseEncoding": "/WinAnsiEncoding", "Differences": _differences()}),
                "ToUnicode": meanings.reference,
                "FirstChar": min(LETTERS),
                "LastChar": max(LETTERS),
                "Widths": pydyf.Array(_widths(b"".join(file.stream))),
                "FontDescriptor": own.reference,
            }
        )
        self._pdf.add_object(font)
        return bytes(font.reference)

    def _descendant(self, composite: Any) -> Any:
        return referred(self._pdf, composite["DescendantFonts"][0])

    def remove_unused(self) -> None:
        """Take out what no page, and no picture on one, is printed in."""
        streams = [entry for entry in self._pdf.objects if isinstance(entry, pydyf.Stream)]
        for name, reference in self._of_fields.items():
            if reference == self._of_pages[name] or any(_is_used(name, stream) for stream in streams):
                continue
            composite = referred(self._pdf, self._of_pages.pop(name))
            descendant = self._descendant(composite)
            gone = (descendant["FontDescriptor"], composite["DescendantFonts"][0], composite["ToUnicode"])
            for part in (*gone, composite.reference):
                remove(self._pdf, part)


def _is_used(name: str, stream: Any) -> bool:
    """Say whether content selects a font."""
    operand = f"/{name} ".encode()
    return any(isinstance(entry, bytes) and entry.startswith(operand) for entry in stream.stream)


@lru_cache(maxsize=8)
def _widths(font_file: bytes) -> tuple[int, ...]:
    """Return the widths of the letters, in thousandths of the size."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(font_file), lazy=True)
    glyphs, metrics, scale = font.getBestCmap(), font["hmtx"], 1000 / font["head"].unitsPerEm
    widths = {code: metrics[glyphs[ord(it)]][0] * scale for code, it in LETTERS.items() if ord(it) in glyphs}
    return tuple(round(widths.get(code, 0)) for code in range(min(LETTERS), max(LETTERS) + 1))


def _differences() -> Any:
    """Return where the encoding is not WinAnsiEncoding. All names are in the Adobe Glyph List, as PDF/UA asks."""
    from fontTools.agl import UV2AGL

    entries = pydyf.Array()
    for code in _FREE_CODES:
        entries += [code, f"/{UV2AGL[ord(LETTERS[code])]}"]
    return entries
