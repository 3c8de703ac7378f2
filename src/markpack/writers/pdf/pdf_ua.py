"""What PDF/UA requires and WeasyPrint omits, added through its `finisher` hook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pydyf

from markpack.documents.shared.document import Properties
from markpack.model.forms.identity import HIDDEN_FIELD, hidden_text
from markpack.writers.pdf.form_fields import complete_fields
from markpack.writers.pdf.glyph_texts import mend_glyph_texts
from markpack.writers.pdf.objects import number_of, referred, remove


class AccessibilityFinisher:
    """Gives header cells their scope, marks running heads and feet as artifacts, and stores a file's identity.

    A paragraph holds its lines directly, without an element for each line.

    Works on pydyf's objects before they are written. Checked against the Matterhorn protocol: 15-003 (scope),
    14 (artifacts), 06 (metadata readable without decompression).
    """

    def __init__(self, properties: Properties, attempt: int = 0) -> None:
        """`attempt` counts earlier writings of the file in which a stream's end was ambiguous."""
        self.properties = properties
        self._attempt = attempt

    def __call__(self, _document: Any, pdf: Any) -> None:
        """Complete the PDF that WeasyPrint is about to write."""
        metadata = referred(pdf, pdf.catalog["Metadata"])
        metadata.compress = False
        metadata.stream = [_with_identification(part) for part in metadata.stream]
        structure = referred(pdf, pdf.catalog["StructTreeRoot"])
        tree_elements = _set_scopes(pdf, structure)
        _mark_artifacts(pdf, structure, tree_elements)
        _merge_lines(pdf, structure)
        mend_glyph_texts(pdf)
        identity = self.properties.identity.properties()
        for name, value in identity.items():
            pdf.info[name] = pydyf.String(value)
        if "AcroForm" in pdf.catalog:
            _hide_identity_in_form(pdf, identity)
            complete_fields(pdf)
        if self._attempt:
            _vary_streams(pdf, self._attempt)
        if "AF" in pdf.catalog:
            pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


_UA_NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
_EXTENSION_NAMESPACES = {
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}


def _with_identification(metadata: bytes) -> bytes:
    """Return XMP that states PDF/UA-1 and describes that property, as PDF/A requires of foreign ones."""
    if b"pdfuaid" in metadata:
        return metadata
    names = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _EXTENSION_NAMESPACES.items())
    described = "".join(
        f"<pdfaProperty:{name}>{text}</pdfaProperty:{name}>"
        for name, text in (
            ("name", "part"),
            ("valueType", "Integer"),
            ("category", "internal"),
            ("description", "The part of the PDF/UA standard that the file keeps to"),
        )
    )
    extension = (
        f'<rdf:Description rdf:about="" {names}><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{_UA_NAMESPACE}</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
        f'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">{described}</rdf:li></rdf:Seq>'
        "</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    )
    identification = (
        f'<rdf:Description rdf:about="" xmlns:pdfuaid="{_UA_NAMESPACE}">'
        "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    )
    return metadata.replace(b"</rdf:RDF>", (extension + identification).encode() + b"</rdf:RDF>")


_HIDDEN, _READ_ONLY = 1 << 1, 1


def _hide_identity_in_form(pdf: Any, identity: Mapping[str, str]) -> None:
    """Add a hidden field with the identity, for programs that copy a form's pages and drop its properties."""
    page_reference = pdf.page_references[0]
    page = referred(pdf, page_reference)
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Tx",
            "T": pydyf.String(HIDDEN_FIELD),
            "TU": pydyf.String("What this file is"),
            "V": pydyf.String(hidden_text(identity)),
            "F": _HIDDEN,
            "Ff": _READ_ONLY,
            "Rect": pydyf.Array((0, 0, 0, 0)),
            "P": page_reference,
        }
    )
    pdf.add_object(field)
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    pdf.catalog["AcroForm"]["Fields"].append(field.reference)


def has_ambiguous_end(data: bytes) -> bool:
    """Say whether a stream's data ends with a carriage return, which PDF/A validators take for the line's end."""
    return b"\r\nendstream" in data


