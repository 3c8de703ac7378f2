"""A combined document: one kind's documents of all learners of an assignment behind each other, to be printed."""

from __future__ import annotations

from dataclasses import dataclass

from markpack.documents.catalogue.kinds import Kind
from markpack.documents.declaration.view import Declaration
from markpack.documents.feedback.view import FeedbackReport
from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.shared.document import Branding, Page, Properties


@dataclass(frozen=True)
class Entry:
    """A learner's document, and what the outline calls it: Öberg, Åsa (0012345)."""

    label: str
    view: Declaration | MarkSheet | FeedbackReport


@dataclass(frozen=True)
class Combined:
    """The documents of one kind, in the order of the register."""

    of: Kind
    branding: Branding
    entries: tuple[Entry, ...]
    page: Page
    properties: Properties
