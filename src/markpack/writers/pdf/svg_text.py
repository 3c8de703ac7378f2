"""SVG text drawn whole: WeasyPrint draws it letter by letter, slowly and without kerning.

Why classes are patched: WeasyPrint has no hook for another SVG or node class. `SVGImage` makes `SVG` by name, and
`Node` its own children, so an object that it has made gets its class afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from weasyprint.images import SVGImage
from weasyprint.svg import SVG, Node

_PLACED_ONCE = ("x", "y", "dx", "dy")
_SPREAD = ("rotate", "letter-spacing", "textLength")


def draw_text_whole(images: Iterable[Any]) -> None:
    """Have WeasyPrint's SVG images draw each plain row of letters whole."""
    for image in images:
        if isinstance(image, SVGImage):
            image._svg.__class__ = _Svg


class _Svg(SVG):  # type: ignore[misc]  # WeasyPrint has no type hints
    """An SVG document whose text nodes are drawn whole."""

    def draw_node(self, node: Any, *options: Any, **more: Any) -> None:
        """Draw a node and all that is in it."""
        if type(node) is Node and node.tag in ("text", "tspan") and _is_plain(node):
            node.__class__ = _WholeText
        super().draw_node(node, *options, **more)


def _is_plain(node: Any) -> bool:
    return not any(node.get(name) for name in _SPREAD) and all(
        len(node.get(name, "").replace(",", " ").split()) <= 1 for name in _PLACED_ONCE
    )


class _WholeText(Node):  # type: ignore[misc]
    """A node whose text counts as a single letter."""

    @property
    def text(self) -> str:
        """The text."""
        return _Whole(self._etree_node.text or "")


class _Whole(str):
    """A text that is a single letter to whoever goes through its letters."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        return iter((str(self),)) if self else iter(())