def _vary_streams(pdf: Any, attempt: int) -> None:
    """Change the compressed bytes of streams, and nothing that they draw or say."""
    for page_reference in pdf.page_references:
        referred(pdf, referred(pdf, page_reference)["Contents"]).stream += [b""] * attempt
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Stream) and entry.compress and has_ambiguous_end(entry.data):
            entry.compress = False
    pdf.catalog["PageLayout"] = "/SinglePage" if attempt == 1 else "/OneColumn"


def _set_scopes(pdf: Any, structure: Any) -> set[int]:
    """Set the scope of each TH (a column's inside THead, else a row's); return every element in the tree."""
    tree_elements: set[int] = set()
    waiting = [(reference, False) for reference in structure["K"]]
    while waiting:
        reference, in_head = waiting.pop()
        number = number_of(reference)
        element = pdf.objects[number]
        if number in tree_elements or not isinstance(element, dict) or element.get("Type") != "/StructElem":
            continue
        tree_elements.add(number)
        kind = element["S"]
        if kind == "/TH":
            attributes = element.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
            attributes["Scope"] = "/Column" if in_head else "/Row"
        in_head = in_head or kind == "/THead"
        waiting += [(child, in_head) for child in element["K"] if isinstance(child, bytes)]
    return tree_elements


def _mark_artifacts(pdf: Any, structure: Any, tree_elements: set[int]) -> None:
    """Turn marked content whose element is not in the tree (running heads and feet) into pagination artifacts."""
    numbers = referred(pdf, structure["ParentTree"])["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page_reference in pdf.page_references:
        page = referred(pdf, page_reference)
        owners = parents[page["StructParents"]]
        stray = {index for index, owner in enumerate(owners) if number_of(owner) not in tree_elements}
        if not stray:
            continue
        stream = referred(pdf, page["Contents"]).stream
        artifacts = set()
        for position, operand in enumerate(stream):
            index = _content_id(operand)
            if index in stray:
                stream[position - 1] = b"/Artifact"
                stream[position] = b"<</Type/Pagination>>"
                artifacts.add(index)
        if artifacts != stray:
            raise RuntimeError(f"marked content {sorted(stray - artifacts)} is in no page's stream")
        for index in stray:
            owners[index] = b"null"
        while owners and owners[-1] == b"null":
            owners.pop()


_LINE_TYPES = ("/Span", "/NonStruct")
_PARAGRAPH_TYPES = (
    "/P",
    "/H1",
    "/H2",
    "/H3",
    "/H4",
    "/H5",
    "/H6",
    "/TH",
    "/TD",
    "/LBody",
    "/Lbl",
    "/Caption",
    *_LINE_TYPES,
)
_PLAIN_KEYS = {"Type", "S", "P", "Pg", "K"}


def _merge_lines(pdf: Any, structure: Any) -> None:
    """Move the marked content of plain line elements into the element around them."""
    numbers = referred(pdf, structure["ParentTree"])["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    owners = {reference: parents[referred(pdf, reference)["StructParents"]] for reference in pdf.page_references}

    def gather(element: Any) -> None:
        kids = pydyf.Array()
        for kid in element["K"]:
            child: Any = referred(pdf, kid) if isinstance(kid, bytes) else {}
            if child.get("Type") == "/StructElem":
                gather(child)
            if not _is_line(child, element):
                kids.append(kid)
                continue
            kids.extend(child["K"])
            for content in child["K"]:
                owners[child["Pg"]][content] = element.reference
            remove(pdf, kid)
        element["K"] = kids

    for reference in structure["K"]:
        gather(referred(pdf, reference))


def _is_line(child: Any, element: Any) -> bool:
    return (
        child.get("S") in _LINE_TYPES
        and element["S"] in _PARAGRAPH_TYPES
        and child.keys() <= _PLAIN_KEYS
        and child["Pg"] == element["Pg"]
        and all(isinstance(kid, int) for kid in child["K"])
    )


def _content_id(operand: Any) -> int:
    if isinstance(operand, dict):
        return int(operand.get("MCID", -1))
    text = operand if isinstance(operand, bytes) else operand.encode() if isinstance(operand, str) else b""
    return int(text[8:-2]) if text.startswith(b"<</MCID ") else -1
