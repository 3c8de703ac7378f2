"""What people add to the pages of a PDF besides filling in its fields: notes, typed-on text, drawings, signatures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from markpack.errors import Place
from markpack.inputs.files.csv_tables import plain
from markpack.inputs.files.html_text import text_of_markup
from markpack.inputs.files.visits import TooLarge
from markpack.inputs.marks.forms.form import Note
from markpack.inputs.marks.forms.pdf_appearances import shown_words
from markpack.inputs.marks.forms.pdf_extras import attached_files, bookmarks, description, file_name, xfa_entries
from markpack.inputs.marks.forms.pdf_fields import PdfField, PdfVisits, own_name
from markpack.inputs.marks.forms.pdf_pages import PrintedPage
from markpack.inputs.marks.forms.pdf_signatures import (
    Rectangle,
    digital_signature,
    is_in,
    rectangle,
    signature_boxes,
    signature_notes,
)
from markpack.model.forms.field_names import is_field_name
from markpack.model.forms.identity import HIDDEN_FIELD
from markpack.model.forms.signatures import NOT_KNOWN

MOST_NOTES = 2_000

_NOT_ADDED = {"PrinterMark", "TrapNet"}
_ICONS = {"Text", "FileAttachment", "Sound", "Popup"}
"""What shows a sign of its kind on the page, and its words elsewhere."""
_TYPED = {"FreeText", "Stamp", "Watermark", "Redact"}
_DRAWN = {"Ink", "Stamp", "Line", "Polygon", "PolyLine", "Square", "Circle"}
_WITH_WORDS = {
    "Highlight": "a note on highlighted text", "Underline": "a note on underlined text",
    "Squiggly": "a note on underlined text", "StrikeOut": "a note on text struck out", "FreeText": "text typed",
    "Stamp": "a stamp", "Link": "a link", "Redact": "text laid over a redaction", "Watermark": "a watermark",
}  # fmt: skip
_WITHOUT_WORDS = {
    "StrikeOut": "text struck out", "Redact": "a redaction", "Watermark": "a watermark", "Sound": "a recording",
    "Movie": "a film", "Screen": "a film or recording", "RichMedia": "a film or recording", "3D": "a model",
}  # fmt: skip
"""What is named though nothing is written in it. Marking of text, links and signs alone say nothing."""
_SUBJECTS = {
    "arrow", "area", "areameasurement", "attachfile", "callout", "caret", "checkmark", "circle", "cloud", "comment",
    "commentontext", "connectedlines", "crossmark", "crossout", "dimension", "drawing", "ellipse", "eraser",
    "fileattachment", "freehand", "freetext", "highlight", "highlighttext", "image", "ink", "insertedtext",
    "inserttext", "length", "lengthmeasurement", "line", "note", "oval", "pen", "pencil", "perimeter",
    "perimetermeasurement", "polygon", "polygonalline", "polyline", "popup", "rectangle", "redact", "redaction",
    "replacementtext", "replacetext", "signature", "sound", "square", "squiggly", "stamp", "stickynote",
    "strikeout", "strikethrough", "text", "textbox", "textcomment", "texthighlight", "typedtext", "typewriter",
    "typewrittentext", "underline",
}  # fmt: skip
"""The subjects that programs give to notes by themselves: their kinds, without spaces."""
_STAMPS = {
    "Approved", "AsIs", "Confidential", "Departmental", "Draft", "Experimental", "Expired", "Final", "ForComment",
    "ForPublicRelease", "NotApproved", "NotForPublicRelease", "Sold", "TopSecret",
}  # fmt: skip
"""The stamps that every viewer knows by name, and may draw itself."""
_WORD_OF_NAME = re.compile("(?<=[a-z])(?=[A-Z])")


@dataclass
class _Added:
    """What was added to the pages, as it is found."""

    place: Place
    visits: PdfVisits
    notes: list[Note] = field(default_factory=list)
    signers: list[str] = field(default_factory=list)

    def add(self, what: str, text: str = "", *, is_entry: bool = False, is_drawing: bool = False) -> None:
        """Take in a note; raise TooLarge where there are more than MOST_NOTES."""
        self.take([Note(what, text, self.place, is_entry=is_entry, is_drawing=is_drawing)])

    def take(self, notes: Iterable[Note]) -> None:
        for note in notes:
            self.notes.append(note)
            if len(self.notes) > MOST_NOTES:
                raise TooLarge

    def text(self, value: Any) -> str:
        return plain(self.visits.text(value))


def pdf_notes(
    pdf: pikepdf.Pdf, fields: Mapping[str, PdfField], pages: Sequence[PrintedPage], place: Place, visits: PdfVisits
) -> tuple[tuple[Note, ...], tuple[str, ...]]:
    """Return what was added to a PDF, and who signed on it, of model.forms.signatures.

    Raises TooLarge where there is more than MOST_NOTES, or more text than is read.
    """
    added = _Added(place, visits)
    added.take(attached_files(pdf, place, visits))
    added.take(bookmarks(pdf, (page.text for page in pages), place, visits))
    entered = [text for entry in fields.values() for text in entry.entered()]
    added.take(xfa_entries(pdf, entered, place, visits))
    found = list(_annotations(pdf))
    if len(found) > 2 * MOST_NOTES + len(fields):
        raise TooLarge
    showing = [(entry, page) for entry, page, _ in found if _may_show_words(entry, fields, visits)]
    words = dict(zip((id(entry) for entry, _ in showing), shown_words(showing), strict=True))
    for number, printed in enumerate(pages):
        where = f"page {number + 1}"
        # Without fields, what was filled in stands on the page, and is the form's.
        if fields and printed.added and printed.is_tagged:
            added.add(f"text typed onto {where}", printed.added, is_entry=True)
        own = [entry for entry, _, position in found if position == number]
        boxes = tuple(signature_boxes(dict(_rectangles(own, visits)), _width(pdf.pages[number])))
        for annotation in own:
            kind, area, shown = _kind(annotation), rectangle(annotation), words.get(id(annotation), "")
            signature = digital_signature(annotation)
            signers = [box.signer for box in boxes if is_in(area, box)]
            if is_signed := signature is not None or (kind in _DRAWN and bool(signers)):
                added.signers += signers or [NOT_KNOWN]
            if signature is not None:
                added.take(signature_notes(signature, where, place, visits.text))
            elif kind == "Widget":
                _add_field(annotation, fields, shown, where, added)
            elif kind not in _NOT_ADDED:
                _add_note(annotation, shown, where, added, is_signed=is_signed)
    return tuple(added.notes), tuple(dict.fromkeys(added.signers))


def _annotations(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, pikepdf.Page, int]]:
    """Yield each annotation with its page and the page's position, and the windows of notes that no page lists."""
    for number, page in enumerate(pdf.pages):
        entries = page.obj.get("/Annots")
        if not isinstance(entries, pikepdf.Array):
            continue
        waiting = [entry for entry in entries if isinstance(entry, pikepdf.Dictionary)]
        seen = {entry.objgen for entry in waiting if entry.is_indirect}
        for entry in waiting:
            yield entry, page, number
            window = entry.get("/Popup")
            if isinstance(window, pikepdf.Dictionary) and window.objgen not in seen:
                seen.add(window.objgen)
                yield window, page, number


