"""What is kept of a document's layout: its parts, the containers around them, and what it has beside them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from markpack.documents.shared.document import Properties
from markpack.writers.masters.pdf.letters import Letters
from markpack.writers.masters.pdf.objects import Shared, Text
from markpack.writers.masters.pdf.part_drawing import PartDrawing
from markpack.writers.masters.pdf.placed import PlacedPart, Slot
from markpack.writers.masters.pdf.structure import Elements

DAY = datetime.date(1901, 2, 3)
"""The date of what is laid out for everybody. No document is so old: what bears it bears the file's."""
TITLE, LEARNER, ATTEMPT = "markpack-title", "markpack-learner", "markpack-attempt"
"""What stands in the properties of what is laid out for everybody, in place of a learner's."""
POINTS = 0.75  # in a pixel
RECTANGLE, OWNER_KEY = "rectangle", "owner key"
"""The names of what an annotation's place decides."""


@dataclass(frozen=True)
class Annotation:
    """A field or link: its own objects, the first of which is itself, their data if they are streams, and its edges."""

    is_field: bool
    objects: tuple[tuple[Text, bytes | None], ...]
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Entry:
    """An entry of the outline: its level, its text with the numbers of slots between, and where it leads to."""

    level: int
    label: tuple[str | int, ...]
    x: float
    y: float


@dataclass(frozen=True, eq=False)
class PartMaster:
    """A part as it is for every learner.

    `line` draws the line that it shares with the part before, or, of a table's head, with what is below: after both,
    for their backgrounds reach below it.

    `resources` are the names of fonts and pictures of its own, by their kinds, and the objects that they are; `form`
    is what all fields of a form share. `letters` are those of the text font, by style.
    """

    placed: PlacedPart
    drawing: PartDrawing
    line: PartDrawing
    elements: Elements
    outline: tuple[Entry, ...]
    annotations: tuple[Annotation, ...]
    letters: Mapping[str, Letters]
    resources: Mapping[tuple[str, str], str]
    shared: Mapping[str, Shared]
    form: Text | None


@dataclass(frozen=True, eq=False)
class ContainerMaster:
    """A container as an element, without what is in it; of a table its head, too."""

    element: Text
    head: PartMaster | None


HEAD, NUMBER, ATTACHED = "head", "number", "attached"


@dataclass(frozen=True)
class PageSlot:
    """A slot in a page's head or foot: what stands there, and the text around it, in which a page's number has gaps."""

    kind: str
    slot: Slot
    before: str = ""
    between: str = ""
    after: str = ""

    def text(self, head: str, number: int, total: int) -> str:
        """Return what stands there on one of so many pages."""
        return head if self.kind == HEAD else f"{self.before}{number}{self.between}{total}{self.after}"


@dataclass(frozen=True, eq=False)
class Skeleton:
    """A document without its parts.

    `top` and `limit` are the edges of a page's text, in pixels, and `width` and `height` its paper's, in points.
    `catalog`, `info` and `hidden` are the texts of objects, with names where a document's own things stand, and
    `metadata` is XMP in pieces, of which every second is such a name.
    """

    top: float
    limit: float
    width: float
    height: float
    paper: PartDrawing
    margins: PartDrawing
    slots: tuple[PageSlot, ...]
    letters: Mapping[str, Letters]
    resources: Mapping[tuple[str, str], str]
    shared: Mapping[str, Shared]
    catalog: Text
    document: Text
    info: tuple[tuple[bytes, str], ...]
    metadata: tuple[str, ...]
    hidden: Text | None
    is_form: bool


def for_everybody(properties: Properties) -> Properties:
    """Return the properties of a skeleton that fits a document with these."""
    identity = properties.identity
    identity = replace(
        identity, learner=LEARNER if identity.learner else "", attempt=ATTEMPT if identity.attempt else ""
    )
    return replace(properties, title=TITLE, date=DAY, identity=identity)
