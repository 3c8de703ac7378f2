"""Marks of several units on one sheet: what it says of them, and that whoever began by the earlier rule keeps it."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
from lxml.etree import _Element as Element

from markpack.app.full_build import build
from markpack.app.migration import migrate, plan_migration
from markpack.app.workspace import Workspace
from markpack.assessment.sheets import sheet_units
from markpack.errors import InputError, Severity
from markpack.inputs.workspace_inputs import read_inputs
from markpack.report import Options
from tests.inputs.problems import inputs_of, problems_of
from tests.inputs.returned import FOLDER, Values, edit_pdf, edit_word, fill_cells, fill_pdf, fill_word
from tests.test_migration import TODAY
from tests.workspaces import (
    CENTRE,
    CENTRE_FILE,
    CONTEXT,
    CONTEXT_FILE,
    MARKS_FILE,
    QUALIFICATION,
    UNIT,
    changed,
    write_workspace,
)

FILL: dict[str, Callable[[bytes, Values], bytes]] = {"xlsx": fill_cells, "docx": fill_word, "pdf": fill_pdf}
UNITS = ("8604-308", "8604-401")
SHEET = "+".join(UNITS)
NOTES = "records/unit-versions.csv"
KEY = "    marking: credit weighted\n"
EARLIER, PRESENT = (12, 10, 12, 22, 22, 22), (10, 10, 12, 22, 22, 22)
"""By the earlier rule the two equal criteria of the first unit, at 10 10/19 of 100, have 12 and 10 marks."""


def unit(reference: str, credits: int, marks: tuple[int, int, int]) -> str:
    text = changed(UNIT, ("reference: 8604-308", f"reference: {reference}"), ("credits: 2", f"credits: {credits}"))
    return changed(text, *((f"marks: {old}", f"marks: {new}") for old, new in zip((24, 15, 28), marks, strict=True)))


def workspace(root: Path, *, workspace_format: int = 2, more: str = "", marks: str | None = None) -> Path:
    """Two units of 2 and 4 credits on one sheet, whose marks are weighted."""
    listed = ", ".join(UNITS)
    units = f"units: [{listed}]\n{KEY}{more}"
    approved = f"approvals:\n  - {{units: [{listed}], approved_by: A, reference: Q, approved_on: 2026-08-20}}\n"
    return write_workspace(
        root,
        {"templates/units/8604-401.yaml": unit("8604-401", 4, (8, 8, 8)), MARKS_FILE: marks},
        unit=unit("8604-308", 2, (24, 24, 28)),
        qualification=changed(QUALIFICATION, ("units: [8604-308]", f"units: [{listed}]")),
        centre=f"format: {workspace_format}\n" + CENTRE.replace("[8604-308]", f"[{listed}]"),
        context=changed(CONTEXT, ("unit: 8604-308\n", units)) + approved,
        register="Registration,First name,Last name\n0012345,Rhys,Jones\n",
    )  # fmt: skip


def in_force(root: Path) -> tuple[int, ...]:
    """The marks of the sheet's criteria as they are read."""
    inputs, _ = read_inputs(root)
    (assignment,) = inputs.employers[0].context.assignments
    (sheet,) = sheet_units(assignment, inputs.units)
    return tuple(entry.full_marks for entry in sheet.criteria)


def made(root: Path, *kinds: str, formats: tuple[str, ...] = ()) -> Path:
    report = build(Workspace(root), Options(kinds=kinds, formats=formats, jobs=1))
    assert (report.failed, report.problems) == ((), ())
    return root / "output/acme" / SHEET


@cache
def blanks(rule: int) -> dict[str, bytes]:
    """A learner's blank sheets by a rule, in the three formats."""
    with tempfile.TemporaryDirectory() as folder:
        made_here = made(workspace(Path(folder), more=f"    weighting: {rule}\n"), "blank")
        return {path.suffix[1:]: path.read_bytes() for path in (made_here / "blank").glob("*0012345*")}


def text_of(data: bytes, fmt: str) -> str:
    """All text of a document, by a program that is not ours."""
    if fmt == "pdf":
        with pypdfium2.PdfDocument(data) as pdf:
            texts = [page.get_textpage().get_text_range() for page in pdf]
    elif fmt == "docx":
        texts = [
            text.text or "" for text in docx.Document(io.BytesIO(data)).element.body.iter() if text.tag[-2:] == "}t"
        ]
    else:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        texts = [
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
        ]
    return " ".join(" ".join(texts).split())


