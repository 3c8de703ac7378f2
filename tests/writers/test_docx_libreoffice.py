"""Word documents through LibreOffice: every word in order on the page, and fields that survive saving."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pypdfium2
import pytest

from tests.programs import converted
from tests.writers.docx_samples import LANDSCAPE, PORTRAIT, parts, sample, tree, values, write

pytestmark = pytest.mark.slow


def words_of_page(source: str) -> list[str]:
    """Return the words that a page's body shows, in order."""
    body = re.sub(r".*<body>|<svg.*?</svg>", "", source, flags=re.DOTALL)
    without_lettering = re.sub(r"</?(a|em|span|strong)\b[^>]*>", "", body)
    return unescape(re.sub(r"<[^>]*>", " ", without_lettering)).split()


ROWS = "".join(f"<tr><th scope='row'>1.{number}</th><td>Text</td></tr>" for number in range(1, 90))
LONG_TABLE = f"<table class='grid'><thead><tr><th>Criterion</th><th>Feedback</th></tr></thead>{ROWS}</table>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The text of each page that LibreOffice makes of Word documents."""
    folder = tmp_path_factory.mktemp("pages")
    documents = {name: write(sample(name)) for name in ("brief", "feedback")}
    documents["long table"] = write(LONG_TABLE, PORTRAIT)
    for name, data in documents.items():
        (folder / f"{name}.docx").write_bytes(data)
    made = converted(folder, "pdf", *(folder / f"{name}.docx" for name in documents))
    found = {}
    for name, path in zip(documents, made, strict=True):
        with pypdfium2.PdfDocument(path) as pdf:
            found[name] = [page.get_textpage().get_text_range() for page in pdf]
    return found


@pytest.mark.parametrize("name", ["brief", "feedback"])
def test_the_page_shows_every_word_in_order(name: str, pages: dict[str, list[str]]) -> None:
    assert len(pages[name]) <= 3
    remaining = iter(" ".join(pages[name]).split())
    missing = [word for word in words_of_page(sample(name)) if word not in remaining]
    assert not missing


def test_header_rows_repeat_on_each_page(pages: dict[str, list[str]]) -> None:
    found = pages["long table"]
    assert len(found) > 1
    assert all("Criterion" in page for page in found)
    assert all(f"Page {number} of {len(found)}" in page for number, page in enumerate(found, start=1))


def test_bookmarks_survive_saving(tmp_path: Path) -> None:
    document = write(sample("mark_sheet"), LANDSCAPE)
    names = values(tree(document), "//w:bookmarkStart/@w:name")
    assert len(names) > 10
    (tmp_path / "sheet.docx").write_bytes(document)
    (path,) = converted(tmp_path, "docx", tmp_path / "sheet.docx")
    saved = path.read_bytes()
    assert set(names) <= set(values(tree(saved), "//w:bookmarkStart/@w:name"))
    assert "word/document.xml" in parts(saved)
