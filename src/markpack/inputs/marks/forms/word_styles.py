"""The styles of a Word form, by which its own paragraphs are told from those that people write between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from markpack.inputs.files.word_package import WordPackage
from markpack.inputs.files.word_text import attribute

TABLE_HEADINGS = ("table heading", "table head", "table label")
"""The styles of headings of tables, columns and rows; the first is that of all of them in earlier releases."""
_PRINTED = re.compile(
    "heading [1-9]|lead|masthead|notice|draft|task title|outcome.*|figure|caption|small print|table text|"
    + "|".join(TABLE_HEADINGS)
)
"""The names of styles in which a form prints text outside of its locks; people write below and between in others."""


class Styles:
    """The styles of a document's paragraphs."""

    def __init__(self, package: WordPackage) -> None:
        self._names = dict(_names(package))

    def name(self, paragraph: Element) -> str:
        """Return the name of a paragraph's style in small letters; empty for the usual one."""
        style = paragraph.find("{*}pPr/{*}pStyle")
        return "" if style is None else self._names.get(attribute(style, "val"), "")

    def is_printed(self, paragraph: Element) -> bool:
        """Say whether a paragraph's style is one of those in which a form prints."""
        return _PRINTED.fullmatch(self.name(paragraph)) is not None


def _names(package: WordPackage) -> Iterator[tuple[str, str]]:
    for root in package.roots("styles"):
        for style in root.iter("{*}style"):
            name = style.find("{*}name")
            yield attribute(style, "styleId"), "" if name is None else attribute(name, "val").casefold()
