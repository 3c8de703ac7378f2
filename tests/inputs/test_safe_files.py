"""Files that are not what they should be: links out of the workspace, pipes, and what may not be opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from markpack.errors import Place, Scope, Severity
from tests.inputs.problems import lines_of, only, problems_of
from tests.workspaces import (
    CENTRE,
    CENTRE_FILE,
    CONTEXT,
    CONTEXT_FILE,
    MARKS,
    MARKS_FILE,
    REGISTER,
    REGISTER_FILE,
    UNIT,
    UNIT_FILE,
    changed,
    write_workspace,
)

OUTSIDE = {
    CONTEXT_FILE: CONTEXT,
    REGISTER_FILE: REGISTER,
    MARKS_FILE: MARKS,
    CENTRE_FILE: CENTRE,
    UNIT_FILE: UNIT,
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_link_out_of_the_workspace_is_refused_and_its_content_never_shown(tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"hidden words: {OUTSIDE[name]}")
    root = write_workspace(tmp_path / "w", {name: None})
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).symlink_to(secret)
    messages = {problem.place.file: problem.message for problem in problems_of(root)}
    assert messages[name] == "This is a link that leads out of the workspace, which is not followed."
    assert "hidden words" not in "".join(lines_of(root))


def test_a_marks_folder_that_is_a_link_out_of_the_workspace_is_refused_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/marks.csv").write_text(MARKS)
    root = write_workspace(tmp_path / "w", {MARKS_FILE: None})
    (root / "contexts/acme/marks").symlink_to(tmp_path / "elsewhere")
    assert only(root).place.file == "contexts/acme/marks"


def test_a_link_inside_the_workspace_is_followed(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "w", {"contexts/shared.csv": REGISTER, REGISTER_FILE: None})
    (root / REGISTER_FILE).symlink_to(root / "contexts/shared.csv")
    (tmp_path / "link").symlink_to(root)
    assert problems_of(tmp_path / "link") == ()


def test_a_folder_of_marks_behind_a_link_is_named(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"contexts/acme/old/marks.csv": "x"})
    (root / "contexts/acme/marks/old").symlink_to(root / "contexts/acme/old")
    found = only(root, Severity.WARNING)
    assert (found.place.file, found.message) == (
        "contexts/acme/marks/old",
        "This is a link to a folder, which is not followed.",
    )


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_link_to_itself_is_a_problem_of_that_file(tmp_path: Path, name: str) -> None:
    root = write_workspace(tmp_path, {name: None})
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).symlink_to(root / name)
    messages = {problem.place.file: problem.message for problem in problems_of(root)}
    assert messages[name].startswith("The file cannot be read: ")


@pytest.mark.parametrize("name", [REGISTER_FILE, CONTEXT_FILE, MARKS_FILE, "contexts/acme/marks/sheet.pdf"])
def test_a_pipe_is_not_read(tmp_path: Path, name: str) -> None:
    root = write_workspace(tmp_path, {name: None})
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(root / name)
    messages = {problem.place.file: problem.message for problem in problems_of(root)}
    assert messages[name] == "This is a device or a pipe, not an ordinary file."


@pytest.mark.parametrize(
    "name", ["contexts/acme/marks", "contexts/acme/marks/spring", "contexts/acme", "templates/units", "contexts"]
)
def test_a_folder_that_may_not_be_listed_is_a_problem_and_the_rest_is_still_checked(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Denied here and not by the file system, which denies the system's own user nothing.
    root = write_workspace(
        tmp_path, {"contexts/acme/marks/spring/m.csv": MARKS}, centre=changed(CENTRE, ("012345", "12345"))
    )
    denied = str(root / name)
    scandir, listdir = os.scandir, os.listdir

    def refuse(path: object) -> None:
        if str(path) == denied:
            raise PermissionError(13, "Permission denied", denied)

    def scan(path: str = ".") -> Iterator[os.DirEntry[str]]:
        refuse(path)
        return scandir(path)

    def names(path: str = ".") -> list[str]:
        refuse(path)
        return listdir(path)

    monkeypatch.setattr(os, "scandir", scan)
    monkeypatch.setattr(os, "listdir", names)
    lines = lines_of(root)
    assert (
        f"{name}: The folder cannot be read: Permission denied. Check that you may open it and what is in it." in lines
    )
    assert any("“12345” is not a centre number" in line for line in lines)


@pytest.mark.parametrize("name", [REGISTER_FILE, CONTEXT_FILE, MARKS_FILE])
def test_a_file_that_may_not_be_opened_is_a_problem_and_the_rest_is_still_checked(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_workspace(tmp_path, centre=changed(CENTRE, ("012345", "12345")))
    read_bytes = Path.read_bytes

    def read(path: Path) -> bytes:
        if path == root / name:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    lines = lines_of(root)
    assert any(line.startswith(f"{name}: The file cannot be read: Permission denied.") for line in lines)
    assert any("“12345” is not a centre number" in line for line in lines)


@pytest.mark.parametrize("name", [".{}.icloud", "{}.cloud", "{}.nextcloud", "{}.crdownload", "{}.part"])
@pytest.mark.parametrize(
    ("folder", "file", "scope"),
    [
        ("contexts/acme/marks", "sheet 7.pdf", Scope.FILE),
        ("contexts/acme/marks/week 2", "sheet 7.xlsx", Scope.FILE),
        ("contexts/acme", "learners.csv", Scope.EMPLOYER),
        ("contexts/acme", "context.yaml", Scope.EMPLOYER),
        ("contexts", "centre.yaml", Scope.WORKSPACE),
        ("templates/units", "8604-308.yaml", Scope.ASSIGNMENT),
        ("templates/qualifications", "8604.yaml", Scope.EMPLOYER),
        ("templates/layouts", "brief.html.j2", Scope.WORKSPACE),
    ],
)
def test_a_file_that_is_kept_online_is_not_here_yet(
    name: str, folder: str, file: str, scope: Scope, tmp_path: Path
) -> None:
    root = write_workspace(tmp_path, {f"{folder}/{file}": None, f"{folder}/{name.format(file)}": b"bplist00"})
    errors = [problem for problem in problems_of(root) if problem.severity is Severity.ERROR]
    found = [problem for problem in errors if problem.place == Place(f"{folder}/{file}")]
    assert [problem.message for problem in found] == [
        f"“{file}” is kept online or still being downloaded; it is not on this computer yet."
    ]
    assert "Always keep on this device" in found[0].hint
    assert found[0].scope is scope
    if scope is not Scope.WORKSPACE:
        assert errors == found


@pytest.mark.parametrize(
    "file", ["contexts/acme/marks/late.xlsx", "contexts/acme/learners.csv", "templates/units/8604-308.yaml"]
)
def test_a_file_of_no_bytes_is_named(file: str, tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {file: b""})
    found = next(problem for problem in problems_of(root) if problem.place == Place(file))
    assert found.severity is Severity.ERROR
    assert found.message.startswith("The file holds nothing (0 bytes)")


def test_the_name_of_a_file_that_is_not_here_says_whose_marks_are_missing(tmp_path: Path) -> None:
    names = {".R Jones-0012345-012345-8604-308(1).pdf.icloud": b"bplist00", "M Nguyen-0012346-8604-308(1).xlsx": b""}
    root = write_workspace(tmp_path, {f"contexts/acme/marks/{name}": data for name, data in names.items()})
    assert {problem.reach.learners for problem in problems_of(root)} == {("0012345",), ("0012346",)}
