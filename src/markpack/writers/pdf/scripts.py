"""Which scripts PDFs can be made in: those whose letters a font on this machine has."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import escape
from weasyprint import HTML

from markpack.model.printed_signs import name_signs
from markpack.writers.fonts import FAMILY
from markpack.writers.pdf.layout_log import LETTER_LACKING, collected_warnings

SAMPLES = {
    "Greek": "Ελληνικά", "Cyrillic": "Українська", "Armenian": "Հայերեն", "Georgian": "ქართული", "Hebrew": "עברית",
    "Arabic": "العربية", "Devanagari": "हिन्दी", "Bengali": "বাংলা", "Gurmukhi": "ਪੰਜਾਬੀ", "Gujarati": "ગુજરાતી",
    "Tamil": "தமிழ்", "Telugu": "తెలుగు", "Malayalam": "മലയാളം", "Sinhala": "සිංහල", "Thai": "ไทย", "Khmer": "ខ្មែរ",
    "Amharic": "አማርኛ", "Chinese": "中文", "Japanese": "日本かな", "Korean": "한국어",
}  # fmt: skip
"""The name of each script, or of a language that is written in it, in its own letters."""


def unprinted_scripts() -> list[str]:
    """Return the names of scripts that no font here has all the letters of."""
    lacking = unprinted_letters(SAMPLES.values())
    return [name for name, sample in SAMPLES.items() if not lacking.isdisjoint(sample)]


def unprinted_letters(words: Iterable[str]) -> frozenset[str]:
    """Return the letters of words that no font here has. What is printed by name is none of them."""
    text = "".join(f"<p>{escape(name_signs(word))}" for word in words)
    with collected_warnings() as warnings:
        HTML(string=f'<html style="font-family: {FAMILY}"><title>Letters</title>{text}').write_pdf()
    return frozenset(match[1] for match in map(LETTER_LACKING.search, warnings) if match)
