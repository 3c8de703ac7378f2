"""`markpack migrate --cohort`: an employer's own assignments, register, marks and documents become a cohort's."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result

from markpack import app
from markpack.app.full_build import build
from markpack.cli import commands
from markpack.publish.publication import Publication
from markpack.report import Options, Report
from tests.disks import Disk, Killed
from tests.inputs.returned import REGISTER as RETURNING
from tests.inputs.returned import blank, field, fill_cells, fill_pdf, fill_word
from tests.releases.reading import EXPECTED, RETURNED, readings, releases, workspace_of
from tests.test_migration import TODAY, backups, tree
from tests.workspaces import (
    CENTRE,
    CENTRE_FILE,
    CONTEXT,
    CONTEXT_FILE,
    MARKBOOK_KEYS,
    MARKS,
    MARKS_FILE,
    PLAIN_LAYOUTS,
    REGISTER_FILE,
    changed,
    markbook,
    write_workspace,
)

PRESENT = f"format: 2\n{CENTRE}"
SHARED, ASSIGNMENTS = CONTEXT.split("assignments:\n")
COMMENTED = changed(ASSIGNMENTS, ("    tutor:", "    # who teaches\n    tutor:"))
COHORT = "contexts/acme/cohorts/autumn-2026"
NOTE = "contexts/acme/migration.json"
AUTUMN = "acme=Autumn 2026"


def markpack(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands.main, [*arguments, "-C", str(root)], catch_exceptions=False)


def said(result: Result) -> str:
    return " ".join(result.output.split())


def migrated(root: Path, *options: str) -> Result:
    result = markpack(root, "migrate", "--yes", *(options or ("--cohort", AUTUMN)))
    assert result.exit_code == 0, result.output
    return result


def made(root: Path, *, formats: tuple[str, ...] = ("docx", "xlsx")) -> Report:
    report = build(app.Workspace(root), Options(jobs=1, formats=formats))
    assert report.failed == ()
    return report


def migrate(root: Path) -> None:
    titles = {"acme": "Autumn 2026"}
    workspace = app.Workspace(root)
    app.migrate(workspace, app.plan_migration(workspace, titles), root / "b.zip", TODAY, titles)


def published(root: Path) -> Path:
    """A workspace with something in each place that is about the learners, which no build has made."""
    digest = "0" * 64
    return write_workspace(
        root,
        {
            CENTRE_FILE: CENTRE,
            CONTEXT_FILE: f"{SHARED}# What is set.\nassignments:\n{COMMENTED}",
            "contexts/acme/extensions.csv": "registration,unit,attempt,extended to,reason,agreed by,agreed on\n",
            "contexts/acme/logo.svg": "<svg/>",
            "contexts/acme/marks/back/sheet.txt": "a sheet",
            "output/acme/manifest.json": '{\n"version": 2,\n"files": {}\n}\n',
            "output/acme/8604-308/blank/sheet.docx": b"made",
            "output/acme/of ours.txt": "put here by somebody",
            "output/acme/.digests": "",
            "records/reported/acme.json": '{"record": "markpack reported results", "version": 1, "build": 1, '
            '"documents": []}',
            "records/unit-versions.csv": "employer,assignment,unit,version,criteria_sha256,ours\n"
            f"acme,8604-308,8604-308,,{digest},a note\nother,8604-308,8604-308,,{digest},\n",
        },
    )  # fmt: skip


def test_a_plan_lists_what_moves_and_changes_nothing(tmp_path: Path) -> None:
    root = published(tmp_path)
    before = tree(root)
    text = said(markpack(root, "migrate", "--plan", "--cohort", AUTUMN))
    assert "The workspace has format 1; the present one is 2" in text
    assert "acme gets the cohort “Autumn 2026” (autumn-2026)." in text
    assert f"{COHORT}/cohort.yaml: added, with “assignments” as context.yaml has it, comments included." in text
    assert f"contexts/acme: extensions.csv, learners.csv and marks move to {COHORT}." in text
    assert "output/acme: 8604-308, manifest.json and of ours.txt move to output/acme/autumn-2026." in text
    assert "records/reported/acme.json moves to records/reported/acme/autumn-2026.json." in text
    assert "records/unit-versions.csv: 1 line of acme gets the name acme/autumn-2026." in text
    assert "contexts/acme/context.yaml: “assignments” goes; nothing else in it changes." in text
    assert (tree(root), backups(root)) == (before, [])


@pytest.mark.parametrize("centre", [CENTRE, PRESENT], ids=["format 1", "the present format"])
def test_all_that_is_the_learners_moves_and_what_is_the_employers_stays(centre: str, tmp_path: Path) -> None:
    root = published(tmp_path / "ws")
    (root / CENTRE_FILE).write_text(centre)
    before = tree(root)
    migrated(root)
    after = tree(root)
    moved = {
        "contexts/acme/learners.csv": f"{COHORT}/learners.csv",
        "contexts/acme/extensions.csv": f"{COHORT}/extensions.csv",
        MARKS_FILE: f"{COHORT}/marks/marks.csv",
        "contexts/acme/marks/back/sheet.txt": f"{COHORT}/marks/back/sheet.txt",
        "output/acme/manifest.json": "output/acme/autumn-2026/manifest.json",
        "output/acme/8604-308/blank/sheet.docx": "output/acme/autumn-2026/8604-308/blank/sheet.docx",
        "output/acme/of ours.txt": "output/acme/autumn-2026/of ours.txt",
        "output/acme/.digests": "output/acme/autumn-2026/.digests",
        "records/reported/acme.json": "records/reported/acme/autumn-2026.json",
    }
    written = {CONTEXT_FILE, CENTRE_FILE, "records/unit-versions.csv", f"{COHORT}/cohort.yaml"}
    assert {path: data for path, data in after.items() if path not in written} == {
        moved.get(path, path): data for path, data in before.items() if path not in written
    }
    assert after[CONTEXT_FILE].decode() == SHARED
    cohort = after[f"{COHORT}/cohort.yaml"].decode()
    assert cohort.endswith(f'title: "Autumn 2026"\n\n# What is set.\nassignments:\n{COMMENTED}')
    assert after[CENTRE_FILE].decode().endswith(f"format: 2\n{'' if centre == PRESENT else chr(10)}{CENTRE}")
    with (root / "records/unit-versions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["employer"], row["ours"]) for row in csv.DictReader(file)]
    assert rows == [("acme/autumn-2026", "a note"), ("other", "")]
    assert (root / "records/reported/acme").stat().st_mode & 0o077 == 0

    (name,) = backups(root)
    app.restore(root / name, tmp_path / "earlier")
    assert tree(tmp_path / "earlier") == {path: data for path, data in before.items() if not path.endswith(".digests")}
    assert "There is nothing to change." in said(migrated(root))
    assert (tree(root), backups(root)) == (after, [name])


FOUND_MARKS = """\
learner,unit,attempt,criterion,mark,decision,comment,assessor,assessed on,overall comment,iqa,iqa decision,iqa on
0012346,8604-308,1,1.1,6,,Few factors.,Dana Whitfield,2026-10-20,See me.,Miriam Okafor,agreed,2026-10-22
0012346,8604-308,1,1.2,9,,,,,,,,
0012346,8604-308,1,1.10,20,,Fair.,,,,,,
0012346,8604-308,2,1.1,14,,Better.,Dana Whitfield,2026-11-10,,,,
0012347,8604-308,1,1.1,20,,Thorough.,Dana Whitfield,2026-10-20,Good.,Miriam Okafor,disagreed,2026-10-22
0012347,8604-308,1,1.2,12,,,,,,,,
0012347,8604-308,1,1.10,22,,,,,,,,
0012348,8604-308,1,1.1,25,,,,,,,,
"""
PASSED = """\
0012347,8604-308,1,1.1,20,,Thorough.,Dana Whitfield
0012347,8604-308,1,1.2,12,,,
0012347,8604-308,1,1.10,22,,,
"""
TELLING = ("mark_sheet.html.j2", "feedback.html.j2", "certificate.html.j2")
"""The layouts of what says how a learner stands."""
LEARNERS = (
    "Registration,First name,Last name\n0012345,Rhys,Jones\n0012346,Minh,Nguyễn Thị\n0012347,Siobhán,O'Brien\n"
    "0012348,Ada,Okoro\n"
)
SHEET = {field("mark", "1.1"): "18", field("comment", "1.1"): "Good factors.", field("mark", "1.2"): "12",
         field("mark", "1.10"): "20", field("assessed_on"): "2026-10-20"}  # fmt: skip


def values_of(path: Path) -> list[list[str]]:
    book = openpyxl.load_workbook(path)
    return [[str(cell.value) for cell in row] for sheet in book for row in sheet]


def texts_of(path: Path) -> list[str]:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [text for text in (*(paragraph.text for paragraph in document.paragraphs), *cells) if text]


def said_by(output: Path) -> dict[str, list[Any]]:
    """What documents of results say, and their workbooks hold."""
    kinds = ("results.xlsx", "*/completed/*", "*/feedback/*", "certificate/*", "*/Markbook*")
    paths = sorted({path for kind in kinds for path in output.glob(kind)})
    assert len(paths) > 8
    return {
        path.relative_to(output).as_posix(): values_of(path) if path.suffix == ".xlsx" else texts_of(path)
        for path in paths
    }


def without_cohort(data: Any) -> Any:
    return json.loads(json.dumps(data).replace("Acme Rail Limited, Autumn 2026", "Acme Rail Limited"))


@pytest.mark.slow
def test_the_documents_say_the_same_but_for_the_cohort(tmp_path: Path) -> None:
    plain = {name: text for name, text in PLAIN_LAYOUTS.items() if not name.endswith(TELLING)}
    returned = {"contexts/acme/marks/sheet.docx": fill_word(blank("docx"), SHEET)}
    root = write_workspace(tmp_path, {**plain, **returned}, register=LEARNERS, marks=FOUND_MARKS, centre=PRESENT)
    made(root)
    marks = root / MARKS_FILE
    marks.write_text(changed(FOUND_MARKS, ("Few factors.", "Too few factors.")), encoding="utf-8")
    made(root)
    output = root / "output/acme"
    edited = next(output.glob("8604-308/feedback/*0012345*.docx"))
    edited.write_bytes(edited.read_bytes() + b" ")
    (output / "letter.txt").write_text("of ours")
    before = said_by(output)
    told = json.loads(markpack(root, "status", "--json").stdout)["employers"][0]
    earlier = (root / "records/earlier.csv").read_bytes()
    kept = tree(root / "records/files")
    assert kept

    migrated(root)
    report = made(root)
    new = output / "autumn-2026"
    assert sorted(path.name for path in output.iterdir()) == [".lock", "all", "autumn-2026"]
    after = said_by(new)
    own = edited.relative_to(output).as_posix()
    del after[own], before[own]
    assert without_cohort(after) == before
    assert (new / own).read_bytes().endswith(b" ")
    entry = report.employers[0]
    assert entry.published.kept_edits == [own]
    assert entry.published.unknown_files == ["letter.txt"]
    assert not entry.published.removed
    assert (root / "records/earlier.csv").read_bytes() == earlier, "nothing is kept that says the same"
    assert tree(root / "records/files") == kept
    now = json.loads(markpack(root, "status", "--json").stdout)["employers"][0]
    assert (now.pop("folder"), now.pop("cohort", "")) == ("acme/autumn-2026", now.get("cohort", ""))
    for learner, as_before in zip(now["assignments"][0]["learners"], told["assignments"][0]["learners"], strict=True):
        learner["files"] = [file.replace(COHORT, "contexts/acme") for file in learner["files"]]
        assert {key: value for key, value in learner.items() if as_before[key] != value} == {}

    (learner,) = json.loads(markpack(root, "find", "0012346", "--json").stdout)["learners"]
    assert learner["earlier"], "what was kept before is the learner's still"
    changes = json.loads(markpack(root, "status", "--changes", "--json").stdout)["employers"]
    assert [one["folder"] for one in changes] == ["acme/autumn-2026"]
    assert "0012346" in json.dumps(changes)

    again = root / COHORT / "marks/marks.csv"
    again.write_text(changed(again.read_text(encoding="utf-8"), ("Too few factors.", "One factor.")), encoding="utf-8")
    made(root)
    (report_file,) = new.glob("8604-308/feedback/*0012346*(1)*.docx")
    assert any("Replaces an earlier report" in text for text in texts_of(report_file))
    with (root / "records/earlier.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = [(row["employer"], row["cohort"]) for row in csv.DictReader(file) if row["registration"] == "0012346"]
    assert {("acme", ""), ("acme", "autumn-2026")} == set(lines)


@pytest.mark.parametrize("cohort", [(), ("--cohort", AUTUMN)], ids=["format alone", "with a cohort"])
def test_the_present_format_alone_changes_nothing_that_was_said(cohort: tuple[str, ...], tmp_path: Path) -> None:
    plain = {name: text for name, text in PLAIN_LAYOUTS.items() if not name.endswith("mark_sheet.html.j2")}
    root = write_workspace(tmp_path, plain, centre=CENTRE, marks=f"{MARKS}{PASSED}")
    made(root, formats=("pdf", "docx"))
    migrated(root, "--yes", *cohort)
    written = made(root, formats=("pdf", "docx")).employers[0].published.written
    assert sum("/completed/" in path and path.endswith(".pdf") for path in written) == 3
    assert not (root / "records/earlier.csv").exists()


def test_sheets_that_were_out_are_read_in_the_cohorts_folder(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, PLAIN_LAYOUTS, register=RETURNING, marks="learner,unit,attempt,criterion,mark\n")
    migrated(root)
    for fmt, fill in (("pdf", fill_pdf), ("docx", fill_word), ("xlsx", fill_cells)):
        path = root / COHORT / f"marks/back.{fmt}"
        path.write_bytes(fill(blank(fmt), SHEET))
        status = json.loads(markpack(root, "status", "--json").stdout)["employers"][0]
        learner = next(one for one in status["assignments"][0]["learners"] if one["registration"] == "0012345")
        assert (status["folder"], learner["outcome"], learner["total"]) == ("acme/autumn-2026", "Pass", "50"), fmt
        path.unlink()
    row = dict(zip(MARKBOOK_KEYS, ("0012346", "Minh", "Nguyễn Thị", 1, 3), strict=False))
    (root / COHORT / "marks/book.xlsx").write_bytes(markbook([row.get(key) for key in MARKBOOK_KEYS]))
    status = json.loads(markpack(root, "status", "--json").stdout)["employers"][0]
    learner = next(one for one in status["assignments"][0]["learners"] if one["registration"] == "0012346")
    assert learner["marked"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("release", [pytest.param(path, id=path.name) for path in releases()])
def test_what_a_release_gave_out_comes_back_to_cohorts(release: Path, tmp_path: Path) -> None:
    root = workspace_of(release, tmp_path, published=True)
    employers = sorted(path.name for path in (release / RETURNED).iterdir())
    migrated(root, *(option for name in employers for option in ("--cohort", f"{name}=Spring")))
    for employer in employers:
        shutil.copytree(
            release / RETURNED / employer, root / f"contexts/{employer}/cohorts/spring/marks", dirs_exist_ok=True
        )
    assert markpack(root, "check").exit_code == 0
    found = readings(root)
    expected: dict[str, dict[str, Any]] = json.loads((release / EXPECTED).read_text(encoding="utf-8"))
    assert set(found) == {f"{employer}/spring" for employer in expected}
    for employer, facts in expected.items():
        for part in ("attempts", "standings"):
            assert found[f"{employer}/spring"][part] == facts[part]


LAYOUTS = {
    "in the middle": (
        f"# About us\n{SHARED}\n# Set\n# for all\nassignments:  # these\n{ASSIGNMENTS}  # - unit: 8604-401\n\n"
        "# APPROVALS\n\n# Ours\napprovals: []\n",
        f"# About us\n{SHARED}\n# APPROVALS\n\n# Ours\napprovals: []\n",
        f"# Set\n# for all\nassignments:  # these\n{ASSIGNMENTS}  # - unit: 8604-401\n",
    ),
    "first": (
        f"# About us\nassignments:\n{ASSIGNMENTS}# Whose\n{SHARED}",
        f"# About us\n# Whose\n{SHARED}",
        f"assignments:\n{ASSIGNMENTS}",
    ),
    "without an end": (f"{SHARED}assignments:\n{ASSIGNMENTS.rstrip()}", SHARED, f"assignments:\n{ASSIGNMENTS}"),
    "below a mark": (
        f"\ufeff{SHARED}'assignments':\n{ASSIGNMENTS}\n# The end\n",
        f"\ufeff{SHARED}",
        f"'assignments':\n{ASSIGNMENTS}\n# The end\n",
    ),
    "in brackets": (
        f"{SHARED}assignments: [\n{{unit: 8604-308, set_on: 2026-09-14, due_on: 2026-10-14, assessor: Dana Whitfield,\n"
        "iqa: Miriam Okafor}\n]\napprovals: []\n",
        f"{SHARED}approvals: []\n",
        "assignments: [\n{unit: 8604-308, set_on: 2026-09-14, due_on: 2026-10-14, assessor: Dana Whitfield,\n"
        "iqa: Miriam Okafor}\n]\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_assignments_are_taken_out_as_they_are_written(layout: str, end: str, tmp_path: Path) -> None:
    earlier, context, section = (text.replace("\n", end).encode() for text in LAYOUTS[layout])
    root = write_workspace(tmp_path, {CONTEXT_FILE: earlier}, centre=PRESENT)
    migrated(root)
    assert (root / CONTEXT_FILE).read_bytes() == context
    cohort = (root / COHORT / "cohort.yaml").read_bytes()
    assert cohort.endswith(f'{end}title: "Autumn 2026"{end}{end}'.encode() + section)
    assert markpack(root, "check").exit_code == 0
    assert yaml.safe_load(cohort)["assignments"] == yaml.safe_load(earlier)["assignments"]


REFUSED_LAYOUTS = {
    "all in brackets": json.dumps(yaml.safe_load(CONTEXT), default=str),
    "a name for a text elsewhere": changed(
        CONTEXT, ("sector: Rail", "sector: &who Miriam Okafor"), ("iqa: Miriam Okafor", "iqa: *who")
    ),
    "a name that is used elsewhere": changed(
        f"{CONTEXT}vocabulary:\n  team: *who\n",
        ("vocabulary:\n  team: crew\n  line manager: duty manager\n", ""), ("iqa: Miriam", "iqa: &who Miriam"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", REFUSED_LAYOUTS)
def test_a_file_of_another_layout_is_left_with_what_to_do(layout: str, tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {CONTEXT_FILE: REFUSED_LAYOUTS[layout]}, centre=PRESENT)
    before = tree(root)
    result = markpack(root, "migrate", "--yes", "--cohort", AUTUMN)
    assert result.exit_code == 1
    assert "“assignments” cannot be taken out of this file, because of how it is laid out." in said(result)
    assert "contexts/acme/context.yaml, line" in said(result)
    assert (tree(root), backups(root)) == (before, [])


def link(root: Path, path: str) -> None:
    (root / path).rename(root / "elsewhere")
    (root / path).symlink_to(root / "elsewhere")


OBSTACLES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "marks are a link": (lambda root: link(root, "contexts/acme/marks"), "contexts/acme/marks", "It is a link"),
    "the employer is a link": (lambda root: link(root, "contexts/acme"), "contexts/acme", "It is a link"),
    "output is a link": (lambda root: link(root, "output/acme"), "output/acme", "It is a link"),
    "a link among documents": (lambda root: link(root, "output/acme/8604-308/blank/sheet.docx"), "sheet.docx", "link"),
    "another spelling": (
        lambda root: (root / "output/acme/Autumn-2026").mkdir(), "output/acme/Autumn-2026", "capital and small letters",
    ),
    "a file for a folder": (
        lambda root: (root / "contexts/acme/cohorts").write_text(""), "contexts/acme/cohorts", "in the place of this",
    ),
    "a cohort there": (lambda root: (root / COHORT).mkdir(parents=True), COHORT, "A cohort has this folder already."),
    "a cohort that was": (
        lambda root: (root / "output/acme/autumn-2026").mkdir(), COHORT, "There was a cohort with this folder.",
    ),
    "a register that is open": (
        lambda root: (root / "contexts/acme/~$learners.csv").write_text(""), "~$learners.csv", "Close it",
    ),
    "a markbook that is open": (
        lambda root: (root / "contexts/acme/marks/.~lock.Book.xlsx#").write_text(""), ".~lock.Book.xlsx#", "Close it",
    ),
    "a register kept online": (
        lambda root: (root / REGISTER_FILE).rename(root / "contexts/acme/.learners.csv.icloud"), "icloud", "online",
    ),
}  # fmt: skip


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_what_is_in_the_way_is_named_before_anything_is_changed(obstacle: str, tmp_path: Path) -> None:
    root = published(tmp_path)
    put, place, why = OBSTACLES[obstacle]
    put(root)
    before = tree(root)
    for options in (["--plan"], ["--yes"]):
        result = markpack(root, "migrate", *options, "--cohort", AUTUMN)
        assert result.exit_code == 1
        assert place in said(result)
        assert why in said(result)
        assert "nothing was changed" in result.output
        assert (tree(root), backups(root)) == (before, [])


def test_folders_that_may_only_be_read_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = published(tmp_path)
    before = tree(root)
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("acme/marks") and may(path, mode))
    result = markpack(root, "migrate", "--yes", "--cohort", AUTUMN)
    assert result.exit_code == 1
    assert "contexts/acme/marks Problem: You may not write into this folder." in said(result)
    assert (tree(root), backups(root)) == (before, [])


@pytest.mark.parametrize(
    ("option", "code", "why"),
    [
        ("acmee=Autumn", 1, "There is no employer “acmee”. Did you mean “acme”?"),
        ("acme=???", 1, "cannot be made into a folder name"),
        ("acme=8604-308", 1, "is the name of another folder"),
        ("acme", 2, "is not an employer's folder, = and a name"),
        ("acme=", 2, "is not an employer's folder, = and a name"),
    ],
)
def test_a_cohort_that_cannot_be_is_refused(option: str, code: int, why: str, tmp_path: Path) -> None:
    root = published(tmp_path)
    before = tree(root)
    result = markpack(root, "migrate", "--yes", "--cohort", option)
    assert (result.exit_code, why in said(result)) == (code, True)
    assert (tree(root), backups(root)) == (before, [])


def test_an_employer_has_one_cohort_of_its_own_files(tmp_path: Path) -> None:
    root = published(tmp_path)
    result = markpack(root, "migrate", "--yes", "--cohort", AUTUMN, "--cohort", "acme=Spring")
    assert (result.exit_code, "“acme” is named twice" in said(result)) == (2, True)
    migrated(root)
    result = markpack(root, "migrate", "--yes", "--cohort", "acme=Spring")
    assert result.exit_code == 1
    assert "acme has no assignments of their own" in said(result)
    assert 'markpack new cohort acme "Spring" lays out a new one.' in said(result)


def test_cohorts_that_there_are_stay_as_they_are(tmp_path: Path) -> None:
    spring = "contexts/acme/cohorts/spring-2027"
    root = write_workspace(
        tmp_path,
        {
            f"{spring}/cohort.yaml": f"title: Spring 2027\nassignments:\n{ASSIGNMENTS}",
            f"{spring}/learners.csv": "Registration,First name,Last name\n0099001,Ada,Okoro\n",
            **PLAIN_LAYOUTS,
        },
        centre=PRESENT,
    )
    made(root)
    before = tree(root / "output/acme/spring-2027")
    migrated(root)
    assert tree(root / "output/acme/spring-2027") == before
    report = made(root)
    assert [entry.folder for entry in report.employers] == ["acme/autumn-2026", "acme/spring-2027", "acme/all"]
    assert not any(entry.published.unknown_files or entry.published.removed for entry in report.employers)


def test_nothing_is_changed_while_a_build_is_writing(tmp_path: Path) -> None:
    root = published(tmp_path)
    with Publication(root / "output/acme"):
        result = markpack(root, "migrate", "--yes", "--cohort", AUTUMN)
    assert result.exit_code == 1
    assert "A build is writing into this folder" in result.output
    assert (root / MARKS_FILE).exists()
    assert backups(root) == []


@pytest.mark.slow
def test_what_breaks_off_at_any_write_is_named_and_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = published(tmp_path / "start")
    shutil.rmtree(start / "contexts/acme/marks/back")
    before = tree(start)
    whole = tmp_path / "whole"
    shutil.copytree(start, whole)
    migrated(whole)
    after = tree(whole)
    writes = []
    for work in (lambda root: app.back_up(app.Workspace(root), root / "b.zip", TODAY), migrate):
        shutil.copytree(start, tmp_path / "counted")
        with monkeypatch.context() as counted:
            disk = Disk(counted, 10_000, Killed, dead=True)
            work(tmp_path / "counted")
        writes.append(disk.times)
        shutil.rmtree(tmp_path / "counted")
    backed_up, all_done = writes
    assert all_done - backed_up > 20, "there is something to break off"
    for last in range(backed_up, all_done + 1):
        root = tmp_path / str(last)
        shutil.copytree(start, root)
        with monkeypatch.context() as broken, contextlib.suppress(Killed):
            Disk(broken, last, Killed, dead=True)
            migrate(root)
        now = {path: data for path, data in tree(root).items() if not path.endswith(".new")}
        if NOTE in now:
            check = markpack(root, "check")
            assert check.exit_code == 1
            assert "Run markpack migrate, which finishes it." in said(check)
            finished = said(migrated(root, "--yes"))
            assert "A migration of acme to the cohort autumn-2026 was interrupted." in finished
            assert "The workspace as it was before is in b.zip." in finished
        else:
            assert now == before or f"{COHORT}/cohort.yaml" in now
            migrated(root)
        assert {path: data for path, data in tree(root).items() if not path.endswith(".new")} == after, (
            f"at write {last}"
        )
        shutil.rmtree(root)


def broken_off(root: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Break a migration off once so many things have moved."""
    moves = 0

    def move(self: object, source: str, target: str) -> None:
        nonlocal moves
        moves += 1
        if moves > after:
            raise Killed
        real(self, source, target)

    from markpack.publish.guarded_folder import GuardedFolder

    real: Any = GuardedFolder.move
    with monkeypatch.context() as broken, contextlib.suppress(Killed):
        broken.setattr(GuardedFolder, "move", move)
        migrate(root)
    assert (root / NOTE).is_file()


