from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from markpack import __version__
from markpack.cli import commands
from markpack.errors import EnvironmentLacks
from markpack.rendering import work_units
from tests.workspaces import CONTEXT, MARKS, MARKS_FILE, changed, write_workspace


def markpack(*arguments: str, at: Path | None = None) -> Result:
    where = ["-C", str(at)] if at else []
    return CliRunner().invoke(commands.main, [*arguments, *where])


def test_build_says_what_it_made_and_where_to_look(tmp_path: Path) -> None:
    result = markpack("build", "--format", "xlsx", at=write_workspace(tmp_path))
    assert result.exit_code == 0
    assert "files written" in result.stdout
    assert "index.html" in result.stdout
    assert result.stderr == ""


def test_what_an_earlier_build_left_is_named_where_nothing_is_made(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"output/acme/index.html": "…"}, register="Registration\n")
    result = markpack("build", at=root)
    assert result.exit_code == 1
    assert "output/acme/index.html is of an earlier build, and does not say so.\n" in result.stderr
    assert "earlier build" not in markpack("build", "bell", at=root).stderr


def test_a_combined_pdf_that_is_not_made_is_named(tmp_path: Path) -> None:
    choice = ("build", "--combined", "--learner", "0012345", "--only", "blank", "--format", "xlsx")
    result = markpack(*choice, at=write_workspace(tmp_path))
    assert result.exit_code == 0
    assert "acme: no combined PDF is made, because none fits this choice.\n" in result.stderr


