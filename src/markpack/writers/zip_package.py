"""The ZIP package of a Word document or a workbook: its parts by name, in order, as they are stored."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

CORE, CUSTOM = "docProps/core.xml", "docProps/custom.xml"

_LEVEL = 3  # half the time of the usual 6, for files that are a few per cent larger
# Window and memory, as powers of 2: clearing a large window would take most of a small part's time.
_LARGE_WINDOW, _SMALL_WINDOW = (15, 8), (12, 5)
_VERSION, _STORE, _DEFLATE, _FIRST_OF_JANUARY_1980 = 20, 0, 8, 0x21
_NAMED_IN_UTF8 = 1 << 11
_UNIX, _PRIVATE_FILE = 3, 0o600 << 16
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


@dataclass(frozen=True)
class StoredPart:
    """A part as it is stored, deflated or not, with the checksum and size of its content."""

    data: bytes
    checksum: int
    size: int
    method: int = _DEFLATE


_EMPTY = StoredPart(b"", 0, 0)


def deflate_start(content: bytes) -> StoredPart:
    """Return the beginning of a part, deflated so that any rest can follow."""
    return _deflate(_EMPTY, content, zlib.Z_FULL_FLUSH)


def deflate(content: bytes, beginning: StoredPart = _EMPTY) -> StoredPart:
    """Return a part, deflated; with a `beginning`, `content` is the rest of the part."""
    return _deflate(beginning, content, zlib.Z_FINISH)


def _deflate(beginning: StoredPart, content: bytes, flush: int) -> StoredPart:
    window, memory = _SMALL_WINDOW if len(content) <= 1 << _SMALL_WINDOW[0] else _LARGE_WINDOW
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -window, memory)
    data = beginning.data + compressor.compress(content) + compressor.flush(flush)
    return StoredPart(data, zlib.crc32(content, beginning.checksum), beginning.size + len(content))


def store(content: bytes) -> StoredPart:
    """Return a part that is not deflated, such as a picture, which is compressed already."""
    return StoredPart(content, zlib.crc32(content), len(content), _STORE)


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package."""
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@dataclass(frozen=True)
class Package:
    """The beginning of a package: parts, one after another, and their entries in the directory at its end."""

    parts: bytes = b""
    entries: bytes = b""
    count: int = 0

    def with_parts(self, parts: Mapping[str, StoredPart]) -> Package:
        """Return the package with more parts at its end."""
        local_parts, entries = [self.parts], [self.entries]
        offset = len(self.parts)
        for name, part in parts.items():
            sizes = part.checksum, len(part.data), part.size
            file_name, flags = name.encode(), 0 if name.isascii() else _NAMED_IN_UTF8
            header = (_VERSION, flags, part.method, 0, _FIRST_OF_JANUARY_1980, *sizes, len(file_name), 0)
            local_parts += _LOCAL.pack(b"PK\3\4", *header), file_name, part.data
            entries += (
                _CENTRAL.pack(b"PK\1\2", _UNIX << 8 | _VERSION, *header, 0, 0, 0, _PRIVATE_FILE, offset),
                file_name,
            )
            offset += _LOCAL.size + len(file_name) + len(part.data)
        return Package(b"".join(local_parts), b"".join(entries), self.count + len(parts))

    def to_bytes(self) -> bytes:
        """Return the whole file; its bytes depend on nothing but the parts."""
        end = _END.pack(b"PK\5\6", 0, 0, self.count, self.count, len(self.entries), len(self.parts), 0)
        return self.parts + self.entries + end


def pack(parts: Mapping[str, StoredPart], varying: Collection[str] = ()) -> bytes:
    """Return the package of the parts; `varying` ones are last, so that the others can be packed once."""
    fixed_parts = {name: part for name, part in parts.items() if name not in varying}
    varying_parts = {name: parts[name] for name in varying}
    return Package().with_parts(fixed_parts | varying_parts).to_bytes()
