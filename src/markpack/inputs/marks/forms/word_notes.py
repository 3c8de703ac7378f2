"""What people add to a Word mark sheet besides filling in its fields: comments, text boxes, paragraphs, signatures."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from markpack.errors import Place
from markpack.inputs.criteria_text.compare import normalised
from markpack.inputs.files.csv_tables import plain
from markpack.inputs.files.word_package import WordPackage
from markpack.inputs.files.word_text import attribute, cell_around, control_property, local, text_beside, text_of
from markpack.inputs.marks.forms.form import FILLED_IN, Note
from markpack.model.forms.declaration import AI_INTRODUCTION, TICK_WHAT_IS_TRUE
from markpack.model.forms.field_names import is_field_name
from markpack.model.forms.identity import identity_of
from markpack.model.forms.labels import LABELS, REFUSAL, STANDARDISATION, STANDARDISATION_OF_EVENT

_KINDS = {"comment": "a comment", "footnote": "a footnote", "endnote": "an endnote"}
_INSIDE = {"txbxContent", "sdt"}
_PICTURES = ("{*}drawing", "{*}pict", "{*}object")
_PLAIN_STYLES = {"normal", "spacer", "no spacing", "body text", "list paragraph"}
"""The names of styles in which people write below and between what a form prints in others."""
_PRINTED = (STANDARDISATION, STANDARDISATION_OF_EVENT, REFUSAL, AI_INTRODUCTION)
"""What a form prints in such a style."""


def hints(package: WordPackage) -> frozenset[str]:
    """Return the texts that a document keeps to show in empty controls, in whatever language."""
    bodies = (body for root in package.roots("glossaryDocument") for body in root.iter("{*}docPartBody"))
    return frozenset(plain(text_of(body)) for body in bodies)


def heads(package: WordPackage) -> Iterator[str]:
    """Yield the text of headers and footers, with single spaces."""
    return (text for root in package.roots("header", "footer") if (text := " ".join(text_of(root).split())))


def signatures(body: Element) -> Iterator[str]:
    """Yield the label of each signature box that holds a picture or ink: whose it is, where boxes are a column."""
    return (whose for cell, whose in _signature_cells(body).items() if _has_picture(cell))


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
        yield from _paragraphs(package, place)
        yield from _in_cells(package.body, place)


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


def _paragraphs(package: WordPackage, place: Place) -> Iterator[Note]:
    """Yield text in paragraphs in a plain style that stand in no control and in no cell of the form's entries."""
    plain_styles = {"", *_ids_of_plain_styles(package)}
    cells = {cell for cell in package.body.iter("{*}tc") if _is_of_form(cell)} | set(_signature_cells(package.body))
    # Where another program has dropped the styles, nobody can tell what text in a table is the form's own.
    has_styles = any(_style(entry) not in plain_styles for entry in package.body.iterfind(".//{*}tc/{*}p"))
    for paragraph in package.body.iter("{*}p"):
        if any(local(ancestor) in _INSIDE or ancestor in cells for ancestor in paragraph.iterancestors()):
            continue
        is_in_table = cell_around(paragraph) is not None
        if _style(paragraph) not in plain_styles or (is_in_table and not has_styles):
            continue
        if text := _outside(paragraph):
            yield Note(f"a paragraph {'in a table, ' if is_in_table else ''}outside of the fields", text, place)


def _style(paragraph: Element) -> str:
    style = paragraph.find("{*}pPr/{*}pStyle")
    return "" if style is None else attribute(style, "val")


def _is_of_form(cell: Element) -> bool:
    return next(cell.iter("{*}sdt"), None) is not None or _has_field(cell)


def _ids_of_plain_styles(package: WordPackage) -> Iterator[str]:
    for root in package.roots("styles"):
        for style in root.iter("{*}style"):
            name = style.find("{*}name")
            is_default = attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true")
            if is_default or (name is not None and attribute(name, "val").casefold() in _PLAIN_STYLES):
                yield attribute(style, "styleId")


def _outside(paragraph: Element) -> str:
    """Return the text of a paragraph that stands in no control and is not the form's own."""
    text = " ".join(text_beside(paragraph, _field_names(paragraph)).split())
    for printed in _PRINTED:
        text = text.replace(printed, "", 1)
    return text.rpartition(TICK_WHAT_IS_TRUE)[2].strip()  # a sentence on the method comes before it


def _in_cells(body: Element, place: Place) -> Iterator[Note]:
    """Yield text in signature boxes, beside locked text, and inserted with tracked changes, and pictures."""
    boxes = set(_signature_cells(body))
    for cell in body.iter("{*}tc"):
        if _has_field(cell):
            if _has_picture(cell):
                yield Note("a picture beside a field", "", place, is_drawing=True)
            continue
        if cell in boxes:
            text = text_of(cell)
        elif next(cell.iter("{*}sdt"), None) is not None:
            text = text_beside(cell, ())
        else:
            text = " ".join(text_of(entry) for entry in cell.iter("{*}ins", "{*}moveTo") if len(entry))
        if text := " ".join(text.split()):
            yield Note("text in the signature box" if cell in boxes else "text beside the form’s own", text, place)
        elif cell not in boxes and _has_picture(cell):
            yield Note("a picture in a table", "", place, is_drawing=True)


def _signature_cells(body: Element) -> dict[Element, str]:
    """Return the cells behind a label for signatures, or below it where it heads a column, with their rows' labels."""
    cells: dict[Element, str] = {}
    for table in body.iter("{*}tbl"):
        rows = [list(row.iterchildren("{*}tc")) for row in table.iterchildren("{*}tr")]
        for number, row in enumerate(rows):
            texts = [normalised(text_of(cell)) for cell in row]
            for position in (at for at, text in enumerate(texts[:-1]) if text == LABELS["signature"]):
                if number == 0 and texts[position + 1] == LABELS["assessed_on"]:  # the heading of the next column
                    below = [other for other in rows[1:] if len(other) > position]
                    cells |= {other[position]: normalised(text_of(other[0])) for other in below}
                else:
                    cells[row[position + 1]] = texts[position]
    return cells


def _has_picture(cell: Element) -> bool:
    return any(next(entry.iter("{*}txbxContent"), None) is None for entry in cell.iter(*_PICTURES))


def _has_field(element: Element) -> bool:
    """Say whether a field of the form's stands in an element: a control with a tag, or a bookmark of a form's."""
    tags = (control_property(control, "tag") for control in element.iter("{*}sdt"))
    return any(map(is_field_name, (*tags, *_field_names(element))))


def _field_names(element: Element) -> set[str]:
    names = (attribute(bookmark, "name") for bookmark in element.iter("{*}bookmarkStart"))
    return {name for name in names if name and not name.startswith("_")}
