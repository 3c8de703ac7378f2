"""What stands in a workbook outside of its cells: notes and comments of cells, text boxes, pictures."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from markpack.errors import Place
from markpack.inputs.files.package_parts import parse_part, related_parts
from markpack.inputs.files.visits import TooLarge
from markpack.inputs.files.xml_names import local_name

MOST_NOTES = 5_000
"""The most notes of a worksheet that are read."""

_THREADED = "[Threaded comment]"
"""How the note begins that Excel leaves for older versions beside each comment of a thread."""
_CELL = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}(?![A-Za-z0-9])")
_KINDS = {"comments", "threadedComment", "drawing"}


@dataclass(frozen=True)
class CellNote:
    """A note at a cell: what it is in words, who wrote it if that is known, and its text; a picture has none."""

    what: str
    author: str
    text: str
    place: Place


def read_notes(package: zipfile.ZipFile, part: str, place: Place) -> Iterator[CellNote]:
    """Yield the notes of a worksheet, whose part of the package is named; `place` is the worksheet's.

    Raises TooLarge, with place and message, where they are more than MOST_NOTES.
    """
    for number, note in enumerate(_notes(package, part, place), 1):
        if number > MOST_NOTES:
            raise TooLarge(place, f"The worksheet has more than {MOST_NOTES} notes, text boxes and pictures.")
        yield note


def _notes(package: zipfile.ZipFile, part: str, place: Place) -> Iterator[CellNote]:
    names = package.namelist()
    roots = [
        (kind, parse_part(package.read(name)))
        for kind, name in related_parts(package, part)
        if kind in _KINDS and name in names
    ]
    has_threads = any(kind == "threadedComment" for kind, _ in roots)
    for kind, root in roots:
        if kind == "drawing":
            yield from _shapes(root, place)
        elif kind == "threadedComment":
            for comment in root.iter("{*}threadedComment"):
                yield _note("a comment", "", comment, comment.find("{*}text"), place)
        else:
            authors = ["".join(map(str, entry.itertext())) for entry in root.iter("{*}author")]
            for comment in root.iter("{*}comment"):
                number = comment.get("authorId") or ""
                author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
                note = _note("a note", author, comment, comment.find("{*}text"), place)
                if not (has_threads and note.text.startswith(_THREADED)):
                    yield note


def _note(what: str, author: str, entry: Element, text: Element | None, place: Place) -> CellNote:
    words = "" if text is None else "".join(str(part.text or "") for part in text.iter() if _is_text(part))
    cell = _CELL.match(entry.get("ref") or "")
    return CellNote(what, author, words.strip(), Place(place.file, sheet=place.sheet, cell=cell[0] if cell else ""))


def _is_text(part: Element) -> bool:
    """Say whether an element holds letters; those that only show how a word is read do not."""
    name = local_name(str(part.tag))
    above = part.getparent()
    return name in ("t", "text") and (above is None or local_name(str(above.tag)) != "rPh")


def _shapes(root: Element, place: Place) -> Iterator[CellNote]:
    """Yield text boxes and pictures, each with the cell that its corner stands in."""
    for anchor in root:
        start = anchor.find("{*}from")
        where = Place(place.file, sheet=place.sheet, cell="" if start is None else _corner(start))
        lines = ("".join(str(part.text or "") for part in line.iter("{*}t")) for line in anchor.iter("{*}p"))
        if text := "\n".join(line for line in lines if line.strip()):
            yield CellNote("a text box", "", text, where)
        elif next(anchor.iter("{*}pic", "{*}contentPart"), None) is not None:
            yield CellNote("a picture", "", "", where)


def _corner(start: Element) -> str:
    from openpyxl.utils import get_column_letter

    column, row = (int(start.findtext(f"{{*}}{name}") or 0) for name in ("col", "row"))
    return f"{get_column_letter(column + 1)}{row + 1}"
