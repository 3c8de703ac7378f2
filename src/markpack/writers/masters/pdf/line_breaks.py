"""Where a line may break: asked of Pango, as WeasyPrint asks it, without loading all of WeasyPrint."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Any

import cffi

LANGUAGE = "en-GB"
_PANGO = (
    "libpango-1.0.so.0", "libpango-1.0-0", "pango-1.0-0", "pango-1.0", "libpango-1.0.dylib", "libpango-1.0-0.dll",
)  # fmt: skip
_NAMES = """
    typedef struct { unsigned int is_line_break: 1; unsigned int rest: 31; } Attributes;
    typedef struct _Language Language;
    Language *pango_language_from_string(const char *);
    void pango_get_log_attrs(const char *, int, int, Language *, Attributes *, int);
"""
_DIRECTIONS = dict.fromkeys(range(0x202A, 0x202F), "\u200b")  # WeasyPrint leaves these out


@cache
def _pango() -> tuple[Any, Any]:
    ffi = cffi.FFI()
    ffi.cdef(_NAMES)
    for name in _PANGO:
        with suppress(OSError):
            return ffi, ffi.dlopen(name)
    import weasyprint.text.ffi  # it finds Pango where it was told to look, or says how to install it

    return ffi, weasyprint.text.ffi.pango


def line_breaks(text: str) -> list[bool]:
    """Say for each place in a text, from before its first letter to after its last, whether a line may break there."""
    ffi, pango = _pango()
    encoded = text.translate(_DIRECTIONS).encode()
    attributes = ffi.new("Attributes[]", len(text) + 1)
    language = pango.pango_language_from_string(LANGUAGE.encode())
    pango.pango_get_log_attrs(encoded, len(encoded), -1, language, attributes, len(text) + 1)
    return [bool(it.is_line_break) for it in attributes]
