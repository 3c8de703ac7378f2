"""What people add to a Word mark sheet besides filling in its fields: comments, text boxes, paragraphs, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element

from markpack.errors import Place
from markpack.inputs.criteria_text.compare import normalised
from markpack.inputs.files.csv_tables import plain
from markpack.inputs.files.word_package import WordPackage
from markpack.inputs.files.word_text import (
    attribute,
    cell_around,
    control_property,
    control_setting,
    local,
    text_beside,
    text_of,
)
from markpack.inputs.marks.forms.form import FILLED_IN, Note
from markpack.model.forms.controls import CRITERION_TAG
from markpack.model.forms.declaration import AI_INTRODUCTION, TICK_WHAT_IS_TRUE
from markpack.model.forms.field_names import is_field_name
from markpack.model.forms.identity import identity_of
from markpack.model.forms.labels import (
    FEEDBACK_LABELS,
    LABELS,
    ON_CRITERION,
    REFUSAL,
    STANDARDISATION,
    STANDARDISATION_OF_EVENT,
)
from markpack.model.forms.signatures import signer_beside

_KINDS = {"comment": "a comment", "footnote": "a footnote", "endnote": "an endnote"}
_INSIDE = {"tbl", "txbxContent", "sdt"}
_DRAWN = ("diagramData", "chart")
_PICTURES = ("{*}drawing", "{*}pict", "{*}object")
_TABLE_TEXT, _TABLE_HEADING = "table text", "table heading"
_PRINTED_STYLES = re.compile(
    f"heading [1-9]|lead|notice|outcome.*|figure|caption|small print|{_TABLE_TEXT}|{_TABLE_HEADING}"
)
"""The names of styles in which a form prints text outside of its locks; people write below and between in others."""
_PRINTED = (STANDARDISATION, STANDARDISATION_OF_EVENT, REFUSAL, AI_INTRODUCTION)
"""What a form prints in another style."""
_LABELS_OF_TEXTS = (
    *(LABELS[name] for name in ("section_comment", "verification", "overall_comment", "iqa_comment")),
    *(ON_CRITERION % (label, "") for label in FEEDBACK_LABELS),
)
_BEHIND_LABEL = re.compile(rf"(?:{'|'.join(map(re.escape, _LABELS_OF_TEXTS))})[0-9.]*\s*[\n:;–—-]\s*(.+)", re.DOTALL)
"""What stands in the cell of a label, in another line or after a colon or dash."""


def hints(package: WordPackage) -> frozenset[str]:
    """Return the texts that a document keeps to show in empty controls, in whatever language."""
    bodies = (body for root in package.roots("glossaryDocument") for body in root.iter("{*}docPartBody"))
    return frozenset(plain(text_of(body)) for body in bodies)


def heads(package: WordPackage) -> Iterator[str]:
    """Yield the text of headers and footers, with single spaces."""
    return (text for root in package.roots("header", "footer") if (text := " ".join(text_of(root).split())))


def signatures(body: Element) -> Iterator[str]:
    """Yield who signed in each signature box that holds a picture or ink."""
    for cell, beside in _signature_cells(body).items():
        if _has_picture(cell):
            yield signer_beside(name for other in beside for name in _names(other))


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
    if identity_of(package.properties).kind in FILLED_IN and _has_field(package.body):
        styles = dict(_names_of_styles(package))
        yield from _paragraphs(package.body, styles, place)
        yield from _added_controls(package.body, place)
        yield from _in_cells(package.body, styles, place)


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
            if (cell is None or not _has_field(cell)) and (text := plain(text_of(box))):
                yield Note("a text box", text, place, is_entry=True)
        for shape in root.iter("{*}textpath"):
            if text := plain(attribute(shape, "string")):
                yield Note("lettering", text, place, is_entry=True)
    for root in package.roots(*_DRAWN):
        if text := " ".join(" ".join(map(str, part.itertext())) for part in root.iter("{*}t")):
            yield Note("a diagram", text, place, is_entry=True)


def _paragraphs(body: Element, styles: Mapping[str, str], place: Place) -> Iterator[Note]:
    """Yield text and pictures outside of tables and controls, in paragraphs of a style that the form prints none in."""
    has_locks = _has_locks(body)
    for paragraph in body.iter("{*}p"):
        around = (local(ancestor) for ancestor in paragraph.iterancestors())
        is_list = _style(paragraph, styles).startswith("list ")  # which a form locks
        if not _INSIDE.isdisjoint(around) or _is_printed(paragraph, styles) or (is_list and not has_locks):
            continue
        if text := _outside(paragraph):
            yield Note("a paragraph outside of the fields", text, place)
        elif _has_picture(paragraph) and not _is_of_text(paragraph):
            yield Note("a picture outside of the fields", "", place, is_drawing=True)


def _is_printed(paragraph: Element, styles: Mapping[str, str]) -> bool:
    return _PRINTED_STYLES.fullmatch(_style(paragraph, styles)) is not None


def _style(paragraph: Element, styles: Mapping[str, str]) -> str:
    style = paragraph.find("{*}pPr/{*}pStyle")
    return "" if style is None else styles.get(attribute(style, "val"), "")


def _names_of_styles(package: WordPackage) -> Iterator[tuple[str, str]]:
    for root in package.roots("styles"):
        for style in root.iter("{*}style"):
            name = style.find("{*}name")
            yield attribute(style, "styleId"), "" if name is None else attribute(name, "val").casefold()


def _added_rows(body: Element, styles: Mapping[str, str]) -> Iterator[Element]:
    """Yield the rows with words that have no heading, field or lock; the form's own are of numbers alone."""
    for row in body.iter("{*}tr"):
        has_heading = any(_style(paragraph, styles) == _TABLE_HEADING for paragraph in row.iter("{*}p"))
        if not (has_heading or _has_control(row)) and any(letter.isalpha() for letter in text_of(row)):
            yield row


