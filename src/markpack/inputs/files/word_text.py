"""The text of a Word document as its readers see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import takewhile

from lxml import etree
from lxml.etree import _Element as Element

from markpack.inputs.files.visits import Visits
from markpack.inputs.files.xml_names import local_name

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_PARAGRAPH, _TABLE, _ROW, _CELL = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_CONTROL, _TEXT_BOX = f"{_W}sdt", f"{_W}txbxContent"
_BOOKMARK_START, _BOOKMARK_END = f"{_W}bookmarkStart", f"{_W}bookmarkEnd"
_UNSEEN = {f"{_W}del", f"{_W}moveFrom", f"{_W}rt"}
_CHARACTERS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "\u2011"}
_BOXES_TO_TICK = {0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐"}
_PARAGRAPH_END = "\n"
_LONGEST_RANGE = 20_000
_READ_AGAIN = {_PARAGRAPH, _ROW, _CELL, _CONTROL, _TEXT_BOX, f"{_W}r"}
"""Elements whose text is asked for, so that what stands in several of them is read as often."""

MOST_VISITS = 3_000_000
"""The most visits to elements of a document, each counted once and once more for what it stands in."""
_LETTERS_A_VISIT = 100


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: the content controls around it, the nearest first, then those in it; its cell's position, if any."""

    text: str
    controls: tuple[Element, ...]
    column: int | None


def count_visits(body: Element) -> None:
    """Raise TooLarge where reading a document would visit its elements more than MOST_VISITS times."""
    visits, around = Visits(MOST_VISITS), 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        reads_again = element.tag in _READ_AGAIN
        if event == "end":
            around -= reads_again
            continue
        visits.count((1 + around) * _visits(element.text))
        around += reads_again


def _visits(text: str | None) -> int:
    return 1 + len(text or "") // _LETTERS_A_VISIT


def remove_unseen(body: Element) -> None:
    """Take out of a document what its readers do not see, so that the rest can be read as it stands.

    Tracked changes count as made, hidden text as not there, a drawing in several versions as the first; text boxes
    come after the paragraph that they stand in.
    """
    for parent in dict.fromkeys(paragraph.getparent() for paragraph in body.iter(_PARAGRAPH)):
        if parent is not None:
            _join_paragraphs(parent)
    for element in [element for element in body.iter() if _is_unseen(element)]:
        _remove(element)
    for paragraph in list(body.iter(_PARAGRAPH)):
        for box in reversed(list(paragraph.iter(_TEXT_BOX))):
            paragraph.addnext(box)


def _join_paragraphs(parent: Element) -> None:
    """Join each paragraph whose mark is not seen to the paragraph that follows it, if one does."""
    following: Element | None = None
    for entry in reversed(list(parent)):  # from the end, so that nothing is moved twice
        if entry.tag not in (_PARAGRAPH, _TABLE, _CONTROL):
            continue
        if following is not None and following.tag == _PARAGRAPH and _has_unseen_mark(entry):
            following[:0] = [content for content in entry if content.tag != f"{_W}pPr"]
            parent.remove(entry)
        else:
            following = entry


def _has_unseen_mark(entry: Element) -> bool:
    mark = entry.find(f"{_W}pPr/{_W}rPr") if entry.tag == _PARAGRAPH else None
    return mark is not None and (_is_hidden(mark) or any(setting.tag in _UNSEEN for setting in mark))


def _is_unseen(element: Element) -> bool:
    parent = element.getparent()
    if parent is not None and parent.tag == _ALTERNATIVES:
        return element.getprevious() is not None
    if element.tag == f"{_W}r":
        return _is_hidden_run(element)
    return element.tag in _UNSEEN or (element.tag == _ROW and element.find(f"{_W}trPr/{_W}del") is not None)


def _is_hidden_run(run: Element) -> bool:
    properties = run.find(f"{_W}rPr")
    return properties is not None and _is_hidden(properties)


def _is_struck(run: Element) -> bool:
    settings = run.iterfind(f"{_W}rPr/*")
    return any(setting.tag in (f"{_W}strike", f"{_W}dstrike") and is_on(setting) for setting in settings)


def _is_hidden(properties: Element) -> bool:
    setting = properties.find(f"{_W}vanish")
    return setting is not None and is_on(setting)


def is_on(setting: Element) -> bool:
    """Say whether a setting that can be on or off is on."""
    return attribute(setting, "val") in ("", "1", "true", "on")


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return local_name(str(element.tag))


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without a namespace, or empty text."""
    return next((str(value) for key, value in element.items() if local_name(str(key)) == name), "")


def control_setting(control: Element, name: str) -> Element | None:
    """Return a setting of a content control, whatever the namespace that its name is from."""
    return control.find(f"{_W}sdtPr/{{*}}{name}")


def control_property(control: Element, name: str) -> str:
    """Return the value of a content control's setting, such as its tag, or empty text."""
    setting = control_setting(control, name)
    return "" if setting is None else attribute(setting, "val")


def text_of(element: Element) -> str:
    """Return the text of an element. A line for each paragraph and line break."""
    return "".join(text for text, _ in _pieces(element)).removesuffix(_PARAGRAPH_END)


