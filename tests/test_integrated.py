"""Several units in one assignment, from the files to what comes back: 1, 2 and 5 credits, and odd marks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from markpack.app.full_build import build
from markpack.app.input_check import check
from markpack.app.verification import verify
from markpack.app.workspace import Workspace
from markpack.assessment.weighting import credit_weighting
from markpack.model.outcome import Outcome
from markpack.report import Options
from tests.inputs.problems import inputs_of, problems_of
from tests.inputs.returned import FOLDER, Values, fill_cells, fill_pdf, fill_word
from tests.workspaces import CENTRE, CONTEXT, MARKS_FILE, QUALIFICATION, UNIT, changed, write_workspace
from tests.writers.pdf_structure import faults

FILL: dict[str, Callable[[bytes, Values], bytes]] = {"xlsx": fill_cells, "docx": fill_word, "pdf": fill_pdf}
REFERENCES = ("8604-308", "8604-309", "8604-501")
EVERY = [(name, part) for name in REFERENCES for part in ("1.1", "1.2", "1.10")]
SHEET = "+".join(REFERENCES)
REGISTER = "Registration,First name,Last name\n0012345,Rhys,Jones\n"
LIST = "learner,unit,attempt,criterion,mark,decision,comment,assessed on,assessor\n"


def a_unit(reference: str, title: str, credits: int, marks: tuple[int, int, int]) -> str:
    text = changed(
        UNIT, ("reference: 8604-308", f"reference: {reference}"), ("credits: 2", f"credits: {credits}"),
        ("title: Understanding Leadership", f"title: {title}"),
    )  # fmt: skip
    for old, new in zip(("marks: 24", "marks: 15", "marks: 28"), marks, strict=True):
        text = changed(text, (old, f"marks: {new}"))
    return text


APPROVAL = f"""\
approvals:
  - units: [{", ".join(REFERENCES)}]
    approved_by: Ruth Vane
    reference: QC-17
    approved_on: 2026-08-20
