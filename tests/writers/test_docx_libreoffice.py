"""Word documents through LibreOffice: every word in order on the page, and fields that survive saving."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pypdfium2
import pytest

from tests.writers.docx_samples import LANDSCAPE, PORTRAIT, parts, sample, tree, values, write

pytestmark = pytest.mark.slow


def convert(document: bytes, kind: str, folder: Path) -> Path:
    """Return what LibreOffice makes of a Word document."""
    office = shutil.which("soffice")
    assert office, "LibreOffice (soffice) is needed for this test"
    source = folder / "document.docx"
    source.write_bytes(document)
    out = folder / "out"
    subprocess.run(
        [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind,
         "--outdir", str(out), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    [made] = out.iterdir()
    return made


def words_of_page(source: str) -> list[str]:
    """Return the words that a page's body shows, in order."""
    body = re.sub(r".*<body>|<svg.*?</svg>", "", source, flags=re.DOTALL)
    without_lettering = re.sub(r"</?(a|em|span|strong)\b[^>]*>", "", body)
    return unescape(re.sub(r"<[^>]*>", " ", without_lettering)).split()


@pytest.mark.parametrize("name", ["brief", "feedback"])
def test_the_page_shows_every_word_in_order(name: str, tmp_path: Path) -> None:
    made = convert(write(sample(name)), "pdf", tmp_path)
    with pypdfium2.PdfDocument(made) as pdf:
        shown = " ".join(page.get_textpage().get_text_range() for page in pdf).split()
        assert len(pdf) <= 3
    remaining = iter(shown)
    missing = [word for word in words_of_page(sample(name)) if word not in remaining]
    assert not missing


def test_header_rows_repeat_on_each_page(tmp_path: Path) -> None:
    rows = "".join(f"<tr><th scope='row'>1.{number}</th><td>Text</td></tr>" for number in range(1, 90))
    table = f"<table class='grid'><thead><tr><th>Criterion</th><th>Feedback</th></tr></thead>{rows}</table>"
    made = convert(write(table, PORTRAIT), "pdf", tmp_path)
    with pypdfium2.PdfDocument(made) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    assert len(pages) > 1
    assert all("Criterion" in page for page in pages)
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))


def test_bookmarks_survive_saving(tmp_path: Path) -> None:
    document = write(sample("mark_sheet"), LANDSCAPE)
    names = values(tree(document), "//w:bookmarkStart/@w:name")
    assert len(names) > 10
    saved = convert(document, "docx", tmp_path).read_bytes()
    assert set(names) <= set(values(tree(saved), "//w:bookmarkStart/@w:name"))
    assert "word/document.xml" in parts(saved)
