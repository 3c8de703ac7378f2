"""The documents of a pack, listed before any is made: where each goes, whose it is, and how to know what it says."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from markpack.documents.catalogue.content_digest import Digests
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.shared.document import View
from markpack.model.editions import Facts
from markpack.model.forms.field_names import SEPARATOR

_V = TypeVar("_V", bound=View)


@dataclass(frozen=True)
class DocumentJob:
    """A document to be written: its view-model and format, where it goes, and whose it is (empty: nobody's).

    `unit` is a unit's reference, or several joined by a plus sign.
    """

    path: str
    kind: Kind
    format: Format
    view: View
    unit: str = ""
    learner: str = ""
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What a document says: the digest of its view-model, and how to make that. Its formats have one in common.

    `facts` is what it says of a result, of documents of which that is kept on record.
    """

    digest: str
    make: Callable[[], View]
    facts: Facts | None = None


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A document of a pack, without its view-model: those of a whole cohort would not fit into memory.

    `unit`, `learner` and `attempt` are as in `DocumentJob`. `combined_kind` is the kind of the documents in a combined
    one. `members` are the paths of the documents in a ZIP.
    """

    path: str
    kind: Kind
    format: Format
    content: Content
    unit: str = ""
    learner: str = ""
    attempt: int = 0
    combined_kind: Kind | None = None
    members: tuple[str, ...] = ()
    version: str = ""
    """The version of the unit that it is for, where that is not everybody’s and it is nobody’s in particular."""
    revision: int = 1
    """Which revision of a decision it tells of."""

    @property
    def units(self) -> tuple[str, ...]:
        """The references of the units that it is about."""
        return tuple(self.unit.split(SEPARATOR)) if self.unit else ()

    @property
    def is_bundle(self) -> bool:
        """Whether it is put together from other documents once they are made, and not written itself."""
        return self.format is Format.ZIP

    def planned(self, view: View) -> DocumentJob:
        """Return the document with its view-model."""
        return DocumentJob(self.path, self.kind, self.format, view, self.unit, self.learner, self.attempt)


def views(listed: Iterable[CatalogueEntry]) -> Iterator[DocumentJob]:
    """Yield documents with their view-models, made as they are needed; one is made for all formats of a document."""
    content: Content | None = None
    for entry in listed:
        if entry.content is not content:
            content = entry.content
            view = content.make()
        yield entry.planned(view)


class ContentFactory:
    """Makes view-models to note what they say, and lets go of them again; with `dated`, files bear that date."""

    def __init__(self, dated: datetime.date | None = None) -> None:
        self._dated = dated
        self._digests = Digests()

    def content_of(self, make: Callable[[], View], view: View | None = None, facts: Facts | None = None) -> Content:
        """Return the content that `make` makes; `view` is the same, where it has been made already."""
        digest = self._digests.digest_of(self._with_date(view or make()))
        return Content(digest, partial(self._made_with_date, make), facts)

    def content_holding(self, make: Callable[[], View], frame: View, parts: Sequence[tuple[str, Content]]) -> Content:
        """Return the content of a document that holds others under headings; `frame` is it without them."""
        texts = [text for heading, part in parts for text in (heading, part.digest)]
        return Content(self._digests.digest_of(self._with_date(frame), texts), partial(self._made_with_date, make))

    def _made_with_date(self, make: Callable[[], View]) -> View:
        return self._with_date(make())

    def _with_date(self, view: _V) -> _V:
        if self._dated is None:
            return view
        return replace(view, properties=replace(view.properties, date=self._dated))


@dataclass(frozen=True)
class Choice:
    """Which part of a pack is asked for; an empty collection means all. `combined` ones are made only if asked for."""

    kinds: Collection[Kind] = ()
    formats: Collection[Format] = ()
    units: Collection[str] = ()
    learners: Collection[str] = ()
    combined: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.kinds or self.formats or self.units or self.learners)

    def includes(self, listed: CatalogueEntry) -> bool:
        """Say whether a document is asked for. Documents that are nobody's are left out where learners are named."""
        return (
            (self.combined or listed.combined_kind is None)
            and (not self.kinds or (listed.combined_kind or listed.kind) in self.kinds)
            and (not self.formats or listed.format in self.formats)
            and (not self.units or not set(self.units).isdisjoint(listed.units))
            and (not self.learners or listed.learner in self.learners)
        )