def paragraphs(body: Element) -> Iterator[Paragraph]:
    """Yield the paragraphs of a document, those in text boxes last."""
    boxed = set(body.iterfind(f".//{_TEXT_BOX}//{_PARAGRAPH}"))
    positions = {cell: position for row in body.iter(_ROW) for position, cell in enumerate(_cells(row))}
    for element in sorted(body.iter(_PARAGRAPH), key=boxed.__contains__):
        controls = (*_around(element, _CONTROL), *element.iter(_CONTROL))
        cell = next(_around(element, _CELL), None)
        yield Paragraph(text_of(element), controls, None if cell is None else positions.get(cell))


def _around(element: Element, tag: str) -> Iterator[Element]:
    """Yield the elements of a tag that an element stands in, the nearest first; a text box stands in none."""
    return takewhile(lambda ancestor: ancestor.tag == tag, element.iterancestors(tag, _TEXT_BOX))


def texts_in_rows(body: Element) -> Iterator[tuple[str, ...]]:
    """Yield the rows of all tables, each cell as text."""
    return (tuple(text_of(cell) for cell in _cells(row)) for row in body.iter(_ROW))


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW)) is row]


def cell_around(field: Element) -> Element | None:
    """Return the table cell that a field stands in, if any."""
    return next(field.iterancestors(_CELL), None)


def text_beside(cell: Element, names: Collection[str]) -> str:
    """Return the text of a table cell that stands in no content control and no bookmark of those names."""
    controls = set(cell.iter(_CONTROL))
    open_bookmarks: set[str] = set()
    texts = []
    for text, element in _pieces(cell):
        if element.tag == _BOOKMARK_START and attribute(element, "name") in names:
            open_bookmarks.add(attribute(element, "id"))
        elif element.tag == _BOOKMARK_END:
            open_bookmarks.discard(attribute(element, "id"))
        elif not open_bookmarks and controls.isdisjoint(element.iterancestors(_CONTROL)):
            texts.append(text)
    return "".join(texts)


def texts_outside(
    body: Element, names: Collection[str], controls: Collection[Element]
) -> Iterator[tuple[Element, str]]:
    """Yield each paragraph with its text, what stands in bookmarks of those names or in those controls left out."""
    open_bookmarks: set[str] = set()
    texts: dict[Element, list[str]] = {}
    for text, element in _pieces(body):
        if element.tag == _BOOKMARK_START and attribute(element, "name") in names:
            open_bookmarks.add(attribute(element, "id"))
        elif element.tag == _BOOKMARK_END:
            open_bookmarks.discard(attribute(element, "id"))
        elif text and element.tag != _PARAGRAPH and not open_bookmarks:
            paragraph = next(element.iterancestors(_PARAGRAPH), None)
            if paragraph is not None and not any(control in controls for control in element.iterancestors(_CONTROL)):
                texts.setdefault(paragraph, []).append(text)
    yield from ((paragraph, "".join(pieces)) for paragraph, pieces in texts.items())


def hidden_texts(body: Element) -> Iterator[str]:
    """Yield the text of each paragraph that is set as hidden, as long as it is not taken out of the document."""
    for paragraph in body.iter(_PARAGRAPH):
        runs = (run for run in paragraph.iter(f"{_W}r") if _is_hidden_run(run))
        if text := "".join(text_of(run) for run in runs if not any(around.tag in _UNSEEN for around in _above(run))):
            yield text


def _above(element: Element) -> Iterator[Element]:
    return takewhile(lambda ancestor: ancestor.tag != _PARAGRAPH, element.iterancestors())


def struck_texts(body: Element) -> Iterator[tuple[Element, str]]:
    """Yield each paragraph that has text struck through, with that text."""
    for paragraph in body.iter(_PARAGRAPH):
        runs = (run for run in paragraph.iter(f"{_W}r") if _is_struck(run))
        if text := "".join(map(text_of, runs)):
            yield paragraph, text


def texts_in_bookmarks(body: Element, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each bookmark of those names, and the text from its start to its end in the order of the document.

    Raises TooLarge where many of them are around one long text.
    """
    pieces = list(_pieces(body))
    ends = {
        attribute(element, "id"): position
        for position, (_, element) in enumerate(pieces)
        if element.tag == _BOOKMARK_END
    }
    visits = Visits(MOST_VISITS)
    for start, (_, element) in enumerate(pieces):
        if element.tag == _BOOKMARK_START and (name := attribute(element, "name")) in names:
            end = min(ends.get(attribute(element, "id"), start), start + _LONGEST_RANGE)
            visits.count(sum(_visits(text) for text, _ in pieces[start:end]))
            yield name, "".join(text for text, _ in pieces[start:end])


def _pieces(element: Element) -> Iterator[tuple[str, Element]]:
    """Yield pieces of text with the elements that they stand in; bookmarks are empty pieces."""
    name = local(element)
    if name == "t":  # of text, and of an equation
        yield element.text or "", element
    elif name == "sym":
        yield _symbol(element), element
    elif name in _CHARACTERS:
        yield _CHARACTERS[name], element
    elif element.tag in (_BOOKMARK_START, _BOOKMARK_END):
        yield "", element
    elif name != "tabs":  # the tab stops of a paragraph
        for entry in element:
            yield from _pieces(entry)
        if element.tag == _PARAGRAPH:
            yield _PARAGRAPH_END, element


def _symbol(element: Element) -> str:
    try:
        code = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    if code >= 0xF000:
        return _BOXES_TO_TICK.get(code & 0xFF, "")
    return "" if code < 0 or 0xD800 <= code <= 0xDFFF else chr(code)  # no character of its own
