"""State of one document being written: relations, pictures, lists, and unique numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from markpack.documents.shared.document import Page
from markpack.writers.docx.base import Base
from markpack.writers.docx.paragraph import Lettering
from markpack.writers.docx.styles import shade_of
from markpack.writers.docx.xml import RELATIONSHIPS, Element

BOOKMARK_LENGTH = 40  # Word refuses longer names
_PLAIN = Lettering()


@dataclass(frozen=True)
class Relation:
    """A reference of the document to a part of the package, or to an address outside it."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class NumberedList:
    """One numbered list: its instance, its level (from 0), and its first number."""

    instance: int
    level: int
    start: int


@dataclass(frozen=True)
class BlockContext:
    """What blocks inherit: their width, and the look of plain paragraphs. `list_level` is 0 outside lists."""

    width: int
    style: str = "Normal"
    lettering: Lettering = _PLAIN
    alignment: str = ""
    list_level: int = 0


@dataclass
class DocxState:
    """One document being written. Numbers follow the order of the text, so that bytes are reproducible."""

    base: Base
    width: int
    """The width of the text, in twentieths of a point."""
    height: int
    """The height of the text on a page, likewise."""
    tint: str
    """The employer's pale colour, behind header cells of rows, as six hexadecimal digits."""
    language: str
    page: Page
    """What the page looks like."""
    boxes: Mapping[str, tuple[Element, ...]]
    """Border, shading and indents of the styles that draw a box, by the style's name."""
    head: tuple[Element, ...]
    """Borders and shading of the cells in a grid's head."""
    lines: Mapping[str, Element]
    """The line between the rows of tables, by the name of their style."""
    relations: list[Relation] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    lists: list[NumberedList] = field(default_factory=list)
    hints: dict[str, None] = field(default_factory=dict)
    """What empty controls show, each text once, in the order of the text."""
    _names: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def shade(self, name: str) -> str:
        """Return the colour behind a cell of a class (met and so on), as six hexadecimal digits; empty if none."""
        return shade_of(name, self.tint if self.page.background else "")

    def next_number(self, kind: str) -> str:
        """Return the next number of a kind (bookmark, control, picture), from 1."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return str(self._numbers[kind])

    def claim_name(self, name: str) -> str:
        """Return a field's name for its bookmark; raises ValueError where Word would not keep it, or it is taken."""
        if not name or len(name) > BOOKMARK_LENGTH or not name[0].isalpha():
            raise ValueError(f"a field needs a name of 1 to {BOOKMARK_LENGTH} characters, from a letter: {name!r}")
        if name in self._names:
            raise ValueError(f"two fields of one document are named {name}")
        self._names.add(name)
        return name

    def link(self, address: str) -> str:
        """Return the relation's id for an address outside the document."""
        return self._relate("hyperlink", address, external=True)

    def picture(self, data: bytes, extension: str) -> str:
        """Return the relation's id for a picture; the same picture is stored once."""
        digest = hashlib.sha256(data).hexdigest()[:16]
        target = f"media/picture-{digest}.{extension}"
        self.pictures[f"word/{target}"] = data
        return self._relate("image", target, external=False)

    def numbered_list(self, level: int, start: int) -> int:
        """Return the numbering instance of a new numbered list, which counts by itself."""
        instance = self.base.free_number + len(self.lists)
        self.lists.append(NumberedList(instance, level, start))
        return instance

    def _relate(self, kind: str, target: str, *, external: bool) -> str:
        for relation in self.relations:
            if (relation.kind, relation.target) == (f"{RELATIONSHIPS}/{kind}", target):
                return relation.id
        relation = Relation(f"rId{101 + len(self.relations)}", f"{RELATIONSHIPS}/{kind}", target, external)
        self.relations.append(relation)
        return relation.id
