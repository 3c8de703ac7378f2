"""What the tests of Word documents share: small arguments, and how to look into what was written."""

from __future__ import annotations

import datetime
import zipfile
from io import BytesIO
from pathlib import Path

from lxml import etree

from markpack.documents.catalogue.kinds import Kind
from markpack.documents.shared.document import Branding, Page, Properties
from markpack.model.forms.identity import FileIdentity
from markpack.writers.docx import base_document, write_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = {
    "w": W[1:-1],
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
PAGES = Path(__file__).parent / "docx_pages"
PORTRAIT = Page("8604-308 Understanding Leadership", "R Jones", "Calder Valley Training")
LANDSCAPE = Page("8604-308 Understanding Leadership", "R Jones", "Calder Valley Training", landscape=True)
BRANDING = Branding("Northern Rail Ltd", "Northern", "Calder Valley", "012345", None, "#6a1b9a", "#ffffff", "#f3e9f7")
PROPERTIES = Properties(
    title="Mark sheet",
    subject="8604-308 Understanding Leadership",
    author="Calder Valley Training",
    date=datetime.date(2026, 9, 14),
    identity=FileIdentity(Kind.BLANK.folder, unit="8604-308", learner="0012345", criteria="ab12" * 16),
)


def write(html: str, page: Page = PORTRAIT, base: bytes | None = None, properties: Properties = PROPERTIES) -> bytes:
    """Return the Word document of a page, or of what stands in its body."""
    source = (
        html if "<body" in html else f"<!DOCTYPE html><html><head><title>x</title></head><body>{html}</body></html>"
    )
    return write_docx(source, properties, page, BRANDING, base=base_document() if base is None else base)


def sample(name: str) -> str:
    """Return a page as layouts make it."""
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


def parts(document: bytes) -> dict[str, bytes]:
    """Return the parts of a Word document by name."""
    with zipfile.ZipFile(BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(document: bytes, part: str = "word/document.xml") -> etree._Element:
    """Return a part as a tree."""
    return etree.fromstring(parts(document)[part])


def body(html: str) -> etree._Element:
    """Return `w:body` of what stands in a page's body."""
    found = tree(write(html)).find("w:body", NS)
    assert found is not None
    return found


def every(element: etree._Element, path: str) -> list[etree._Element]:
    """Return the elements on an XPath."""
    found = element.xpath(path, namespaces=NS)
    assert isinstance(found, list)
    return [entry for entry in found if isinstance(entry, etree._Element)]


def values(element: etree._Element, path: str) -> list[str]:
    """Return what an XPath that ends in an attribute or text finds."""
    found = element.xpath(path, namespaces=NS)
    assert isinstance(found, list)
    return [str(entry) for entry in found]


def one(element: etree._Element, path: str) -> etree._Element:
    """Return the only element on an XPath."""
    found = every(element, path)
    assert len(found) == 1, (path, len(found))
    return found[0]


def text(element: etree._Element) -> str:
    """Return an element's text, a line break as newline and a tab as tab."""
    pieces = []
    for node in every(element, ".//w:r/w:t | .//w:r/w:br | .//w:r/w:tab"):
        pieces.append({f"{W}br": "\n", f"{W}tab": "\t"}.get(str(node.tag), node.text or ""))
    return "".join(pieces)


def lines(element: etree._Element) -> list[tuple[str, str]]:
    """Return style id and text of each paragraph."""
    return [
        ("".join(values(paragraph, "w:pPr/w:pStyle/@w:val")) or "Normal", text(paragraph))
        for paragraph in element.iter(f"{W}p")
    ]
