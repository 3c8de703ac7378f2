"""Which scripts PDFs can be made in: those whose letters a font on this machine has."""

from __future__ import annotations

from weasyprint import HTML

from markpack.writers.pdf.fonts import FAMILY
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
    text = "".join(f"<p>{sample}" for sample in SAMPLES.values())
    with collected_warnings() as warnings:
        HTML(string=f'<html style="font-family: {FAMILY}"><title>Scripts</title>{text}').write_pdf()
    lacking = {match[1] for match in map(LETTER_LACKING.search, warnings) if match}
    return [name for name, sample in SAMPLES.items() if not lacking.isdisjoint(sample)]
