"""Plain data read from a file, whose values know their places; YAML files and workbooks both come as such."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum, auto
from typing import Protocol, TypeAlias

from markpack.errors import Place

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
"""Text, a list, keys and values, or nothing (a key without a value)."""
Location: TypeAlias = tuple[str | int, ...]
"""The keys and list positions that lead from the top of a file to a value."""


class Lack(Enum):
    """What may be lacking at a location: a key, the text of a value, a list, an entry of one, or keys and values."""

    KEY = auto()
    TEXT = auto()
    LIST = auto()
    ENTRY = auto()
    KEYS = auto()


class LocatedData(Protocol):
    """A file's plain data, where each key and value stands, and how messages speak of them."""

    @property
    def file(self) -> str:
        """The file's name from the workspace."""
        ...

    @property
    def data(self) -> Plain:
        """All that the file holds."""
        ...

    @property
    def unusable(self) -> Collection[Location]:
        """Where something stands that cannot be used, which is noted."""
        ...

    def place(self, location: Location = ()) -> Place:
        """Return the place of a value, or of the nearest one around it that has a place."""
        ...

    def key_place(self, location: Location) -> Place:
        """Return the place of a key."""
        ...

    def missing_place(self, location: Location) -> Place:
        """Return the place where a key should be that is not there."""
        ...

    def place_of(self, location: Location, words: str, *, occurrence: int = 0) -> Place:
        """Return where words stand inside a value, or the value's place."""
        ...

    def place_in(self, location: Location, text: str, start: int, words: str) -> Place:
        """Return where words stand that begin at a position of a value's text, or the value's place."""
        ...

    def name(self, location: Location) -> str:
        """Return what a key is called in messages, with a capital."""
        ...

    def owner(self, location: Location) -> str:
        """Return what the thing is called in messages that a key belongs to."""
        ...

    def remedy(self, lack: Lack, location: Location) -> str:
        """Say how to write what is lacking at a location."""
        ...
