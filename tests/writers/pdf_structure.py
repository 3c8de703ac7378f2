"""What PDF/UA asks for and the validator does not test, read with pikepdf: the tree, its links back, the fields."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object


@dataclass
class Element:
    """A structure element: its role, its own object's number, and the (page object number, MCID) pairs in it."""

    role: str
    number: int
    dictionary: Dictionary
    content: list[tuple[int, int]]
    ancestors: tuple[str, ...]


def elements(pdf: pikepdf.Pdf) -> Iterator[Element]:
    """Yield every element below the structure root, parents first."""

    def children(entry: Dictionary) -> list[Object | int]:
        kids = entry.get("/K")
        return list(kids) if isinstance(kids, Array) else [] if kids is None else [kids]

    def walk(entry: Dictionary, page: int, ancestors: tuple[str, ...]) -> Iterator[Element]:
        page = entry.Pg.objgen[0] if "/Pg" in entry else page
        content = []
        below = []
        for child in children(entry):
            if not isinstance(child, Dictionary):
                content.append((page, int(child)))
            elif child.get("/Type") == Name.MCR:
                content.append((child.Pg.objgen[0] if "/Pg" in child else page, int(child.MCID)))
            elif child.get("/Type") != Name.OBJR:
                below.append(child)
        role = str(entry.S)[1:]
        yield Element(role, entry.objgen[0], entry, content, ancestors)
        for child in below:
            assert child.P.objgen == entry.objgen
            yield from walk(child, page, (*ancestors, role))

    root = pdf.Root.StructTreeRoot
    assert isinstance(root, Dictionary)
    for top in children(root):
        assert isinstance(top, Dictionary)
        yield from walk(top, 0, ())


def parent_tree(pdf: pikepdf.Pdf) -> dict[int, Object]:
    """Return the structure root's number tree, flat."""
    found: dict[int, Object] = {}

    def walk(node: Dictionary) -> None:
        numbers = list(node.get("/Nums", Array()))
        for key, value in zip(numbers[::2], numbers[1::2], strict=True):
            found[int(key)] = value
        for child in node.get("/Kids", Array()):
            assert isinstance(child, Dictionary)
            walk(child)

    tree = pdf.Root.StructTreeRoot.ParentTree
    assert isinstance(tree, Dictionary)
    walk(tree)
    return found


def faults(data: bytes) -> list[str]:
    """Return what is wrong with a PDF's accessibility, in words; nothing if all is well."""
    pdf = pikepdf.open(io.BytesIO(data))
    root, found = pdf.Root, []
    if not str(root.get("/Lang", "")):
        found.append("no language")
    if not root.get("/MarkInfo", Dictionary()).get("/Marked", False):
        found.append("not marked as tagged")
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        found.append("the title is not displayed")
    with pdf.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            found.append("does not say that it is PDF/UA-1")
        if metadata.get("dc:title") != str(pdf.docinfo.get("/Title", "")):
            found.append("its two titles differ")
    owners: dict[tuple[int, int], int] = {}
    for element in elements(pdf):
        for key in element.content:
            owners[key] = element.number
        if element.role == "TH" and not _scope(element.dictionary):
            found.append("a header cell without scope")
        if element.role == "Figure" and not str(element.dictionary.get("/Alt", "")):
            found.append("a figure without a description")
    found += _loose_ends(pdf)
    tree = parent_tree(pdf)
    for page in pdf.pages:
        found += _page_faults(page, tree, owners)
    return found


def _loose_ends(pdf: pikepdf.Pdf) -> list[str]:
    """Return what refers to what is not there: pages, annotations of a page, and the header cells of a table."""
    pages = {page.obj.objgen[0]: page.obj for page in pdf.pages}
    named, referred, found = [], [], []
    for element in elements(pdf):
        named += [str(element.dictionary.ID)] if "/ID" in element.dictionary else []
        referred += [str(name) for entry in _attributes(element.dictionary) for name in entry.get("/Headers", ())]
        found += [f"a {element.role} on a page that is not there" for page, _ in element.content if page not in pages]
        kids = element.dictionary.get("/K")
        for kid in kids if isinstance(kids, Array) else ():
            if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
                page = pages.get(kid.Pg.objgen[0], Dictionary())
                if kid.Obj.objgen not in [annotation.objgen for annotation in page.get("/Annots", ())]:
                    found.append(f"a {element.role} whose annotation is not on its page")
    found += ["two elements of the same name"] if len(named) != len(set(named)) else []
    return found + [f"a header cell {name} that is not there" for name in set(referred) - set(named)]


def _attributes(element: Dictionary) -> list[Dictionary]:
    attributes = element.get("/A")
    entries = list(attributes) if isinstance(attributes, Array) else [attributes]
    return [entry for entry in entries if isinstance(entry, Dictionary)]


def _scope(cell: Dictionary) -> str:
    return next((str(entry.Scope) for entry in _attributes(cell) if "/Scope" in entry), "")


def _page_faults(page: pikepdf.Page, tree: dict[int, Object], owners: dict[tuple[int, int], int]) -> list[str]:
    found = []
    parents = tree.get(int(page.obj.get("/StructParents", -1)))
    if parents is None:
        return ["a page that the parent tree does not know"]
    depth = 0
    marked = set()
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in {"BDC", "BMC"}:
            depth += 1
            properties = instruction.operands[1] if operator == "BDC" else None
            if isinstance(properties, Dictionary) and "/MCID" in properties:
                number = int(properties.MCID)
                marked.add(number)
                owner = owners.get((page.obj.objgen[0], number))
                if owner is None or parents[number].objgen[0] != owner:
                    found.append(f"marked content {number} and its element do not point at each other")
        elif operator == "EMC":
            depth -= 1
        elif operator in {"Tj", "TJ", "'", '"', "Do"} and depth == 0:
            found.append("content that is neither tagged nor an artifact")
    missing = {number for at, number in owners if at == page.obj.objgen[0]} - marked
    found += [f"marked content {number} that is not on its page" for number in sorted(missing)]
    if "/Annots" in page.obj and page.obj.get("/Tabs") != Name.S:
        found.append("a page whose tab order is not that of the structure")
    return found
