"""What is read of WeasyPrint's boxes: where parts stand on a page, and where in them is room for what differs.

Nothing else of markpack knows how WeasyPrint's boxes are made; `tests/writers/masters/test_weasyprint_boxes.py` names
what an upgrade has changed. All lengths are in pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes

from markpack.writers.fonts import FAMILY
from markpack.writers.masters.master import DoesNotFit
from markpack.writers.masters.page_parts import FIELD, LENGTH, TOKEN, VALUE
from markpack.writers.masters.pdf.placed import Bar, Beside, Bookmark, MarginText, PlacedPage, PlacedPart, Slot
from markpack.writers.masters.pdf.text_shaping import UNITS

PLACE, INNER = "data-place", "data-inner"
"""What tells parts and containers apart on a page: their numbers."""

_SEMI_BOLD = 600
_SHARES = {"left": 0.0, "start": 0.0, "center": 0.5, "right": 1.0, "end": 1.0}
_SAME = 0.01
_AVOID = ("avoid", "avoid-page")


def find_page(page: Any) -> PlacedPage:
    """Return where the text of one of WeasyPrint's pages stands."""
    box = page._page_box
    top = float(box.content_box_y())
    return PlacedPage(top, top + float(box.height), float(box.margin_width()), float(box.margin_height()))


def find_parts(page: Any, number: int) -> list[PlacedPart]:
    """Return the parts of one of WeasyPrint's pages, of which there are so many.

    Raises DoesNotFit where a stylesheet asks something of parts or values that could not be put together again.
    """
    found: dict[int, tuple[Any, ...]] = {}
    for path in _elements(page._page_box):
        place = path[-1].element.get(PLACE)
        if place is not None:
            found.setdefault(int(place), path)
    if sorted(found) != list(range(number)):
        raise DoesNotFit("a part is not on its page")
    return [_part(found[place]) for place in range(number)]


def margin_texts(page: Any) -> list[MarginText]:
    """Return the text in the head and foot of one of WeasyPrint's pages."""
    result = []
    for path in _texts(page._page_box):
        if any(isinstance(box, boxes.MarginBox) for box in path):
            line = next(box for box in reversed(path) if isinstance(box, boxes.LineBox))
            block = next(box for box in reversed(path) if isinstance(box, boxes.BlockContainerBox))
            if block.style["vertical_align"] not in ("top", "bottom"):
                raise DoesNotFit("heads or feet are printed in a way of their own")
            upward = block.style["vertical_align"] == "bottom"
            result.append(MarginText(path[-1].text, _slot(path[-1], line, block, line.position_y, 0.0, upward=upward)))
    return result


