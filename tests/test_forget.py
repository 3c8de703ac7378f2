"""`markpack forget`: a person goes from all that markpack keeps, and nobody else's work with them."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from markpack.app.unchanged import rebuild
from markpack.app.workspace import Workspace
from markpack.cli.commands import main
from markpack.publish.publication import Publication
from markpack.report import Options, Report
from tests.disks import Disk, Killed
from tests.workspaces import (
    CENTRE,
    CENTRE_FILE,
    CONTEXT,
    MARKS,
    MARKS_FILE,
    REGISTER_FILE,
    changed,
    workbook,
    write_workspace,
)

DAY = datetime.date(2026, 11, 30)
ALL = Options(jobs=1, today=DAY, combined=True, kinds=("blank", "completed", "feedback", "pack", "results", "markbook"))
REST = Options(jobs=1, today=DAY, formats=("xlsx", "docx"))
BOOKS = Options(jobs=1, today=DAY, kinds=("completed", "feedback"), formats=("xlsx",))
HEAD = "Registration,First name,Last name,ULN,Former registrations,Former names\n"
RHYS = "0012345,Rhys,Jones,2956017380,OLD-77,Rhys Price\n"
REGISTER = f"{HEAD}{RHYS}0012346,Minh,Nguyễn Thị,,,\n0012347,Siobhán,O'Brien,,,\n"
NAMESAKE = f"{HEAD}0099999,Rhys,Jones,,,\n"
WANTED = changed(CONTEXT, ("  sector: Rail\n", "  sector: Rail\n  summary: yes\n"))
OTHER = {
    "contexts/other/context.yaml": changed(CONTEXT, ("Acme Rail Limited", "Other Limited")),
    "contexts/other/learners.csv": NAMESAKE,
}
SHEET = "output/acme/8604-308/completed/R Jones-0012345-012345-8604-308(1) Mark sheet completed.xlsx"
BLANK = "output/acme/8604-308/blank/R Jones-0012345-012345-8604-308(1) Mark sheet.docx"
RETURNED = "contexts/acme/marks/came back.docx"
FIRST = changed(MARKS, ("0012345,8604-308,1,1.10,20,,\n", ""))
BETTER = changed(MARKS, (",18,", ",20,"), (",6,", ",8,"))


def run(root: Path, options: Options = BOOKS) -> Report:
    report = rebuild(Workspace(root), options)
    assert report.failed == ()
    return report


def markpack(root: Path, *arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(main, [*arguments, "-C", str(root)], input=answer, catch_exceptions=False)


def forget(root: Path, *arguments: str, number: str = "0012345") -> Result:
    return markpack(root, "forget", number, "--reason", "Asked for", "--yes", *arguments)


def plan(root: Path, *arguments: str, number: str = "0012345") -> dict[str, Any]:
    result = markpack(root, "forget", number, "--plan", "--json", *arguments)
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def without(root: Path, name: str, sign: str) -> None:
    """Take the lines of a file out that a sign stands in."""
    lines = (root / name).read_text(encoding="utf-8").splitlines(keepends=True)
    (root / name).write_text("".join(line for line in lines if sign not in line), encoding="utf-8")


def take_out(root: Path) -> None:
    """Do what an administrator does before the person is erased."""
    without(root, REGISTER_FILE, "0012345")
    without(root, MARKS_FILE, "0012345")
    (root / RETURNED).unlink(missing_ok=True)


@cache
def text_of(data: bytes) -> str:
    """All text of a file's bytes, by readers of other people's: of packages part by part, of PDFs page by page."""
    return " ".join(" ".join(texts(data)).split())


def texts(data: bytes) -> Iterator[str]:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                yield name
                yield from texts(package.read(name))
    elif data.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(data))
        yield from (page.extract_text() for page in reader.pages)
        yield from (str(field.get("/V", "")) for field in (reader.get_fields() or {}).values())
        yield str(reader.metadata)
        for attached in reader.attachments.values():
            yield from (part.decode("utf-8", "replace") for part in attached)
    else:
        text = data.decode("utf-8", "replace")
        yield from (text, re.sub("<[^<>]*>", "", text))
        with contextlib.suppress(ValueError):
            yield json.dumps(json.loads(text[text.find("{") :]), ensure_ascii=False)


def kept_by_markpack(root: Path) -> dict[str, bytes]:
    """All files outside of contexts/ and templates/, hidden ones included."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.relative_to(root).parts[0] not in ("contexts", "templates") and path.name != ".lock"
    }


