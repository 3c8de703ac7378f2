"""Where a laid-out mark sheet has room for what differs: found in WeasyPrint's boxes, by the fields' names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from weasyprint.formatting_structure import boxes

from markpack.documents.mark_sheet.view import UNSHADED
from markpack.writers.fonts import FAMILY
from markpack.writers.masters.master import HEAD, REPLACES, STATE, DoesNotFit
from markpack.writers.masters.pdf.text_shaping import UNITS

TOKEN = "0"
"""What stands in every hole while a sheet is laid out: one line, of a letter that sheets have anyway."""

_SEMI_BOLD = 600
_TO_SPARE = 0.5  # pixels: a page is never filled closer to its end
_SHARES = {"left": 0.0, "start": 0.0, "center": 0.5, "right": 1.0, "end": 1.0}


_SENTENCES = {"data-state": STATE, "data-replaces": REPLACES}
"""What a page says of a sheet in its text, by the attribute of the element in which it stands."""

Spot = tuple[str, float, float]
"""A field's name, and where on its page it is printed: heads and feet are printed in the same spot of every page."""


@dataclass(frozen=True)
class Neighbour:
    """Text of the form that stands on a hole's line, before or after it; where it begins, in pixels of the page."""

    page: int
    x: float
    y: float
    text: str
    typeface: str
    size: float
    follows: bool


@dataclass(frozen=True)
class Hole:
    """Room for a value. Lengths are in pixels of the page, from its top left.

    `x` and `y` are where the token's baseline begins, `width` what a line may fill, `leading` from line to line.
    `share` is how much of what is left of a line stands before it. `edge` is the lower edge of what grows with a second
    line, a row of a table or a paragraph, and `slack` the room that the first line leaves there; None where only one
    line has room.
    """

    name: str
    page: int
    x: float
    y: float
    width: float
    leading: float
    share: float
    typeface: str
    size: float
    edge: float | None
    slack: float
    neighbours: tuple[Neighbour, ...] = ()
    shaded: tuple[float, float, float, float] | None = None
    """What the value decides the colour of: its left and upper edge, from where the baseline begins; width, height."""

    @property
    def measure(self) -> tuple[object, ...]:
        """Return what decides how a value is set in it, wherever it is."""
        beside = tuple((it.text, it.typeface, it.size, it.follows) for it in self.neighbours)
        return self.width, self.leading, self.share, self.typeface, self.size, self.edge is None, beside

    @cached_property
    def spot(self) -> Spot:
        """Which value is printed where."""
        return self.name, self.x, self.y


@dataclass(frozen=True)
class Room:
    """How far down a page is filled, and how far it may be, without what stands below the text area; in pixels."""

    filled: float
    limit: float

    def runs_over(self, more: float) -> bool:
        """Say whether a page would be filled too closely to its end, or past it, with so many pixels more."""
        return self.filled + more > self.limit - _TO_SPARE


def find_holes(pages: Any) -> tuple[list[Hole], list[Room]]:
    """Return the holes of WeasyPrint's pages, in no order, and each page's room.

    Raises DoesNotFit if a stylesheet asks more of a value's text than its typeface, size and alignment.
    """
    holes, rooms = [], []
    for number, page in enumerate(pages):
        box = page._page_box
        limit = box.content_box_y() + box.height
        filled = box.content_box_y()
        for path in _texts(box):
            if hole := _hole(path, number):
                holes.append(hole)
        for inner in _in_flow(box):
            filled = max(filled, inner.position_y + inner.margin_height())
        rooms.append(Room(filled, limit))
    return holes, rooms


@dataclass(frozen=True)
class MarginText:
    """Text in a page's head or foot; where its baseline begins, in pixels of the page, and how it is aligned."""

    text: str
    x: float
    y: float
    share: float
    typeface: str
    size: float


def margin_texts(page: Any) -> list[MarginText]:
    """Return the text in the head and foot of one of WeasyPrint's pages."""
    result = []
    for path in _texts(page._page_box):
        if any(isinstance(box, boxes.MarginBox) for box in path):
            text, block = path[-1], next(box for box in reversed(path) if isinstance(box, boxes.BlockContainerBox))
            result.append(
                MarginText(
                    text.text, text.position_x, text.position_y + text.baseline,
                    _SHARES.get(block.style["text_align_all"], 0.0), _typeface(text), _size(text),
                )
            )  # fmt: skip
    return result


