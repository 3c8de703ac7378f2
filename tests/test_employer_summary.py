"""The summary for an employer from a workspace's files to the index page, and what becomes of an earlier one."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import openpyxl
import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from markpack.cli import commands
from tests.test_build import files
from tests.test_cohorts import AGAIN, in_both
from tests.test_scope import SECOND_ASSIGNMENT, write_two_units
from tests.workspaces import CENTRE, CONTEXT, CONTEXT_FILE, MARKS, MARKS_FILE, changed, write_workspace

PDF = "employer-summary/Summary for Acme-8604.pdf"
XLSX = PDF.replace(".pdf", ".xlsx")
ASKED_FOR = ("  sector: Rail\n", "  sector: Rail\n  summary: yes\n")
WANTED = changed(CONTEXT, ASKED_FOR)
BOTH = ("--only", "employer-summary,results", "--format", "xlsx")


def markpack(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands.main, [*arguments, "-C", str(root)])


def outcomes(root: Path, folder: str = "acme", name: str = PurePosixPath(XLSX).name) -> dict[object, object]:
    """What the workbook says of the qualification, by last name."""
    rows = [*openpyxl.load_workbook(root / "output" / folder / "employer-summary" / name)["Learners"].values]
    top = next(number for number, row in enumerate(rows) if row[0] == "Last name")
    return {row[0]: row[rows[top].index("Qualification")] for row in rows[top + 1 :]}


@pytest.mark.slow
def test_it_is_made_published_linked_and_known(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, context=WANTED)
    made = markpack(root, "build", "--only", "employer-summary")
    assert made.exit_code == 0, made.output
    folder = root / "output/acme"
    assert sorted(path.relative_to(folder).as_posix() for path in folder.glob("employer-summary/*")) == [PDF, XLSX]
    text = " ".join(PdfReader(folder / PDF).pages[0].extract_text().split())
    assert "Summary for the employer: Acme Rail Limited" in text
    assert outcomes(root) == {"Jones": "Achieved", "Nguyễn Thị": "Not achieved yet", "O'Brien": "Not achieved yet"}
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert 'href="employer-summary/Summary%20for%20Acme-8604.pdf"' in page
    assert 'href="employer-summary/Summary%20for%20Acme-8604.xlsx"' in page
    said = markpack(root, "verify", str(folder / PDF))
    assert said.exit_code == 1
    assert "This is a summary for an employer" in said.output


def test_where_nobody_wants_one_there_is_none_and_nothing_says_so(tmp_path: Path) -> None:
    plain = write_workspace(tmp_path / "plain")
    wanted = write_workspace(tmp_path / "wanted", context=WANTED)
    for root in (plain, wanted):
        assert markpack(root, "build", "--format", "xlsx").exit_code == 0
    without, with_ = files(plain), files(wanted)
    assert {path for path in with_ if path not in without} == {f"acme/{XLSX}"}
    assert {path for path in without if without[path] != with_[path]} == {"acme/index.html", "acme/manifest.json"}
    assert "ummary for" not in (plain / "output/acme/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("policy", "own", "made"), [("yes", "", True), ("yes", "  summary: no\n", False), ("no", "  summary: yes\n", True)]
)
def test_the_centre_decides_and_an_employer_s_own_file_goes_before_it(
    tmp_path: Path, policy: str, own: str, made: bool
) -> None:
    root = write_workspace(
        tmp_path,
        centre=f"{CENTRE}policies:\n  employer_summary: {policy}\n",
        context=changed(CONTEXT, ("  sector: Rail\n", f"  sector: Rail\n{own}")),
    )
    assert markpack(root, "build", *BOTH).exit_code == 0
    assert (root / "output/acme" / XLSX).exists() is made


def test_a_changed_one_is_not_kept_on_record(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, context=WANTED)
    assert markpack(root, "build", "--format", "xlsx").exit_code == 0
    first = (root / "output/acme" / XLSX).read_bytes()
    (root / MARKS_FILE).write_text(changed(MARKS, ("8604-308,1,1.1,18", "8604-308,1,1.1,1")), encoding="utf-8")
    assert markpack(root, "build", "--format", "xlsx").exit_code == 0
    assert outcomes(root)["Jones"] == "Not achieved yet"
    kept = [path.read_bytes() for path in (root / "records/files").rglob("*") if path.is_file()]
    assert kept, "the completed sheet and the action plan are"
    assert first not in kept


@pytest.mark.slow
def test_one_of_before_stays_while_an_assignment_is_stopped_and_goes_when_none_is_wanted(tmp_path: Path) -> None:
    root = write_two_units(tmp_path)
    (root / CONTEXT_FILE).write_text(WANTED + SECOND_ASSIGNMENT, encoding="utf-8")
    made = markpack(root, "build", "--jobs", "1")
    assert made.exit_code == 0, made.output
    page = root / "output/acme/index.html"
    before = (root / "output/acme" / XLSX).read_bytes()
    assert "Summary for the employer, XLSX, not up to date" not in page.read_text(encoding="utf-8")
    stopped = changed(WANTED, ("assessor: Dana Whitfield", "assessor: Nobody")) + SECOND_ASSIGNMENT
    (root / CONTEXT_FILE).write_text(stopped, encoding="utf-8")
    said = markpack(root, "build", "--jobs", "1")
    assert said.exit_code == 1, said.output
    assert "Summary for the employer, XLSX, not up to date" in page.read_text(encoding="utf-8")
    assert (root / "output/acme" / XLSX).read_bytes() == before
    (root / CONTEXT_FILE).write_text(CONTEXT + SECOND_ASSIGNMENT, encoding="utf-8")
    assert markpack(root, "build", "--jobs", "1").exit_code == 0
    assert not (root / "output/acme/employer-summary").exists()
    assert "ummary for" not in page.read_text(encoding="utf-8")


def test_marks_are_not_looked_for_in_it(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, context=WANTED)
    assert markpack(root, "build", *BOTH).exit_code == 0
    (root / "contexts/acme/marks/summary.xlsx").write_bytes((root / "output/acme" / XLSX).read_bytes())
    said = markpack(root, "check")
    assert "This is a summary for an employer, which has no marks in it; no marks are read from it." in " ".join(
        said.output.split()
    )


def test_it_is_no_learner_s_and_has_none_of_their_numbers_in_the_manifest(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, context=WANTED)
    assert markpack(root, "build", *BOTH).exit_code == 0
    manifest = json.loads((root / "output/acme/manifest.json").read_text(encoding="utf-8"))["files"]
    assert manifest[XLSX]["kind"] == "employer-summary"
    assert not manifest[XLSX].get("learner")


def test_a_learner_in_two_cohorts_stands_the_same_in_both_summaries(tmp_path: Path) -> None:
    root = in_both(tmp_path, AGAIN)
    context = root / CONTEXT_FILE
    context.write_text(changed(context.read_text(encoding="utf-8"), ASKED_FOR), encoding="utf-8")
    assert markpack(root, "build", *BOTH).exit_code == 0
    for cohort, title in (("autumn-2026", "Autumn 2026"), ("spring-2027", "Spring 2027")):
        folder = f"acme/{cohort}"
        name = f"Summary for Acme-8604-{cohort}.xlsx"
        assert outcomes(root, folder, name)["Jones"] == "Achieved"
        about = openpyxl.load_workbook(root / "output" / folder / "employer-summary" / name)["About"]
        assert about["A1"].value == f"Summary for the employer: Acme Rail Limited, {title}"