def holding(root: Path, *signs: str, at: str = "") -> set[str]:
    """The files that markpack keeps in whose name or text one of the signs is."""
    return {
        path
        for path, data in kept_by_markpack(root).items()
        if path.startswith(at) and any(sign in path or sign in text_of(data) for sign in signs)
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose records hold earlier editions of two learners, and a sheet of each has come back."""
    root = write_workspace(tmp_path_factory.mktemp("built"), OTHER, register=REGISTER, marks=FIRST, context=WANTED)
    run(root, ALL)
    shutil.copy(root / BLANK, root / RETURNED)
    shutil.copy(root / BLANK.replace("R Jones-0012345", "S O'Brien-0012347"), root / "contexts/acme/marks/other.docx")
    (root / MARKS_FILE).write_text(BETTER, encoding="utf-8")
    run(root, ALL)
    run(root, REST)
    return root


def test_nothing_that_markpack_keeps_holds_the_person_afterwards(built: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built, tmp_path / "centre")
    edited = openpyxl.load_workbook(root / SHEET)
    edited.worksheets[0]["A200"] = "Rung about this one"
    edited.save(root / SHEET)
    before = kept_by_markpack(root)
    signs = ("0012345", "Rhys", "Jones", "OLD-77", "2956017380")
    held = holding(root, *signs)
    assert {path.split("/")[2].split("-")[0] for path in held if path.startswith("output/acme")} >= {
        ".returned", ".digests", "8604", "index.html", "manifest.json", "results.xlsx",
    }  # fmt: skip
    assert {path.split("/")[1] for path in held if path.startswith("records")} == {"earlier.csv", "files", "reported"}
    take_out(root)
    result = forget(root, "--name", "Rhys Jones", "--former", "OLD-77")
    assert result.exit_code == 0, result.output
    assert holding(root, "0012345", "OLD-77", "2956017380") == set()
    assert holding(root, "Rhys", "Jones", at="output/acme") == holding(root, "Rhys", "Jones", at="records") == set()
    after = kept_by_markpack(root)
    for path, data in after.items():
        if path not in (
            "records/earlier.csv",
            "records/reported/acme.json",
            "records/erased.csv",
            "output/acme/manifest.json",
        ):
            assert data == before[path], path
    others = {path for path, data in before.items() if any(sign in path for sign in ("0012346", "0012347", "0099999"))}
    assert others
    assert others <= set(after)
    for name in ("records/earlier.csv", "records/reported/acme.json", "output/acme/manifest.json"):
        ours = [line for line in before[name].decode().splitlines() if "0012346" in line]
        assert ours
        assert [line for line in after[name].decode().splitlines() if "0012346" in line] == ours


def test_the_next_build_makes_the_lists_without_the_person(built: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built, tmp_path / "centre")
    take_out(root)
    assert forget(root).exit_code == 0
    assert not (root / "output/acme/results.xlsx").exists()
    report = run(root, ALL)
    assert report.problems == ()
    (acme,) = (employer for employer in report.employers if employer.folder == "acme")
    written = {path.rpartition("/")[2] for path in acme.published.written}
    assert written == {
        "Blank mark sheets-8604-308.pdf", "Feedback-8604-308.pdf", "Mark sheets-8604-308.pdf",
        "Markbook-8604-308.xlsx", "results.xlsx", "index.html",
    }  # fmt: skip
    assert (acme.published.kept_edits, acme.published.unknown_files, acme.published.blocked) == ([], [], {})
    assert acme.kept_earlier == ()
    assert holding(root, "0012345", "Rhys", at="output/acme") == holding(root, "0012345", at="records") == set()
    assert "O'Brien" in text_of((root / "output/acme/results.xlsx").read_bytes())
    (again,) = (employer for employer in run(root, ALL).employers if employer.folder == "acme")
    assert again.published.written == []


# What stands in the way


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of workbooks alone, whose records hold earlier editions of two learners."""
    root = write_workspace(tmp_path_factory.mktemp("books"), OTHER, register=REGISTER, marks=FIRST)
    run(root)
    (root / MARKS_FILE).write_text(BETTER, encoding="utf-8")
    run(root)
    return root


@pytest.fixture
def root(books: Path, tmp_path: Path) -> Path:
    return shutil.copytree(books, tmp_path / "centre")


def everything(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file() and path.name != ".lock"}


def test_a_plan_names_all_that_holds_the_person_and_changes_nothing(root: Path) -> None:
    (root / "contexts/acme/notes.xlsx").write_bytes(workbook([["Phone"], ["Call Jones, Rhys"]], sheet="Calls"))
    before = everything(root)
    planned = plan(root)
    assert everything(root) == before
    assert planned["names"] == ["Rhys Jones", "Rhys Price"]
    assert planned["former_registrations"] == ["OLD-77"]
    assert SHEET in planned["documents"]
    assert set(planned["lists"]) == {"output/acme/index.html"}
    assert (planned["lines"], planned["reported"], len(planned["earlier"])) == (2, ["acme"], 2)
    assert [(one["file"], one["line"]) for one in planned["registers"]] == [(REGISTER_FILE, 2)]
    assert [(one["file"], one.get("line"), one.get("cell")) for one in planned["others"]] == [
        (MARKS_FILE, 2, None), (MARKS_FILE, 3, None), (MARKS_FILE, 4, None), ("contexts/acme/notes.xlsx", None, "A2"),
    ]  # fmt: skip
    shown = markpack(root, "forget", "0012345", "--plan").stdout
    assert "contexts/acme/notes.xlsx, sheet “Calls”, cell A2: the name Rhys Jones" in shown
    assert "markpack forget 0012345 --former OLD-77 --name 'Rhys Jones' --name 'Rhys Price' --reason" in shown


@pytest.mark.parametrize("number", ["0012345", "OLD-77"])
def test_nothing_is_erased_while_a_register_has_the_person(root: Path, number: str) -> None:
    before = everything(root)
    result = forget(root, number=number)
    assert result.exit_code == 1
    assert f"{REGISTER_FILE}, line 2" in result.output
    assert "a build would make everything again" in result.output
    assert everything(root) == before


def test_nor_while_a_register_that_may_have_them_cannot_be_read(root: Path) -> None:
    take_out(root)
    (root / "contexts/other/learners.csv").unlink()
    (root / "contexts/other/learners.xlsx").write_bytes(b"PK damaged")
    before = everything(root)
    result = forget(root, "--before-time")
    assert result.exit_code == 1
    assert "This register cannot be read, so nobody can tell whether it has the person." in result.output
    assert everything(root) == before


def test_files_of_peoples_own_that_are_left_are_named_and_stay(root: Path) -> None:
    without(root, REGISTER_FILE, "0012345")
    marks = (root / MARKS_FILE).read_bytes()
    result = forget(root)
    assert result.exit_code == 3
    assert f"{MARKS_FILE}, line 4: the number 0012345" in result.output
    assert (root / MARKS_FILE).read_bytes() == marks
    assert holding(root, "0012345") == set()


def test_a_markbook_that_somebody_filled_in_in_the_output_stays_and_is_named(root: Path) -> None:
    run(root, Options(jobs=1, today=DAY, kinds=("markbook",)))
    path = "output/acme/8604-308/Markbook-8604-308.xlsx"
    book = openpyxl.load_workbook(root / path)
    book.worksheets[0]["Z200"] = "Minh: 12"
    book.save(root / path)
    filled = (root / path).read_bytes()
    take_out(root)
    result = forget(root)
    assert result.exit_code == 3
    assert f"{path}, sheet “" in result.output
    assert (root / path).read_bytes() == filled


def test_before_the_time_has_passed_it_has_to_be_said(root: Path) -> None:
    heading = MARKS.partition("\n")[0]
    dated = changed(BETTER, (heading, f"{heading},assessed on"), ("Dana Whitfield", "Dana Whitfield,2026-11-05"))
    (root / MARKS_FILE).write_text(dated, encoding="utf-8")
    (root / CENTRE_FILE).write_text(f"{CENTRE}policies:\n  keep_records_years: 3\n", encoding="utf-8")
    run(root)
    take_out(root)
    before = everything(root)
    result = forget(root)
    assert result.exit_code == 1
    assert (
        "The records are to be kept until 5 November 2029 at least: last document on record on 5 November 2026"
        in result.output
    )
    assert everything(root) == before
    assert forget(root, "--before-time").exit_code == 0


def test_what_is_kept_of_an_erasure_does_not_name_the_person(root: Path) -> None:
    take_out(root)
    before = everything(root)
    result = markpack(root, "forget", "0012345", "--yes", "--reason", "Asked for by Rhys Jones")
    assert result.exit_code == 1
    assert "may not name the person" in result.output
    assert everything(root) == before
    assert forget(root, "--by", "Helen Marsh").exit_code == 0
    with (root / "records/erased.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["reason"], line["by"], line["state"]) == ("Asked for", "Helen Marsh", "done")
    assert int(line["files"]) > 4
    assert "0012345" not in line["number"]
    again = forget(root)
    assert again.exit_code == 1
    assert f"The person was erased on {line['on']}." in again.output


def test_who_is_back_with_an_older_backup_is_noticed(root: Path, books: Path) -> None:
    take_out(root)
    assert forget(root).exit_code == 0
    older = root.parent / "older"
    shutil.copytree(books, older)
    shutil.copy(root / "records/erased.csv", older / "records")
    shown = {one["registration"]: one["erased_on"] for one in retained(older)}
    assert shown.pop("0012345")
    assert set(shown.values()) == {None}
    assert (
        "Erased before, and here again:\n  Jones, Rhys (0012345), acme: erased on"
        in markpack(older, "status", "--retention").stdout
    )


def retained(root: Path) -> list[dict[str, Any]]:
    learners: list[dict[str, Any]] = json.loads(markpack(root, "status", "--retention", "--json").stdout)["learners"]
    return learners


def test_an_unknown_number_erases_nothing(root: Path) -> None:
    before = everything(root)
    assert markpack(root, "forget", "0099", "--plan").exit_code == 1
    assert forget(root, number="0099").exit_code == 1
    assert everything(root) == before


def test_it_asks_first_and_needs_a_reason(root: Path) -> None:
    take_out(root)
    before = everything(root)
    assert markpack(root, "forget", "0012345").exit_code == 2
    result = markpack(root, "forget", "0012345", "--reason", "Asked for", answer="n\n")
    assert result.exit_code == 0
    assert "Nothing was erased." in result.output
    assert everything(root) == before
    assert markpack(root, "forget", "0012345", "--reason", "Asked for", answer="y\n").exit_code == 0
    assert holding(root, "0012345") == set()


def test_of_two_people_who_had_a_number_one_is_erased_where_it_is_said(root: Path) -> None:
    take_out(root)
    run(root)
    other, marks = root / "contexts/other/learners.csv", root / "contexts/other/marks/marks.csv"
    other.write_text(f"{HEAD}0012345,Ada,Lovelace,,,\n", encoding="utf-8")
    marks.parent.mkdir()
    marks.write_text(MARKS.partition("0012346")[0], encoding="utf-8")
    run(root)
    theirs = {path: data for path, data in kept_by_markpack(root).items() if "other" in path}
    assert {
        "records/reported/other.json",
        f"output/other/{'/'.join(SHEET.split('/')[2:]).replace('R Jones', 'A Lovelace')}",
    } <= set(theirs)
    on_register = forget(root)
    assert on_register.exit_code == 1
    assert "If it is somebody else, say with --employer" in on_register.output
    for path in (other, marks):
        without(root, str(path.relative_to(root)), "0012345")
    refused = forget(root)
    assert refused.exit_code == 1
    assert (
        "Two people may have had the number 0012345: Rhys Jones at acme, and Ada Lovelace at other." in refused.output
    )
    assert forget(root, "--employer", "acme").exit_code == 0
    assert {path: (root / path).read_bytes() for path in theirs} == theirs
    assert holding(root, "Rhys") == set()


def test_an_earlier_number_is_known_from_the_record(root: Path) -> None:
    register = (root / REGISTER_FILE).read_text(encoding="utf-8")
    changed_number = register.replace(RHYS, "0012399,Rhys,Jones,,0012345,\n")
    (root / REGISTER_FILE).write_text(changed_number, encoding="utf-8")
    run(root)
    without(root, REGISTER_FILE, "0012399")
    without(root, MARKS_FILE, "0012345")
    assert plan(root, number="0012399")["former_registrations"] == ["0012345"]
    assert forget(root, number="0012399").exit_code == 0
    assert holding(root, "0012345", "0012399") == set()


def test_while_a_build_is_writing_nothing_is_erased(root: Path) -> None:
    take_out(root)
    before = everything(root)
    with Publication(root / "output/acme"):
        result = forget(root)
    assert result.exit_code == 1
    assert "A build is writing into this folder." in result.output
    assert everything(root) == before


def test_no_link_is_followed(root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.move(root / "output/acme/8604-308/completed", elsewhere)
    (root / "output/acme/8604-308/completed").symlink_to(elsewhere, target_is_directory=True)
    take_out(root)
    there = everything(elsewhere)
    result = forget(root)
    assert result.exit_code == 1
    assert "Remove the link, then forget again." in result.output
    assert everything(elsewhere) == there


def test_whatever_breaks_it_off_it_can_be_run_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    take_out(root)
    whole = shutil.copytree(root, tmp_path / "whole")
    with monkeypatch.context() as counted:
        disk = Disk(counted, 10_000, Killed, dead=True)
        assert forget(whole).exit_code == 0
    kept = kept_by_markpack(whole)
    for last in range(1, disk.times + 1, 3):
        again = shutil.copytree(root, tmp_path / str(last))
        with monkeypatch.context() as broken, contextlib.suppress(Killed):
            Disk(broken, last, Killed, dead=True)
            forget(again)
        assert forget(again).exit_code == 0, last
        assert holding(again, "0012345", "Rhys", at="output/acme") == holding(again, "0012345", at="records") == set()
        left = kept_by_markpack(again)
        assert set(left) == set(kept), last
        assert {path for path in kept if kept[path] != left[path]} <= {"records/erased.csv"}, last


def test_backups_in_the_folder_are_named(root: Path) -> None:
    assert markpack(root, "backup", str(root / "monday.zip")).exit_code == 0
    (root / "claims").mkdir()
    (root / "claims/claim.csv").write_text("0012345,Jones\n", encoding="utf-8")
    planned = plan(root)
    assert planned["backups"] == ["monday.zip"]
    assert "claims/claim.csv" in {one["file"] for one in planned["others"]}


def test_in_a_cohort_a_person_goes_from_all_of_the_employers_packs(tmp_path: Path) -> None:
    shared, assignments = CONTEXT.split("assignments:\n")
    cohorts = "contexts/acme/cohorts"
    files: dict[str, str | None] = {
        f"{cohorts}/{name}/cohort.yaml": f"title: {name}\nassignments:\n{assignments}"
        for name in ("autumn-2026", "spring-2027")
    }
    files |= {f"{cohorts}/autumn-2026/learners.csv": f"{HEAD}{RHYS}", f"{cohorts}/spring-2027/learners.csv": REGISTER}
    root = write_workspace(tmp_path, {**files, REGISTER_FILE: None, MARKS_FILE: None}, context=shared)
    run(root, Options(jobs=1, today=DAY, kinds=("blank",), formats=("xlsx",)))
    assert holding(root, "0012345", at="output/acme/autumn-2026/8604-308")
    assert holding(root, "0012345", at="output/acme/spring-2027/8604-308")
    without(root, f"{cohorts}/spring-2027/learners.csv", "0012345")
    refused = forget(root)
    assert refused.exit_code == 1
    assert f"{cohorts}/autumn-2026/learners.csv, line 2" in refused.output
    of_one = forget(root, "--employer", "acme/spring-2027")
    assert of_one.exit_code == 3
    assert f"{cohorts}/autumn-2026/learners.csv, line 2: the number 0012345" in of_one.output
    assert holding(root, "0012345", at="output/acme/autumn-2026/8604-308")
    assert holding(root, "0012345", at="output/acme/spring-2027") == set()
    (root / f"{cohorts}/autumn-2026/learners.csv").write_text(f"{HEAD}0012388,Ada,Okoro,,,\n", encoding="utf-8")
    assert forget(root).exit_code == 0
    assert holding(root, "0012345") == set()
    assert forget(root, "--employer", "nowhere").exit_code == 1
