"""`markpack backup` and `markpack restore`: all of a workspace comes back, and nothing that is damaged does."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from markpack.app import backups
from markpack.cli import commands
from markpack.errors import InputError
from markpack.publish import archive
from markpack.publish.archive import LIST
from markpack.publish.guarded_folder import GuardedFolder
from markpack.publish.publication import Publication
from markpack.publish.workspace_files import WorkspaceFiles
from tests.disks import Disk, Killed
from tests.workspaces import MARKS, MARKS_FILE, REGISTER_FILE, changed, write_workspace

FEW = ("--only", "completed,results", "--format", "xlsx", "--jobs", "1")
EDITED = "output/acme/8604-308/completed/Notes.docx"


def said(result: Result) -> str:
    """What was printed, in one line, with each problem behind its place."""
    return " ".join(result.output.replace("\n  Problem:", ":").split())


def markpack(*arguments: object) -> Result:
    return CliRunner().invoke(commands.main, [str(argument) for argument in arguments], catch_exceptions=False)


def back_up(root: Path, target: Path) -> Path:
    result = markpack("backup", target, "-C", root)
    assert result.exit_code == 0, result.output
    return target


def restore(file: Path, target: Path) -> Path:
    result = markpack("restore", file, target)
    assert result.exit_code == 0, result.output
    return target


def refused(file: Path, target: Path) -> str:
    """What is said where nothing is restored, and nothing is there then."""
    result = markpack("restore", file, target)
    assert result.exit_code == 1, result.output
    assert "nothing was restored" in result.output
    assert not target.exists()
    return said(result)


def contents(root: Path) -> dict[str, bytes]:
    """All files but those that builds make anew at will."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name not in (".lock", ".digests", ".last-build.json")
    }


def rewritten(
    file: Path,
    target: Path,
    change: Callable[[dict[str, bytes]], object],
    *,
    packing: int = zipfile.ZIP_STORED,
) -> Path:
    """Write a ZIP like another one, with what `change` makes of its files."""
    with zipfile.ZipFile(file) as source:
        files = {name: source.read(name) for name in source.namelist()}
    change(files)
    with zipfile.ZipFile(target, "w", packing) as copy:
        for name, data in files.items():
            copy.writestr(name, data)
    return target


def with_list(change: Callable[[Any], object]) -> Callable[[dict[str, bytes]], object]:
    def changing(files: dict[str, bytes]) -> None:
        data = json.loads(files[LIST])
        change(data)
        files[LIST] = json.dumps(data).encode()

    return changing


def adding(path: str, data: bytes = b"x") -> Callable[[dict[str, bytes]], object]:
    """Add a file, and list it."""

    def add(files: dict[str, bytes]) -> None:
        entry = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "private": False}
        with_list(lambda listed: listed["files"].update({path: entry}))(files)
        files[path] = data

    return add


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "ws")


@pytest.fixture
def file(root: Path, tmp_path: Path) -> Path:
    return back_up(root, tmp_path / "backup.zip")


@pytest.mark.slow
def test_all_comes_back_and_a_build_makes_the_same_bytes(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "ws")
    assert markpack("build", *FEW, "-C", root).exit_code == 0
    (root / MARKS_FILE).write_text(changed(MARKS, ("Good factors.", "Very good factors.")), encoding="utf-8")
    assert markpack("build", *FEW, "-C", root).exit_code == 0
    (root / EDITED).write_bytes(b"mine")
    assert markpack("build", *FEW, "-C", root).exit_code == 0
    (root / "contexts/acme/notes").mkdir()
    built = contents(root)
    assert any(path.startswith("records/files/") for path in built)
    assert b"Notes.docx" in built["output/acme/index.html"]

    restored = restore(back_up(root, tmp_path / "backup.zip"), tmp_path / "restored")
    assert contents(restored) == built
    assert (restored / "contexts/acme/notes").is_dir()
    assert not list(restored.rglob(".digests"))
    again = markpack("build", *FEW, "-C", restored)
    assert again.exit_code == 0, again.output
    assert contents(restored) == built

    shutil.rmtree(restored / "output")
    assert markpack("build", *FEW, "-C", restored).exit_code == 0
    made_anew = contents(restored)
    assert b"Notes.docx" not in made_anew["output/acme/index.html"]
    for path in (EDITED, "output/acme/index.html", "output/acme/manifest.json"):  # the page told of the edit
        made_anew.pop(path, None)
        del built[path]
    assert made_anew == built


