"""A page of HTML taken apart: the parts that pages may end between, and in each the slots for what differs."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

CONTAINER, FIELD, VALUE, LENGTH = "data-parts", "data-field", "data-value", "data-length"
TOKEN = "0"
"""What stands in every slot while a part is laid out: one line, of a letter that documents have anyway."""

_BODY = re.compile(r"<body(?:[^>\"]|\"[^\"]*\")*>")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[^>\"]|\"[^\"]*\")*)>")
_SLOT = re.compile(
    rf"(<([a-z][a-z0-9]*)(?=[^>]* (?:{FIELD}=\"|{VALUE}[ >]))(?:[^>\"]|\"[^\"]*\")*>)((?:[^<]|<br>)+)(?=</\2>)"
)
_OPENING = re.compile(r"(?:\s*<(?:[^>\"]|\"[^\"]*\")*>){0,3}")
_CLASS = re.compile(r" (?:class|hidden)=\"([^\"]*)\"")
_BAR = re.compile(rf" {LENGTH} style=\"width: ([\d.]+)%\"")
_TEXT = re.compile(r">[^<]+<")
_TOLD = "data-told"
BAR_TOKEN = 50
"""How long a bar is while it is laid out, in hundredths of what it may be."""
_EMPTY = frozenset({"br", "col", "hr", "img", "input", "meta", "wbr"})
_HEADS = frozenset({"caption", "colgroup", "thead"})
"""What belongs to a table, before its parts."""


class NoParts(Exception):
    """A page cannot be taken apart. The message says why."""


@dataclass(frozen=True)
class Part:
    """What stands on one page together.

    `frame` is its HTML with the token in each slot, `values` are what stands in them, in their order, as plain text
    with line feeds, and `lengths` how long its bars are, in hundredths. `within` are the
    places of the containers around it in `PageParts.containers`, the outermost first.
    """

    frame: str
    values: tuple[str, ...]
    within: tuple[int, ...]
    lengths: tuple[float, ...] = ()

    @property
    def has_own_value(self) -> bool:
        """Whether a value that could not be set in its slot stands in its frame."""
        return _TOLD in self.frame

    @property
    def emptied(self) -> Part:
        """The part without its text."""
        return replace(self, frame=_TEXT.sub("><", self.frame), values=(), lengths=())

    @property
    def look(self) -> str:
        """The tags that its HTML begins with, with their classes: what a part beside it may look different for."""
        return _look(self.frame)

    def with_value(self, slot: int) -> Part:
        """Return the part with one of its values in its frame, for whoever cannot set it in its slot."""
        found = list(_SLOT.finditer(self.frame))[slot]
        value = "<br>".join(html.escape(line) for line in self.values[slot].split("\n"))
        opening = found[1].replace(f" {FIELD}=", f" {_TOLD}=").replace(f" {VALUE}", f" {_TOLD}")
        frame = self.frame[: found.start()] + opening + value + self.frame[found.end() :]
        return replace(self, frame=frame, values=(*self.values[:slot], *self.values[slot + 1 :]))


@dataclass(frozen=True)
class Container:
    """An element whose children are parts, or containers: its opening tag, and what it has before them if a table."""

    tag: str
    name: str
    head: str = ""


@dataclass(frozen=True)
class PageParts:
    """A page: what comes before its body, the body's opening tag, its containers and its parts."""

    head: str
    body: str
    containers: tuple[Container, ...]
    parts: tuple[Part, ...]

    def page(self, parts: Sequence[Part]) -> str:
        """Return a page with the frames of some parts alone, in their order, each in its containers."""
        pieces, open_ones = [self.head, self.body], list[int]()
        for part in parts:
            shared = 0
            while shared < min(len(open_ones), len(part.within)) and open_ones[shared] == part.within[shared]:
                shared += 1
            pieces += [f"</{self.containers[it].name}>" for it in reversed(open_ones[shared:])]
            pieces += [self.containers[it].tag + self.containers[it].head for it in part.within[shared:]]
            open_ones = list(part.within)
            pieces.append(part.frame)
        pieces += [f"</{self.containers[it].name}>" for it in reversed(open_ones)]
        return "".join((*pieces, "</body></html>"))


@lru_cache(maxsize=4096)
def _look(frame: str) -> str:
    found = _OPENING.match(frame)
    tags = _TAG.finditer(found[0]) if found else ()
    return " ".join(f"{tag[2]}{_CLASS.findall(tag[3])}" for tag in tags)


def take_apart(page: str) -> PageParts:
    """Return a page's parts. The body is a container, and so is each element in one that has the attribute.

    Raises NoParts where a container has text beside its parts, or elements that do not end.
    """
    body = _BODY.search(page)
    if body is None:
        raise NoParts("it has no body")
    return _Splitter(page, body.end()).result(page[: body.start()], body[0])


class _Splitter:
    def __init__(self, page: str, start: int) -> None:
        self._page, self._start = page, start
        self._containers: list[Container] = []
        self._parts: list[Part] = []

    def result(self, head: str, body: str) -> PageParts:
        page, within = self._page, list[int]()
        at = self._start  # up to where all is taken
        begun, depth, is_head = 0, 0, False
        for tag in _TAG.finditer(page, at):
            closes, name, attributes = tag.groups()
            if depth:
                if name not in _EMPTY:
                    depth += -1 if closes else 1
                if depth == 0:
                    at = tag.end()
                    self._add(page[begun:at], within, is_head)
                continue
            if page[at : tag.start()].strip():
                raise NoParts("there is text between parts")
            at = tag.end()
            if closes:
                if name == "body":
                    return PageParts(head, body, tuple(self._containers), tuple(self._parts))
                if not within or self._containers[within[-1]].name != name:
                    raise NoParts(f"“{name}” ends where it did not begin")
                within.pop()
            elif f" {CONTAINER}" in attributes:
                within.append(len(self._containers))
                self._containers.append(Container(tag[0], name))
            elif name in _EMPTY:
                self._add(tag[0], within, is_head=False)
            else:
                begun, depth, is_head = tag.start(), 1, name in _HEADS
        raise NoParts("an element does not end")

    def _add(self, text: str, within: Sequence[int], is_head: bool) -> None:
        if is_head and within:
            old = self._containers[within[-1]]
            self._containers[within[-1]] = Container(old.tag, old.name, old.head + text)
            return
        values: list[str] = []

        def cut(slot: re.Match[str]) -> str:
            value = slot[3].replace("<br>", "\n")
            values.append(html.unescape(value) if "&" in value else value)
            return slot[1] + TOKEN

        frame = _SLOT.sub(cut, text)
        lengths: tuple[float, ...] = ()
        if LENGTH in frame:
            lengths = tuple(map(float, _BAR.findall(frame)))
            frame = _BAR.sub(f' {LENGTH} style="width: {BAR_TOKEN}%"', frame)
        self._parts.append(Part(frame, tuple(values), tuple(within), lengths))
