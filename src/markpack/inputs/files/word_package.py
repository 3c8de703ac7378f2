"""The package of a Word document: its custom properties, its text, and what goes with that, as XML."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from markpack.errors import Place
from markpack.inputs.files.package_parts import parse_part, related_parts
from markpack.inputs.files.visits import TooLarge
from markpack.inputs.files.word_text import count_visits, hidden_texts, remove_unseen
from markpack.inputs.files.zip_safety import WORD_DOCUMENT, note_unreadable
from markpack.inputs.problems import Problems

_PROPERTIES = "docProps/custom.xml"
_MAIN = "word/document.xml"
_TEXTS = {"comments", "footnotes", "endnotes", "header", "footer", "styles", "glossaryDocument", "diagramData", "chart"}
_FILES = {"aFChunk", "package", "oleObject"}


@dataclass(frozen=True)
class RelatedPart:
    """A part that goes with a document's text: its kind, such as comments or header, its name, and its XML, if any.

    Kinds without XML are whole files: aFChunk (another document, inserted), package and oleObject (embedded ones).
    """

    kind: str
    name: str
    root: Element | None


@dataclass(frozen=True)
class WordPackage:
    """A document's custom properties, its visible text, and the parts that go with it."""

    properties: Mapping[str, str]
    body: Element
    parts: tuple[RelatedPart, ...] = ()
    hidden: tuple[str, ...] = ()
    """The text that is set as hidden, by paragraphs."""

    def roots(self, *kinds: str) -> Iterator[Element]:
        """Yield the parts of these kinds as XML."""
        return (part.root for part in self.parts if part.kind in kinds and part.root is not None)


def read_word_package(data: bytes, file: str, problems: Problems) -> WordPackage | None:
    """Return a package; None, with the problem noted, where it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            main = _main_part(package)
            body = _part(package, main)
            hidden = tuple(hidden_texts(body))
            remove_unseen(body)
            return WordPackage(_properties(package), body, tuple(_related(package, main)), hidden)
    except TooLarge:
        note_too_large(file, problems)
    except MemoryError:  # whoever bounds it says so
        raise
    except Exception:  # a damaged package fails in whatever way its parts are damaged
        note_unreadable(file, problems, WORD_DOCUMENT)
    return None


def _part(package: zipfile.ZipFile, name: str) -> Element:
    root = parse_part(package.read(name))
    count_visits(root)
    return root


def _visible(package: zipfile.ZipFile, name: str) -> Element:
    """Return a part without what its readers do not see."""
    root = _part(package, name)
    remove_unseen(root)
    return root


def _related(package: zipfile.ZipFile, main: str) -> Iterator[RelatedPart]:
    names = package.namelist()
    for kind, name in related_parts(package, main):
        if kind in _TEXTS and name in names:
            yield RelatedPart(kind, name, _visible(package, name))
        elif kind in _FILES:
            yield RelatedPart(kind, posixpath.basename(name), None)


def note_too_large(file: str, problems: Problems) -> None:
    """Note that a document has too much in it, or too much inside each other, to be a brief or a mark sheet."""
    problems.error(
        Place(file),
        "The document is too large, or nests too many tables, text boxes or fields inside each other, to be read.",
        "Check that it is the right file, and where it comes from.",
    )


def _main_part(package: zipfile.ZipFile) -> str:
    """Return the name of the part that holds the text; programs name it differently."""
    return next((name for kind, name in related_parts(package) if kind == "officeDocument"), _MAIN)


def _properties(package: zipfile.ZipFile) -> Mapping[str, str]:
    if _PROPERTIES not in package.namelist():
        return {}
    entries = parse_part(package.read(_PROPERTIES)).iter("{*}property")
    return {name: "".join(map(str, entry.itertext())) for entry in entries if (name := entry.get("name"))}
