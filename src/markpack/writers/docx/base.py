"""The base document: the Word file with the styles, theme, fonts, lists and margins of every document."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from lxml import etree

from markpack.errors import InputError, Place, Problem
from markpack.writers.docx.styles import STYLES
from markpack.writers.docx.xml import MAIN, Element, parse, part, w

_W: Final = f"{{{MAIN}}}"
_PACKAGE: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_COPIED_PARTS: Final = ("styles", "theme", "fontTable", "numbering")


@dataclass(frozen=True)
class Margins:
    """Distances from the paper's edges, in twentieths of a point."""

    top: int = 1247
    right: int = 1020
    bottom: int = 1134
    left: int = 1020
    header: int = 567
    footer: int = 510


@dataclass(frozen=True)
class Base:
    """The contents of a base document that are copied into every document.

    `parts` and `content_types` are keyed by part name (`word/styles.xml`), `roles` says which part is the styles,
    theme, fontTable and numbering. `styles` maps a style's name in lower case to its id.
    """

    parts: Mapping[str, bytes]
    content_types: Mapping[str, str]
    roles: Mapping[str, str]
    styles: Mapping[str, str]
    margins: Margins
    bullets: int
    """The numbering instance of bulleted lists."""
    ordered: int
    """The abstract numbering of numbered lists, of which every list is an instance of its own."""
    free_number: int
    """The first free numbering instance."""
    tab_stops: tuple[int, ...]
    """The tab stops of the header and footer styles, in twentieths of a point."""

    def style(self, name: str) -> str:
        """Return the id of a style by its name."""
        return self.styles[name.lower()]


@lru_cache(maxsize=1)
def base_document() -> bytes:
    """Return the packaged base document, which a centre may replace by one restyled in Word."""
    return (files("markpack") / "layouts" / "base.docx").read_bytes()


@lru_cache(maxsize=4)
def open_base(data: bytes) -> Base:
    """Open a base document; missing styles come from the packaged one.

    Raises InputError where `data` is not a Word document, or is one in the Strict variant of the format.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            package = _Package({name: archive.read(name) for name in archive.namelist()})
        return _read(package, is_packaged=data == base_document())
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, StopIteration) as cause:
        raise InputError(
            [
                Problem(
                    Place("base.docx"),
                    "this is not a Word document that can serve as base document.",
                    "Open it in Word and save it as “Word Document (.docx)”, not Strict, or remove it to use ours.",
                )
            ]
        ) from cause


class _Package:
    """The parts of a Word file and how they refer to each other."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        types = parse(parts["[Content_Types].xml"])
        self._overrides = {
            entry.get("PartName", "").lstrip("/"): entry.get("ContentType", "")
            for entry in types.iter(f"{_TYPES}Override")
        }
        self._defaults = {
            entry.get("Extension", "").lower(): entry.get("ContentType", "") for entry in types.iter(f"{_TYPES}Default")
        }
        self.main = next(target for kind, target in self.targets("") if kind == "officeDocument")

    def content_type(self, name: str) -> str:
        extension = name.rpartition(".")[2].lower()
        return self._overrides.get(name) or self._defaults[extension]

    def targets(self, name: str) -> list[tuple[str, str]]:
        """Return kind and name of each part of the package that a part refers to."""
        folder, _, file = name.rpartition("/")
        relations = self.parts.get(posixpath.join(folder, "_rels", f"{file}.rels"))
        if relations is None:
            return []
        return [
            (entry.get("Type", "").rpartition("/")[2], _resolve(folder, entry.get("Target", "")))
            for entry in parse(relations).iter(f"{_PACKAGE}Relationship")
            if entry.get("TargetMode") != "External"
        ]

    def closure(self, name: str) -> set[str]:
        """Return a part, its relations, and every part reached through them."""
        names: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current in names or current not in self.parts:
                continue
            names.add(current)
            folder, _, file = current.rpartition("/")
            relations = posixpath.join(folder, "_rels", f"{file}.rels")
            if relations in self.parts:
                names.add(relations)
                waiting += [target for _, target in self.targets(current)]
        return names


