"""Tables: exact column widths, repeated header rows, spans, shades, and descriptions for screen readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import Final, TypeAlias

from markpack.writers.docx.document_state import BlockContext, DocxState
from markpack.writers.docx.html_page import alignment_of, classes_of, is_left_out, span_of, tag_of
from markpack.writers.docx.inlines import write_line
from markpack.writers.docx.paragraph import Lettering, Paragraph
from markpack.writers.docx.styles import BODY, LABEL_SHADE, LARGE_PRINT
from markpack.writers.docx.xml import MAIN, PARAGRAPH, Element, add, set_paragraph_property, w

WriteCell: TypeAlias = Callable[[DocxState, Element, BlockContext], list[Element]]

_WIDTH: Final = re.compile(r"(?<![0-9.])([0-9.]++)\s*(%|mm)")
_TWIPS_PER_MM: Final = 1440 / 25.4
_CELL_PADDING: Final = 192  # left and right, as in the packaged base document; a picture in a cell has the rest
_LINE_HEIGHT: Final = 250  # height of a line that is left free for writing, in twentieths of a point
_TEXTAREA_ROWS: Final = 2  # as HTML has it where a page doesn't say
_SIGNATURE_HEIGHT: Final = 620
_SMALL_TABLE_ROWS: Final = 8  # rows of labels and values that are not torn across pages
_LABEL_SHARE: Final = 0.3
_CRITERION_RULE: Final = "555555"  # above each criterion of a mark sheet


@dataclass(frozen=True)
class _Cell:
    """A cell of one or more columns. `element` is None below a cell that spans rows, and at the end of a short row."""

    element: Element | None
    columns: int
    starts_merge: bool = False
    is_continued: bool = False


@dataclass(frozen=True)
class _Row:
    """A row of the grid."""

    element: Element
    is_header: bool
    cells: tuple[_Cell, ...]
    keeps_next: bool = False

    @property
    def is_header_cell(self) -> bool:
        """Say whether the row is one header cell across the table."""
        element = self.cells[0].element
        return len(self.cells) == 1 and element is not None and tag_of(element) == "th"


@dataclass(frozen=True)
class _TableContext:
    """The context of one table's cells: the table's classes, and how many rows its head has."""

    state: DocxState
    context: BlockContext
    write_cell: WriteCell
    widths: tuple[int, ...]
    classes: frozenset[str]
    header_rows: int

    @property
    def is_plain(self) -> bool:
        return "plain" in self.classes


def write_table(state: DocxState, table: Element, context: BlockContext, write_cell: WriteCell) -> list[Element]:
    """Return a table, after its caption if it has one; nothing for a table without rows."""
    rows = _rows(table, whole_bodies=not state.page.large_print)
    if not rows:
        return []
    count = max(sum(cell.columns for cell in row.cells) for row in rows)
    widths = _widths(table, count, context.width)
    captions = [child for child in table if tag_of(child) == "caption" and not is_left_out(child)]
    element = w("tbl", _table_properties(state, table, sum(widths), captions, has_header=rows[0].is_header))
    grid = add(element, "tblGrid")
    for width in widths:
        add(grid, "gridCol", w=str(width))
    classes = classes_of(table)
    table_context = _TableContext(
        state, context, write_cell, tuple(widths), classes, sum(row.is_header for row in rows)
    )
    is_small = table_context.is_plain and len(rows) <= _SMALL_TABLE_ROWS
    keeping: list[Element] = []
    for row, below in zip_longest(rows, rows[1:]):
        element.append(_row(table_context, row, is_long="long" in classes | classes_of(row.element)))
        heads_below = row.is_header_cell and below is not None and not below.is_header_cell
        if below is not None and (row.keeps_next or row.is_header or heads_below or is_small):
            keeping.append(element[-1])
            for paragraph in element[-1].iter(PARAGRAPH):
                set_paragraph_property(paragraph, "keepNext")
    # Where the first rows, which have to stay on one page, fit there but for the line below them, LibreOffice 7.4
    # leaves out all others.
    written = element.findall(f"{{{MAIN}}}tr")
    last = next(row for row in written if row not in keeping)
    for lower in written[written.index(last) + 1 :][:1]:
        _draw_line_above(table_context, last, lower)
    return [*(_caption(state, caption, context) for caption in captions), element]


def _rows(table: Element, *, whole_bodies: bool) -> list[_Row]:
    """Return the rows with their spans laid out: a cell that spans rows is continued in each of them.

    If a table has several bodies, each body stays on one page; without `whole_bodies`, only its first two rows do.
    """
    groups = [(group, _rows_of(group)) for group in table]
    sources = [
        (row, tag_of(group) == "thead", row is not members[-1] and (whole_bodies or row is members[0]))
        for group, members in groups
        for row in members
    ]
    # Several bodies mean that the rows of each belong together.
    in_bodies = sum(tag_of(group) == "tbody" for group in table) > 1
    rows: list[_Row] = []
    open_cells: dict[int, tuple[int, int]] = {}  # column → rows that the cell above still spans, and its columns
    for element, in_head, more_follow in sources:
        cells: list[_Cell] = []
        column = 0
        queue = [cell for cell in element if tag_of(cell) in ("td", "th") and not is_left_out(cell)]
        is_header = in_head or (
            not rows and bool(queue) and all(tag_of(cell) == "th" and cell.get("scope") != "row" for cell in queue)
        )
        while queue or column in open_cells:
            if column in open_cells:
                remaining, columns = open_cells.pop(column)
                if remaining > 1:
                    open_cells[column] = (remaining - 1, columns)
                cells.append(_Cell(None, columns, is_continued=True))
                column += columns
                continue
            cell = queue.pop(0)
            columns, spanned = span_of(cell, "colspan"), span_of(cell, "rowspan")
            if spanned > 1:
                open_cells[column] = (spanned - 1, columns)
            cells.append(_Cell(cell, columns, starts_merge=spanned > 1))
            column += columns
        if cells:
            rows.append(_Row(element, is_header, tuple(cells), keeps_next=in_bodies and more_follow))
    return rows


def _rows_of(group: Element) -> list[Element]:
    tag = tag_of(group)
    if tag not in ("thead", "tbody", "tfoot", "tr", "caption", "colgroup", "col"):
        raise ValueError(f"<{tag}> stands in a table, outside its cells")
    if is_left_out(group) or tag in ("caption", "colgroup", "col"):
        return []
    return [group] if tag == "tr" else [row for row in group if tag_of(row) == "tr" and not is_left_out(row)]


def _widths(table: Element, count: int, room: int) -> list[int]:
    """Return the columns' widths in twentieths of a point; together they fill the stated share of the width `room`."""
    stated = [_share(column, room) for column in table.iter("col") for _ in range(span_of(column, "span"))][:count]
    shares: list[float | None] = [*stated, *[None] * (count - len(stated))]
    if all(share is None for share in shares) and "plain" in classes_of(table) and count % 2 == 0:
        pairs = count // 2
        shares = [_LABEL_SHARE / pairs, (1 - _LABEL_SHARE) / pairs] * pairs
    total = sum(share for share in shares if share is not None)
    unstated = sum(share is None for share in shares)
    default_share = max(1 - total, 0.05 * unstated) / unstated if unstated else 0.0
    scale = 1 / max(1.0, total + default_share * unstated)
    edges = [0]
    edge = 0.0
    for share in shares:
        edge += (default_share if share is None else share) * scale
        edges.append(round(edge * room))
    return [right - left for left, right in pairwise(edges)]


