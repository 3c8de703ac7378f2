"""PDFs in which little refers to itself again and again are refused by what is counted, in marks/ and by `verify`."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from markpack.inputs.criteria_text import pdf_text
from markpack.inputs.criteria_text.pdf_text import read_pdf
from markpack.inputs.marks.forms import pdf_fields, pdf_form, pdf_notes, pdf_pages
from markpack.inputs.marks.forms.form import ReturnedForm
from markpack.inputs.marks.forms.pdf_form import read_pdf_form
from markpack.inputs.problems import Problems

TOO_LARGE = ["The PDF has more pages, entries or text than a form can have, or unpacks to too much."]


def pdf_with(edit: Callable[[pikepdf.Pdf], None]) -> bytes:
    stream = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.AcroForm = Dictionary(Fields=Array())
        edit(pdf)
        pdf.save(stream)
    return stream.getvalue()


def read(tmp_path: Path, data: bytes) -> tuple[ReturnedForm | None, list[str]]:
    path, problems = tmp_path / "a.pdf", Problems()
    path.write_bytes(data)
    form = read_pdf_form(path, "a.pdf", problems)
    return form, [problem.message for problem in problems.problems]


def many_options(pdf: pikepdf.Pdf) -> None:
    """Fields that share a list without any choice in it, so that each looks for one."""
    options = pdf.make_indirect(Array([Array()] * 1_000))
    pdf.Root.AcroForm.Fields.extend(Dictionary(T=String(str(number)), Opt=options) for number in range(1_000))


def one_long_text(pdf: pikepdf.Pdf) -> None:
    text = pdf.make_indirect(String("x" * 100_000))
    pdf.Root.AcroForm.Fields.extend(Dictionary(T=String(str(number)), V=text) for number in range(1_000))


def one_long_stream(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"x" * (pdf_fields.LONGEST_STREAM + 1))
    pdf.Root.AcroForm.Fields.append(Dictionary(T=String("a"), V=stream))


def many_boxes(pdf: pikepdf.Pdf) -> None:
    boxes = pdf.make_indirect(Array([Dictionary(Subtype=Name.Link)] * 1_000))
    for _ in range(400):
        pdf.add_blank_page()
    for page in pdf.pages:
        page.obj.Annots = boxes


def many_pages(pdf: pikepdf.Pdf) -> None:
    for _ in range(pdf_text.MOST_PAGES):
        pdf.add_blank_page()


@pytest.mark.parametrize(
    "edit",
    [many_options, one_long_text, one_long_stream, many_boxes, many_pages],
    ids=lambda edit: edit.__name__,
)
def test_what_is_referred_to_again_and_again_is_counted_as_often(
    tmp_path: Path, edit: Callable[[pikepdf.Pdf], None]
) -> None:
    assert read(tmp_path, pdf_with(edit)) == (None, TOO_LARGE)


def test_fields_below_each_other_by_one_list_are_counted_as_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 8 to the power of 30 of them. Written by hand, for pikepdf itself would not come to an end over this.
    monkeypatch.setattr(pdf_form, "MOST_VISITS", 5_000)
    objects = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        "<</T(a)/Kids 5 0 R>>",
        f"[{'<</Kids 5 0 R>>' * 8}]",
    ]
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, 1))
    data = f"%PDF-1.7\n{body}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n0\n%%EOF\n".encode()
    assert read(tmp_path, data) == (None, TOO_LARGE)


def test_more_notes_than_are_read_are_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def edit(pdf: pikepdf.Pdf) -> None:
        notes = (Dictionary(Subtype=Name.Text, Contents=String(f"Note {number}.")) for number in range(3))
        pdf.pages[0].obj.Annots = Array(list(notes))

    monkeypatch.setattr(pdf_notes, "MOST_NOTES", 3)
    form, _ = read(tmp_path, pdf_with(edit))
    assert form is not None
    assert [note.text for note in form.notes] == ["Note 0.", "Note 1.", "Note 2."]
    monkeypatch.setattr(pdf_notes, "MOST_NOTES", 2)
    assert read(tmp_path, pdf_with(edit)) == (None, TOO_LARGE)


def test_more_pieces_of_text_than_are_looked_at_are_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit(pdf: pikepdf.Pdf) -> None:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        pdf.pages[0].obj.Resources = Dictionary(Font=Dictionary(F=font))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /F 9 Tf 9 9 Td (a) Tj 9 9 Td (b) Tj ET")

    form, _ = read(tmp_path, pdf_with(edit))
    assert form is not None
    assert form.pages == ("a b",)
    monkeypatch.setattr(pdf_pages, "MOST_OBJECTS", 1)
    assert read(tmp_path, pdf_with(edit)) == (None, TOO_LARGE)


def test_a_long_text_that_stands_there_once_is_read(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.Fields.append(Dictionary(T=String("a"), V=pdf.make_stream(b"x" * pdf_fields.LONGEST_STREAM)))

    form, messages = read(tmp_path, pdf_with(edit))
    assert messages == []
    assert form is not None
    assert [len(field.cell.text) for field in form.fields] == [pdf_fields.LONGEST_STREAM]


def test_fields_are_counted_by_name(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.Fields.extend(Dictionary(T=String(str(number))) for number in range(5_001))

    assert read(tmp_path, pdf_with(edit)) == (None, ["The PDF has more than 5000 fields."])


def test_a_stream_that_unpacks_to_too_much_is_given_up(tmp_path: Path) -> None:
    # Packed twice, so that each stage is small beside the next.
    packed = zlib.compress(zlib.compress(bytes(pdf_form.LARGEST_UNPACKED + 1), 1))

    def edit(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.Fields.append(Dictionary(T=String("a"), V=pdf.make_stream(packed)))
        pdf.Root.AcroForm.Fields[0].V.Filter = Array([Name.FlateDecode, Name.FlateDecode])

    form, messages = read(tmp_path, pdf_with(edit))
    assert form is None
    assert messages in (TOO_LARGE, ["The file is not a readable PDF."])


def _structured(pdf: pikepdf.Pdf, kids: int) -> None:
    """A structure of 30 levels, in which an element has the next one as a child so many times."""
    page = pdf.pages[0].obj
    page.StructParents = 0
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, Pg=page, K=0))
    parents = pdf.make_indirect(Array([element]))
    for _ in range(30):
        above = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div, K=Array([element] * kids)))
        element.P = above
        element = above
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.StructTreeRoot = pdf.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, K=Array([element]), ParentTree=Dictionary(Nums=Array([0, parents])))
    )
    element.P = pdf.Root.StructTreeRoot


@pytest.mark.parametrize(("kids", "refused"), [(1, False), (2, True)])
def test_verify_counts_an_element_as_often_as_it_stands_in_the_structure(
    tmp_path: Path, kids: int, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_text, "MOST_VISITS", 5_000)
    problems = Problems()
    read_pdf(tmp_path, pdf_with(lambda pdf: _structured(pdf, kids)), "a.pdf", problems)
    assert [problem.message for problem in problems.problems] == [
        "The PDF’s structure repeats itself, or is too large for a brief or a mark sheet."
    ] * refused