def _added_controls(body: Element, place: Place) -> Iterator[Note]:
    """Yield the text of controls that are not the form's; none is known of a document that has lost all tags."""
    controls = list(body.iter("{*}sdt"))
    own = {control for control in controls if _is_own(control)}
    for control in controls if any(control_property(control, "tag") for control in own) else ():
        is_apart = own.isdisjoint((control, *control.iterancestors("{*}sdt"), *control.iter("{*}sdt")))
        is_entered = control_setting(control, "showingPlcHdr") is None
        if is_apart and is_entered and (text := plain(text_of(control))):
            yield Note("a control that was added", text, place, is_entry=True)


def _is_own(control: Element) -> bool:
    """Say whether a control is a field or a lock of the form's: people's have no such tag, and no lock on the text."""
    tag = control_property(control, "tag")
    is_locked = control_property(control, "lock") == "sdtContentLocked"
    return is_field_name(tag) or tag.startswith(CRITERION_TAG) or is_locked


def _outside(paragraph: Element) -> str:
    """Return the text of a paragraph that stands in no control and is not the form's own."""
    text = " ".join(text_beside(paragraph, _field_names(paragraph)).split())
    for printed in _PRINTED:
        text = text.replace(printed, "", 1)
    return text.rpartition(TICK_WHAT_IS_TRUE)[2].strip()  # a sentence on the method comes before it


def _in_cells(body: Element, styles: Mapping[str, str], place: Place) -> Iterator[Note]:
    """Yield text in signature boxes, beside locked text and labels, in added rows and paragraphs, and pictures."""
    boxes = set(_signature_cells(body))
    # Where another program has dropped the styles, nobody can tell what text in a table is the form's own.
    has_styles = any(_is_printed(entry, styles) for entry in body.iterfind(".//{*}tc/{*}p"))
    added_rows = set(_added_rows(body, styles) if has_styles and _has_locks(body) else ())
    for cell in body.iter("{*}tc"):
        what = "text in the signature box" if cell in boxes else "text beside the form’s own"
        if _has_field(cell):
            if _has_picture(cell):
                yield Note("a picture beside a field", "", place, is_drawing=True)
            continue
        if cell in boxes:
            text = text_of(cell)
        elif _has_control(cell):
            text = text_beside(cell, ())
        elif behind := _BEHIND_LABEL.match(text_of(cell)):
            text = behind[1]
        elif added := [
            text_of(paragraph)
            for paragraph in (cell.iterchildren("{*}p") if has_styles else ())
            if cell.getparent() in added_rows or not _is_printed(paragraph, styles)
        ]:
            what, text = "a paragraph in a table, outside of the fields", " ".join(added)
        else:
            text = " ".join(text_of(entry) for entry in cell.iter("{*}ins", "{*}moveTo") if len(entry))
        if text := " ".join(text.split()):
            yield Note(what, text, place)
        elif cell not in boxes and _has_picture(cell):
            yield Note("a picture in a table", "", place, is_drawing=True)


def _signature_cells(body: Element) -> dict[Element, list[Element]]:
    """Return the cells behind a label for signatures, or below it where it heads a column.

    With each go the cells that hold its signer's name and date: those above and below it, or those of its row.
    """
    cells: dict[Element, list[Element]] = {}
    for table in body.iter("{*}tbl"):
        rows = [list(row.iterchildren("{*}tc")) for row in table.iterchildren("{*}tr")]
        for number, row in enumerate(rows):
            texts = [normalised(text_of(cell)) for cell in row]
            for position in (at for at, text in enumerate(texts[:-1]) if text == LABELS["signature"]):
                if number == 0 and texts[position + 1] == LABELS["assessed_on"]:  # the heading of the next column
                    below = [other for other in rows[1:] if len(other) > position]
                    cells |= {other[position]: other for other in below}
                else:
                    around = (*rows[max(0, number - 1) : number], *rows[number + 1 : number + 2])
                    cells[row[position + 1]] = [other[position + 1] for other in around if len(other) > position + 1]
    return cells


def _has_picture(cell: Element) -> bool:
    return any(next(entry.iter("{*}txbxContent"), None) is None for entry in cell.iter(*_PICTURES))


def _is_of_text(paragraph: Element) -> bool:
    """Say whether a paragraph's drawing holds text, which stands in a box behind it or is its lettering."""
    behind = paragraph.getnext()
    is_box = behind is not None and local(behind) == "txbxContent"
    return is_box or next(paragraph.iter("{*}textpath"), None) is not None


def _has_locks(body: Element) -> bool:
    """Say whether a document has content controls: some programs take them away, and leave what stood in them."""
    return next(body.iter("{*}sdt"), None) is not None


def _has_control(element: Element) -> bool:
    return next(element.iter("{*}sdt"), None) is not None or _has_field(element)


def _has_field(element: Element) -> bool:
    """Say whether a field of the form's stands in an element: a control with a tag, or a bookmark of a form's."""
    return any(map(is_field_name, _names(element)))


def _names(element: Element) -> Iterator[str]:
    """Yield the names of the fields in an element: tags of controls and bookmarks."""
    yield from (control_property(control, "tag") for control in element.iter("{*}sdt"))
    yield from _field_names(element)


def _field_names(element: Element) -> set[str]:
    names = (attribute(bookmark, "name") for bookmark in element.iter("{*}bookmarkStart"))
    return set(filter(is_field_name, names))
