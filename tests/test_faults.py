"""Whatever breaks a build off, the next one completes: the pack is as it should be, and the manifest true."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.publish.publication import Publication
from markpack.report import Options, Report
from tests.disks import Disk, Killed
from tests.started import ENDED_WITHIN, Started, linux_only
from tests.test_build import files
from tests.workspaces import CONTEXT, MARKS, MARKS_FILE, changed, write_workspace

WORKBOOKS = Options(formats=("xlsx",), jobs=1)
FEW = Options(kinds=("completed", "results"), formats=("xlsx",), jobs=1)
MARKED_AGAIN = changed(MARKS, ("Good factors.", "Very good factors."), (",6,", ",13,"))


def run(root: Path, options: Options = WORKBOOKS) -> Report:
    return build(Workspace(root), options)


def recorded(root: Path, employer: str = "acme") -> dict[str, str]:
    """What the manifest says is there, with its sha256."""
    data = json.loads((root / "output" / employer / "manifest.json").read_text(encoding="utf-8"))
    assert "pending" not in data
    return {f"{employer}/{path}": entry["sha256"] for path, entry in data["files"].items()}


def there(root: Path) -> dict[str, str]:
    """What is there beside the manifest, hidden files included but the lock and what is known of digests."""
    output = root / "output"
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in output.rglob("*")
        if path.is_file() and path.name not in ("manifest.json", ".lock", ".digests")
    }


def half_written(root: Path, before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The files that people see and that are neither as they were nor as they are to be; the manifest can be read."""
    recorded_at_all = json.loads((root / "output/acme/manifest.json").read_text(encoding="utf-8"))
    assert recorded_at_all["files"]
    return [
        path
        for path, digest in files(root).items()
        if path != "acme/manifest.json" and "/." not in path and digest not in (before.get(path), after.get(path))
    ]


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that was built, and has been marked again since."""
    root = write_workspace(tmp_path_factory.mktemp("earlier"))
    run(root)
    (root / MARKS_FILE).write_text(MARKED_AGAIN, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def undisturbed(earlier: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a build of that workspace makes if nothing comes in between, the manifest included."""
    root = tmp_path_factory.mktemp("undisturbed")
    shutil.copytree(earlier, root, dirs_exist_ok=True)
    run(root)
    assert files(root) != files(earlier)
    return files(root)


def full() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.slow
@pytest.mark.parametrize("dead", [False, True], ids=["full disk", "killed"])
def test_a_build_that_breaks_off_at_any_write_is_completed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dead: bool
) -> None:
    start, whole = tmp_path / "start", tmp_path / "whole"
    run(write_workspace(start), FEW)
    (start / MARKS_FILE).write_text(MARKED_AGAIN, encoding="utf-8")
    shutil.copytree(start, whole)
    run(whole, FEW)
    before, undisturbed = files(start), files(whole)
    assert sum(before[path] != digest for path, digest in undisturbed.items()) == 5
    for last in range(1, 1000):
        root = tmp_path / str(last)
        shutil.copytree(start, root)
        with monkeypatch.context() as broken:
            disk = Disk(broken, last, Killed if dead else full, dead=dead)
            try:
                report = run(root, FEW)
            except Killed:
                pass
            else:
                # What is only there to make later builds quick is no failure where it cannot be written.
                assert report.failed if files(root) != undisturbed else not report.failed
        assert half_written(root, before, undisturbed) == [], f"at write {last}"
        run(root, FEW)
        assert files(root) == undisturbed, f"after write {last}"
        assert there(root) == recorded(root), f"after write {last}"
        shutil.rmtree(root)
        if not disk.broke:
            break
    assert last > 20, "there was something to break off"