def _width(page: pikepdf.Page) -> float:
    return abs(float(page.mediabox[2]) - float(page.mediabox[0]))


def _kind(annotation: Any) -> str:
    return str(annotation.get("/Subtype", "")).removeprefix("/")


def _may_show_words(annotation: Any, fields: Mapping[str, PdfField], visits: PdfVisits) -> bool:
    """Say whether an annotation may show words that stand nowhere else: of fields, those without a value."""
    kind = _kind(annotation)
    if kind != "Widget":
        return kind not in _ICONS and kind not in _NOT_ADDED
    entry = fields.get(_name(annotation, visits))
    return entry is not None and entry.kind == "/Tx" and not entry.entered()


def _name(widget: Any, visits: PdfVisits) -> str:
    parent = widget.get("/Parent")
    named = widget if "/T" in widget or not isinstance(parent, pikepdf.Dictionary) else parent
    return own_name(visits.text(named.get("/T")))


def _rectangles(annotations: Iterable[Any], visits: PdfVisits) -> Iterator[tuple[str, Rectangle]]:
    for annotation in annotations:
        if _kind(annotation) == "Widget" and (area := rectangle(annotation)):
            yield _name(annotation, visits), area


def _add_field(widget: Any, fields: Mapping[str, PdfField], shown: str, where: str, added: _Added) -> None:
    """Take in words that a field shows without a value, and those on a button that somebody added."""
    name = _name(widget, added.visits)
    label = fields[name].label or name if name in fields else name
    if shown:
        added.add(f"what is drawn in the field {label} on {where}", shown, is_entry=True)
    style = widget.get("/MK")
    if isinstance(style, pikepdf.Dictionary) and not is_field_name(name) and name != HIDDEN_FIELD:
        captions = dict.fromkeys(added.text(style.get(key)) for key in ("/CA", "/RC", "/AC"))
        for caption in captions:
            if len(caption) > 1:  # a sign in a box is one letter
                added.add(f"a button that was added on {where}", caption, is_entry=True)


