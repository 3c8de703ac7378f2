"""The texts that a Word form prints outside of its fields, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from markpack.model.forms.field_names import is_field_name
from markpack.writers.docx.xml import MAIN, PARAGRAPH, TEXT, WORD_DRAWING, Element

_CONTROL, _TAG, _VALUE = f"{{{MAIN}}}sdt", f"{{{MAIN}}}sdtPr/{{{MAIN}}}tag", f"{{{MAIN}}}val"
_PICTURE = f"{{{WORD_DRAWING}}}docPr"


def printed_texts(document: Element) -> Iterator[str]:
    """Yield the text of each paragraph, that of fields left out, and of each picture what is said in its place."""
    entered = {
        text
        for control in document.iter(_CONTROL)
        if (tag := control.find(_TAG)) is not None and is_field_name(tag.get(_VALUE, ""))
        for text in control.iter(TEXT)
    }
    for paragraph in document.iter(PARAGRAPH):
        yield "".join(text.text or "" for text in paragraph.iter(TEXT) if text not in entered)
    for picture in document.iter(_PICTURE):
        yield picture.get("descr", "")
