"""A PDF file put together: from objects that are the same in every copy, and others that each has of its own."""

from __future__ import annotations

import copy
import hashlib
import struct
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence

import pikepdf

_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_FREE, _BY_OFFSET, _IN_STREAM = 0, 1, 2
_END_OF_STREAM = b"endstream"
_ENTRY = struct.Struct(">BIH")


class Assembly:
    """The objects of a file that stay, written once with a table of where they stand. Generations are all 0."""

    def __init__(
        self, pdf: pikepdf.Pdf, left_out: Collection[int], containers: Mapping[int, Sequence[int]] | None = None
    ) -> None:
        """Take every object of a PDF but those whose numbers are `left_out`; each copy has these of its own.

        Some of them each copy has in `containers`, object streams, which are told by their numbers and those of the
        objects in them, in their order.
        """
        root, info = pdf.Root.objgen[0], pdf.trailer.Info.objgen[0]
        containers = containers or {}
        there = [entry for entry in pdf.objects if entry is not None]
        container = max(*(entry.objgen[0] for entry in there), *containers) + 1
        self._more, self._own = container + 2, container + 3
        self._trailer = f"/Size {self._own + 1}/Root {root} 0 R/Info {info} 0 R/W[1 4 2]".encode()
        table: dict[int, tuple[int, int, int]] = {0: (_FREE, 0, 0xFFFF)}
        body = bytearray(_HEADER)
        packed: list[tuple[int, bytes]] = []
        for entry in there:
            number = entry.objgen[0]
            if number in left_out or not number:
                continue
            if not isinstance(entry, pikepdf.Stream):
                packed.append((number, entry.unparse(resolved=True)))
            elif entry.get("/Type") not in (pikepdf.Name.ObjStm, pikepdf.Name.XRef):
                table[number] = (_BY_OFFSET, len(body), 0)
                body += _indirect(number, _stream_body(entry))
        table |= {number: (_IN_STREAM, container, place) for place, (number, _) in enumerate(packed)}
        table[container] = (_BY_OFFSET, len(body), 0)
        body += _indirect(container, container_body(packed))
        self._earlier = len(body)
        body += _indirect(container + 1, self._table(table))
        self._body = bytes(body)
        # MuPDF repairs a file in which an earlier table names a container of the last one: both stand in the last.
        self._added = {
            number: (_IN_STREAM, holder, place)
            for holder, numbers in containers.items()
            for place, number in enumerate(numbers)
        }

    def with_objects(self, objects: Mapping[int, bytes]) -> Assembly:
        """Return the same with more objects that stay, by number: some of those that were left out.

        Not to be called of what was returned.
        """
        plain = {number: body for number, body in objects.items() if not body.endswith(_END_OF_STREAM)}
        streams = {number: body for number, body in objects.items() if number not in plain}
        result = copy.copy(self)
        parts, added = _written(streams | {self._more: container_body(plain.items())}, len(self._body))
        added |= {number: (_IN_STREAM, self._more, place) for place, number in enumerate(plain)}
        result._added = self._added | added
        result._body = b"".join((self._body, *parts))
        return result

    def file(self, objects: Mapping[int, bytes]) -> bytes:
        """Return a copy with these bodies of objects, by number: those left out, and any others in their place."""
        parts, table = _written(objects, len(self._body))
        table = self._added | table
        own = b"".join(parts)
        end = len(self._body) + len(own)
        table[self._own] = (_BY_OFFSET, end, 0)
        digest = hashlib.md5(own, usedforsecurity=False).hexdigest()
        last = self._table(table, f"/Prev {self._earlier}/ID[<{digest}><{digest}>]".encode())
        return b"".join((self._body, own, _indirect(self._own, last), b"startxref\n%d\n%%%%EOF\n" % end))

    def _table(self, entries: Mapping[int, tuple[int, int, int]], more: bytes = b"") -> bytes:
        """Return a table of objects: for each its kind, where it stands, and its place there or its generation."""
        index: list[list[int]] = []
        data = bytearray()
        for number in sorted(entries):
            data += _ENTRY.pack(*entries[number])
            if index and number == sum(index[-1]):
                index[-1][1] += 1
            else:
                index.append([number, 1])
        said = " ".join(f"{first} {count}" for first, count in index).encode()
        entry = b"/Type/XRef%s%s/Index[%s]" % (self._trailer, more, said)
        return plain_stream(entry, bytes(data)) if more else packed_stream(entry, bytes(data))


def open_dictionary(entry: pikepdf.Object, left_out: Collection[str]) -> bytes:
    """Return a dictionary's text without some of its keys, and open at its end, so that others can follow."""
    return pikepdf.Dictionary({key: it for key, it in entry.items() if key not in left_out}).unparse()[:-2]


def packed_stream(entries: bytes, data: bytes, level: int = 9) -> bytes:
    """Return the body of a stream object, compressed; `entries` are its dictionary's beside filter and length."""
    return deflated_stream(zlib.compress(data, level), entries)


def deflated_stream(deflated: bytes, entries: bytes = b"") -> bytes:
    """Return the body of a stream object whose data is compressed already."""
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\r\nendstream" % (entries, len(deflated), deflated)


def plain_stream(entries: bytes, data: bytes) -> bytes:
    """Return the body of a stream object whose data stands there as it is."""
    return b"<<%s/Length %d>>stream\n%s\r\nendstream" % (entries, len(data), data)


def _written(objects: Mapping[int, bytes], start: int) -> tuple[list[bytes], dict[int, tuple[int, int, int]]]:
    """Return objects as they stand in a file from an offset on, and what its table says of them."""
    parts, table, offset = [], {}, start
    for number, body in objects.items():
        part = _indirect(number, body)
        parts.append(part)
        table[number] = (_BY_OFFSET, offset, 0)
        offset += len(part)
    return parts, table


def _indirect(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)


def _stream_body(stream: pikepdf.Stream) -> bytes:
    """Return the body of a stream object as it stands in its file."""
    data = stream.read_raw_bytes()
    entries = pikepdf.Dictionary({str(key): value for key, value in stream.items() if key != "/Length"})
    return plain_stream(entries.unparse()[2:-2], data)


def container_body(objects: Iterable[tuple[int, bytes]], level: int = 9) -> bytes:
    """Return an object stream, which holds objects that are no streams."""
    index, data = [], bytearray()
    for number, body in objects:
        index.append(f"{number} {len(data)}")
        data += body + b"\n"
    head = (" ".join(index) + "\n").encode()
    return packed_stream(b"/Type/ObjStm/N %d/First %d" % (len(index), len(head)), head + bytes(data), level)