def _add_note(annotation: Any, shown: str, where: str, added: _Added, *, is_signed: bool) -> None:
    """Take in all texts of an annotation; where it has none, what it is, unless it is a signature."""
    kind = _kind(annotation)
    rich = plain(text_of_markup(added.visits.text(annotation.get("/RC"))))
    written = [added.text(annotation.get("/Contents")), rich, added.text(annotation.get("/OverlayText")), shown]
    if kind == "Popup":
        written = [text for text in written if _letters(text) not in _texts_above(annotation, added)]
    if kind == "Link":
        written += [_target(annotation, added)]
    file = annotation.get("/FS") if kind == "FileAttachment" else None
    if file is not None:
        written = [
            text for text in (*written, description(file, added.visits)) if text != file_name(file, added.visits)
        ]
    texts = _different(written)
    if kind == "Stamp" and not texts and (name := str(annotation.get("/Name", "")).removeprefix("/")) in _STAMPS:
        texts = [_WORD_OF_NAME.sub(" ", name)]
    author = added.text(annotation.get("/T"))
    by = f" on {where}" + (f" by {author}" if author and kind != "Popup" else "")
    what = _WITH_WORDS.get(kind, "a note") if file is None else f"the attached file {file_name(file, added.visits)}"
    for text in texts:
        added.add(f"{what}{by}", text, is_entry=kind in _TYPED and not is_signed)
    subject = added.text(annotation.get("/Subj"))
    if subject and not _is_usual(subject) and subject not in texts:
        added.add(f"the subject of {_WITH_WORDS.get(kind, 'a note')}{by}", subject)
    if texts or is_signed:
        return
    if kind in _DRAWN:
        added.add(f"a drawing{by}", is_drawing=True)
    elif file is not None:
        added.add(f"{what}{by}")
    elif kind in _WITHOUT_WORDS:
        added.add(f"{_WITHOUT_WORDS[kind]}{by}")


def _target(link: Any, added: _Added) -> str:
    """Return the address that a link leads to, outside of the document."""
    action = link.get("/A")
    return added.text(action.get("/URI")) if isinstance(action, pikepdf.Dictionary) else ""


def _texts_above(popup: Any, added: _Added) -> set[str]:
    """Return the texts of the note that a window belongs to, and no text."""
    note = popup.get("/Parent")
    if not isinstance(note, pikepdf.Dictionary):
        return {""}
    rich = text_of_markup(added.visits.text(note.get("/RC")))
    return {"", _letters(added.text(note.get("/Contents"))), _letters(rich)}


def _is_usual(subject: str) -> bool:
    return "".join(letter for letter in subject.casefold() if letter.isalnum()) in _SUBJECTS


def _different(texts: Iterable[str]) -> list[str]:
    """Return the texts, without those that another one holds but for spaces and hyphens."""
    by_letters = {_letters(text): text for text in reversed(list(texts)) if text}
    return [
        text
        for letters, text in reversed(by_letters.items())
        if not any(letters in other for other in by_letters if other != letters)
    ]


def _letters(text: str) -> str:
    """Return a text's letters, to compare what is written with what is shown in lines."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isprintable() and letter not in " -\N{NON-BREAKING HYPHEN}")
