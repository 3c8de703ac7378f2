from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import IO, Any

import pytest

from markpack.errors import InputError, Scope
from markpack.publish import digests
from markpack.publish.manifest import Entry, Manifest, manifest_text
from markpack.publish.publication import Publication
from markpack.publish.publication_report import Published


def entry(key: str = "k") -> Entry:
    return Entry("", key, "blank", "pdf", "9999-101", "0012345", 1)


def publish(folder: Path, files: dict[str, bytes], *, force: bool = False, obsolete: Collection[str] = ()) -> Published:
    with Publication(folder, force=force) as publication:
        for path, data in files.items():
            publication.stage(path, data, entry())
        return publication.commit(obsolete=obsolete)


def test_files_and_manifest_appear_together(tmp_path: Path) -> None:
    with Publication(tmp_path / "out") as publication:
        publication.stage("a/b.pdf", b"one", entry())
        assert not (tmp_path / "out" / "a").exists()
        done = publication.commit()
    assert done.written == ["a/b.pdf"]
    assert (tmp_path / "out" / "a" / "b.pdf").read_bytes() == b"one"
    recorded = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert list(recorded["files"]) == ["a/b.pdf"]
    assert sorted(path.name for path in (tmp_path / "out").glob("[!.]*")) == ["a", "manifest.json"]
    assert not (tmp_path / "out" / ".staging").exists()


def test_what_a_person_edited_is_kept_until_forced(tmp_path: Path) -> None:
    publish(tmp_path, {"x.docx": b"one"})
    (tmp_path / "x.docx").write_bytes(b"edited")
    assert publish(tmp_path, {"x.docx": b"two"}).kept_edits == ["x.docx"]
    assert (tmp_path / "x.docx").read_bytes() == b"edited"
    assert publish(tmp_path, {"x.docx": b"two"}, force=True).written == ["x.docx"]
    assert (tmp_path / "x.docx").read_bytes() == b"two"


def test_a_file_that_is_not_markpacks_is_kept(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(b"mine")
    assert publish(tmp_path, {"x.docx": b"one"}).kept_edits == ["x.docx"]
    assert (tmp_path / "x.docx").read_bytes() == b"mine"


def test_a_file_that_somebody_deleted_is_made_again(tmp_path: Path) -> None:
    publish(tmp_path, {"x.docx": b"one"})
    (tmp_path / "x.docx").unlink()
    assert not Publication(tmp_path).is_current("x.docx", "k")
    assert publish(tmp_path, {"x.docx": b"one"}).written == ["x.docx"]


def test_only_what_the_manifest_lists_is_removed(tmp_path: Path) -> None:
    publish(tmp_path, {"old/x.pdf": b"one", "old/y.pdf": b"one", "keep.pdf": b"one"})
    (tmp_path / "old" / "y.pdf").write_bytes(b"edited")
    (tmp_path / "note.txt").write_text("mine")
    done = publish(tmp_path, {"keep.pdf": b"one"}, obsolete={"old/x.pdf", "old/y.pdf", "note.txt"})
    assert done.removed == ["old/x.pdf"]
    assert done.orphaned_edits == ["old/y.pdf"]
    assert done.unchanged == ["keep.pdf"]
    assert (tmp_path / "note.txt").exists()
    assert (tmp_path / "old" / "y.pdf").exists()


def test_what_a_person_edited_is_renamed_and_stays_theirs(tmp_path: Path) -> None:
    publish(tmp_path, {"a.docx": b"one", "b.docx": b"one", "c.docx": b"one"})
    (tmp_path / "a.docx").write_bytes(b"edited")
    (tmp_path / "b.docx").write_bytes(b"edited too")
    (tmp_path / "b new.docx").write_bytes(b"somebody's")
    with Publication(tmp_path) as publication:
        publication.rename_edited({"a.docx": "a new.docx", "b.docx": "b new.docx", "c.docx": "c new.docx"})
        publication.stage("a new.docx", b"two", entry())
        done = publication.commit(obsolete={"b.docx"})
    assert done.renamed == {"a new.docx": "a.docx"}
    assert (done.kept_edits, done.orphaned_edits) == (["a new.docx"], ["b.docx"])
    texts = {path.name: path.read_bytes() for path in tmp_path.glob("*.docx")}
    assert texts == {
        "a new.docx": b"edited", "b new.docx": b"somebody's", "b.docx": b"edited too", "c.docx": b"one",
    }  # fmt: skip
    assert set(json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["files"]) == {
        "a new.docx", "b.docx", "c.docx",
    }  # fmt: skip
    assert publish(tmp_path, {"a new.docx": b"three"}).kept_edits == ["a new.docx"]
    assert publish(tmp_path, {"a new.docx": b"three"}, force=True).written == ["a new.docx"]


def test_a_run_cut_off_between_files_and_manifest_leaves_nothing_foreign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, {"x.pdf": b"one"})
    publication = Publication(tmp_path)
    publication.stage("x.pdf", b"two", entry("k2"))
    publication.stage("y.pdf", b"two", entry("k2"))
    real = Publication._write_manifest
    calls: list[int] = []

    def cut_off(self: Publication, manifest: Manifest) -> None:
        calls.append(1)
        if len(calls) > 1:
            raise KeyboardInterrupt
        real(self, manifest)

    monkeypatch.setattr(Publication, "_write_manifest", cut_off)
    with pytest.raises(KeyboardInterrupt):
        publication.commit()
    monkeypatch.undo()
    assert (tmp_path / "y.pdf").read_bytes() == b"two"
    done = publish(tmp_path, {"x.pdf": b"three", "y.pdf": b"three"})
    assert done.kept_edits == []
    assert done.written == ["x.pdf", "y.pdf"]


