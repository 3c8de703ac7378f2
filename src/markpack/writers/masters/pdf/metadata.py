"""What a file says of a sheet beside its pages: its properties, the attached marks, and the hidden field."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import chain

import pikepdf
import pydyf

from markpack.documents.mark_sheet.view import MarkSheet
from markpack.documents.shared.document import Attachment
from markpack.model.forms.identity import HIDDEN_FIELD, hidden_text
from markpack.model.printed_signs import name_signs
from markpack.writers.masters.master import ATTEMPT, LEARNER, TITLE
from markpack.writers.masters.pdf.file_writer import packed_stream, plain_stream

DAY = datetime.date(1901, 2, 3)
"""A specimen's date. No document is so old: what bears it bears the file's."""
MARKED = {TITLE: "markpack-title", LEARNER: "markpack-learner", ATTEMPT: "markpack-attempt"}
"""What stands in a specimen's properties in place of a learner's."""

Body = Callable[[MarkSheet], bytes]


def varying_bodies(pdf: pikepdf.Pdf) -> dict[int, Body]:
    """Return what makes the bodies of a specimen's objects that say something of a learner, by their numbers."""
    return dict(chain(_metadata(pdf), _attached(pdf), _identity(pdf)))


def _metadata(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Body]]:
    """Yield the file's properties: the dictionary for every reader, and the same as XMP."""
    info = pdf.trailer.Info
    kept = {key: value for key, value in info.items() if str(value) not in {*MARKED.values(), f"D:{DAY:%Y%m%d}"}}
    fixed = pikepdf.Dictionary(kept).unparse()[:-2]
    named = {str(value): key for key, value in info.items() if key not in kept}
    dates = [key for key, value in info.items() if str(value) == f"D:{DAY:%Y%m%d}"]

    def properties(sheet: MarkSheet) -> bytes:
        told = _told(sheet)
        varying = {named[mark]: told[name] for name, mark in MARKED.items() if mark in named}
        varying |= dict.fromkeys(dates, f"D:{sheet.properties.date:%Y%m%d}")
        texts = (f"{key} ".encode() + pydyf.String(value).data for key, value in varying.items())
        return fixed + b" ".join(texts) + b">>"

    metadata = pdf.Root.Metadata
    pieces = re.split(f"({MARKED[TITLE]}|{DAY})", metadata.read_bytes().decode())

    def xmp(sheet: MarkSheet) -> bytes:
        told = {
            MARKED[TITLE]: escape(name_signs(sheet.properties.title), quote=False),
            str(DAY): str(sheet.properties.date),
        }
        data = "".join(told.get(piece, piece) for piece in pieces).encode()
        return plain_stream(b"/Type/Metadata/Subtype/XML", data)

    yield info.objgen[0], properties
    yield metadata.objgen[0], xmp


def _told(sheet: MarkSheet) -> dict[str, str]:
    identity = sheet.properties.identity
    return {TITLE: name_signs(sheet.properties.title), LEARNER: identity.learner, ATTEMPT: identity.attempt}


def _attached(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Body]]:
    """Yield the attached marks, where there are any."""
    if "/AF" not in pdf.Root:
        return

    def marks(sheet: MarkSheet) -> bytes:
        record: Attachment | None = sheet.record
        if record is None:
            raise AssertionError("a sheet of another variant")
        day = f"(D:{sheet.properties.date:%Y%m%d}000000Z)"
        check = hashlib.md5(record.data, usedforsecurity=False).hexdigest()
        parameters = f"<</CheckSum<{check}>/CreationDate{day}/ModDate{day}/Size {len(record.data)}>>"
        kind = pikepdf.Name(f"/{record.media_type}").unparse().decode()
        return packed_stream(f"/Type/EmbeddedFile/Subtype{kind}/Params{parameters}".encode(), record.data, 1)

    yield pdf.Root.AF[0].EF.F.objgen[0], marks


def _identity(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Body]]:
    """Yield the hidden field that says what the file is, where there are fields."""
    if "/AcroForm" not in pdf.Root:
        return
    field = next(field for field in pdf.Root.AcroForm.Fields if str(field.T) == HIDDEN_FIELD)
    del field.V
    fixed = field.unparse(resolved=True)[:-2]

    def hidden(sheet: MarkSheet) -> bytes:
        text = hidden_text(sheet.properties.identity.properties())
        value: bytes = pydyf.String(text).data
        return fixed + b"/V " + value + b">>"

    yield field.objgen[0], hidden
