"""What WeasyPrint logs while it lays out pages."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

LETTER_LACKING = re.compile(r'\.notdef glyph [^"]*"(.)" \((U\+[0-9A-F]+)\)', re.DOTALL)
"""A message about a letter that no font has."""
_MOST_NAMED = 8
INSTALL_FONTS = (
    "install fonts for the script (such as fonts-noto-core or fonts-noto-cjk), or use the Word or Excel file"
)
"""What to do about letters that no font has."""


def letters_lacking(letters: Iterable[str]) -> str:
    """Say of one or more letters that no font has them."""
    named = [f"“{letter}” (U+{ord(letter):04X})" for letter in sorted(set(letters))]
    shown = ", ".join(named[:_MOST_NAMED]) + (" …" if len(named) > _MOST_NAMED else "")
    return f"no font on this machine has the letter{'s' if len(named) > 1 else ''} {shown}"


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def collected_warnings() -> Iterator[list[str]]:
    """Give a list that takes up WeasyPrint's warnings, which are printed nowhere then."""
    collector, logger = _Collector(), logging.getLogger("weasyprint")
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(collector)
    try:
        yield collector.messages
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate
