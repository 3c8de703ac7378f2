"""A compressed stream out of pieces: what stays is compressed once, what varies is put between."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_HEADER = b"\x78\xda"
_LAST = b"\x01\0\0\xff\xff"
_BEST, _QUICK = 9, 1
_WORTH_COMPRESSING = 512  # bytes
_LENGTHS = struct.Struct("<BHH")
_SUM = struct.Struct(">I")
_MOST = 0xFFFF
_PRIME = 65521


@dataclass(frozen=True)
class Lasting:
    """A piece that is used again and again, in whole bytes that refer to nothing before; its length, and its sum."""

    packed: bytes
    length: int
    checksum: int


def lasting(text: bytes) -> Lasting:
    """Return a text compressed for good."""
    return Lasting(_pressed(text, _BEST), len(text), zlib.adler32(text))


def deflated(pieces: Iterable[Lasting | bytes]) -> bytes:
    """Return the data of a stream, as the filter FlateDecode expects it, from what lasts and texts between."""
    checksum = zlib.adler32(b"")
    packed = [_HEADER]
    passing: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            if piece:
                passing.append(piece)
            continue
        if passing:
            text = b"".join(passing)
            checksum = zlib.adler32(text, checksum)
            packed.append(_packed(text))
            passing = []
        checksum = _followed(checksum, piece)
        packed.append(piece.packed)
    rest = b"".join(passing)
    return b"".join((*packed, _packed(rest), _LAST, _SUM.pack(zlib.adler32(rest, checksum))))


def _followed(checksum: int, piece: Lasting) -> int:
    """Return the sum of a text and a piece after it, as RFC 1950 defines it, from the sums of both."""
    one, two = checksum & _MOST, checksum >> 16
    sum_of_bytes = (one + (piece.checksum & _MOST) - 1) % _PRIME
    sum_of_sums = (two + (piece.checksum >> 16) + piece.length * (one - 1)) % _PRIME
    return sum_of_sums << 16 | sum_of_bytes


def _packed(text: bytes) -> bytes:
    """Return a text for a single use: a short one as it is, which takes no time."""
    if len(text) > _WORTH_COMPRESSING:
        return _pressed(text, _QUICK)
    return _LENGTHS.pack(0, len(text), len(text) ^ _MOST) + text


def _pressed(text: bytes, level: int) -> bytes:
    press = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return press.compress(text) + press.flush(zlib.Z_FULL_FLUSH)
