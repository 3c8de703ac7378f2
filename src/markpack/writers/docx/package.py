"""The package of a Word file: its parts other than the text, and the ZIP of all parts, always the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from lxml import etree

from markpack.documents.shared.document import Page, Properties
from markpack.model.forms.printed_texts import printed_properties
from markpack.writers.custom_properties import custom_part
from markpack.writers.docx.base import Base, open_base
from markpack.writers.docx.document_state import DocxState, Relation
from markpack.writers.docx.hints import GLOSSARY, GLOSSARY_STYLES, glossary_part, glossary_styles
from markpack.writers.docx.styles import (
    boxes_of,
    colour_accents,
    colour_theme,
    enlarge_styles,
    head_of,
    lines_of,
    set_language,
    shade_styles,
)
from markpack.writers.docx.xml import MAIN, RELATIONSHIPS, Element, part, printable, root_element, w
from markpack.writers.zip_package import CORE, CUSTOM, deflate, pack, store

_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_CORE: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_CORE_RELATION: Final = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_DUBLIN: Final = "http://purl.org/dc/elements/1.1/"
_TERMS: Final = "http://purl.org/dc/terms/"
_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
_EXTENDED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE_TYPE: Final = "application/vnd.openxmlformats-officedocument"

DOCUMENT: Final = "word/document.xml"
HEADER: Final = "word/header1.xml"
HEADER_ID: Final = "rId1"
FOOTER_ID: Final = "rId2"
GLOSSARY_ID: Final = "rId100"  # those of the text begin at 101

VARYING: Final = (CORE, CUSTOM, DOCUMENT, HEADER)
"""The parts that differ between documents of one form."""

_OWN_TYPES: Final = {
    DOCUMENT: f"{_WORD_TYPE}.document.main+xml",
    HEADER: f"{_WORD_TYPE}.header+xml",
    "word/footer1.xml": f"{_WORD_TYPE}.footer+xml",
    "word/settings.xml": f"{_WORD_TYPE}.settings+xml",
    "docProps/app.xml": f"{_OFFICE_TYPE}.extended-properties+xml",
    CORE: "application/vnd.openxmlformats-package.core-properties+xml",
    CUSTOM: f"{_OFFICE_TYPE}.custom-properties+xml",
}
_GLOSSARY_TYPES: Final = {
    GLOSSARY: f"{_WORD_TYPE}.document.glossary+xml",
    GLOSSARY_STYLES: f"{_WORD_TYPE}.styles+xml",
}
_NO_TYPES: Final[Mapping[str, str]] = MappingProxyType({})
_DEFAULT_TYPES: Final = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
}


@dataclass(frozen=True)
class BaseParts:
    """Parts that all documents of one base document, employer and language share.

    `boxes` and `lines` go by style's name: what is drawn around paragraphs, and between the rows of tables. `head` is
    what is drawn around and behind the heads of tables.
    """

    parts: Mapping[str, bytes]
    boxes: Mapping[str, tuple[Element, ...]]
    head: tuple[Element, ...]
    lines: Mapping[str, Element]


def base_parts(base: bytes, ink: str, tint: str, language: str, page: Page) -> BaseParts:
    """Return the base document's parts in an employer's colours, and the other parts that never vary."""
    return _base_parts(base, ink, tint, language, large_print=page.large_print, coloured=bool(page.background))


@lru_cache(maxsize=32)
def _base_parts(base: bytes, ink: str, tint: str, language: str, *, large_print: bool, coloured: bool) -> BaseParts:
    opened = open_base(base)
    parts = dict(opened.parts)
    styles, theme, numbering = (opened.roles[role] for role in ("styles", "theme", "numbering"))
    parts[styles] = colour_accents(set_language(parts[styles], language), ink, tint)
    parts[numbering] = colour_accents(parts[numbering], ink, tint)
    if large_print:
        parts[styles] = enlarge_styles(parts[styles])
    if coloured:
        parts[styles] = shade_styles(parts[styles], tint)
    parts[theme] = colour_theme(parts[theme], ink, tint)
    parts["word/settings.xml"] = _settings(language, coloured=coloured)
    parts["docProps/app.xml"] = _application()
    parts["[Content_Types].xml"] = _content_types(opened)
    parts["_rels/.rels"] = _package_relations()
    coloured_styles = parts[styles]
    return BaseParts(
        MappingProxyType(parts), boxes_of(coloured_styles), head_of(coloured_styles), lines_of(coloured_styles)
    )


def document_parts(
    state: DocxState, properties: Properties, printed: Iterable[str], shared: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return a document's own parts, except its text, header and footer.

    `printed` are the texts that it lists, `shared` the parts that all documents like it have.
    """
    base = state.base
    parts = {
        CORE: _core(properties),
        CUSTOM: custom_part({**properties.identity.properties(), **printed_properties(printed)}),
        "word/_rels/document.xml.rels": _document_relations(state),
        **state.pictures,
    }
    if state.hints:
        parts |= _glossary(state)
    if state.lists:
        numbering = base.roles["numbering"]
        parts[numbering] = _numbering(state, shared[numbering])
    return parts


