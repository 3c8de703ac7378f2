"""What people add to a returned file besides filling in its fields: none of it is lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from markpack.errors import Severity
from markpack.inputs.workspace_inputs import read_inputs
from tests.inputs.problems import problems_of
from tests.inputs.returned import FOLDER, attempts, blank, edit_pdf, field, fill_pdf, returned

MARK = field("mark", "1.1")
RHYS = "0012345 (Rhys Jones)"


def annotated(subtype: str, text: str = "", rect: tuple[int, ...] = (100, 300, 400, 340), **entries: object) -> bytes:
    """A filled sheet with an annotation on its first page."""

    def edit(pdf: pikepdf.Pdf, _fields: object) -> None:
        words = {"/Contents": String(text)} if text else {}
        known = {"/Type": Name.Annot, "/Subtype": Name(f"/{subtype}"), "/Rect": Array(list(rect))}
        note = Dictionary({**known, **words, **{f"/{name}": value for name, value in entries.items()}})
        pdf.pages[0].obj.Annots.append(pdf.make_indirect(note))

    return edit_pdf(fill_pdf(blank("pdf"), {MARK: "18"}), edit)


def typed_onto(data: bytes) -> bytes:
    """What a program leaves that types onto a page itself."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.add_resource(pdf.make_indirect(font), Name.Font, Name.Typed)
        page.contents_add(b"q BT /Typed 10 Tf 100 300 Td (Albatross on the page) Tj ET Q")
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "what", "severity"),
    [
        (lambda: annotated("FreeText", "Albatross"), "Text typed on page 1", Severity.ERROR),
        (lambda: annotated("Stamp", "Albatross"), "A note on page 1", Severity.ERROR),
        (lambda: annotated("Text", "Albatross", T=String("Ada Obi")), "A note on page 1 by Ada Obi", Severity.WARNING),
        (lambda: annotated("Highlight", "Albatross"), "A note on highlighted text on page 1", Severity.WARNING),
        (lambda: annotated("Square", "Albatross"), "A note on page 1", Severity.WARNING),
        (lambda: typed_onto(fill_pdf(blank("pdf"), {MARK: "18"})), "Text typed onto page 1", Severity.ERROR),
    ],
    ids=["typed on", "stamp", "sticky note", "highlight", "square", "page content"],
)
def test_what_is_added_to_a_pdf_is_quoted(
    data: Callable[[], bytes], what: str, severity: Severity, tmp_path: Path
) -> None:
    (found,) = problems_of(returned(tmp_path, {"a.pdf": data()}))
    assert found.place.file == f"{FOLDER}/a.pdf"
    assert found.message.startswith(f"{what} says “Albatross")
    assert found.message.endswith(f"It stands in no field, so it is in no record of {RHYS}.")
    assert (found.severity, found.reach.learners) == (severity, ("0012345",))


def test_a_long_note_is_quoted_whole(tmp_path: Path) -> None:
    words = " ".join(f"word{number}" for number in range(300))
    (found,) = problems_of(returned(tmp_path, {"a.pdf": annotated("Text", words)}))
    assert words in found.message


def test_a_drawing_and_an_attachment_are_named(tmp_path: Path) -> None:
    def attach(pdf: pikepdf.Pdf, _fields: object) -> None:
        pdf.attachments["feedback.docx"] = b"PK"

    data = edit_pdf(annotated("Ink", InkList=Array([Array([1, 1, 9, 9])])), attach)
    messages = [problem.message for problem in problems_of(returned(tmp_path, {"a.pdf": data}))]
    assert messages == [
        f"A drawing on page 1 is no field, so it is in no record of {RHYS}.",
        f"The attached file feedback.docx is no field, so it is in no record of {RHYS}.",
    ]


def test_highlighting_alone_says_nothing(tmp_path: Path) -> None:
    assert set(attempts(returned(tmp_path, {"a.pdf": annotated("Highlight")}))) == {("0012345", 1)}


def test_ink_and_pictures_in_a_signature_box_are_signatures(tmp_path: Path) -> None:
    """The boxes stand on the last page, to the right of the label."""
    data = fill_pdf(blank("pdf"), {MARK: "18"})

    def edit(pdf: pikepdf.Pdf, _fields: object) -> None:
        page = pdf.pages[-1]
        left, bottom = signature_label(data)
        for offset in (60, 300):
            box = Array([left + offset, bottom - 6, left + offset + 60, bottom + 12])
            note = Dictionary(Type=Name.Annot, Subtype=Name.Ink, Rect=box, InkList=Array([]))
            page.obj.Annots.append(pdf.make_indirect(note))

    inputs, warnings = read_inputs(returned(tmp_path, {"a.pdf": edit_pdf(data, edit)}))
    assert warnings == ()
    assert [marked.learner for marked in inputs.employers[0].marked] == ["0012345"]


def signature_label(data: bytes) -> tuple[float, float]:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        text = pdf[len(pdf) - 1].get_textpage()
        searcher = text.search("Signature", match_case=True)
        position, _ = searcher.get_next()
        left, bottom, _, _ = text.get_charbox(position)
        searcher.close()
        text.close()
    return left, bottom
