"""Which scripts PDFs can be made in: those whose letters a font on this machine has."""

from __future__ import annotations

import logging
import re

from weasyprint import HTML

from markpack.writers.pdf.fonts import FAMILY

SAMPLES = {
    "Greek": "Ελληνικά", "Cyrillic": "Українська", "Armenian": "Հայերեն", "Georgian": "ქართული", "Hebrew": "עברית",
    "Arabic": "العربية", "Devanagari": "हिन्दी", "Bengali": "বাংলা", "Gurmukhi": "ਪੰਜਾਬੀ", "Gujarati": "ગુજરાતી",
    "Tamil": "தமிழ்", "Telugu": "తెలుగు", "Malayalam": "മലയാളം", "Sinhala": "සිංහල", "Thai": "ไทย", "Khmer": "ខ្មែរ",
    "Amharic": "አማርኛ", "Chinese": "中文", "Japanese": "日本かな", "Korean": "한국어",
}  # fmt: skip
"""The name of each script, or of a language that is written in it, in its own letters."""


def unprinted_scripts() -> list[str]:
    """Return the names of scripts that no font here has all the letters of."""
    unprinted: set[str] = set()
    note = _Note(unprinted)
    logger = logging.getLogger("weasyprint")
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(note)
    try:
        text = "".join(f"<p>{sample}" for sample in SAMPLES.values())
        HTML(string=f'<html style="font-family: {FAMILY}"><title>Scripts</title>{text}').write_pdf()
    finally:
        logger.removeHandler(note)
        logger.propagate = propagate
    return [name for name, sample in SAMPLES.items() if not unprinted.isdisjoint(sample)]


class _Note(logging.Handler):
    """Notes the letters that WeasyPrint says it has no font for."""

    def __init__(self, letters: set[str]) -> None:
        super().__init__(logging.WARNING)
        self._letters = letters

    def emit(self, record: logging.LogRecord) -> None:
        if ".notdef" in record.getMessage():
            self._letters.update(chr(int(code, 16)) for code in re.findall(r"\(U\+([0-9A-F]+)\)", record.getMessage()))