def zip_parts(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts as one file: content types first, then by name, then those that vary, without times."""
    return pack(
        {
            name: store(parts[name]) if is_picture(name) else deflate(parts[name])
            for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name))
        },
        VARYING,
    )


def is_picture(name: str) -> bool:
    """Say whether a part is a picture, which is compressed already."""
    return name.endswith((".png", ".jpeg"))


def _settings(language: str, *, coloured: bool) -> bytes:
    """Return our own settings: a centre's may protect the document or refer to parts that are not copied."""
    root = etree.Element(f"{{{MAIN}}}settings", nsmap={"w": MAIN})
    mode = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")
    root.extend(
        [
            w("zoom", percent="100"),
            *([w("displayBackgroundShape")] if coloured else []),
            w("defaultTabStop", val="720"),
            w("characterSpacingControl", val="doNotCompress"),
            w("compat", mode),
            w("themeFontLang", val=language),
            w("decimalSymbol", val="."),
            w("listSeparator", val=","),
        ]
    )
    return part(root)


def _application() -> bytes:
    root = root_element(_EXTENDED, "Properties")
    etree.SubElement(root, f"{{{_EXTENDED}}}Application").text = "markpack"
    return part(root)


def _glossary(state: DocxState) -> dict[str, bytes]:
    """Return the parts that hold the hints of controls."""
    style, base = state.base.style("Placeholder Text"), state.base
    styles = Relation("rId1", f"{RELATIONSHIPS}/styles", "styles.xml", external=False)
    return {
        GLOSSARY: glossary_part(state.hints, style),
        GLOSSARY_STYLES: glossary_styles(base.parts[base.roles["styles"]], style),
        "word/glossary/_rels/document.xml.rels": _relations([styles]),
        "[Content_Types].xml": _content_types(base, _GLOSSARY_TYPES),
    }


def _content_types(base: Base, more: Mapping[str, str] = _NO_TYPES) -> bytes:
    root = root_element(_TYPES, "Types")
    for extension, kind in sorted(_DEFAULT_TYPES.items()):
        etree.SubElement(root, f"{{{_TYPES}}}Default", Extension=extension, ContentType=kind)
    for name, kind in sorted({**base.content_types, **_OWN_TYPES, **more}.items()):
        etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=kind)
    return part(root)


def _relations(relations: list[Relation]) -> bytes:
    root = root_element(_RELATIONS, "Relationships")
    for relation in relations:
        element = etree.SubElement(
            root, f"{{{_RELATIONS}}}Relationship", Id=relation.id, Type=relation.kind, Target=relation.target
        )
        if relation.external:
            element.set("TargetMode", "External")
    return part(root)


def _package_relations() -> bytes:
    return _relations(
        [
            Relation("rId1", f"{RELATIONSHIPS}/officeDocument", DOCUMENT, external=False),
            Relation("rId2", _CORE_RELATION, "docProps/core.xml", external=False),
            Relation("rId3", f"{RELATIONSHIPS}/extended-properties", "docProps/app.xml", external=False),
            Relation("rId4", f"{RELATIONSHIPS}/custom-properties", "docProps/custom.xml", external=False),
        ]
    )


def _document_relations(state: DocxState) -> bytes:
    relations = [
        Relation(HEADER_ID, f"{RELATIONSHIPS}/header", "header1.xml", external=False),
        Relation(FOOTER_ID, f"{RELATIONSHIPS}/footer", "footer1.xml", external=False),
        Relation("rId3", f"{RELATIONSHIPS}/settings", "settings.xml", external=False),
    ]
    for number, (kind, name) in enumerate(sorted(state.base.roles.items()), start=4):
        relations.append(Relation(f"rId{number}", f"{RELATIONSHIPS}/{kind}", f"/{name}", external=False))
    if state.hints:
        target = GLOSSARY.removeprefix("word/")
        relations.append(Relation(GLOSSARY_ID, f"{RELATIONSHIPS}/glossaryDocument", target, external=False))
    return _relations(relations + state.relations)


def _numbering(state: DocxState, lists: bytes) -> bytes:
    """Return the base document's lists and an instance for each numbered list, so that each counts from its start."""
    root = etree.fromstring(lists)
    for cleanup in root.findall(f"{{{MAIN}}}numIdMacAtCleanup"):  # it would have to stand last
        root.remove(cleanup)
    for numbered in state.lists:
        start = w("startOverride", val=str(numbered.start))
        override = w("lvlOverride", start, ilvl=str(numbered.level))
        instance = w("num", w("abstractNumId", val=str(state.base.ordered)), override, numId=str(numbered.instance))
        root.append(instance)
    return part(root)


def _core(properties: Properties) -> bytes:
    names = {"cp": _CORE, "dc": _DUBLIN, "dcterms": _TERMS, "xsi": _INSTANCE}
    root = etree.Element(f"{{{_CORE}}}coreProperties", nsmap=names)
    timestamp = f"{properties.date.isoformat()}T00:00:00Z"
    for namespace, name, text in (
        (_DUBLIN, "title", properties.title),
        (_DUBLIN, "subject", properties.subject),
        (_DUBLIN, "creator", properties.author),
        (_CORE, "lastModifiedBy", properties.author),
        (_CORE, "revision", "1"),
        (_TERMS, "created", timestamp),
        (_TERMS, "modified", timestamp),
        (_DUBLIN, "language", properties.language),
    ):
        element = etree.SubElement(root, f"{{{namespace}}}{name}")
        element.text = printable(text)
        if namespace == _TERMS:
            element.set(f"{{{_INSTANCE}}}type", "dcterms:W3CDTF")
    return part(root)
