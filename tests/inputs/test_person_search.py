"""Looking for a person in files of any kind: by number or name, in the place where they stand."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from random import Random

import openpyxl
import pikepdf
import pytest
from docx import Document
from openpyxl.comments import Comment
from PIL import Image

from markpack.inputs.person_search.file_texts import DEEPEST, MOST_TEXT
from markpack.inputs.person_search.sought import Searched, Sought, search
from tests.workspaces import workbook

RHYS = Sought(("0012345", "OLD-77", "2956017380"), ("Rhys Jones", "Siân O’Hara Lee"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0012345,8604-308,1,1.1,18", "the number 0012345"),
        ("sent to old-77.", "the number old-77"),
        ("R Jones-0012345-012345-8604-308(1)", "the number 0012345"),
        ("12345", "the number 12345, without the zeros in front of it"),
        ("Jones, Rhys", "the name Rhys Jones"),
        ("RHYS\n  JONES rang", "the name Rhys Jones"),
        ("Lee, Sian O'Hara", "the name Siân O’Hara Lee"),
        ("00123456 or A0012345 or 2012345", ""),
        ("Rhys Price and Ann Jones", ""),
        ("Jones", ""),
        ("", ""),
    ],
)
def test_a_number_stands_by_itself_and_a_name_is_whole(text: str, found: str) -> None:
    assert RHYS.found_in(text) == found


def test_a_short_number_is_found_but_means_nobody_for_certain() -> None:
    short = Sought(("17",), ())
    assert short.found_in("17,8604-308,1") == "the number 17"
    assert not short.is_named_in("Article 17 of the law")
    assert RHYS.is_named_in("Asked for by Rhys Jones")
    assert not RHYS.is_named_in("Asked for by the learner")


def looked_for(root: Path, name: str, data: bytes) -> Searched:
    (root / name).write_bytes(data)
    return search(root, [name], RHYS)


def places(searched: Searched) -> list[tuple[str, str]]:
    return [(str(mention.place), mention.what) for mention in searched.mentions]


def test_lines_and_cells_are_named(tmp_path: Path) -> None:
    listed = looked_for(tmp_path, "notes.csv", b"Number,Note\n0099,\n0012345,Jones\n")
    assert places(listed) == [("notes.csv, line 3", "the number 0012345")]
    book = looked_for(tmp_path, "calls.xlsx", workbook([["Who", "When"], ["", "Rhys Jones"]], sheet="Calls"))
    assert places(book) == [("calls.xlsx, sheet “Calls”, cell B2", "the name Rhys Jones")]
    named = looked_for(tmp_path, "Rhys Jones.txt", b"a letter")
    assert places(named) == [("Rhys Jones.txt", "the name Rhys Jones, in its name")]


def test_what_stands_beside_the_text_is_searched_too(tmp_path: Path) -> None:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"].comment = Comment("Ask 0012345", "Dana")
    book.save(stream)
    assert places(looked_for(tmp_path, "note.xlsx", stream.getvalue())) == [("note.xlsx", "the number 0012345")]
    stream, document = io.BytesIO(), Document()
    paragraph = document.add_paragraph("Of Rhys ")
    paragraph.add_run("Jo").bold = True
    paragraph.add_run("nes")
    document.sections[0].header.paragraphs[0].text = "OLD-77"
    document.save(stream)
    found = {what for _, what in places(looked_for(tmp_path, "letter.docx", stream.getvalue()))}
    assert found == {"the name Rhys Jones", "the number OLD-77"}


def test_a_field_of_a_pdf_and_a_file_in_a_zip_are_searched(tmp_path: Path) -> None:
    stream, pdf = io.BytesIO(), pikepdf.new()
    pdf.add_blank_page()
    field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="who", V="Rhys Jones")
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([pdf.make_indirect(field)]))
    pdf.save(stream)
    assert places(looked_for(tmp_path, "form.pdf", stream.getvalue())) == [("form.pdf", "the name Rhys Jones")]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("form.pdf", stream.getvalue())
    assert places(looked_for(tmp_path, "sent.zip", packed.getvalue())) == [("sent.zip", "the name Rhys Jones")]


def test_what_cannot_be_searched_is_named(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG")
    scan, pdf = io.BytesIO(), pikepdf.new()
    pdf.add_blank_page()
    pdf.save(scan)
    locked = io.BytesIO()
    pdf.save(locked, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    for name, data, why in (
        ("photo.png", stream.getvalue(), "It holds no text that can be searched"),
        ("scan.pdf", scan.getvalue(), "The PDF is a picture"),
        ("locked.pdf", locked.getvalue(), "The PDF is damaged, or has a password."),
        ("broken.xlsx", b"PK\x03\x04 and no more", "The file is damaged."),
        ("old.doc", b"\xd0\xcf\x11\xe0" + "Rhys Jones".encode("utf-16-le"), "It has a password, or the format of old"),
    ):
        searched = looked_for(tmp_path, name, data)
        assert searched.not_searched[name].startswith(why), name
    assert places(searched) == [("old.doc", "the name Rhys Jones")]


def test_more_than_is_searched_is_not_passed_over(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("first.txt", "0012345")
        package.writestr("long.txt", Random(1).randbytes(MOST_TEXT // 2 + 1).hex())
    long = looked_for(tmp_path, "long.zip", packed.getvalue())
    assert places(long) == [("long.zip", "the number 0012345")]
    assert long.not_searched == {"long.zip": "There is more text in it than can be searched."}
    data = b"0012345"
    for _ in range(DEEPEST + 2):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            package.writestr("inner.zip", data)
        data = packed.getvalue()
    nested = looked_for(tmp_path, "nested.zip", data)
    assert nested.not_searched == {"nested.zip": "Packages stand in one another too often in it."}
