"""What people add to a Word mark sheet besides filling in its fields: comments, text boxes, paragraphs, signatures."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from markpack.errors import Place
from markpack.inputs.files.csv_tables import plain
from markpack.inputs.files.word_package import WordPackage
from markpack.inputs.files.word_text import (
    attribute,
    cell_around,
    control_property,
    control_setting,
    local,
    text_of,
)
from markpack.inputs.marks.forms.form import FILLED_IN, Note
from markpack.inputs.marks.forms.printed_texts import PrintedTexts
from markpack.inputs.marks.forms.word_added_text import (
    descriptions_not_printed,
    text_in_cells,
    text_in_other_styles,
    text_not_printed,
)
from markpack.inputs.marks.forms.word_layout import has_field, has_picture, is_own_control, signature_cells
from markpack.inputs.marks.forms.word_styles import Styles
from markpack.model.forms.identity import identity_of

_KINDS = {"comment": "a comment", "footnote": "a footnote", "endnote": "an endnote"}
_DRAWN = ("diagramData", "chart")


def hints(package: WordPackage) -> frozenset[str]:
    """Return the texts that a document keeps to show in empty controls, in whatever language."""
    bodies = (body for root in package.roots("glossaryDocument") for body in root.iter("{*}docPartBody"))
    return frozenset(plain(text_of(body)) for body in bodies)


def heads(package: WordPackage) -> Iterator[str]:
    """Yield the text of headers and footers, with single spaces."""
    return (text for root in package.roots("header", "footer") if (text := " ".join(text_of(root).split())))


def word_notes(package: WordPackage, place: Place) -> Iterator[Note]:
    """Yield what was added to a document."""
    for root in package.roots("comments", "footnotes", "endnotes"):
        yield from _remarks(root, place)
    for part in package.parts:
        if part.kind == "aFChunk":
            yield Note("another document that was inserted and not taken in yet", "", place, is_entry=True)
        elif part.root is None:
            yield Note(f"the embedded file {part.name}", "", place)
    yield from _text_boxes(package, place)
    # Of other documents, and of one that has lost all fields, nobody can tell what text is their own.
    if identity_of(package.properties).kind in FILLED_IN and has_field(package.body):
        body, styles, printed = package.body, Styles(package), PrintedTexts(package.properties)
        if printed:
            yield from text_not_printed(body, printed, place)
            yield from descriptions_not_printed(body, printed, place)
        else:
            yield from text_in_other_styles(body, styles, place)
            yield from text_in_cells(body, styles, place)
        yield from _added_controls(body, place)
        yield from _pictures(body, styles, place)
        yield from (Note("hidden text", text, place) for text in package.hidden)


def _remarks(root: Element, place: Place) -> Iterator[Note]:
    for remark in root:
        what, text = _KINDS.get(local(remark), ""), plain(text_of(remark))
        if what and text and "eparat" not in attribute(remark, "type"):  # lines between text and notes
            author = attribute(remark, "author")
            yield Note(what + (f" by {author}" if author else ""), text, place)


def _text_boxes(package: WordPackage, place: Place) -> Iterator[Note]:
    for root in (package.body, *package.roots("header", "footer")):
        for box in root.iter("{*}txbxContent"):
            cell = cell_around(box)
            if (cell is None or not has_field(cell)) and (text := plain(text_of(box))):
                yield Note("a text box", text, place, is_entry=True)
        for shape in root.iter("{*}textpath"):
            if text := plain(attribute(shape, "string")):
                yield Note("lettering", text, place, is_entry=True)
    for root in package.roots(*_DRAWN):
        if text := " ".join(" ".join(map(str, part.itertext())) for part in root.iter("{*}t")):
            yield Note("a diagram", text, place, is_entry=True)


def _added_controls(body: Element, place: Place) -> Iterator[Note]:
    """Yield the text of controls that are not the form's; none is known of a document that has lost all tags."""
    controls = list(body.iter("{*}sdt"))
    own = {control for control in controls if is_own_control(control)}
    for control in controls if any(control_property(control, "tag") for control in own) else ():
        is_apart = own.isdisjoint((control, *control.iterancestors("{*}sdt"), *control.iter("{*}sdt")))
        is_entered = control_setting(control, "showingPlcHdr") is None
        if is_apart and is_entered and (text := plain(text_of(control))):
            yield Note("a control that was added", text, place, is_entry=True)


def _pictures(body: Element, styles: Styles, place: Place) -> Iterator[Note]:
    """Yield the pictures outside of signature boxes, but for those that stand where a form has its own."""
    boxes = set(signature_cells(body))
    for paragraph in body.iter("{*}p"):
        is_inside = next(paragraph.iterancestors("{*}tbl", "{*}txbxContent", "{*}sdt"), None) is not None
        if has_picture(paragraph) and not (is_inside or styles.is_printed(paragraph) or _is_of_text(paragraph)):
            yield Note("a picture outside of the fields", "", place, is_drawing=True)
    for cell in body.iter("{*}tc"):
        if cell not in boxes and has_picture(cell):
            what = "a picture beside a field" if has_field(cell) else "a picture in a table"
            yield Note(what, "", place, is_drawing=True)


def _is_of_text(paragraph: Element) -> bool:
    """Say whether a paragraph's drawing holds text, which stands in a box behind it or is its lettering."""
    behind = paragraph.getnext()
    is_box = behind is not None and local(behind) == "txbxContent"
    return is_box or next(paragraph.iter("{*}textpath"), None) is not None
