"""SVG text drawn in one piece: WeasyPrint draws it letter by letter, slowly and without kerning.

Why classes are patched: WeasyPrint has no hook for another SVG or node class. `SVGImage` makes `SVG` by name, and
`Node` its own children, so an object that it has made gets its class afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from weasyprint.images import SVGImage
from weasyprint.svg import SVG, Node

_POSITIONS = ("x", "y", "dx", "dy")
_SPACINGS = ("rotate", "letter-spacing", "textLength")


def draw_text_unsplit(images: Iterable[Any]) -> None:
    """Have WeasyPrint's SVG images draw each plain text in one piece."""
    for image in images:
        if isinstance(image, SVGImage):
            image._svg.__class__ = _Svg


class _Svg(SVG):  # type: ignore[misc]  # WeasyPrint has no type hints
    """An SVG document whose plain text nodes are drawn in one piece."""

    def draw_node(self, node: Any, *options: Any, **keywords: Any) -> None:
        """Draw a node and all that is in it."""
        if type(node) is Node and node.tag in ("text", "tspan") and _is_plain(node):
            node.__class__ = _UnsplitNode
        super().draw_node(node, *options, **keywords)


def _is_plain(node: Any) -> bool:
    return not any(node.get(name) for name in _SPACINGS) and all(
        len(node.get(name, "").replace(",", " ").split()) <= 1 for name in _POSITIONS
    )


class _UnsplitNode(Node):  # type: ignore[misc]
    """A node whose text counts as a single letter."""

    @property
    def text(self) -> str:
        """The text."""
        return _UnsplitText(self._etree_node.text or "")


class _UnsplitText(str):
    """A text that yields itself as a single letter when iterated."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        return iter((str(self),)) if self else iter(())
