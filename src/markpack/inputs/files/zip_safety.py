"""Zip packages that people hand in, such as workbooks and Word documents: opened only if they can do no harm."""

from __future__ import annotations

import copy
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from markpack.errors import Place
from markpack.inputs.files.safe_files import load
from markpack.inputs.problems import Problems

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 100_000_000
MOST_ENTRIES = 1_000
MOST_TAGS = 5_000_000
"""The most tags of XML in all parts of a package."""
GREATEST_RATIO = 200

OLE = b"\xd0\xcf\x11\xe0"
"""How files of old Office programs begin, and new ones that a password protects."""

_RATIO_MATTERS_FROM = 10_000_000
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The ways of packing that give out no more at a time than they are asked for; Office programs use no others."""


@dataclass(frozen=True)
class PackageKind:
    """A kind of package in words: workbook, of Excel, with the endings .xlsx and, formerly, .xls."""

    what: str
    program: str
    ending: str
    old_ending: str


WORKBOOK = PackageKind("workbook", "Excel", ".xlsx", ".xls")
WORD_DOCUMENT = PackageKind("document", "Word", ".docx", ".doc")


def load_package(path: Path, file: str, problems: Problems, kind: PackageKind) -> bytes | None:
    """Return a package's bytes; None, with the problem noted, where it cannot or should not be opened."""
    data = load(path, file, problems, limit=LARGEST_FILE)
    if data is None:
        return None
    if data.startswith(OLE):
        problems.error(
            Place(file),
            f"The file is protected by a password, or in the old {kind.old_ending} format.",
            f"Save it as {'an' if kind.program[0] in 'AEIOU' else 'a'} {kind.program} {kind.what} ({kind.ending}) "
            "without a password.",
        )
        return None
    try:
        reason = objection(data, kind.what)
    except Exception:  # a damaged package fails in whatever way its parts are damaged
        note_unreadable(file, problems, kind)
        return None
    if reason:
        problems.error(Place(file), reason, f"Check where the file comes from, and save it again from {kind.program}.")
        return None
    return data


def note_unreadable(file: str, problems: Problems, kind: PackageKind) -> None:
    """Note that a file is no package of its kind, or damaged."""
    problems.error(
        Place(file),
        f"The file is not a readable {kind.program} {kind.what}.",
        f"Open it in {kind.program} or LibreOffice and save it again as {kind.ending}, or ask for it again.",
    )


def objection(data: bytes, noun: str) -> str:
    """Say why a package should not be opened, or nothing; `noun` is the kind of file, such as workbook.

    Every part has been unpacked once when nothing is said, and was as large as the directory says. Raises
    zipfile.BadZipFile, or whatever reading ran into, where it is no package.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
        if len(entries) > MOST_ENTRIES:
            return f"The {noun} has {len(entries)} parts; at most {MOST_ENTRIES} are opened."
        if any(entry.compress_type not in _BOUNDED for entry in entries):
            return f"The {noun} is packed in a way that no office program uses."
        unpacked = sum(entry.file_size for entry in entries)
        packed = max(1, sum(entry.compress_size for entry in entries))
        if unpacked > LARGEST_UNPACKED:
            most = LARGEST_UNPACKED / 1e6
            return f"The {noun} would unpack to {unpacked / 1e6:.0f} MB; at most {most:.0f} MB are opened."
        if unpacked > _RATIO_MATTERS_FROM and unpacked > GREATEST_RATIO * packed:
            return f"The {noun} would unpack to {unpacked // packed} times its size."
        tags = 0
        for entry in entries:
            content = _content(package, entry)
            if _declares_entities(content):
                return f"The {noun} declares entities, which no office program writes."
            tags += content.count(b"<") if _is_xml(content) else 0
            if tags > MOST_TAGS:
                return f"The {noun} has more than {MOST_TAGS} tags of XML."
    return ""


def _content(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return what comes out of a part; raise zipfile.BadZipFile where that is not what the directory says.

    Why: `zipfile` cuts off what is more than the directory says, but only after it has unpacked all of it.
    """
    unlimited = copy.copy(entry)
    unlimited.file_size = LARGEST_UNPACKED
    with package.open(unlimited) as part:
        content = part.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise zipfile.BadZipFile(f"{entry.filename} is not as large as the directory says")
    return content


def _is_xml(content: bytes) -> bool:
    return content[:100].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _declares_entities(content: bytes) -> bool:
    """Say whether a part declares entities, or is XML in an encoding in which that could not be told."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\x4c\x6f\xa7\x94")):  # UTF-16, EBCDIC
        return True
    return _is_xml(content) and (b"<!DOCTYPE" in content or b"<!ENTITY" in content)
