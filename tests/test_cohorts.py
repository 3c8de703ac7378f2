"""Cohorts: groups of an employer's learners with a file, a register, marks and documents of their own."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.cli.commands import main
from markpack.model.forms.identity import MARKS_RECORD
from markpack.publish.publication import Publication
from markpack.report import Options, Report
from tests.workspaces import (
    CENTRE,
    CENTRE_FILE,
    CONTEXT,
    MARKS,
    MARKS_FILE,
    PLAIN_LAYOUTS,
    QUALIFICATION,
    QUALIFICATION_FILE,
    REGISTER,
    UNIT,
    UNIT_FILE,
    changed,
    write_workspace,
)

SHARED, ASSIGNMENTS = CONTEXT.split("assignments:\n")
AUTUMN, SPRING = "contexts/acme/cohorts/autumn-2026", "contexts/acme/cohorts/spring-2027"
OTHER_LEARNERS = "Registration,First name,Last name,Registered on\n0099001,Ada,Okoro,01/01/2027\n"
COHORTS = {
    f"{AUTUMN}/cohort.yaml": f"title: Autumn 2026\nassignments:\n{ASSIGNMENTS}",
    f"{AUTUMN}/learners.csv": REGISTER,
    f"{AUTUMN}/marks/marks.csv": MARKS,
    f"{SPRING}/cohort.yaml": changed(
        f"title: Spring 2027\nassignments:\n{ASSIGNMENTS}", ("2026-09-14", "2027-02-01"), ("2026-10-14", "2027-03-12")
    ),
    f"{SPRING}/learners.csv": OTHER_LEARNERS,
    **PLAIN_LAYOUTS,
}
WITHOUT_OWN = {"contexts/acme/learners.csv": None, MARKS_FILE: None}


def cohorts_alone(root: Path, files: dict[str, str | bytes | None] | None = None) -> Path:
    """Write a workspace whose employer has two cohorts and nothing else."""
    return write_workspace(root, {**COHORTS, **WITHOUT_OWN, **(files or {})}, context=SHARED)


def build_all(root: Path, *employers: str, formats: tuple[str, ...] = ("docx", "xlsx")) -> Report:
    report = build(Workspace(root), Options(employers, jobs=1, formats=formats))
    assert report.failed == ()
    return report


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "-C", str(root)])


def sheet_of(root: Path, path: str) -> Worksheet:
    return load_workbook(root / "output" / path).worksheets[0]


def properties(path: Path) -> dict[str, str]:
    book: Any = load_workbook(path)
    return {entry.name: entry.value for entry in book.custom_doc_props.props}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = cohorts_alone(tmp_path_factory.mktemp("cohorts"))
    build_all(root)
    return root


def test_each_cohort_has_a_pack_of_its_own(made: Path) -> None:
    output = made / "output/acme"
    assert {path.name for path in output.iterdir() if path.is_dir()} == {"all", "autumn-2026", "spring-2027"}
    for cohort, names in (("autumn-2026", {"0012345", "0012346"}), ("spring-2027", {"0099001"})):
        sheets = [path.name for path in (output / cohort).glob("8604-308/blank/*.docx")]
        assert names <= {part for name in sheets for part in name.split("-")}
        assert (output / cohort / "index.html").is_file()
        assert (output / cohort / "manifest.json").is_file()
    text = "\n".join(str(cell.value) for row in sheet_of(made, "acme/spring-2027/results.xlsx") for cell in row)
    assert "Acme Rail Limited, Spring 2027" in text
    assert "Okoro" in text
    assert "Jones" not in text


def test_files_say_for_which_cohort_they_are(made: Path) -> None:
    blank = next((made / "output/acme/spring-2027").glob("8604-308/blank/*0099001*.xlsx"))
    assert properties(blank)["markpack.employer"] == "acme"
    assert properties(blank)["markpack.cohort"] == "spring-2027"
    result = run(made, "verify", str(blank), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["files"][0]["generated_as"].startswith("acme/spring-2027/8604-308/blank/")


def test_marks_count_in_the_cohort_whose_folder_they_are_in(made: Path) -> None:
    completed = made / "output/acme/autumn-2026/8604-308/completed"
    assert any("0012345" in path.name for path in completed.glob("*.docx"))
    assert not (made / "output/acme/spring-2027/8604-308/completed").exists()


@pytest.mark.parametrize("name", ["acme/autumn-2026", "contexts/acme/cohorts/autumn-2026/", "output/acme/autumn-2026"])
def test_a_cohort_is_named_with_its_employer(name: str, made: Path) -> None:
    status = json.loads(run(made, "status", name, "--json").stdout)
    assert [entry["folder"] for entry in status["employers"]] == ["acme/autumn-2026"]
    assert build_all(made, name).employers[0].folder == "acme/autumn-2026"


def test_an_employer_means_all_its_cohorts(made: Path) -> None:
    status = json.loads(run(made, "status", "acme", "--json").stdout)
    assert [entry["folder"] for entry in status["employers"]] == ["acme/autumn-2026", "acme/spring-2027"]


def test_a_cohort_that_there_is_not_is_named(made: Path) -> None:
    result = run(made, "build", "acme/summer-2027")
    assert result.exit_code == 1
    assert "acme has no cohort “summer-2027”" in result.output
    assert "Cohorts there are autumn-2026 and spring-2027." in result.output
    alone = run(made, "build", "autumn-2026").output
    assert "A cohort is named with its employer: acme/autumn-2026." in " ".join(alone.split())


def test_a_context_with_assignments_of_its_own_goes_on_beside_cohorts(tmp_path: Path) -> None:
    alone = write_workspace(tmp_path / "alone", PLAIN_LAYOUTS)
    build_all(alone)
    register = OTHER_LEARNERS.replace("0099001", "0099002")
    files = {**COHORTS, f"{AUTUMN}/learners.csv": register, f"{AUTUMN}/marks/marks.csv": None}
    both = write_workspace(tmp_path / "both", files)
    build_all(both)
    own = {
        path.relative_to(alone / "output"): path.read_bytes()
        for path in (alone / "output/acme").rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    assert len(own) > 20
    for path, data in own.items():
        if path.name not in ("manifest.json", "index.html"):
            assert (both / "output" / path).read_bytes() == data, path
    report = build_all(both)
    assert [entry.folder for entry in report.employers] == ["acme", "acme/autumn-2026", "acme/spring-2027", "acme/all"]
    assert not any(entry.published.unknown_files or entry.published.written for entry in report.employers)


def test_without_assignments_there_has_to_be_a_cohort(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, context=SHARED)
    result = run(root, "check")
    assert result.exit_code == 1
    assert "“assignments” is missing from the file." in result.output


def test_a_register_and_marks_that_no_cohort_has_are_named(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, COHORTS, context=SHARED)
    output = run(root, "check").output
    assert "contexts/acme/learners.csv" in output
    assert "contexts/acme/marks" in output
    assert output.count("sets no assignments: each cohort has its own.") == 2


def test_an_empty_marks_folder_that_no_cohort_has_is_not_named(tmp_path: Path) -> None:
    root = cohorts_alone(tmp_path, {"contexts/acme/marks/.gitkeep": ""})
    assert "sets no assignments" not in run(root, "check").output


@pytest.mark.parametrize("name", ["Autumn", "a" * 33, "certificate", "all", "-x", "8604-308", "nul"])
def test_a_folder_that_cannot_be_a_cohorts_is_named(name: str, tmp_path: Path) -> None:
    files = {path.replace("spring-2027", name): text for path, text in COHORTS.items()}
    root = write_workspace(tmp_path, {**files, "contexts/acme/context.yaml": CONTEXT})
    result = run(root, "build", "--only", "results")
    assert result.exit_code == 1
    assert f"contexts/acme/cohorts/{name}" in result.output
    assert "autumn-2026" in result.output
    assert not (root / "output/acme" / name).exists()


def test_a_cohort_called_as_an_employer_is_named_with_its_own(tmp_path: Path) -> None:
    root = cohorts_alone(tmp_path, {"contexts/spring-2027/context.yaml": CONTEXT})
    status = json.loads(run(root, "status", "acme/spring-2027", "--json").stdout)
    assert [entry["folder"] for entry in status["employers"]] == ["acme/spring-2027"]


@pytest.mark.parametrize(
    ("misplaced", "hint"),
    [
        ("contexts/acme/cohort.yaml", "Move it into a cohort’s folder, below cohorts."),
        ("contexts/acme/cohorts/learners.csv", "Move it into the folder of the cohort it is of."),
        (f"{AUTUMN}/cohorts/nights/cohort.yaml", "Move what is in it into contexts/acme/cohorts."),
    ],
)
def test_what_stands_in_no_cohorts_folder_is_named(misplaced: str, hint: str, tmp_path: Path) -> None:
    output = run(cohorts_alone(tmp_path, {misplaced: "title: Nights\n"}), "check").output
    assert misplaced.removesuffix("/nights/cohort.yaml") in output
    assert "This is not read where it is." in output
    assert hint in output


def test_a_cohorts_file_that_is_online_is_named_as_such(tmp_path: Path) -> None:
    root = cohorts_alone(tmp_path, {f"{SPRING}/cohort.yaml": None, f"{SPRING}/.cohort.yaml.icloud": b"bplist00"})
    output = run(root, "check", "acme/spring-2027").output
    assert "“cohort.yaml” is kept online" in output
    assert "has no cohort" not in output


def test_cohorts_of_one_title_are_named(tmp_path: Path) -> None:
    same = changed(str(COHORTS[f"{SPRING}/cohort.yaml"]), ("Spring 2027", "autumn  2026"))
    output = run(cohorts_alone(tmp_path, {f"{SPRING}/cohort.yaml": same}), "check").output
    assert f"The cohort in {AUTUMN} is called “autumn 2026” too." in output


def test_a_fault_of_one_cohort_is_its_own(tmp_path: Path) -> None:
    wrong = changed(str(COHORTS[f"{SPRING}/cohort.yaml"]), ("title: Spring 2027", "titel: Spring 2027"))
    root = cohorts_alone(tmp_path, {f"{SPRING}/cohort.yaml": wrong})
    report = build_all(root)
    assert [entry.folder for entry in report.employers] == ["acme/autumn-2026", "acme/all"]
    assert report.stopped == ("acme/spring-2027",)
    assert {problem.place.file for problem in report.problems} == {f"{SPRING}/cohort.yaml"}


def test_a_fault_of_the_shared_context_stops_all_cohorts_and_is_said_once(tmp_path: Path) -> None:
    root = cohorts_alone(tmp_path, {"contexts/acme/context.yaml": changed(SHARED, ("qualification: 8604", "other: 1"))})
    result = run(root, "check")
    assert result.exit_code == 1
    assert result.output.count("“qualification” is missing") == 1


def test_a_place_in_a_cohorts_file_is_that_files(tmp_path: Path) -> None:
    wrong = changed(str(COHORTS[f"{SPRING}/cohort.yaml"]), ("assessor: Dana Whitfield", "assessor: Nobody Known"))
    output = run(cohorts_alone(tmp_path, {f"{SPRING}/cohort.yaml": wrong}), "check").output
    assert f"{SPRING}/cohort.yaml, line 7" in output
    assert "Nobody Known" in output


def test_a_sheet_of_another_cohort_is_refused_with_where_it_belongs(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "copy")
    root = tmp_path / "copy"
    blank = next((root / "output/acme/spring-2027").glob("8604-308/blank/*0099001*.xlsx"))
    shutil.copy(blank, root / AUTUMN / "marks")
    output = run(root, "check").output
    assert "This mark sheet was made for the cohort spring-2027, not for the cohort autumn-2026." in output
    assert f"Move it to {SPRING}/marks/." in output


def test_a_sheet_that_does_not_say_belongs_to_the_first_cohort_with_learner_and_unit(tmp_path: Path) -> None:
    own = write_workspace(tmp_path / "own", PLAIN_LAYOUTS, marks="learner,unit,attempt,criterion,mark\n")
    build_all(own)
    blank = next((own / "output/acme/8604-308/blank").glob("*0012347*.docx"))
    root = cohorts_alone(tmp_path / "one")
    (root / AUTUMN / "marks/sheet.docx").write_bytes(blank.read_bytes())
    assert "does not say for which cohort" not in run(root, "check").output
    register = f"{OTHER_LEARNERS}0012347,Siobhán,O'Brien,01/09/2026\n"
    root = cohorts_alone(tmp_path / "both", {f"{SPRING}/learners.csv": register})
    (root / AUTUMN / "marks/sheet.docx").write_bytes(blank.read_bytes())
    assert "does not say for which cohort" not in run(root, "check").output
    (root / SPRING / "marks").mkdir(exist_ok=True)
    (root / SPRING / "marks/sheet.docx").write_bytes(blank.read_bytes())
    output = run(root, "check").output
    assert "and acme/autumn-2026, which came first, has the learner and the unit, too." in output
    assert f"Move it to {AUTUMN}/marks/" in output


def test_the_record_of_marks_has_the_cohort(tmp_path: Path) -> None:
    root = write_workspace(
        tmp_path, {**COHORTS, **WITHOUT_OWN, "templates/layouts/mark_sheet.html.j2": None}, context=SHARED
    )
    build_all(root, "acme/autumn-2026", formats=("pdf",))

    path = next((root / "output/acme/autumn-2026/8604-308/completed").glob("*0012345*.pdf"))
    record = json.loads(PdfReader(path).attachments[MARKS_RECORD][0])
    assert (record["employer"], record["cohort"]) == ("Acme Rail Limited", "autumn-2026")


def test_a_new_cohort_is_laid_out_to_be_filled_in(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    result = run(root, "new", "cohort", "acme", "Autumn 2026 (nights)")
    folder = root / "contexts/acme/cohorts/autumn-2026-nights"
    assert result.exit_code == 0, result.output
    assert {path.name for path in folder.iterdir()} == {"cohort.yaml", "learners.xlsx", "marks"}
    assert 'title: "Autumn 2026 (nights)"' in (folder / "cohort.yaml").read_text()
    check = run(root, "check").output
    assert "contexts/acme/cohorts/autumn-2026-nights/cohort.yaml" in check
    assert "“set_on” has no value." in check
    assert "Traceback" not in check


@pytest.mark.parametrize(
    ("employer", "name", "said"),
    [
        ("acmee", "Autumn", "There is no employer “acmee”. Did you mean “acme”?"),
        ("acme", "???", "cannot be made into a folder name"),
        ("acme", "8604-308", "is the name of another folder"),
        ("acme", "Certificate", "is the name of another folder"),
    ],
)
def test_a_cohort_that_cannot_be_laid_out_is_refused(employer: str, name: str, said: str, tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    result = run(root, "new", "cohort", employer, name)
    assert result.exit_code == 1
    assert said in " ".join(result.output.split())
    assert not (root / "contexts/acme/cohorts").exists()


def test_a_cohorts_name_is_never_used_again(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "copy")
    root = tmp_path / "copy"
    assert "A cohort has this folder already." in run(root, "new", "cohort", "acme", "Autumn 2026").output
    shutil.rmtree(root / AUTUMN)
    shutil.rmtree(root / "output/acme/autumn-2026")
    assert "There was a cohort with this folder." in run(root, "new", "cohort", "acme", "Autumn 2026").output


def test_what_is_no_mark_sheet_is_listed_in_the_cohorts_folder(tmp_path: Path) -> None:
    root = cohorts_alone(tmp_path)
    (root / AUTUMN / "marks/notes.txt").write_text("A note.")
    result = run(root, "not-marks", str(root / AUTUMN / "marks/notes.txt"), "--reason", "a note", "--by", "D. W.")
    assert result.exit_code == 0, result.output
    assert (root / AUTUMN / "marks/not-marks.csv").is_file()
    assert "notes.txt" not in run(root, "check").output


def test_the_record_of_a_cohort_is_its_own(tmp_path: Path) -> None:
    root = cohorts_alone(tmp_path)
    build_all(root)
    marks = root / AUTUMN / "marks/marks.csv"
    marks.write_text(changed(MARKS, (",18,", ",20,")), encoding="utf-8")
    build_all(root)
    assert (root / "records/reported/acme/autumn-2026.json").is_file()
    lines = (root / "records/earlier.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].split(",")[1:3] == ["acme", "autumn-2026"]
    for name in ("acme", "acme/autumn-2026"):
        changes = json.loads(run(root, "status", "--changes", "--json", name).stdout)
        assert any(entry["folder"] == "acme/autumn-2026" for entry in changes["employers"]), name


# A learner in two cohorts

REFERRED = """\
learner,unit,attempt,criterion,mark,comment,assessor,assessed on
0012345,8604-308,1,1.1,18,Good factors.,Dana Whitfield,2026-10-20
0012345,8604-308,1,1.2,3,Name effects.,,
0012345,8604-308,1,1.10,20,,,
"""
AGAIN = """\
learner,unit,attempt,criterion,mark,comment,assessor,assessed on
0012345,8604-308,2,1.2,12,Better.,Dana Whitfield,2027-03-20
"""
BOTH = f"{OTHER_LEARNERS}0012345,Rhys,Jones,01/09/2026\n"


def in_both(root: Path, marks: str | None = None, files: dict[str, str | bytes | None] | None = None) -> Path:
    """Write a workspace in which a learner was referred in autumn, and is in the spring cohort too."""
    own = {f"{AUTUMN}/marks/marks.csv": REFERRED, f"{SPRING}/learners.csv": BOTH, f"{SPRING}/marks/marks.csv": marks}
    return cohorts_alone(root, {**own, **(files or {})})


def blank_sheets(root: Path, cohort: str) -> set[str]:
    return {attempt_in(path) for path in (root / "output/acme" / cohort).glob("8604-308/blank/*0012345*.docx")}


def learner_in(root: Path, cohort: str, number: str = "0012345") -> dict[str, Any]:
    status = json.loads(run(root, "status", f"acme/{cohort}", "--json", "--as-of", "2027-03-01").stdout)
    learners = status["employers"][0]["assignments"][0]["learners"]
    entry: dict[str, Any] = next(entry for entry in learners if entry["registration"] == number)
    return entry


def attempt_in(path: Path) -> str:
    """The attempt that a file's name says."""
    return path.stem.rpartition("(")[2].partition(")")[0]


