"""Every document is made without masters too, and says the same."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.report import Options
from markpack.writers.masters import masters
from tests.workspaces import write_workspace


def made(folder: Path) -> dict[str, object]:
    """What each file of a build says, by its path."""
    report = build(Workspace(write_workspace(folder)), Options(jobs=1))
    assert report.failed == ()
    output = folder / "output"
    return {
        path.relative_to(output).as_posix(): said(path.suffix, path.read_bytes())
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.suffix in {".pdf", ".docx", ".xlsx", ".zip", ".html"}
    }


def said(suffix: str, data: bytes) -> object:
    """The letters of each page of a PDF, what a ZIP's documents say, or all that another file is."""
    if suffix == ".pdf":
        pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)]
        return ["".join(page.split()).replace("\ufffe", "-") for page in pages]  # for a hyphen that ends a line
    if suffix == ".zip":
        package = zipfile.ZipFile(io.BytesIO(data))
        return {name: said(Path(name).suffix, package.read(name)) for name in package.namelist()}
    return data


@pytest.mark.slow
def test_a_build_without_masters_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled_in = made(tmp_path / "filled-in")
    monkeypatch.setenv(masters.SWITCH, "off")
    monkeypatch.setattr(masters, "PLATES", dict.fromkeys(masters.PLATES))  # to make one would fail
    laid_out = made(tmp_path / "laid-out")
    assert filled_in.keys() == laid_out.keys()
    assert [path for path in filled_in if filled_in[path] != laid_out[path]] == []
