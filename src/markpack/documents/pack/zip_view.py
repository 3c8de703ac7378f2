"""A bundle: copies of several documents for one learner in a ZIP, put together from documents that are made already."""

from __future__ import annotations

from dataclasses import dataclass

from markpack.documents.shared.document import Properties


@dataclass(frozen=True)
class Member:
    """A file of a bundle: its name there, and the path of the document that it is a copy of."""

    name: str
    path: str


@dataclass(frozen=True)
class Bundle:
    """What a learner gets for an assignment, in the order in which it is read."""

    members: tuple[Member, ...]
    properties: Properties
