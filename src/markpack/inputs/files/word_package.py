"""The package of a Word document: its custom properties and its text, as XML."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree
from lxml.etree import _Element as Element

_PROPERTIES = "docProps/custom.xml"
_MAIN = "word/document.xml"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


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
