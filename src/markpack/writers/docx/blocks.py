"""Blocks of a page, one below the other: headings, paragraphs, lists, figures and tables in Word's styles."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Final

from markpack.writers.docx.bars import bar_drawing
from markpack.writers.docx.controls import Lock, lock_blocks
from markpack.writers.docx.document_state import BlockContext, DocxState
from markpack.writers.docx.html_page import (
    BLOCKS,
    CONTAINERS,
    HEADINGS,
    INLINES,
    alignment_of,
    classes_of,
    is_left_out,
    keeps_lines,
    lock_of,
    tag_of,
)
from markpack.writers.docx.inlines import write_inline, write_line
from markpack.writers.docx.paragraph import Paragraph
from markpack.writers.docx.styles import NO_FILL, style_of
from markpack.writers.docx.tables import write_table
from markpack.writers.docx.xml import (
    MAIN,
    PARAGRAPH,
    TABLE,
    Element,
    add,
    place_paragraph_property,
    set_paragraph_property,
    w,
)

_INDENT: Final = 340  # of each level of a list, in twentieths of a point, as in the packaged base document
_MAX_LEVEL: Final = 8
_TABLE_SPACING: Final = 140
_BOX_SPACING: Final = 40
_SMALL_BOX_BLOCKS: Final = 6
_CLOSE_STYLES: Final = ("Normal", "Lead", "Small Print", "List Bullet", "List Number", "Table Text")


def write_body(state: DocxState, body: Element) -> list[Element]:
    """Return the blocks of a whole page."""
    return space_tables(state, write_blocks(state, body, BlockContext(state.width)))


def write_blocks(state: DocxState, container: Element, context: BlockContext) -> list[Element]:
    """Return the blocks of a container; its direct text becomes paragraphs.

    Raises ValueError for an element that is neither a block nor part of a line.
    """
    blocks: list[Element] = []
    line: Paragraph | None = None
    if container.text and container.text.strip():
        line = _paragraph(state, context)
        line.write(container.text, context.lettering)
    for child in container:
        if not is_left_out(child):
            if tag_of(child) in BLOCKS:
                _close(line, blocks)
                line = None
                blocks += _write_block(state, child, context)
            elif tag_of(child) in INLINES:
                line = line or _paragraph(state, context)
                write_inline(state, child, line, context.lettering)
            else:
                raise ValueError(f"a Word document cannot be made from <{tag_of(child)}>")
        if child.tail and (line or child.tail.strip()):
            line = line or _paragraph(state, context)
            line.write(child.tail, context.lettering)
    _close(line, blocks)
    return blocks


def space_tables(state: DocxState, blocks: Sequence[Element]) -> list[Element]:
    """Return the blocks with space after tables: Word would join adjacent tables."""
    close = {state.base.style(name) for name in _CLOSE_STYLES}
    spaced: list[Element] = []
    follows_table = False
    for block in blocks:
        if follows_table and block.tag == TABLE:
            spaced.append(_spacer(state))
            # Else tables that stay on one page would be parted here.
            if _keeps_next(spaced[-2]):
                set_paragraph_property(spaced[-1], "keepNext")
        elif follows_table and block.tag == PARAGRAPH and _style_id(state, block) in close:
            set_paragraph_property(block, "spacing", before=str(_TABLE_SPACING))
        spaced.append(block)
        follows_table = block.tag == TABLE
    if follows_table:
        spaced.append(_spacer(state))
    return spaced


def _write_block(state: DocxState, element: Element, context: BlockContext) -> list[Element]:
    classes = classes_of(element)
    context = replace(
        context,
        style=style_of(classes, context.style) or context.style,
        alignment=alignment_of(element) or context.alignment,
        lettering=context.lettering._replace(keeps_lines=True) if keeps_lines(element) else context.lettering,
    )
    blocks = _write_tag(state, element, context)
    if lock := lock_of(element):
        _lock(state, blocks, lock)
    if style_of(classes) in state.boxes:
        _close_up(blocks)
        _set_apart(state, element, blocks)
    if "status" in classes:
        # Also where there is no shade, so that all copies of a form have the same markup.
        fill = next(filter(None, map(state.shade, sorted(classes))), NO_FILL)
        for block in blocks:
            place_paragraph_property(block, w("shd", val="clear", color="auto", fill=fill))
    if "masthead" in classes and blocks and blocks[-1].tag == PARAGRAPH:
        set_paragraph_property(blocks[-1], "pStyle", val=state.base.style("Masthead"))
    if "keep" in classes:
        _keep_together(blocks, with_next=tag_of(element) not in CONTAINERS | {"table", "figure"})
    if "with-next" in classes:
        _keep_together(blocks, with_next=True)
    return _break_page(state, blocks) if "page-break" in classes else blocks


def _write_tag(state: DocxState, element: Element, context: BlockContext) -> list[Element]:
    tag = tag_of(element)
    if tag in HEADINGS:
        headings = _line(state, element, replace(context, style=HEADINGS[tag], list_level=0))
        for part in state.boxes.get(context.style, ()) if headings else ():
            place_paragraph_property(headings[0], deepcopy(part))
        return headings
    match tag:
        case "p" | "pre":
            return _line(state, element, context)
        case "div" if "bar" in classes_of(element):
            paragraph = _paragraph(state, context)
            paragraph.place(w("r", bar_drawing(state, element, context.width)))
            return [paragraph.finish()]
        case "ul" | "ol":
            return _list(state, element, context)
        case "li":
            raise ValueError("<li> stands outside a list")
        case "table":
            return write_table(state, element, context, write_cell)
        case "hr":
            return [_paragraph(state, replace(context, style="Rule")).finish()]
        case "blockquote":
            return write_blocks(state, element, replace(context, style="Quote"))
        case "figure":
            return write_blocks(state, element, replace(context, style="Figure"))
        case "figcaption":
            blocks = write_blocks(state, element, replace(context, style="caption"))
            if element.getnext() is not None:
                _keep_together(blocks, with_next=True)
            return blocks
        case _:
            return write_blocks(state, element, context)


def write_cell(state: DocxState, cell: Element, context: BlockContext) -> list[Element]:
    """Return the blocks of a table's cell, at least one, with its own lock, its row's or its body's."""
    if keeps_lines(cell):
        context = replace(context, lettering=context.lettering._replace(keeps_lines=True))
    blocks = write_blocks(state, cell, context) or [_paragraph(state, context).finish()]
    _leave_row(state, blocks)
    around = [cell, *itertools.takewhile(lambda element: tag_of(element) != "table", cell.iterancestors())]
    if lock := next(filter(None, map(lock_of, around)), None):
        _lock(state, blocks, lock)
    return space_tables(state, blocks)


