"""Declarations that come back: signed or not, of whom, with what concerns, and what it says of AI."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from lxml.etree import _Element as Element
from pikepdf import Array, Dictionary, Name

from markpack.app.cohort_status import status
from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.documents.catalogue.status import LearnerStatus
from markpack.documents.declaration.statements import DECLARED
from markpack.errors import Severity
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.declaration import ReturnedDeclaration
from markpack.model.forms.declaration import FIELDS
from markpack.report import Options
from tests.inputs.problems import only, problems_of
from tests.inputs.returned import (
    FIRST_ATTEMPT,
    REGISTER,
    Values,
    W,
    control,
    edit_pdf,
    edit_word,
    field,
    fill_pdf,
    fill_word,
    returned,
    runs,
)
from tests.workspaces import MARKS_FILE, write_workspace

FILL = {"docx": fill_word, "pdf": fill_pdf}
RHYS = "0012345 (Rhys Jones)"


def declared(name: str) -> str:
    return field("declared", name)


SIGNED: Values = {
    declared("own"): True, declared("once"): True, declared("no_ai"): True, declared("learner_on"): "16 October 2026",
}  # fmt: skip


@cache
def blanks() -> Mapping[tuple[str, str], bytes]:
    """The declarations of first attempts by registration (empty: nobody's) and format."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_workspace(Path(folder), {MARKS_FILE: None}, register=REGISTER)
        assert build(Workspace(root), Options(kinds=("declaration",), jobs=1)).failed == ()
        return {
            (next((number for number in ("0012345", "0012346") if number in path.name), ""), path.suffix[1:]): (
                path.read_bytes()
            )
            for path in (root / "output/acme/8604-308/declaration").iterdir()
        }


def filled(fmt: str, values: Values, learner: str = "0012345") -> bytes:
    return FILL[fmt](blanks()[learner, fmt], values)


def declarations(root: Path) -> tuple[ReturnedDeclaration, ...]:
    inputs, warnings = read_inputs(root)
    assert [str(warning) for warning in warnings] == []
    return inputs.employers[0].declarations


@pytest.mark.parametrize("fmt", FILL)
def test_a_signed_declaration_is_read(fmt: str, tmp_path: Path) -> None:
    (found,) = declarations(returned(tmp_path, {f"a.{fmt}": filled(fmt, SIGNED)}))
    assert (found.learner, found.unit, found.attempt, found.signed) == ("0012345", "8604-308", 1, True)
    assert (found.ai, found.concerns) == ("", ())


@pytest.mark.parametrize("fmt", FILL)
def test_a_nameless_declaration_is_whose_number_is_filled_in(fmt: str, tmp_path: Path) -> None:
    data = filled(fmt, {**SIGNED, declared("registration"): "0012346", declared("name"): "Minh"}, "")
    (found,) = declarations(returned(tmp_path, {f"a.{fmt}": data}))
    assert (found.learner, found.attempt) == ("0012346", 1)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": "Rhys Jones"}, "The learner’s name is “Rhys Jones”, but 0012346 is the number of Minh Nguyễn Thị"),
        ({"learner_name": "Rhys"}, "The learner’s name is “Rhys”, but 0012346 is the number of Minh Nguyễn Thị"),
        ({"attempt": "last"}, "“last” is not the number of an attempt."),
    ],
)
def test_a_nameless_declaration_that_says_two_things_is_not_read(values: Values, message: str, tmp_path: Path) -> None:
    texts = {"registration": "0012346", **values}
    data = filled("docx", {**SIGNED, **{declared(name): text for name, text in texts.items()}}, "")
    inputs, (problem, *others) = read_inputs(returned(tmp_path, {"a.docx": data}))
    assert (inputs.employers[0].declarations, others, problem.severity) == ((), [], Severity.ERROR)
    assert problem.message.startswith(message)