"""


def workspace(root: Path, marking: str, *, marks: str | None = None, more: str = "") -> Path:
    """Three units of 1, 2 and 5 credits in one assignment, which is approved."""
    units = {
        "templates/units/8604-309.yaml": a_unit("8604-309", "Knowing people", 1, (7, 13, 9)),
        "templates/units/8604-501.yaml": a_unit("8604-501", "Leading change", 5, (11, 23, 17)),
        MARKS_FILE: marks,
    }
    listed = ", ".join(REFERENCES)
    return write_workspace(
        root,
        units,
        qualification=changed(
            QUALIFICATION, ("credits: 2", "credits: 8"), ("minimum_credits: 2", "minimum_credits: 8"),
            ("units: [8604-308]", f"units: [{listed}]"),
        ),
        centre=CENTRE.replace("[8604-308]", f"[{listed}]"),
        context=changed(CONTEXT, ("unit: 8604-308\n", f"units: [{listed}]\n    marking: {marking}\n{more}")) + APPROVAL,
        register=REGISTER,
    )  # fmt: skip


def make(root: Path, *kinds: str, formats: tuple[str, ...] = ()) -> Path:
    report = build(Workspace(root), Options(kinds=kinds, formats=formats, jobs=1))
    assert report.failed == ()
    return root / "output/acme" / SHEET


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())


def named(path: Path) -> Callable[[str], object]:
    book = openpyxl.load_workbook(path, data_only=True)

    def value(name: str) -> object:
        ((sheet, cell),) = book.defined_names[name].destinations
        return book[sheet][cell.replace("$", "")].value

    return value


@pytest.mark.slow
@pytest.mark.parametrize("fmt", list(FILL))
def test_a_weighted_sheet_comes_back_with_each_unit_s_outcome(fmt: str, tmp_path: Path) -> None:
    root = workspace(tmp_path, "credit weighted")
    (blank,) = (make(root, "blank", formats=(fmt,)) / "blank").glob("*0012345*")
    inputs = inputs_of(root)
    shares = credit_weighting([inputs.units[name] for name in REFERENCES])
    values: dict[str, object] = {
        inputs.units[share.unit].field_name("mark", entry.criterion.id): str(entry.marks)
        for share in shares
        for entry in share.criteria
    }
    values["u8604_501__mark__1_10"] = "1"
    values["u8604_501__comment__1_10"] = "Say how you know."
    values["u8604_308__assessor"] = "Dana Whitfield"
    values["u8604_308__assessed_on"] = "20 October 2026"
    values["u8604_308__overall_comment"] = "Two units are there."
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    (root / FOLDER / f"a.{fmt}").write_bytes(FILL[fmt](blank.read_bytes(), values))
    assert check(Workspace(root)) == ()
    made = make(root, "completed", "feedback", "results", formats=("pdf", "xlsx"))
    value = named(next((made / "completed").glob("*.xlsx")))
    assert [value(f"u{name.replace('-', '_')}__unit_outcome") for name in REFERENCES] == ["Pass", "Pass", "Referral"]
    lost = shares[2].criteria[2].marks - 1
    assert value("u8604_308__total") == 100 - lost
    assert value("u8604_501__unit_total") == shares[2].marks - lost
    sheet = text_of(next((made / "completed").glob("*.pdf")))
    assert "Referral: AC 501/1.10 not met yet." in sheet
    assert "Passed: 8604-308 and 8604-309." in sheet
    assert "Whole sheet 100 100" in sheet
    report = text_of(next((made / "feedback").glob("*.pdf")))
    for unit, word in zip(REFERENCES, ("Pass.", "Pass.", "Referral."), strict=True):
        assert f"Unit {unit}:" in report
        assert word in report
    assert "2 credits of 8604-308 Understanding Leadership count" in report
    book = openpyxl.load_workbook(root / "output/acme/results.xlsx", data_only=True)
    cells = [str(cell.value) for row in book["Results"].iter_rows() for cell in row if cell.value is not None]
    assert cells.count("Pass") == 2
    assert "Needs 5 credits from 8604-501" in " ".join(cells)
    again = make(root, "blank", formats=("pdf",))
    (second,) = (again / "blank").glob("*(2) *.pdf")
    assert "Attempt 2: AC 501/1.10 to be shown again." in text_of(second)


def test_a_weighted_workbook_shows_its_working_and_recalculates_by_unit(tmp_path: Path) -> None:
    made = make(workspace(tmp_path, "credit weighted"), "blank", formats=("xlsx",))
    book = openpyxl.load_workbook(made / "blank" / f"Mark sheet-{SHEET}.xlsx")
    rows = {str(row[0].value): [cell.value for cell in row] for row in book["Working"].iter_rows()}
    assert rows["Unit 8604-308"][1:3] == [2, "25"]
    assert rows["Unit 8604-309"][1:3] == [1, "12 1/2"]
    assert rows["Unit 8604-501"][1:3] == [5, "62 1/2"]
    marks = [row[4] for name, row in rows.items() if name.startswith("AC ")]
    assert sum(mark for mark in marks if isinstance(mark, int)) == 100
    assert str(rows["Whole sheet"][4]).startswith("=")


@pytest.mark.slow
def test_pass_or_refer_has_one_sheet_without_marks(tmp_path: Path) -> None:
    words = {("8604-309", "1.2"): "Referral"}
    rows = [
        f"0012345,{name},1,{part},,{words.get((name, part), 'Pass')},Said.,20/10/2026,Dana Whitfield"
        for name, part in EVERY
    ]
    root = workspace(tmp_path, "pass or refer", marks=LIST + "\n".join(rows) + "\n")
    (marked,) = inputs_of(root).employers[0].marked
    assert marked.unit == SHEET
    assert marked.criteria["309/1.2"].decision is Outcome.REFERRAL
    sheet = text_of(next((make(root, "completed", formats=("pdf",)) / "completed").glob("*.pdf")))
    assert "309/1.2" in sheet
    assert "How the marks were worked out" not in sheet
    assert "/ 100" not in sheet


@pytest.mark.slow
def test_separate_sheets_are_the_units_own_and_feedback_is_one_report(tmp_path: Path) -> None:
    marks = {"8604-308": (24, 15, 28), "8604-309": (7, 13, 9), "8604-501": (11, 23, 3)}
    given = [mark for name in REFERENCES for mark in marks[name]]
    rows = [
        f"0012345,{name},1,{part},{mark},,Said.,20/10/2026,Dana Whitfield"
        for (name, part), mark in zip(EVERY, given, strict=True)
    ]
    root = workspace(tmp_path, "separate sheets", marks=LIST + "\n".join(rows) + "\n")
    made = make(root, "blank", "completed", "feedback", "markbook", formats=("pdf", "xlsx"))
    sheets = sorted(path.name for path in (made / "completed").glob("*.pdf"))
    assert sheets == [f"R Jones-0012345-012345-{name}(1) Mark sheet completed.pdf" for name in REFERENCES]
    assert sorted(path.name for path in made.glob("*.xlsx")) == [f"Markbook-{name}.xlsx" for name in REFERENCES]
    (report,) = (made / "feedback").glob("*.pdf")
    text = text_of(report)
    assert [f"Unit {name}:" in text for name in REFERENCES] == [True] * 3
    assert "AC 1.10 of this unit is not met yet." in text
    assert sorted(path.name for path in (made / "blank").glob("*(2) *.pdf")) == [
        "R Jones-0012345-012345-8604-501(2) Mark sheet.pdf"
    ]


@pytest.mark.slow
def test_the_brief_covers_criteria_of_all_units_and_says_where(tmp_path: Path) -> None:
    made = make(workspace(tmp_path, "separate sheets"), "brief")
    text = text_of(made / "brief" / f"Assignment brief-{SHEET}.pdf")
    assert "Where each criterion is assessed" in text
    for name in ("308/1.1", "309/1.2", "501/1.10"):
        assert f"AC {name}" in text
    assert verify(Workspace(tmp_path), sorted((made / "brief").glob("Assignment brief*")))[0].criteria_same
    assert all(entry.criteria_same for entry in verify(Workspace(tmp_path), sorted((made / "brief").iterdir())))


OWN = """\
    instrument:
      title: One piece of work
      purpose: Lead at {{ employer.short_name }}.
      hours: 20
      tasks:
        - id: all
          title: All of it
          guidance: Lead your {{ vocabulary.team }}.
          criteria: [8604-308 1.1, 8604-308 1.2, 8604-308 1.10, 8604-309 1.1, 8604-309 1.2, 8604-309 1.10,
            8604-501 1.1, 8604-501 1.2]
        - id: more
          title: More
          guidance: More of it.
          criteria: [8604-308 1.1]