def _leave_row(state: DocxState, blocks: Sequence[Element]) -> None:
    """Have headings in a cell not keep its row with the next one; one at the top has no space above it."""
    headings = {state.base.style(name) for name in HEADINGS.values()}
    for position, block in enumerate(blocks):
        if block.tag == PARAGRAPH and _style_id(state, block) in headings:
            set_paragraph_property(block, "keepNext", val="0")
            if not position:
                set_paragraph_property(block, "spacing", before="0")


def _paragraph(state: DocxState, context: BlockContext) -> Paragraph:
    style = None if context.style == "Normal" else state.base.style(context.style)
    paragraph = Paragraph(style, context.width)
    # List Continue is indented for the first level.
    if context.list_level > (context.style == "List Continue"):
        left = _box_indent(state, context) + _INDENT * context.list_level
        set_paragraph_property(paragraph.element, "ind", left=str(left))
    if context.alignment:
        set_paragraph_property(paragraph.element, "jc", val=context.alignment)
    return paragraph


def _line(state: DocxState, element: Element, context: BlockContext) -> list[Element]:
    paragraph = _paragraph(state, context)
    write_line(state, element, paragraph, context.lettering)
    # A value that is empty has its paragraph all the same, so that all copies of a form have the same ones.
    is_value = any("data-field" in part.attrib for part in element.iter())
    return [] if paragraph.is_empty and not is_value else [paragraph.finish()]


def _close(line: Paragraph | None, blocks: list[Element]) -> None:
    if line is not None and not line.is_empty:
        blocks.append(line.finish())


def _list(state: DocxState, element: Element, context: BlockContext) -> list[Element]:
    """Return a list's entries. In a cell or a callout they keep its style and take only the bullet or number."""
    ordered = tag_of(element) == "ol"
    level = min(context.list_level, _MAX_LEVEL)
    first = element.get("start") or "1"
    instance = state.numbered_list(level, int(first)) if ordered else state.base.bullets
    entry_context = replace(context, list_level=context.list_level + 1)
    if entry_context.style == "Normal":
        entry_context = replace(entry_context, style="List Continue")
    entries: list[Element] = []
    for entry in element:
        if is_left_out(entry):
            continue
        if tag_of(entry) != "li":
            raise ValueError(f"<{tag_of(entry)}> stands in a list, outside its entries")
        blocks = write_blocks(
            state, entry, replace(entry_context, style=style_of(classes_of(entry)) or entry_context.style)
        )
        if not blocks or blocks[0].tag != PARAGRAPH or blocks[0].find(".//{*}numPr") is not None:
            blocks.insert(0, _paragraph(state, entry_context).finish())
        paragraph = blocks[0]
        if _style_id(state, paragraph) == state.base.style("List Continue"):
            set_paragraph_property(
                paragraph, "pStyle", val=state.base.style("List Number" if ordered else "List Bullet")
            )
        _indent_entry(state, paragraph, context)
        number = set_paragraph_property(paragraph, "numPr")
        add(number, "ilvl", val=str(level))
        add(number, "numId", val=str(instance))
        if lock := lock_of(entry):
            _lock(state, blocks, lock)
        entries += blocks
    return entries