def test_it_is_its_users_alone_and_so_is_what_was(root: Path, tmp_path: Path) -> None:
    (root / REGISTER_FILE).chmod(0o600)
    (root / "records/files").mkdir(parents=True)
    (root / "records").chmod(0o700)
    file = back_up(root, tmp_path / "backup.zip")
    restored = restore(file, tmp_path / "restored")

    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert mode(file) == 0o600
    assert (mode(restored / REGISTER_FILE), mode(restored / "records")) == (0o600, 0o700)
    assert mode(restored / MARKS_FILE) == mode(root / MARKS_FILE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "restored", "ws"]


def test_what_it_holds_is_said_for_people_and_programs(root: Path, tmp_path: Path) -> None:
    (root / "notes.txt").write_text("mine")
    result = markpack("backup", tmp_path / "b.zip", "-C", root)
    assert "6 files" in result.output
    assert "Not part of the workspace, so not in it: notes.txt" in result.output
    data = json.loads(markpack("backup", tmp_path / "c.zip", "--json", "-C", root).stdout)
    assert (data["files"], data["left_out"], data["beside"]) == (6, {}, ["notes.txt"])
    data = json.loads(markpack("restore", tmp_path / "c.zip", tmp_path / "r", "--json").stdout)
    assert (data["files"], data["folder"]) == (6, str(tmp_path / "r"))
    assert not (tmp_path / "r/notes.txt").exists()