def test_a_current_file_needs_no_writing(tmp_path: Path) -> None:
    publish(tmp_path, {"x.pdf": b"one"})
    publication = Publication(tmp_path)
    assert publication.is_current("x.pdf", "k")
    assert not publication.is_current("x.pdf", "other")
    assert publication.commit().unchanged == ["x.pdf"]


def test_a_damaged_manifest_is_a_problem_that_touches_nothing(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(InputError, match="cannot be read"):
        Publication(tmp_path)


@pytest.mark.parametrize("value", [{"attempt": "1"}, {"attempt": True}, {"sha256": 1}, {"key": None}, {"unit": []}])
def test_a_manifest_with_values_of_another_kind_is_damaged(tmp_path: Path, value: dict[str, object]) -> None:
    publish(tmp_path, {"x.pdf": b"one"})
    record = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    record["files"]["x.pdf"] |= value
    (tmp_path / "manifest.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        Publication(tmp_path)


def test_the_same_files_make_the_same_manifest() -> None:
    files = {"b": entry(), "a": entry()}
    assert manifest_text(Manifest(files)) == manifest_text(Manifest(dict(reversed(files.items()))))


def test_a_build_that_began_before_its_documents_went_elsewhere_makes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    publish(folder, {"a.txt": b"1"})
    begun = Publication(folder)
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="moved or deleted them"), begun:
        begun.stage("a.txt", b"2", entry())
    assert [path.name for path in folder.iterdir()] == [".lock"]
    publish(folder, {"a.txt": b"2"})


def test_two_runs_do_not_write_at_once(tmp_path: Path) -> None:
    with Publication(tmp_path), pytest.raises(InputError, match="Another build"), Publication(tmp_path):
        pass
    with Publication(tmp_path) as later:
        assert later.commit().written == []


def test_a_file_that_cannot_be_replaced_costs_the_others_nothing(tmp_path: Path) -> None:
    publish(tmp_path, {"y.pdf": b"one"})
    (tmp_path / "x.pdf").mkdir()
    (tmp_path / "x.pdf" / "mine.txt").write_text("mine")
    done = publish(tmp_path, {"x.pdf": b"one", "y.pdf": b"two"})
    assert list(done.blocked) == ["x.pdf"]
    assert done.written == ["y.pdf"]
    assert (tmp_path / "x.pdf" / "mine.txt").exists()


def test_what_is_there_and_whether_it_is_as_it_should_be(tmp_path: Path) -> None:
    publish(tmp_path, {"x.pdf": b"one", "y.pdf": b"one"})
    with Publication(tmp_path) as publication:
        publication.stage("z.pdf", b"new", entry())
        assert publication.available({"x.pdf": "k", "y.pdf": "other", "z.pdf": "k", "w.pdf": "k"}) == {
            "x.pdf": True, "y.pdf": False, "z.pdf": True,
        }  # fmt: skip


def test_a_manifest_that_leads_outside_is_damaged(tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    folder = tmp_path / "output" / "acme"
    publish(folder, {"x.pdf": b"one"})
    for name in ("../../victim.txt", "/etc/hostname", "C:\\x", "a\0b"):
        record = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        record["files"] = {name: {**next(iter(record["files"].values()))}}
        (folder / "manifest.json").write_text(json.dumps(record), encoding="utf-8")
        with pytest.raises(InputError, match="cannot be read"):
            Publication(folder)
    assert victim.exists()


def test_two_runs_cut_off_one_after_the_other_leave_nothing_foreign(tmp_path: Path) -> None:
    publish(tmp_path, {"x.pdf": b"one", "y.pdf": b"one"})
    record = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    (tmp_path / "x.pdf").write_bytes(b"two")  # put in place by the first run that was cut off
    digests = [hashlib.sha256(data).hexdigest() for data in (b"two", b"three")]
    (tmp_path / "manifest.json").write_text(json.dumps({**record, "pending": {"x.pdf": digests}}), encoding="utf-8")
    assert publish(tmp_path, {"x.pdf": b"four"}).written == ["x.pdf"]


def test_a_folder_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "output").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="link to another place"), Publication(tmp_path / "output"):
        pass
    folder = tmp_path / "real"
    folder.mkdir()
    (folder / "8604-308").symlink_to(tmp_path / "elsewhere")
    assert list(publish(folder, {"8604-308/x.pdf": b"one"}).blocked) == ["8604-308/x.pdf"]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_that_may_not_be_read_is_kept_and_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, {"x.pdf": b"one", "y.pdf": b"one"})
    (tmp_path / "private.txt").write_bytes(b"mine")

    def refuse(path: str, mode: str) -> IO[Any]:
        if path.endswith(("x.pdf", "private.txt")):
            raise PermissionError(errno.EACCES, "Permission denied")
        return Path(path).open(mode)

    monkeypatch.setattr(digests, "open", refuse, raising=False)
    done = publish(tmp_path, {"x.pdf": b"two", "y.pdf": b"two"})
    assert (done.written, list(done.blocked), done.unknown_files) == (["y.pdf"], ["x.pdf"], ["private.txt"])
    assert "Check that you may read it" in done.blocked["x.pdf"]
    assert (tmp_path / "x.pdf").read_bytes() == b"one"
    assert publish(tmp_path, {"x.pdf": b"two"}, force=True).written == ["x.pdf"]