def _texts(box: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield every piece of text with the boxes around it, the outermost first."""
    path = (*path, box)
    if isinstance(box, boxes.TextBox):
        yield path
    for child in getattr(box, "children", ()):
        yield from _texts(child, path)


def _in_flow(box: Any) -> Iterator[Any]:
    """Yield what fills a page: lines, and the boxes of tables and paragraphs with what is around them."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox):
            continue
        if isinstance(child, boxes.LineBox | boxes.TableBox) or not isinstance(child, boxes.ParentBox):
            yield child
            continue
        yield from _in_flow(child)
        whole = child.element_tag in ("html", "body") or isinstance(child, boxes.InlineBox)
        # Margins in a flex container do not reach out of it.
        ends = child.border_bottom_width or child.padding_bottom or isinstance(child, boxes.FlexContainerBox)
        if not whole and ends:
            yield child


def _name(path: tuple[Any, ...]) -> str:
    text = path[-1]
    if any(isinstance(box, boxes.MarginBox) for box in path):
        return HEAD if text.text == TOKEN else ""
    element = text.element
    if element is None:
        return ""
    sentences = (name for attribute, name in _SENTENCES.items() if attribute in element.attrib)
    return next(sentences, "") or element.get("data-field", "")


def _hole(path: tuple[Any, ...], page: int) -> Hole | None:
    """Return the hole that a piece of text is, if it is one."""
    name, text = _name(path), path[-1]
    if not name or text.text != TOKEN:
        return None
    at = max(position for position, box in enumerate(path) if isinstance(box, boxes.LineBox))
    line, block = path[at], path[at - 1]
    edge, slack = _growth(path[:at], line)
    neighbours = tuple(_neighbours(line, text, page))
    if oddities := [*_oddities(block, path[at + 1 : -1], text)]:
        raise DoesNotFit(f"values are printed in a way of their own: {', '.join(oddities)}")
    return Hole(
        name=name,
        page=page,
        x=text.position_x,
        y=text.position_y + text.baseline,
        width=block.width,
        leading=line.height,
        share=_SHARES[block.style["text_align_all"]],
        typeface=_typeface(text),
        size=_size(text),
        edge=None if neighbours else edge,
        slack=slack,
        neighbours=neighbours,
        shaded=_shaded(block, text),
    )


def _shaded(block: Any, text: Any) -> tuple[float, float, float, float] | None:
    """Return the box of a block whose colour its text decides, as seen from where the text begins."""
    if UNSHADED not in _classes(block):
        return None
    left, top = block.border_box_x() - text.position_x, block.border_box_y() - text.position_y - text.baseline
    return left, top, block.border_width(), block.border_height()


def _classes(box: Any) -> set[str]:
    return set((box.element.get("class") or "").split()) if box.element is not None else set()


def find_colours(pages: Any, names: Collection[str]) -> dict[str, bytes]:
    """Return the colours behind paragraphs of these classes, as a content stream has them; b"" for none."""
    found: dict[str, bytes] = {}
    for page in pages:
        for path in _texts(page._page_box):
            block = next(box for box in reversed(path) if isinstance(box, boxes.BlockContainerBox))
            for name in _classes(block) & set(names):
                colour = block.style["background_color"]
                parts = " ".join(f"{part:.4g}" for part in colour.to("srgb").coordinates)
                found[name] = f"{parts} rg\n".encode() if colour.alpha else b""
    return found


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
"""The properties of text that plates leave as they are, with the values that make no difference."""


def _oddities(block: Any, inlines: Sequence[Any], text: Any) -> Iterator[str]:
    """Yield what a stylesheet asks of a value's text that cannot be imprinted."""
    yield from (name for name, plain in _PLAIN.items() if name in text.style and text.style[name] not in plain)
    if block.style["text_align_all"] not in _SHARES:
        yield "text_align"
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


def _growth(around: tuple[Any, ...], line: Any) -> tuple[float | None, float]:
    """Return the lower edge of what grows with the line's block, and the room that there is before it does."""
    if any(isinstance(box, boxes.MarginBox | boxes.FlexContainerBox) for box in around):
        return None, 0.0
    block = around[-1]
    cells = [position for position, box in enumerate(around) if isinstance(box, boxes.TableCellBox)]
    if not cells:
        return (line.position_y + line.height, 0.0) if block.children[-1] is line else (None, 0.0)
    cell, row = around[cells[-1]], around[cells[-1] - 1]
    if block is not cell or cell.children[-1] is not line or cell.style["vertical_align"] not in ("top", "baseline"):
        return None, 0.0
    padding = cell.style["padding_bottom"]
    if padding.unit != "px":
        raise DoesNotFit("a cell's padding depends on its width")
    edge = row.position_y + row.height
    # Where another cell is higher, WeasyPrint has added to this one's own padding what it lacks.
    return edge, edge - (line.position_y + line.height + padding.value + cell.border_bottom_width)


def _neighbours(line: Any, hole: Any, page: int) -> Iterator[Neighbour]:
    follows = False
    for path in _texts(line):
        text = path[-1]
        if text is hole:
            follows = True
        elif text.text.strip():
            yield Neighbour(
                page, text.position_x, text.position_y + text.baseline, text.text, _typeface(text), _size(text),
                follows,
            )  # fmt: skip


def _typeface(text: Any) -> str:
    bold, italic = text.style["font_weight"] >= _SEMI_BOLD, text.style["font_style"] != "normal"
    return f"{'Bold' if bold else ''}{'Italic' if italic else ''}" or "Regular"


def _size(text: Any) -> float:
    """Return the size of letters in pixels, in whole units of Pango's."""
    return int(text.style["font_size"] * UNITS) / UNITS
