"""What WeasyPrint logs while it lays out pages."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

LETTER_LACKING = re.compile(r'\.notdef glyph [^"]*"(.)" \((U\+[0-9A-F]+)\)', re.DOTALL)
"""A message about a letter that no font has."""


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
