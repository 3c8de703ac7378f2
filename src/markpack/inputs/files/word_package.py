"""The package of a Word document: its custom properties and its text, as XML."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping

from lxml import etree
from lxml.etree import _Element as Element

from markpack.errors import Place
from markpack.inputs.files.word_text import TooManyVisits, count_visits, remove_unseen
from markpack.inputs.files.zip_safety import WORD_DOCUMENT, note_unreadable
from markpack.inputs.problems import Problems

_PROPERTIES = "docProps/custom.xml"
_MAIN = "word/document.xml"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read_word_package(data: bytes, file: str, problems: Problems) -> tuple[Mapping[str, str], Element] | None:
    """Return a package's custom properties and its visible text.

    None, with the problem noted, where the package is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            # “Strict Open XML” files use another namespace for the same elements.
            body = _parse(package.read(_main_part(package)).replace(_STRICT, _TRANSITIONAL))
            count_visits(body)
            remove_unseen(body)
            return _properties(package), body
    except TooManyVisits:
        note_too_large(file, problems)
    except Exception:  # a damaged package fails in whatever way its parts are damaged
        note_unreadable(file, problems, WORD_DOCUMENT)
    return None


def note_too_large(file: str, problems: Problems) -> None:
    """Note that a document has too much in it, or too much inside each other, to be a brief or a mark sheet."""
    problems.error(
        Place(file),
        "The document is too large, or nests too many tables, text boxes or fields inside each other, to be read.",
        "Check that it is the right file, and where it comes from.",
    )


def _parse(data: bytes) -> Element:
    return etree.fromstring(
        data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    )


def _main_part(package: zipfile.ZipFile) -> str:
    """Return the name of the part that holds the text; programs name it differently."""
    for relation in _parse(package.read("_rels/.rels")).iter("{*}Relationship"):
        if (relation.get("Type") or "").endswith("/officeDocument"):
            return posixpath.normpath((relation.get("Target") or _MAIN).lstrip("/"))
    return _MAIN


def _properties(package: zipfile.ZipFile) -> Mapping[str, str]:
    if _PROPERTIES not in package.namelist():
        return {}
    entries = _parse(package.read(_PROPERTIES)).iter("{*}property")
    return {name: "".join(map(str, entry.itertext())) for entry in entries if (name := entry.get("name"))}