def test_what_the_system_refuses_half_way_says_that_the_rest_is_to_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = published(tmp_path)
    real = os.replace

    def replace(source: str, target: str, **options: Any) -> None:
        if source == "marks":
            raise PermissionError(13, "Permission denied")
        real(source, target, **options)

    with monkeypatch.context() as refusing:
        refusing.setattr(os, "replace", replace)
        result = markpack(root, "migrate", "--yes", "--cohort", AUTUMN)
    assert result.exit_code == 1
    assert "contexts/acme/marks" in said(result)
    assert "Permission denied. Close the file elsewhere" in said(result)
    assert "Part of it is done; markpack migrate, run again, does the rest." in said(result)
    migrated(root, "--yes")
    assert (root / COHORT / "marks/back/sheet.txt").is_file()


def test_of_two_that_are_there_after_it_was_broken_off_nothing_is_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = published(tmp_path)
    broken_off(root, monkeypatch, 2)
    (root / REGISTER_FILE).write_text("somebody's")
    result = markpack(root, "migrate", "--yes")
    assert result.exit_code == 1
    assert f"{COHORT}/learners.csv Problem: It is there already, and so is {REGISTER_FILE}." in said(result)
    assert (root / REGISTER_FILE).read_text() == "somebody's"
    (root / REGISTER_FILE).unlink()
    migrated(root, "--yes")
    assert not (root / NOTE).exists()
    assert (root / COHORT / "learners.csv").is_file()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda root: (root / NOTE).write_text("{}"), "is damaged"),
        (lambda root: (root / COHORT / "cohort.yaml").write_text("title: x"), "Somebody has changed this file"),
        (lambda root: (root / CONTEXT_FILE).write_text(SHARED) and (root / COHORT / "cohort.yaml").unlink(), "is gone"),
    ],
)
def test_what_cannot_be_finished_says_what_to_restore(
    change: Callable[[Path], object], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = published(tmp_path)
    broken_off(root, monkeypatch, 1)
    change(root)
    before = tree(root)
    result = markpack(root, "migrate", "--yes")
    assert result.exit_code == 1
    assert why in said(result)
    assert "Restore the backup of before" in said(result)
    assert tree(root) == before


def test_what_was_broken_off_is_finished_before_another_cohort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = published(tmp_path)
    broken_off(root, monkeypatch, 1)
    result = markpack(root, "migrate", "--yes", "--cohort", "acme=Spring")
    assert result.exit_code == 1
    assert "A migration to the cohort “Autumn 2026” was interrupted here." in said(result)
    assert markpack(root, "build").exit_code == 1
    migrated(root)
    assert (root / COHORT / "marks/back/sheet.txt").is_file()


def test_a_sheet_of_before_may_be_the_cohorts(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"templates/layouts/brief.html.j2": None}, centre=PRESENT)
    assert build(app.Workspace(root), Options(jobs=1, kinds=("blank",), formats=("docx",))).failed == ()
    sheet = next((root / "output/acme/8604-308/blank").glob("*0012345*.docx"))
    out = tmp_path / "out.docx"
    out.write_bytes(sheet.read_bytes())
    migrated(root)

    def told() -> dict[str, Any]:
        (entry,) = json.loads(markpack(root, "verify", str(out), "--json").stdout)["files"]
        return dict(entry)

    assert told()["since"] == "unchanged"
    assert build(app.Workspace(root), Options(jobs=1, kinds=("blank",), formats=("docx",))).failed == ()
    assert told()["since"] == "uncertain"
    assert told()["generated_as"].startswith("acme/autumn-2026/8604-308/blank/")


