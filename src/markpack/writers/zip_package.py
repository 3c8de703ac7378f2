"""The package that a Word document or a workbook is: its parts by name, in order, each as it is stored."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

CORE, CUSTOM = "docProps/core.xml", "docProps/custom.xml"

_LEVEL = 3  # half the time of the usual 6, for files that are a few per cent larger
_ANY, _SMALL = (
    (15, 8),
    (12, 5),
)  # window and memory, by powers of 2: most of a small part's time is taken by clearing it
_VERSION, _STORE, _DEFLATE, _FIRST_OF_JANUARY_1980 = 20, 0, 8, 0x21
_NAMED_IN_UTF8 = 1 << 11
_UNIX, _PRIVATE_FILE = 3, 0o600 << 16
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


@dataclass(frozen=True)
class Stored:
    """A part as it is stored, deflated or not, with the checksum and size of what it holds."""

    data: bytes
    checksum: int
    size: int
    method: int = _DEFLATE


_NOTHING = Stored(b"", 0, 0)


def begun(content: bytes) -> Stored:
    """Return the beginning of a part, deflated so that it can be followed by any rest."""
    return _followed(_NOTHING, content, zlib.Z_FULL_FLUSH)


def deflated(content: bytes, beginning: Stored = _NOTHING) -> Stored:
    """Return a part, deflated, or only the rest of it after its beginning."""
    return _followed(beginning, content, zlib.Z_FINISH)


def _followed(beginning: Stored, content: bytes, flush: int) -> Stored:
    window, memory = _SMALL if len(content) <= 1 << _SMALL[0] else _ANY
    press = zlib.compressobj(_LEVEL, zlib.DEFLATED, -window, memory)
    data = beginning.data + press.compress(content) + press.flush(flush)
    return Stored(data, zlib.crc32(content, beginning.checksum), beginning.size + len(content))


def stored(content: bytes) -> Stored:
    """Return a part as it is, such as a picture, which is compressed already."""
    return Stored(content, zlib.crc32(content), len(content), _STORE)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package."""
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@dataclass(frozen=True)
class Package:
    """A package as far as it goes: its parts, one after another, and their entries in the directory at its end."""

    parts: bytes = b""
    entries: bytes = b""
    count: int = 0

    def followed_by(self, parts: Mapping[str, Stored]) -> Package:
        """Return the package with more parts at its end."""
        written, entries = [self.parts], [self.entries]
        where = len(self.parts)
        for name, part in parts.items():
            sizes = part.checksum, len(part.data), part.size
            start, flags = name.encode(), 0 if name.isascii() else _NAMED_IN_UTF8
            told = (_VERSION, flags, part.method, 0, _FIRST_OF_JANUARY_1980, *sizes, len(start), 0)
            written += _LOCAL.pack(b"PK\3\4", *told), start, part.data
            entries += _CENTRAL.pack(b"PK\1\2", _UNIX << 8 | _VERSION, *told, 0, 0, 0, _PRIVATE_FILE, where), start
            where += _LOCAL.size + len(start) + len(part.data)
        return Package(b"".join(written), b"".join(entries), self.count + len(parts))

    def closed(self) -> bytes:
        """Return the file, whose bytes depend on nothing but the parts."""
        end = _END.pack(b"PK\5\6", 0, 0, self.count, self.count, len(self.entries), len(self.parts), 0)
        return self.parts + self.entries + end


def packed(parts: Mapping[str, Stored], varying: Collection[str] = ()) -> bytes:
    """Return the package of those parts; those that vary stand last, so that what precedes them is packed once."""
    stay = {name: part for name, part in parts.items() if name not in varying}
    vary = {name: parts[name] for name in varying}
    return Package().followed_by(stay | vary).closed()