def test_the_next_attempt_is_handed_out_in_the_cohort_in_which_the_learner_goes_on(tmp_path: Path) -> None:
    root = in_both(tmp_path)
    build_all(root)
    assert blank_sheets(root, "autumn-2026") == {"1"}
    assert blank_sheets(root, "spring-2027") == {"2"}
    spring = root / "output/acme/spring-2027/8604-308"
    assert not list(spring.glob("completed/*0012345*"))
    assert not list(spring.glob("feedback/*0012345*"))
    assert list((root / "output/acme/autumn-2026/8604-308").glob("feedback/*0012345*"))
    for cohort, attempts in (("autumn-2026", [1]), ("spring-2027", [2])):
        book = load_workbook(root / f"output/acme/{cohort}/8604-308/Markbook-8604-308.xlsx")["Marks"]
        rows = [row for row in book.iter_rows(values_only=True) if str(row[0]) == "0012345"]
        assert [int(str(row[3])) for row in rows] == attempts, cohort


def test_what_is_due_is_due_in_the_cohort_in_which_the_learner_goes_on(tmp_path: Path) -> None:
    root = in_both(tmp_path)
    autumn, spring = learner_in(root, "autumn-2026"), learner_in(root, "spring-2027")
    assert (autumn["due"], autumn["resubmit_by"]) == ("", None)
    assert (spring["due"], spring["due_on"]) == ("resubmission", "2027-03-12")