"""


def test_own_tasks_that_leave_a_criterion_out_or_cover_one_twice_are_named(tmp_path: Path) -> None:
    found = problems_of(workspace(tmp_path, "separate sheets", more=OWN))
    assert [problem.message for problem in found] == [
        "The criterion “8604-308 1.1” is covered by 2 tasks of the assignment: all and more.",
        "The criterion “8604-501 1.10” is covered by no task of the assignment.",
    ]


@pytest.mark.parametrize(
    ("marking", "more", "message"),
    [
        ("marks", "", "3 units are assessed together, whose own marks do not add up to one sheet."),
        (
            "separate sheets", "    weights: {8604-308: 1}\n",
            "The weights are not used where marking is “separate sheets”.",
        ),
        ("credit weighted", "    weights: {8604-308: 1, 8604-309: 2}\n", "There is no weight for 8604-501."),
        (
            "credit weighted", "    method: observation\n",
            "The template of unit 8604-308 has nothing for the method “observation”.",
        ),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_named(tmp_path: Path, marking: str, more: str, message: str) -> None:
    assert message in [problem.message for problem in problems_of(workspace(tmp_path, marking, more=more))]


@pytest.mark.slow
def test_every_pdf_of_several_units_is_valid_for_accessibility(tmp_path: Path) -> None:
    rows = [f"0012345,{name},1,{part},1,,Said.,20/10/2026,Dana Whitfield" for name, part in EVERY]
    made = make(workspace(tmp_path, "credit weighted", marks=LIST + "\n".join(rows) + "\n"), formats=("pdf",))
    for path in sorted(made.rglob("*.pdf")):
        assert faults(path.read_bytes()) == [], path.name


@pytest.mark.slow
def test_the_markbook_of_several_units_is_read_back_and_adds_up_to_100(tmp_path: Path) -> None:
    root = workspace(tmp_path, "credit weighted")
    made = make(root, "markbook")
    book = openpyxl.load_workbook(made / f"Markbook-{SHEET}.xlsx")
    keys = {str(cell.value): column for column, cell in enumerate(book["Marks"][1], start=1)}
    row = next(cell.row for cell in book["Marks"]["A"] if cell.value == "0012345")
    units = inputs_of(root).units
    shares = [entry for share in credit_weighting([units[name] for name in REFERENCES]) for entry in share.criteria]
    for entry in shares:
        name = units[entry.criterion.unit].field_name("mark", entry.criterion.id)
        book["Marks"].cell(row, keys[name]).value = entry.marks
    book["Marks"].cell(row, keys["u8604_308__assessor"]).value = "Dana Whitfield"
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    book.save(root / FOLDER / "book.xlsx")
    (marked,) = inputs_of(root).employers[0].marked
    assert (marked.unit, sum(entry.mark or 0 for entry in marked.criteria.values())) == (SHEET, 100)
    assert "100 of 100 marks (100%)" in text_of(next((make(root, "feedback", formats=("pdf",)) / "feedback").iterdir()))
