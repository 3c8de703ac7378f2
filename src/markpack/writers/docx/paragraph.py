"""A paragraph in the making: runs of text with HTML's rules for spaces, line breaks, links and fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from markpack.writers.docx.xml import Element, add, add_text, printable, w

SPACES = re.compile("[ \t\n\r\f]+")
_SPACES_IN_LINE = re.compile("[ \t\f]+")
_LINE_END = re.compile("(?<![ \t])[ \t]*+(?:\r\n|\r|\n)[ \t]*+")


class Lettering(NamedTuple):
    """How a run looks. `style` is the id of a character style; `keeps_lines` says that a newline is a line break.

    `light` takes away the bold letters of a heading's style.
    """

    bold: bool = False
    light: bool = False
    italic: bool = False
    style: str = ""
    position: str = ""
    keeps_lines: bool = False


class Paragraph:
    """A paragraph written piece by piece. `width` limits its pictures, in twentieths of a point."""

    def __init__(self, style: str | None, width: int) -> None:
        self.width = width
        self.element = w("p")
        if style:
            add(add(self.element, "pPr"), "pStyle", val=style)
        self._containers = [self.element]
        self._run: Element | None = None
        self._lettering: Lettering | None = None
        self._text: Element | None = None
        self._follows_space = True
        self.is_empty = True

    def write(self, text: str, lettering: Lettering) -> None:
        """Append text; runs of spaces become one, and there are none at the start of a line."""
        if not lettering.keeps_lines:
            self._write(SPACES.sub(" ", text), lettering)
            return
        for number, line in enumerate(_LINE_END.split(text)):
            if number:
                self.break_line(lettering)
            self._write(_SPACES_IN_LINE.sub(" ", line), lettering)

    def break_line(self, lettering: Lettering) -> None:
        """Append a line break."""
        self._trim()
        add(self._run_for(lettering), "br")
        self._text = None
        self._follows_space = True
        self.is_empty = False

    def place(self, element: Element) -> None:
        """Append something that is not a run of text, such as a content control."""
        self._containers[-1].append(element)
        self._end_run()
        self._follows_space = False
        self.is_empty = False

    def mark(self, element: Element) -> None:
        """Append something that has no extent, such as the start of a bookmark."""
        self._containers[-1].append(element)
        self._end_run()

    @contextmanager
    def enter(self, container: Element, content: Element | None = None) -> Iterator[None]:
        """Append `container` and write into it (or into its part `content`) until the context ends."""
        self._containers[-1].append(container)
        self._end_run()
        self._containers.append(container if content is None else content)
        yield
        self._containers.pop()
        self._end_run()

    def finish(self) -> Element:
        """Return the paragraph, without the space at its end."""
        self._trim()
        return self.element

    def _write(self, text: str, lettering: Lettering) -> None:
        text = printable(text)
        if self._follows_space:
            text = text.removeprefix(" ")
        if not text:
            return
        run = self._run_for(lettering)
        if self._text is None:
            self._text = add_text(run, text)
        else:
            self._text.text = (self._text.text or "") + text
        self._follows_space = text.endswith(" ")
        self.is_empty = False

    def _run_for(self, lettering: Lettering) -> Element:
        if self._run is None or self._lettering != lettering:
            self._end_run(keep_text=True)
            self._run = add(self._containers[-1], "r")
            properties = run_properties(lettering)
            if properties is not None:
                self._run.append(properties)
            self._lettering = lettering
            self._text = None
        return self._run

    def _end_run(self, *, keep_text: bool = False) -> None:
        self._run = None
        if not keep_text:
            self._text = None

    def _trim(self) -> None:
        if self._text is not None and self._text.text:
            self._text.text = self._text.text.removesuffix(" ")


def run_properties(lettering: Lettering) -> Element | None:
    """Return `w:rPr` for a lettering, or None where it is the paragraph's own."""
    properties = w("rPr")
    if lettering.style:
        add(properties, "rStyle", val=lettering.style)
    if lettering.bold:
        add(properties, "b")
        add(properties, "bCs")
    elif lettering.light:
        add(properties, "b", val="0")
        add(properties, "bCs", val="0")
    if lettering.italic:
        add(properties, "i")
        add(properties, "iCs")
    if lettering.position:
        add(properties, "vertAlign", val=lettering.position)
    return properties if len(properties) else None
