"""Mark sheets filled in as Word documents: content controls by their tags, or by the bookmarks around them."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from markpack.errors import Place
from markpack.source.files import load
from markpack.source.findings import Findings
from markpack.source.packages import LARGEST_FILE, OLE, objection
from markpack.source.returned.controls import read_controls
from markpack.source.returned.form import ReturnedForm
from markpack.source.returned.identity import identity_of

_PROPERTIES = "docProps/custom.xml"
_MAIN = "word/document.xml"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read_word_form(path: Path, file: str, findings: Findings) -> ReturnedForm | None:
    """Return a Word document as a form; None, with the problem noted, where it cannot or should not be opened."""
    data = load(path, file, findings, limit=LARGEST_FILE)
    if data is None:
        return None
    place = Place(file)
    if data.startswith(OLE):
        findings.error(
            place,
            "The file is protected by a password, or in the old .doc format.",
            "Save it as a Word document (.docx) without a password.",
        )
        return None
    try:
        if against := objection(data, "document"):
            findings.error(place, against, "Check where the file comes from, and save it again from Word.")
            return None
        properties, body = properties_and_body(data)
    except Exception:  # a damaged package fails in whatever way its parts are damaged
        findings.error(
            place,
            "The file is not a readable Word document.",
            "Open it in Word or LibreOffice and save it again as .docx, or ask for it again.",
        )
        return None
    fields = tuple(read_controls(body, file, findings))
    return ReturnedForm(file, "Word document", identity_of(properties), fields)


def properties_and_body(data: bytes) -> tuple[Mapping[str, str], Element]:
    """Return a package's custom properties and its text. Raises whatever reading a damaged one runs into."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        # Word can also save under another name of the same vocabulary, as “Strict Open XML”.
        text = package.read(_main_part(package)).replace(_STRICT, _TRANSITIONAL)
        return _properties(package), _parse(text)


def _parse(data: bytes) -> Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _main_part(package: zipfile.ZipFile) -> str:
    """Return the name of the part with the text, which not every program calls the same."""
    for relation in _parse(package.read("_rels/.rels")).iter("{*}Relationship"):
        if (relation.get("Type") or "").endswith("/officeDocument"):
            return posixpath.normpath((relation.get("Target") or _MAIN).lstrip("/"))
    return _MAIN


def _properties(package: zipfile.ZipFile) -> Mapping[str, str]:
    if _PROPERTIES not in package.namelist():
        return {}
    return {name: text for name, text in _named_texts(_parse(package.read(_PROPERTIES)))}


def _named_texts(root: Element) -> Iterator[tuple[str, str]]:
    for entry in root.iter("{*}property"):
        if name := entry.get("name"):
            yield name, "".join(str(text) for text in entry.itertext())