def test_problems_go_to_standard_error_with_place_and_remedy(tmp_path: Path) -> None:
    write_workspace(tmp_path, context=changed(CONTEXT, ("iqa: Miriam Okafor", "iqa: Miriam Okafr")))
    result = markpack("build", at=tmp_path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "contexts/acme/context.yaml, line 24" in result.stderr
    assert "Did you mean “Miriam Okafor”?" in result.stderr
    assert "1 problem; nothing was made." in result.stderr
    assert not (tmp_path / "output").exists()
    assert markpack("check", at=tmp_path).stderr.endswith("\n1 problem.\n"), "a check makes nothing in any case"


def test_json_is_all_that_stands_on_standard_output(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    made = json.loads(markpack("build", "--json", "--only", "results", at=tmp_path).stdout)
    assert made["employers"][0]["written"] == ["results.xlsx", "index.html"]
    (tmp_path / MARKS_FILE).write_text(changed(MARKS, (",18,", ",25,")), encoding="utf-8")
    result = markpack("check", "--json", at=tmp_path)
    problem = json.loads(result.stdout)["problems"][0]
    assert result.exit_code == 5
    assert (problem["file"], problem["line"], problem["severity"]) == ("contexts/acme/marks/marks.csv", 2, "error")
    assert (problem["scope"], problem["employer"], problem["learners"]) == ("learner", "acme", ["0012345"])


def test_check_says_that_all_is_well_and_makes_nothing(tmp_path: Path) -> None:
    result = markpack("check", at=write_workspace(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "No problems.\n")
    assert not (tmp_path / "output").exists()


def test_strict_makes_warnings_fail(tmp_path: Path) -> None:
    write_workspace(tmp_path, {"contexts/notes/list.txt": "x"})
    assert markpack("check", at=tmp_path).exit_code == 0
    result = markpack("check", "--strict", at=tmp_path)
    assert result.exit_code == 1
    assert "Warning:" in result.stderr


@pytest.mark.parametrize(
    "arguments", [("build", "--only", "letters"), ("build", "--format", "odt"), ("build", "--jobs", "0"), ("bild",)]
)
def test_wrong_usage_exits_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = markpack(*arguments, at=write_workspace(tmp_path) if len(arguments) > 1 else None)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_failed_document_exits_3_and_the_others_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_how: object) -> bytes:
        raise RuntimeError("broken font")

    monkeypatch.setattr(work_units, "write", fail)
    result = markpack("build", "--only", "results", "--jobs", "1", at=write_workspace(tmp_path))
    assert result.exit_code == 3
    assert "Failed: acme/results.xlsx: RuntimeError: broken font" in result.stderr
    assert (tmp_path / "output/acme/index.html").is_file()
    assert "The other documents are made.\nRun with --traceback to see where these failed.\n" in result.stderr
    assert "Traceback" not in result.stderr
    assert "Traceback" in markpack("build", "--only", "results", "--traceback", at=tmp_path).stderr


@pytest.mark.slow
def test_sheets_that_did_not_fit_their_form_are_named_in_json_alone(tmp_path: Path) -> None:
    write_workspace(tmp_path, marks=changed(MARKS, ("Good factors.", "So much was good in this. " * 250)))
    chosen = ("build", "--only", "completed", "--format", "pdf", "--learner", "0012345")
    said = markpack(*chosen, at=tmp_path).stdout
    assert "mark sheet" not in said.replace(str(tmp_path), "")
    again = markpack(*chosen, "--force", "--json", at=tmp_path)
    path = "8604-308/completed/R Jones-0012345-012345-8604-308(1) Mark sheet completed.pdf"
    assert json.loads(again.stdout)["employers"][0]["laid_out"] == [path]


def test_a_lacking_machine_exits_4(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lack(_formats: object) -> None:
        raise EnvironmentLacks("WeasyPrint cannot find Pango.")

    monkeypatch.setattr("markpack.app.full_build.prepare", lack)
    result = markpack("build", at=write_workspace(tmp_path))
    assert (result.exit_code, result.stderr) == (4, "WeasyPrint cannot find Pango.\n")


def test_outside_a_workspace_the_message_says_what_to_do(tmp_path: Path) -> None:
    result = markpack("check", at=tmp_path)
    assert result.exit_code == 1
    assert "markpack init" in result.stderr


def test_an_unknown_employer_is_named_with_the_nearest(tmp_path: Path) -> None:
    result = markpack("build", "acmee", at=write_workspace(tmp_path))
    assert result.exit_code == 1
    assert "acmee" in result.stderr
    assert "acme" in result.stderr.replace("acmee", "")


def test_a_dry_run_lists_files(tmp_path: Path) -> None:
    result = markpack("build", "--dry-run", "--only", "markbook", at=write_workspace(tmp_path))
    assert result.stdout.splitlines()[0].endswith("output/acme/8604-308/Markbook-8604-308.xlsx")


def test_kinds_and_formats_may_be_given_one_by_one(tmp_path: Path) -> None:
    chosen = ("--only", "markbook", "--only", "brief,results", "--format", "xlsx", "--format", "docx")
    result = markpack("build", "--dry-run", *chosen, at=write_workspace(tmp_path))
    made = [Path(line).name for line in result.stdout.splitlines() if "output/" in line]
    assert {Path(name).stem.partition("-")[0] for name in made} >= {"Markbook", "Assignment brief", "results"}
    assert {Path(name).suffix for name in made} == {".xlsx", ".docx"}


def test_init_then_new_employer_then_check(tmp_path: Path) -> None:
    centre = tmp_path / "centre"
    laid_out = markpack("init", str(centre))
    assert laid_out.exit_code == 0, laid_out.output
    assert markpack("check", at=centre).exit_code == 0
    made = markpack("new", "employer", "Bright & Sons Ltd", at=centre)
    assert made.exit_code == 0, made.output
    assert "contexts/bright-sons-ltd/context.yaml" in made.stdout.replace("\\", "/")
    unfilled = markpack("check", at=centre)
    assert unfilled.exit_code == 1
    assert "Traceback" not in unfilled.output
    assert markpack("init", str(centre)).exit_code == 1


def test_schema_prints_one_or_all(tmp_path: Path) -> None:
    unit = json.loads(markpack("schema", "unit").stdout)
    assert "outcomes" in unit["properties"]
    assert set(json.loads(markpack("schema").stdout)) == {
        "qualification",
        "unit",
        "scheme",
        "centre",
        "context",
        "cohort",
    }
    written = markpack("schema", "--write", at=write_workspace(tmp_path))
    assert written.exit_code == 0
    assert (tmp_path / "templates/schemas/unit.schema.json").is_file()


def test_a_file_that_cannot_be_read_is_a_message(tmp_path: Path) -> None:
    write_workspace(tmp_path, context=changed(CONTEXT, ("qualification: 8604", "qualification: \x01")))
    result = markpack("check", at=tmp_path)
    assert result.exit_code == 1
    assert "contexts/acme/context.yaml" in result.stderr


def test_source_date_epoch_reaches_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import openpyxl

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1577836800")
    markpack("build", "--only", "results", at=write_workspace(tmp_path))
    created = openpyxl.load_workbook(tmp_path / "output/acme/results.xlsx").properties.created
    assert created is not None
    assert created.year == 2020


def test_an_epoch_that_is_no_date_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "99999999999999")
    result = markpack("build", "--dry-run", at=write_workspace(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "SOURCE_DATE_EPOCH is not a date: 99999999999999." in result.stderr


def test_version() -> None:
    assert __version__ in markpack("--version").stdout


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; from markpack.cli.commands import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*sorted({'pydantic', 'weasyprint', 'docx', 'openpyxl', 'xlsxwriter', 'yaml', 'jinja2', 'lxml', 'rich'}"
        " & set(sys.modules)), file=sys.stderr, end='')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_is_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("markpack.publish.publication.Publication._write_manifest", full)
    result = markpack("build", "--only", "results", "--json", at=write_workspace(tmp_path))
    assert result.exit_code == 3
    assert "No space left on device. Make room" in json.loads(result.stdout)["employers"][0]["failed"][0]["message"]


def test_a_folder_that_takes_no_documents_exits_3(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    (tmp_path / "output").write_text("mine", encoding="utf-8")
    result = markpack("build", "--only", "results", at=tmp_path)
    assert result.exit_code == 3
    assert "Failed: acme: " in result.stderr
    assert "Move the file of that name away, then build again." in result.stderr
    assert "The other documents are made" not in result.stderr
    assert "--traceback" not in result.stderr, "there is none to be seen"


def test_documents_that_fail_alike_are_named_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    result = markpack(
        "build", "--only", "blank,results", "--format", "xlsx", "--jobs", "1", at=write_workspace(tmp_path)
    )
    assert result.exit_code == 3
    assert result.stderr.count("No space left on device") == 2, "of the documents, and of the manifest"
    assert re.search(
        r"^Failed: acme/\S.* and \d others: It could not be stored\. No space", result.stderr, re.MULTILINE
    )
    assert "other documents are made" not in result.stderr
