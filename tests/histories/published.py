"""What the documents and lists of a workspace say, read by programs that are not ours."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

import openpyxl
import pikepdf
import pypdf
from click.testing import CliRunner
from docx import Document
from lxml import html

from markpack.cli.commands import main

Json = Mapping[str, Any]
RESULT_KINDS = ("completed", "feedback", "certificate")


def asked(root: Path, *arguments: str) -> Json:
    """What a command says with `--json`."""
    result = CliRunner().invoke(main, [*arguments, "--json", "-C", str(root)])
    assert result.exit_code in (0, 5), result.output
    found: Json = json.loads(result.stdout)
    return found


def results_on_file(root: Path) -> dict[str, Path]:
    """Each document of a result in the output, by its path below the employer's folder."""
    output = root / "output/acme"
    return {
        path.relative_to(output).as_posix(): path
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.parent.name in RESULT_KINDS
    }


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def kept(root: Path) -> set[str]:
    """The sha256 of each file in the record, as its bytes have it."""
    return {digest(path) for path in (root / "records/files").rglob("*") if path.is_file()}


def text_of(path: Path) -> str:
    """All text of a document, with single spaces."""
    data = path.read_bytes()
    if path.suffix == ".pdf":
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        text = " ".join(page.extract_text() for page in pages)
    elif path.suffix == ".docx":
        text = " ".join(str(part) for part in Document(io.BytesIO(data)).element.body.itertext())
    else:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        text = " ".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None)
    return re.sub(r"\s+", " ", text)


def record_of(path: Path) -> Json:
    """The marks that a completed sheet in PDF carries for programs."""
    with pikepdf.open(path) as pdf:
        found: Json = json.loads(next(iter(pdf.attachments.values())).get_file().read_bytes())
    return found


def tables(path: Path) -> dict[str, list[dict[str, object]]]:
    """The rows of each sheet of a workbook of results, by the headings above them, up to the first empty row."""
    book = openpyxl.load_workbook(path, data_only=True)
    found: dict[str, list[dict[str, object]]] = {}
    for sheet in book:
        rows = [list(row) for row in sheet.values]
        at = next((at for at, row in enumerate(rows) if row and row[0] == "Learner registration no"), None)
        if at is None:
            continue
        headings = [str(heading) for heading in rows[at]]
        found[sheet.title] = [dict(zip(headings, row, strict=True)) for row in rows[at + 1 :] if row[0] is not None]
    return found


class IndexPage:
    """The index page: rows of learners by number, and what it says at a glance."""

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        self.tree = cast("Any", html.fromstring(path.read_text(encoding="utf-8").encode()))
        self.rows: dict[str, Any] = {
            str(row.xpath(".//th//span[@class='registration']")[0].text_content()): row
            for row in self.tree.xpath("//tr[@data-words]")
        }
        self.active = {
            str(number.text_content())
            for number in self.tree.xpath("//table[@id='table']//th/span[@class='registration']")
        }

    def name(self, number: str) -> str:
        return str(self.rows[number].xpath(".//th/bdi")[0].text_content())

    def cells(self, number: str) -> list[str]:
        """The text of a learner's cells, without links."""
        found = []
        for cell in self.rows[number].xpath("./td"):
            texts = cell.xpath(".//text()[not(ancestor::ul or ancestor::summary)]")
            found.append(re.sub(r"\s+", " ", " ".join(texts)).strip())
        return found

    def words(self, number: str) -> list[str]:
        return [str(word.text_content()) for word in self.rows[number].xpath(".//span[contains(@class, 'word')]")]

    def glance(self) -> dict[str, str]:
        (facts,) = self.tree.xpath("(//h2[.='At a glance']/following-sibling::dl)[1]")
        names = [entry.text_content() for entry in facts.xpath("./dt")]
        return dict(zip(names, (entry.text_content() for entry in facts.xpath("./dd")), strict=True))

    def broken_links(self) -> list[str]:
        links = [str(link) for link in self.tree.xpath("//a/@href") if not str(link).startswith(("#", "http"))]
        return [link for link in links if not (self.folder / unquote(link.split("#")[0])).exists()]

    def linked(self) -> set[str]:
        return {unquote(str(link)) for link in self.tree.xpath("//a/@href")}
