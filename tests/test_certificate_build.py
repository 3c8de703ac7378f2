"""The certificate from end to end: made by worker processes, published, indexed, listed and verified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from pypdf import PdfReader

from markpack.cli import commands
from tests.workspaces import MARKS, MARKS_FILE, write_workspace

PDF = "certificate/R Jones-0012345-012345-8604 Certificate.pdf"


def markpack(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands.main, [*arguments, "-C", str(root)])


@pytest.mark.slow
def test_a_certificate_is_made_published_indexed_and_known(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    made = markpack(root, "build", "--only", "certificate", "--jobs", "2")
    assert made.exit_code == 0, made.output
    folder = root / "output/acme"
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.glob("certificate/*"))
    assert PDF in paths
    assert PDF.replace(".pdf", ".docx") in paths
    text = PdfReader(folder / PDF).pages[0].extract_text()
    words = " ".join(paragraph.text for paragraph in Document(str(folder / PDF.replace(".pdf", ".docx"))).paragraphs)
    for content in (text, words):
        assert "Certificate of achievement" in content
        assert "It is not the certificate of ILM" in " ".join(content.split())
    assert "certificate/R%20Jones" in (folder / "index.html").read_text(encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"][PDF]["kind"] == "certificate"
    said = markpack(root, "verify", str(folder / PDF))
    assert said.exit_code == 1
    assert "This is a certificate of achievement" in said.output


@pytest.mark.parametrize("mark", ["1", ""])
def test_there_is_none_before_every_unit_that_counts_is_passed(tmp_path: Path, mark: str) -> None:
    worse = MARKS.replace("0012345,8604-308,1,1.1,18", f"0012345,8604-308,1,1.1,{mark}", 1)
    assert worse != MARKS
    root = write_workspace(tmp_path)
    (root / MARKS_FILE).write_text(worse, encoding="utf-8")
    assert markpack(root, "build", "--only", "certificate").exit_code == 0
    assert not (root / "output/acme" / PDF).exists()
