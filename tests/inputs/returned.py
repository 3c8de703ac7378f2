"""Blank mark sheets of a small workspace, and people who fill them in with programs that are not ours."""

from __future__ import annotations

import copy
import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import openpyxl
import pikepdf
import pypdf
from lxml import etree
from lxml.etree import _Element as Element

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.model.forms.field_names import field_name
from markpack.model.marks import MarkedAttempt
from markpack.report import Options
from tests.inputs.problems import inputs_of
from tests.workspaces import MARKS_FILE, write_workspace

REGISTER = """\
Registration,First name,Last name
0012345,Rhys,Jones
0012346,Minh,Nguyễn Thị
"""
FIRST_ATTEMPT = """\
learner,unit,attempt,criterion,mark,decision,comment,assessor
0012345,8604-308,1,1.1,18,,Good factors.,Dana Whitfield
0012345,8604-308,1,1.2,9,,
0012345,8604-308,1,1.10,3,,Little is said.
"""
FOLDER = "contexts/acme/marks"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"

Values = Mapping[str, object]


def field(name: str, part: str = "") -> str:
    return field_name("8604-308", name, part)


@cache
def blanks() -> Mapping[tuple[str, int, str], bytes]:
    """The blank sheets by registration (empty: nobody's), attempt and format; 0012345 has been referred once."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_workspace(Path(folder), register=REGISTER, marks=FIRST_ATTEMPT)
        report = build(Workspace(root), Options(kinds=("blank",), jobs=1))
        assert report.failed == ()
        found = {}
        for path in (root / "output/acme/8604-308/blank").iterdir():
            learner = next((number for number in ("0012345", "0012346") if number in path.name), "")
            attempt = 2 if "(2)" in path.name else 1
            found[learner, attempt, path.suffix[1:]] = path.read_bytes()
        return found


def blank(fmt: str, learner: str = "0012345", attempt: int = 1) -> bytes:
    return blanks()[learner, attempt, fmt]


def returned(root: Path, files: Mapping[str, bytes], *, marks: str | None = None, **texts: str) -> Path:
    """A workspace whose marks folder holds these files."""
    contents: dict[str, str | bytes | None] = {f"{FOLDER}/{name}": data for name, data in files.items()}
    texts.setdefault("register", REGISTER)
    return write_workspace(root, {MARKS_FILE: marks, **contents}, **texts)


def attempts(root: Path) -> dict[tuple[str, int], MarkedAttempt]:
    return {(marked.learner, marked.attempt): marked for marked in inputs_of(root).employers[0].marked}


def signed(values: Values) -> Values:
    """The values of a sheet with the assessor's name beside its marks, where they have none."""
    units = {name.partition("__")[0] for name in values if "__mark__" in name or "__decision__" in name}
    return {f"{unit}__assessor": "Dana Whitfield" for unit in units if len(units) == 1} | dict(values)


def fill_cells(data: bytes, values: Values) -> bytes:
    """What openpyxl saves after typing values into the cells with these names."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name, value in signed(values).items():
        ((sheet, cell),) = book.defined_names[name].destinations
        book[sheet][cell.replace("$", "")].value = value
    return _saved(book.save)


def fill_pdf(data: bytes, values: Values) -> bytes:
    """What pypdf saves after filling in the fields with these names."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    values = signed(values)
    texts = {name: "/on" if value is True else str(value) for name, value in values.items()}
    on = {name: _state_of(data, name) for name, value in values.items() if value is True}
    for page in writer.pages:
        writer.update_page_form_field_values(page, {**texts, **on}, auto_regenerate=False)
    return _saved(writer.write)


def _state_of(data: bytes, name: str) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for box in pdf.Root.AcroForm.Fields:
            if str(box.T) == name:
                return next(str(key) for key in box.AP.N if key != "/Off")
    raise AssertionError(name)


def edit_pdf(data: bytes, edit: Callable[[pikepdf.Pdf, dict[str, pikepdf.Object]], None]) -> bytes:
    """What pikepdf saves after an edit that is given the document and its fields by name."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        edit(pdf, {str(entry.T): entry for entry in pdf.Root.AcroForm.Fields})
        return _saved(pdf.save)


def fill_word(data: bytes, values: Values) -> bytes:
    """What Word saves after typing into the controls with these tags; True ticks a box."""

    def edit(body: Element) -> None:
        for name, value in signed(values).items():
            if value is True:
                tick(control(body, name))
            else:
                type_into(control(body, name), *_runs(str(value)))

    return edit_word(data, edit)


def edit_word(data: bytes, edit: Callable[[Element], None], part: str = "word/document.xml") -> bytes:
    """A Word document after an edit of one part."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as package:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == part:
                tree = etree.fromstring(content)
                edit(tree)
                content = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
            package.writestr(entry, content)
    return target.getvalue()


def with_part(data: bytes, kind: str, content: str | bytes) -> bytes:
    """A Word document with one more part that goes with its text, such as comments."""
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def relate(relations: Element) -> None:
        target = {"Id": f"added{len(relations)}", "Type": f"{office}/{kind}", "Target": f"added/{kind}.xml"}
        etree.SubElement(relations, f"{{{namespace}}}Relationship", target)

    target = io.BytesIO(edit_word(data, relate, "word/_rels/document.xml.rels"))
    with zipfile.ZipFile(target, "a") as package:
        package.writestr(f"word/added/{kind}.xml", content)
    return target.getvalue()


def control(body: Element, name: str) -> Element:
    (found,) = (
        entry
        for entry in body.iter(f"{W}sdt")
        if (tag := entry.find(f"{W}sdtPr/{W}tag")) is not None and tag.get(f"{W}val") == name
    )
    return found


def type_into(entry: Element, *content: Element) -> None:
    """Put content into a control as Word does: the hint and its flag go."""
    properties, old = entry.find(f"{W}sdtPr"), entry.find(f"{W}sdtContent")
    assert properties is not None
    assert old is not None
    for flag in properties.findall(f"{W}showingPlcHdr"):
        properties.remove(flag)
    for child in list(old):
        old.remove(child)
    old.extend(content)


def tick(entry: Element) -> None:
    for state in entry.iter(f"{W14}checked"):
        state.set(f"{W14}val", "1")
    for text in entry.iter(f"{W}t"):
        text.text = "☒"


def runs(xml: str) -> list[Element]:
    """WordprocessingML as elements; the prefix w is known."""
    wrapped = f'<x xmlns:w="{W[1:-1]}">{xml}</x>'
    return [copy.deepcopy(entry) for entry in etree.fromstring(wrapped)]


def _runs(text: str) -> list[Element]:
    run = etree.Element(f"{W}r")
    for number, line in enumerate(text.split("\n")):
        if number:
            etree.SubElement(run, f"{W}br")
        part = etree.SubElement(run, f"{W}t")
        part.text = line
        part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [run]


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    target = io.BytesIO()
    save(target)
    return target.getvalue()
