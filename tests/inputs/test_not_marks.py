"""Files in marks/ that are listed as no mark sheets: passed over as long as they are what was listed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner, Result

from markpack.cli import commands
from markpack.errors import Place, Scope, Severity
from markpack.model.forms.identity import HIDDEN_FIELD
from tests.inputs.problems import lines_of, only, problems_of
from tests.inputs.returned import blank, edit_pdf, edit_word, field, fill_pdf, fill_word
from tests.workspaces import write_workspace

FOLDER = "contexts/acme/marks"
LIST = f"{FOLDER}/not-marks.csv"
HEAD = "file,sha256,reason,by,on\n"
PHOTO = b"\xff\xd8 a photo"
DIGEST = hashlib.sha256(PHOTO).hexdigest()
LINE = f"week 2/photo.jpg,{DIGEST},Holiday,Helen Marsh,2026-11-30\n"


def workspace(root: Path, *lines: str, photo: bytes | None = PHOTO) -> Path:
    return write_workspace(root, {f"{FOLDER}/week 2/photo.jpg": photo, LIST: HEAD + "".join(lines)})


def test_a_listed_file_is_passed_over_without_a_word(tmp_path: Path) -> None:
    assert lines_of(workspace(tmp_path, LINE)) == []


def test_a_file_that_is_not_listed_is_a_problem_that_says_how_to_list_it(tmp_path: Path) -> None:
    problem = only(workspace(tmp_path))
    assert (problem.place, problem.scope) == (Place(f"{FOLDER}/week 2/photo.jpg"), Scope.FILE)
    assert "If it is not a mark sheet, list it in marks/not-marks.csv" in problem.hint


def test_a_listed_file_that_has_changed_is_named_and_read(tmp_path: Path) -> None:
    other = PHOTO + b" and more"
    line, photo = sorted(problems_of(workspace(tmp_path, LINE, photo=other)))
    assert (line.place, line.severity) == (Place(LIST, 2, 1), Severity.WARNING)
    assert "say so again with markpack not-marks" in line.hint
    assert (photo.place.file, photo.severity) == (f"{FOLDER}/week 2/photo.jpg", Severity.ERROR)


def test_a_line_whose_file_is_gone_is_a_warning(tmp_path: Path) -> None:
    problem = only(workspace(tmp_path, LINE, photo=None), Severity.WARNING)
    assert (problem.place, problem.message) == (Place(LIST, 2, 1), "There is no such file in marks/.")


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        (f"week 2/photo.jpg,{DIGEST[:-1]},Holiday,Helen Marsh,2026-11-30", 18, "is not a sha256"),
        (f",{DIGEST},Holiday,Helen Marsh,2026-11-30", 1, "The line names no file."),
        (f"week 2/photo.jpg,{DIGEST},Holiday,Helen Marsh,yesterday", 103, "“yesterday” is not a date."),
    ],
)
def test_a_line_that_cannot_be_read_is_a_problem_with_its_place(
    line: str, column: int, message: str, tmp_path: Path
) -> None:
    found = [entry for entry in problems_of(workspace(tmp_path, f"{line}\n")) if entry.place.file == LIST]
    assert [(entry.place, entry.scope, entry.severity) for entry in found] == [
        (Place(LIST, 2, column), Scope.FILE, Severity.ERROR)
    ]
    assert message in found[0].message


def test_who_listed_a_file_and_why_is_asked_for(tmp_path: Path) -> None:
    problem = only(workspace(tmp_path, f"week 2/photo.jpg,{DIGEST},,,\n"), Severity.WARNING)
    assert "why the file is no mark sheet, who has said so and on which day" in problem.message


def not_marks(root: Path, name: str) -> Result:
    command = ["not-marks", f"{root}/{FOLDER}/{name}", "--reason", "Trip, by train", "--by", "Åsa", "-C", str(root)]
    return CliRunner().invoke(commands.main, command)


@pytest.mark.parametrize("head", ["", HEAD, "on;by;reason;sha256;file\n"], ids=["new", "ours", "Excel's"])
def test_the_command_adds_a_line_that_counts(head: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    root = write_workspace(tmp_path, {f"{FOLDER}/week 2/photo.jpg": PHOTO, LIST: head or None})
    assert not_marks(root, "week 2/photo.jpg").exit_code == 0
    assert lines_of(root) == []
    assert "Trip, by train" in (root / LIST).read_text(encoding="utf-8-sig")
    assert "2026-05-28" in (root / LIST).read_text(encoding="utf-8-sig")


def test_the_command_lists_nothing_outside_of_marks_folders(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    result = CliRunner().invoke(
        commands.main,
        ["not-marks", str(root / "contexts/centre.yaml"), "--reason", "x", "--by", "y", "-C", str(root)],
    )
    assert result.exit_code == 1
    assert "Name a file in contexts/<employer>/marks/." in result.stderr


def test_a_file_that_is_listed_again_keeps_one_line(tmp_path: Path) -> None:
    other = 'letter.pdf,{},Letter,"Marsh, Helen",2026-11-30\n'.format("a" * 64)
    root = workspace(tmp_path, LINE, other, LINE, photo=PHOTO + b" and more")
    for _ in range(2):
        assert not_marks(root, "week 2/photo.jpg").exit_code == 0
    lines = (root / LIST).read_text(encoding="utf-8-sig").splitlines()
    assert lines[:2] == [HEAD.strip(), other.strip()]
    assert [line.split(",")[0] for line in lines[2:]] == ["week 2/photo.jpg"]


def test_a_mark_sheet_is_not_listed(tmp_path: Path) -> None:
    root = workspace(tmp_path, LINE)
    (root / FOLDER / "Rhys.pdf").write_bytes(blank("pdf"))
    result = not_marks(root, "Rhys.pdf")
    assert result.exit_code == 1
    assert "This is a blank mark sheet of 0012345, unit 8604-308." in result.stderr
    assert "Rhys" not in (root / LIST).read_text(encoding="utf-8-sig")


def test_a_list_of_marks_is_not_listed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("March").append(["Registration", "Unit", "Attempt", "AC", "Mark"])
    root = workspace(tmp_path, LINE)
    book.save(root / FOLDER / "march.xlsx")
    for name in ("marks.csv", "march.xlsx"):
        result = not_marks(root, name)
        assert result.exit_code == 1
        assert "This is a list of marks. Listed, what is filled in on it is not read." in result.stderr
    assert (root / LIST).read_text(encoding="utf-8-sig") == HEAD + LINE


@pytest.mark.parametrize("fmt", ["pdf", "docx"])
def test_a_mark_sheet_that_has_lost_what_it_says_of_itself_is_not_listed(fmt: str, tmp_path: Path) -> None:
    root = workspace(tmp_path, LINE)
    (root / FOLDER / f"a.{fmt}").write_bytes(_anonymous(fmt))
    result = not_marks(root, f"a.{fmt}")
    assert result.exit_code == 1
    assert "This is a form that is filled in." in result.stderr


def _anonymous(fmt: str) -> bytes:
    """A mark sheet with a mark, as a program leaves it that keeps nothing but pages and fields."""
    mark = {field("mark", "1.1"): "18"}
    if fmt == "docx":
        return edit_word(fill_word(blank("docx"), mark), lambda root: root.clear(), "docProps/custom.xml")

    def forget(pdf: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        del pdf.trailer["/Info"]
        fields[HIDDEN_FIELD].V = pikepdf.String("")

    return edit_pdf(fill_pdf(blank("pdf"), mark), forget)


def test_the_list_does_not_list_itself(tmp_path: Path) -> None:
    result = not_marks(workspace(tmp_path, LINE), "not-marks.csv")
    assert result.exit_code == 1
    assert "This is the list itself" in result.stderr