def _texts(box: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield every piece of text with the boxes around it, the outermost first."""
    path = (*path, box)
    if isinstance(box, boxes.TextBox):
        yield path
    for child in getattr(box, "children", ()):
        yield from _texts(child, path)


def _elements(box: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield every box of an element with the boxes around it, the outermost first; none of heads and feet."""
    if isinstance(box, boxes.MarginBox):
        return
    path = (*path, box)
    if box.element is not None:
        yield path
    for child in getattr(box, "children", ()):
        yield from _elements(child, path)


def _containers(path: Sequence[Any]) -> list[Any]:
    """Return the boxes of the containers around a part; of a table its wrapper."""
    result: list[Any] = []
    for box in path[:-1]:
        is_one = box.element is not None and box.element.get(INNER) is not None
        if is_one and not any(box.element is it.element for it in result):
            result.append(box)
    return result


def _part(path: tuple[Any, ...]) -> PlacedPart:
    box, around = path[-1], _containers(path)
    chain = (*around, box)
    table = next((at for at, it in enumerate(around) if getattr(it, "is_table_wrapper", False)), -1)
    for it in around:
        if not isinstance(it, boxes.TableRowGroupBox):
            _check_container(it)
    if not _is_whole(box):
        raise DoesNotFit("a part is so long that a page may end within it")
    if box.style["float"] != "none" or box.style["position"] != "static":
        raise DoesNotFit("a part does not stand where it comes")
    lead, tail, head, line = 0.0, 0.0, None, 0.0
    if table >= 0:
        top, bottom = float(box.position_y), float(box.position_y + box.height)
        lead, tail, head, line = _in_table(around[table], box)
    else:
        top, bottom = float(box.border_box_y()), float(box.border_box_y() + box.border_height())
    is_row = table >= 0
    return PlacedPart(
        top=top,
        bottom=bottom,
        above=tuple(0.0 if it is box and is_row else _margin(it, 0, whole=it is box) for it in chain),
        below=tuple(0.0 if it is box and is_row else _margin(it, -1, whole=it is box) for it in chain),
        table=table,
        lead=lead,
        tail=tail,
        head=head,
        line=line,
        joined_before=tuple(_joined(it, "break_before", 0, whole=it is box) for it in chain),
        joined_after=tuple(_joined(it, "break_after", -1, whole=it is box) for it in chain),
        whole=tuple(it.style["break_inside"] in _AVOID for it in around),
        slots=tuple(_slots(path)),
        bars=tuple(_bars(box)),
        bookmarks=tuple(_bookmarks(box)),
    )


def _is_whole(box: Any) -> bool:
    """Say whether a page cannot end within a part, as its stylesheet has it."""
    if getattr(box, "is_table_wrapper", False):
        box = box.get_wrapped_table()
    if not isinstance(box, boxes.TableRowGroupBox):
        return box.style["break_inside"] in _AVOID
    rows = box.children
    return all(row.style["break_inside"] in _AVOID for row in rows) and all(
        one.style["break_after"] in _AVOID or other.style["break_before"] in _AVOID for one, other in pairwise(rows)
    )


def _in_table(wrapper: Any, box: Any) -> tuple[float, float, tuple[float, float] | None, float]:
    """Return a table's lead, its tail and its head's edges, and half of the line above one of its parts."""
    inner = wrapper.get_wrapped_table()
    groups = inner.children
    if len(wrapper.children) > 1:
        raise DoesNotFit("a table that goes on has a caption")
    if inner.style["border_collapse"] != "collapse":
        raise DoesNotFit("a table that goes on has lines of its own round each cell")
    start, end = float(inner.position_y), float(inner.position_y + inner.border_height())
    head = None
    if groups[0].is_header:
        head = float(groups[0].position_y), float(groups[0].position_y + groups[0].height)
    rows = [row for group in groups for row in group.children]
    first = box if isinstance(box, boxes.TableRowBox) else box.children[0]
    at = next(number for number, row in enumerate(rows) if row is first)
    line = max(float(width) for _, (_, width, _) in inner.collapsed_border_grid[1][at]) / 2
    last = groups[-1]
    return float(groups[0].position_y) - start, end - float(last.position_y + last.height), head, line


def _check_container(box: Any) -> None:
    """Raise DoesNotFit if something of a container itself would be drawn, or takes room beside its margins."""
    edges = [getattr(box, f"{what}_{side}") for what in ("border", "padding") for side in _SIDES[what]]
    drawn = box.style["background_color"].alpha or box.style["background_image"] != (("none", None),)
    plain = box.style["float"] == "none" and box.style["position"] == "static"
    if drawn or any(edges) or not plain or isinstance(box, boxes.FlexContainerBox):
        raise DoesNotFit("a container of parts is drawn itself")


def _margin(box: Any, end: int, *, whole: bool) -> float:
    """Return the margin at one end of a box; of a `whole` one with what comes together with it of what is inside."""
    side = "bottom" if end else "top"
    own = getattr(box, f"margin_{side}", 0.0)
    margin = 0.0 if own == "auto" else float(own)
    opens = isinstance(box, boxes.BlockBox) and not getattr(box, "is_table_wrapper", False)
    if not whole or not opens or isinstance(box, boxes.FlexContainerBox) or box.establishes_formatting_context():
        return margin
    if getattr(box, f"padding_{side}") or getattr(box, f"border_{side}_width") or not box.children:
        return margin
    inner = [child for child in box.children if child.is_in_normal_flow()]
    if not inner or not isinstance(inner[end], boxes.BlockLevelBox):
        return margin
    return max(margin, _margin(inner[end], end, whole=True))


def _joined(box: Any, name: str, end: int, *, whole: bool) -> bool:
    """Say whether a page may not end before or after a box. Raises DoesNotFit if one has to."""
    value = box.style[name]
    if value != "auto" and value not in _AVOID:
        raise DoesNotFit("a stylesheet begins a page at a part")
    if value in _AVOID:
        return True
    inner = [child for child in getattr(box, "children", ()) if child.is_in_normal_flow()] if whole else []
    parted = (boxes.BlockLevelBox, boxes.TableRowGroupBox, boxes.TableRowBox)
    return bool(inner) and isinstance(inner[end], parted) and _joined(inner[end], name, end, whole=True)


def _bookmarks(box: Any) -> Iterator[Bookmark]:
    for path in _elements(box):
        it = path[-1]
        if it.bookmark_label and it.style["bookmark_level"] != "none":
            x, y, _, _ = it.hit_area()
            yield Bookmark(int(it.style["bookmark_level"]), it.bookmark_label, float(x), float(y))


def _bars(box: Any) -> Iterator[Bar]:
    for path in _elements(box):
        it = path[-1]
        if it.element.get(LENGTH) is not None:
            around = path[-2]
            yield Bar(it.border_box_x(), it.border_box_y(), it.border_width(), it.border_height(), around.width)


def _slots(around: tuple[Any, ...]) -> Iterator[Slot]:
    """Yield the slots of a part, in the order of its text."""
    part = around[-1]
    for path in _texts(part, around[:-1]):
        text = path[-1]
        element = text.element
        if element is None or text.text != TOKEN:
            continue
        if element.get(FIELD) is None and element.get(VALUE) is None:
            continue
        at = max(position for position, box in enumerate(path) if isinstance(box, boxes.LineBox))
        line, block = path[at], path[at - 1]
        if oddities := [*_oddities(block, path[at + 1 : -1], text)]:
            raise DoesNotFit(f"values are printed in a way of their own: {', '.join(oddities)}")
        edge, slack, rows = _growth(path[len(around) - 1 : at], path[:at], line)
        beside = tuple(_beside(line, text))
        if any(it.text == TOKEN for it in beside):
            raise DoesNotFit("two values stand on one line")
        if any(it.follows for it in beside) or line is not block.children[0] or len(block.children) > 1:
            edge = None
        yield _slot(text, line, block, edge, slack, beside, rows)


def _slot(
    text: Any, line: Any, block: Any, edge: float | None, slack: float, beside: tuple[Beside, ...] = (),
    rows: tuple[float, ...] = (), *, upward: bool = False,
) -> Slot:  # fmt: skip
    share = _SHARES.get(block.style["text_align_all"])
    if share is None:
        raise DoesNotFit("lines are as wide as each other")
    return Slot(
        x=float(text.position_x), y=float(text.position_y + text.baseline), left=float(block.content_box_x()),
        width=float(block.width), leading=float(line.height), share=share, typeface=_typeface(text), size=_size(text),
        edge=edge, slack=slack, beside=beside, rows=rows, upward=upward,
    )  # fmt: skip


_NORMAL = (
    "font_stretch", "font_variant_caps", "font_variant_numeric", "font_variant_ligatures", "font_variant_alternates",
    "font_variant_position", "font_variant_east_asian", "font_feature_settings", "font_variation_settings",
    "font_language_override", "word_break",
)  # fmt: skip
_PLAIN: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(_NORMAL, ("normal",)),
    "font_family": ((FAMILY,),),
    "font_kerning": ("auto", "normal"),
    "text_transform": ("none",),
    "letter_spacing": ("normal", 0),
    "word_spacing": (0,),
    "text_decoration_line": ("none",),
    "white_space": ("normal", "nowrap"),
    "hyphens": ("manual", "none"),
    "direction": ("ltr",),
    "visibility": ("visible",),
    "overflow_wrap": ("normal", "break-word"),
}
"""The properties of text that masters leave as they are, with the values that make no difference."""