def test_what_programs_leave_in_a_declarations_number_is_mended(tmp_path: Path) -> None:
    values = {declared("registration"): "\u200b0012346", declared("attempt"): "1.0"}
    inputs, (warning,) = read_inputs(returned(tmp_path, {"a.docx": filled("docx", {**SIGNED, **values}, "")}))
    assert [(found.learner, found.attempt) for found in inputs.employers[0].declarations] == [("0012346", 1)]
    assert "is read without the invisible characters" in warning.message


def test_all_that_is_written_into_a_declaration_is_kept(tmp_path: Path) -> None:
    texts = {
        "reused": "Albatross",
        "ai_which": "Bittern",
        "ai_how": "Curlew",
        "checked_how": "Dunlin",
        "support": "Eider",
    }
    values = {name: value for name, value in SIGNED.items() if name != declared("no_ai")}
    values |= {declared("ai"): True, **{declared(name): text for name, text in texts.items()}}
    (found,) = declarations(returned(tmp_path, {"a.docx": filled("docx", values)}))
    assert found.ai == "Bittern; Curlew"
    assert texts.items() <= found.entries.items()


TYPED = "<w:r><w:t>Albatross</w:t></w:r>"


@pytest.mark.parametrize("in_paragraph", [True, False], ids=["behind", "below"])
@pytest.mark.parametrize(
    ("name", "label", "holds"),
    [
        ("own", "This is my own work. Nobody else wrote it or any part of it for…", "the field itself says “yes”"),
        ("ai_which", "Which tools", "the field itself is empty"),
        ("learner_on", "Date of learner’s signature", "the field itself says “16 October 2026”"),
    ],
)
def test_text_beside_a_field_of_a_declaration_is_quoted(
    name: str, label: str, holds: str, in_paragraph: bool, tmp_path: Path
) -> None:
    def edit(body: Element) -> None:
        entry = control(body, declared(name))
        if in_paragraph:
            entry.addnext(runs(TYPED)[0])
        else:
            next(entry.iterancestors(f"{W}tc")).append(runs(f"<w:p>{TYPED}</w:p>")[0])

    found = only(returned(tmp_path, {"a.docx": edit_word(filled("docx", SIGNED), edit)}), Severity.WARNING)
    assert (found.place.field, found.reach.learners) == (label, ("0012345",))
    assert found.message == f"Beside the field stands “Albatross”, which is not part of the form; {holds}."


@pytest.mark.parametrize("fmt", FILL)
def test_what_is_added_to_a_declaration_on_which_nothing_is_filled_in_is_quoted(fmt: str, tmp_path: Path) -> None:
    def edit_body(body: Element) -> None:
        body[0].insert(0, runs(f"<w:p>{TYPED}</w:p>")[0])

    def edit_pages(pdf: pikepdf.Pdf, _fields: object) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Contents=pikepdf.String("Albatross"))
        note.Rect = Array([100, 300, 400, 340])
        pdf.pages[0].obj.Annots.append(pdf.make_indirect(note))

    blank = blanks()["0012345", fmt]
    data = edit_word(blank, edit_body) if fmt == "docx" else edit_pdf(blank, edit_pages)
    messages = [problem.message for problem in problems_of(returned(tmp_path, {f"a.{fmt}": data}))]
    assert "Nothing is filled in on this declaration." in messages
    assert any(
        f"says “Albatross”. It stands in no field, so it is in no record of {RHYS}." in text for text in messages
    )


