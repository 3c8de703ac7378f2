"""Each method of assessment, from its brief to the record that comes back: the rules are the same for all."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest
from docx import Document
from lxml.etree import _Element as Element

from markpack.app.full_build import build
from markpack.app.input_check import check
from markpack.app.workspace import Workspace
from markpack.documents.shared.method_terms import TERMS
from markpack.model.forms.method_record import RECORDS
from markpack.model.instrument import Method
from markpack.report import Options
from tests.inputs.problems import inputs_of, problems_of
from tests.inputs.returned import FOLDER, W, control, edit_word, field
from tests.test_integrated import FILL, text_of
from tests.workspaces import CONTEXT, MARKS_FILE, UNIT, changed, write_workspace
from tests.writers.pdf_structure import faults

OTHERS = [method for method in Method if method is not Method.WRITTEN]
REGISTER = "Registration,First name,Last name\n0012345,Rhys,Jones\n"
TEMPLATE = """\
methods:
  {method}:
    title: Showing it
    purpose: Show how you lead your {{{{ vocabulary.team }}}}.
    hours: 9
    minutes: 40
    preparation: [What will you say?]
    bring: [Your own notes.]
    keep: [The recording.]
    recording: The assessor writes down what happens.
    tasks:
      - id: one
        title: Everything
        guidance: Be ready.
        criteria: ["1.1", "1.2", "1.10"]
        prompts:
          "1.1": [Which factors were there?]
          "1.2": [Why did it work?]
          "1.10": [How do you lead?]
"""


APPROVAL = """\
approvals:
  - units: [8604-308]
    method: {method}
    approved_by: Ruth Vane
    reference: QC-17
    approved_on: 2026-08-20
"""


def workspace(root: Path, method: Method, marking: str = "marks") -> Path:
    return write_workspace(
        root,
        {MARKS_FILE: None},
        unit=UNIT + TEMPLATE.format(method=method.value),
        context=changed(
            CONTEXT, ("unit: 8604-308\n", f"unit: 8604-308\n    method: {method.value}\n    marking: {marking}\n")
        )
        + APPROVAL.format(method=method.value),
        register=REGISTER,
    )


def make(root: Path, *kinds: str, formats: tuple[str, ...] = ()) -> Path:
    """Make documents and return their folder."""
    return made(root, Options(kinds=kinds, formats=formats, jobs=1))


def make_blank(root: Path, fmt: str, attempt: int = 1) -> Path:
    """Make the learner's own blank sheet and return it."""
    folder = made(root, Options(kinds=("blank",), formats=(fmt,), learners=("0012345",), jobs=1))
    (blank,) = (folder / "blank").glob(f"*({attempt}) *.{fmt}")
    return blank


def made(root: Path, options: Options) -> Path:
    assert build(Workspace(root), options).failed == ()
    return root / "output/acme/8604-308"


def text_in_word(path: Path) -> str:
    return " ".join("".join(str(it) for it in Document(str(path)).element.body.itertext()).split())


@pytest.mark.slow
@pytest.mark.parametrize("method", OTHERS, ids=lambda method: method.value)
def test_the_brief_is_in_the_terms_of_the_method(method: Method, tmp_path: Path) -> None:
    folder = make(workspace(tmp_path, method), "brief") / "brief"
    text = text_of(folder / "Assignment brief-8604-308.pdf")
    in_word = text_in_word(folder / "Assignment brief-8604-308.docx")
    planner = openpyxl.load_workbook(folder / "Assignment planner-8604-308.xlsx")
    in_excel = " ".join(str(cell.value) for sheet in planner for row in sheet.iter_rows() for cell in row if cell.value)
    for words in (
        "Questions to prepare with",
        "What will you say?",
        "What to bring",
        "Your own notes.",
        "The recording.",
        "The assessor writes down what happens.",
        TERMS[method].due,
    ):
        assert words in in_excel
        assert words in in_word
    for words in (
        f"{TERMS[method].brief}: Showing it", "Show how you lead your crew.", "Questions to prepare with",
        "What will you say?", "What to bring", "Your own notes.", "The centre keeps as evidence:", "The recording.",
        "The assessor writes down what happens.", TERMS[method].due, "Where each criterion is assessed", "AC 1.10",
    ):  # fmt: skip
        assert words in text
    assert ("About 40 minutes" in text) is method.is_held
    assert "words;" not in text
    assert faults((folder / "Assignment brief-8604-308.pdf").read_bytes()) == []


MARKING = {
    Method.DISCUSSION: "marks",
    Method.PRESENTATION: "marks",
    Method.OBSERVATION: "pass or refer",
    Method.LOG: "marks",
}