def _oddities(block: Any, inlines: Sequence[Any], text: Any) -> Iterator[str]:
    """Yield what a stylesheet asks of a value's text that cannot be filled in."""
    yield from (name for name, plain in _PLAIN.items() if name in text.style and text.style[name] not in plain)
    if block.style["text_indent"].value:
        yield "text_indent"
    for box in inlines:
        drawn = box.style["background_color"].alpha or box.style["background_image"] != (("none", None),)
        edges = (getattr(box, f"{what}_{side}", 0) for what in ("border", "padding", "margin") for side in _SIDES[what])
        if drawn or any(edges) or box.style["text_decoration_line"] != "none":
            yield f"a box around {box.element_tag}"


_SIDES = {
    "border": ("left_width", "right_width", "top_width", "bottom_width"),
    "padding": ("left", "right", "top", "bottom"),
    "margin": ("left", "right"),
}


def _growth(inside: Sequence[Any], around: Sequence[Any], line: Any) -> tuple[float | None, float, tuple[float, ...]]:
    """Return the lower edge of what grows with a slot's block, the room before it does, and earlier rows of its cell.

    `inside` are the boxes from the part to the block, and `around` the same with what the part is in.
    """
    if any(isinstance(box, boxes.FlexContainerBox) for box in inside):
        return None, 0.0, ()
    bottom = float(line.position_y + line.height)
    cells = [position for position, box in enumerate(around) if isinstance(box, boxes.TableCellBox)]
    if not cells:
        return bottom, 0.0, ()
    cell, row = around[cells[-1]], around[cells[-1] - 1]
    if not _is_last(around[cells[-1] :]) or cell.style["vertical_align"] not in ("top", "baseline"):
        return None, 0.0, ()
    padding = cell.style["padding_bottom"]
    if padding.unit != "px":
        raise DoesNotFit("a cell's padding depends on its width")
    group = around[cells[-1] - 2]
    at = next(number for number, other in enumerate(group.children) if other is row)
    spanned = group.children[at : at + cell.rowspan]
    edge = float(spanned[-1].position_y + spanned[-1].height)
    rows = tuple(float(other.position_y + other.height) for other in spanned[:-1])
    # Where another cell is higher, WeasyPrint has added to this one's own padding what it lacks.
    return edge, edge - (bottom + float(padding.value) + float(cell.border_bottom_width)), rows


def _is_last(path: Sequence[Any]) -> bool:
    """Say whether a block is the last thing in its cell, with no space below it."""
    for outer, inner in pairwise(path):
        if outer.children[-1] is not inner or inner.margin_bottom or inner.padding_bottom or inner.border_bottom_width:
            return False
    return True


def _beside(line: Any, slot: Any) -> Iterator[Beside]:
    follows = False
    for path in _texts(line):
        text = path[-1]
        if text is slot:
            follows = True
        elif text.text.strip():
            yield Beside(
                float(text.position_x), float(text.position_y + text.baseline), text.text, _typeface(text), _size(text),
                follows,
            )  # fmt: skip


def _typeface(text: Any) -> str:
    bold, italic = text.style["font_weight"] >= _SEMI_BOLD, text.style["font_style"] != "normal"
    return f"{'Bold' if bold else ''}{'Italic' if italic else ''}" or "Regular"


def _size(text: Any) -> float:
    """Return the size of letters in pixels, in whole units of Pango's."""
    return int(text.style["font_size"] * UNITS) / UNITS
