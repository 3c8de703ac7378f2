"""Revisions of decisions: read from lists, markbooks and sheets, and the highest complete one counts."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.errors import Severity
from markpack.report import Options
from tests.inputs.problems import inputs_of, only, problems_of
from tests.inputs.returned import FOLDER, REGISTER, Values, attempts, field, fill_cells, fill_pdf, fill_word, returned
from tests.workspaces import CENTRE, MARKS_FILE, write_workspace

HEADINGS = "learner,unit,attempt,criterion,mark,comment,assessor,assessed on,revision,revised on,revision reason\n"
FORMAT_2 = f"format: 2\n{CENTRE}"
FIRST = ("1.1,18", "1.2,9", "1.10,3")
SECOND = ("1.1,18", "1.2,9", "1.10,20")
WHY = "2,03/11/2026,1.10 was added up wrongly"
FILL: dict[str, Callable[[bytes, Values], bytes]] = {"xlsx": fill_cells, "docx": fill_word, "pdf": fill_pdf}


def rows(marks: tuple[str, ...], revision: str = ",,") -> str:
    return "".join(f"0012345,8604-308,1,{mark},Said.,Dana Whitfield,20/10/2026,{revision}\n" for mark in marks)


def with_marks(root: Path, *parts: str, centre: str = CENTRE) -> Path:
    return write_workspace(root, register=REGISTER, marks=HEADINGS + "".join(parts), centre=centre)


def marks_of(root: Path) -> dict[int, dict[str, int]]:
    """The marks by revision and criterion."""
    return {
        marked.revision: {id_: int(entry.mark) for id_, entry in marked.criteria.items() if entry.mark is not None}
        for marked in inputs_of(root).employers[0].marked
    }


def test_a_list_has_both_decisions_and_no_contradiction(tmp_path: Path) -> None:
    root = with_marks(tmp_path, rows(FIRST), rows(SECOND, WHY))
    assert problems_of(root) == ()
    assert marks_of(root) == {1: {"1.1": 18, "1.2": 9, "1.10": 3}, 2: {"1.1": 18, "1.2": 9, "1.10": 20}}
    (_, second) = inputs_of(root).employers[0].marked
    assert (second.revised_on, second.revision_reason) == (datetime.date(2026, 11, 3), "1.10 was added up wrongly")


def test_equal_revisions_that_differ_are_in_conflict(tmp_path: Path) -> None:
    found = only(with_marks(tmp_path, rows(FIRST), rows(SECOND, WHY), rows(("1.10,21",), WHY)))
    assert found.message == (
        "The mark of criterion 1.10 is “21” here and “20” in line 7 (learner 0012345, unit 8604-308, attempt 1, "
        "revision 2)."
    )


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("2,,Added up wrongly", "Revision 2 has no date of the revision."),
        ("2,03/11/2026,", "Revision 2 has no reason for the revision."),
        ("2,,", "Revision 2 has no date of the revision and no reason for the revision."),
        ("two,03/11/2026,Why", "“two” is not a revision."),
        ("0,03/11/2026,Why", "“0” is not a revision."),
        (
            "2,19/10/2026,Why",
            "19 October 2026 as date of the revision is before 20 October 2026, the date of assessment.",
        ),
        (
            ",03/11/2026,Why",
            "A revision is dated or explained here, but it has no number of its own, so it would be the first "
            "decision.",
        ),
    ],
)
def test_a_revision_says_when_and_why(revision: str, message: str, tmp_path: Path) -> None:
    assert only(with_marks(tmp_path, rows(SECOND, revision))).message == message


def test_a_revision_that_is_not_complete_leaves_the_earlier_one_in_force(tmp_path: Path) -> None:
    found = only(with_marks(tmp_path, rows(FIRST), rows(SECOND[:2], WHY)), Severity.WARNING)
    assert found.message == (
        "Revision 2 of learner 0012345, unit 8604-308, attempt 1 is not complete: nothing judges AC 1.10. Revision 1 "
        "counts."
    )


def test_a_revision_before_what_it_replaces(tmp_path: Path) -> None:
    third = rows(SECOND, "3,02/11/2026,Again")
    found = only(with_marks(tmp_path, rows(FIRST), rows(SECOND, WHY), third))
    assert found.message == (
        "2 November 2026 as date of revision 3 is before 3 November 2026, when what it replaces was decided."
    )


def test_a_revision_settles_what_the_iqa_disagreed_with(tmp_path: Path) -> None:
    headings = HEADINGS.replace("revision,", "iqa decision,iqa on,revision,", 1)
    first = rows(FIRST, "Pass,22/10/2026,,,")
    second = rows(SECOND, f"Pass,04/11/2026,{WHY}")
    root = write_workspace(tmp_path, register=REGISTER, marks=headings + first)
    assert "The outcome is held" in only(root, Severity.WARNING).message
    (root / MARKS_FILE).write_text(headings + first + second, encoding="utf-8")
    assert problems_of(root) == ()


# Sheets and markbooks, in format 2


@cache
def made(tmp: str) -> Path:
    root = write_workspace(Path(tmp), {MARKS_FILE: None}, register=REGISTER, centre=FORMAT_2)
    options = Options(kinds=("blank", "markbook"), learners=(), jobs=1)
    assert build(Workspace(root), options).failed == ()
    return root / "output/acme/8604-308"


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(str(tmp_path_factory.mktemp("format2")))


@pytest.mark.parametrize("fmt", list(FILL))
def test_a_sheet_comes_back_as_a_revision(fmt: str, forms: Path, tmp_path: Path) -> None:
    (path,) = (forms / "blank").glob(f"*0012345*.{fmt}")
    values = {field("mark", "1.1"): 18, field("mark", "1.2"): 9, field("mark", "1.10"): 20}
    revised: dict[str, object] = {
        field("revision"): 2, field("revised_on"): "3 November 2026", field("revision_reason"): "Added up wrongly",
    }  # fmt: skip
    root = returned(tmp_path, {f"a.{fmt}": FILL[fmt](path.read_bytes(), {**values, **revised})}, centre=FORMAT_2)
    assert problems_of(root) == ()
    ((_, found),) = attempts(root).items()
    assert (found.revision, found.revised_on, found.revision_reason) == (
        2, datetime.date(2026, 11, 3), "Added up wrongly",
    )  # fmt: skip
    # Beside the first decision, which came back earlier, nothing is in conflict.
    first = FILL[fmt](path.read_bytes(), {**values, field("mark", "1.10"): 3, field("comment", "1.10"): "Little."})
    (root / FOLDER / f"b.{fmt}").write_bytes(first)
    assert problems_of(root) == ()
    assert set(marks_of(root)) == {1, 2}


def test_a_sheet_of_format_1_has_no_room_for_a_revision(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None}, register=REGISTER)
    build(Workspace(root), Options(kinds=("blank",), formats=("xlsx",), learners=("0012345",), jobs=1))
    (path,) = (root / "output/acme/8604-308/blank").glob("*0012345*")
    assert field("revision") not in openpyxl.load_workbook(path).defined_names


def test_a_markbook_comes_back_with_both_decisions(forms: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(forms / "Markbook-8604-308.xlsx")
    sheet = book["Marks"]
    columns = {cell.value: number for number, cell in enumerate(sheet[1], start=1)}
    top = next(number for number, cell in enumerate(sheet["A"], start=1) if cell.value == "0012345")
    for row, marks, revision in ((top, (18, 9, 3), None), (top + 2, (18, 9, 20), 2)):
        filled: dict[str, Any] = {"registration": "0012345", "attempt": 1, field("assessor"): "Dana Whitfield"}
        filled |= {field("mark", part): mark for part, mark in zip(("1.1", "1.2", "1.10"), marks, strict=True)}
        filled[field("comment", "1.10")] = "Said."
        if revision:
            filled |= {field("revision"): revision, field("revised_on"): datetime.date(2026, 11, 3)}
            filled[field("revision_reason")] = "Added up wrongly"
        for name, value in filled.items():
            sheet.cell(row, columns[name]).value = value
    stream = io.BytesIO()
    book.save(stream)
    root = returned(tmp_path, {"book.xlsx": stream.getvalue()}, centre=FORMAT_2)
    assert problems_of(root) == ()
    assert marks_of(root) == {1: {"1.1": 18, "1.2": 9, "1.10": 3}, 2: {"1.1": 18, "1.2": 9, "1.10": 20}}
