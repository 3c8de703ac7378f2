"""Text out of the HTML in which learning platforms export comments."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = ("p", "div", "ul", "ol", "tr", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6")
_INLINES = ("br", "li", "span", "strong", "b", "em", "i", "u", "a", "td", "th", "tbody", "thead", "font", "img", "hr")
_UNSEEN = ("script", "style", "title")
_TAG = re.compile(rf"<(/?)({'|'.join((*_BLOCKS, *_INLINES))})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|[lr][sd]quo|[nm]dash|hellip|#[0-9]{2,6}|#[xX][0-9A-Fa-f]{2,5});")


def text_of_html(text: str) -> str:
    """Return what a person would see of HTML, with a line for each paragraph; text that is no HTML as it is."""
    return text_of_markup(text) if _has_elements(text) or _ENTITY.search(text) else text


def text_of_markup(markup: str) -> str:
    """Return what a person would see of HTML or XHTML, with a line for each paragraph."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _has_elements(text: str) -> bool:
    """Say whether an element that HTML has is opened and closed, or a line broken; one tag alone may be text."""
    tags = {(slash, name.lower()) for slash, name in _TAG.findall(text)}
    return ("", "br") in tags or any(("/", name) in tags for slash, name in tags if not slash)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS or tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _BLOCKS or tag == "li":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(re.sub(r"\s", " ", data))
