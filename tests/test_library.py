"""`markpack.app`: what Python users import, its signatures and what it raises."""

from __future__ import annotations

import ast
import dataclasses
import errno
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from markpack import app
from markpack.cli import json_output
from markpack.documents.catalogue.by_hand import ByHand
from markpack.documents.catalogue.status import AssignmentStatus, EmployerStatus, FileState, LearnerStatus
from markpack.inputs.criteria_text.compare import Comparison
from markpack.model.forms.identity import FileIdentity
from markpack.publish.publication_report import Published
from tests.workspaces import write_workspace

SIGNATURES = {
    "Options": (
        "(employers: 'Sequence[str]' = (), kinds: 'Sequence[str]' = (), formats: 'Sequence[str]' = (), "
        "units: 'Sequence[str]' = (), learners: 'Sequence[str]' = (), jobs: 'int | None' = None, "
        "executor: 'str' = '', dry_run: 'bool' = False, force: 'bool' = False, strict: 'bool' = False, "
        "dated: 'datetime.date | None' = None, combined: 'bool' = False, today: 'datetime.date | None' = None) -> None"
    ),
    "Workspace": "(root: 'Path') -> None",
    "build": "(workspace: 'Workspace', options: 'Options' = EVERYTHING, progress: 'Progress' = NOTHING) -> 'Report'",
    "check": "(workspace: 'Workspace', employers: 'Sequence[str]' = (), *, strict: 'bool' = False, "
    "today: 'datetime.date | None' = None) -> 'tuple[Problem, ...]'",
    "find_workspace": "(start: 'Path') -> 'Workspace'",
    "init": "(target: 'Path') -> 'tuple[Path, ...]'",
    "new_employer": "(workspace: 'Workspace', name: 'str') -> 'tuple[Path, ...]'",
    "status": "(workspace: 'Workspace', employers: 'Sequence[str]' = (), *, dated: 'datetime.date | None' = None, "
    "today: 'datetime.date | None' = None, as_of: 'datetime.date | None' = None) -> 'Status'",
    "verify": "(workspace: 'Workspace', files: 'Sequence[Path]') -> 'tuple[Verification, ...]'",
}
"""What a Python program may rely on."""


@pytest.mark.parametrize("name", SIGNATURES)
def test_signatures_are_held(name: str) -> None:
    signature = str(inspect.signature(getattr(app, name)))
    shown = signature.replace(repr(app.EVERYTHING), "EVERYTHING").replace(repr(app.no_progress), "NOTHING")
    assert shown == SIGNATURES[name]


def test_every_name_that_is_promised_is_there() -> None:
    assert [name for name in app.__all__ if not hasattr(app, name)] == []
    assert set(SIGNATURES) <= set(app.__all__)
    with pytest.raises(AttributeError, match="letters"):
        app.letters  # type: ignore[attr-defined] # noqa: B018 - asking is the test


def test_every_field_of_options_and_reports_is_described() -> None:
    page = (Path(__file__).parents[1] / "docs" / "library.md").read_text(encoding="utf-8")
    described = set(re.findall(r"`(\w+)`", page.partition("## Options and reports")[2]))
    records = (
        app.Options, app.Report, app.EmployerReport, Published, app.Failed, app.Status, EmployerStatus,
        AssignmentStatus, LearnerStatus, app.Verification, Comparison,
    )  # fmt: skip
    fields = {(record.__name__, field.name) for record in records for field in dataclasses.fields(record)}
    assert {(record, name) for record, name in fields if name not in described} == set()


def test_what_the_system_refuses_is_a_problem_in_every_function(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(app.InputError, match="Not a directory"):
        app.init(file / "below")
    with pytest.raises(app.InputError, match="Not a directory"):
        app.new_employer(app.Workspace(file), "Acme")
    workspace = app.Workspace(write_workspace(tmp_path / "workspace"))
    with pytest.raises(app.InputError, match="-1 processes cannot write"):
        app.build(workspace, app.Options(jobs=-1))


def test_importing_it_loads_nothing_heavy() -> None:
    program = (
        "import sys, markpack.app\n"
        "print(*sorted({'pydantic', 'weasyprint', 'openpyxl', 'xlsxwriter', 'ruamel', 'yaml', 'jinja2', 'lxml', 'rich',"
        " 'click', 'markpack.app.full_build'} & set(sys.modules)), end='')"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == ""


def test_it_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = app.Workspace(write_workspace(tmp_path))
    app.check(workspace)
    report = app.build(workspace, app.Options(formats=("xlsx",), jobs=1))
    assert report.failed == ()
    app.status(workspace)
    app.verify(workspace, [workspace.output / "acme" / report.employers[0].planned[0]])
    assert capsys.readouterr() == ("", "")


def test_a_second_build_finds_that_nothing_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = app.Workspace(write_workspace(tmp_path))
    options = app.Options(kinds=("results",), jobs=1)
    first = app.build(workspace, options)
    monkeypatch.setattr("markpack.app.full_build.build", None)
    again = app.build(workspace, options)
    assert again.employers[0].published.unchanged == sorted(first.employers[0].published.written)


@pytest.mark.parametrize("options", [app.Options(kinds=("letters",)), app.Options(formats=("odt",))])
def test_unknown_kinds_and_formats_are_problems(tmp_path: Path, options: app.Options) -> None:
    with pytest.raises(app.InputError, match=r"is not a (kind|format) of document\. Choose from"):
        app.build(app.Workspace(write_workspace(tmp_path)), options)


def test_files_that_the_system_refuses_are_failures_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("markpack.publish.publication.Publication._write_manifest", full)
    report = app.build(app.Workspace(write_workspace(tmp_path)), app.Options(kinds=("results",), jobs=1))
    assert {failed.path for failed in report.failed} == {
        f"acme/{name}" for name in ("results.xlsx", "index.html", "manifest.json")
    }
    assert all("No space left on device. Make room on the disk" in failed.failure.message for failed in report.failed)


# The page for Python users

PAGE = (Path(__file__).parents[1] / "docs" / "library.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workspace(tmp_path_factory.mktemp("library"))


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_examples_run(number: int, laid_out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(laid_out)
    exec(compile(EXAMPLES[number], f"example {number + 1}", "exec"), {})


def test_the_page_names_every_function() -> None:
    assert len(EXAMPLES) == 5
    functions = {name for name in app.__all__ if inspect.isfunction(getattr(app, name))}
    assert functions == set(re.findall(r"^\| `(\w+)\(", PAGE, re.MULTILINE))


def test_the_page_names_every_key_of_the_json() -> None:
    keys = {
        key.value
        for node in ast.walk(ast.parse(inspect.getsource(json_output)))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    for record in (LearnerStatus, ByHand, FileIdentity):
        keys |= {field.name for field in dataclasses.fields(record)}
    keys |= {state.value for state in FileState}
    assert len(keys) > 50
    described = set(re.findall(r"`([^`]+)`", PAGE.partition("## The JSON")[2]))
    assert keys - described == set()


def test_no_word_stands_twice_in_the_glossary() -> None:
    text = (Path(__file__).parents[1] / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = re.findall(r"^\| ([a-z, ]+) \| \S.* \|.*\|$", text, re.MULTILINE)[1:]
    assert len(words) == text.count("\n| ") - 1 > 40
    assert len(words) == len(set(words))