def give_back(root: Path, data: bytes, fmt: str) -> None:
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    (root / FOLDER / f"a.{fmt}").write_bytes(data)


FULL = {
    f"u{name.replace('-', '_')}__mark__{part}": str(marks)
    for (name, part), marks in zip(
        [(name, part) for name in UNITS for part in ("1_1", "1_2", "1_10")], EARLIER, strict=True
    )
} | {"u8604_308__assessor": "Dana Whitfield"}


@pytest.mark.parametrize("fmt", list(FILL))
def test_a_sheet_says_how_many_marks_it_has_and_why(fmt: str) -> None:
    text = text_of(blanks(2)[fmt], fmt)
    assert "the sheet has 98 marks in all, not 100." in text
    assert "ACs with equal marks on a unit’s own sheet have equal marks here." in text
    for label in ("AC 308/1.1", "AC 308/1.2"):
        assert re.search(rf"{label} 24 10 10/19 (10\.526\d+ )?10 5\b", text)
    if fmt != "xlsx":
        assert "Whole sheet 100 98" in text


def test_a_brief_says_how_many_marks_there_are(tmp_path: Path) -> None:
    folder = made(workspace(tmp_path), "brief", formats=("docx",)) / "brief"
    assert "recalculated for this assignment: there are 98 in all." in text_of(
        next(folder.glob("*.docx")).read_bytes(), "docx"
    )


