from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from markpack.writers.fonts import FACES, FORMS, SCHEME, font_data, font_faces, font_file

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