def told_of_all(method: Method) -> dict[str, str]:
    """What an assessor records of a whole assignment, by field."""
    texts = {"held_on": "20 October 2026", "held_how": "Online"}
    return {name: texts.get(name, f"The {name} of all") for name in RECORDS[method].fields}


def told_of_each(method: Method) -> dict[tuple[str, str], str]:
    """What an assessor records of each criterion, by field and criterion."""
    parts = ("1.1", "1.2", "1.10")
    return {(name, part): f"The {name} for {part}" for name in RECORDS[method].criterion_fields for part in parts}


def handed_in(root: Path, method: Method, fmt: str) -> Path:
    """A workspace among whose marks is a sheet on which everything is recorded."""
    marking = MARKING[method]
    blank = make_blank(workspace(root, method, marking), fmt)
    award = {"marks": ("mark", "15"), "pass or refer": ("decision", "Pass")}[marking]
    values = {
        **{field(name): text for name, text in told_of_all(method).items()},
        **{field(name, part): text for (name, part), text in told_of_each(method).items()},
        **{field(award[0], part): award[1] for part in ("1.1", "1.2", "1.10")},
        field("assessed_on"): "21 October 2026",
    }
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER / f"a.{fmt}").write_bytes(FILL[fmt](blank.read_bytes(), values))
    return root


@pytest.mark.slow
@pytest.mark.parametrize("fmt", ["xlsx", "docx", pytest.param("pdf", marks=pytest.mark.slow)])
@pytest.mark.parametrize("method", MARKING, ids=lambda method: method.value)
def test_what_the_assessor_records_comes_back(method: Method, fmt: str, tmp_path: Path) -> None:
    root = handed_in(tmp_path, method, fmt)
    assert check(Workspace(root)) == ()
    (marked,) = inputs_of(root).employers[0].marked
    assert dict(marked.record) == told_of_all(method)
    assert {
        (name, part): text for part, entry in marked.criteria.items() for name, text in entry.record.items()
    } == told_of_each(method)


@pytest.mark.slow
@pytest.mark.parametrize(
    "method",
    [
        Method.DISCUSSION, Method.OBSERVATION, pytest.param(Method.PRESENTATION, marks=pytest.mark.slow),
        pytest.param(Method.LOG, marks=pytest.mark.slow),
    ],
    ids=lambda method: method.value,
)  # fmt: skip
def test_what_the_assessor_records_stands_on_the_final_sheet(method: Method, tmp_path: Path) -> None:
    root = handed_in(tmp_path, method, "docx")
    terms, whole, each = TERMS[method], told_of_all(method), told_of_each(method)
    (final,) = (make(root, "completed", formats=("pdf", "xlsx")) / "completed").glob("*.pdf")
    shown = text_of(final)
    for text in (*whole.values(), *each.values(), terms.record, terms.prompts, "Which factors were there?"):
        assert text in shown
    assert "Pass: every criterion is met." in shown
    with pikepdf.open(final) as document:
        record = json.loads(next(iter(document.attachments.values())).get_file().read_bytes())
    assert record["method_record"] == whole
    assert faults(final.read_bytes()) == []
    book = openpyxl.load_workbook(final.with_suffix(".xlsx"), data_only=True)
    cells = {str(cell.value) for row in book["Record"].iter_rows() for cell in row}
    assert {*whole.values(), *each.values()} <= cells


def test_the_outcome_is_the_same_whatever_the_method(tmp_path: Path) -> None:
    rows = "learner,unit,attempt,criterion,mark,comment\n" + "".join(
        f"0012345,8604-308,1,{part},{mark},Said.\n" for part, mark in (("1.1", 18), ("1.2", 9), ("1.10", 3))
    )
    sentences = set()
    for method in (Method.WRITTEN, Method.DISCUSSION, Method.PROJECT):
        root = workspace(tmp_path / method.name, Method.DISCUSSION if method is Method.WRITTEN else method)
        (root / MARKS_FILE).parent.mkdir(parents=True, exist_ok=True)
        (root / MARKS_FILE).write_text(rows)
        if method is Method.WRITTEN:
            path = root / "contexts/acme/context.yaml"
            path.write_text(path.read_text().replace("    method: professional discussion\n", ""))
        (final,) = (make(root, "completed", formats=("docx",)) / "completed").glob("*.docx")
        (sentence,) = {line for line in ("Referral: AC 1.10 not met yet.",) if line in text_in_word(final)}
        sentences.add(sentence)
    assert sentences == {"Referral: AC 1.10 not met yet."}


