"""How far a fault reaches: what it stops or holds stays as it was, all else is made, and both are said."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from markpack.app.cohort_status import status
from markpack.app.unchanged import rebuild
from markpack.app.workspace import Workspace
from markpack.cli import commands
from markpack.errors import InputError, Scope, Severity
from markpack.model.hold import Hold, HoldReason
from markpack.report import Options, Report
from tests.inputs.problems import problems_of
from tests.inputs.returned import Values, blank, field, fill_cells, fill_pdf, fill_word, returned
from tests.workspaces import (
    CENTRE,
    CONTEXT,
    CONTEXT_FILE,
    MARKS,
    MARKS_FILE,
    PLAIN_LAYOUTS,
    QUALIFICATION,
    REGISTER,
    REGISTER_FILE,
    UNIT,
    UNIT_FILE,
    changed,
    name_as_before,
    write_workspace,
)

ALL = Options(jobs=1)
SECOND_UNIT = UNIT.replace("8604-308", "8604-309")
SECOND_ASSIGNMENT = CONTEXT.partition("assignments:\n")[2].replace("8604-308", "8604-309")
TWO_ASSIGNMENTS = CONTEXT + SECOND_ASSIGNMENT
MARKS_OF_BOTH = MARKS + "".join(f"0012345,8604-309,1,{criterion},20,,\n" for criterion in ("1.1", "1.10"))
WRONG_MARK = changed(MARKS, (",18,", ",25,"))


def run(root: Path, options: Options = ALL) -> Report:
    return rebuild(Workspace(root), options)


def files(root: Path) -> dict[str, str]:
    output = root / "output"
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path.name != "manifest.json"
    }


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def markpack(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands.main, [*arguments, "-C", str(root)])


def write_two_units(root: Path) -> Path:
    """Write a workspace with two units, both set at acme."""
    return write_workspace(
        root,
        {**PLAIN_LAYOUTS, "templates/units/8604-309.yaml": SECOND_UNIT},
        centre=CENTRE.replace("[8604-308]", "[8604-308, 8604-309]"),
        qualification=changed(QUALIFICATION, ("[8604-308]", "[8604-308, 8604-309]")),
        context=TWO_ASSIGNMENTS,
        marks=MARKS_OF_BOTH,
    )


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two units whose documents are made."""
    root = write_two_units(tmp_path_factory.mktemp("built"))
    report = run(root)
    assert (report.failed, report.problems) == ((), ())
    return root


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copytree(built_once, tmp_path / "built"))


def test_a_wrong_mark_holds_its_learner_in_that_assignment_alone(built: Path) -> None:
    before = files(built)
    (built / MARKS_FILE).write_text(changed(MARKS_OF_BOTH, (",18,", ",25,")), encoding="utf-8")
    report = run(built)
    (problem,) = report.problems
    assert (problem.scope, problem.reach.learners) == (Scope.LEARNER, ("0012345",))
    (employer,) = report.employers
    assert employer.holds == (Hold("0012345", "8604-308", HoldReason.CONFLICT, (MARKS_FILE,), name="Rhys Jones"),)
    folders = {path.rpartition("/")[0] for path in employer.earlier}
    assert folders == {"8604-308/completed", "8604-308/feedback", "certificate"}
    assert all("0012345" in path for path in employer.earlier)
    assert differing(before, files(built)) == {
        "acme/index.html", "acme/results.xlsx", "acme/8604-308/Markbook-8604-308.xlsx",
    }  # fmt: skip


def test_feedback_that_tells_of_the_whole_qualification_stays_and_is_made_where_there_is_none(built: Path) -> None:
    passed = "".join(f"0012345,8604-309,1,{criterion},14,,\n" for criterion in ("1.1", "1.2", "1.10"))
    (built / MARKS_FILE).write_text(MARKS + passed, encoding="utf-8")
    run(built)
    before = files(built)
    told = {path for path in before if "8604-309/feedback" in path and "0012345" in path}
    wrong = changed(MARKS, (",18,", ",25,")) + passed
    (built / MARKS_FILE).write_text(wrong, encoding="utf-8")
    report = run(built)
    assert differing(before, files(built)).isdisjoint(told)
    assert {f"acme/{path}" for path in report.employers[0].earlier} >= told
    for path in told:
        (built / "output" / path).unlink()
    run(built)
    assert told <= files(built).keys()


