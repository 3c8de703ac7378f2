"""What people add to a PDF as a whole: attached files, bookmarks, and entries in a form of the other kind, XFA."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf
from lxml import etree

from markpack.errors import Place
from markpack.inputs.files.csv_tables import plain
from markpack.inputs.files.visits import TooLarge
from markpack.inputs.marks.forms.form import Note
from markpack.inputs.marks.forms.pdf_fields import LONGEST_STREAM, PdfVisits
from markpack.model.forms.identity import MARKS_RECORD
from markpack.model.names import name_words

_XFA_DATA = "{http://www.xfa.org/schema/xfa-data/1.0/}data"
_NUMBERED = re.compile(r"(?:page|slide|sheet|bookmark)? ?[0-9]+", re.IGNORECASE)
"""The bookmarks that programs make of pages."""


def attached_files(pdf: pikepdf.Pdf, place: Place, visits: PdfVisits) -> Iterator[Note]:
    """Yield the files attached to a PDF, or to a page of it, besides our own record of marks."""
    named = {MARKS_RECORD}
    for name, attached in pdf.attachments.items():
        if name not in named:
            yield Note(f"the attached file {name}", plain(attached.description), place)
        named |= {name, attached.filename}
    for owner in (pdf.Root, *(page.obj for page in pdf.pages)):
        for file in visits.items(owner.get("/AF")):
            if (name := file_name(file, visits)) not in named:
                named.add(name)
                yield Note(f"the attached file {name}", description(file, visits), place)


def file_name(file: Any, visits: PdfVisits) -> str:
    """Return the name of an attached file."""
    if not isinstance(file, pikepdf.Dictionary):
        return plain(visits.text(file))
    return next((name for key in ("/UF", "/F") if (name := plain(visits.text(file.get(key))))), "without a name")


def description(file: Any, visits: PdfVisits) -> str:
    """Return what somebody wrote about an attached file."""
    return plain(visits.text(file.get("/Desc"))) if isinstance(file, pikepdf.Dictionary) else ""


def bookmarks(pdf: pikepdf.Pdf, printed: Iterable[str], place: Place, visits: PdfVisits) -> Iterator[Note]:
    """Yield the bookmarks that say something else than the pages and the document's title."""
    known: frozenset[str] | None = None
    waiting, seen = [pdf.Root.get("/Outlines")], set()
    while waiting:
        entry = waiting.pop()
        if not isinstance(entry, pikepdf.Dictionary) or (entry.is_indirect and entry.objgen in seen):
            continue
        visits.count()
        seen.add(entry.objgen)
        waiting += [entry.get("/Next"), entry.get("/First")]
        title = plain(visits.text(entry.get("/Title")))
        if title and not _NUMBERED.fullmatch(title):
            if known is None:
                known = frozenset(name_words(" ".join((*printed, visits.text(pdf.docinfo.get("/Title"))))))
            if name_words(title) - known:
                yield Note("a bookmark", title, place)


def xfa_entries(pdf: pikepdf.Pdf, known: Iterable[str], place: Place, visits: PdfVisits) -> Iterator[Note]:
    """Yield what is entered in an XFA form and is not among the known values of fields."""
    form = pdf.Root.get("/AcroForm")
    entry = form.get("/XFA") if isinstance(form, pikepdf.Dictionary) else None
    packets = [entry] if isinstance(entry, pikepdf.Stream) else list(visits.items(entry))
    data = b"".join(_bytes_of(packet) for packet in packets if isinstance(packet, pikepdf.Stream))
    if not data.strip():
        return
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        yield Note("a form that only other programs show (XFA)", "", place)
        return
    values = {" ".join(value.split()) for value in known}
    for element in root.iter(_XFA_DATA):
        for part in element.iter(etree.Element):
            for text in (part.text, part.tail if part is not element else ""):
                visits.count()
                words = " ".join((text or "").split())
                if words and words not in values:
                    values.add(words)
                    yield Note("an entry in a form that only other programs show (XFA)", words, place, is_entry=True)


def _bytes_of(packet: pikepdf.Stream) -> bytes:
    data = packet.read_bytes()
    if len(data) > LONGEST_STREAM:
        raise TooLarge
    return data