@pytest.mark.parametrize(
    ("changes", "concern"),
    [
        ({"learner_on": None}, "the learner has not signed it"),
        ({"own": None}, "the learner does not declare that the work is their own"),
        ({"no_ai": None}, "it does not say whether AI was used"),
        ({"ai": True}, "it says both that AI was used and that none was"),
        ({"no_ai": None, "ai": True}, "it says that AI was used, but not which and what for"),
        ({"tutor_on": "17 October 2026"}, "the centre signed it without stating that the work is the learner’s own"),
    ],
)
def test_what_is_of_concern_is_named(changes: Mapping[str, object], concern: str, tmp_path: Path) -> None:
    values = {**SIGNED, **{declared(name): value for name, value in changes.items()}}
    kept = {name: value for name, value in values.items() if value is not None}
    found = only(returned(tmp_path, {"a.pdf": filled("pdf", kept)}), Severity.WARNING)
    assert found.message == f"The declaration of {RHYS} for attempt 1 at 8604-308: {concern}."


def test_ink_on_a_declaration_is_a_signature(tmp_path: Path) -> None:
    def sign(pdf: pikepdf.Pdf, _fields: object) -> None:
        ink = Dictionary(Type=Name.Annot, Subtype=Name.Ink, Rect=Array([200, 500, 260, 520]), InkList=Array([]))
        pdf.pages[-1].obj.Annots.append(pdf.make_indirect(ink))

    unsigned = {name: value for name, value in SIGNED.items() if name != declared("learner_on")}
    (found,) = declarations(returned(tmp_path, {"a.pdf": edit_pdf(filled("pdf", unsigned), sign)}))
    assert found.signed


@pytest.mark.parametrize(("role", "signed"), [("Learner", True), ("Tutor", False)])
def test_a_picture_in_the_learners_signature_box_is_a_signature(role: str, signed: bool, tmp_path: Path) -> None:
    def sign(body: Element) -> None:
        for row in body.iter(f"{W}tr"):
            cells = [cell for cell in row if cell.tag == f"{W}tc"]
            if "".join(map(str, cells[0].itertext())).startswith(role):
                cells[1][-1].extend(runs("<w:r><w:drawing/></w:r>"))

    unsigned = {name: value for name, value in SIGNED.items() if name != declared("learner_on")}
    inputs, _ = read_inputs(returned(tmp_path, {"a.docx": edit_word(filled("docx", unsigned), sign)}))
    assert [entry.signed for entry in inputs.employers[0].declarations] == [signed]


def test_a_blank_declaration_and_one_of_nobody_are_named(tmp_path: Path) -> None:
    found = only(returned(tmp_path / "blank", {"a.pdf": filled("pdf", {})}), Severity.WARNING)
    assert found.message == "Nothing is filled in on this declaration."
    found = only(returned(tmp_path / "nobody", {"a.pdf": filled("pdf", SIGNED, "")}))
    assert found.message == "It cannot be told whose declaration this is: no registration number is filled in."


def test_status_shows_whose_authenticity_is_missing_once_a_declaration_came_back(tmp_path: Path) -> None:
    marks = FIRST_ATTEMPT + "0012346,8604-308,1,1.1,18,,Good.\n"
    root = returned(tmp_path / "without", {}, marks=marks)
    assert {learner.authenticity for learner in _learners(root)} == {""}
    root = returned(tmp_path / "with", {"a.docx": filled("docx", SIGNED)}, marks=marks)
    assert {learner.registration: learner.authenticity for learner in _learners(root)} == {
        "0012345": "signed",
        "0012346": "authenticity missing",
    }


def _learners(root: Path) -> tuple[LearnerStatus, ...]:
    return status(Workspace(root)).employers[0].assignments[0].learners


def test_declarations_have_no_field_that_is_not_read() -> None:
    claims = [claim for entry in DECLARED.values() for claim in (*entry.learner, *entry.ai, *entry.centre)]
    names = {name for claim in claims for name in (claim.name, *(detail[0] for detail in claim.details))}
    assert names <= set(FIELDS)


def test_a_declaration_of_another_employer_is_refused(tmp_path: Path) -> None:
    root = returned(tmp_path, {"a.pdf": filled("pdf", SIGNED)})
    (root / "contexts/acme").rename(root / "contexts/other")
    assert "belongs to another employer, acme" in problems_of(root)[0].message