@pytest.mark.parametrize("marks", [None, AGAIN])
def test_feedback_says_by_when_the_learner_hands_in_again_in_the_other_cohort(
    marks: str | None, tmp_path: Path
) -> None:
    root = in_both(tmp_path, marks)
    build_all(root, "acme/autumn-2026", formats=("xlsx",))
    (plan,) = (root / "output/acme/autumn-2026/8604-308/feedback").glob("*0012345*(1) *.xlsx")
    cells = {cell for sheet in load_workbook(plan) for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "12 March 2027" in " ".join(str(cell) for cell in cells)
    assert not any("November 2026" in str(cell) for cell in cells)


def test_attempts_count_over_all_cohorts(tmp_path: Path) -> None:
    root = in_both(tmp_path, AGAIN)
    build_all(root)
    for cohort in ("autumn-2026", "spring-2027"):
        entry = learner_in(root, cohort)
        assert (entry["attempt"], entry["standing"], entry["total"]) == (2, "confirmed", "50"), cohort
        sheet = sheet_of(root, f"acme/{cohort}/results.xlsx")
        text = " ".join(str(cell.value) for row in sheet for cell in row if cell.value is not None)
        assert "Achieved" in text
    spring = root / "output/acme/spring-2027"
    assert {attempt_in(path) for path in spring.glob("8604-308/completed/*0012345*.docx")} == {"2"}
    assert list(spring.glob("certificate/*0012345*"))
    assert not list((root / "output/acme/autumn-2026").glob("certificate/*"))


def test_a_cohort_alone_is_built_as_with_all_others(tmp_path: Path) -> None:
    whole, alone = in_both(tmp_path / "whole", AGAIN), in_both(tmp_path / "alone", AGAIN)
    build_all(whole)
    build_all(alone, "acme/spring-2027")
    assert not (alone / "output/acme/autumn-2026").exists()
    files = [path for path in (whole / "output/acme/spring-2027").rglob("*") if path.is_file() and path.name[0] != "."]
    assert len(files) > 20
    for path in files:
        if path.name in ("index.html", "manifest.json"):  # the page links that of all cohorts, where there is one
            continue
        assert (alone / path.relative_to(whole)).read_bytes() == path.read_bytes(), path.name


def test_a_unit_is_claimed_once_and_with_the_cohort_in_which_it_was_marked(tmp_path: Path) -> None:
    root = in_both(tmp_path, AGAIN)
    claim = json.loads(run(root, "claim", "--json").stdout)
    assert [entry["employer"] for entry in claim["units"] if entry["registration"] == "0012345"] == ["acme/spring-2027"]
    only = json.loads(run(root, "claim", "acme/autumn-2026", "--json").stdout)
    assert [entry for entry in only["units"] if entry["registration"] == "0012345"] == []
    (why,) = [entry["why"] for entry in only["cannot_be_claimed"] if entry["registration"] == "0012345"]
    assert why == "To be claimed with Acme Rail Limited, Spring 2027, where it was marked"


def test_what_cannot_be_claimed_is_listed_once_with_the_cohort_in_which_the_learner_goes_on(tmp_path: Path) -> None:
    root = in_both(tmp_path)
    for asked, listed in (((), ["acme/spring-2027"]), (("acme/autumn-2026",), ["acme/autumn-2026"])):
        claim = json.loads(run(root, "claim", *asked, "--json").stdout)
        assert [row["employer"] for row in claim["cannot_be_claimed"] if row["registration"] == "0012345"] == listed


def test_an_attempt_that_two_cohorts_have_is_in_doubt(tmp_path: Path) -> None:
    root = in_both(tmp_path, REFERRED)
    output = run(root, "check").output
    assert f"is marked here and in {AUTUMN}/marks: attempts count over all cohorts of an employer." in output
    assert "number it 2" in output


def test_an_undecided_attempt_of_who_has_left_a_cohort_begins_anew(tmp_path: Path) -> None:
    register = "Registration,First name,Last name,Registered on,Status,Status from\n"
    register += "0012345,Rhys,Jones,01/09/2026,transferred,2026-11-01\n"
    begun = "\n".join(REFERRED.splitlines()[:2]) + "\n"
    marked = changed(REFERRED, ("2026-10-20", "2027-03-15"))
    root = in_both(tmp_path, marked, {f"{AUTUMN}/learners.csv": register, f"{AUTUMN}/marks/marks.csv": begun})
    assert "is marked here and in" not in run(root, "check").output
    build_all(root)
    assert blank_sheets(root, "spring-2027") == {"1", "2"}
    assert (learner_in(root, "spring-2027")["attempt"], learner_in(root, "spring-2027")["standing"]) == (1, "confirmed")


def test_marks_in_doubt_in_one_cohort_hold_the_learner_in_the_other(tmp_path: Path) -> None:
    wrong = changed(REFERRED, (",18,", ",180,"))
    root = in_both(tmp_path, None, {f"{AUTUMN}/marks/marks.csv": wrong})
    assert learner_in(root, "spring-2027")["outcome"] == "Marks in doubt"
    assert learner_in(root, "spring-2027", "0099001")["outcome"] == "Not marked yet"
    alone = json.loads(run(root, "build", "acme/spring-2027", "--only", "results", "--json").stdout)
    assert [entry["learner"] for entry in alone["employers"][0]["held"]] == ["0012345"]


def test_a_stopped_cohort_holds_the_learners_that_it_shares(tmp_path: Path) -> None:
    wrong = changed(str(COHORTS[f"{AUTUMN}/cohort.yaml"]), ("title: Autumn 2026", "titel: Autumn"))
    root = in_both(tmp_path, None, {f"{AUTUMN}/cohort.yaml": wrong})
    assert learner_in(root, "spring-2027")["outcome"] == "Returned, not read"
    assert learner_in(root, "spring-2027", "0099001")["outcome"] == "Not marked yet"


def test_who_would_begin_twice_is_named(tmp_path: Path) -> None:
    root = in_both(tmp_path, None, {f"{AUTUMN}/marks/marks.csv": None})
    output = run(root, "check").output
    assert f"Rhys Jones is active here and in {AUTUMN}, and both set 8604-308" in output
    assert output.count("both hand out the first attempt") == 1
    (root / AUTUMN / "marks").mkdir()
    (root / AUTUMN / "marks/marks.csv").write_text(REFERRED, encoding="utf-8")
    assert "both hand out the first attempt" not in run(root, "check").output


TWO_UNITS: dict[str, str | bytes | None] = {
    UNIT_FILE.replace("308", "309"): UNIT.replace("8604-308", "8604-309"),
    QUALIFICATION_FILE: QUALIFICATION.replace("[8604-308]", "[8604-308, 8604-309]"),
    CENTRE_FILE: CENTRE.replace("[8604-308]", "[8604-308, 8604-309]"),
}
TOGETHER = changed(ASSIGNMENTS, ("unit: 8604-308", "units: [8604-308, 8604-309]"))
IN_SPRING = (("2026-09-14", "2027-02-01"), ("2026-10-14", "2027-03-12"))


def test_feedback_on_separate_sheets_is_given_where_the_attempt_was_marked(tmp_path: Path) -> None:
    of_309 = changed(REFERRED, ("0012345,8604-308,1,1.2,3", "0012345,8604-308,1,1.2,12")).replace("308", "309")
    files = {
        **TWO_UNITS,
        f"{AUTUMN}/cohort.yaml": f"title: Autumn 2026\nassignments:\n{TOGETHER}    marking: separate sheets\n",
        f"{SPRING}/cohort.yaml": changed(f"title: Spring 2027\nassignments:\n{TOGETHER}", *IN_SPRING)
        + "    marking: separate sheets\n",
        f"{AUTUMN}/marks/marks.csv": REFERRED + of_309.split("\n", 1)[1],
    }
    root = in_both(tmp_path, AGAIN, files)
    build_all(root, formats=("docx",))
    for cohort, attempts in (("autumn-2026", {"1"}), ("spring-2027", {"2"})):
        reports = (root / "output/acme" / cohort).glob("*/feedback/*0012345*.docx")
        assert {attempt_in(path) for path in reports} == attempts, cohort


ON_ONE_SHEET = """\
learner,unit,attempt,criterion,mark,comment,assessor,assessed on
0012345,8604-308+8604-309,1,308/1.1,18,Good.,Dana Whitfield,2026-10-20
0012345,8604-308+8604-309,1,308/1.2,3,Name effects.,,
0012345,8604-308+8604-309,1,308/1.10,20,,,
0012345,8604-308+8604-309,1,309/1.1,18,,,
0012345,8604-308+8604-309,1,309/1.2,12,,,
0012345,8604-308+8604-309,1,309/1.10,20,,,
"""


def one_sheet_in_autumn(root: Path, marks: str | None) -> Path:
    """Write a workspace in which a learner was referred on a sheet of two units; spring sets one of them by itself."""
    files = {
        **TWO_UNITS,
        f"{AUTUMN}/cohort.yaml": f"title: Autumn 2026\nassignments:\n{TOGETHER}    marking: credit weighted\n",
        f"{AUTUMN}/marks/marks.csv": ON_ONE_SHEET,
    }
    return in_both(root, marks, files)


def test_who_began_on_a_sheet_of_other_units_goes_on_with_that_sheet(tmp_path: Path) -> None:
    root = one_sheet_in_autumn(tmp_path, None)
    output = " ".join(run(root, "check").output.split())
    assert "at 8604-309 here" not in output
    assert f"cannot go on at 8604-308 here, because {AUTUMN} marked 8604-308+8604-309" in output
    build_all(root, formats=("docx",))
    assert not blank_sheets(root, "spring-2027")
    assert learner_in(root, "spring-2027")["due"] == ""
    blank = (root / "output/acme/autumn-2026").glob("8604-308+8604-309/blank/*0012345*.docx")
    assert {attempt_in(path) for path in blank} == {"1", "2"}


def test_marks_on_sheets_of_other_units_in_two_cohorts_are_in_doubt(tmp_path: Path) -> None:
    root = one_sheet_in_autumn(tmp_path, changed(REFERRED, ("2026-10-20", "2027-03-15")))
    output = " ".join(run(root, "check").output.split())
    assert f"is marked at 8604-308 here, and at 8604-308+8604-309 in {AUTUMN}" in output
    assert {learner_in(root, cohort)["outcome"] for cohort in ("autumn-2026", "spring-2027")} == {"Marks in doubt"}


@pytest.mark.parametrize(("weights", "count"), [("", 0), ("    weights: {8604-308: 3, 8604-309: 1}\n", 1)])
def test_who_began_where_marks_are_shared_out_otherwise_is_named(weights: str, count: int, tmp_path: Path) -> None:
    weighted = f"{TOGETHER}    marking: credit weighted\n"
    files = {
        **TWO_UNITS,
        f"{AUTUMN}/cohort.yaml": f"title: Autumn 2026\nassignments:\n{weighted}",
        f"{SPRING}/cohort.yaml": changed(f"title: Spring 2027\nassignments:\n{weighted}{weights}", *IN_SPRING),
        f"{AUTUMN}/marks/marks.csv": ON_ONE_SHEET,
    }
    root = in_both(tmp_path, None, files)
    output = " ".join(run(root, "check").output.split())
    assert output.count(f"began 8604-308+8604-309 in {AUTUMN}, where marks are shared out otherwise") == count


def test_an_attempt_that_is_begun_is_due_where_it_is_completed(tmp_path: Path) -> None:
    root = in_both(tmp_path, None, {f"{AUTUMN}/marks/marks.csv": "\n".join(REFERRED.splitlines()[:2])})
    assert learner_in(root, "autumn-2026")["due"] == "feedback"
    assert learner_in(root, "spring-2027")["due"] == ""


def test_a_cohort_whose_folder_is_gone_is_named(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "copy")
    root = tmp_path / "copy"
    assert "any more" not in run(root, "check").output
    (root / AUTUMN).rename(root / "contexts/acme/cohorts/autumn")
    output = " ".join(run(root, "check").output.split())
    assert f"output/acme/autumn-2026 Warning: There is no {AUTUMN} any more" in output
    shutil.rmtree(root / "contexts/acme/cohorts")
    (root / "contexts/acme/context.yaml").write_text(CONTEXT, encoding="utf-8")
    (root / "contexts/acme/learners.csv").write_text(REGISTER, encoding="utf-8")
    build_all(root, formats=("xlsx",))
    assert "all/index.html" not in (root / "output/acme/index.html").read_text(encoding="utf-8")


RENUMBERED = "0077777,Rhys,Jones,01/09/2026,0012345\n"
NUMBERS = "Registration,First name,Last name,Registered on,Former registrations\n"


@pytest.mark.parametrize("renumbered", [AUTUMN, SPRING])
def test_a_former_number_in_one_register_is_the_learner_in_both(renumbered: str, tmp_path: Path) -> None:
    of_before = f"{NUMBERS}0012345,Rhys,Jones,01/09/2026,\n"
    registers = {f"{folder}/learners.csv": of_before for folder in (AUTUMN, SPRING)}
    root = in_both(tmp_path, AGAIN, {**registers, f"{renumbered}/learners.csv": f"{NUMBERS}{RENUMBERED}"})
    for cohort, folder in (("autumn-2026", AUTUMN), ("spring-2027", SPRING)):
        number = "0077777" if folder == renumbered else "0012345"
        entry = learner_in(root, cohort, number)
        assert (entry["attempt"], entry["standing"], entry["total"]) == (2, "confirmed", "50"), cohort
    build_all(root, "acme", formats=("xlsx",))
    assert "Cohorts: 2 · Learners: 1 · Qualification achieved: 1" in text_of(root, "acme/all/results.xlsx")


def test_a_number_that_lost_its_zeros_in_one_cohort_is_named_in_both(tmp_path: Path) -> None:
    root = in_both(tmp_path, None, {f"{SPRING}/learners.csv": changed(BOTH, ("0012345", "12345"))})
    output = " ".join(run(root, "check").output.split())
    assert f"is listed here as “12345” and in {AUTUMN}/learners.csv, line 2, column 1 as “0012345”" in output
    assert output.count("leading zeros are probably lost") == 2
    for cohort, number in (("autumn-2026", "0012345"), ("spring-2027", "12345")):
        assert learner_in(root, cohort, number)["outcome"] == "Marks in doubt"


def test_a_learner_of_another_name_is_given_nobodys_attempts(tmp_path: Path) -> None:
    register = changed(BOTH, ("Rhys,Jones", "Gareth,Smith"))
    root = in_both(tmp_path, None, {f"{SPRING}/learners.csv": register})
    assert "is that of Gareth Smith here and of Rhys Jones in" in " ".join(run(root, "check").output.split())
    build_all(root, formats=("docx",))
    assert blank_sheets(root, "spring-2027") == {"1"}
    assert learner_in(root, "spring-2027")["outcome"] == "Marks in doubt"


# All cohorts of an employer together


def text_of(root: Path, path: str) -> str:
    return "\n".join(
        " | ".join(str(cell) for cell in row if cell is not None)
        for sheet in load_workbook(root / "output" / path).worksheets
        for row in sheet.iter_rows(values_only=True)
    )


def test_all_cohorts_stand_side_by_side(tmp_path: Path) -> None:
    root = in_both(tmp_path, AGAIN)
    report = build_all(root)
    assert report.employers[-1].folder == "acme/all"
    text = text_of(root, "acme/all/results.xlsx")
    for row in (
        "Autumn 2026 | 0012345 | Rhys | Jones | Pass | 2 | Achieved | Spring 2027",
        "Spring 2027 | 0012345 | Rhys | Jones | Pass | 2 | Achieved | Autumn 2026",
        "Spring 2027 | 0099001 | Ada | Okoro | Not marked yet | 0 | Needs 2 credits from 8604-308",
        "Cohorts: 2 · Learners: 4 · Qualification achieved: 1",
    ):
        assert row in text, row
    page = (root / "output/acme/all/index.html").read_text(encoding="utf-8")
    for href in ("../autumn-2026/index.html", "../spring-2027/index.html", "results.xlsx"):
        assert f'href="{href}"' in page
        assert (root / "output/acme/all" / href).resolve().is_file()
    for cohort in ("autumn-2026", "spring-2027"):
        assert 'href="../all/index.html"' in (root / "output/acme" / cohort / "index.html").read_text(encoding="utf-8")
    again = build_all(root)
    assert [entry.published.written for entry in again.employers] == [[], [], []]


def steps_of(root: Path, page: str) -> dict[str, int]:
    """What an index page says is to do, and how often."""
    (section,) = lxml.html.parse(root / "output" / page).xpath("//section[@class='to-do']")
    heads = section.xpath(".//section[@class='step']/h3")
    return {head.text.strip(): int(head.xpath("string(*[@class='number'])")) for head in heads}


def test_the_page_of_all_says_what_is_to_do_in_which_cohort(tmp_path: Path) -> None:
    root = in_both(tmp_path, AGAIN)
    build_all(root, formats=("xlsx",))
    sums = Counter[str]()
    for cohort in ("autumn-2026", "spring-2027"):
        sums.update(steps_of(root, f"acme/{cohort}/index.html"))
    assert sums
    assert steps_of(root, "acme/all/index.html") == sums
    page = (root / "output/acme/all/index.html").read_text("utf-8")
    assert '<a href="../spring-2027/index.html#to-do">Spring 2027</a>' in page


def test_the_page_of_all_says_which_cohort_is_stopped(tmp_path: Path) -> None:
    wrong = changed(str(COHORTS[f"{SPRING}/cohort.yaml"]), ("title: Spring 2027", "titel: Spring 2027"))
    root = cohorts_alone(tmp_path, {f"{SPRING}/cohort.yaml": wrong})
    build_all(root)
    assert "spring-2027 | Not made because of problems" in text_of(root, "acme/all/results.xlsx")
    assert "Nothing is known of it because of problems" in (root / "output/acme/all/index.html").read_text("utf-8")


def test_a_cohort_that_another_build_writes_stands_on_the_page_of_all(tmp_path: Path) -> None:
    root = cohorts_alone(tmp_path)
    build_all(root, formats=("xlsx",))
    before = text_of(root, "acme/all/results.xlsx")
    with Publication(root / "output/acme/spring-2027"):
        report = build(Workspace(root), Options(jobs=1, formats=("xlsx",)))
    assert [failed.path for entry in report.employers for failed in entry.failed] == ["acme/spring-2027"]
    assert text_of(root, "acme/all/results.xlsx") == before


def test_a_file_among_those_of_all_cohorts_belongs_to_one_of_them(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "copy")
    (tmp_path / "copy/output/acme/all/sheet.docx").write_bytes(b"")
    output = run(tmp_path / "copy", "build", "--only", "results").output
    assert "move it to the marks folder of its cohort" in " ".join(output.split())


def test_one_cohort_alone_leaves_the_page_of_all_as_it_is(tmp_path: Path) -> None:
    root = cohorts_alone(tmp_path)
    build_all(root, "acme/autumn-2026")
    assert not (root / "output/acme/all").exists()
    build_all(root, "acme")
    before = (root / "output/acme/all/index.html").read_bytes()
    assert [entry.folder for entry in build_all(root, "acme/autumn-2026").employers] == ["acme/autumn-2026"]
    assert (root / "output/acme/all/index.html").read_bytes() == before


def test_an_employer_without_cohorts_has_no_page_of_all(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, PLAIN_LAYOUTS)
    assert [entry.folder for entry in build_all(root).employers] == ["acme"]
    assert not (root / "output/acme/all").exists()
    assert "All cohorts" not in (root / "output/acme/index.html").read_text(encoding="utf-8")


def test_an_extension_for_an_attempt_of_another_cohort_is_named(tmp_path: Path) -> None:
    extension = "Registration,Unit,Attempt,New date,Agreed by,Agreed on,Reason\n"
    extension += "0012345,8604-308,2,2027-04-01,Dana Whitfield,2027-02-01,illness\n"
    root = in_both(tmp_path, None, {f"{AUTUMN}/extensions.csv": extension})
    output = run(root, "check").output
    assert f"Attempt 2 of Rhys Jones at 8604-308 is handed out in {SPRING}, so nobody gets this date." in output
    shutil.move(root / AUTUMN / "extensions.csv", root / SPRING / "extensions.csv")
    assert "nobody gets this date" not in run(root, "check").output
    assert learner_in(root, "spring-2027")["due_on"] == "2027-04-01"
