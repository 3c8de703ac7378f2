"""Whether an SVG drawing can be used: it draws, refers to nothing outside itself, and does not grow without bounds."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element

from markpack.inputs.files.bitmap import bitmap_objection, proportion_objection
from markpack.inputs.files.xml_names import local_name

LARGEST_DRAWING = 1_000_000
MOST_ELEMENTS = 10_000
"""The most elements that are drawn, each counted as often as it is used."""

_DEEPEST = 200
_MOST_PICTURES = 10
_NOT_DRAWN = {
    "script", "handler", "listener", "foreignobject", "iframe", "embed", "object", "audio", "video", "link",
    "animate", "animatemotion", "animatetransform", "animatecolor", "set", "discard", "filter",
}  # fmt: skip
"""Elements that a logo may not hold; filters among them, for they take what time and memory their numbers say."""
LARGEST_NUMBER = 1_000_000
_CHECKED_OTHERWISE = ("id", "class", "width", "height", "viewbox")
_OUTSIDE = re.compile(
    r"@import|url\(\s*+['\"]?+\s*+(?!#|['\"\s])|\b(?:src|image|image-set|cross-fade)\(", re.IGNORECASE
)
_INSIDE = re.compile(r"url\(\s*+['\"]?+\s*+#([^'\")]+)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SELECTED = re.compile(r"[.#]?[A-Za-z_][\w-]*|\*")
_PICTURE = re.compile(r"data:image/(png|jpe?g|gif);base64,(.*)", re.DOTALL)
_NUMBER = r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]{1,3})?"
_NUMBERS = re.compile(rf"(?<![\w#.]){_NUMBER}")
_LENGTH = re.compile(rf"\s*+({_NUMBER})\s*+(?:(px|pt|pc|mm|cm|in|em|ex|rem|%)\s*+)?")
_WRITABLE = re.compile(r"\s*+[0-9]++(?:\.[0-9]++)?\s*+(?:(?:px|pt|mm|cm|in)\s*+)?")
_BOX = re.compile(rf"\s*+({_NUMBER})[\s,]++({_NUMBER})[\s,]++({_NUMBER})[\s,]++({_NUMBER})\s*+")
_OUT = "refers to something outside itself"


class Objection(Exception):
    """Why a drawing should not be used: the rest of a sentence that begins with its name."""


def checked_drawing(data: bytes) -> bytes:
    """Return a drawing as UTF-8, whatever its encoding; raise Objection where it should not be used."""
    if len(data) > LARGEST_DRAWING:
        raise Objection(f"has {len(data) / 1e6:.1f} MB; at most {LARGEST_DRAWING / 1e6:g} MB are used of a drawing")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise Objection("is not a readable SVG file") from None
    document = root.getroottree().docinfo
    if document.internalDTD is not None:
        raise Objection("declares a document type or entities")
    if _local(root) != "svg":
        raise Objection("is not an SVG file")
    _check_instructions(root)
    for element in root.iter():
        if element.tag is etree.Entity:
            raise Objection("declares a document type or entities")
        if isinstance(element.tag, str):
            _check_element(element)
    _check_pictures(root)
    _check_size(root)
    _Expansion.of(root).check(root)
    as_it_is = (document.encoding or "utf-8").casefold() in ("utf-8", "utf8", "ascii", "us-ascii")
    return data.removeprefix(b"\xef\xbb\xbf") if as_it_is else etree.tostring(root, encoding="utf-8")


def _local(element: Element) -> str:
    return local_name(str(element.tag)) if isinstance(element.tag, str) else ""


def _check_instructions(root: Element) -> None:
    nodes = [*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()]
    if any(isinstance(node, etree._ProcessingInstruction) and node.target == "xml-stylesheet" for node in nodes):
        raise Objection(_OUT)


def _check_element(element: Element) -> None:
    name = _local(element).casefold()
    if name in _NOT_DRAWN:
        raise Objection(f"holds <{name}>")
    if name == "style":
        _check_style(_style_text(element))
        _check_numbers(_style_text(element))
    for attribute, value in element.attrib.items():
        local, text = local_name(str(attribute)).casefold(), str(value).strip()
        if local.startswith("on"):
            raise Objection("holds scripts")
        if local == "base":
            raise Objection(_OUT)
        if local in ("href", "src"):
            embedded = name in ("image", "feimage") and _PICTURE.match(text)
            if not (text.startswith("#") or embedded):
                raise Objection(_OUT)
        else:
            _check_style(text)
            if local not in _CHECKED_OTHERWISE:
                _check_numbers(text)


def _check_numbers(text: str) -> None:
    """Raise Objection where a number is so large that nothing can be drawn with it, such as a size of letters."""
    if any(abs(float(number)) > LARGEST_NUMBER for number in _NUMBERS.findall(text)):
        raise Objection(f"holds a number of more than {LARGEST_NUMBER}")


def _style_text(element: Element) -> str:
    """Return all text of a style element, also what stands in and behind elements and comments in it."""
    texts = [text for node in element.iterdescendants() for text in (node.text, node.tail)]
    return "".join(text for text in (element.text, *texts) if text)


def _check_style(text: str) -> None:
    for form in (text, _plain_style(text)):
        if _OUTSIDE.search(form):
            raise Objection(_OUT)


def _plain_style(text: str) -> str:
    """Return style text without comments, and with its escapes as the characters that they stand for."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1], 16) if match[1] else 0
        return match[2] if match[2] else chr(code) if 0 < code <= 0x10FFFF else "\ufffd"

    return _ESCAPE.sub(character, _COMMENT.sub("", text))


