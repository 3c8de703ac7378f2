"""A combined document: one kind's documents of all learners of an assignment behind each other, to be printed."""

from __future__ import annotations

from dataclasses import dataclass

from markpack.documents.catalogue.kinds import Kind
from markpack.documents.shared.document import Branding, Page, PageView, Properties


@dataclass(frozen=True)
class Entry:
    """A learner's document, and what the outline calls it: Öberg, Åsa (0012345)."""

    label: str
    view: PageView


@dataclass(frozen=True)
class Combined:
    """The documents of one kind, in the order of the register."""

    entry_kind: Kind
    branding: Branding
    entries: tuple[Entry, ...]
    page: Page
    properties: Properties
