"""Strict Open XML: the same files under other namespaces, which are put into the common ones."""

from __future__ import annotations

import io
import re
import zipfile

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACE = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/([A-Za-z]+)((?:/[A-Za-z]+)?)")
_RENAMED = {
    b"customProperties": b"custom-properties",
    b"extendedProperties": b"extended-properties",
}
"""The names in namespaces and relationships that Strict Open XML writes in another way."""


def in_common_namespaces(content: bytes) -> bytes:
    """Return a part's XML in the namespaces that most programs write."""
    return _NAMESPACE.sub(_common, content)


def package_in_common_namespaces(data: bytes) -> bytes:
    """Return a package whose parts use the namespaces that most programs write; the same bytes where they do already.

    Raises zipfile.BadZipFile where it is no package.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {entry: package.read(entry) for entry in package.infolist()}
    if not any(_STRICT in content for entry, content in parts.items() if _is_xml(entry.filename)):
        return data
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        for entry, content in parts.items():
            translated = in_common_namespaces(content) if _is_xml(entry.filename) else content
            package.writestr(entry.filename, translated)
    return stream.getvalue()


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _common(match: re.Match[bytes]) -> bytes:
    family, name, further = match[1], match[2], match[3]
    name = _RENAMED.get(name, name)
    further = b"/" + _RENAMED.get(further[1:], further[1:]) if further else b""
    return b"http://schemas.openxmlformats.org/" + family + b"/2006/" + name + further
