"""What a form prints, as digests in the properties of its file: any other text in a returned file is somebody's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256

_PREFIX = "markpack.printed"
_LENGTH = 6
"""Hexadecimal digits of a digest: one text in 100,000 passes for one of a large form's."""
_IN_A_PROPERTY = 40
"""Digests in a property, which Office programs cut off at 255 characters."""


def printed_properties(texts: Iterable[str]) -> dict[str, str]:
    """Return the names and values of the properties that tell which texts a form prints, in whatever order."""
    digests = sorted({digest for text in texts if (digest := text_digest(text))})
    starts = range(0, len(digests), _IN_A_PROPERTY)
    return {
        f"{_PREFIX}.{number}": "".join(digests[start : start + _IN_A_PROPERTY])
        for number, start in enumerate(starts, start=1)
    }


def printed_digests(properties: Mapping[str, str]) -> frozenset[str]:
    """Return the digests among a file's properties; none for a file of an earlier release, or that has lost them."""
    values = (value.strip() for name, value in properties.items() if name.startswith(_PREFIX))
    return frozenset(value[start : start + _LENGTH] for value in values for start in range(0, len(value), _LENGTH))


def text_digest(text: str) -> str:
    """Return the digest of a text by what counts of it; empty where nothing does."""
    return counted_digest(what_counts(text))


def counted_digest(counted: str) -> str:
    """Return the digest of what counts of a text; empty for nothing."""
    return sha256(counted.encode()).hexdigest()[:_LENGTH] if counted else ""


def what_counts(text: str) -> str:
    """Return the letters, digits and signs of a text.

    Spaces, punctuation, letter case and invisible characters do not count, for programs change them. Letters are
    decomposed one by one: what counts of two texts in a row is what counts of the one and then of the other.
    """
    return "".join(map(_what_counts, text.split()))


@lru_cache(maxsize=4096)
def _what_counts(word: str) -> str:
    return word.casefold() if word.isascii() and word.isalnum() else "".join(map(_what_counts_of_letter, word))


@lru_cache(maxsize=4096)
def _what_counts_of_letter(letter: str) -> str:
    spelled = unicodedata.normalize("NFKD", letter).casefold()
    return "".join(sign for sign in spelled if unicodedata.category(sign)[0] in "LNMS")