def _resolve(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _read(package: _Package, *, is_packaged: bool) -> Base:
    document = parse(package.parts[package.main])
    if document.tag != f"{_W}document":
        raise KeyError("a document in the transitional namespace")
    packaged = None if is_packaged else open_base(base_document())
    roles: dict[str, str] = {}
    parts: dict[str, bytes] = {}
    types: dict[str, str] = {}
    for kind, name in package.targets(package.main):
        if kind in _COPIED_PARTS and name in package.parts:
            roles[kind] = name
            for part_name in package.closure(name):
                parts[part_name] = package.parts[part_name]
                if not part_name.endswith(".rels"):
                    types[part_name] = package.content_type(part_name)
    if packaged:
        for kind in set(_COPIED_PARTS) - roles.keys():
            name = roles[kind] = packaged.roles[kind]
            parts[name], types[name] = packaged.parts[name], packaged.content_types[name]
    styles, numbering = parse(parts[roles["styles"]]), parse(parts[roles["numbering"]])
    if packaged:
        _complete_styles(styles, packaged)
    bullets, ordered = _lists(styles, numbering, packaged)
    parts[roles["styles"]], parts[roles["numbering"]] = part(styles), part(numbering)
    parts[roles["fontTable"]] = _name_alternative(parts[roles["fontTable"]])
    ids = _style_ids(styles)
    numbers = [
        int(instance.get(f"{_W}numId", "0")) for instance in numbering.iter(f"{_W}num") if instance.get(f"{_W}numId")
    ]
    return Base(
        parts=parts,
        content_types=types,
        roles=roles,
        styles={**_stand_ins(ids), **ids},
        margins=_margins(document),
        bullets=bullets,
        ordered=ordered,
        free_number=max(numbers, default=0) + 1,
        tab_stops=_tab_stops(styles),
    )


def _tab_stops(styles: Element) -> tuple[int, ...]:
    ids = _style_ids(styles)
    running = [
        style for style in styles.iter(f"{_W}style") if style.get(f"{_W}styleId") in (ids["header"], ids["footer"])
    ]
    return tuple(sorted({int(stop.get(f"{_W}pos", "0")) for style in running for stop in style.iter(f"{_W}tab")}))


def _style_ids(styles: Element) -> dict[str, str]:
    ids = {}
    for style in styles.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            ids[name.get(f"{_W}val", "").lower()] = style.get(f"{_W}styleId", "")
    return ids


def _stand_ins(present: Mapping[str, str]) -> dict[str, str]:
    """Return the ids of styles that stand in for those that earlier packaged documents did not have.

    A centre's grid may have pale heads, on which the white letters of our heads could not be read.
    """
    if "markpack grid" not in present or "table heading" not in present:
        return {}
    return {name: present["table heading"] for name in ("table head", "table label") if name not in present}


def _complete_styles(styles: Element, packaged: Base) -> None:
    """Append the packaged document's styles that a centre's document lacks, and for which it has no stand-in."""
    present = _style_ids(styles)
    present |= _stand_ins(present)
    missing = {packaged.style(name) for name in STYLES if name.lower() not in present}
    for style in parse(packaged.parts[packaged.roles["styles"]]).iter(f"{_W}style"):
        if style.get(f"{_W}styleId") in missing:
            for number in style.findall(f"{_W}pPr/{_W}numPr"):  # numbers a list of the packaged document
                number.clear()
            styles.append(style)


def _lists(styles: Element, numbering: Element, packaged: Base | None) -> tuple[int, int]:
    """Return the bullets' numbering instance and the numbers' abstract numbering; add ours if missing."""
    # Some documents have lists of one level, in which entries of a list within a list would be numbered anyhow.
    nesting = {
        abstract.get(f"{_W}abstractNumId")
        for abstract in numbering.findall(f"{_W}abstractNum")
        if len(abstract.findall(f"{_W}lvl")) > 1
    }
    instances = {
        instance.get(f"{_W}numId"): abstract
        for instance in numbering.findall(f"{_W}num")
        for abstract in instance.findall(f"{_W}abstractNumId")
        if abstract.get(f"{_W}val") in nesting
    }
    lists: list[tuple[str, str]] = []
    ids = _style_ids(styles)
    for name in ("list bullet", "list number"):
        style = next(entry for entry in styles.iter(f"{_W}style") if entry.get(f"{_W}styleId") == ids[name])
        number_id = style.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        number = number_id.get(f"{_W}val", "") if number_id is not None else ""
        abstract = instances.get(number)
        if abstract is None:
            if packaged is None:
                raise KeyError(name)
            return _add_packaged_lists(numbering, packaged)
        lists.append((number, abstract.get(f"{_W}val", "")))
    return int(lists[0][0]), int(lists[1][1])


def _add_packaged_lists(numbering: Element, packaged: Base) -> tuple[int, int]:
    """Copy the packaged lists into a numbering part under free numbers: abstract ones stand before instances."""
    source = parse(packaged.parts[packaged.roles["numbering"]])
    abstracts = {int(entry.get(f"{_W}abstractNumId", "0")) for entry in numbering.findall(f"{_W}abstractNum")}
    instances = {int(entry.get(f"{_W}numId", "0")) for entry in numbering.findall(f"{_W}num")}
    first_abstract, number = max(abstracts, default=-1) + 1, max(instances, default=0) + 1
    bullets_abstract = next(
        (
            entry.find(f"{_W}abstractNumId")
            for entry in source.findall(f"{_W}num")
            if entry.get(f"{_W}numId") == str(packaged.bullets)
        ),
        None,
    )
    assert bullets_abstract is not None  # the packaged document has it; `_lists` found it there
    first_instance = numbering.find(f"{_W}num")
    position = list(numbering).index(first_instance) if first_instance is not None else len(numbering)
    for offset, abstract in enumerate(source.findall(f"{_W}abstractNum")):
        abstract.set(f"{_W}abstractNumId", str(int(abstract.get(f"{_W}abstractNumId", "0")) + first_abstract))
        numbering.insert(position + offset, abstract)
    bullets = int(bullets_abstract.get(f"{_W}val", "0")) + first_abstract
    instance = w("num", w("abstractNumId", val=str(bullets)), numId=str(number))
    numbering.append(instance)
    return number, packaged.ordered + first_abstract


def _name_alternative(fonts: bytes) -> bytes:
    """Name Carlito, which has the same widths, as the substitute for Calibri."""
    root = parse(fonts)
    for font in root.iter(f"{_W}font"):
        if font.get(f"{_W}name") == "Calibri" and font.find(f"{_W}altName") is None:
            font.insert(0, w("altName", val="Carlito"))
    return part(root)


def _margins(document: Element) -> Margins:
    margins = document.find(f"{_W}body/{_W}sectPr/{_W}pgMar")
    if margins is None:
        return Margins()
    distances = {name: margins.get(f"{_W}{name}") for name in Margins.__dataclass_fields__}
    return Margins(**{name: abs(int(value)) for name, value in distances.items() if value})
