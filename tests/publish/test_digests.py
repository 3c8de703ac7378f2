from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from markpack.publish import digests
from markpack.publish.digests import NAME, FileDigests, files_below, folder_digest, folder_stamp
from markpack.publish.manifest import Entry
from markpack.publish.publication import Publication


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often files are read."""
    counted: list[int] = []
    real = hashlib.file_digest

    def file_digest(file: Any, name: str) -> Any:
        counted.append(1)
        return real(file, name)

    monkeypatch.setattr(hashlib, "file_digest", file_digest)
    return counted


@pytest.fixture
def _fine_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times of which no two changes share one."""
    monkeypatch.setattr(digests, "GRAIN", 0)


@pytest.mark.usefixtures("_fine_times")
def test_a_file_is_read_once_until_it_changes(tmp_path: Path, reads: list[int]) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(b"one")
    known = FileDigests(tmp_path)
    assert [known.digest("x.pdf"), known.digest("x.pdf")] == [sha256(b"one")] * 2
    known.keep()
    assert FileDigests(tmp_path).digest("x.pdf") == sha256(b"one")
    assert len(reads) == 1
    file.write_bytes(b"two")
    assert FileDigests(tmp_path).digest("x.pdf") == sha256(b"two")
    assert len(reads) == 2


def test_a_file_that_was_just_changed_is_read_again(tmp_path: Path, reads: list[int]) -> None:
    (tmp_path / "x.pdf").write_bytes(b"one")
    known = FileDigests(tmp_path)
    known.digest("x.pdf")
    known.keep()
    assert FileDigests(tmp_path).digest("x.pdf") == sha256(b"one")
    assert len(reads) == 2


@pytest.mark.parametrize(
    ("nanoseconds", "later", "read"),
    [
        (1, digests.GRAIN // 2, 2),
        (1, digests.GRAIN * 2, 1),
        (0, digests.GRAIN * 2, 2),
        (0, digests.COARSE_GRAIN * 2, 1),
    ],
)
def test_how_long_a_change_may_hide_depends_on_how_times_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reads: list[int], nanoseconds: int, later: int, read: int
) -> None:
    """A time of whole seconds comes from a file system that keeps no others."""
    (tmp_path / "x.pdf").write_bytes(b"one")
    changed = 1_700_000_000_000_000_000 + nanoseconds
    about = SimpleNamespace(st_mode=stat.S_IFREG, st_size=3, st_ino=7, st_mtime_ns=changed, st_ctime_ns=changed)
    known = FileDigests(tmp_path)
    monkeypatch.setattr("markpack.publish.digests.os.lstat", lambda _path: about)
    monkeypatch.setattr("markpack.publish.digests.os.fstat", lambda _file: about)
    monkeypatch.setattr("markpack.publish.digests.time.time_ns", lambda: changed + later)
    assert [known.digest("x.pdf"), known.digest("x.pdf")] == [sha256(b"one")] * 2
    assert len(reads) == read


@pytest.mark.usefixtures("_fine_times")
@pytest.mark.parametrize("same", ["size", "size and time of change"])
def test_an_edit_shows_whatever_stays_the_same(tmp_path: Path, same: str) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(b"one")
    about = file.stat()
    known = FileDigests(tmp_path)
    known.digest("x.pdf")
    known.keep()
    before = folder_stamp(tmp_path)
    file.write_bytes(b"two")
    if "time" in same:
        os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert FileDigests(tmp_path).digest("x.pdf") == sha256(b"two")
    assert folder_stamp(tmp_path) != before != ""


@pytest.mark.usefixtures("_fine_times")
@pytest.mark.parametrize("damage", [b"", b"nonsense", b"markpack digests 1 0000\nx.pdf 0000.1.2.3.4\n", b"\xff\xfe"])
def test_what_is_damaged_is_not_relied_on(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "x.pdf").write_bytes(b"one")
    (tmp_path / NAME).write_bytes(damage)
    assert FileDigests(tmp_path).digest("x.pdf") == sha256(b"one")


@pytest.mark.usefixtures("_fine_times")
def test_a_changed_letter_in_what_is_kept_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"one")
    known = FileDigests(tmp_path)
    known.digest("x.pdf")
    known.keep()
    kept = (tmp_path / NAME).read_text(encoding="utf-8")
    (tmp_path / NAME).write_text(kept.replace(sha256(b"one"), sha256(b"two")), encoding="utf-8")
    assert FileDigests(tmp_path).digest("x.pdf") == sha256(b"one")


def test_what_is_no_file_has_no_digest(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"one")
    known = FileDigests(tmp_path)
    assert [known.digest(path) for path in ("folder", "missing", "file/below")] == ["", "", ""]


def test_the_digest_of_a_folder_is_that_of_its_files_and_their_names(tmp_path: Path) -> None:
    for name in ("b/x.pdf", "a/x.pdf", ".hidden", "~$x.pdf", ".staging/x.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"one")
    assert sorted(files_below(tmp_path)) == ["a/x.pdf", "b/x.pdf"]
    before = folder_digest(tmp_path)
    (tmp_path / ".hidden").write_bytes(b"two")
    assert folder_digest(tmp_path) == before
    (tmp_path / "b/x.pdf").rename(tmp_path / "b/y.pdf")
    assert folder_digest(tmp_path) != before
    (tmp_path / "b/y.pdf").rename(tmp_path / "b/x.pdf")
    assert folder_digest(tmp_path) == before
    (tmp_path / "b/x.pdf").write_bytes(b"two")
    assert folder_digest(tmp_path) != before


def test_a_folder_in_which_a_file_was_just_changed_has_no_stamp(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"one")
    assert folder_stamp(tmp_path) == ""


@pytest.mark.usefixtures("_fine_times")
def test_a_publication_reads_no_file_that_it_has_put_in_place(tmp_path: Path, reads: list[int]) -> None:
    entry = Entry("", "k", "blank", "pdf")
    with Publication(tmp_path) as publication:
        for name in ("x.pdf", "y.pdf"):
            publication.stage(name, b"one", entry)
        publication.commit()
    reads.clear()
    with Publication(tmp_path) as publication:
        assert publication.is_current("x.pdf", "k")
        assert publication.available({"x.pdf": "k", "y.pdf": "other"}) == {"x.pdf": True, "y.pdf": False}
        publication.stage("y.pdf", b"two", entry)
        assert publication.commit().written == ["y.pdf"]
    assert len(reads) <= 1, "the manifest alone is read"
