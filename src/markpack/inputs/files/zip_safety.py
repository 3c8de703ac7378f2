"""Zip packages that people hand in, such as workbooks and Word documents: opened only if they can do no harm."""

from __future__ import annotations

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
GREATEST_RATIO = 200

OLE = b"\xd0\xcf\x11\xe0"
"""How files of old Office programs begin, and new ones that a password protects."""

_RATIO_MATTERS_FROM = 10_000_000


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
    """Return a package's bytes; None, with the problem noted, where it cannot or should not be opened.

    What is no package at all is returned: whoever reads it finds that out.
    """
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
        return data
    if reason:
        problems.error(Place(file), reason, f"Check where the file comes from, and save it again from {kind.program}.")
        return None
    return data


def objection(data: bytes, noun: str) -> str:
    """Say why a package should not be opened, or nothing; `noun` is the kind of file, such as workbook.

    Raises zipfile.BadZipFile, or whatever reading ran into, where it is none.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
        if len(entries) > MOST_ENTRIES:
            return f"The {noun} has {len(entries)} parts; at most {MOST_ENTRIES} are opened."
        unpacked = sum(entry.file_size for entry in entries)
        packed = max(1, sum(entry.compress_size for entry in entries))
        if unpacked > LARGEST_UNPACKED:
            most = LARGEST_UNPACKED / 1e6
            return f"The {noun} would unpack to {unpacked / 1e6:.0f} MB; at most {most:.0f} MB are opened."
        if unpacked > _RATIO_MATTERS_FROM and unpacked > GREATEST_RATIO * packed:
            return f"The {noun} would unpack to {unpacked // packed} times its size."
        for entry in entries:
            if entry.filename.lower().endswith((".xml", ".rels")):
                content = package.read(entry)
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    return f"The {noun} declares entities, which no office program writes."
    return ""
