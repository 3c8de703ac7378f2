"""The fields of a PDF form by their names, as whatever program filled them in left them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from markpack.inputs.criteria_text.pdf_text import MOST_PAGES
from markpack.inputs.files.csv_tables import plain
from markpack.inputs.files.html_text import text_of_markup
from markpack.inputs.files.visits import TooLarge, Visits
from markpack.inputs.marks.forms.form import MOST_FIELDS, TooManyFields

DEEPEST = 30
LONGEST_STREAM = 1_000_000

_LANGUAGE = re.compile("\x1b[^\x1b]*\x1b")  # a language code, as UTF-16 text of a PDF may hold it
_REPEATED = re.compile("[+][0-9]+$")
_OFF = ("", "Off")


class PdfVisits(Visits):
    """Counts what is looked at of a PDF."""

    def items(self, array: Any) -> Iterator[Any]:
        """Yield the entries of an array, nothing of anything else."""
        for entry in array if isinstance(array, pikepdf.Array) else ():
            self.count()
            yield entry

    def text(self, value: Any) -> str:
        """Return a text string or text stream in whichever of the PDF encodings."""
        if isinstance(value, pikepdf.Stream):
            data = value.read_bytes()
            if len(data) > LONGEST_STREAM:
                raise TooLarge
            value = pikepdf.String(data)
        text = str(value) if isinstance(value, pikepdf.String | pikepdf.Name) else ""
        self.count(len(text) // 100)
        return _LANGUAGE.sub("", text)


@dataclass
class PdfField:
    """What the parts of one field (its parent, itself, its boxes on pages) say."""

    visits: PdfVisits
    kind: str = ""
    values: list[Any] = field(default_factory=list)
    rich: list[Any] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    indices: list[Any] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    label: str = ""

    @property
    def is_button(self) -> bool:
        """Whether the field is a box to tick."""
        return self.kind == "/Btn"

    @property
    def is_ticked(self) -> bool:
        """Whether a box is ticked, as people see it where state and value differ."""
        return _is_on(self.states if self.shows_another_state else self.states + self._words)

    @property
    def shows_another_state(self) -> bool:
        """Whether people see a box in another state than its value: some programs set only one of them."""
        is_state = all(isinstance(value, pikepdf.Name) for value in self.values)
        return bool(self.states and self.values) and is_state and _is_on(self.states) != _is_on(self._words)

    @property
    def _words(self) -> list[str]:
        return [str(value).removeprefix("/") for value in self.values]

    def entered(self) -> list[str]:
        """Return the different values that the field holds, none where it is empty."""
        if self.is_button:
            return ["yes"] if self.is_ticked else []
        visits = self.visits
        texts = [
            visits.text(part)
            for value in self.values
            for part in (visits.items(value) if isinstance(value, pikepdf.Array) else [value])
        ]
        if not any(text.strip() for text in texts):
            texts = [text_of_markup(visits.text(value)) for value in self.rich]
        if not any(text.strip() for text in texts) and self.options:
            chosen = [int(index) for value in self.indices for index in visits.items(value)]
            texts = [self.options[index][0] for index in chosen if 0 <= index < len(self.options)]
        shown = dict(self.options)
        return list(dict.fromkeys(text for value in texts if (text := plain(shown.get(value, value)))))

    def add(self, node: Any) -> None:
        """Take in what one part says."""
        self.kind = self.kind or str(node.get("/FT", ""))
        self.options = self.options or list(_options(node.get("/Opt"), self.visits))
        self.label = self.label or self.visits.text(node.get("/TU"))
        for key, values in (("/V", self.values), ("/RV", self.rich), ("/I", self.indices)):
            if key in node:
                values.append(node[key])
        if "/AS" in node:
            self.states.append(str(node["/AS"]).removeprefix("/"))


def read_fields(pdf: pikepdf.Pdf, visits: PdfVisits) -> dict[str, PdfField]:
    """Return the fields by name; raise TooManyFields, or TooLarge."""
    fields: dict[str, PdfField] = {}
    for nodes in _fields_with_ancestors(pdf, visits):
        visits.count(len(nodes))
        named = next((position for position, node in enumerate(nodes) if "/T" in node), None)
        if named is None:
            continue
        name = own_name(visits.text(nodes[named]["/T"]))
        if name not in fields and len(fields) >= MOST_FIELDS:
            raise TooManyFields
        parts = fields.setdefault(name, PdfField(visits))
        for node in nodes[: named + 1]:
            parts.add(node)
        parts.kind = parts.kind or next((str(node["/FT"]) for node in nodes if "/FT" in node), "")
    return fields


def own_name(name: str) -> str:
    """Return a field's own name: some programs put a form's name before it, or a number behind one that is repeated.

    Such as form1.u8604_308__mark__1_1 and u8604_308__mark__1_1+1.
    """
    return _REPEATED.sub("", name.rpartition(".")[2])


def _fields_with_ancestors(pdf: pikepdf.Pdf, visits: PdfVisits) -> Iterator[tuple[Any, ...]]:
    """Yield each field, its ancestors after it, from the form's own list and from the boxes on the pages.

    Why both: a program that copies pages into a new file may leave the list behind.
    """
    seen: set[tuple[int, int]] = set()
    form = pdf.Root.get("/AcroForm")
    for entry in visits.items(form.get("/Fields")) if isinstance(form, pikepdf.Dictionary) else ():
        yield from _leaves(entry, (), seen, visits)
    if len(pdf.pages) > MOST_PAGES:
        raise TooLarge
    for page in pdf.pages:
        for annotation in visits.items(page.obj.get("/Annots")):
            if isinstance(annotation, pikepdf.Dictionary) and annotation.get("/Subtype") == pikepdf.Name.Widget:
                yield from _leaves(annotation, tuple(_ancestors(annotation)), seen, visits)


def _ancestors(node: Any) -> Iterator[Any]:
    for _ in range(DEEPEST):
        node = node.get("/Parent")
        if not isinstance(node, pikepdf.Dictionary):
            return
        yield node


def _leaves(
    node: Any, above: tuple[Any, ...], seen: set[tuple[int, int]], visits: PdfVisits
) -> Iterator[tuple[Any, ...]]:
    """Yield what has no named field below it, each with its ancestors, the nearest first."""
    if not isinstance(node, pikepdf.Dictionary) or len(above) > DEEPEST or (node.is_indirect and node.objgen in seen):
        return
    seen.add(node.objgen)
    kids = [kid for kid in visits.items(node.get("/Kids")) if isinstance(kid, pikepdf.Dictionary)]
    for kid in kids:
        yield from _leaves(kid, (node, *above), seen, visits)
    if not any("/T" in kid for kid in kids):
        yield node, *above


def _options(array: Any, visits: PdfVisits) -> Iterator[tuple[str, str]]:
    """Yield the choices of a list: the value that is stored, and what is shown."""
    for entry in visits.items(array):
        if isinstance(entry, pikepdf.Array):
            pair = [visits.text(part) for part in visits.items(entry)]
            if len(pair) == 2:
                yield pair[0], pair[1]
        else:
            text = visits.text(entry)
            yield text, text


def _is_on(words: Sequence[str]) -> bool:
    return any(word not in _OFF for word in words)
