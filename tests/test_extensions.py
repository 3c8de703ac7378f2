"""Extensions: one learner has more time, and all that is theirs says so."""

from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pypdf
import pytest
import xlsxwriter
from click.testing import CliRunner
from docx import Document

from markpack.app.cohort_status import status
from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.cli.commands import main
from markpack.errors import Scope, Severity
from markpack.report import Options
from tests.inputs.problems import inputs_of, only, problems_of
from tests.test_build import files
from tests.workspaces import MARKS, MARKS_FILE, PLAIN_LAYOUTS, REGISTER_FILE, changed, write_workspace

FILE = "contexts/acme/extensions.csv"
HEAD = "Registration,Unit,Attempt,New date,Agreed by,Agreed on,Reason\n"
ROW = "0012347,8604-308,,21/10/2026,Dana Whitfield,1 October 2026,Illness\n"
AGREED = "the new date is 21 October 2026, agreed by Dana Whitfield on 1 October 2026"
OWN = "8604-308/{}/S O'Brien-0012347-012345-8604-308(1) {}.{}"


def written(root: Path, *rows: str, **texts: str) -> Path:
    return write_workspace(root, {FILE: HEAD + "".join(rows), **PLAIN_LAYOUTS}, **texts)


def test_extensions_are_read_from_a_list_or_a_sheet_of_the_register(tmp_path: Path) -> None:
    from_list = inputs_of(written(tmp_path / "list", ROW)).employers[0].extensions
    (found,) = from_list.of("0012347", ["8604-308"]).values()
    assert (found.attempt, found.new_date.isoformat(), found.agreed_by, found.reason) == (
        1, "2026-10-21", "Dana Whitfield", "Illness",
    )  # fmt: skip
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name, lines in (
            ("Learners", [["Registration", "First name", "Last name"], ["0012347", "Siobhán", "O'Brien"]]),
            ("Extensions", [HEAD.strip().split(","), ROW.strip().split(",")]),
        ):
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    root = write_workspace(
        tmp_path / "book", {REGISTER_FILE: None, MARKS_FILE: None, "contexts/acme/learners.xlsx": stream.getvalue()}
    )
    assert inputs_of(root).employers[0].extensions == from_list


@pytest.mark.parametrize(
    ("old", "new", "message", "column"),
    [
        ("0012347", "0099999", "“0099999” is not on the register.", 1),
        ("8604-308", "8604-999", "The unit “8604-999” is not set for this employer’s learners.", 9),
        ("21/10/2026", "soon", "“soon” is not a date", 19),
        ("21/10/2026", "", "The extension has no new date.", 19),
        ("Dana Whitfield", "", "The extension has no agreed by.", 30),
        ("308,,21", "308,x,21", "“x” is not the number of an attempt.", 18),
        ("1 October 2026", "1 November 2026", "The extension was agreed after its new date.", 45),
    ],
)
def test_what_is_wrong_with_an_extension_is_named_by_cell(
    old: str, new: str, message: str, column: int, tmp_path: Path
) -> None:
    found = only(written(tmp_path, changed(ROW, (old, new))))
    assert found.message.startswith(message)
    assert (found.place.file, found.place.line, found.place.column, found.scope) == (FILE, 2, column, Scope.LEARNER)


def test_an_earlier_date_is_warned_of_and_two_of_one_day_are_a_problem(tmp_path: Path) -> None:
    early = changed(ROW, ("21/10/2026", "14/10/2026"))
    assert "gives no more time" in only(written(tmp_path / "a", early), Severity.WARNING).message
    two = only(written(tmp_path / "b", ROW, changed(ROW, ("21/10/2026", "28/10/2026"))))
    assert "nobody can tell which was agreed last" in two.message


def test_of_two_extensions_the_one_agreed_last_counts(tmp_path: Path) -> None:
    later = changed(ROW, ("21/10/2026", "28/10/2026"), ("1 October", "15 October"))
    for rows in ((ROW, later), (later, ROW)):
        root = written(tmp_path / str(rows.index(ROW)), *rows)
        (found,) = inputs_of(root).employers[0].extensions.of("0012347", ["8604-308"]).values()
        assert found.new_date.isoformat() == "2026-10-28"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_workspace(tmp_path_factory.mktemp("made"), {FILE: HEAD + ROW})
    assert build(Workspace(root), Options(jobs=1, kinds=("brief", "declaration", "pack", "results"))).failed == ()
    return root


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    else:
        document = Document(str(path))
        text = " ".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))
    return " ".join(text.split())


@pytest.mark.parametrize("fmt", ["pdf", "docx"])
def test_the_learners_brief_and_declaration_have_the_new_date(fmt: str, made: Path) -> None:
    output = made / "output/acme"
    brief, declaration = (
        text_of(output / OWN.format("brief", "Assignment brief", fmt)),
        text_of(output / OWN.format("declaration", "Declaration", fmt)),
    )
    assert f"You have an extension: {AGREED}." in brief
    assert "Illness" not in brief
    for text in (brief, declaration):
        assert "14 October 2026" not in text
        assert "21 October 2026" in text
    others = output / f"8604-308/declaration/R Jones-0012345-012345-8604-308(1) Declaration.{fmt}"
    assert "14 October 2026" in text_of(others)
    assert "21 October 2026" not in text_of(others)


