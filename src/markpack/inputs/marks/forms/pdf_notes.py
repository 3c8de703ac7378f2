"""What people add to a PDF besides filling in its fields: notes, typed-on text, drawings, attachments, signatures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pikepdf

from markpack.errors import Place
from markpack.inputs.files.csv_tables import plain
from markpack.inputs.files.html_text import text_of_markup
from markpack.inputs.files.visits import TooLarge
from markpack.inputs.marks.forms.form import Note
from markpack.inputs.marks.forms.pdf_pages import PrintedPage
from markpack.model.forms.identity import MARKS_RECORD

MOST_NOTES = 2_000

_NOT_ADDED = {"Widget", "Link", "PrinterMark", "TrapNet"}
_TYPED = {"FreeText", "Stamp"}
_DRAWN = {"Ink", "Stamp", "Line", "Polygon", "PolyLine", "Square", "Circle"}
_WORDS = {"Highlight": "a note on highlighted text", "FreeText": "text typed"}


def pdf_notes(
    pdf: pikepdf.Pdf, pages: Sequence[PrintedPage], place: Place, text_of: Callable[[Any], str]
) -> tuple[tuple[Note, ...], tuple[str, ...]]:
    """Return what was added to a PDF, and a place in words for each signature; `text_of` reads a text of a PDF.

    Raises TooLarge where there are more than MOST_NOTES.
    """
    notes = list(_attachments(pdf, place))
    signed = []
    for number, page in enumerate(pdf.pages):
        printed, where = pages[number] if number < len(pages) else None, f"page {number + 1}"
        boxes = printed.signature_boxes if printed else ()
        if printed and printed.added and printed.is_tagged:
            notes.append(Note(f"text typed onto {where}", printed.added, place, is_entry=True))
        for annotation in _annotations(page):
            subtype = str(annotation.get("/Subtype", "")).removeprefix("/")
            is_signed = _is_signature(annotation) or (
                subtype in _DRAWN and any(_overlap(annotation, box) for box in boxes)
            )
            if is_signed:
                signed.append(where)
            if subtype not in _NOT_ADDED:
                found = _note(annotation, subtype, where, place, text_of)
                notes += [note for note in found if note.text or not is_signed]
        if len(notes) > MOST_NOTES:
            raise TooLarge
    return tuple(notes), tuple(dict.fromkeys(signed))


def _annotations(page: pikepdf.Page) -> Iterator[Any]:
    entries = page.obj.get("/Annots")
    for annotation in entries if isinstance(entries, pikepdf.Array) else ():
        if isinstance(annotation, pikepdf.Dictionary):
            yield annotation


def _note(annotation: Any, subtype: str, where: str, place: Place, text_of: Callable[[Any], str]) -> Iterator[Note]:
    text = plain(text_of(annotation.get("/Contents"))) or plain(text_of_markup(text_of(annotation.get("/RC"))))
    if subtype == "Popup" and (not text or text == _contents_above(annotation, text_of)):
        return  # the window in which another note is shown
    author = plain(text_of(annotation.get("/T")))
    what = f"{_WORDS.get(subtype, 'a note')} on {where}" + (f" by {author}" if author else "")
    if text:
        yield Note(what, text, place, is_entry=subtype in _TYPED)
    elif subtype in _DRAWN or subtype == "FileAttachment":
        what = f"a drawing on {where}" if subtype in _DRAWN else f"a file attached on {where}"
        yield Note(what, "", place, is_drawing=subtype in _DRAWN)


def _contents_above(popup: Any, text_of: Callable[[Any], str]) -> str:
    note = popup.get("/Parent")
    return plain(text_of(note.get("/Contents"))) if isinstance(note, pikepdf.Dictionary) else ""


def _attachments(pdf: pikepdf.Pdf, place: Place) -> Iterator[Note]:
    for name, attached in pdf.attachments.items():
        if name != MARKS_RECORD:
            yield Note(f"the attached file {name}", plain(attached.description), place)


def _is_signature(annotation: Any) -> bool:
    parent = annotation.get("/Parent")
    nodes = [annotation, parent] if isinstance(parent, pikepdf.Dictionary) else [annotation]
    return any(node.get("/FT") == pikepdf.Name.Sig for node in nodes) and any("/V" in node for node in nodes)


def _overlap(annotation: Any, box: tuple[float, float, float, float]) -> bool:
    """Say whether the middle of an annotation stands in a box."""
    try:
        left, bottom, right, top = (float(number) for number in annotation.get("/Rect"))
    except (TypeError, ValueError):
        return False
    return box[0] <= (left + right) / 2 <= box[2] and box[1] <= (bottom + top) / 2 <= box[3]