def test_feedback_that_stays_keeps_the_name_of_an_earlier_version(built: Path) -> None:
    passed = "".join(f"0012345,8604-309,1,{criterion},14,,\n" for criterion in ("1.1", "1.2", "1.10"))
    (built / MARKS_FILE).write_text(MARKS + passed, encoding="utf-8")
    run(built)
    name_as_before(built)
    before = files(built)
    told = {path for path in before if "8604-309/feedback" in path and "0012345" in path}
    assert told
    (built / MARKS_FILE).write_text(changed(MARKS, (",18,", ",25,")) + passed, encoding="utf-8")
    report = run(built)
    assert {f"acme/{path}" for path in report.employers[0].earlier} >= told
    after = files(built)
    assert {path: after.get(path) for path in told} == {path: before[path] for path in told}
    assert {path for path in after if "8604-309/feedback" in path and "0012345" in path} == told


def test_a_second_build_says_the_same_again(built: Path) -> None:
    (built / MARKS_FILE).write_text(changed(MARKS_OF_BOTH, (",18,", ",25,")), encoding="utf-8")
    first, again = run(built), run(built)
    assert again.employers[0].published.written == []
    assert again.problems == first.problems
    assert [problem.reach for problem in again.problems] == [problem.reach for problem in first.problems]
    assert [(entry.holds, entry.earlier) for entry in again.employers] == [
        (entry.holds, entry.earlier) for entry in first.employers
    ]


def test_a_held_learner_is_shown_as_held_and_never_with_an_outcome(built: Path) -> None:
    (built / MARKS_FILE).write_text(changed(MARKS_OF_BOTH, (",18,", ",25,")), encoding="utf-8")
    run(built)
    index = (built / "output/acme/index.html").read_text(encoding="utf-8")
    assert '<span class="word held">Marks in doubt</span>' in index
    assert '<div class="detail">marks.csv</div>' in index
    assert "(not up to date)" in index
    book = openpyxl.load_workbook(built / "output/acme/results.xlsx")
    rows = {(row[0], row[3]): row for row in book["Detail"].iter_rows(values_only=True)}
    assert (rows["0012345", "8604-308"][5], rows["0012345", "8604-308"][10]) == ("Marks in doubt", "marks.csv")
    (results,) = (row for row in book["Results"].iter_rows(values_only=True) if row[0] == "0012345")
    assert results[-1] == "Not known yet: 8604-308"
    found = next(entry for entry in status(Workspace(built)).employers[0].assignments[0].learners)
    assert (found.outcome, found.files, found.total) == ("Marks in doubt", (MARKS_FILE,), "")
    printed = markpack(built, "status")
    assert f"Marks in doubt: Jones, Rhys (0012345): {MARKS_FILE}" in printed.stdout
    row = next(csv.DictReader(io.StringIO(markpack(built, "status", "--csv").stdout)))
    assert (row["outcome"], row["files to put right"]) == ("Marks in doubt", MARKS_FILE)


def test_codes_say_whether_something_is_stopped_or_held(tmp_path: Path) -> None:
    write_workspace(tmp_path, marks=WRONG_MARK)
    for command in (("check",), ("build", "--dry-run"), ("build", "--only", "brief", "--format", "xlsx"), ("status",)):
        assert markpack(tmp_path, *command).exit_code == 5, command
    for command in (("check", "--strict"), ("build", "--strict")):
        assert markpack(tmp_path, *command).exit_code == 1, command
    data = json.loads(markpack(tmp_path, "build", "--json", "--only", "brief", "--format", "xlsx").stdout)
    assert data["employers"][0]["held"] == [
        {
            "learner": "0012345",
            "assignment": "8604-308",
            "reason": "Marks in doubt",
            "files": [MARKS_FILE],
            "everything": False,
            "name": "Rhys Jones",
        }
    ]
    assert [problem["scope"] for problem in data["problems"]] == ["learner"]


def test_the_last_line_says_how_many_problems_there_are_and_what_is_made(tmp_path: Path) -> None:
    write_workspace(tmp_path, marks=WRONG_MARK)
    build = ("build", "--only", "completed", "--format", "xlsx", "--jobs", "1")
    last = {
        arguments: markpack(tmp_path, *arguments).stderr.splitlines()[-2:]
        for arguments in (build, (*build, "--strict"))
    }
    assert last[build] == [
        "  Marks in doubt: Rhys Jones (0012345), 8604-308: marks.csv; mark sheets and feedback not made",
        "1 problem above; all but what the problems concern is made.",
    ]
    assert last[*build, "--strict"][-1] == "1 problem; with --strict, nothing was made."


def test_an_employer_who_is_stopped_costs_the_other_one_nothing(tmp_path: Path) -> None:
    other = {
        **PLAIN_LAYOUTS,
        CONTEXT_FILE.replace("acme", "bell"): CONTEXT,
        REGISTER_FILE.replace("acme", "bell"): REGISTER,
    }
    root = write_workspace(tmp_path, other)
    run(root)
    before = files(root)
    (root / CONTEXT_FILE).write_text(changed(CONTEXT, ("qualification: 8604", "qualification: 8605")), encoding="utf-8")
    result = markpack(root, "build", "--jobs", "1")
    assert result.exit_code == 1
    assert "output/acme: nothing made because of problems.\n" in result.stderr
    assert "output/acme/index.html is of an earlier build, and does not say so.\n" in result.stderr
    assert files(root) == before
    report = run(root)
    assert (report.stopped, [employer.folder for employer in report.employers]) == (("acme",), ["bell"])