def _share(column: Element, room: int) -> float | None:
    match = _WIDTH.search(column.get("style") or column.get("width") or "")
    if not match:
        return None
    return float(match[1]) / 100 if match[2] == "%" else float(match[1]) * _TWIPS_PER_MM / room


def _style_name(classes: frozenset[str]) -> str:
    """Return the name of the style of a table with these classes."""
    return "Markpack Plain" if "plain" in classes else "Markpack Grid"


def _table_properties(
    state: DocxState, table: Element, width: int, captions: Sequence[Element], *, has_header: bool
) -> Element:
    properties = w(
        "tblPr",
        w("tblStyle", val=state.base.style(_style_name(classes_of(table)))),
        w("tblW", w=str(width), type="dxa"),
        w("tblLayout", type="fixed"),
        w(
            "tblLook",
            val="0620" if has_header else "0600",
            firstRow="1" if has_header else "0",
            lastRow="0",
            firstColumn="0",
            lastColumn="0",
            noHBand="1",
            noVBand="1",
        ),
    )
    if captions:
        add(properties, "tblCaption", val=" ".join("".join(str(text) for text in captions[0].itertext()).split()))
    if description := table.get("summary") or table.get("aria-label"):
        add(properties, "tblDescription", val=description)
    return properties


def _caption(state: DocxState, caption: Element, context: BlockContext) -> Element:
    paragraph = Paragraph(state.base.style("caption"), context.width)
    write_line(state, caption, paragraph, Lettering())
    set_paragraph_property(paragraph.element, "keepNext")
    return paragraph.finish()


def _row(table: _TableContext, row: _Row, *, is_long: bool) -> Element:
    element = w("tr")
    properties = add(element, "trPr")
    if not is_long:
        add(properties, "cantSplit")
    if height := _least_height(row.element) * (LARGE_PRINT if table.state.page.large_print else BODY) // BODY:
        add(properties, "trHeight", val=str(height), hRule="atLeast")
    if row.is_header:
        add(properties, "tblHeader")
    missing = len(table.widths) - sum(cell.columns for cell in row.cells)
    column = 0
    for cell in (*row.cells, _Cell(None, missing)) if missing > 0 else row.cells:
        width = sum(table.widths[column : column + cell.columns])
        column += cell.columns
        element.append(_cell(table, row, cell, width))
    if not len(properties):
        element.remove(properties)
    return element


