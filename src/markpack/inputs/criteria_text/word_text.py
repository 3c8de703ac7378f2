"""What a Word document says, paragraph by paragraph, and which of them its content controls call criteria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from markpack.errors import Place
from markpack.inputs.criteria_text.compare import OUTSIDE, Passage
from markpack.inputs.files.word_package import properties_and_body
from markpack.inputs.problems import Problems

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACES = {f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}ptab"}
_NOT_SHOWN = {
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}instrText",
    f"{_W}txbxContent",
    _FALLBACK,
}
_OFF = {"0", "false", "off"}
_ALIAS = "Criterion "
_TAG = "criterion_"


def read_word(
    _path: Path, data: bytes, file: str, findings: Problems
) -> tuple[Mapping[str, str], tuple[Passage, ...]] | None:
    """Return a Word document's properties and passages; None, with the problem noted, where it is damaged.

    Changes that Word tracks count as made; hidden text counts as not there.
    """
    try:
        properties, body = properties_and_body(data)
    except Exception:  # a damaged package fails in whatever way its parts are damaged
        findings.error(
            Place(file), "The file is not a readable Word document.", "Open it in Word and save it again as .docx."
        )
        return None
    return properties, passages_in(body)


def passages_in(body: etree._Element) -> tuple[Passage, ...]:
    """Return the passages of a document's text."""
    return tuple(_passages(body, "", OUTSIDE))


def _passages(element: etree._Element, criterion: str, column: int) -> Iterator[Passage]:
    """Yield the paragraphs below an element; those of a control around whole paragraphs are one passage."""
    for child in element:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, criterion, column)
        elif child.tag == f"{_W}sdt" and (named := _criterion(child)):
            parts = list(_passages(child, named, column))
            text = " ".join(part.text for part in parts)
            yield Passage(text, named, parts[0].column if parts else column)
        elif child.tag == f"{_W}tr":
            cells = [cell for cell in child.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr"), None) is child]
            for position, cell in enumerate(cells):
                named = next((_criterion(sdt) for sdt in cell.iterancestors(f"{_W}sdt") if _criterion(sdt)), "")
                yield from _passages(cell, named or criterion, position)
        elif child.tag not in _NOT_SHOWN and isinstance(child.tag, str):
            yield from _passages(child, criterion, column)


def _paragraph(paragraph: etree._Element, criterion: str, column: int) -> Iterator[Passage]:
    named = next((found for control in paragraph.iter(f"{_W}sdt") if (found := _criterion(control))), criterion)
    text = "".join(_text(paragraph)).strip()
    if text or named:
        yield Passage(text, named, column)
    for box in paragraph.iter(f"{_W}txbxContent"):
        if (
            next(box.iterancestors("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"), None)
            is None
        ):
            yield from _passages(box, "", OUTSIDE)


def _text(element: etree._Element) -> Iterator[str]:
    """Yield the text that a reader of the document sees."""
    for child in element:
        if child.tag in _NOT_SHOWN or (child.tag == f"{_W}r" and _is_hidden(child)):
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SPACES:
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif isinstance(child.tag, str):
            yield from _text(child)


def _is_hidden(run: etree._Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val", "1") not in _OFF


def _criterion(control: etree._Element) -> str:
    """Return the id of the criterion that a content control is around, or nothing."""
    for name, start in (("alias", _ALIAS), ("tag", _TAG)):
        mark = control.find(f"{_W}sdtPr/{_W}{name}")
        value = "" if mark is None else str(mark.get(f"{_W}val", ""))
        if value.startswith(start):
            return value.removeprefix(start).replace("_", ".")
    return ""
