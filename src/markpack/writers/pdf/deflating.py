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


@dataclass(frozen=True)
class Lasting:
    """A piece that is used again and again: its text, and the same in whole bytes that refer to nothing before."""

    text: bytes
    packed: bytes


def lasting(text: bytes) -> Lasting:
    """Return a text compressed for good."""
    return Lasting(text, _pressed(text, _BEST))


def deflated(pieces: Iterable[Lasting | bytes]) -> bytes:
    """Return the data of a stream, as the filter FlateDecode expects it, from what lasts and texts between."""
    texts: list[bytes] = []
    packed = [_HEADER]
    passing: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            if piece:
                passing.append(piece)
            continue
        if passing:
            text = b"".join(passing)
            texts.append(text)
            packed.append(_packed(text))
            passing = []
        texts.append(piece.text)
        packed.append(piece.packed)
    rest = b"".join(passing)
    checksum = zlib.adler32(b"".join((*texts, rest)))
    return b"".join((*packed, _packed(rest), _LAST, _SUM.pack(checksum)))


def _packed(text: bytes) -> bytes:
    """Return a text for a single use: a short one as it is, which takes no time."""
    if len(text) > _WORTH_COMPRESSING:
        return _pressed(text, _QUICK)
    return _LENGTHS.pack(0, len(text), len(text) ^ _MOST) + text


def _pressed(text: bytes, level: int) -> bytes:
    press = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return press.compress(text) + press.flush(zlib.Z_FULL_FLUSH)