def test_files_that_somebody_put_there_are_named(tmp_path: Path) -> None:
    publish(tmp_path, {"x.xlsx": b"one"})
    (tmp_path / "copy of x.xlsx").write_bytes(b"filled in")
    (tmp_path / "~$x.xlsx").write_bytes(b"lock")
    assert publish(tmp_path, {"x.xlsx": b"one"}).unknown_files == ["copy of x.xlsx"]


def test_a_build_that_finished_meanwhile_is_not_forgotten(tmp_path: Path) -> None:
    slow = Publication(tmp_path)
    publish(tmp_path, {"x.pdf": b"one"})
    with slow:
        slow.stage("y.pdf", b"one", entry())
        slow.commit()
    recorded = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert list(recorded["files"]) == ["x.pdf", "y.pdf"]
    assert publish(tmp_path, {"x.pdf": b"two"}).written == ["x.pdf"]


@pytest.mark.parametrize(("pack", "scope"), [("acme", Scope.EMPLOYER), ("acme/autumn-2026", Scope.COHORT)])
def test_a_folder_that_takes_nothing_is_a_problem_of_its_pack(pack: str, scope: Scope, tmp_path: Path) -> None:
    folder = tmp_path / "output" / pack
    with Publication(folder), pytest.raises(InputError) as busy, Publication(folder):
        pass
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError) as damaged:
        Publication(folder)
    for error in (busy.value, damaged.value):
        assert [(problem.reach.scope, problem.reach.employer) for problem in error.problems] == [(scope, pack)]
