"""What was made of results before is kept on record when something else takes its place, and what follows says so."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import os
import re
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document
from pypdf import PdfReader

from markpack.app.full_build import build
from markpack.app.unchanged import rebuild
from markpack.app.verification import EditStatus, verify
from markpack.app.workspace import Workspace
from markpack.cli.commands import main
from markpack.errors import InputError
from markpack.publish.manifest import NAME, read_manifest
from markpack.publish.publication import Publication
from markpack.publish.record import COLUMNS
from markpack.report import Options, Report
from tests.disks import Disk, Killed
from tests.test_build import files
from tests.workspaces import (
    CONTEXT,
    CONTEXT_FILE,
    MARKS,
    MARKS_FILE,
    PLAIN_LAYOUTS,
    REGISTER,
    REGISTER_FILE,
    changed,
    write_workspace,
)

DAY = datetime.date(2026, 11, 30)
ALL = Options(jobs=1, today=DAY)
BOOKS = replace(ALL, kinds=("completed", "feedback"), formats=("xlsx",))
SHEET = "8604-308/completed/M Nguyễn Thị-0012346-012345-8604-308(1) Mark sheet completed.xlsx"
PLAN = "8604-308/feedback/M Nguyễn Thị-0012346-012345-8604-308(1) Action plan.xlsx"
BETTER = changed(MARKS, (",6,", ",13,"))
BEST = changed(MARKS, (",6,", ",20,"))


def run(root: Path, options: Options = BOOKS) -> Report:
    return build(Workspace(root), options)


def mark(root: Path, marks: str, options: Options = BOOKS) -> Report:
    (root / MARKS_FILE).write_text(marks, encoding="utf-8")
    return run(root, options)


def output(root: Path, path: str) -> Path:
    return root / "output/acme" / path


def listed(root: Path) -> list[dict[str, str]]:
    """The lines of the list, each of a file that is there with the bytes that it names."""
    with (root / "records/earlier.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    for line in lines:
        assert tuple(line) == COLUMNS
        data = (root / line["kept as"]).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), str(len(data))) == (line["sha256"], line["bytes"])
        assert line["kept as"].startswith(f"records/files/{line['sha256'][:2]}/{line['sha256']}.")
    return lines


def kept(root: Path) -> set[str]:
    return {path.stem for path in (root / "records/files").rglob("*.*")} if (root / "records").exists() else set()


def digests(root: Path) -> dict[str, str]:
    """The sha256 of each document of a result that is in the output."""
    paths = [*(root / "output").glob("*/*/completed/*"), *(root / "output").glob("*/*/feedback/*")]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def texts(path: Path) -> str:
    if path.suffix == ".xlsx":
        rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
        return " ".join(str(value) for row in rows for value in row if value is not None)
    if path.suffix == ".docx":
        return " ".join(paragraph.text for paragraph in Document(str(path)).paragraphs)
    return " ".join(PdfReader(path).pages[0].extract_text().split())


def replaces(root: Path, path: str = SHEET) -> str:
    """What a document says of the one that it replaces; nothing where it says nothing."""
    found = re.search(r"Replaces .*?\.(?=\s|$)", texts(output(root, path)))
    return found[0] if found else ""


# What is kept


def test_the_first_build_keeps_nothing_and_its_documents_replace_nothing(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    assert kept(tmp_path) == set()
    assert not (tmp_path / "records/earlier.csv").exists()
    assert replaces(tmp_path) == replaces(tmp_path, PLAN) == ""


def test_a_changed_mark_keeps_the_earlier_files_of_that_learner_alone(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    before = digests(tmp_path)
    mark(tmp_path, BETTER)
    assert kept(tmp_path) == {before[f"output/acme/{SHEET}"], before[f"output/acme/{PLAN}"]}
    sheet, _ = sorted(listed(tmp_path), key=lambda line: line["kind"])
    assert (sheet["kept on"], sheet["employer"], sheet["cohort"]) == ("2026-11-30", "acme", "")
    assert (sheet["registration"], sheet["name"], sheet["attempt"]) == ("0012346", "Minh Nguyễn Thị", "1")
    assert (sheet["unit"], sheet["kind"], sheet["format"], sheet["file"]) == ("8604-308", "completed", "xlsx", SHEET)
    assert sheet["replaced by"] == SHEET
    assert sheet["why"] == "The total was changed from 6 to 13; the mark for 1.1 was changed from 6 to 13."


def test_what_follows_says_what_it_replaces_and_why(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    mark(tmp_path, BETTER)
    why = "the total was changed from 6 to 13; the mark for 1.1 was changed from 6 to 13."
    assert replaces(tmp_path) == f"Replaces an earlier mark sheet: {why}"
    assert replaces(tmp_path, PLAN) == "Replaces an earlier report: the mark for 1.1 was changed from 6 to 13."
    assert replaces(tmp_path, SHEET.replace("M Nguyễn Thị-0012346", "R Jones-0012345")) == ""


def test_it_names_the_earlier_one_by_the_date_that_it_bears(tmp_path: Path) -> None:
    heading = MARKS.partition("\n")[0]
    dated = "\n".join(
        [f"{heading},assessed_on", *(f"{line},2026-11-03" for line in MARKS.splitlines()[1:] if "0012346" in line)]
    ).replace("Few factors.", "Few factors.,Dana Whitfield")
    run(write_workspace(tmp_path, marks=dated + "\n"))
    mark(tmp_path, dated.replace(",6,", ",13,") + "\n")
    assert replaces(tmp_path, PLAN) == (
        "Replaces an earlier report of the same date: the mark for 1.1 was changed from 6 to 13."
    )
    mark(tmp_path, dated.replace(",6,", ",13,").replace("2026-11-03", "2026-11-09") + "\n")
    assert replaces(tmp_path, PLAN).startswith("Replaces the report of 3 November 2026: the assessor was changed from")


def test_comments_and_names_are_not_repeated(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    mark(tmp_path, changed(MARKS, ("Few factors.", "Too few factors.")))
    assert replaces(tmp_path, PLAN) == "Replaces an earlier report: the comment on 1.1 was changed."
    (tmp_path / REGISTER_FILE).write_text(changed(REGISTER, ("Minh", "Mai")), encoding="utf-8")
    run(tmp_path)
    renamed = PLAN.replace("M Nguyễn", "M Nguyễn")
    assert replaces(tmp_path, renamed) == "Replaces an earlier report: the learner’s name was changed."
    for path in (tmp_path / "records/reported").rglob("*.json"):
        assert "Too few" not in path.read_text(encoding="utf-8")


def test_a_mere_change_of_look_keeps_nothing(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    before = digests(tmp_path)
    coloured = changed(CONTEXT, ("  sector: Rail\n", '  sector: Rail\n  colour: "#114477"\n'))
    (tmp_path / CONTEXT_FILE).write_text(coloured, encoding="utf-8")
    run(tmp_path)
    assert set(digests(tmp_path).values()).isdisjoint(before.values()), "all look different"
    assert kept(tmp_path) == set()
    assert replaces(tmp_path) == ""


def test_another_version_of_the_program_changes_nothing_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(write_workspace(tmp_path))
    monkeypatch.setattr("markpack.app.pack_plan.program_digest", lambda: "another")
    monkeypatch.setattr("markpack.documents.feedback.builder.headline", lambda *_a, **_k: "The same in other words.")
    run(tmp_path)
    assert "The same in other words." in texts(output(tmp_path, PLAN))
    assert replaces(tmp_path, PLAN) == ""
    whys = {line["why"] for line in listed(tmp_path)}
    assert whys == {"Another version of markpack words it differently."}
    assert {line["kind"] for line in listed(tmp_path)} == {"feedback"}


def test_files_of_a_manifest_that_does_not_say_what_they_said_are_kept(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    path = tmp_path / "output/acme" / NAME
    data = json.loads(path.read_text(encoding="utf-8"))
    data["version"] = 1
    for entry in data["files"].values():
        entry.pop("facts", None)
    path.write_text(json.dumps(data), encoding="utf-8")
    shutil.rmtree(tmp_path / "records")
    before = digests(tmp_path)
    mark(tmp_path, BETTER)
    assert kept(tmp_path) == {before[f"output/acme/{SHEET}"], before[f"output/acme/{PLAN}"]}
    assert {line["why"] for line in listed(tmp_path)} == {
        "It was made by a version of markpack that did not note what it said."
    }
    assert replaces(tmp_path) == "", "without a record nothing is said"


# Again, and again


def test_a_build_without_changes_changes_nothing(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    mark(tmp_path, BETTER)
    before, records = files(tmp_path), list_of(tmp_path / "records")
    assert run(tmp_path).employers[0].published.written == []
    assert (files(tmp_path), list_of(tmp_path / "records")) == (before, records)


def list_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_the_output_a_build_makes_the_same_again(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    mark(tmp_path, BETTER)
    before = digests(tmp_path)
    shutil.rmtree(tmp_path / "output")
    run(tmp_path)
    assert digests(tmp_path) == before
    assert replaces(tmp_path).startswith("Replaces an earlier mark sheet")


def test_without_the_output_a_change_is_told_all_the_same(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    shutil.rmtree(tmp_path / "output")
    mark(tmp_path, BETTER)
    assert replaces(tmp_path, PLAN) == "Replaces an earlier report: the mark for 1.1 was changed from 6 to 13."
    assert markpack(tmp_path).count("The earlier file was no longer in output/, so it is not kept.") == 2


def test_a_mark_that_is_put_back_is_a_change_like_any_other(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    published = set(digests(tmp_path).values())
    for marks in (BETTER, MARKS, BETTER, BEST):
        mark(tmp_path, marks)
        assert published <= kept(tmp_path) | set(digests(tmp_path).values())
        published |= set(digests(tmp_path).values())
    assert replaces(tmp_path, PLAN) == "Replaces an earlier report: the mark for 1.1 was changed from 13 to 20."
    assert len(listed(tmp_path)) == 6, "the second and the fourth are the same files"


def test_the_formats_of_a_document_may_follow_one_by_one(tmp_path: Path) -> None:
    both = replace(BOOKS, kinds=("feedback",), formats=("xlsx", "docx"))
    run(write_workspace(tmp_path), both)
    before = digests(tmp_path)
    mark(tmp_path, BETTER, replace(both, formats=("xlsx",)))
    run(tmp_path, replace(both, formats=("docx",)))
    assert {line["format"]: line["why"] for line in listed(tmp_path)} == {
        "xlsx": "The mark for 1.1 was changed from 6 to 13.", "docx": "The mark for 1.1 was changed from 6 to 13.",
    }  # fmt: skip
    assert kept(tmp_path) == {digest for path, digest in before.items() if "0012346" in path}


def test_the_short_way_notices_that_the_record_has_changed(tmp_path: Path) -> None:
    rebuild(Workspace(write_workspace(tmp_path)), BOOKS)
    (tmp_path / MARKS_FILE).write_text(BETTER, encoding="utf-8")
    rebuild(Workspace(tmp_path), BOOKS)
    assert rebuild(Workspace(tmp_path), BOOKS).employers[0].published.written == []
    shutil.rmtree(tmp_path / "records/reported")
    rebuild(Workspace(tmp_path), BOOKS)
    assert replaces(tmp_path) == "", "without a record nothing is said"


@pytest.mark.slow
def test_every_format_says_it_on_its_first_page_and_certificates_do(tmp_path: Path) -> None:
    everywhere = replace(ALL, kinds=("completed", "feedback", "certificate"))
    run(write_workspace(tmp_path), everywhere)
    (tmp_path / REGISTER_FILE).write_text(changed(REGISTER, ("Rhys", "Robert")), encoding="utf-8")
    report = mark(tmp_path, changed(MARKS, (",18,", ",20,")), everywhere)
    assert (report.failed, report.laid_out) == ((), ())
    made = [path for path in (tmp_path / "output").rglob("R Jones*") if path.suffix != ".json"]
    nouns = {"completed": "mark sheet", "feedback": "report", "certificate": "certificate"}
    assert len(made) == 8
    for path in made:
        said = " ".join(texts(path).split())
        assert f"Replaces an earlier {nouns[path.parent.name]}: the " in said, path
        assert ("from 18 to 20" in said) == (path.parent.name != "certificate"), path
        assert "the learner’s name was changed" in said, path
        assert "Rhys" not in said, path
    assert len(listed(tmp_path)) == 8


# What goes


def everything(root: Path) -> Path:
    """A workspace of which everything is made."""
    run(write_workspace(root, PLAIN_LAYOUTS), ALL)
    return root


def test_documents_of_a_learner_who_goes_are_kept(tmp_path: Path) -> None:
    before = digests(everything(tmp_path))
    (tmp_path / REGISTER_FILE).write_text(
        "".join(line for line in REGISTER.splitlines(keepends=True) if "0012346" not in line), encoding="utf-8"
    )
    mark(tmp_path, "".join(line for line in MARKS.splitlines(keepends=True) if "0012346" not in line), ALL)
    gone = {digest for path, digest in before.items() if "0012346" in path}
    assert len(gone) == 6
    assert gone <= kept(tmp_path)
    lines = [line for line in listed(tmp_path) if line["registration"] == "0012346"]
    assert {(line["why"], line["replaced by"], line["name"]) for line in lines} == {
        ("The learner is no longer in the register.", "", "Minh Nguyễn Thị")
    }


def test_documents_of_marks_that_go_are_kept_and_come_back_as_they_were(tmp_path: Path) -> None:
    before = digests(everything(tmp_path))
    mark(tmp_path, "".join(line for line in MARKS.splitlines(keepends=True) if "0012346" not in line), ALL)
    assert {line["why"] for line in listed(tmp_path)} == {"Marks of this attempt are no longer recorded."}
    mark(tmp_path, MARKS, ALL)
    assert digests(tmp_path) == before
    mark(tmp_path, BETTER, ALL)
    assert set(before.values()) <= kept(tmp_path) | set(digests(tmp_path).values())


def test_documents_of_an_assignment_that_goes_are_kept(tmp_path: Path) -> None:
    before = digests(everything(tmp_path))
    unit = "templates/units/8604-309.yaml"
    (tmp_path / unit).write_text(
        (tmp_path / "templates/units/8604-308.yaml").read_text(encoding="utf-8").replace("8604-308", "8604-309"),
        encoding="utf-8",
    )
    qualification = tmp_path / "templates/qualifications/8604.yaml"
    qualification.write_text(
        qualification.read_text(encoding="utf-8").replace("8604-308", "8604-309"), encoding="utf-8"
    )
    for path in (tmp_path / "contexts/centre.yaml", tmp_path / CONTEXT_FILE):
        path.write_text(path.read_text(encoding="utf-8").replace("8604-308", "8604-309"), encoding="utf-8")
    (tmp_path / MARKS_FILE).unlink()
    run(tmp_path, ALL)
    assert set(before.values()) <= kept(tmp_path)
    whys = {line["why"] for line in listed(tmp_path) if line["unit"]}
    assert whys == {"The assignment is no longer set."}


def test_a_file_that_only_gets_another_name_is_not_kept(tmp_path: Path) -> None:
    before = digests(everything(tmp_path))
    centre = tmp_path / "contexts/centre.yaml"
    centre.write_text(
        centre.read_text(encoding="utf-8") + 'policies:\n  file_name: "{last_name}-{registration}-{unit}({attempt})"\n',
        encoding="utf-8",
    )
    run(tmp_path, ALL)
    assert set(digests(tmp_path)).isdisjoint(before)
    assert kept(tmp_path) == set()


# What people do


def test_an_edited_report_is_left_and_kept_when_it_is_overwritten_with_force(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    output(tmp_path, PLAN).write_bytes(b"with a tutor's own words")
    mark(tmp_path, BETTER)
    assert output(tmp_path, PLAN).read_bytes() == b"with a tutor's own words"
    edited = hashlib.sha256(b"with a tutor's own words").hexdigest()
    assert edited not in kept(tmp_path)
    run(tmp_path, replace(BOOKS, force=True))
    assert edited in kept(tmp_path)
    (line,) = [line for line in listed(tmp_path) if line["sha256"] == edited]
    assert line["why"] == "Somebody had edited it, and it was overwritten with --force."


def test_any_file_that_is_overwritten_with_force_is_kept(tmp_path: Path) -> None:
    blank = replace(BOOKS, kinds=("blank",))
    run(write_workspace(tmp_path), blank)
    path = output(tmp_path, "8604-308/blank/Mark sheet-8604-308.xlsx")
    path.write_bytes(b"filled in where it was made")
    run(tmp_path, replace(blank, force=True))
    (line,) = listed(tmp_path)
    assert (tmp_path / line["kept as"]).read_bytes() == b"filled in where it was made"


def test_a_list_that_a_person_has_added_to_keeps_what_they_added(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    mark(tmp_path, BETTER)
    path = tmp_path / "records/earlier.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    lines = [f"{lines[0]},note", *(f"{line},told on the phone" for line in lines[1:])]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    mark(tmp_path, BEST)
    assert path.read_text(encoding="utf-8-sig").count("told on the phone") == 2
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 5


def test_a_list_with_other_columns_stops_what_would_be_replaced(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    before = digests(tmp_path)
    (tmp_path / "records/earlier.csv").write_text("mine\n", encoding="utf-8")
    report = mark(tmp_path, BETTER)
    assert digests(tmp_path) == before
    assert len(report.failed) == 2
    assert "records/earlier.csv: Nothing can be added to this list." in report.failed[0].failure.message


def test_a_damaged_record_of_what_was_said_stops_the_employer(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    (tmp_path / "records/reported/acme.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"records/reported/acme.json.* It is damaged. Bring it back from your backup"):
        run(tmp_path)


@pytest.mark.parametrize(
    ("name", "stub"),
    [("reported/acme.json", "reported/.acme.json.icloud"), ("reported/acme.json", "reported/acme.json.part"),
     ("earlier.csv", ".earlier.csv.icloud")],
)  # fmt: skip
def test_a_record_that_is_kept_online_stops_the_employer(tmp_path: Path, name: str, stub: str) -> None:
    run(write_workspace(tmp_path))
    mark(tmp_path, BETTER)
    (tmp_path / "records" / name).rename(tmp_path / "records" / stub)
    with pytest.raises(InputError, match=f"records/{name}.* is kept online or still being downloaded"):
        run(tmp_path)


# The folder


def test_the_record_is_its_users_alone(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    mark(tmp_path, BETTER)
    for path in [tmp_path / "records", *(tmp_path / "records").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_names_that_a_spreadsheet_takes_for_formulas_are_text_in_the_list(tmp_path: Path) -> None:
    run(write_workspace(tmp_path, register=changed(REGISTER, ("Minh", '"=HYPERLINK(""x"")"'))))
    mark(tmp_path, BETTER)
    assert {line["name"][:2] for line in listed(tmp_path)} == {"'="}


def refuse_writing(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Callable[[], None]:
    """Let nobody write into a folder or below it, as the system does for those who are not its administrator."""
    inodes = {path.stat().st_ino for path in (folder, *folder.rglob("*")) if path.is_dir()}
    real = os.open

    def refused(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if flags & os.O_CREAT and dir_fd is not None and os.fstat(dir_fd).st_ino in inodes:
            raise PermissionError(13, "Permission denied")
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refused)
    return monkeypatch.undo


def test_a_record_that_takes_nothing_has_nothing_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(write_workspace(tmp_path))
    before = digests(tmp_path)
    undo = refuse_writing(monkeypatch, tmp_path / "records")
    report = mark(tmp_path, BETTER)
    undo()
    assert digests(tmp_path) == before
    assert {failed.path for failed in report.failed} == {f"acme/{SHEET}", f"acme/{PLAN}"}
    assert report.failed[0].failure.message == (
        "It could not be put in place. The earlier file could not be kept in records/, so it stays. Permission denied. "
        "Close the file elsewhere, or check that you may read and write it."
    )
    run(tmp_path)
    assert replaces(tmp_path).startswith("Replaces an earlier mark sheet")


def test_a_file_that_cannot_be_read_is_not_overwritten_with_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(write_workspace(tmp_path))
    output(tmp_path, PLAN).write_bytes(b"mine")
    monkeypatch.setattr(
        "markpack.publish.publication.Publication.bytes_of",
        lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")),
    )
    report = run(tmp_path, replace(BOOKS, force=True))
    assert [failed.path for failed in report.failed] == [f"acme/{PLAN}"]
    assert output(tmp_path, PLAN).read_bytes() == b"mine"


def test_what_a_build_that_was_broken_off_has_made_is_kept_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(write_workspace(tmp_path))
    with monkeypatch.context() as broken:
        broken.setattr(Publication, "_remove", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            mark(tmp_path, BETTER)
    made = digests(tmp_path)[f"output/acme/{PLAN}"]
    mark(tmp_path, BEST)
    assert made in kept(tmp_path)
    whys = {line["why"] for line in listed(tmp_path) if line["sha256"] == made}
    assert whys == {"A build that was interrupted had made it."}
    assert replaces(tmp_path, PLAN) == "Replaces an earlier report: the mark for 1.1 was changed from 13 to 20."


@pytest.mark.slow
@pytest.mark.parametrize("dead", [False, True], ids=["full disk", "killed"])
def test_at_any_write_the_earlier_file_is_in_the_output_or_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dead: bool
) -> None:
    start, whole = tmp_path / "start", tmp_path / "whole"
    plans = replace(BOOKS, kinds=("feedback",))
    run(write_workspace(start), plans)
    before = digests(start)
    (start / MARKS_FILE).write_text(BETTER, encoding="utf-8")
    shutil.copytree(start, whole)
    run(whole, plans)
    after, lines = digests(whole), sorted(line["sha256"] for line in listed(whole))
    for last in range(1 + dead, 1000, 3):
        root = tmp_path / str(last)
        shutil.copytree(start, root)
        with monkeypatch.context() as broken:
            disk = Disk(broken, last, Killed if dead else lambda: OSError(28, "No space left on device"), dead=dead)
            try:
                report = run(root, plans)
            except Killed:
                pass
            else:
                assert report.failed or digests(root) == after
        there = kept(root) | set(digests(root).values())
        assert set(before.values()) <= there, f"at write {last}"
        run(root, plans)
        assert digests(root) == after, f"after write {last}"
        assert sorted(line["sha256"] for line in listed(root)) == lines
        assert set(before.values()) <= kept(root) | set(digests(root).values())
        assert read_manifest(root / "output/acme").pending == {}
        shutil.rmtree(root)
        if not disk.broke:
            break
    assert last > 20


# What changed


def markpack(root: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["status", "--changes", *arguments, "-C", str(root)])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_and_the_index_page_list_what_changed_and_where_the_earlier_files_are(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    assert markpack(tmp_path) == "acme: nothing that was said before has been changed.\n"
    assert "What changed" not in output(tmp_path, "index.html").read_text(encoding="utf-8")
    mark(tmp_path, BETTER)
    sheet, plan = sorted(listed(tmp_path), key=lambda line: line["kind"])
    assert markpack(tmp_path, "acme").splitlines() == [
        "acme: changed on 30 November 2026",
        "  Minh Nguyễn Thị (0012346)",
        f"    Mark sheet, 8604-308, attempt 1: {sheet['why']}",
        f"      Earlier XLSX: {sheet['kept as']}",
        "    Feedback, 8604-308, attempt 1: The mark for 1.1 was changed from 6 to 13.",
        f"      Earlier XLSX: {plan['kept as']}",
    ]
    page = output(tmp_path, "index.html").read_text(encoding="utf-8")
    assert '<a href="#changes">What changed last</a>, for 1 learner</li>' in page
    section = page.partition('<section class="changes">')[2].partition("</section>")[0]
    text = " ".join(re.sub("<[^>]*>", "", section).split())
    assert text.startswith("What changed last Documents that were made before")
    assert "Minh Nguyễn Thị0012346 Mark sheet, 8604-308, attempt 1: The total was changed from 6 to 13;" in text
    links = [output(tmp_path, link).resolve() for link in re.findall('href="([^"]*)"', section)]
    assert links == [(tmp_path / line["kept as"]).resolve() for line in (sheet, plan)]


def test_programs_read_what_was_and_what_is(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    mark(tmp_path, changed(BETTER, ("Few factors.", "Too few factors.")))
    (employer,) = json.loads(markpack(tmp_path, "--json"))["employers"]
    (learner,) = employer["learners"]
    assert (employer["folder"], employer["on"], learner["registration"]) == ("acme", "2026-11-30", "0012346")
    sheet, plan = learner["documents"]
    assert sheet["changes"] == [
        {"what": "the total", "was": "6", "is": "13"},
        {"what": "the mark for 1.1", "was": "6", "is": "13"},
        {"what": "the comment on 1.1", "was": None, "is": None},
    ]
    assert [(file["format"], file["file"]) for file in plan["kept"]] == [("xlsx", PLAN)]
    assert not plan["no_longer_made"]


def test_a_build_that_changes_nothing_leaves_the_list_of_changes(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    mark(tmp_path, BETTER)
    before = markpack(tmp_path), output(tmp_path, "index.html").read_bytes()
    run(tmp_path, replace(BOOKS, today=datetime.date(2026, 12, 1)))
    assert (markpack(tmp_path), output(tmp_path, "index.html").read_bytes()) == before


def test_what_is_no_longer_made_is_among_the_changes(tmp_path: Path) -> None:
    everything(tmp_path)
    mark(tmp_path, "".join(line for line in MARKS.splitlines(keepends=True) if "0012346" not in line), ALL)
    said = markpack(tmp_path)
    assert "Feedback, 8604-308, attempt 1: Marks of this attempt are no longer recorded." in said
    assert said.count("Earlier ") == 6


def test_an_employer_whom_nobody_knows_is_a_problem(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    result = CliRunner().invoke(main, ["status", "--changes", "nobody", "-C", str(tmp_path)])
    assert result.exit_code == 1
    assert "There is no such employer." in result.output


def test_a_build_says_how_many_earlier_files_it_has_kept(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    assert mark(tmp_path, BETTER).employers[0].kept_earlier == (SHEET, PLAN)


# Quality assurance


def test_feedback_that_is_held_is_kept_and_comes_back_when_the_iqa_agrees(tmp_path: Path) -> None:
    heading, *lines = MARKS.splitlines()
    assessed = [f"{heading},assessed_on,iqa,iqa_decision,iqa_on"]
    assessed += [
        f"{line},2026-11-03,{{0}}" if ",1.1," in line and "0012345" in line else f"{line},,,," for line in lines
    ]
    marks = "\n".join(assessed) + "\n"
    report = "8604-308/feedback/R Jones-0012345-012345-8604-308(1) Action plan.xlsx"
    certificate = "certificate/R Jones-0012345-012345-8604 Certificate.docx"
    run(write_workspace(tmp_path, marks=marks.format(",,")))
    run(tmp_path, replace(ALL, kinds=("certificate",), formats=("docx",)))
    before = hashlib.sha256(output(tmp_path, report).read_bytes()).hexdigest()
    mark(tmp_path, marks.format("Miriam Okafor,Not agreed,2026-11-10"))
    assert not output(tmp_path, report).exists(), "also where everything is not asked for"
    assert before in kept(tmp_path)
    assert not output(tmp_path, certificate).exists()
    whys = {line["file"]: line["why"] for line in listed(tmp_path)}
    assert whys[report].startswith("Internal quality assurance decided against the assessor")
    assert whys[certificate] == whys[report]
    mark(tmp_path, marks.format("Miriam Okafor,Agreed,2026-11-17"))
    said = replaces(tmp_path, report)
    assert said.startswith(
        "Replaces an earlier report of the same date: the quality assurance was added (Miriam Okafor"
    )


# Histories at random


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_what_was_published_is_in_the_output_or_kept(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    heading = MARKS.partition("\n")[0]
    cohort = {"0012345": "Rhys", "0012346": "Minh", "0012347": "Siobhán"}
    marks = {(learner, ac): chance.randint(0, 15) for learner in cohort for ac in ("1.1", "1.2", "1.10")}
    comments, iqa, registered = dict.fromkeys(marks, ""), dict.fromkeys(cohort, ""), dict.fromkeys(cohort, True)
    published: set[str] = set()

    def publish(options: Options = BOOKS) -> None:
        rows = [f"{heading},assessed_on,iqa,iqa_decision,iqa_on"]
        for (learner, ac), points in marks.items():
            of_sheet = f"2026-11-03,Miriam Okafor,{iqa[learner]},2026-11-10" if iqa[learner] else ",,,"
            if registered[learner]:
                tail = f"Dana Whitfield,{of_sheet}" if ac == "1.1" else ",,,,"
                rows.append(f"{learner},8604-308,1,{ac},{points},,{comments[learner, ac]},{tail}")
        people = [f"{learner},{name},Öberg,,01/09/2026" for learner, name in cohort.items() if registered[learner]]
        (tmp_path / MARKS_FILE).write_text("\n".join(rows) + "\n", encoding="utf-8")
        (tmp_path / REGISTER_FILE).write_text(
            "\n".join([REGISTER.partition("\n")[0], *people]) + "\n", encoding="utf-8"
        )
        report = run(tmp_path, options)
        assert (report.failed, report.problems) == ((), ())

    write_workspace(tmp_path)
    for step in range(8):
        learner, ac = chance.choice(list(marks))
        match chance.choice(("mark", "comment", "iqa", "name", "leave", "return", "edit")) if step else "":
            case "mark":
                marks[learner, ac] = chance.randint(0, 15)
            case "comment":
                comments[learner, ac] = chance.choice(("", "Good.", "Too short."))
            case "iqa":
                iqa[learner] = chance.choice(("", "Agreed", "Not agreed"))
            case "name":
                cohort[learner] = chance.choice(("Rhys", "Mai", "Åsa"))
            case "leave":
                registered[learner] = sum(registered.values()) == 1
            case "return":
                registered = dict.fromkeys(cohort, True)
            case "edit":
                path = chance.choice(sorted((tmp_path / "output").glob("*/*/feedback/*")))
                path.write_bytes(f"edited in step {step}".encode())
                published |= set(digests(tmp_path).values())
                publish(replace(BOOKS, force=True))
        publish()
        there = set(digests(tmp_path).values())
        assert published <= there | kept(tmp_path), f"step {step}"
        published |= there
        before = digests(tmp_path)
        gone = {
            path for path in before if not registered[Path(path).name.split("-")[1]]
        }  # a part leaves the rest alone
        shutil.rmtree(tmp_path / "output")
        publish()
        assert digests(tmp_path) == {path: digest for path, digest in before.items() if path not in gone}
        published -= {before[path] for path in gone} - kept(tmp_path)
    listed(tmp_path)


def test_a_revision_is_dated_and_listed_as_one(tmp_path: Path) -> None:
    heading, *rows = MARKS.splitlines()
    rows = [f"{row}," if row.endswith("Whitfield") else f"{row},Dana Whitfield," for row in rows if "0012345" in row]
    decided = [f"{heading},assessed_on,revision,revised_on,revision_reason", *(f"{row}2026-11-03,,," for row in rows)]
    again = "".join(f"{row}2026-11-03,2,2026-11-20,Added up wrongly.\n" for row in rows).replace(",18,", ",20,")
    plan, first = PLAN.replace("M Nguyễn Thị-0012346", "R Jones-0012345"), "\n".join(decided) + "\n"
    run(write_workspace(tmp_path, marks=first))
    assert mark(tmp_path, first + again).problems == ()
    assert replaces(tmp_path, plan).startswith("Replaces the report of 3 November 2026: the total was changed")
    assert {line["revision"] for line in listed(tmp_path)} == {""}
    mark(tmp_path, first + again.replace(",20,", ",21,"))
    assert {line["revision"] for line in listed(tmp_path)} == {"", "2"}
    assert replaces(tmp_path, plan).startswith("Replaces an earlier report of the same date: the total")


def test_an_earlier_sheet_is_known_as_one_unless_somebody_had_edited_it(tmp_path: Path) -> None:
    run(write_workspace(tmp_path))
    mark(tmp_path, BETTER)
    (line,) = [line for line in listed(tmp_path) if line["kind"] == "completed"]
    (entry,) = verify(Workspace(tmp_path), [tmp_path / line["kept as"]])
    assert (entry.edit_status, entry.generated_as) == (EditStatus.EARLIER, f"acme/{SHEET}")
    book = openpyxl.load_workbook(output(tmp_path, SHEET))
    book.save(output(tmp_path, SHEET))
    run(tmp_path, replace(BOOKS, force=True))
    edited = next(line for line in listed(tmp_path) if "--force" in line["why"])
    (entry,) = verify(Workspace(tmp_path), [tmp_path / edited["kept as"]])
    assert entry.edit_status is EditStatus.UNCERTAIN
