"""Mark sheets filled in as PDF forms, by whatever program: values of fields by their names."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree
from lxml.etree import _Element as Element

from markpack.errors import Place
from markpack.inputs.files.csv_tables import Cell, plain
from markpack.inputs.files.safe_files import load
from markpack.inputs.files.zip_safety import LARGEST_FILE
from markpack.inputs.marks.forms.form import FilledField, ReturnedForm
from markpack.inputs.marks.forms.pdf_pages import page_texts
from markpack.inputs.problems import Problems
from markpack.model.forms.identity import HIDDEN_FIELD, has_identity, hidden_properties, identity_of

MOST_FIELDS = 5_000
DEEPEST = 30
LONGEST_STREAM = 1_000_000

_LANGUAGE = re.compile("\x1b[^\x1b]*\x1b")  # a language code, as UTF-16 text of a PDF may hold it
_REPEATED = re.compile("[+][0-9]+$")
_OFF = ("", "Off")
_BLOCKS = {"p", "div", "br", "li"}


class _TooMany(Exception):
    pass


@dataclass
class _Named:
    """What the parts of one field (its parent, itself, its boxes on pages) say."""

    kind: str = ""
    values: list[Any] = field(default_factory=list)
    rich: list[Any] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    indices: list[Any] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)

    def add(self, node: Any) -> None:
        """Take in what one part says."""
        self.kind = self.kind or str(node.get("/FT", ""))
        self.options = self.options or list(_options(node.get("/Opt")))
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
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            properties = {str(name).removeprefix("/"): _text(value) for name, value in pdf.docinfo.items()}
            named = _fields(pdf)
            parts = named.pop(HIDDEN_FIELD, None)
            hidden = [hidden_properties(_text(value)) for value in (parts.values if parts else ())]
            if hidden and not has_identity(properties):
                properties |= hidden[0]
            fields = tuple(
                FilledField(name, Cell(text, place))
                for name, parts in named.items()
                for text in _entered(parts) or [""]
            )
        return ReturnedForm(
            file,
            "PDF",
            identity_of(properties),
            fields,
            hidden=tuple(identity_of(entry) for entry in hidden if has_identity(entry)),
            pages=page_texts(data),
        )
    except pikepdf.PasswordError:
        problems.error(
            place, "The PDF is protected by a password.", "Save it without a password, and put it here again."
        )
    except _TooMany:
        problems.error(place, f"The PDF has more than {MOST_FIELDS} fields.", "Check where the file comes from.")
    except Exception:  # pikepdf meets a damaged file with whatever its parsing ran into
        problems.error(
            place, "The file is not a readable PDF.", "Open it in a PDF reader and save it again, or ask for it again."
        )
    return None


def _fields(pdf: pikepdf.Pdf) -> dict[str, _Named]:
    """Return the fields by name."""
    fields: dict[str, _Named] = {}
    for nodes in _fields_with_ancestors(pdf):
        named = next((position for position, node in enumerate(nodes) if "/T" in node), None)
        if named is None:
            continue
        name = _own_name(_text(nodes[named]["/T"]))
        if name not in fields and len(fields) >= MOST_FIELDS:
            raise _TooMany
        parts = fields.setdefault(name, _Named())
        for node in nodes[: named + 1]:
            parts.add(node)
        parts.kind = parts.kind or next((str(node["/FT"]) for node in nodes if "/FT" in node), "")
    return fields


def _own_name(name: str) -> str:
    """Return a field's own name: some programs put a form's name before it, or a number behind one that is repeated.

    Such as form1.u8604_308__mark__1_1 and u8604_308__mark__1_1+1.
    """
    return _REPEATED.sub("", name.rpartition(".")[2])


def _fields_with_ancestors(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, ...]]:
    """Yield each field, its ancestors after it, from the form's own list and from the boxes on the pages.

    Why both: a program that copies pages into a new file may leave the list behind.
    """
    seen: set[tuple[int, int]] = set()
    form = pdf.Root.get("/AcroForm")
    for entry in _items(form.get("/Fields")) if isinstance(form, pikepdf.Dictionary) else ():
        yield from _leaves(entry, (), seen)
    for page in pdf.pages:
        for annotation in _items(page.obj.get("/Annots")):
            if isinstance(annotation, pikepdf.Dictionary) and annotation.get("/Subtype") == pikepdf.Name.Widget:
                yield from _leaves(annotation, tuple(_ancestors(annotation)), seen)


def _items(array: Any) -> Iterator[Any]:
    if isinstance(array, pikepdf.Array):
        yield from array


def _ancestors(node: Any) -> Iterator[Any]:
    for _ in range(DEEPEST):
        node = node.get("/Parent")
        if not isinstance(node, pikepdf.Dictionary):
            return
        yield node


def _leaves(node: Any, above: tuple[Any, ...], seen: set[tuple[int, int]]) -> Iterator[tuple[Any, ...]]:
    """Yield what has no named field below it, each with its ancestors, the nearest first."""
    if not isinstance(node, pikepdf.Dictionary) or len(above) > DEEPEST or (node.is_indirect and node.objgen in seen):
        return
    seen.add(node.objgen)
    kids = [kid for kid in _items(node.get("/Kids")) if isinstance(kid, pikepdf.Dictionary)]
    for kid in kids:
        yield from _leaves(kid, (node, *above), seen)
    if not any("/T" in kid for kid in kids):
        yield node, *above


def _options(array: Any) -> Iterator[tuple[str, str]]:
    """Yield the choices of a list: the value that is stored, and what is shown."""
    for entry in _items(array):
        if isinstance(entry, pikepdf.Array):
            pair = [_text(part) for part in _items(entry)]
            if len(pair) == 2:
                yield pair[0], pair[1]
        else:
            yield _text(entry), _text(entry)


def _entered(parts: _Named) -> list[str]:
    """Return the different values that a field holds, none where it is empty."""
    if parts.kind == "/Btn":
        words = [str(value).removeprefix("/") for value in parts.values] + parts.states
        return ["yes"] if any(word not in _OFF for word in words) else []
    texts = [_text(part) for value in parts.values for part in (value if isinstance(value, pikepdf.Array) else [value])]
    if not any(text.strip() for text in texts):
        texts = [_without_markup(_text(value)) for value in parts.rich]
    if not any(text.strip() for text in texts) and parts.options:
        chosen = [int(index) for value in parts.indices for index in _items(value)]
        texts = [parts.options[index][0] for index in chosen if 0 <= index < len(parts.options)]
    shown = dict(parts.options)
    return list(dict.fromkeys(text for value in texts if (text := plain(shown.get(value, value)))))


def _text(value: Any) -> str:
    """Return a text string or text stream in whichever of the PDF encodings."""
    if isinstance(value, pikepdf.Stream):
        data = value.read_bytes() if int(value.get("/Length", 0)) <= LONGEST_STREAM else b""
        value = pikepdf.String(data[:LONGEST_STREAM])
    return _LANGUAGE.sub("", str(value)) if isinstance(value, pikepdf.String | pikepdf.Name) else ""


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