def _check_pictures(root: Element) -> None:
    pictures = [
        match
        for element in root.iter("{*}image", "{*}feImage")
        for attribute, value in element.attrib.items()
        if local_name(str(attribute)) == "href" and (match := _PICTURE.match(str(value).strip()))
    ]
    if len(pictures) > _MOST_PICTURES:
        raise Objection(f"holds {len(pictures)} pictures; at most {_MOST_PICTURES} are used")
    for match in pictures:
        try:
            data = base64.b64decode("".join(match[2].split()), validate=True)
        except binascii.Error:
            raise Objection("holds a picture that is damaged") from None
        if objection := bitmap_objection(data, f"image/{match[1].replace('jpg', 'jpeg')}"):
            raise Objection(f"holds a picture that {objection}")


def _check_size(root: Element) -> None:
    """Check that a drawing says how large it is, in numbers that can be drawn."""
    box = root.get("viewBox")
    sides = [root.get(side) for side in ("width", "height")]
    if box is not None:
        numbers = _BOX.fullmatch(box)
        values = [float(number) for number in numbers.groups()] if numbers else []
        if not values or not all(map(math.isfinite, values)) or not _is_drawn(values[2]) or not _is_drawn(values[3]):
            raise Objection("has a viewBox that is not four numbers with a width and a height above 0")
        _refuse_narrow(values[2], values[3])
    lengths = [_LENGTH.fullmatch(side) for side in sides if side is not None and side.strip() != "auto"]
    if not all(length and _is_drawn(float(length[1])) for length in lengths):
        raise Objection("has a width or height that is not a length above 0")
    absolute = [_LENGTH.fullmatch(side) for side in sides if side is not None and _WRITABLE.fullmatch(side)]
    if len(absolute) == 2:
        first, second = absolute
        if first and second and first[2] == second[2]:
            _refuse_narrow(float(first[1]), float(second[1]))
    elif box is None:
        raise Objection("has neither a viewBox nor a width and a height")


def _is_drawn(length: float) -> bool:
    return 1e-3 <= length <= 1e6


def _refuse_narrow(width: float, height: float) -> None:
    if objection := proportion_objection(width, height):
        raise Objection(objection)


@dataclass(frozen=True)
class _Expansion:
    """How many elements are drawn where each counts as often as something refers to it."""

    by_id: Mapping[str, Element]
    styled: Mapping[str, frozenset[str]]
    """The ids that the rules of style sheets refer to, by class, id or element that they select."""
    counted: dict[Element, int]

    @classmethod
    def of(cls, root: Element) -> _Expansion:
        by_id: dict[str, Element] = {}
        styled: dict[str, set[str]] = {}
        for element in root.iter("*"):
            if name := element.get("id"):
                by_id.setdefault(name, element)
            if _local(element) == "style":
                for rule in _plain_style(_style_text(element)).split("}"):
                    head, _, body = rule.rpartition("{")
                    selectors, ids = set(_SELECTED.findall(head.rpartition("{")[2])), set(_INSIDE.findall(body))
                    if len(selectors) * len(ids) > MOST_ELEMENTS:
                        raise Objection(f"draws more than {MOST_ELEMENTS} elements")
                    for selected in selectors:
                        styled.setdefault(selected, set()).update(ids)
        return cls(by_id, {selected: frozenset(ids) for selected, ids in styled.items() if ids}, {})

    def check(self, root: Element) -> None:
        """Raise Objection where too much is drawn, or something would be drawn inside itself."""
        self._count(root, ())

    def _count(self, element: Element, ancestors: tuple[Element, ...]) -> int:
        if element in ancestors:
            raise Objection("draws something inside itself")
        if len(ancestors) > _DEEPEST:
            raise Objection(f"refers from one element to another more than {_DEEPEST} times in a row")
        if element not in self.counted:
            children = (*element.iterchildren("*"), *self._used(element))
            total = 1
            for other in children:
                total += self._count(other, (*ancestors, element))
                if total > MOST_ELEMENTS:
                    raise Objection(f"draws more than {MOST_ELEMENTS} elements")
            self.counted[element] = total
        return self.counted[element]

    def _used(self, element: Element) -> Iterator[Element]:
        if _local(element) in ("a", "style"):
            return
        ids: set[str] = set()
        for attribute, value in element.attrib.items():
            if local_name(str(attribute)) == "href" and str(value).strip().startswith("#"):
                ids.add(str(value).strip()[1:])
            else:
                ids.update(_INSIDE.findall(_plain_style(str(value))))
        names = [f".{name}" for name in str(element.get("class", "")).split()]
        for selected in (*names, f"#{element.get('id')}", _local(element), "*"):
            ids |= self.styled.get(selected, frozenset())
        yield from (self.by_id[name.strip()] for name in sorted(ids) if name.strip() in self.by_id)
