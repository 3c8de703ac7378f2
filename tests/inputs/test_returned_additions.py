"""What people add to a returned file besides filling in its fields: none of it is lost."""

from __future__ import annotations

import copy
import csv
import io
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import openpyxl.comments
import openpyxl.drawing.image
import pikepdf
import PIL.Image
import pytest
from lxml.etree import _Element as Element
from pikepdf import Array, Dictionary, Name, String

from markpack.app.cohort_status import status
from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.errors import Place, Severity
from markpack.inputs.files.csv_tables import Cell, Table
from markpack.inputs.files.excel_tables import Workbook
from markpack.inputs.marks.forms.excel_notes import notes_on
from markpack.inputs.marks.forms.pdf_pages import _Page, _Piece, printed_pages
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.forms.signatures import ASSESSOR, IQA, NOT_KNOWN
from markpack.report import Options
from tests.inputs.problems import lines_of, only, problems_of
from tests.inputs.returned import (
    FOLDER,
    REGISTER,
    W,
    attempts,
    blank,
    control,
    edit_pdf,
    edit_word,
    field,
    fill_cells,
    fill_pdf,
    fill_word,
    returned,
    runs,
    with_part,
)
from tests.workspaces import MARKS_FILE, UNIT, write_workspace

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


def typed_onto(data: bytes, tag: bytes = b"", end: bytes = b"") -> bytes:
    """What a program leaves that types onto a page itself, in a font of its own, with or without a tag."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.add_resource(pdf.make_indirect(font), Name.Font, Name.Typed)
        page.contents_add(tag + b" q BT /Typed 10 Tf 100 300 Td (Albatross on the page) Tj ET Q " + end)
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def with_added_field(data: bytes) -> bytes:
    """What a program leaves that adds a field to a form."""

    def edit(pdf: pikepdf.Pdf, _fields: object) -> None:
        box = {"/Type": Name.Annot, "/Subtype": Name.Widget, "/Rect": Array([100, 300, 400, 340])}
        entry = Dictionary({**box, "/FT": Name.Tx, "/T": String("Text1"), "/V": String("Albatross")})
        entry = pdf.make_indirect(entry)
        pdf.Root.AcroForm.Fields.append(entry)
        pdf.pages[0].obj.Annots.append(entry)

    return edit_pdf(data, edit)


def filled_pdf() -> bytes:
    return fill_pdf(blank("pdf"), {MARK: "18"})


@pytest.mark.parametrize(
    ("data", "what", "severity"),
    [
        (lambda: annotated("FreeText", "Albatross"), "Text typed on page 1", Severity.ERROR),
        (lambda: annotated("Stamp", "Albatross"), "A stamp on page 1", Severity.ERROR),
        (lambda: annotated("Text", "Albatross", T=String("Ada Obi")), "A note on page 1 by Ada Obi", Severity.WARNING),
        (lambda: annotated("Highlight", "Albatross"), "A note on highlighted text on page 1", Severity.WARNING),
        (lambda: annotated("Square", "Albatross"), "A note on page 1", Severity.WARNING),
        (lambda: annotated("Popup", "Albatross"), "A note on page 1", Severity.WARNING),
        (lambda: annotated("Text", RC=String("<body><p>Albatross</p></body>")), "A note on page 1", Severity.WARNING),
        (lambda: typed_onto(filled_pdf()), "Text typed onto page 1", Severity.ERROR),
        (lambda: typed_onto(filled_pdf(), b"/Artifact BMC", b"EMC"), "Text typed onto page 1", Severity.ERROR),
        (lambda: typed_onto(filled_pdf(), b"/P <</MCID 1>> BDC", b"EMC"), "Text typed onto page 1", Severity.ERROR),
        (lambda: typed_onto(filled_pdf(), b"/P <</MCID 900>> BDC", b"EMC"), "Text typed onto page 1", Severity.ERROR),
        (lambda: with_added_field(filled_pdf()), "A field that was added, Text1,", Severity.ERROR),
    ],
    ids=[
        "typed on",
        "stamp",
        "sticky note",
        "highlight",
        "square",
        "window of a note",
        "rich text",
        "page content",
        "artifact",
        "tagged",
        "tagged anew",
        "field",
    ],
)
def test_what_is_added_to_a_pdf_is_quoted(
    data: Callable[[], bytes], what: str, severity: Severity, tmp_path: Path
) -> None:
    (found,) = problems_of(returned(tmp_path, {"a.pdf": data()}))
    assert found.place.file == f"{FOLDER}/a.pdf"
    assert found.message.startswith(f"{what} says “Albatross")
    assert found.message.endswith(f"It stands in no field, so it is in no record of {RHYS}.")
    assert (found.severity, found.reach.learners) == (severity, ("0012345",))


def test_pages_that_another_program_wrote_anew_are_named(tmp_path: Path) -> None:
    def forget_tags(pdf: pikepdf.Pdf, _fields: object) -> None:
        for page in pdf.pages:
            kept = [
                entry
                for entry in pikepdf.parse_content_stream(page)
                if str(entry.operator) not in ("BDC", "BMC", "EMC")
            ]
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))

    data = edit_pdf(fill_pdf(blank("pdf"), {MARK: "18"}), forget_tags)
    found = only(returned(tmp_path, {"a.pdf": data}), Severity.WARNING)
    assert found.message.startswith("Another program has rewritten page")


def test_a_page_of_another_document_is_quoted_though_it_has_tags(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(filled_pdf())) as pdf:
        pdf.add_blank_page()
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        pdf.pages[-1].add_resource(font, Name.Font, Name.Typed)
        pdf.pages[-1].contents_add(b"/P <</MCID 0>> BDC BT /Typed 10 Tf 100 300 Td (Albatross) Tj ET EMC")
        target = io.BytesIO()
        pdf.save(target)
        last = len(pdf.pages)
    found = only(returned(tmp_path, {"a.pdf": target.getvalue()}))
    assert found.message.startswith(f"Text typed onto page {last} says “Albatross”.")


def test_a_name_in_another_script_is_not_taken_for_text_that_was_typed(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, register="Registration,First name,Last name\n0012345,محمد,Jones\n")
    (root / MARKS_FILE).unlink()
    assert build(Workspace(root), Options(kinds=("blank",), formats=("pdf",), jobs=1)).failed == ()
    (path,) = (root / "output/acme/8604-308/blank").glob("*0012345*.pdf")
    assert [page.added for page in printed_pages(path.read_bytes())] == ["", ""]


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
        f"There is a drawing on page 1, which is in no record of {RHYS}.",
        f"There is the attached file feedback.docx, which is in no record of {RHYS}.",
    ]


def test_highlighting_alone_says_nothing(tmp_path: Path) -> None:
    assert set(attempts(returned(tmp_path, {"a.pdf": annotated("Highlight")}))) == {("0012345", 1)}


def signed_with_ink(text: str = "") -> bytes:
    """A filled sheet with ink in both signature boxes, which stand on the last page, to the right of the label."""
    data = filled_pdf()

    def edit(pdf: pikepdf.Pdf, _fields: object) -> None:
        page = pdf.pages[-1]
        left, bottom = signature_label(data)
        for offset in (60, 300):
            box = Array([left + offset, bottom - 6, left + offset + 60, bottom + 12])
            note = Dictionary(Type=Name.Annot, Subtype=Name.Ink, Rect=box, InkList=Array([]), Contents=String(text))
            page.obj.Annots.append(pdf.make_indirect(note))

    return edit_pdf(data, edit)


def test_ink_and_pictures_in_a_signature_box_are_signatures(tmp_path: Path) -> None:
    inputs, warnings = read_inputs(returned(tmp_path, {"a.pdf": signed_with_ink()}))
    assert warnings == ()
    assert [(marked.learner, marked.signers) for marked in inputs.employers[0].marked] == [("0012345", (ASSESSOR, IQA))]


def test_status_says_who_signed(tmp_path: Path) -> None:
    found = status(Workspace(returned(tmp_path, {"a.pdf": signed_with_ink()})))
    (employer,) = found.employers
    assert [learner.signed_by for learner in employer.assignments[0].learners] == [("assessor", "iqa"), ()]
    rows = list(csv.DictReader(io.StringIO(found.csv)))
    assert [row["sheet signed by"] for row in rows] == ["assessor; iqa", ""]


def test_what_is_written_on_ink_in_a_signature_box_is_quoted(tmp_path: Path) -> None:
    data = signed_with_ink("Albatross")
    inputs, warnings = read_inputs(returned(tmp_path, {"a.pdf": data}))
    assert [warning.message.partition(".")[0] for warning in warnings] == ["A note on page 2 says “Albatross”"]
    assert [marked.signers for marked in inputs.employers[0].marked] == [(ASSESSOR, IQA)]


def test_a_digital_signature_is_a_signature(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, _fields: object) -> None:
        value = pdf.make_indirect(Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite")))
        entry = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("Signature1"), V=value)
        entry.Rect = Array([0, 0, 0, 0])
        signature = pdf.make_indirect(entry)
        pdf.pages[-1].obj.Annots.append(signature)
        pdf.Root.AcroForm.Fields.append(signature)

    found = attempts(returned(tmp_path, {"a.pdf": edit_pdf(fill_pdf(blank("pdf"), {MARK: "18"}), edit)}))
    assert found["0012345", 1].signers == (NOT_KNOWN,)


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


WML = f'xmlns:w="{W[1:-1]}"'
ALBATROSS = "<w:p><w:r><w:t>Albatross</w:t></w:r></w:p>"


def word(edit: Callable[[Element], None] = lambda _body: None) -> bytes:
    return edit_word(fill_word(blank("docx"), {MARK: "18"}), edit)


def _commented() -> bytes:
    comment = f'<w:comment w:id="1" w:author="Ada Obi">{ALBATROSS}</w:comment>'
    return with_part(word(), "comments", f"<w:comments {WML}>{comment}</w:comments>")


def _with_footnote() -> bytes:
    line = f'<w:footnote w:type="separator" w:id="0">{ALBATROSS.replace("Albatross", "Line")}</w:footnote>'
    note = f'<w:footnote w:id="1">{ALBATROSS}</w:footnote>'
    return with_part(word(), "footnotes", f"<w:footnotes {WML}>{line}{note}</w:footnotes>")


def _with_footer() -> bytes:
    return with_part(word(), "footer", f"<w:ftr {WML}>{ALBATROSS}</w:ftr>")


def _text(element: Element) -> str:
    return "".join(map(str, element.itertext()))


def _with_box(body: Element) -> None:
    box = f"<w:p><w:r><w:pict><w:txbxContent>{ALBATROSS}</w:txbxContent></w:pict></w:r></w:p>"
    body[0].insert(0, runs(box)[0])


def _with_paragraph(body: Element) -> None:
    body[0].insert(len(body[0]) - 1, runs(ALBATROSS)[0])


def _in_spacer(body: Element) -> None:
    spacer = body[0][-2]
    assert spacer.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Spacer"  # type: ignore[union-attr]  # it has one
    spacer.extend(runs("<w:r><w:t>Albatross</w:t></w:r>"))


def _behind_statement(body: Element) -> None:
    box = next(entry for entry in body.iter(f"{W}p") if "I refuse use of my work" in _text(entry))
    box.extend(runs("<w:r><w:t>Albatross</w:t></w:r>"))


def signature_cell(body: Element) -> Element:
    return next(
        cells[1]
        for row in body.iter(f"{W}tr")
        if (cells := [cell for cell in row if cell.tag == f"{W}tc"]) and _text(cells[0]) == "Signature"
    )


def _with_first(xml: str) -> bytes:
    """A filled document that begins with something that somebody added."""
    return word(lambda body: body[0].insert(0, runs(xml)[0]))


def _with_row(body: Element) -> None:
    """What Word adds below a row: one in the same style."""
    paragraph = ALBATROSS.replace("<w:r>", '<w:pPr><w:pStyle w:val="TableText"/></w:pPr><w:r>', 1)
    next(body.iter(f"{W}tbl")).extend(runs(f"<w:tr><w:tc>{paragraph}</w:tc></w:tr>"))


def _behind_label(body: Element) -> None:
    cell = next(entry for entry in body.iter(f"{W}tc") if _text(entry) == "Assessor feedback on AC 1.1")
    heading = ALBATROSS.replace("<w:r>", '<w:pPr><w:pStyle w:val="TableHeading"/></w:pPr><w:r>', 1)
    cell.extend(runs(heading))


def _with_diagram() -> bytes:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    return with_part(word(), "diagramData", f'<d xmlns:a="{drawing}"><a:p><a:r><a:t>Albatross</a:t></a:r></a:p></d>')


CONTROL = "<w:sdt><w:sdtPr>%s</w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>"
BOOKMARKED = '<w:bookmarkStart w:id="99" w:name="mine"/><w:r><w:t>Albatross</w:t></w:r><w:bookmarkEnd w:id="99"/>'
LETTERING = '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="Albatross"/></v:shape>'


def _in_signature_box(body: Element) -> None:
    signature_cell(body)[-1].extend(runs("<w:r><w:t>Albatross</w:t></w:r>"))


def _in_a_new_row(body: Element) -> None:
    next(body.iter(f"{W}tbl")).extend(runs(f"<w:tr><w:tc>{ALBATROSS}</w:tc></w:tr>"))


def _below_a_label(body: Element) -> None:
    signature_cell(body).getprevious().extend(runs(ALBATROSS))  # type: ignore[union-attr]  # the label


def _without_styles(body: Element) -> None:
    _in_a_new_row(body)
    for style in [entry for cell in body.iter(f"{W}tc") for entry in cell.iter(f"{W}pStyle")]:
        style.getparent().remove(style)  # type: ignore[union-attr]  # it has one


def without_list(data: bytes) -> bytes:
    """A file as an earlier release made it, without a list of its texts."""

    def forget(properties: Element) -> None:
        for entry in [entry for entry in properties if str(entry.get("name")).startswith("markpack.printed")]:
            properties.remove(entry)

    return edit_word(data, forget, "docProps/custom.xml")


def _beside_a_criterion(body: Element) -> None:
    cell = next(entry for entry in body.iter(f"{W}tc") if "Describe the factors" in _text(entry))
    cell[-1].addnext(runs(ALBATROSS)[0])


@pytest.mark.parametrize(
    ("data", "what", "severity"),
    [
        (_commented, "A comment by Ada Obi", Severity.WARNING),
        (_with_footnote, "A footnote", Severity.WARNING),
        (lambda: word(_with_box), "A text box", Severity.ERROR),
        (lambda: word(_with_paragraph), "A paragraph outside of the fields", Severity.WARNING),
        (lambda: word(_in_spacer), "A paragraph outside of the fields", Severity.WARNING),
        (lambda: word(_behind_statement), "A paragraph outside of the fields", Severity.WARNING),
        (lambda: word(_in_signature_box), "Text in the signature box", Severity.WARNING),
        (lambda: word(_beside_a_criterion), "Text beside the form’s own", Severity.WARNING),
        (lambda: word(_in_a_new_row), "A paragraph in a table, outside of the fields", Severity.WARNING),
        (lambda: word(_below_a_label), "Text beside the form’s own", Severity.WARNING),
        (_with_footer, "The header or footer", Severity.WARNING),
        (lambda: _with_first(f"<w:p>{BOOKMARKED}</w:p>"), "A paragraph outside of the fields", Severity.WARNING),
        (lambda: _with_first(f"<w:tbl><w:tr><w:tc>{ALBATROSS}</w:tc></w:tr></w:tbl>"),
         "A paragraph in a table, outside of the fields", Severity.WARNING),
        (lambda: word(_with_row), "A paragraph in a table, outside of the fields", Severity.WARNING),
        (lambda: word(_behind_label), "Text beside the form’s own", Severity.WARNING),
        (lambda: _with_first(CONTROL % ("", ALBATROSS)), "A control that was added", Severity.ERROR),
        (lambda: _with_first(CONTROL % ('<w:tag w:val="usual"/>', ALBATROSS)), "A control that was added",
         Severity.ERROR),
        (lambda: _with_first(f"<w:p><w:r><w:pict>{LETTERING}</w:pict></w:r></w:p>"), "Lettering", Severity.ERROR),
        (_with_diagram, "A diagram", Severity.ERROR),
    ],
    ids=[
        "comment", "footnote", "text box", "paragraph", "spacer", "statement", "signature", "criterion", "row",
        "below a label", "footer", "bookmark", "table", "row in its style", "label", "control", "tagged control",
        "lettering", "diagram",
    ],
)  # fmt: skip
def test_what_is_added_to_a_word_document_is_quoted(
    data: Callable[[], bytes], what: str, severity: Severity, tmp_path: Path
) -> None:
    (found,) = problems_of(returned(tmp_path / "new", {"a.docx": data()}))
    assert found.message == f"{what} says “Albatross”. It stands in no field, so it is in no record of {RHYS}."
    (found,) = problems_of(returned(tmp_path / "old", {"a.docx": without_list(data())}))
    assert f" says “Albatross”. It stands in no field, so it is in no record of {RHYS}." in found.message
    assert (found.severity, found.reach.learners) == (severity, ("0012345",))


def test_the_forms_own_text_is_not_quoted_where_a_program_dropped_its_styles(tmp_path: Path) -> None:
    data = word(_without_styles)
    found = only(returned(tmp_path / "new", {"a.docx": data}), Severity.WARNING)
    assert found.message.startswith("A paragraph in a table, outside of the fields says “Albatross”.")
    assert problems_of(returned(tmp_path / "old", {"a.docx": without_list(data)})) == ()


def test_a_picture_outside_of_tables_is_named(tmp_path: Path) -> None:
    data = _with_first("<w:p><w:r><w:drawing/></w:r></w:p>")
    found = only(returned(tmp_path, {"a.docx": data}), Severity.WARNING)
    assert found.message == f"There is a picture outside of the fields, which is in no record of {RHYS}."


def test_a_document_that_word_has_not_taken_in_yet_is_a_problem(tmp_path: Path) -> None:
    found = only(returned(tmp_path, {"a.docx": with_part(word(), "aFChunk", b"PK")}))
    assert found.message.startswith("There is another document that was inserted and not taken in yet, which is in no")


def test_a_picture_in_a_signature_box_is_a_signature_and_elsewhere_named(tmp_path: Path) -> None:
    picture = runs("<w:r><w:drawing/></w:r>")
    signed = word(lambda body: signature_cell(body)[-1].extend(picture))
    assert attempts(returned(tmp_path / "signed", {"a.docx": signed}))["0012345", 1].signers == (ASSESSOR,)
    assert not attempts(returned(tmp_path / "unsigned", {"a.docx": word()}))["0012345", 1].signers
    pasted = word(lambda body: control(body, field("comment", "1.1")).addnext(copy.deepcopy(picture[0])))
    found = only(returned(tmp_path / "pasted", {"a.docx": pasted}), Severity.WARNING)
    assert found.message == f"There is a picture beside a field, which is in no record of {RHYS}."


def test_a_filled_field_of_another_unit_is_named(tmp_path: Path) -> None:
    def edit(body: Element) -> None:
        tag = control(body, field("comment", "1.2")).find(f"{W}sdtPr/{W}tag")
        assert tag is not None
        tag.set(f"{W}val", "u8604_401__comment__1_2")

    data = edit_word(fill_word(blank("docx"), {MARK: "18", field("comment", "1.2"): "Albatross"}), edit)
    root = returned(tmp_path, {"a.docx": data})
    (root / "templates/units/8604-401.yaml").write_text(UNIT.replace("8604-308", "8604-401"), encoding="utf-8")
    messages = [problem.message for problem in problems_of(root) if problem.severity is Severity.ERROR]
    assert messages == [
        "The mark sheet has a field that unit 8604-308 does not have, “u8604_401__comment__1_2”, and “Albatross” is "
        "filled in there."
    ]


def in_workbook(edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    """A filled workbook after what somebody did in it."""
    book = openpyxl.load_workbook(io.BytesIO(fill_cells(blank("xlsx"), {MARK: 18})))
    edit(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _noted(book: openpyxl.Workbook) -> None:
    book["Mark sheet"]["F8"].comment = openpyxl.comments.Comment("Albatross", "Ada Obi")


def _beside(book: openpyxl.Workbook) -> None:
    book["Mark sheet"]["M7"].value = "Albatross"


def _below(book: openpyxl.Workbook) -> None:
    sheet = book["Mark sheet"]
    sheet.cell(sheet.max_row + 2, 2).value = "Albatross"


def _on_a_worksheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("My notes")["B2"].value = "Albatross"


def _in_signature_cell(book: openpyxl.Workbook) -> None:
    sheet = book["Mark sheet"]
    label = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Signature")
    sheet.cell(label.row, label.column + 2).value = "Albatross"


def test_a_picture_in_a_signature_cell_of_a_workbook_is_a_signature(tmp_path: Path) -> None:
    def sign(book: openpyxl.Workbook) -> None:
        sheet = book["Mark sheet"]
        label = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Signature")
        picture = io.BytesIO()
        PIL.Image.new("RGB", (40, 20)).save(picture, "PNG")
        sheet.add_image(openpyxl.drawing.image.Image(picture), f"C{label.row}")

    found = attempts(returned(tmp_path, {"a.xlsx": in_workbook(sign)}))
    assert found["0012345", 1].signers == (ASSESSOR,)


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (_noted, "A note at cell F8 by Ada Obi"),
        (_beside, "Text beside the form"),
        (_below, "Text beside the form"),
        (_on_a_worksheet, "The worksheet My notes"),
        (_in_signature_cell, "Text beside the form"),
    ],
    ids=["note", "beside", "below", "worksheet", "signature"],
)
def test_what_is_added_to_a_workbook_is_quoted(
    edit: Callable[[openpyxl.Workbook], None], what: str, tmp_path: Path
) -> None:
    found = only(returned(tmp_path, {"a.xlsx": in_workbook(edit)}), Severity.WARNING)
    assert found.message == f"{what} says “Albatross”. It stands in no field, so it is in no record of {RHYS}."
    assert found.reach.learners == ("0012345",)


def test_what_is_added_to_a_list_of_marks_or_a_markbook_is_quoted_for_the_learner_of_the_row(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = write_workspace(Path(folder), {MARKS_FILE: None}, register=REGISTER)
        assert build(Workspace(root), Options(kinds=("markbook",), jobs=1)).failed == ()
        book = openpyxl.load_workbook(next((root / "output/acme/8604-308").glob("Markbook*.xlsx")))
    sheet = book["Marks"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "0012346")
    keys = {cell.value: cell.column or 0 for cell in sheet[1]}
    sheet.cell(row, keys[MARK]).value = 18
    sheet.cell(row, keys[MARK]).comment = openpyxl.comments.Comment("Albatross", "Ada Obi")
    sheet.cell(row, sheet.max_column + 1).value = "Bittern"
    target = io.BytesIO()
    book.save(target)
    messages = [problem.message for problem in problems_of(returned(tmp_path, {"m.xlsx": target.getvalue()}))]
    assert sorted(messages) == [
        "A note by Ada Obi says “Albatross”. It is in no record of 0012346.",
        "“Bittern” stands in a column that is not read, so it is in no record of 0012346.",
    ]


def _related(data: bytes, parts: Mapping[str, str]) -> bytes:
    """A workbook whose first worksheet has further parts, by kind."""
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    with source, zipfile.ZipFile(target, "w") as package:
        for entry in source.infolist():
            if entry.filename != relations:
                package.writestr(entry, source.read(entry))
        lines = "".join(
            f'<Relationship Id="r{kind}" Type="{types}/{kind}" Target="../added/{kind}.xml"/>' for kind in parts
        )
        package.writestr(relations, f"<Relationships>{lines}</Relationships>")
        for kind, content in parts.items():
            package.writestr(f"xl/added/{kind}.xml", content)
    return target.getvalue()


def test_comments_of_a_thread_and_text_boxes_of_a_workbook_are_quoted_once(tmp_path: Path) -> None:
    corner = "<from><col>12</col><row>8</row></from>"
    data = _related(
        fill_cells(blank("xlsx"), {MARK: 18}),
        {
            "comments": "<comments><authors><author>tc</author></authors><commentList><comment ref='F7' authorId='0'>"
            "<text><t>[Threaded comment] In Excel: Albatross</t></text></comment></commentList></comments>",
            "threadedComment": "<ThreadedComments><threadedComment ref='F7'><text>Albatross</text></threadedComment>"
            "</ThreadedComments>",
            "drawing": f"<wsDr><twoCellAnchor>{corner}<sp><txBody><p><r><t>Bittern</t></r></p></txBody></sp>"
            "</twoCellAnchor></wsDr>",
        },
    )
    found = problems_of(returned(tmp_path, {"a.xlsx": data}))
    assert {problem.message.partition(". It stands")[0]: problem.severity for problem in found} == {
        "A comment at cell F7 says “Albatross”": Severity.WARNING,
        "A text box at cell M9 says “Bittern”": Severity.ERROR,
    }


def test_a_comment_in_a_document_that_is_not_read_is_quoted_too(tmp_path: Path) -> None:
    def completed(properties: Element) -> None:
        for entry in properties:
            if entry.get("name") == "markpack.kind":
                entry[0].text = "completed"

    data = edit_word(_commented(), completed, "docProps/custom.xml")
    found = problems_of(returned(tmp_path, {"a.docx": data}))
    assert [problem.message.partition(" says “Albatross”")[0] for problem in found] == [
        "A comment by Ada Obi",
        "This is a completed mark sheet, which is made from marks; no marks are read from it.",
    ]


def test_a_sheet_with_fields_of_two_units_that_says_nothing_of_itself_is_not_read(tmp_path: Path) -> None:
    def edit(body: Element) -> None:
        tag = control(body, field("comment", "1.2")).find(f"{W}sdtPr/{W}tag")
        assert tag is not None
        tag.set(f"{W}val", "u8604_401__comment__1_2")

    def forget(properties: Element) -> None:
        properties[:] = []

    data = edit_word(word(edit), forget, "docProps/custom.xml")
    root = returned(tmp_path, {"a.docx": data})
    (root / "templates/units/8604-401.yaml").write_text(UNIT.replace("8604-308", "8604-401"), encoding="utf-8")
    messages = [problem.message for problem in problems_of(root) if problem.severity is Severity.ERROR]
    assert messages == [
        "This Word document has lost what it says of itself, and has fields of the units 8604-308 and 8604-401. None "
        "of its marks are read."
    ]


def test_a_long_worksheet_with_names_is_gone_through_once() -> None:
    places = [[Place("a.xlsx", sheet="Record", cell=f"{letter}{row}") for letter in "AB"] for row in range(1, 40_001)]
    rows = tuple(tuple(Cell("x", place) for place in row) for row in places)
    table = Table("a.xlsx", rows, "Record")
    book = Workbook("a.xlsx", (table,), {}, {field("notes"): places[0][0]})
    start = time.process_time()
    assert list(notes_on(book, (table,), with_text=True)) == []
    assert time.process_time() - start < 10


@pytest.mark.parametrize("reference", ["", "somewhere", "A1B", "A0", "ABCDE12345678901234567890"])
def test_a_comment_without_a_cell_is_quoted_all_the_same(tmp_path: Path, reference: str) -> None:
    def move(comments: Element) -> None:
        for comment in comments.iter("{*}comment"):
            comment.set("ref", reference)

    book = openpyxl.Workbook()
    sheet = book.create_sheet("Marks", 0)
    sheet.append(["Learner", "Unit", "Attempt", "Criterion", "Mark"])
    sheet["A1"].comment = openpyxl.comments.Comment("Albatross", "Ada Obi")
    source = io.BytesIO()
    book.save(source)
    data = edit_word(source.getvalue(), move, "xl/comments/comment1.xml")
    assert any("Albatross" in line for line in lines_of(returned(tmp_path, {"a.xlsx": data})))


def test_a_table_that_goes_on_on_the_next_page_is_the_forms_own() -> None:
    def added(*tags: int | None) -> str:
        pieces = tuple(_Piece(f"text {position}", "SourceSans3", tag) for position, tag in enumerate(tags))
        return _Page("", pieces).added({"SourceSans3"})

    assert added(192, 193, 6, 6, 7, 14, -1) == ""
    assert added(0, 1, 2, 0, 1, -1) == "text 3 text 4"
    assert added(0, 1, None, -1) == "text 2"