def test_who_left_before_is_kept_on_record(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, PLAIN_LAYOUTS, centre=f"{PRESENT}policies:\n  keep_records_years: 3\n")
    made(root, formats=("docx",))
    register = root / REGISTER_FILE
    lines = register.read_text(encoding="utf-8").splitlines(keepends=True)
    register.write_text("".join(line for line in lines if "0012345" not in line), encoding="utf-8")
    marks = root / MARKS_FILE
    marks.write_text("".join(line for line in io.StringIO(marks.read_text()) if "0012345" not in line))
    made(root, formats=("docx",))

    def kept() -> list[tuple[str, bool]]:
        told = json.loads(markpack(root, "status", "--retention", "--json").stdout)["learners"]
        return [(one["registration"], one["in_register"]) for one in told]

    before = kept()
    assert ("0012345", False) in before
    migrated(root)
    assert kept() == before
    (root / COHORT / "cohort.yaml").write_text("title: x\n")
    write_workspace(
        root, {"contexts/other/context.yaml": CONTEXT, "contexts/other/learners.csv": LEARNERS}, centre=PRESENT
    )
    assert all(number != "0012345" or there for number, there in kept()), (
        "nobody knows who is in a register that is stopped"
    )


def test_who_is_erased_from_a_cohort_goes_from_what_it_was_made_of(tmp_path: Path) -> None:
    plain = {name: text for name, text in PLAIN_LAYOUTS.items() if not name.endswith("feedback.html.j2")}
    root = write_workspace(tmp_path, plain, centre=PRESENT)
    marks = root / MARKS_FILE
    made(root, formats=("docx",))
    marks.write_text(changed(MARKS, (",18,", ",20,"), (",6,", ",8,")), encoding="utf-8")
    made(root, formats=("docx",))
    migrated(root)
    for name in ("learners.csv", "marks/marks.csv"):
        path = root / COHORT / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if "0012345" not in line), encoding="utf-8")
    options = ("--reason", "Asked for", "--yes", "--before-time", "--employer", "acme/autumn-2026")
    assert markpack(root, "forget", "0012345", *options).exit_code == 0
    left = {path: data for path, data in tree(root).items() if b"0012345" in data or b"Rhys" in data}
    assert set(left) <= {CONTEXT_FILE}
