"""PDF forms as different viewers and programs save them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from markpack.errors import Severity
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.marks import MarkedAttempt
from tests.inputs.problems import only
from tests.inputs.returned import FIRST_ATTEMPT, attempts, blank, edit_pdf, field, fill_pdf, returned

Fields = dict[str, pikepdf.Object]
MARK, COMMENT, REFUSED = field("mark", "1.1"), field("comment", "1.1"), field("standardisation_refused")


def read(edit: Callable[[pikepdf.Pdf, Fields], None], tmp_path: Path) -> MarkedAttempt:
    (found,) = attempts(returned(tmp_path, {"a.pdf": edit_pdf(blank("pdf"), edit)})).values()
    return found


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (String("Łódź\r\nNguyễn"), "Łódź\nNguyễn"),
        (b"\xef\xbb\xbfna\xc3\xafve", "naïve"),
        (b"\xfe\xff\x00\x1b\x00e\x00n\x00\x1b\x00O\x00K", "OK"),
        (b"caf\xe9 \x84 \xa0\rtwo", "café — €\ntwo"),
        (b"\xfe\xff\xd8\x35\xdc\x9c", "𝒜"),
    ],
)
def test_text_may_be_in_any_encoding_of_pdf(stored: object, text: str, tmp_path: Path) -> None:
    def edit(_pdf: pikepdf.Pdf, fields: Fields) -> None:
        fields[COMMENT].V = String(stored) if isinstance(stored, bytes) else stored

    assert read(edit, tmp_path).criteria["1.1"].comment == text


def test_a_text_stream_is_text_too(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, fields: Fields) -> None:
        fields[COMMENT].V = pikepdf.Stream(pdf, "Good – véry.".encode("utf-16"))

    assert read(edit, tmp_path).criteria["1.1"].comment == "Good – véry."


@pytest.mark.parametrize("text", ["<p>One <b>two</b></p><p>Three</p>", "<p>One <b>two</p><br>Three"])
def test_a_rich_value_counts_where_there_is_no_plain_one(text: str, tmp_path: Path) -> None:
    def edit(_pdf: pikepdf.Pdf, fields: Fields) -> None:
        body = f'<?xml version="1.0"?><body xmlns="http://www.w3.org/1999/xhtml">{text}</body>'
        fields[COMMENT].RV = String(body)

    assert read(edit, tmp_path).criteria["1.1"].comment == "One two\nThree"


def _split(pdf: pikepdf.Pdf, box: pikepdf.Object) -> pikepdf.Object:
    """Make a field of two objects, as many programs do: the field, and its box on the page without a name."""
    parent = pdf.make_indirect(Dictionary(T=box.T, FT=box.FT, Kids=Array([box])))
    del box["/T"]
    box.Parent = parent
    entries = pdf.Root.AcroForm.Fields
    for position in range(len(entries)):
        if entries[position].objgen == box.objgen:
            entries[position] = parent
    return parent


@pytest.mark.parametrize("where", ["parent", "kid", "both"])
def test_a_value_may_stand_on_the_field_or_its_box(where: str, tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, fields: Fields) -> None:
        box = fields[MARK]
        parent = _split(pdf, box)
        box.V = String("18" if where in ("kid", "both") else "")
        if where in ("parent", "both"):
            parent.V = String("18")

    assert read(edit, tmp_path).criteria["1.1"].mark == 18


def test_two_values_of_one_field_are_a_conflict(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, fields: Fields) -> None:
        box = fields[MARK]
        _split(pdf, box).V = String("18")
        box.V = String("17")

    found = only(returned(tmp_path, {"a.pdf": edit_pdf(blank("pdf"), edit)}))
    assert found.message.startswith("The mark of criterion 1.1 is “1")


@pytest.mark.filterwarnings("ignore::pikepdf._exceptions.PageCopyWarning")  # of the program that saves such a file
def test_fields_that_only_stand_on_pages_are_read(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, fields: Fields) -> None:
        fields[MARK].V = String("18")
        del pdf.Root["/AcroForm"]

    assert read(edit, tmp_path).criteria["1.1"].mark == 18


@pytest.mark.parametrize("edit", [
    lambda _pdf, fields: fields[REFUSED].update({"/V": Name("/on"), "/AS": Name("/on")}),
    lambda _pdf, fields: fields[REFUSED].update({"/V": String("Yes")}),
])  # fmt: skip
def test_a_tick_is_one_however_it_is_stored(edit: Callable[[pikepdf.Pdf, Fields], None], tmp_path: Path) -> None:
    def both(pdf: pikepdf.Pdf, fields: Fields) -> None:
        fields[MARK].V = String("18")
        edit(pdf, fields)

    assert read(both, tmp_path).standardisation_refused is True


@pytest.mark.parametrize(("value", "state", "refused"), [("/on", "/Off", False), ("/Off", "/on", True)])
def test_a_box_is_read_as_it_is_shown_and_a_value_that_differs_is_named(
    value: str, state: str, refused: bool, tmp_path: Path
) -> None:
    def edit(_pdf: pikepdf.Pdf, fields: Fields) -> None:
        fields[MARK].V = String("18")
        fields[REFUSED].update({"/V": Name(value), "/AS": Name(state)})

    inputs, (warning,) = read_inputs(returned(tmp_path, {"a.pdf": edit_pdf(blank("pdf"), edit)}))
    assert inputs.employers[0].marked[0].standardisation_refused is refused
    assert warning.message.startswith(f"The box is shown as {'ticked' if refused else 'not ticked'}, but")
    assert warning.place.field == "I refuse use of my work for standardisation"


def test_a_choice_may_be_stored_by_its_position(tmp_path: Path) -> None:
    def edit(_pdf: pikepdf.Pdf, fields: Fields) -> None:
        for part, mark in (("1.1", "18"), ("1.2", "9"), ("1.10", "3")):
            fields[field("mark", part)].V = String(mark)
            fields[field("comment", part)].V = String("See below.")
        fields[field("assessor")].V = String("Dana Whitfield")
        box = fields[field("iqa_decision")]
        box.V = String("")
        box.I = Array([next(at for at, entry in enumerate(box.Opt) if str(entry) == "Referral")])

    assert read(edit, tmp_path).iqa_decision == "Referral"


def _copied(data: bytes) -> bytes:
    """What pypdf saves after copying the pages into a new file, which loses the information dictionary."""
    writer = pypdf.PdfWriter()
    writer.append(pypdf.PdfReader(io.BytesIO(data)))
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_a_form_copied_page_by_page_is_known_by_its_hidden_field(tmp_path: Path) -> None:
    second = _copied(fill_pdf(blank("pdf", attempt=2), {field("mark", "1.10"): "20"}))
    with pikepdf.open(io.BytesIO(second)) as pdf:
        assert not [name for name in pdf.docinfo if "markpack" in name]
    root = returned(tmp_path / "named", {"a.pdf": second}, marks=FIRST_ATTEMPT)
    assert set(attempts(root)) == {("0012345", 1), ("0012345", 2)}
    root = returned(tmp_path / "other", {"a.pdf": second}, marks=FIRST_ATTEMPT)
    (root / "contexts/acme").rename(root / "contexts/other")
    assert only(root).message == "This mark sheet belongs to another employer, acme."


def test_a_form_that_lost_all_that_it_says_of_itself_keeps_its_marks(tmp_path: Path) -> None:
    def edit(_pdf: pikepdf.Pdf, fields: Fields) -> None:
        fields["markpack_identity"].V = String("")

    filled = fill_pdf(blank("pdf", ""), {MARK: "18", field("registration"): "0012346"})
    inputs, (warning,) = read_inputs(returned(tmp_path, {"a.pdf": edit_pdf(_copied(filled), edit)}))
    assert [marked.learner for marked in inputs.employers[0].marked] == ["0012346"]
    assert warning.message.startswith("This PDF has lost what it says of itself")


def test_a_password_is_a_problem_and_rights_alone_are_not(tmp_path: Path) -> None:
    filled = fill_pdf(blank("pdf"), {MARK: "18"})

    def locked(user: str = "") -> bytes:
        with pikepdf.open(io.BytesIO(filled)) as pdf:
            target = io.BytesIO()
            pdf.save(target, encryption=pikepdf.Encryption(owner="owner", user=user))
            return target.getvalue()

    found = only(returned(tmp_path / "password", {"a.pdf": locked("secret")}))
    assert found.message.startswith("The PDF is protected by a password. No marks are read from this file")
    assert set(attempts(returned(tmp_path / "rights", {"a.pdf": locked()}))) == {("0012345", 1)}


def test_fields_that_were_removed_are_named(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, fields: Fields) -> None:
        fields[field("mark", "1.1")].V = String("18")
        for name in (field("mark", "1.2"), field("comment", "1.10")):
            gone = fields[name].objgen
            for page in pdf.pages:
                page.obj.Annots = Array([box for box in page.obj.get("/Annots", Array()) if box.objgen != gone])
            pdf.Root.AcroForm.Fields = Array([box for box in pdf.Root.AcroForm.Fields if box.objgen != gone])

    found = only(returned(tmp_path, {"a.pdf": edit_pdf(blank("pdf"), edit)}), Severity.WARNING)
    assert found.message == (
        "Fields are gone from this mark sheet, so nothing is read for: mark of criterion 1.2 and comment of criterion "
        "1.10."
    )


def test_a_flattened_sheet_is_a_problem(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, _fields: Fields) -> None:
        del pdf.Root["/AcroForm"]
        for page in pdf.pages:
            del page.obj["/Annots"]

    found = only(returned(tmp_path, {"a.pdf": edit_pdf(blank("pdf"), edit)}))
    assert found.message.startswith("By what is printed on it, this is the mark sheet of 0012345 (Rhys Jones), unit")


def test_fields_that_contain_each_other_come_to_an_end(tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, fields: Fields) -> None:
        fields[MARK].V = String("18")
        one = pdf.make_indirect(Dictionary(T=String("one")))
        two = pdf.make_indirect(Dictionary(T=String("two"), Kids=Array([one]), Parent=one))
        one.Kids, one.Parent = Array([two]), two
        pdf.Root.AcroForm.Fields.append(one)

    assert read(edit, tmp_path).criteria["1.1"].mark == 18
