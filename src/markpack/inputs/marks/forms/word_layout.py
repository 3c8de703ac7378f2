"""What stands where in a returned Word form: its fields and locks, and the boxes for signatures."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from markpack.inputs.criteria_text.compare import normalised
from markpack.inputs.files.word_text import attribute, control_property, text_of
from markpack.model.forms.controls import CRITERION_TAG
from markpack.model.forms.field_names import is_field_name
from markpack.model.forms.labels import LABELS
from markpack.model.forms.signatures import signer_beside

_PICTURES = ("{*}drawing", "{*}pict", "{*}object")


def signatures(body: Element) -> Iterator[str]:
    """Yield who signed in each signature box that holds a picture or ink."""
    for cell, beside in signature_cells(body).items():
        if has_picture(cell):
            yield signer_beside(name for other in beside for name in _names(other))


def has_control(element: Element) -> bool:
    """Say whether a control or a field stands in an element."""
    return next(element.iter("{*}sdt"), None) is not None or has_field(element)


def has_field(element: Element) -> bool:
    """Say whether a field of the form's stands in an element: a control with a tag, or a bookmark of a form's."""
    return any(map(is_field_name, _names(element)))


def _names(element: Element) -> Iterator[str]:
    """Yield the names of the fields in an element: tags of controls and bookmarks."""
    yield from (control_property(control, "tag") for control in element.iter("{*}sdt"))
    yield from field_names(element)


def field_names(element: Element) -> set[str]:
    """Return the names of the form's fields that have bookmarks in an element."""
    names = (attribute(bookmark, "name") for bookmark in element.iter("{*}bookmarkStart"))
    return set(filter(is_field_name, names))


def signature_cells(body: Element) -> dict[Element, list[Element]]:
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


def has_picture(cell: Element) -> bool:
    """Say whether an element holds a picture, an object or a shape without text."""
    return any(next(entry.iter("{*}txbxContent"), None) is None for entry in cell.iter(*_PICTURES))


def is_own_control(control: Element) -> bool:
    """Say whether a control is a field or a lock of the form's: people's have no such tag, and no lock on the text."""
    return is_field_name(control_property(control, "tag")) or is_lock(control)


def is_lock(control: Element) -> bool:
    """Say whether a control is a lock of the form's around its own text."""
    tag, lock = control_property(control, "tag"), control_property(control, "lock")
    return not is_field_name(tag) and (tag.startswith(CRITERION_TAG) or lock == "sdtContentLocked")