def test_what_cannot_be_taken_along_is_named(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = root / "contexts/acme/marks"
    (marks / "link.pdf").symlink_to(root / REGISTER_FILE)
    (marks / ".sheet.pdf.icloud").write_bytes(b"stand-in")
    (marks / "locked.pdf").write_bytes(b"no")
    os.mkfifo(marks / "pipe")
    (marks / os.fsdecode(b"\xff.pdf")).write_bytes(b"old")
    (marks / "~$markbook.xlsx").write_bytes(b"lock")
    real = GuardedFolder.opened

    def opened(folder: GuardedFolder, path: str) -> Any:
        if path.endswith("locked.pdf"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(folder, path)

    monkeypatch.setattr(GuardedFolder, "opened", opened)
    result = markpack("backup", tmp_path / "b.zip", "-C", root)
    assert result.exit_code == 3
    for name, why in {
        "link.pdf": "a link", "icloud": "kept online", "locked.pdf": "Permission denied", "pipe": "not an ordinary",
        "xff.pdf": "not in Unicode",
    }.items():  # fmt: skip
        (line,) = (line for line in result.output.splitlines() if name in line)
        assert line.startswith("Not in the backup: contexts/acme/marks/")
        assert why in line
    assert "~$" not in result.output
    restored = markpack("restore", tmp_path / "b.zip", tmp_path / "r")
    assert restored.exit_code == 0
    assert restored.output.count("Not in the backup: ") == 5
    there = {path.name for path in (tmp_path / "r/contexts/acme/marks").iterdir()}
    assert there == {"marks.csv", ".sheet.pdf.icloud"}


def test_a_file_that_breaks_off_while_it_is_read_stops_the_backup_and_is_named(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError(errno.EIO, "Input/output error")
            return super().read(10 if size else size)

    real = GuardedFolder.opened

    @contextlib.contextmanager
    def opened(folder: GuardedFolder, path: str) -> Iterator[Any]:
        with real(folder, path) as file:
            yield Broken(file.read()) if path == MARKS_FILE else file

    monkeypatch.setattr(GuardedFolder, "opened", opened)
    result = markpack("backup", tmp_path / "b.zip", "-C", root)
    assert result.exit_code == 1
    assert f"{MARKS_FILE}: The file cannot be read to its end. Input/output error." in said(result)
    assert [path.name for path in tmp_path.iterdir()] == ["ws"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("there.zip", "nothing is overwritten"),
        ("backup.tar", "ends in .zip"),
        ("ws/contexts/acme/b.zip", "part of what is backed up"),
        ("nowhere/b.zip", "no such folder"),
    ],
)
def test_a_file_that_no_backup_should_be(root: Path, tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "there.zip").write_bytes(b"mine")
    before = contents(tmp_path)
    result = markpack("backup", tmp_path / name, "-C", root)
    assert result.exit_code == 1
    assert message in result.output
    assert contents(tmp_path) == before


def test_a_file_that_is_made_meanwhile_is_not_overwritten(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "b.zip"

    def write(*arguments: Any) -> Any:
        target.write_bytes(b"mine")
        return archive.write_archive(*arguments)

    monkeypatch.setattr(backups, "write_archive", write)
    assert "nothing is overwritten" in markpack("backup", target, "-C", root).output
    assert target.read_bytes() == b"mine"


def test_without_links_to_files_nothing_is_overwritten_either(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_arguments: object, **_options: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    restore(back_up(root, tmp_path / "b.zip"), tmp_path / "r")
    with pytest.raises(FileExistsError), GuardedFolder(tmp_path).new_file("b.zip") as file:
        file.write(b"other")
    assert zipfile.is_zipfile(tmp_path / "b.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "r", "ws"]


def test_nothing_is_backed_up_while_a_build_is_writing(root: Path, tmp_path: Path) -> None:
    with Publication(root / "output/acme"):
        result = markpack("backup", tmp_path / "b.zip", "-C", root)
    assert result.exit_code == 1
    assert "A build is writing into this folder" in result.output
    back_up(root, tmp_path / "b.zip")


@pytest.mark.parametrize("change", ["written", "added", "gone"])
def test_a_change_meanwhile_is_noticed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    def write(file: Any, folder: Path, found: WorkspaceFiles, *about: str) -> Any:
        made = archive.write_archive(file, folder, found, *about)
        if change == "gone":
            (root / MARKS_FILE).unlink()
        else:
            (root / (MARKS_FILE if change == "written" else f"{MARKS_FILE}.txt")).write_text(MARKS + "\n")
        return made

    monkeypatch.setattr(backups, "write_archive", write)
    result = markpack("backup", tmp_path / "b.zip", "-C", root)
    assert result.exit_code == 1
    assert f"{MARKS_FILE}" in result.output
    assert "Somebody has changed this" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["ws"]


def test_a_damaged_file_is_named_and_nothing_restored(file: Path, tmp_path: Path) -> None:
    data = file.read_bytes()
    assert data.count(b"Good factors.") == data.count(b"Rhys,Jones") == 1
    file.write_bytes(data.replace(b"Good factors.", b"Poor factors.").replace(b"Rhys,Jones", b"Rhys,Janes"))
    message = refused(file, tmp_path / "r")
    assert f"backup.zip, {MARKS_FILE}: It is damaged" in message
    assert f"backup.zip, {REGISTER_FILE}: It is damaged" in message
    assert "2 problems" in message


def test_what_is_missing_or_foreign_is_named(file: Path, tmp_path: Path) -> None:
    def change(files: dict[str, bytes]) -> None:
        del files[MARKS_FILE]
        files["contexts/acme/marks/more.csv"] = b"x"

    message = refused(rewritten(file, tmp_path / "other.zip", change), tmp_path / "r")
    assert f"{MARKS_FILE}: It is missing" in message
    assert "marks/more.csv: It is in the backup, but not in its list" in message


def test_bytes_that_do_not_fit_the_list_are_found_without_the_zips_own_checksum(file: Path, tmp_path: Path) -> None:
    message = refused(
        rewritten(file, tmp_path / "other.zip", lambda files: files.update({MARKS_FILE: b"x"})), tmp_path / "r"
    )
    assert f"{MARKS_FILE}: It is damaged" in message


@pytest.mark.parametrize("length", [0, 100, 5_000, -1])
def test_half_a_backup_is_none(file: Path, tmp_path: Path, length: int) -> None:
    file.write_bytes(file.read_bytes()[:length])
    assert "not all of it is here" in refused(file, tmp_path / "r")


@pytest.mark.parametrize(
    "path",
    [
        "../outside.txt", "contexts/../../outside.txt", "/outside.txt", "contexts//outside.txt", "notes.txt",
        "contexts/./a", "", "contexts/a\0b",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_folder(file: Path, tmp_path: Path, path: str) -> None:
    other = rewritten(file, tmp_path / "other.zip", with_list(lambda data: data["files"].update({path: ENTRY})))
    assert f"{LIST} in it is damaged" in refused(other, tmp_path / "r")
    assert not (tmp_path / "outside.txt").exists()


ENTRY: Mapping[str, object] = {"sha256": hashlib.sha256(b"x").hexdigest(), "size": 1, "private": False}


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(record="something else"),
        lambda data: data.update(files=[]),
        lambda data: data["files"].update({MARKS_FILE: {**ENTRY, "size": "1"}}),
        lambda data: data["folders"].update(contexts="yes"),
        lambda data: data.pop("left_out"),
    ],
)
def test_a_list_that_is_none_is_refused(file: Path, tmp_path: Path, change: Callable[[Any], object]) -> None:
    other = rewritten(file, tmp_path / "other.zip", with_list(change))
    assert f"{LIST} in it is damaged" in refused(other, tmp_path / "r")


def test_a_later_versions_backup_says_which_version_it_needs(file: Path, tmp_path: Path) -> None:
    other = rewritten(
        file, tmp_path / "other.zip", with_list(lambda data: data.update(version=2, program="9.1", files=None))
    )
    assert "Install markpack 9.1 or later" in refused(other, tmp_path / "r")


def test_any_other_zip_is_no_backup(file: Path, tmp_path: Path) -> None:
    other = rewritten(file, tmp_path / "other.zip", lambda files: files.pop(LIST))
    assert f"{LIST} is not in it" in refused(other, tmp_path / "r")


def test_what_another_program_packed_is_not_unpacked(file: Path, tmp_path: Path) -> None:
    bomb = rewritten(file, tmp_path / "b.zip", adding("contexts/bomb", bytes(50_000_000)), packing=zipfile.ZIP_DEFLATED)
    assert bomb.stat().st_size < 200_000
    assert "Another program has repacked this file" in refused(bomb, tmp_path / "r")


def test_a_file_cannot_hold_more_than_its_bytes(file: Path, tmp_path: Path) -> None:
    """All entries are the same bytes of the ZIP, as in a bomb of overlapping files."""
    whole = bytes(100_000)
    listed = rewritten(file, tmp_path / "one.zip", adding("contexts/0", whole))
    with zipfile.ZipFile(listed, "a") as overlapping:
        first = overlapping.getinfo("contexts/0")
        for number in range(1, 20):
            entry = zipfile.ZipInfo(f"contexts/{number}")
            entry.file_size = entry.compress_size = len(whole)
            entry.CRC, entry.header_offset = first.CRC, first.header_offset
            overlapping.filelist.append(entry)
            overlapping._didModify = True  # type: ignore[attr-defined] # so that the directory is written
    assert "more than it has bytes" in refused(listed, tmp_path / "r")


def test_a_list_of_too_many_bytes_is_neither_written_nor_read(
    file: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST_LIST", 100)
    assert "too large to be read" in refused(file, tmp_path / "r")
    result = markpack("backup", tmp_path / "c.zip", "-C", root)
    assert "too many files" in result.output
    assert not (tmp_path / "c.zip").exists()


def test_the_same_name_twice_is_refused(file: Path, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as twice:
        twice.writestr(MARKS_FILE, b"x")
    assert f"It holds {MARKS_FILE} twice" in refused(file, tmp_path / "r")


def test_names_that_are_one_on_the_disk_are_named(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "contexts/acme/Marks").mkdir()
    (root / "contexts/acme/Marks/MARKS.csv").write_text(MARKS)
    file = back_up(root, tmp_path / "b.zip")
    assert contents(restore(file, tmp_path / "both")) == contents(root)
    monkeypatch.setattr(GuardedFolder, "has_folder", lambda *_arguments: True)  # capital and small letters are one
    message = refused(file, tmp_path / "r")
    assert "would be the same as" in message
    assert message.count("capital and small letters count as the same here") == 2


def test_odd_names_come_back(root: Path, tmp_path: Path) -> None:
    for name in ("a\nb", "c:d", "e\\f", " g ", "\N{GRINNING FACE}.pdf", "e\u0301", "\xe9", "-rf", "x" * 250):
        (root / "contexts/acme/marks" / name).write_text(name)
    restored = restore(back_up(root, tmp_path / "b.zip"), tmp_path / "r")
    assert contents(restored) == contents(root)


def test_who_stops_a_restoration_finds_nothing_half_way(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop() -> BaseException:
        monkeypatch.undo()
        return KeyboardInterrupt()

    Disk(monkeypatch, 9, stop, dead=False)
    result = markpack("restore", file, tmp_path / "r")
    assert (result.exit_code, "restore again" in result.output) == (130, True)
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("obstacle", ["file", "workspace", "interrupted"])
def test_nothing_is_restored_over_anything(file: Path, tmp_path: Path, obstacle: str) -> None:
    target = tmp_path / "r"
    if obstacle == "file":
        target.write_bytes(b"mine")
    else:
        (target / ("mine" if obstacle == "workspace" else ".restoring")).mkdir(parents=True)
    result = markpack("restore", file, target)
    assert result.exit_code == 1
    expected = {"file": "not a folder", "workspace": "not empty", "interrupted": "interrupted. Delete it"}[obstacle]
    assert expected in said(result)
    assert target.is_file() or len(list(target.iterdir())) == 1


def test_an_empty_folder_is_taken_and_a_full_disk_leaves_it_empty(
    file: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "r"
    target.mkdir()
    with monkeypatch.context() as full:
        Disk(full, 12, lambda: OSError(errno.ENOSPC, "No space left on device"), dead=False)
        result = markpack("restore", file, target)
    assert result.exit_code == 1
    assert "No space left on device. Make room on the disk, then restore again." in said(result)
    assert list(target.iterdir()) == []
    assert contents(restore(file, target)) == contents(root)


@pytest.mark.slow
def test_a_backup_that_breaks_off_at_any_write_leaves_none_or_a_whole_one(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "b.zip"
    for last in range(1, 1000):
        with monkeypatch.context() as broken:
            disk = Disk(broken, last, Killed, dead=True)
            with contextlib.suppress(Killed):
                markpack("backup", file, "-C", root)
        if not file.exists():
            back_up(root, file)
        assert contents(restore(file, tmp_path / "r")) == contents(root), f"at write {last}"
        file.unlink()
        shutil.rmtree(tmp_path / "r")
        if not disk.broke:
            break
    assert last > 20, "there was something to break off"


@pytest.mark.slow
def test_a_restoration_that_breaks_off_at_any_write_is_whole_or_says_so(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "output/acme").mkdir(parents=True)
    (root / "output/acme/mine.txt").write_text("mine")
    file = back_up(root, tmp_path / "b.zip")
    target = tmp_path / "r"
    for last in range(1, 1000):
        with monkeypatch.context() as broken:
            disk = Disk(broken, last, Killed, dead=True)
            with contextlib.suppress(Killed):
                markpack("restore", file, target)
        if not (target / "contexts").exists():  # it is no workspace yet
            if target.exists() and list(target.iterdir()):
                assert "Delete it, and restore again" in said(markpack("restore", file, target))
                shutil.rmtree(target)
            restore(file, target)
        assert contents(target) == contents(root), f"at write {last}"
        shutil.rmtree(target)
        if not disk.broke:
            break
    assert last > 15, "there was something to break off"


def test_python_programs_can_do_the_same(root: Path, tmp_path: Path) -> None:
    import datetime

    app = import_module("markpack.app")
    made = app.back_up(app.Workspace(root), tmp_path / "b.zip", datetime.date(2026, 11, 30))
    restored = app.restore(made.file, tmp_path / "r")
    assert isinstance(made, app.Backup)
    assert isinstance(restored, app.Restored)
    assert (restored.made_on, restored.files, restored.left_out) == ("2026-11-30", made.files, {})


def test_no_changed_bit_is_taken_for_what_was_backed_up(file: Path) -> None:
    """Some bits of a ZIP mean nothing to us, such as those of a date; all others are noticed."""
    whole = file.read_bytes()

    def read(data: bytes) -> tuple[dict[str, bytes], object]:
        opened = archive.Archive(io.BytesIO(data), file.name)
        if problems := opened.problems():
            raise InputError(problems)
        return {path: b"".join(opened.pieces(path)) for path in opened.contents.files}, opened.contents

    good, refused_ones = read(whole), 0
    for position in range(0, len(whole), 7):
        changed_bytes = bytearray(whole)
        changed_bytes[position] ^= 1 << position % 8
        try:
            assert read(bytes(changed_bytes)) == good, f"at byte {position}"
        except InputError:
            refused_ones += 1
    assert refused_ones > len(whole) / 7 * 0.8
