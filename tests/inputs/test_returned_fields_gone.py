"""Filled sheets whose fields are gone: whose they seem to be is told by what is printed on them."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import openpyxl
import pytest
from lxml.etree import _Element as Element

from tests.inputs.problems import only
from tests.inputs.returned import W, blank, edit_word, field, fill_cells, fill_pdf, fill_word, returned
from tests.programs import program

VALUES = {field("mark", "1.1"): "18", field("comment", "1.1"): "Albatross."}
RHYS = "0012345 (Rhys Jones)"


def printed_to_a_file(data: bytes, tmp_path: Path) -> bytes:
    """What Ghostscript prints into a file."""
    source, target = tmp_path / "filled.pdf", tmp_path / "printed.pdf"
    source.write_bytes(data)
    command = [program("gs"), "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-dPreserveAnnots=false"]
    subprocess.run([*command, f"-sOutputFile={target}", str(source)], check=True, capture_output=True, timeout=60)
    return target.read_bytes()


def converted(data: bytes) -> bytes:
    """A Word document that a converter made: no controls, no bookmarks, no properties of ours."""

    def edit(body: Element) -> None:
        for entry in list(body.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}sdtPr")):
            parent = entry.getparent()
            assert parent is not None
            parent.remove(entry)

    def forget(properties: Element) -> None:
        properties[:] = []

    return edit_word(edit_word(data, edit), forget, "docProps/custom.xml")


def rewritten(data: bytes) -> bytes:
    """A workbook that a program made of the values of another one's cells."""
    source, book = openpyxl.load_workbook(io.BytesIO(data)), openpyxl.Workbook()
    for row in source["Mark sheet"].iter_rows(values_only=True):
        book.worksheets[0].append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("fmt", ["pdf", "docx", "xlsx"])
@pytest.mark.parametrize("named", [True, False], ids=["named", "nameless"])
def test_a_sheet_without_fields_is_told_by_what_is_printed(fmt: str, named: bool, tmp_path: Path) -> None:
    values = VALUES | ({} if named else {field("registration"): "0012345"})
    data = blank(fmt, "0012345" if named else "")
    match fmt:
        case "pdf":
            data = printed_to_a_file(fill_pdf(data, values), tmp_path)
        case "docx":
            data = converted(fill_word(data, values))
        case _:
            data = rewritten(fill_cells(data, values))
    found = only(returned(tmp_path / "w", {f"a.{fmt}": data}))
    assert found.message.startswith(f"By what is printed on it, this is the mark sheet of {RHYS}, unit 8604-308")
    assert found.message.endswith("Its fields are gone, so its marks are not in.")
    assert (found.reach.learners, found.reach.assignment) == (("0012345",), "8604-308")
