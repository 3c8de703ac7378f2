"""What every document has: an identity that travels inside the file, a heading for each page, and branding."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol, runtime_checkable

from markpack.documents.catalogue.kinds import KINDS, Kind
from markpack.model.forms.identity import FileIdentity

DRAFT = "Draft – not approved for use"


@dataclass(frozen=True)
class Picture:
    """An image with what it shows in words. `media_type` is image/png, image/jpeg or image/svg+xml."""

    media_type: str
    data: bytes
    description: str


@dataclass(frozen=True)
class Attachment:
    """A file that travels inside a document: its name, media type and bytes, and what it is in words."""

    name: str
    media_type: str
    data: bytes
    description: str


@dataclass(frozen=True)
class Branding:
    """An employer's look and a centre's name, ready to print. Colours are `#rrggbb`.

    `ink` is the employer's colour darkened until it can be read on white; `on_ink` is the text colour that can be
    read on `ink`; `tint` is a pale version for backgrounds, on which black and `ink` can be read.
    """

    employer: str
    employer_short: str
    centre: str
    centre_number: str
    logo: Picture | None
    ink: str
    on_ink: str
    tint: str
    centre_logo: Picture | None = None
    """The centre's logo."""

    @property
    def logos(self) -> tuple[Picture, ...]:
        """The logos at the head of a document: the centre's, then the employer's."""
        return tuple(logo for logo in (self.centre_logo, self.logo) if logo)

    @property
    def of_centre(self) -> Branding:
        """The look of the centre's own documents, with its logo alone; without one, with the employer's."""
        return replace(self, logo=self.centre_logo, centre_logo=None) if self.centre_logo else self


@dataclass(frozen=True)
class Rich:
    """Text made from Markdown, for people: `html` is safe to place in a page, `plain` has no mark-up."""

    html: str
    plain: str


@dataclass(frozen=True)
class Page:
    """What stands at the head and foot of each page, and what the page looks like.

    Large print is text of 18 point or more, for which tables are set anew. `background` is `#rrggbb`, or empty for
    white paper.
    """

    head_left: str
    head_right: str
    foot_left: str
    landscape: bool = False
    large_print: bool = False
    background: str = ""
    head_short: str = ""
    """What stands at the left where there is less room: the unit, and after a dot what the document is."""

    def of(self, document: str) -> Page:
        """Return the page of a document that goes with this one."""
        own = self.head_short.rpartition(" · ")[2]

        def renamed(text: str) -> str:
            return f"{text.removesuffix(own)}{document}" if own and text.endswith(own) else text

        return replace(
            self,
            head_left=renamed(self.head_left),
            head_right=renamed(self.head_right),
            head_short=renamed(self.head_short),
        )

    @property
    def look(self) -> str:
        """What layouts call a page that does not look like everybody's, as classes of HTML; else nothing."""
        return " ".join(["large-print"] * self.large_print + ["coloured"] * bool(self.background))


@dataclass(frozen=True)
class Properties:
    """A file's own properties: title, subject, author, and the date that stands for its creation (never the clock)."""

    title: str
    subject: str
    author: str
    date: datetime.date
    identity: FileIdentity
    language: str = field(default="en-GB")
    draft: str = ""
    """Why the document may not be used yet; empty if it may."""

    @property
    def kind(self) -> Kind:
        """The document's kind."""
        return KINDS[self.identity.kind]

    @property
    def draft_mark(self) -> str:
        """What a draft bears on every page; empty if it is none."""
        return DRAFT if self.draft else ""


class View(Protocol):
    """What a document says, as a frozen dataclass: text ready to print, nothing left to work out."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def properties(self) -> Properties:
        """The file's own properties; their identity says of which kind the document is."""
        ...


@runtime_checkable
class PageView(View, Protocol):
    """The view-model of a document that becomes pages."""

    @property
    def page(self) -> Page:
        """What stands at the head and foot of each page."""
        ...

    @property
    def branding(self) -> Branding:
        """The employer's look and the centre's name."""
        ...
