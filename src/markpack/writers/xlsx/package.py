"""The package that a workbook is: its parts by name, in order, deflated once where they stay the same."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

CORE, CUSTOM, STRINGS = "docProps/core.xml", "docProps/custom.xml", "xl/sharedStrings.xml"

_LEVEL = 3  # half the time of the usual 6, for files that are 2 % larger
_VERSION, _DEFLATE, _FIRST_OF_JANUARY_1980 = 20, 8, 0x21
_UNIX, _PRIVATE_FILE = 3, 0o600 << 16
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


@dataclass(frozen=True)
class Deflated:
    """A part as it is stored: deflated, with the checksum and size of what it holds."""

    data: bytes
    checksum: int
    size: int


def deflated(content: bytes) -> Deflated:
    """Return a part, deflated."""
    press = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return Deflated(press.compress(content) + press.flush(), zlib.crc32(content), len(content))


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package."""
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, Deflated]) -> bytes:
    """Return the package of those parts, with names of ASCII, whose bytes depend on nothing else."""
    package, directory = bytearray(), bytearray()
    for name, part in parts.items():
        sizes = part.checksum, len(part.data), part.size
        told = (_VERSION, 0, _DEFLATE, 0, _FIRST_OF_JANUARY_1980, *sizes, len(name), 0)
        start, where = name.encode("ascii"), len(package)
        package += _LOCAL.pack(b"PK\3\4", *told) + start + part.data
        directory += _CENTRAL.pack(b"PK\1\2", _UNIX << 8 | _VERSION, *told, 0, 0, 0, _PRIVATE_FILE, where) + start
    count = len(parts)
    return bytes(package + directory + _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), len(package), 0))