def _indent_entry(state: DocxState, entry: Element, context: BlockContext) -> None:
    """Leave a list entry's indent to its level; in a box, add the box's own indent."""
    for indent in entry.findall("{*}pPr/{*}ind"):
        entry[0].remove(indent)
    offset = _box_indent(state, context)
    if offset:
        left = offset + _INDENT * (context.list_level + 1)
        set_paragraph_property(entry, "ind", left=str(left), hanging=str(_INDENT))


def _box_indent(state: DocxState, context: BlockContext) -> int:
    indents = [part for part in state.boxes.get(context.style, ()) if part.tag.endswith("}ind")]
    return int(indents[0].get(f"{{{MAIN}}}left") or 0) if indents else 0


def _close_up(blocks: Sequence[Element]) -> None:
    """Remove the space between paragraphs of a box, which would show as gaps; keep a small box on one page."""
    paragraphs = [block for block in blocks if block.tag == PARAGRAPH]
    if len(blocks) <= _SMALL_BOX_BLOCKS:
        _keep_together(blocks, with_next=False)
    for position, paragraph in enumerate(paragraphs):
        spaces = {"before": "0"} if position else {}
        if position < len(paragraphs) - 1:
            spaces["after"] = str(_BOX_SPACING)
        if spaces:
            set_paragraph_property(paragraph, "spacing", **spaces)


def _set_apart(state: DocxState, element: Element, blocks: Sequence[Element]) -> None:
    """Keep a box apart from one of its kind above it: boxes with the same edges become one.

    Every second one has an edge a twentieth of a point further in, which nobody sees.
    """
    style = style_of(classes_of(element))
    above = 0
    while (previous := element.getprevious()) is not None and style_of(classes_of(previous)) == style:
        element = previous
        above += 1
    edges = [part for part in state.boxes.get(style or "", ()) if part.tag.endswith("}ind")]
    right = int(edges[0].get(f"{{{MAIN}}}right") or 0) if edges else 0
    for paragraph in blocks if above % 2 else ():
        if paragraph.tag == PARAGRAPH:
            indent = paragraph.find("{*}pPr/{*}ind")
            if indent is None:
                indent = set_paragraph_property(paragraph, "ind")
            indent.set(f"{{{MAIN}}}right", str(right + 1))


def _lock(state: DocxState, blocks: Sequence[Element], lock: Lock) -> None:
    lock_blocks(blocks, lock, lambda: state.next_number("control"))


def _keep_together(blocks: Sequence[Element], *, with_next: bool) -> None:
    """Keep blocks on one page, and with what follows them if asked."""
    paragraphs = _paragraphs(blocks)
    for paragraph in paragraphs if with_next else paragraphs[:-1]:
        set_paragraph_property(paragraph, "keepNext")


def _keeps_next(table: Element) -> bool:
    """Say whether a table stays on one page with what follows it."""
    *_, last = _paragraphs([table])
    return last.find("{*}pPr/{*}keepNext") is not None


def _break_page(state: DocxState, blocks: list[Element]) -> list[Element]:
    first = blocks[0] if blocks and blocks[0].tag == PARAGRAPH else _spacer(state)
    paragraphs = _paragraphs([first])
    set_paragraph_property(paragraphs[0], "pageBreakBefore")
    return blocks if blocks and first is blocks[0] else [first, *blocks]


def _paragraphs(blocks: Iterable[Element]) -> list[Element]:
    return [paragraph for block in blocks for paragraph in block.iter(PARAGRAPH)]


def _spacer(state: DocxState) -> Element:
    """Return an empty paragraph of little height, which Word needs between tables and after the last one."""
    return w("p", w("pPr", w("pStyle", val=state.base.style("Spacer"))))


def _style_id(state: DocxState, paragraph: Element) -> str:
    style = paragraph.find("{*}pPr/{*}pStyle")
    return state.base.style("Normal") if style is None else str(next(iter(style.attrib.values())))