def test_a_read_only_file_is_replaced_like_any_other(
    earlier: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(earlier, tmp_path, dirs_exist_ok=True)
    for path in (tmp_path / "output").rglob("*.xlsx"):
        path.chmod(0o444)
    assert run(tmp_path).failed == ()
    assert files(tmp_path) == undisturbed


def test_a_folder_that_may_not_be_written_costs_its_own_documents_only(
    earlier: Path, undisturbed: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(earlier, tmp_path, dirs_exist_ok=True)
    real = os.replace

    completed = (tmp_path / "output/acme/8604-308/completed").stat().st_ino

    def refuse(source: str, target: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        if os.fstat(dst_dir_fd).st_ino == completed:  # as the system does, for those who are not its administrator
            raise PermissionError(errno.EACCES, "Permission denied")
        real(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    with monkeypatch.context() as refused:
        refused.setattr(os, "replace", refuse)
        report = run(tmp_path)
    assert {entry.path.split("/")[2] for entry in report.failed} == {"completed"}
    assert {entry.failure.message for entry in report.failed} == {
        "It could not be put in place. Permission denied. Close the file elsewhere, or check that you may read and "
        "write it."
    }
    assert there(tmp_path) == recorded(tmp_path)
    run(tmp_path)
    assert files(tmp_path) == undisturbed


@pytest.mark.parametrize("obstacle", ["link", "file", "other build", "no permission"])
def test_an_employer_whose_folder_takes_nothing_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, obstacle: str
) -> None:
    root = write_workspace(tmp_path)
    shutil.copytree(root / "contexts/acme", root / "contexts/beta")
    output = root / "output"
    output.mkdir()
    with ExitStack() as stack:
        if obstacle == "link":
            (output / "acme").symlink_to(root / "templates")
        elif obstacle == "file":
            (output / "acme").write_text("mine")
        elif obstacle == "other build":
            stack.enter_context(Publication(output / "acme"))
        else:
            stack.enter_context(not_permitted(monkeypatch, "acme"))
        report = run(root, FEW)
        (failed,) = report.failed
        assert failed.path == "acme"
        assert re.search(REASONS[obstacle], failed.failure.message)
        assert {path.split("/")[0] for path in recorded(root, "beta")} == {"beta"}
        alone = run(root, replace(FEW, employers=("acme",)))
        assert [entry.failure for entry in alone.failed] == [failed.failure]
        assert alone.employers[0].published.written == []
    assert sorted(path.name for path in (root / "templates").iterdir()) == ["qualifications", "units"]


REASONS = {
    "link": "is a link to another place.* Remove the link",
    "file": "Move the file of that name away",
    "other build": "Another build is writing",
    "no permission": "Permission denied.* check that you may",
}


@contextmanager
def not_permitted(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    """Let nobody make a folder of that name, as the system does for those who are not its administrator."""
    real = os.mkdir

    def refuse(path: str, *arguments: int, **options: int) -> None:
        if path == name:
            raise PermissionError(errno.EACCES, "Permission denied")
        real(path, *arguments, **options)

    with monkeypatch.context() as refused:
        refused.setattr(os, "mkdir", refuse)
        yield


def a_build(root: Path, *options: str) -> Started:
    """A build of everything anew, in two processes of its own."""
    return Started("-m", "markpack", "build", "--jobs", "2", "--force", *options, "-C", str(root))


@linux_only
@pytest.mark.slow
def test_ctrl_c_ends_a_build_with_its_workers_and_leaves_the_earlier_output(tmp_path: Path) -> None:
    build(Workspace(write_workspace(tmp_path)), WORKBOOKS)
    before = files(tmp_path)
    started = a_build(tmp_path)
    try:
        started.wait_for(tmp_path / "output/acme/.staging")
        assert len(started.alive()) > 2
        os.killpg(started.process.pid, signal.SIGINT)  # as a terminal does: to the workers as well
        since = time.monotonic()
        output, messages = started.process.communicate(timeout=60)
        took = time.monotonic() - since
        assert started.left() == []
    finally:
        started.end()
    assert (output, messages) == ("", "Stopped. Every file that is there is whole; build again to make the rest.\n")
    assert started.process.returncode == 130
    assert took < ENDED_WITHIN
    assert files(tmp_path) == before
    assert there(tmp_path) == recorded(tmp_path)


@linux_only
@pytest.mark.slow
def test_a_worker_ends_with_its_build_in_the_middle_of_a_document(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    started = Started(
        "-c", "from tests.dying import write_endlessly; write_endlessly()", MARKPACK_TEST_BEGUN=str(begun)
    )
    try:
        started.wait_for(tmp_path)
        assert len(started.alive()) > 1
        started.process.kill()
        started.process.wait()
        assert started.left() == []
    finally:
        started.end()


@linux_only
@pytest.mark.slow
def test_a_build_killed_at_random_moments_is_completed_by_the_next(
    earlier: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    draw = random.Random(8604)
    shutil.copytree(earlier, tmp_path, dirs_exist_ok=True)
    before = files(earlier)
    killed = 0
    for _ in range(5):
        started = a_build(tmp_path, "--format", "xlsx")
        try:
            time.sleep(draw.uniform(0.5, 3.0))
            started.process.kill()
            started.process.wait()
            assert started.left() == [], "workers end with the build that started them"
        finally:
            started.end()
        killed += started.process.returncode == -signal.SIGKILL
        assert half_written(tmp_path, before, undisturbed) == []
    assert killed
    (tmp_path / "output/.last-build.json").unlink(missing_ok=True)  # of a build that was done before it was killed
    run(tmp_path)
    assert files(tmp_path) == undisturbed
    assert there(tmp_path) == recorded(tmp_path)


@linux_only
@pytest.mark.slow
@pytest.mark.parametrize("context", [CONTEXT, "about: ["], ids=["a pack", "a mistake in the context"])
def test_processes_that_got_ready_end_with_the_build_and_take_their_files_with_them(
    tmp_path: Path, context: str
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    root = write_workspace(tmp_path / "work", context=context)
    command = ("-m", "markpack", "build", "-C", str(root), "--format", "pdf", "--only", "declaration", "--jobs", "2")
    started = Started(*command, TMPDIR=str(scratch))
    said, complained = started.process.communicate(timeout=100)
    assert started.process.returncode == (0 if context == CONTEXT else 1), said + complained
    assert "Traceback" not in complained
    assert started.left() == []
    assert list(scratch.iterdir()) == []