def test_all_that_comes_of_a_sheet_is_out_of_its_marks(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    give_back(root, fill_cells(blanks(2)["xlsx"], {**FULL, "u8604_308__mark__1_1": "10"}), "xlsx")
    folder = made(root, "completed", "feedback", "results", formats=("docx", "xlsx"))
    (sheet,) = (folder / "completed").glob("*.xlsx")
    book = openpyxl.load_workbook(sheet, data_only=True)
    ((name, cell),) = book.defined_names["u8604_308__total"].destinations
    total = book[name][cell.replace("$", "")]
    assert (total.value, total.number_format) == (98, 'General" / 98"')
    (report,) = (folder / "feedback").glob("*.docx")
    assert "98 of 98 marks (100%)" in text_of(report.read_bytes(), "docx")
    results = text_of((root / "output/acme/results.xlsx").read_bytes(), "xlsx")
    assert "of 100" not in results


def test_an_assignment_that_says_its_rule_goes_by_it(tmp_path: Path) -> None:
    assert in_force(workspace(tmp_path / "1", more="    weighting: 1\n")) == EARLIER
    assert in_force(workspace(tmp_path / "2", workspace_format=1, more="    weighting: 2\n")) == PRESENT


def test_in_format_1_all_keep_the_earlier_rule_and_it_is_noted(tmp_path: Path) -> None:
    root = workspace(tmp_path, workspace_format=1)
    folder = made(root, "blank", formats=("docx",)) / "blank"
    text = text_of(next(folder.glob("*0012345*")).read_bytes(), "docx")
    assert "the marks left over go, two at a time, to the largest remainders" in text
    assert "AC 308/1.1 24 10 10/19 12 6" in text
    lines = (root / NOTES).read_text(encoding="utf-8-sig").splitlines()
    assert [line.rpartition(",")[2] for line in lines] == ["weighting", "1", "1"]
    centre = (root / CENTRE_FILE).read_text()
    (root / CENTRE_FILE).write_text(centre.replace("format: 1", "format: 2"))
    assert in_force(root) == EARLIER


def test_what_an_earlier_build_has_noted_keeps_the_earlier_rule(tmp_path: Path) -> None:
    """An earlier build noted no rule, for there was one; ours adds it in a column of its own, and keeps all others."""
    root = workspace(tmp_path)
    made(root, "blank", formats=("xlsx",))
    assert in_force(root) == PRESENT
    rows = [line.split(",") for line in (root / NOTES).read_text(encoding="utf-8-sig").splitlines()]
    (root / NOTES).write_text("".join(f"{','.join([*row[:5], 'ours'])}\n" for row in rows))
    assert in_force(root) == EARLIER
    made(root, "blank", formats=("xlsx",))
    rows = [line.split(",") for line in (root / NOTES).read_text(encoding="utf-8-sig").splitlines()]
    assert [row[5:] for row in rows] == [["ours", "weighting"], ["", "1"], ["", "1"]]


def test_a_rule_that_is_not_noted_as_one_stops_all(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    made(root, "blank", formats=("xlsx",))
    (root / NOTES).write_text((root / NOTES).read_text(encoding="utf-8-sig").replace(",2\n", ",3\n"))
    assert "“3” is no rule of weighting; there are 1 and 2." in [problem.message for problem in problems_of(root)]


def test_who_changes_the_rule_of_an_assignment_is_warned(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    made(root, "blank", formats=("xlsx",))
    workspace(root, more="    weighting: 1\n")
    (warning,) = problems_of(root)
    assert warning.severity is Severity.WARNING
    assert warning.message.startswith("This assignment began with weighting 2.")
    build(Workspace(root), Options(kinds=("blank",), formats=("xlsx",), jobs=1))
    assert problems_of(root) == (warning,), "what was noted stays"


@pytest.mark.parametrize("fmt", list(FILL))
def test_a_sheet_by_the_other_rule_is_refused_until_the_assignment_goes_by_it(fmt: str, tmp_path: Path) -> None:
    sheet = FILL[fmt](blanks(1)[fmt], FULL)
    root = workspace(tmp_path / "now")
    give_back(root, sheet, fmt)
    found = [problem for problem in problems_of(root) if problem.severity is Severity.ERROR]
    assert [problem.message for problem in found] == [
        "This mark sheet was made with weighting 1, and the assignment has weighting 2: AC 308/1.1 has 12 marks "
        "there, and 10 here. Its marks are not read."
    ]
    assert "Write weighting: 1 into the assignment" in found[0].hint
    workspace(root, more="    weighting: 1\n")
    (marked,) = inputs_of(root).employers[0].marked
    assert sum(entry.mark or 0 for entry in marked.criteria.values()) == 100


def without_weighting(data: bytes, fmt: str, *, all_of_it: bool) -> bytes:
    """A sheet as 0.1.0 made it, without that property; or one that has lost all of them."""

    def drop(properties: Element) -> None:
        for entry in list(properties):
            if all_of_it or entry.get("name") == "markpack.weighting":
                properties.remove(entry)

    if fmt != "pdf":
        return edit_word(data, drop, "docProps/custom.xml")

    def empty(pdf: object, fields: dict[str, object]) -> None:
        info = pdf.trailer.Info  # type: ignore[attr-defined]
        for name in [key for key in info if all_of_it or key == "/markpack.weighting"]:
            del info[name]
        hidden = fields["markpack_identity"]
        kept = [line for line in str(hidden.V).splitlines() if not (all_of_it or "weighting" in line)]  # type: ignore[attr-defined]
        hidden.V = "\n".join(kept)  # type: ignore[attr-defined]

    return edit_pdf(data, empty)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fmt", "lost"), [("xlsx", False), ("docx", False), ("pdf", False), ("xlsx", True), ("docx", True)]
)
def test_a_sheet_that_does_not_say_its_rule_is_told_all_the_same(fmt: str, lost: bool, tmp_path: Path) -> None:
    earlier = workspace(tmp_path / "earlier", more="    weighting: 1\n")
    sheet = without_weighting(FILL[fmt](blanks(1)[fmt], FULL), fmt, all_of_it=lost)
    give_back(earlier, sheet, fmt)
    assert [problem for problem in problems_of(earlier) if problem.severity is Severity.ERROR] == []
    root = workspace(tmp_path / "now")
    give_back(root, sheet, fmt)
    found = [problem.message for problem in problems_of(root) if problem.severity is Severity.ERROR]
    assert "was made with weighting 1, and the assignment has weighting 2" in " ".join(found)


@pytest.mark.parametrize("lost", [False, True])
def test_a_markbook_by_the_other_rule_is_refused(lost: bool, tmp_path: Path) -> None:
    path = made(workspace(tmp_path / "before", more="    weighting: 1\n"), "markbook") / f"Markbook-{SHEET}.xlsx"
    book = openpyxl.load_workbook(path)
    keys = [str(cell.value) for cell in book["Marks"][1]]
    row = next(cell.row for cell in book["Marks"]["A"] if cell.value == "0012345")
    for name, mark in FULL.items():
        book["Marks"].cell(row, keys.index(name) + 1).value = mark
    book.save(path)
    root = workspace(tmp_path / "now")
    data = path.read_bytes()
    give_back(root, without_weighting(data, "xlsx", all_of_it=True) if lost else data, "xlsx")
    found = [problem.message for problem in problems_of(root) if problem.severity is Severity.ERROR]
    assert "This markbook was made with weighting 1" in " ".join(found)
    workspace(root, more="    weighting: 1\n")
    assert [problem for problem in problems_of(root) if problem.severity is Severity.ERROR] == []


def test_a_sheet_by_other_weights_is_refused(tmp_path: Path) -> None:
    sheet = fill_cells(blanks(2)["xlsx"], {**FULL, "u8604_308__mark__1_1": "9"})
    root = workspace(tmp_path, more="    weights: {8604-308: 1, 8604-401: 1}\n")
    give_back(root, sheet, "xlsx")
    assert "when marks were shared out by other credits or weights" in problems_of(root)[0].message


def test_a_unit_that_rounding_moves_far_from_its_share_is_named(tmp_path: Path) -> None:
    assert problems_of(workspace(tmp_path, more="    weights: {8604-308: 1, 8604-401: 20}\n")) == ()
    (warning,) = problems_of(workspace(tmp_path, more="    weights: {8604-308: 1, 8604-401: 1000}\n"))
    assert warning.severity is Severity.WARNING
    assert "8604-308 has 6 of 108 marks (6%), and should have 0%" in warning.message


def test_a_rule_that_is_not_used_is_named(tmp_path: Path) -> None:
    root = workspace(tmp_path, more="    weighting: 1\n")
    text = (root / CONTEXT_FILE).read_text()
    (root / CONTEXT_FILE).write_text(text.replace("credit weighted", "separate sheets"))
    assert "The rule of weighting is not used where marking is “separate sheets”." in [
        problem.message for problem in problems_of(root)
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (KEY, f"{KEY}    weighting: 1\n"),
        ("    marking: 'credit weighted' # both\n", "    marking: 'credit weighted' # both\n    weighting: 1\n"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_migrating_writes_the_earlier_rule_down(before: str, after: str, end: str, tmp_path: Path) -> None:
    root = workspace(tmp_path, workspace_format=1)
    path = root / CONTEXT_FILE
    text = path.read_text().replace(KEY, before)
    path.write_bytes(text.replace("\n", end).encode())
    planned = plan_migration(Workspace(root))
    (change,) = (change for change in planned.changes if change.file == CONTEXT_FILE)
    assert SHEET in change.what
    migrate(Workspace(root), planned, tmp_path / "backup.zip", TODAY)
    assert path.read_bytes() == text.replace(before, after).replace("\n", end).encode()
    assert in_force(root) == EARLIER
    assert not plan_migration(Workspace(root)).is_needed


def test_an_assignment_in_one_line_is_migrated_too(tmp_path: Path) -> None:
    root = workspace(tmp_path, workspace_format=1)
    text = (root / CONTEXT_FILE).read_text()
    begin, end = text.index("  - units"), text.index("approvals")
    people = "set_on: 2026-09-07, due_on: 2026-10-16, assessor: Dana Whitfield, iqa: Owen Pryce"
    entry = f"  - {{units: [{', '.join(UNITS)}], marking: credit weighted, {people}}}\n"
    (root / CONTEXT_FILE).write_text(text[:begin] + entry + text[end:])
    migrate(Workspace(root), plan_migration(Workspace(root)), tmp_path / "backup.zip", TODAY)
    assert "marking: credit weighted, weighting: 1, set_on" in (root / CONTEXT_FILE).read_text()


def test_an_assignment_of_a_layout_of_its_own_stops_the_migration_with_what_to_write(tmp_path: Path) -> None:
    root = workspace(tmp_path, workspace_format=1)
    text = (root / CONTEXT_FILE).read_text()
    (root / CONTEXT_FILE).write_text(text.replace(KEY, "    marking:\n      credit\n      weighted\n"))
    with pytest.raises(InputError) as caught:
        plan_migration(Workspace(root))
    assert "Write “weighting: 1” below “marking”" in caught.value.problems[0].hint


def test_a_cohort_that_is_made_while_migrating_keeps_the_rule(tmp_path: Path) -> None:
    root = workspace(tmp_path, workspace_format=1)
    cohorts = {"acme": "Autumn 2026"}
    migrate(Workspace(root), plan_migration(Workspace(root), cohorts), tmp_path / "backup.zip", TODAY, cohorts)
    assert f"{KEY}    weighting: 1\n" in (root / "contexts/acme/cohorts/autumn-2026/cohort.yaml").read_text()
    assert in_force(root) == EARLIER
