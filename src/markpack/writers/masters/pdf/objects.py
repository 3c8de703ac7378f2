"""Objects of a PDF that can stand in another one, under other numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pikepdf

Piece = bytes | int | str
"""A piece of an object's text: bytes as they stand, the place of another object of the same group, or the name of one
that is not known before a file is put together."""

Text = tuple[Piece, ...]


@dataclass(frozen=True)
class Shared:
    """An object that is the same wherever it stands, by its content; `stream` is its data, as it stands in a file."""

    key: str
    text: Text
    stream: bytes | None = None


Special = Callable[[pikepdf.Object], Text | None]
"""Returns the text of an object that is not to be taken as it is, None for any other."""


class Exporter:
    """Takes objects out of a PDF. What they refer to comes along as objects that are shared by their content."""

    def __init__(self) -> None:
        self.shared: dict[str, Shared] = {}
        self._done: dict[int, str] = {}

    def text(self, entry: pikepdf.Object, special: Special = lambda _: None, *, left_out: Sequence[str] = ()) -> Text:
        """Return the text of an object itself, without some of its keys if it is a dictionary."""
        return joined(self._inside(entry, special, left_out))

    def stream(
        self, entry: pikepdf.Stream, special: Special = lambda _: None, *, left_out: Sequence[str] = ()
    ) -> tuple[Text, bytes]:
        """Return the text of a stream's dictionary, and its data."""
        data = entry.read_raw_bytes()
        return self.text(entry, special, left_out=("/Length", *left_out)), data

    def _value(self, entry: pikepdf.Object, special: Special) -> Iterator[Piece]:
        if isinstance(entry, pikepdf.Object):
            found = special(entry)
            if found is not None:
                yield from found
                return
            if entry.is_indirect:
                yield self.share(entry, special)
                return
        yield from self._inside(entry, special, ())

    def _inside(self, entry: pikepdf.Object, special: Special, left_out: Sequence[str]) -> Iterator[Piece]:
        if isinstance(entry, pikepdf.Dictionary | pikepdf.Stream):
            yield b"<<"
            for key, value in entry.items():
                if key not in left_out:
                    yield pikepdf.Name(key).unparse() + b" "
                    yield from self._value(value, special)
            yield b">>"
        elif isinstance(entry, pikepdf.Array):
            yield b"["
            for at, value in enumerate(entry):
                yield b" " if at else b""
                yield from self._value(value, special)
            yield b"]"
        elif isinstance(entry, pikepdf.Object):
            yield entry.unparse(resolved=True)
        elif entry is None:
            yield b"null"
        elif isinstance(entry, bool):
            yield b"true" if entry else b"false"
        else:
            yield str(entry).encode()

    def share(self, entry: pikepdf.Object, special: Special = lambda _: None) -> str:
        """Return the name of an object that is shared by its content."""
        number = entry.objgen[0]
        key = self._done.get(number)
        if key is None:
            if isinstance(entry, pikepdf.Stream):
                text, data = self.stream(entry, special)
            else:
                text, data = self.text(entry, special), None
            digest = hashlib.sha256(repr(text).encode())
            digest.update(data or b"")
            key = f"={digest.hexdigest()[:24]}"
            self.shared[key] = Shared(key, text, data)
            self._done[number] = key
        return key


def joined(pieces: Iterator[Piece]) -> Text:
    """Return pieces, with bytes that follow each other put together."""
    result: list[Piece] = []
    waiting: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            waiting.append(piece)
            continue
        if waiting:
            result.append(b"".join(waiting))
            waiting = []
        result.append(piece)
    if waiting:
        result.append(b"".join(waiting))
    return tuple(result)


def written(text: Text, base: int, named: Callable[[str], bytes]) -> bytes:
    """Return an object's text; the group's own objects are numbered from `base`, and `named` says what names are."""
    return b"".join(
        piece if isinstance(piece, bytes) else b"%d 0 R" % (base + piece) if isinstance(piece, int) else named(piece)
        for piece in text
    )


def opened(text: Text) -> Text:
    """Return a dictionary's text, open at its end."""
    *rest, last = text
    if not isinstance(last, bytes):
        raise AssertionError("a dictionary ends with a reference")
    return (*rest, last.removesuffix(b">>"))
