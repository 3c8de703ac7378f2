"""What PDF/UA requires and WeasyPrint omits, added through its `finisher` hook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pydyf

from markpack.documents.shared.document import Properties
from markpack.model.forms.identity import HIDDEN_FIELD, hidden_text


class AccessibilityFinisher:
    """Gives header cells their scope, marks running heads and feet as artifacts, and stores a file's identity.

    A paragraph has its lines in itself, and not an element for each line.

    Works on pydyf's objects before they are written. Checked against the Matterhorn protocol: 15-003 (scope),
    14 (artifacts), 06 (metadata readable without decompression).
    """

    def __init__(self, properties: Properties, attempt: int = 0) -> None:
        """`attempt` counts earlier writings of the file in which a stream's end was ambiguous."""
        self.properties = properties
        self._attempt = attempt

    def __call__(self, _document: Any, pdf: Any) -> None:
        """Complete the PDF that WeasyPrint is about to write."""
        metadata = pdf.objects[_number(pdf.catalog["Metadata"])]
        metadata.compress = False
        metadata.stream = [_with_identification(part) for part in metadata.stream]
        structure = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
        reached = _give_header_cells_scope(pdf, structure)
        _make_artifacts_of_the_rest(pdf, structure, reached)
        _put_lines_into_their_paragraphs(pdf, structure)
        identity = self.properties.identity.properties()
        for name, value in identity.items():
            pdf.info[name] = pydyf.String(value)
        if "AcroForm" in pdf.catalog:
            _hide_identity_in_form(pdf, identity)
        if self._attempt:
            _end_streams_otherwise(pdf, self._attempt)
        if "AF" in pdf.catalog:
            pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


_UA_NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
_EXTENSION_NAMESPACES = {
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}


def _with_identification(metadata: bytes) -> bytes:
    """Return XMP that says PDF/UA-1 too, and describes the property that says it, as PDF/A asks of foreign ones."""
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
    """Add a hidden field that says what the file is, for programs that copy a form's pages and drop its properties."""
    page_reference = pdf.page_references[0]
    page = pdf.objects[_number(page_reference)]
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


def is_in_doubt(data: bytes) -> bool:
    """Say whether a stream's data ends with a carriage return, which PDF/A's validators take for the line's end."""
    return b"\r\nendstream" in data


def _end_streams_otherwise(pdf: Any, attempt: int) -> None:
    """Have streams compressed to something else, which draws and says the same."""
    for page_reference in pdf.page_references:
        pdf.objects[_number(pdf.objects[_number(page_reference)]["Contents"])].stream += [b""] * attempt
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Stream) and entry.compress and is_in_doubt(entry.data):
            entry.compress = False
    pdf.catalog["PageLayout"] = "/SinglePage" if attempt == 1 else "/OneColumn"


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _give_header_cells_scope(pdf: Any, structure: Any) -> set[int]:
    """Set the scope of each TH (a column's inside THead, else a row's); return every element in the tree."""
    reached: set[int] = set()
    waiting = [(reference, False) for reference in structure["K"]]
    while waiting:
        reference, in_head = waiting.pop()
        number = _number(reference)
        element = pdf.objects[number]
        if number in reached or not isinstance(element, dict) or element.get("Type") != "/StructElem":
            continue
        reached.add(number)
        kind = element["S"]
        if kind == "/TH":
            attributes = element.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
            attributes["Scope"] = "/Column" if in_head else "/Row"
        in_head = in_head or kind == "/THead"
        waiting += [(child, in_head) for child in element["K"] if isinstance(child, bytes)]
    return reached


def _make_artifacts_of_the_rest(pdf: Any, structure: Any, reached: set[int]) -> None:
    """Turn marked content whose element is not in the tree (running heads and feet) into pagination artifacts."""
    numbers = pdf.objects[_number(structure["ParentTree"])]["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page_reference in pdf.page_references:
        page = pdf.objects[_number(page_reference)]
        owners = parents[page["StructParents"]]
        stray = {index for index, owner in enumerate(owners) if _number(owner) not in reached}
        if not stray:
            continue
        stream = pdf.objects[_number(page["Contents"])].stream
        marked = set()
        for position, operand in enumerate(stream):
            index = _content_id(operand)
            if index in stray:
                stream[position - 1] = b"/Artifact"
                stream[position] = b"<</Type/Pagination>>"
                marked.add(index)
        if marked != stray:
            raise RuntimeError(f"marked content {sorted(stray - marked)} is in no page's stream")
        for index in stray:
            owners[index] = b"null"
        while owners and owners[-1] == b"null":
            owners.pop()


_LINES = ("/Span", "/NonStruct")
_OF_LINES = ("/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/TH", "/TD", "/LBody", "/Lbl", "/Caption", *_LINES)
_PLAIN = {"Type", "S", "P", "Pg", "K"}


class _Nothing(pydyf.Object):  # type: ignore[misc]  # pydyf has no type hints
    """Takes the place of a removed object: pydyf cannot write a file that lacks one."""

    data = b"null"

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def _put_lines_into_their_paragraphs(pdf: Any, structure: Any) -> None:
    """Move the marked content of plain line elements into the element around them."""
    numbers = pdf.objects[_number(structure["ParentTree"])]["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    owners = {reference: parents[pdf.objects[_number(reference)]["StructParents"]] for reference in pdf.page_references}

    def gather(element: Any) -> None:
        kids = pydyf.Array()
        for kid in element["K"]:
            child: Any = pdf.objects[_number(kid)] if isinstance(kid, bytes) else {}
            if child.get("Type") == "/StructElem":
                gather(child)
            if not _is_line(child, element):
                kids.append(kid)
                continue
            kids.extend(child["K"])
            for content in child["K"]:
                owners[child["Pg"]][content] = element.reference
            pdf.objects[child.number] = _Nothing(child.number)
        element["K"] = kids

    for reference in structure["K"]:
        gather(pdf.objects[_number(reference)])


def _is_line(child: Any, element: Any) -> bool:
    return (
        child.get("S") in _LINES
        and element["S"] in _OF_LINES
        and child.keys() <= _PLAIN
        and child["Pg"] == element["Pg"]
        and all(isinstance(kid, int) for kid in child["K"])
    )


def _content_id(operand: Any) -> int:
    if isinstance(operand, dict):
        return int(operand.get("MCID", -1))
    text = operand if isinstance(operand, bytes) else operand.encode() if isinstance(operand, str) else b""
    return int(text[8:-2]) if text.startswith(b"<</MCID ") else -1
