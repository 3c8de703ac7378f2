"""Text that people added to a Word form outside of its fields: by the form's list of its texts, or else by styles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from markpack.errors import Place
from markpack.inputs.files.word_text import (
    attribute,
    cell_around,
    control_property,
    local,
    text_beside,
    text_of,
    texts_outside,
)
from markpack.inputs.marks.forms.form import Note
from markpack.inputs.marks.forms.printed_texts import PrintedTexts
from markpack.inputs.marks.forms.word_layout import field_names, has_control, has_field, is_lock, signature_cells
from markpack.inputs.marks.forms.word_styles import TABLE_HEADINGS, Styles
from markpack.model.forms.controls import CRITERION_TAG
from markpack.model.forms.declaration import AI_INTRODUCTION, TICK_WHAT_IS_TRUE
from markpack.model.forms.labels import (
    EARLIER_STANDARDISATION,
    FEEDBACK_LABELS,
    LABELS,
    ON_CRITERION,
    REFUSAL,
    STANDARDISATION,
    STANDARDISATION_OF_EVENT,
)

_BESIDE = "text beside the form’s own"
_IN_BOX = "text in the signature box"
_IN_TABLE = "a paragraph in a table, outside of the fields"
_IN_TEXT = "a paragraph outside of the fields"

_INSIDE = {"tbl", "txbxContent", "sdt"}
_PRINTED = (*EARLIER_STANDARDISATION, REFUSAL, AI_INTRODUCTION)
"""What a form prints in a style of its own."""
_STATEMENTS = (STANDARDISATION, STANDARDISATION_OF_EVENT)
"""What else it prints there, before and after the names of who uses the work."""
_LABELS_OF_TEXTS = (
    *(LABELS[name] for name in ("section_comment", "verification", "overall_comment", "iqa_comment")),
    *(ON_CRITERION % (label, "") for label in FEEDBACK_LABELS),
)
_BEHIND_LABEL = re.compile(rf"(?:{'|'.join(map(re.escape, _LABELS_OF_TEXTS))})[0-9.]*\s*[\n:;–—-]\s*(.+)", re.DOTALL)
"""What stands in the cell of a label, in another line or after a colon or dash."""
_MADE_UP = re.compile("automatically generated|AI-generated")
"""What stands in the descriptions that Word makes up."""


def text_not_printed(body: Element, printed: PrintedTexts, place: Place) -> Iterator[Note]:
    """Yield the text outside of fields and added controls that a form did not print, as its list says.

    What stands in a field's own cell, and in the place of a criterion, is compared and noted elsewhere.
    """
    boxes = set(signature_cells(body))
    entered = {control for control in body.iter("{*}sdt") if not is_lock(control)}
    texts = [(paragraph, " ".join(text.split())) for paragraph, text in texts_outside(body, field_names(body), entered)]
    added = {paragraph: printed.added(text) for paragraph, text in texts}
    beside = {cell_around(paragraph) for paragraph, text in texts if added[paragraph] != text}
    for paragraph, _ in texts:
        cell = cell_around(paragraph)
        is_in_text_box = next(paragraph.iterancestors("{*}txbxContent"), None) is not None
        if not added[paragraph] or is_in_text_box or (cell is not None and has_field(cell)) or _is_criterion(paragraph):
            continue
        if cell in boxes:
            what = _IN_BOX
        elif cell is None:
            what = _IN_TEXT
        else:
            what = _BESIDE if cell in beside else _IN_TABLE
        yield Note(what, added[paragraph], place, is_not_listed=True)


def _is_criterion(paragraph: Element) -> bool:
    """Say whether a paragraph is compared as a criterion of the unit's."""
    controls = (*paragraph.iterancestors("{*}sdt"), *paragraph.iter("{*}sdt"))
    return any(control_property(control, "tag").startswith(CRITERION_TAG) for control in controls)


def descriptions_not_printed(body: Element, printed: PrintedTexts, place: Place) -> Iterator[Note]:
    """Yield what people wrote to be read out in place of a picture or shape; not what a program wrote."""
    for drawn in body.iter("{*}docPr"):
        texts = (attribute(drawn, name) for name in ("title", "descr"))
        text = " ".join(dict.fromkeys(text for text in texts if _MADE_UP.search(text) is None))
        if text := printed.added(" ".join(text.split())):
            yield Note("the description of a picture or shape", text, place)


def text_in_other_styles(body: Element, styles: Styles, place: Place) -> Iterator[Note]:
    """Yield text outside of tables and controls, in paragraphs of a style that forms print none in.

    For forms of earlier releases, which have no list of their texts.
    """
    has_locks = _has_locks(body)
    for paragraph in body.iter("{*}p"):
        around = (local(ancestor) for ancestor in paragraph.iterancestors())
        is_list = styles.name(paragraph).startswith("list ")  # which a form locks
        if not _INSIDE.isdisjoint(around) or styles.is_printed(paragraph) or (is_list and not has_locks):
            continue
        if text := _outside(paragraph):
            yield Note(_IN_TEXT, text, place)


def text_in_cells(body: Element, styles: Styles, place: Place) -> Iterator[Note]:
    """Yield text in signature boxes, beside locked text and labels, in added rows and in added paragraphs of cells.

    For forms of earlier releases, which have no list of their texts.
    """
    boxes = set(signature_cells(body))
    # Where another program has dropped the styles, nobody can tell what text in a table is the form's own.
    has_styles = any(styles.is_printed(entry) for entry in body.iterfind(".//{*}tc/{*}p"))
    added_rows = set(_added_rows(body, styles) if has_styles and _has_locks(body) else ())
    for cell in body.iter("{*}tc"):
        if has_field(cell):
            continue
        what = _IN_BOX if cell in boxes else _BESIDE
        if cell in boxes:
            text = text_of(cell)
        elif has_control(cell):
            text = text_beside(cell, ())
        elif behind := _BEHIND_LABEL.match(text_of(cell)):
            text = behind[1]
        elif added := [
            text_of(paragraph)
            for paragraph in (cell.iterchildren("{*}p") if has_styles else ())
            if cell.getparent() in added_rows or not styles.is_printed(paragraph)
        ]:
            what, text = _IN_TABLE, " ".join(added)
        else:
            text = " ".join(text_of(entry) for entry in cell.iter("{*}ins", "{*}moveTo") if len(entry))
        if text := " ".join(text.split()):
            yield Note(what, text, place)


def _added_rows(body: Element, styles: Styles) -> Iterator[Element]:
    """Yield the rows with words that have no heading, field or lock; the form's own are of numbers alone."""
    for row in body.iter("{*}tr"):
        has_heading = any(styles.name(paragraph) in TABLE_HEADINGS for paragraph in row.iter("{*}p"))
        if not (has_heading or has_control(row)) and any(letter.isalpha() for letter in text_of(row)):
            yield row


def _outside(paragraph: Element) -> str:
    """Return the text of a paragraph that stands in no control and is not the form's own."""
    text = " ".join(text_beside(paragraph, field_names(paragraph)).split())
    for printed in _PRINTED:
        text = text.replace(printed, "", 1)
    for start, end in _STATEMENTS:
        before, _, rest = text.partition(start)
        _, found, after = rest.partition(end)
        text = f"{before}{after}" if found else text
    return text.rpartition(TICK_WHAT_IS_TRUE)[2].strip()  # a sentence on the method comes before it


def _has_locks(body: Element) -> bool:
    """Say whether a document has content controls: some programs take them away, and leave what stood in them."""
    return next(body.iter("{*}sdt"), None) is not None