def test_planner_pack_results_index_and_status_follow(made: Path) -> None:
    output = made / "output/acme"
    book = openpyxl.load_workbook(output / OWN.format("brief", "Assignment planner", "xlsx"))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row if cell]
    assert any("21 October 2026" in cell or "2026-10-21" in cell for cell in cells)
    assert not any("14 October 2026" in cell or "2026-10-14" in cell for cell in cells)
    detail = [row for row in openpyxl.load_workbook(output / "results.xlsx")["Detail"].values if row[0] == "0012347"]
    assert f"Extension: {AGREED}" in detail[0]
    page = (output / "index.html").read_text(encoding="utf-8")
    assert f"Extension: {AGREED}" in page
    assert "Illness" not in page, "the reason is for staff alone"
    assert "brief/S%20O%27Brien-0012347-012345-8604-308%281%29%20Assignment%20brief.pdf" in page
    assert not list((output / "8604-308").glob("Markbook*version*")), "there is one markbook for everybody"
    result = CliRunner().invoke(main, ["status", "--json", "-C", str(made)])
    due = {
        learner["registration"]: (learner["due_on"], learner["extensions"])
        for learner in json.loads(result.stdout)["employers"][0]["assignments"][0]["learners"]
    }
    assert due["0012347"] == ("2026-10-21", [f"extension: {AGREED} (Illness)"])
    assert due["0012346"] == (None, [])
    rows = csv.DictReader(io.StringIO(CliRunner().invoke(main, ["status", "--csv", "-C", str(made)]).stdout))
    assert {row["registration"]: row["due on"] for row in rows}["0012347"] == "2026-10-21"
    assert (
        f"Extension: {AGREED} (Illness): O'Brien, Siobhán (0012347)"
        in CliRunner().invoke(main, ["status", "-C", str(made)]).stdout
    )


REFERRED = changed(
    MARKS, ("assessor\n", "assessor,assessed on\n"), (",20,,", ",3,,Little is said."),
    ("Whitfield\n", "Whitfield,2026-10-20\n"),
)  # fmt: skip


def test_an_extension_of_a_resubmission_goes_before_the_date_that_is_reckoned(tmp_path: Path) -> None:
    row = "0012345,8604-308,2,11 December 2026,Dana Whitfield,,\n"
    root = written(tmp_path, row, marks=REFERRED)
    assert build(Workspace(root), Options(jobs=1, formats=("xlsx",))).failed == ()
    rows = list(openpyxl.load_workbook(root / "output/acme/results.xlsx")["Detail"].values)
    (mine,) = (line for line in rows if line[0] == "0012345")
    assert str(mine[16]).startswith("2026-12-11")
    (learner, *_) = json.loads(CliRunner().invoke(main, ["status", "--json", "-C", str(root)]).stdout)["employers"][0][
        "assignments"
    ][0]["learners"]
    assert (learner["resubmit_by"], learner["due_on"]) == ("2026-12-11", "2026-12-11")


def test_dates_of_assessment_are_held_against_the_extension(tmp_path: Path) -> None:
    dated = changed(REFERRED, ("2026-10-20", "2026-10-15"))
    row = changed(ROW, ("0012347", "0012345"))
    root = written(tmp_path, row, marks=dated)
    found = [entry.message for entry in problems_of(root)]
    assert [message for message in found if "15 October 2026 as date of assessment is before 21 October" in message]
    (root / FILE).unlink()
    assert not [entry.message for entry in problems_of(root) if "as date of assessment" in entry.message]


def test_taking_an_extension_back_gives_everybodys_brief_again(tmp_path: Path) -> None:
    root = written(tmp_path / "w", ROW)
    options = Options(jobs=1, kinds=("brief", "results"), formats=("docx", "xlsx"))
    build(Workspace(root), options)
    (root / FILE).write_text(HEAD, encoding="utf-8")
    build(Workspace(root), Options(jobs=1))
    without = write_workspace(tmp_path / "without", PLAIN_LAYOUTS)
    build(Workspace(without), Options(jobs=1))
    assert files(root).keys() == files(without).keys()
    shutil.rmtree(root)


def test_work_that_is_not_in_is_late_after_the_new_date_only(tmp_path: Path) -> None:
    root = written(tmp_path, ROW)
    for day, submission in ((21, "open"), (22, "late")):
        (employer,) = status(Workspace(root), today=datetime.date(2026, 10, day)).employers
        (learner,) = (one for one in employer.assignments[0].learners if one.registration == "0012347")
        assert learner.submission == submission
