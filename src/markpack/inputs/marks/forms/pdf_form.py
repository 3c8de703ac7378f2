"""Mark sheets filled in as PDF forms, by whatever program: values of fields by their names."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree
from lxml.etree import _Element as Element
from pikepdf import settings

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell, plain
from markpack.inputs.files.safe_files import load
from markpack.inputs.files.zip_safety import LARGEST_FILE
from markpack.inputs.marks.forms.form import (
    MOST_FIELDS,
    FilledField,
    ReturnedForm,
    TooManyFields,
    note_too_many_fields,
)
from markpack.inputs.marks.forms.pdf_notes import pdf_notes
from markpack.inputs.marks.forms.pdf_pages import printed_pages
from markpack.inputs.problems import Problems
from markpack.model.forms.identity import HIDDEN_FIELD, has_identity, hidden_properties, identity_of

DEEPEST = 30
LONGEST_STREAM = 1_000_000
LARGEST_UNPACKED = 20_000_000
"""The most bytes that one stream of a PDF may unpack to, in each of its stages."""
MOST_VISITS = 50_000
"""The most entries of lists and hundreds of letters that are looked at, as often as they are."""
MOST_PAGES = 500


_LANGUAGE = re.compile("\x1b[^\x1b]*\x1b")  # a language code, as UTF-16 text of a PDF may hold it
_REPEATED = re.compile("[+][0-9]+$")
_OFF = ("", "Off")
_BLOCKS = {"p", "div", "br", "li"}


class _TooLarge(Exception):
    """Raised where a PDF has more in it than is read."""


@dataclass
class _Visits:
    """Counts what is looked at, for what stands in a PDF once may be referred to from everywhere."""

    left: int

    def count(self, number: int = 1) -> None:
        """Count; raise _TooLarge once it is too much."""
        self.left -= number
        if self.left < 0:
            raise _TooLarge

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
                raise _TooLarge
            value = pikepdf.String(data)
        text = str(value) if isinstance(value, pikepdf.String | pikepdf.Name) else ""
        self.count(len(text) // 100)
        return _LANGUAGE.sub("", text)


@dataclass
class _Named:
    """What the parts of one field (its parent, itself, its boxes on pages) say."""

    visits: _Visits
    kind: str = ""
    values: list[Any] = field(default_factory=list)
    rich: list[Any] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    indices: list[Any] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    label: str = ""

    @property
    def words(self) -> list[str]:
        """The values as words, such as the state of a box."""
        return [str(value).removeprefix("/") for value in self.values]

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


def read_pdf_form(path: Path, file: str, problems: Problems) -> ReturnedForm | None:
    """Return a PDF as a form; None, with the problem noted, where it cannot or should not be opened."""
    data = load(path, file, problems, limit=LARGEST_FILE)
    if data is None:
        return None
    place = Place(file)
    _limit_qpdf()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            form = _form(pdf, data, place, problems)
            if any("limit exceeded" in str(warning) for warning in pdf.get_warnings()):
                raise _TooLarge
            return form
    except pikepdf.PasswordError:
        problems.error(
            place, "The PDF is protected by a password.", "Save it without a password, and put it here again."
        )
    except TooManyFields:
        note_too_many_fields(file, "PDF", problems)
    except _TooLarge:
        note_too_large(file, problems)
    except MemoryError:  # whoever bounds it says so
        raise
    except Exception:  # pikepdf meets a damaged file with whatever its parsing ran into
        problems.error(
            place, "The file is not a readable PDF.", "Open it in a PDF reader and save it again, or ask for it again."
        )
    return None


def note_too_large(file: str, problems: Problems) -> None:
    """Note that a PDF has more in it than a form can have."""
    problems.error(
        Place(file),
        "The PDF has more pages, entries or text than a form can have, or unpacks to too much.",
        "Check that it is the right file, and where it comes from.",
    )


@cache
def _limit_qpdf() -> None:
    settings.set_qpdf_limits(
        doc_max_warnings=100,
        flate_max_memory=LARGEST_UNPACKED,
        run_length_max_memory=LARGEST_UNPACKED,
        png_max_memory=LARGEST_UNPACKED,
        tiff_max_memory=LARGEST_UNPACKED,
        dct_max_memory=LARGEST_UNPACKED,
    )


def _form(pdf: pikepdf.Pdf, data: bytes, place: Place, problems: Problems) -> ReturnedForm:
    visits = _Visits(MOST_VISITS)
    properties: dict[str, str] = {}
    for name, value in pdf.docinfo.items():
        visits.count()
        properties[str(name).removeprefix("/")] = visits.text(value)
    named = _fields(pdf, visits)
    parts = named.pop(HIDDEN_FIELD, None)
    hidden = [hidden_properties(visits.text(value)) for value in (parts.values if parts else ())]
    if hidden and not has_identity(properties):
        properties |= hidden[0]
    _note_boxes(named, place, problems)
    fields = (FilledField(name, Cell(text, place)) for name, parts in named.items() for text in _entered(parts) or [""])
    pages = printed_pages(data)
    notes, signed = pdf_notes(pdf, pages, place, visits.text)
    return ReturnedForm(
        place.file,
        "PDF",
        identity_of(properties),
        tuple(fields),
        hidden=tuple(identity_of(entry) for entry in hidden if has_identity(entry)),
        pages=tuple(page.text for page in pages),
        rewritten=tuple(number for number, page in enumerate(pages, 1) if page.text and not page.is_tagged),
        notes=notes,
        signed=signed,
    )


def _fields(pdf: pikepdf.Pdf, visits: _Visits) -> dict[str, _Named]:
    """Return the fields by name."""
    fields: dict[str, _Named] = {}
    for nodes in _fields_with_ancestors(pdf, visits):
        visits.count(len(nodes))
        named = next((position for position, node in enumerate(nodes) if "/T" in node), None)
        if named is None:
            continue
        name = _own_name(visits.text(nodes[named]["/T"]))
        if name not in fields and len(fields) >= MOST_FIELDS:
            raise TooManyFields
        parts = fields.setdefault(name, _Named(visits))
        for node in nodes[: named + 1]:
            parts.add(node)
        parts.kind = parts.kind or next((str(node["/FT"]) for node in nodes if "/FT" in node), "")
    return fields


def _own_name(name: str) -> str:
    """Return a field's own name: some programs put a form's name before it, or a number behind one that is repeated.

    Such as form1.u8604_308__mark__1_1 and u8604_308__mark__1_1+1.
    """
    return _REPEATED.sub("", name.rpartition(".")[2])


def _fields_with_ancestors(pdf: pikepdf.Pdf, visits: _Visits) -> Iterator[tuple[Any, ...]]:
    """Yield each field, its ancestors after it, from the form's own list and from the boxes on the pages.

    Why both: a program that copies pages into a new file may leave the list behind.
    """
    seen: set[tuple[int, int]] = set()
    form = pdf.Root.get("/AcroForm")
    for entry in visits.items(form.get("/Fields")) if isinstance(form, pikepdf.Dictionary) else ():
        yield from _leaves(entry, (), seen, visits)
    if len(pdf.pages) > MOST_PAGES:
        raise _TooLarge
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
    node: Any, above: tuple[Any, ...], seen: set[tuple[int, int]], visits: _Visits
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


def _options(array: Any, visits: _Visits) -> Iterator[tuple[str, str]]:
    """Yield the choices of a list: the value that is stored, and what is shown."""
    for entry in visits.items(array):
        if isinstance(entry, pikepdf.Array):
            pair = [visits.text(part) for part in visits.items(entry)]
            if len(pair) == 2:
                yield pair[0], pair[1]
        else:
            text = visits.text(entry)
            yield text, text


def _entered(parts: _Named) -> list[str]:
    """Return the different values that a field holds, none where it is empty."""
    if parts.kind == "/Btn":
        return ["yes"] if _is_on(parts.states if _shows_another_state(parts) else parts.states + parts.words) else []
    visits = parts.visits
    texts = [
        visits.text(part)
        for value in parts.values
        for part in (visits.items(value) if isinstance(value, pikepdf.Array) else [value])
    ]
    if not any(text.strip() for text in texts):
        texts = [_without_markup(visits.text(value)) for value in parts.rich]
    if not any(text.strip() for text in texts) and parts.options:
        chosen = [int(index) for value in parts.indices for index in visits.items(value)]
        texts = [parts.options[index][0] for index in chosen if 0 <= index < len(parts.options)]
    shown = dict(parts.options)
    return list(dict.fromkeys(text for value in texts if (text := plain(shown.get(value, value)))))


def _is_on(words: Sequence[str]) -> bool:
    return any(word not in _OFF for word in words)


def _shows_another_state(parts: _Named) -> bool:
    """Say whether people see a box in another state than its value, as programs leave it that set only one of them."""
    is_state = all(isinstance(value, pikepdf.Name) for value in parts.values)
    return bool(parts.states and parts.values) and is_state and _is_on(parts.states) != _is_on(parts.words)


def _note_boxes(named: Mapping[str, _Named], place: Place, problems: Problems) -> None:
    """Warn of boxes whose state and value differ; what people see is read."""
    for name, parts in named.items():
        if parts.kind == "/Btn" and _shows_another_state(parts):
            shown = "ticked" if _is_on(parts.states) else "not ticked"
            problems.warn(
                replace(place, field=parts.label or name),
                f"The box is shown as {shown}, but the value stored behind it says otherwise. It is read as {shown}.",
                "Check that this is what was meant: open the form, tick or untick the box again, and save it.",
            )


def _without_markup(rich: str) -> str:
    """Return the text of a rich-text value, which is a small XHTML document; nothing if it is not well formed."""
    if not rich.strip() or "<!DOCTYPE" in rich or "<!ENTITY" in rich:
        return ""
    try:
        root = etree.fromstring(rich.strip().encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return ""
    return "".join(_rich_text(root)).strip()


def _rich_text(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            if etree.QName(child).localname in _BLOCKS:
                yield "\n"
            yield from _rich_text(child)
        yield child.tail or ""
