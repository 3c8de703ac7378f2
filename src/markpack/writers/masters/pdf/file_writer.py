"""A PDF file put together from the bodies of its objects."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Mapping

_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_FREE, _BY_OFFSET, _IN_STREAM = 0, 1, 2
_ENTRY = struct.Struct(">BIH")


class FileWriter:
    """Takes the objects of a file, in any order, by numbers that may leave gaps. Generations are all 0."""

    def __init__(self) -> None:
        self._parts = [_HEADER]
        self._offset = len(_HEADER)
        self._sections: dict[int, bytes] = {0: _ENTRY.pack(_FREE, 0, 0xFFFF)}

    def add(self, number: int, body: bytes) -> None:
        """Add an object that stands by itself, as streams have to."""
        self._sections[number] = _ENTRY.pack(_BY_OFFSET, self._offset, 0)
        part = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        self._parts.append(part)
        self._offset += len(part)

    def add_container(self, number: int, body: bytes, held: Mapping[int, bytes]) -> None:
        """Add an object stream; `held` are the entries of the objects in it that follow each other, by first number."""
        self.add(number, body)
        self._sections |= held

    def add_held(self, number: int, objects: Mapping[int, bytes]) -> None:
        """Add objects that are no streams in an object stream of this number."""
        entries = {it: _ENTRY.pack(_IN_STREAM, number, place) for place, it in enumerate(objects)}
        self.add_container(number, container_body(objects.items(), 6), entries)

    def finished(self, root: int, info: int, table: int) -> bytes:
        """Return the file; `table` is the number of the table of its objects."""
        digest = hashlib.md5(usedforsecurity=False)
        for part in self._parts:
            digest.update(part)
        end = self._offset
        self._sections[table] = _ENTRY.pack(_BY_OFFSET, end, 0)
        index: list[list[int]] = []
        for number in sorted(self._sections):
            count = len(self._sections[number]) // _ENTRY.size
            if index and number == sum(index[-1]):
                index[-1][1] += count
            else:
                index.append([number, count])
        data = b"".join(self._sections[number] for number in sorted(self._sections))
        said = " ".join(f"{first} {count}" for first, count in index).encode()
        size = sum(index[-1])
        name = digest.hexdigest().encode()
        entries = b"/Type/XRef/Size %d/Root %d 0 R/Info %d 0 R/W[1 4 2]/ID[<%s><%s>]/Index[%s]" % (
            size, root, info, name, name, said,
        )  # fmt: skip
        last = b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, packed_stream(entries, data, 6), end)
        return b"".join((*self._parts, last))


def held_entries(container: int, count: int) -> bytes:
    """Return the entries of so many objects that follow each other in an object stream."""
    return b"".join(_ENTRY.pack(_IN_STREAM, container, place) for place in range(count))


def packed_stream(entries: bytes, data: bytes, level: int = 9) -> bytes:
    """Return the body of a stream object, compressed; `entries` are its dictionary's beside filter and length."""
    deflated = zlib.compress(data, level)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\r\nendstream" % (entries, len(deflated), deflated)


def plain_stream(entries: bytes, data: bytes) -> bytes:
    """Return the body of a stream object whose data stands there as it is."""
    return b"<<%s/Length %d>>stream\n%s\r\nendstream" % (entries, len(data), data)


def container_body(objects: Iterable[tuple[int, bytes]], level: int = 9) -> bytes:
    """Return an object stream, which holds objects that are no streams."""
    index, data = [], bytearray()
    for number, body in objects:
        index.append(f"{number} {len(data)}")
        data += body + b"\n"
    head = (" ".join(index) + "\n").encode()
    return packed_stream(b"/Type/ObjStm/N %d/First %d" % (len(index), len(head)), head + bytes(data), level)
