"""All text of a file, to look for somebody in it: of pages, cells and fields, but also notes, properties and parts."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markpack.errors import Place
from markpack.inputs.files.excel_tables import read_workbook
from markpack.inputs.files.safe_files import decode, load
from markpack.inputs.files.visits import TooLarge, Visits
from markpack.inputs.files.zip_safety import LARGEST_FILE, OLE, objection
from markpack.inputs.problems import Problems

MOST_TEXT = 20_000_000
"""Letters of a file beyond which it is not searched."""
DEEPEST = 3
"""How many packages may stand in one another."""
_MOST_VISITS = 2_000_000
_SEARCH_BY_HAND = "Look through it by hand."
_TAG = re.compile(r"<[^<>]*+>")
_BLOCK_END = re.compile(r"</(?:\w+:)?(?:p|c|si|row|tr|td|text|comment)>|<w:(?:br|tab)/>")
_ATTRIBUTE = re.compile(r'="([^"<>]++)"')
_PLAIN, _WIDE = re.compile(rb"[ -~\xa0-\xff]{3,}+"), re.compile(rb"(?:[ -~\xa0-\xff]\0){3,}+")
_CELLS = re.compile(r"xl/(?:worksheets/[^/]+|sharedStrings\.xml)")


@dataclass(frozen=True)
class FileText:
    """A line, a row of cells or any other piece of a file's text, and where it stands."""

    place: Place
    text: str


class _NotSearched(Exception):
    """A file cannot be searched; the argument says why, as a sentence."""


def read_texts(path: Path, file: str, problems: Problems) -> tuple[FileText, ...] | None:
    """Return all text of a file; what cannot be searched, or not all of it, is noted as a problem."""
    data = load(path, file, problems, limit=LARGEST_FILE)
    if data is None:
        return None
    texts: list[FileText] = []
    left = Visits(MOST_TEXT)
    try:
        for text in _texts(data, Place(file), path, 0):
            left.count(len(text.text))
            texts.append(text)
    except _NotSearched as reason:
        problems.error(Place(file), str(reason), _SEARCH_BY_HAND)
    except TooLarge:
        problems.error(Place(file), "There is more text in it than can be searched.", _SEARCH_BY_HAND)
    return tuple(texts)


def _texts(data: bytes, place: Place, path: Path | None, depth: int) -> Iterator[FileText]:
    """Yield the text of a file by what its bytes are; `path` is where it stands on disk, None in another file."""
    if depth > DEEPEST:
        raise _NotSearched("Packages stand in one another too often in it.")
    if b"%PDF-" in data[:1024]:
        yield from _of_pdf(data, place, depth)
    elif data.startswith(b"PK"):
        yield from _of_package(data, place, path, depth)
    elif data.startswith(OLE):
        for pattern, encoding in ((_PLAIN, "cp1252"), (_WIDE, "utf-16-le")):
            for match in pattern.finditer(data):
                yield FileText(place, match[0].decode(encoding, "replace"))
        raise _NotSearched("It has a password, or the format of old Office programs, so not all of it can be searched.")
    elif (text := decode(data, place.file, Problems())) is not None:
        for number, line in enumerate(text.splitlines(), 1):
            yield FileText(place if depth else Place(place.file, line=number), line)
    else:
        raise _NotSearched("It holds no text that can be searched, such as a picture or a recording.")


def _of_package(data: bytes, place: Place, path: Path | None, depth: int) -> Iterator[FileText]:
    try:
        reason = objection(data, "file")
    except Exception:  # a damaged package fails in whatever way its parts are damaged
        reason = "The file is damaged."
    if reason:
        raise _NotSearched(reason)
    book = read_workbook(path, place.file, Problems()) if path and b"xl/workbook" in data else None
    for sheet in book.sheets if book else ():
        for row in sheet.rows:
            if cells := [cell for cell in row if cell]:
                yield FileText(cells[0].place, " ".join(cell.text for cell in cells))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for entry in package.infolist():
            yield FileText(place, entry.filename)
            if not (book and _CELLS.fullmatch(entry.filename)):
                yield from _of_part(package.read(entry), place, depth)


def _of_part(content: bytes, place: Place, depth: int) -> Iterator[FileText]:
    """Yield the text of a package's part; pictures have none."""
    if content.startswith(b"PK") or b"%PDF-" in content[:1024]:
        yield from _texts(content, place, None, depth + 1)
        return
    text = content.decode("utf-8-sig", "replace")
    if "\0" in text:
        return
    if not text.lstrip().startswith("<"):
        yield FileText(place, text)
        return
    yield from (FileText(place, html.unescape(match[1])) for match in _ATTRIBUTE.finditer(text))
    for block in _BLOCK_END.split(text):
        if shown := html.unescape(_TAG.sub("", block)).strip():
            yield FileText(place, shown)


def _of_pdf(data: bytes, place: Place, depth: int) -> Iterator[FileText]:
    import pikepdf  # both take long to load
    import pypdfium2

    from markpack.inputs.marks.forms.pdf_form import limit_qpdf

    limit_qpdf()
    try:
        with pypdfium2.PdfDocument(data) as pages:
            shown = [str(page.get_textpage().get_text_range(errors="replace")) for page in pages]
        yield from (FileText(place, text) for text in shown)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            visits = Visits(_MOST_VISITS)
            for part in pdf.objects:
                yield from (FileText(place, text) for text in _strings(part, visits))
            for name, attached in pdf.attachments.items():
                yield FileText(place, name)
                yield from _of_part(attached.get_file().read_bytes(), place, depth)
    except (pypdfium2.PdfiumError, pikepdf.PdfError) as error:
        raise _NotSearched("The PDF is damaged, or has a password.") from error
    if not any(text.strip() for text in shown):
        raise _NotSearched("The PDF is a picture, such as a scan, and has no text that can be searched.")


def _strings(part: object, visits: Visits, depth: int = 0) -> Iterator[str]:
    """Yield the texts in an object of a PDF, those of other objects that it refers to left out."""
    import pikepdf

    visits.count()
    if isinstance(part, pikepdf.String):
        yield str(part)
    elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)) and depth < 50:
        parts = part if isinstance(part, pikepdf.Array) else (value for _, value in part.items())
        for value in parts:
            if not getattr(value, "is_indirect", False):
                yield from _strings(value, visits, depth + 1)
