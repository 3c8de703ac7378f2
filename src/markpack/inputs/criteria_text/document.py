"""A document as it was handed in, whatever its format: what it says it is, its digest, and its passages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from markpack.errors import Place
from markpack.inputs.criteria_text.compare import Passage
from markpack.inputs.criteria_text.excel_text import read_cells
from markpack.inputs.criteria_text.pdf_text import read_pdf
from markpack.inputs.criteria_text.word_text import read_word
from markpack.inputs.files.safe_files import load
from markpack.inputs.files.zip_safety import LARGEST_FILE, OLE, objection
from markpack.inputs.problems import Problems
from markpack.model.forms.identity import FileIdentity, identity_of


@dataclass(frozen=True)
class HandedIn:
    """A document. `format` is its ending, such as docx, whatever its name; `sha256` that of its bytes.

    `spaces_count` is false where the format does not say for certain where words end.
    """

    format: str
    sha256: str
    identity: FileIdentity
    passages: tuple[Passage, ...]
    spaces_count: bool


_Reader = Callable[[Path, bytes, str, Problems], tuple[Mapping[str, str], tuple[Passage, ...]] | None]


def read_document(path: Path, file: str, problems: Problems) -> HandedIn | None:
    """Return a document by what its bytes are, not its name; None, with the problem noted, where it cannot be read."""
    data = load(path, file, problems, limit=LARGEST_FILE)
    if data is None:
        return None
    kind = _format(data, file, problems)
    if kind is None:
        return None
    name, reader = kind
    read = reader(path, data, file, problems)
    if read is None:
        return None
    properties, passages = read
    digest = hashlib.sha256(data).hexdigest()
    return HandedIn(name, digest, identity_of(properties), passages, spaces_count=reader is not read_pdf)


def _format(data: bytes, file: str, problems: Problems) -> tuple[str, _Reader] | None:
    place = Place(file)
    if b"%PDF-" in data[:1024]:
        return "pdf", read_pdf
    if data.startswith(OLE):
        problems.error(
            place,
            "The file is protected by a password, or in a format of old Office programs.",
            "Save it as .docx, .xlsx or PDF without a password.",
        )
        return None
    if not data.startswith(b"PK"):
        problems.error(place, "This is not a PDF, Word document or Excel workbook.", "Name a brief or a mark sheet.")
        return None
    try:
        if against := objection(data, "file"):
            problems.error(place, against, "Check where the file comes from, and ask for it again.")
            return None
        if b"word/document" in data:
            return "docx", read_word
        if b"xl/workbook" in data:
            return "xlsx", read_cells
    except Exception:  # a damaged package is met with whatever reading it ran into
        problems.error(place, "The file is damaged.", "Ask for it again, or open it and save it again.")
        return None
    problems.error(
        place,
        "This is neither a Word document nor an Excel workbook.",
        "If it is an OpenDocument file, save it as .docx or .xlsx.",
    )
    return None
