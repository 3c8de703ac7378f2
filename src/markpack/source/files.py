"""Bytes and text of one file, within limits."""

from __future__ import annotations

import codecs
from pathlib import Path

from markpack.errors import Place
from markpack.source.findings import Findings

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def load(path: Path, file: str, findings: Findings, *, limit: int) -> bytes | None:
    """Return the file's bytes; None, with a problem noted, where it cannot be read or has more than `limit` bytes."""
    place = Place(file)
    try:
        size = path.stat().st_size
        if size > limit:
            findings.error(
                place,
                f"The file has {size / 1e6:.1f} MB; at most {limit / 1e6:g} MB are read.",
                "Check that it is the right file, and make it smaller.",
            )
            return None
        return path.read_bytes()
    except FileNotFoundError:
        findings.error(place, "The file does not exist.", "Add it, or check how its name is written.")
    except IsADirectoryError:
        findings.error(place, "This is a folder; a file is expected.", "Move the folder away.")
    except OSError as error:
        findings.error(
            place,
            f"The file cannot be read: {error.strerror}.",
            "Close it in other programs and check that you may open it.",
        )
    return None


def decode(data: bytes, file: str, findings: Findings, *, save_as: str = "UTF-8") -> str | None:
    """Return the text of UTF-8, marked UTF-16 or else Windows-1252, with a warning; None if it is no text."""
    place = Place(file)
    try:
        if data.startswith(_UTF_16):
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            text = "\0"
        else:
            findings.warn(
                place,
                "The file is not in UTF-8, so it was read as Windows-1252.",
                f"Check that letters with accents come out right, and save the file as {save_as}.",
            )
    if "\0" in text:
        findings.error(place, "The file does not hold text.", f"Save it again as {save_as}.")
        return None
    return text