@pytest.mark.slow
def test_after_a_referral_only_what_is_not_met_can_be_recorded_again(tmp_path: Path) -> None:
    root = workspace(tmp_path, Method.DISCUSSION)
    (root / MARKS_FILE).parent.mkdir(parents=True, exist_ok=True)
    (root / MARKS_FILE).write_text(
        "learner,unit,attempt,criterion,mark,comment\n0012345,8604-308,1,1.1,18,\n0012345,8604-308,1,1.2,9,\n"
        "0012345,8604-308,1,1.10,3,Say more.\n"
    )
    second = make_blank(root, "pdf", 2)
    with pikepdf.open(second) as pdf:
        names = {str(entry.T) for entry in pdf.Root.AcroForm.Fields}
    assert field("notes", "1.10") in names
    assert field("notes", "1.1") not in names
    assert text_of(second).count("Met in attempt 1.") == 2


def without(data: bytes, name: str) -> bytes:
    """A Word document whose control of that name somebody has deleted."""

    def edit(body: Element) -> None:
        entry = control(body, name)
        parent = entry.getparent()
        assert parent is not None
        parent.remove(entry)
        for mark in [it for it in body.iter(f"{W}bookmarkStart") if it.get(f"{W}name") == name]:
            mark.set(f"{W}name", "other")

    return edit_word(data, edit)


def test_a_field_of_the_record_that_is_gone_is_noticed(tmp_path: Path) -> None:
    root = workspace(tmp_path, Method.DISCUSSION)
    blank = make_blank(root, "docx")
    filled = FILL["docx"](blank.read_bytes(), {field("mark", "1.1"): "15"})
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER / "a.docx").write_bytes(without(filled, field("notes", "1.2")))
    (found,) = problems_of(root)
    assert found.message == "A field is gone from this mark sheet, so nothing is read for: notes of criterion 1.2."


def test_what_is_decided_before_it_took_place_is_an_error(tmp_path: Path) -> None:
    root = workspace(tmp_path, Method.DISCUSSION)
    blank = make_blank(root, "xlsx")
    values = {field("mark", "1.1"): 15, field("held_on"): "22/10/2026", field("assessed_on"): "20/10/2026"}
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER / "a.xlsx").write_bytes(FILL["xlsx"](blank.read_bytes(), values))
    assert [problem.message for problem in problems_of(root)] == [
        "22 October 2026 as the day on which it took place is after 20 October 2026, the date of assessment."
    ]


@pytest.mark.parametrize(("method", "early"), [(Method.DISCUSSION, False), (Method.PROJECT, True)])
def test_what_is_held_may_be_assessed_before_its_last_day(method: Method, early: bool, tmp_path: Path) -> None:
    root = workspace(tmp_path, method)
    (root / MARKS_FILE).parent.mkdir(parents=True)
    (root / MARKS_FILE).write_text("learner,unit,criterion,mark,assessed on\n0012345,8604-308,1.1,18,1/10/2026\n")
    assert any("is before 14 October 2026" in problem.message for problem in problems_of(root)) is early


@pytest.mark.slow
def test_a_long_note_goes_on_over_the_page(tmp_path: Path) -> None:
    root = workspace(tmp_path, Method.DISCUSSION)
    blank = make_blank(root, "docx")
    said = " ".join(f"word{number}" for number in range(1500))
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER / "a.docx").write_bytes(FILL["docx"](blank.read_bytes(), {field("notes", "1.1"): said}))
    (final,) = (make(root, "completed", formats=("pdf",)) / "completed").glob("*.pdf")
    with pypdfium2.PdfDocument(final) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]  # without what lies below the page's edge
    (first,) = (number for number, page in enumerate(pages) if "word0 " in page)
    assert "Which factors were there?" in pages[first]
    assert "word1499" in pages[first + 3]
    shown = " ".join(pages[first : first + 4]).split()
    assert [word for word in said.split() if word not in shown] == []


@pytest.mark.parametrize(
    ("method", "old", "new", "message"),
    [
        (
            Method.DISCUSSION, '          "1.2": [Why did it work?]\n', "",
            "The professional discussion has no question for AC 1.2.",
        ),
        (Method.OBSERVATION, "    minutes: 40\n", "", "The observation does not say how long it takes."),
        (
            Method.LOG, '"1.1", "1.2", "1.10"]', '"1.1", "1.2"]',
            "The criterion “1.10” is covered by no task of the reflective log.",
        ),
        (
            Method.LOG, '"1.10": [How', '"2.1": [How',
            "There are prompts for the criterion “2.1”, which task one does not cover.",
        ),
    ],
)  # fmt: skip
def test_what_a_method_lacks_is_named(tmp_path: Path, method: Method, old: str, new: str, message: str) -> None:
    root = workspace(tmp_path, method)
    path = root / "templates/units/8604-308.yaml"
    path.write_text(changed(path.read_text(), (old, new)))
    assert message in [problem.message for problem in problems_of(root)]
