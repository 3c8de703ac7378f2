"""Returned files are opened once, and what is kept of them is never taken for more than it is."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from functools import cache, wraps
from pathlib import Path
from typing import Any

import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.inputs.files.excel_tables import read_workbook
from markpack.inputs.marks import marks_folder
from markpack.inputs.marks.forms import pdf_form
from markpack.inputs.marks.parse_cache import parse_cached
from markpack.inputs.problems import Problems
from markpack.inputs.workspace_inputs import read_inputs
from markpack.publish.readings import NAME
from markpack.report import Options
from tests.inputs.returned import FOLDER, blank, field, fill_cells, fill_pdf, fill_word, returned
from tests.workspaces import markbook


class Memory:
    """Keeps everything, in memory."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.held.get(name)

    def put(self, name: str, data: bytes) -> None:
        self.held[name] = data


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are opened."""
    names: list[str] = []
    for place, name in ((marks_folder, "read_workbook"), (marks_folder, "read_word_form"), (pdf_form, "read_pdf_form")):
        real = getattr(place, name)

        @wraps(real)
        def noted(path: Path, file: str, findings: Problems, real: Any = real) -> Any:
            names.append(path.name)
            return real(path, file, findings)

        noted.__module__ = __name__  # so that no other process can find it
        monkeypatch.setattr(place, name, noted)
    return names


VALUES = {field("mark", "1.1"): "18", field("comment", "1.1"): "Good factors."}
NAMES = ["a.xlsx", "b.docx", "book.xlsx", "broken.docx", "c.pdf"]


@cache
def files() -> dict[str, bytes]:
    return {
        "a.xlsx": fill_cells(blank("xlsx"), VALUES),
        "b.docx": fill_word(blank("docx", "0012346"), VALUES),
        "c.pdf": fill_pdf(blank("pdf"), VALUES),
        "book.xlsx": markbook(["0012346", "Minh", "Nguyễn Thị", 1, 18]),
        "broken.docx": b"PK nonsense",
    }


def workspace(tmp_path: Path) -> Path:
    return returned(tmp_path, files())


def only_results(root: Path) -> None:
    build(Workspace(root), Options(kinds=("results",)))


@pytest.mark.slow
def test_what_is_kept_says_what_the_files_say(tmp_path: Path, opened: list[str]) -> None:
    root, memory = workspace(tmp_path), Memory()
    first = read_inputs(root, (), lambda _employer: memory)
    assert sorted(opened) == NAMES
    again = read_inputs(root, (), lambda _employer: memory)
    assert sorted(opened) == NAMES, "nothing was opened a second time"
    assert again == first == read_inputs(root)
    assert any(warning.place.file.endswith("broken.docx") for warning in again[1])


@pytest.mark.slow
def test_builds_open_what_is_new_alone(tmp_path: Path, opened: list[str]) -> None:
    root = workspace(tmp_path)
    only_results(root)  # there is no output yet to keep anything in
    only_results(root)
    opened.clear()
    only_results(root)
    assert opened == []
    (root / FOLDER / "a.xlsx").write_bytes(fill_cells(blank("xlsx"), {**VALUES, field("mark", "1.2"): "9"}))
    (root / FOLDER / "b.docx").rename(root / FOLDER / "renamed.docx")
    only_results(root)
    assert sorted(opened) == ["a.xlsx", "renamed.docx"]
    held = [path for path in (root / "output/acme" / NAME).rglob("*") if path.is_file()]
    assert len(held) == len(NAMES), "and nothing is kept of what is no longer there"


def test_another_version_opens_everything(tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    root = workspace(tmp_path)
    only_results(root)
    only_results(root)
    opened.clear()
    monkeypatch.setattr("markpack.app.full_build.program_digest", lambda: "another")
    only_results(root)
    assert sorted(opened) == NAMES
    assert [path.name for path in (root / "output/acme" / NAME).iterdir()] == ["another"]


def test_a_dry_run_keeps_nothing(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    (root / "output/acme").mkdir(parents=True)
    build(Workspace(root), Options(dry_run=True))
    assert list((root / "output/acme").iterdir()) == []


class Spy:
    """Runs a program when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("made-by-a-spy",)


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "spy", "other"])
def test_what_is_damaged_is_opened_again_and_runs_nothing(
    tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path, memory = tmp_path / "a.xlsx", Memory()
    path.write_bytes(files()["a.xlsx"])
    first = parse_cached(read_workbook, path, "a.xlsx", memory)()
    (name,) = memory.held
    data = memory.held[name]

    def packed(body: bytes) -> bytes:
        header = {"format": "markpack reading", "version": 1, "sha256": hashlib.sha256(body).hexdigest()}
        return json.dumps(header).encode() + b"\n" + body

    memory.held[name] = {
        "cut": data[:-10],
        "changed": data[:100] + b"x" + data[101:],
        "empty": b"",
        "spy": pickle.dumps((Spy(), ())),
        "other": packed(b'{"file": "a.xlsx"}'),
    }[damage]
    assert parse_cached(read_workbook, path, "a.xlsx", memory)() == first
    assert memory.held[name] == data
    assert not (tmp_path / "made-by-a-spy").exists()