def _least_height(row: Element) -> int:
    """Return the least height of a row to write or sign in, in twentieths of a point; 0 for other rows."""
    lines = [int(area.get("rows") or _TEXTAREA_ROWS) for area in row.iter("textarea")]
    by_hand = [_SIGNATURE_HEIGHT for cell in row if classes_of(cell) & {"signature", "room"}]
    return max((*(count * _LINE_HEIGHT for count in lines), *by_hand), default=0)


def _cell(table: _TableContext, row: _Row, cell: _Cell, width: int) -> Element:
    state = table.state
    classes = classes_of(cell.element) if cell.element is not None else frozenset[str]()
    element = w("tc")
    properties = add(element, "tcPr")
    add(properties, "tcW", w=str(width), type="dxa")
    if cell.columns > 1:
        add(properties, "gridSpan", val=str(cell.columns))
    if cell.starts_merge or cell.is_continued:
        add(properties, "vMerge", val="continue" if cell.is_continued else "restart")
    properties.extend(_drawn(table, row, cell, classes))
    if cell.element is None:
        element.append(w("p", w("pPr", w("pStyle", val=state.base.style("Table Text")))))
        return element
    cell_context = replace(
        table.context,
        width=max(width - _CELL_PADDING, _CELL_PADDING),
        style=_cell_style(table, row, cell.element, classes),
        alignment=_alignment(table, cell.element),
        lettering=Lettering(),
        list_level=0,
    )
    element.extend(table.write_cell(state, cell.element, cell_context))
    return element


def _drawn(table: _TableContext, row: _Row, cell: _Cell, classes: frozenset[str]) -> list[Element]:
    """Return a cell's own borders and shading; a table's style draws the rest, its first row included."""
    state = table.state
    if row.is_header:
        return [deepcopy(part) for part in state.head] if table.header_rows > 1 and not table.is_plain else []
    drawn: list[Element] = []
    if "judged" in classes_of(row.element):
        drawn.append(w("tcBorders", w("top", val="single", sz="10", space="0", color=_CRITERION_RULE)))
    if shade := next(filter(None, map(state.shade, sorted(classes))), ""):
        drawn.append(w("shd", val="clear", color="auto", fill=shade))
    elif cell.element is not None and tag_of(cell.element) == "th" and "term" not in classes:
        if not table.is_plain:
            drawn.append(w("shd", val="clear", color="auto", fill=state.tint, themeFill="accent2"))
        elif "normal" not in classes and not state.page.background:
            drawn.append(w("shd", val="clear", color="auto", fill=LABEL_SHADE))
    return drawn


def _draw_line_above(table: _TableContext, upper: Element, lower: Element) -> None:
    """Draw the line between two rows above the second one, and none below the first one."""
    line = table.state.lines.get(_style_name(table.classes))
    if line is None:
        return
    for cell in upper.findall(f"{{{MAIN}}}tc"):
        _set_edge(cell, w("bottom", val="nil"))
    for cell in lower.findall(f"{{{MAIN}}}tc"):
        edge = deepcopy(line)
        edge.tag = f"{{{MAIN}}}top"
        _set_edge(cell, edge)


def _set_edge(cell: Element, edge: Element) -> None:
    """Set a cell's border at its top or bottom, where it has none of its own there."""
    properties = cell[0]
    borders = properties.find(f"{{{MAIN}}}tcBorders")
    if borders is None:
        borders = w("tcBorders")
        shading = properties.find(f"{{{MAIN}}}shd")
        properties.insert(len(properties) if shading is None else properties.index(shading), borders)
    if borders.find(edge.tag) is None:
        borders.append(edge)


def _alignment(table: _TableContext, cell: Element) -> str:
    """Return how a cell's text is aligned; in large print, where cells have a row of their own, always at the left."""
    if table.state.page.large_print:
        return ""
    classes = classes_of(cell)
    is_centred = "award" in classes or ("matrix" in table.classes and "num" in classes)
    return "center" if is_centred else alignment_of(cell)


def _cell_style(table: _TableContext, row: _Row, cell: Element, classes: frozenset[str]) -> str:
    """Return a cell's paragraph style."""
    if row.is_header:
        return "Table Heading" if table.is_plain else "Table Head"
    if "label" in classes:
        return "Table Heading"
    is_label = table.is_plain or "feedback" in classes_of(row.element)
    is_text = "normal" in classes or cell.find(".//*[@data-criterion]") is not None
    return "Table Label" if tag_of(cell) == "th" and is_label and not is_text else "Table Text"