def test_where_all_employers_are_stopped_nothing_is_made(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, context=changed(CONTEXT, ("qualification: 8604", "qualification: 8605")))
    with pytest.raises(InputError, match="8605"):
        run(root)
    assert not (root / "output").exists()


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (CONTEXT_FILE, changed(CONTEXT, ("iqa: Miriam Okafor", "iqa: Nobody")) + SECOND_ASSIGNMENT),
        (CONTEXT_FILE, changed(CONTEXT, ("due_on: 2026-10-14", "due_on: soon")) + SECOND_ASSIGNMENT),
        (UNIT_FILE, changed(UNIT, ("{{ employer.name }}", "{{ employer.nmae }}"))),
        (UNIT_FILE, "reference: [\n"),
    ],
    ids=["person", "date", "placeholder", "syntax"],
)
def test_an_assignment_that_is_stopped_leaves_the_others_and_its_files(built: Path, file: str, text: str) -> None:
    before = files(built)
    (built / file).write_text(text, encoding="utf-8")
    report = run(built)
    assert {problem.scope for problem in report.problems} == {Scope.ASSIGNMENT}
    assert report.employers[0].stopped == ("8604-308",)
    assert report.employers[0].published.removed == []
    assert differing(before, files(built)) == {"acme/index.html", "acme/results.xlsx"}
    assert markpack(built, "build", "--jobs", "1").exit_code == 1


def test_what_is_wrong_with_a_unit_that_nobody_uses_is_a_warning(tmp_path: Path) -> None:
    half = "reference: 8604-310\ntitle: Half a unit\n"
    problems = problems_of(write_workspace(tmp_path, {"templates/units/8604-310.yaml": half}))
    assert problems
    assert {problem.severity for problem in problems} == {Severity.WARNING}


def test_a_learner_whose_row_is_wrong_keeps_the_documents_of_earlier_builds(built: Path) -> None:
    before = files(built)
    register = changed(REGISTER, ("Rhys,Jones,,", "Rhys,Jones,12,"))
    (built / REGISTER_FILE).write_text(register, encoding="utf-8")
    report = run(built)
    assert {problem.scope for problem in report.problems} == {Scope.LEARNER}
    assert [(hold.learner, hold.everything) for hold in report.employers[0].holds] == [("0012345", True)] * 2
    changed_files = differing(before, files(built))
    assert not any("0012345" in path or "0012346" in path for path in changed_files)


def test_a_damaged_file_of_nobody_known_leaves_what_earlier_builds_made(built: Path) -> None:
    before = files(built)
    (built / MARKS_FILE).rename(built / "contexts/acme/marks/marks.csv.bak")
    (built / "contexts/acme/marks/a.pdf").write_bytes(b"%PDF-1.7\nnothing")
    report = run(built)
    assert [problem.scope for problem in report.problems] == [Scope.FILE, Scope.FILE]
    assert report.employers[0].published.removed == []
    assert not any("completed" in path or "feedback" in path for path in differing(before, files(built)))


def test_a_damaged_file_with_a_learners_number_in_its_name_holds_that_learner(built: Path) -> None:
    (built / "contexts/acme/marks/R Jones-0012345-012345.pdf").write_bytes(b"%PDF-1.7\nnothing")
    holds = run(built).employers[0].holds
    assert {(hold.learner, hold.reason) for hold in holds} == {("0012345", HoldReason.NOT_READ)}
    learner = status(Workspace(built)).employers[0].assignments[0].learners[0]
    assert learner.outcome == "Returned, not read"
    assert learner.files == ("contexts/acme/marks/R Jones-0012345-012345.pdf",)


@pytest.mark.parametrize(("fmt", "fill"), [("xlsx", fill_cells), ("docx", fill_word), ("pdf", fill_pdf)])
def test_a_mark_sheet_with_a_fault_is_returned_and_not_read(
    fmt: str, fill: Callable[[bytes, Values], bytes], tmp_path: Path
) -> None:
    sheet = fill(blank(fmt), {field("mark", "1.1"): "99", field("mark", "1.2"): "9"})
    root = returned(tmp_path, {f"back.{fmt}": sheet})
    (employer,) = status(Workspace(root)).employers
    found = {learner.registration: learner for learner in employer.assignments[0].learners}
    assert (found["0012345"].outcome, found["0012346"].outcome) == ("Returned, not read", "Not marked yet")
    assert found["0012345"].files == (f"contexts/acme/marks/back.{fmt}",)
