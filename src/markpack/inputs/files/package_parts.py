"""The parts of Office packages as XML, and which of them go together."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from markpack.inputs.files.strict_open_xml import in_common_namespaces


def parse_part(data: bytes) -> Element:
    """Return a part as XML in the namespaces that most programs write, without comments; nothing is resolved."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(in_common_namespaces(data), parser)


def related_parts(package: zipfile.ZipFile, part: str = "") -> Iterator[tuple[str, str]]:
    """Yield what goes with a part, or with the package as a whole: each one's kind, such as comments, and its name."""
    folder, base = posixpath.split(part.lstrip("/"))
    relations = posixpath.join(folder, "_rels", f"{base}.rels")
    if relations in package.namelist():
        for relation in parse_part(package.read(relations)).iter("{*}Relationship"):
            name = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or ""))
            yield (relation.get("Type") or "").rpartition("/")[2], name.lstrip("/")
