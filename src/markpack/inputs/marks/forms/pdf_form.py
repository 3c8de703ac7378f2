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
from markpack.inputs.problems import Problems
from markpack.model.forms.identity import HIDDEN_FIELD, has_identity, hidden_properties, identity_of

MOST_FIELDS = 5_000
DEEPEST = 30
LONGEST_STREAM = 1_000_000

_LANGUAGE = re.compile("\x1b[^\x1b]*\x1b")  # a language code, as UTF-16 text of a PDF may hold it
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


def read_pdf_form(path: Path, file: str, findings: Problems) -> ReturnedForm | None:
    """Return a PDF as a form; None, with the problem noted, where it cannot or should not be opened."""
    data = load(path, file, findings, limit=LARGEST_FILE)
    if data is None:
        return None
    place = Place(file)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            properties = {str(name).removeprefix("/"): _text(value) for name, value in pdf.docinfo.items()}
            named = _fields(pdf)
            hidden = named.pop(HIDDEN_FIELD, None)
            if hidden and not has_identity(properties):
                properties |= hidden_properties("".join(_entered(hidden)[:1]))
            fields = tuple(
                FilledField(name, Cell(text, place))
                for name, parts in named.items()
                for text in _entered(parts) or [""]
            )
    except pikepdf.PasswordError:
        findings.error(
            place, "The PDF is protected by a password.", "Save it without a password, and put it here again."
        )
        return None
    except _TooMany:
        findings.error(place, f"The PDF has more than {MOST_FIELDS} fields.", "Check where the file comes from.")
        return None
    except Exception:  # pikepdf meets a damaged file with whatever its parsing ran into
        findings.error(
            place, "The file is not a readable PDF.", "Open it in a PDF reader and save it again, or ask for it again."
        )
        return None
    return ReturnedForm(file, "PDF", identity_of(properties), fields)


def _fields(pdf: pikepdf.Pdf) -> dict[str, _Named]:
    """Return the fields by name, from the form's own list and from the boxes on the pages.

    Why both: a program that copies pages into a new file may leave the list behind.
    """
    found: dict[str, _Named] = {}
    seen: set[tuple[int, int]] = set()
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        for entry in _items(form.get("/Fields")):
            _collect(entry, (), found, seen, 0)
    for page in pdf.pages:
        for annotation in _items(page.obj.get("/Annots")):
            if isinstance(annotation, pikepdf.Dictionary) and annotation.get("/Subtype") == pikepdf.Name.Widget:
                _collect(annotation, tuple(_ancestors(annotation)), found, seen, 0)
    return found


def _items(array: Any) -> Iterator[Any]:
    if isinstance(array, pikepdf.Array):
        yield from array


def _ancestors(node: Any) -> Iterator[Any]:
    for _ in range(DEEPEST):
        node = node.get("/Parent")
        if not isinstance(node, pikepdf.Dictionary):
            return
        yield node


def _collect(
    node: Any, above: tuple[Any, ...], found: dict[str, _Named], seen: set[tuple[int, int]], depth: int
) -> None:
    """Note what a field's node says; `above` are its ancestors, the nearest first."""
    if not isinstance(node, pikepdf.Dictionary) or depth > DEEPEST:
        return
    if node.is_indirect:
        if node.objgen in seen:
            return
        seen.add(node.objgen)
    kids = [kid for kid in _items(node.get("/Kids")) if isinstance(kid, pikepdf.Dictionary)]
    for kid in kids:
        _collect(kid, (node, *above), found, seen, depth + 1)
    if kids and any("/T" in kid for kid in kids):
        return
    chain = (node, *above)
    named = next((position for position, entry in enumerate(chain) if "/T" in entry), None)
    if named is None:
        return
    # Some programs put the names of forms before a field's own: form1.u8604_308__mark__1_1.
    name = _text(chain[named]["/T"]).rpartition(".")[2]
    if name not in found and len(found) >= MOST_FIELDS:
        raise _TooMany
    parts = found.setdefault(name, _Named())
    for entry in chain[: named + 1]:
        parts.kind = parts.kind or str(entry.get("/FT", ""))
        parts.options = parts.options or list(_options(entry.get("/Opt")))
        for key, into in (("/V", parts.values), ("/RV", parts.rich), ("/I", parts.indices)):
            if key in entry:
                into.append(entry[key])
        if "/AS" in entry:
            parts.states.append(str(entry["/AS"]).removeprefix("/"))
    if not parts.kind:
        parts.kind = next((str(entry["/FT"]) for entry in chain if "/FT" in entry), "")


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
    texts = [_text(part) for value in parts.values for part in (_items(value) if _is_array(value) else [value])]
    if not any(text.strip() for text in texts):
        texts = [_without_markup(_text(value)) for value in parts.rich]
    if not any(text.strip() for text in texts) and parts.options:
        chosen = [int(index) for value in parts.indices for index in _items(value)]
        texts = [parts.options[index][0] for index in chosen if 0 <= index < len(parts.options)]
    shown = dict(parts.options)
    return list(dict.fromkeys(text for value in texts if (text := plain(shown.get(value, value)))))


def _is_array(value: Any) -> bool:
    return isinstance(value, pikepdf.Array)


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
