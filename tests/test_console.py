"""Consoles that lack letters, readers that go away, and names that would play tricks on whoever reads them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from markpack.cli.commands import main
from tests.workspaces import write_workspace

NOTE = "Some letters cannot be shown here"
no_bytes_in_names = pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="all names are Unicode there")
TRICKY = "\u202egpj.exe\u2066"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workspace(tmp_path_factory.mktemp("console"), {"contexts/acme/marks/Zoë Ł.jpg": b"jpg"})


def run(charset: str, *arguments: str, at: Path) -> Result:
    result = CliRunner(charset=charset).invoke(main, [*arguments, "-C", str(at)] if at else arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.mark.parametrize("charset", ["latin-1", "cp1252", "ascii", "cp437"])
@pytest.mark.parametrize(
    "arguments",
    [("status",), ("status", "--csv"), ("check",), ("build", "--dry-run"), ("verify", "x.pdf"), ("schema",)],
)
def test_letters_that_a_console_lacks_are_replaced(workspace: Path, charset: str, arguments: tuple[str, ...]) -> None:
    result = run(charset, *arguments, at=workspace)
    assert result.exit_code == {"verify": 1, "schema": 0}.get(arguments[0], 5)
    patterns = re.compile(r'"pattern": ".*"|\(\?!')  # a schema has some
    shown = patterns.sub("", result.stdout), result.stderr.replace("“?”", "")
    assert (NOTE in result.stderr) == any("?" in text for text in shown)


def test_a_letter_that_is_replaced_is_said_to_be(workspace: Path) -> None:
    result = run("latin-1", "status", "--csv", at=workspace)
    assert [row[4] for row in csv.reader(io.StringIO(result.stdout))][1:] == ["Jones", "Nguy?n Th?", "O'Brien"]
    assert result.stderr.endswith(f'{NOTE} (latin-1), and "?" stands for each of them. Set PYTHONUTF8=1 to see them.\n')
    assert NOTE not in run("utf-8", "status", "--csv", at=workspace).stderr


def test_json_loses_no_letter(workspace: Path) -> None:
    plain, cramped = (
        json.loads(run(charset, "status", "--json", at=workspace).stdout) for charset in ("utf-8", "ascii")
    )
    assert plain == cramped
    assert "Nguyễn Thị" in str(plain)


@pytest.mark.parametrize("charset", ["latin-1", "ascii"])
@pytest.mark.parametrize("command", [("--help",), ("build", "--help"), ("init", "--nonsense“")])
def test_help_and_usage_need_no_letter(charset: str, command: tuple[str, ...]) -> None:
    result = CliRunner(charset=charset).invoke(main, command)
    assert result.exit_code == (2 if "init" in command else 0)
    assert not isinstance(result.exception, UnicodeError)


def test_signs_that_turn_a_name_around_are_named(tmp_path: Path) -> None:
    write_workspace(
        tmp_path,
        {
            f"contexts/acme/marks/{TRICKY}": b"jpg",
            "contexts/acme/marks/\x1b[2Jx.jpg": b"jpg",
            "contexts/acme/marks/a\nProblem.jpg": b"jpg",
        },
    )
    result = run("utf-8", "check", at=tmp_path)
    assert "marks/<U+202E>gpj.exe<U+2066>" in result.stderr
    assert "marks/<U+001B>[2Jx.jpg" in result.stderr
    assert "marks/a<U+000A>Problem.jpg" in result.stderr
    assert not {"\u202e", "\u2066", "\x1b"} & set(result.output)


@no_bytes_in_names
def test_a_name_that_is_no_unicode_is_shown_by_its_bytes(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    for folder in ("contexts/acme/marks", "output/acme", "templates/layouts"):
        (root / folder).mkdir(parents=True, exist_ok=True)
        (Path(os.fsdecode(os.fsencode(root / folder) + b"/caf\xe9.jpg"))).write_bytes(b"jpg")
    for options in (("build", "--only", "results", "--format", "xlsx", "--jobs", "1"),) * 2:
        result = run("utf-8", *options, at=root)
        assert result.exit_code == 5, result.output
        assert "marks/caf\\xe9.jpg" in result.stderr
        assert "Put there by somebody: caf\\xe9.jpg" in result.stderr
    assert "caf\\xe9.jpg" in run("utf-8", "status", at=root).output
    name = os.fsdecode(os.fsencode(root) + b"/contexts/acme/marks/caf\xe9.jpg")
    listed = CliRunner().invoke(main, ["not-marks", name, "--reason", "photo", "--by", "A. Grey", "-C", str(root)])
    assert (listed.exit_code, "The file’s name is not in Unicode" in listed.stderr) == (1, True)
    assert "caf\udce9.jpg" in json.loads(run("utf-8", "check", "--json", at=root).stdout)["problems"][0]["file"]


@no_bytes_in_names
@pytest.mark.parametrize("ending", ["csv", "xlsx", "docx", "pdf"])
def test_a_file_whose_name_is_no_unicode_is_to_be_renamed(tmp_path: Path, ending: str) -> None:
    root = write_workspace(tmp_path)
    name = os.fsdecode(os.fsencode(root) + b"/contexts/acme/marks/caf\xe9." + ending.encode())
    Path(name).write_bytes(b"learner,unit\n")
    checked, verified = (run("utf-8", *arguments, at=root) for arguments in (("check",), ("verify", name)))
    assert (checked.exit_code, verified.exit_code) == (5, 1)
    for said in (checked.stderr, verified.stdout):
        assert "Problem: The file’s name is not in Unicode" in said
        assert f"caf\\xe9.{ending}" in said


@pytest.mark.skipif(os.name == "nt", reason="pipes end in other ways there")
def test_a_reader_that_has_gone_is_no_problem(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [
        sys.executable,
        "-m",
        "markpack",
        "new",
        "employer",
        "Bright Hotels",
        "-C",
        str(write_workspace(tmp_path)),
    ]
    try:
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    finally:
        os.close(writing)
    assert done.stderr == ""
    assert (tmp_path / "contexts/bright-hotels/context.yaml").is_file()


@pytest.mark.parametrize("name", ["ac\u202eme", "ac\u200bme", pytest.param("caf\udce9", marks=no_bytes_in_names)])
def test_an_employer_whose_folder_cannot_be_read_is_told_to_rename_it(tmp_path: Path, name: str) -> None:
    root = write_workspace(tmp_path)
    shutil.copytree(root / "contexts/acme", root / "contexts" / name)
    result = run("utf-8", "check", at=root)
    assert result.exit_code == 1
    assert "The folder’s name holds signs that cannot be seen" in result.stderr
    assert result.stderr.count("Problem:") == 1
