from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from markpack.writers.pdf.fonts import FACES, FORMS, SCHEME, font_data, font_faces, font_file, name_symbols

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_font_of_form_fields_is_what_its_script_makes_of_the_text_font(tmp_path: Path) -> None:
    made = tmp_path / "forms.ttf"
    subprocess.run([sys.executable, "setup/form_font.py", str(made)], cwd=ROOT, check=True)
    assert made.read_bytes() == font_data(FORMS), "run setup/form_font.py and commit what it writes"


def test_every_font_that_a_stylesheet_names_is_there_and_nothing_else() -> None:
    addresses = [part.split(")")[0] for part in font_faces().split("url(")[1:]]
    assert len(addresses) == len(FACES) + 1
    assert all(font_file(address).startswith(b"\0\1\0\0") for address in addresses)
    for address in (f"{SCHEME}:../../../pyproject", f"{SCHEME}:", "file:///etc/hostname", "https://example.org/x.ttf"):
        with pytest.raises(ValueError, match="is not the address of a font"):
            font_file(address)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Well done 👍🏽 👩\u200d🏫", "Well done [thumbs up sign] [woman][school]"),
        ("1️⃣", "1️[combining enclosing keycap]"),
        ("a\ue000b\u0378", "a[u+e000]b[u+0378]"),
        ("⚠️ danger", "[warning sign] danger"),
    ],
)
def test_symbols_without_a_glyph_are_printed_by_name(text: str, printed: str) -> None:
    assert name_symbols(text) == printed


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "ক্\u200dষ", "abc\u200e(שלום)\u2067def\u2069", "long\u200bword", "✔️", "葛\U000e0100"]
)
def test_what_joins_and_directs_letters_is_left(text: str) -> None:
    assert name_symbols(text) == text
