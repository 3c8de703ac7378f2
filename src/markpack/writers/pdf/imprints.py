"""What is imprinted on a plate: each value as a form of its own, which the page draws in its place, and their fonts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pikepdf

from markpack.writers.pdf.assembly import packed_stream, plain_stream
from markpack.writers.pdf.content import CutPage
from markpack.writers.pdf.embedding import OBJECTS, font_objects
from markpack.writers.pdf.holes import Hole, Neighbour
from markpack.writers.pdf.typeface import Line, meaning, typeface
from markpack.writers.plate import DoesNotFit

_WORTH_DEFLATING = 512  # bytes
_ANYWHERE = "[-9999 -9999 9999 9999]"
_MEANING = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")


@dataclass(frozen=True)
class Fill:
    """What is imprinted in a hole: its lines, and by how much the first one is wider than the token was, in pixels."""

    lines: Sequence[Line]
    wider: float


class Imprints:
    """The objects of a file that hold values, and text beside them that moves with their width.

    `names` are those under which pages draw them; `numbers` are of all objects that differ from file to file.
    """

    def __init__(self, pdf: pikepdf.Pdf, holes: Iterable[Hole]) -> None:
        """Add an empty object for each hole, and for each text beside one, and name it in every page's resources."""
        self.names: dict[Hole | Neighbour, str] = {}
        self._holes: dict[int, Hole] = {}
        self._neighbours: dict[int, tuple[Hole, Neighbour]] = {}
        self._beside: dict[Neighbour, bytes] = {}
        self._resources = pdf.make_indirect(pikepdf.Dictionary(Font=pikepdf.Dictionary()))
        self._resources_number = self._resources.objgen[0]
        self._fonts: dict[str, tuple[int, frozenset[tuple[int, str]]]] = {}
        alike: dict[tuple[str, float, float], str] = {}
        for hole in holes:
            place = hole.name, hole.x, hole.y
            if place not in alike:
                alike[place], number = _add(pdf, len(self._holes) + len(self._neighbours))
                self._holes[number] = hole
            self.names[hole] = alike[place]
            for neighbour in hole.neighbours:
                self.names[neighbour], number = _add(pdf, len(self._holes) + len(self._neighbours))
                self._neighbours[number] = hole, neighbour

    @property
    def numbers(self) -> set[int]:
        """The objects that differ."""
        fonts = {first + part for first, _ in self._fonts.values() for part in range(OBJECTS)}
        return {*self._holes, *self._neighbours, *fonts}

    def embed(self, pdf: pikepdf.Pdf, pages: Sequence[CutPage]) -> set[int]:
        """Put fonts in the place of those that the pages' holes were laid out in; return the objects that are gone.

        Raises DoesNotFit if the form has letters that share a glyph with others.
        """
        found = {name: face for page in pages for name, face in page.fonts.items()}
        gone: set[int] = set()
        for face in sorted(set(found.values())):
            names = [name for name, of in found.items() if of == face]
            fonts = [page.Resources.Font[name] for page in pdf.pages for name in names if name in page.Resources.Font]
            said = frozenset(entry for font in fonts for entry in _meanings(font))
            for glyph, text in said:
                if meaning(face).get(glyph, text) != text.replace("\xa0", " "):
                    raise DoesNotFit(f"“{text}” of the form looks like another letter")
            made = [pdf.make_indirect(pikepdf.Dictionary()) for _ in range(OBJECTS)]
            numbers = [entry.objgen[0] for entry in made]
            if numbers != list(range(numbers[0], numbers[0] + OBJECTS)):
                raise AssertionError(f"the objects of a font are not in a row: {numbers}")
            self._fonts[face] = numbers[0], said
            self._resources.Font[f"/{face}"] = made[0]
            for font in fonts:
                gone |= set(_objects(font))
            for page in pdf.pages:
                for name in names:
                    page.Resources.Font[name] = made[0]
        for page in pdf.pages:  # text beside a hole is drawn with the page's own names
            for name, font in page.Resources.Font.items():
                self._resources.Font[name] = font
        for cut in pages:
            self._beside |= cut.beside
        return gone

    def objects(self, fills: Mapping[str, Fill]) -> dict[int, bytes]:
        """Return the bodies of the objects that differ, by number."""
        resources = self._resources_number
        used = dict.fromkeys(self._fonts, 1)
        result: dict[int, bytes] = {}
        for number, hole in self._holes.items():
            fill = fills[hole.name]
            for line in fill.lines:
                used[hole.typeface] |= line.repertoires
            result[number] = _form(resources, "", _set(hole, fill))
        for number, (hole, neighbour) in self._neighbours.items():
            by = (neighbour.follows - hole.share) * fills[hole.name].wider
            result[number] = _form(resources, f"/Matrix[1 0 0 1 {by:.2f} 0]", self._beside[neighbour])
        for face, (first, said) in self._fonts.items():
            result.update(enumerate(font_objects(face, used[face], said, first), start=first))
        return result


def _add(pdf: pikepdf.Pdf, count: int) -> tuple[str, int]:
    """Add an empty object that pages can draw; return its name among their resources, and its number."""
    name, made = f"/Mp{count}", pdf.make_stream(b"")
    for page in pdf.pages:
        if "/XObject" not in page.Resources:
            page.Resources.XObject = pikepdf.Dictionary()
        page.Resources.XObject[name] = made
    return name, made.objgen[0]


def _meanings(font: pikepdf.Object) -> Iterator[tuple[int, str]]:
    """Yield the glyphs of a font that pages use, and what they stand for."""
    for glyph, text in _MEANING.findall(font.ToUnicode.read_bytes()):
        yield int(glyph, 16), bytes.fromhex(text.decode()).decode("utf-16-be")


def _objects(font: pikepdf.Object) -> Iterator[int]:
    descendant = font.DescendantFonts[0]
    descriptor = descendant.FontDescriptor
    for entry in (font, descendant, descriptor, descriptor.FontFile2, font.ToUnicode):
        yield entry.objgen[0]


def _form(resources: int, entries: str, content: bytes) -> bytes:
    """Return the body of an object that a page draws."""
    head = f"/Type/XObject/Subtype/Form/BBox{_ANYWHERE}/Resources {resources} 0 R{entries}".encode()
    if len(content) > _WORTH_DEFLATING:
        return packed_stream(head, content, 1)
    return plain_stream(head, content)


def _set(hole: Hole, fill: Fill) -> bytes:
    """Return the operators that show a value's lines; each but the last ends with a space, for whoever reads them."""
    if not fill.lines:
        return b""
    first = fill.lines[0].width
    space = f"<{typeface(hole.typeface, hole.size).space:04x}>"
    shown = [f"BT\n/{hole.typeface} {hole.size:.8g} Tf\n"]
    for number, line in enumerate(fill.lines, start=1):
        if line.shown:
            x = hole.x - hole.share * (fill.wider + line.width - first)
            y = hole.y + (number - 1) * hole.leading
            end = space if number < len(fill.lines) else ""
            shown.append(f"1 0 0 -1 {x:.2f} {y:.2f} Tm\n[{line.shown}{end}]TJ\n")
    shown.append("ET")
    return "".join(shown).encode()
