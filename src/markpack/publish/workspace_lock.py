"""Keeping builds out of a whole workspace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from markpack.errors import InputError, Place, Problem
from markpack.model.pack_folders import OUTPUT
from markpack.model.records import FOLDER
from markpack.publish.guarded_folder import PRIVATE_FILE, GuardedFolder
from markpack.publish.locks import LOCK, lock_file
from markpack.publish.manifest import NAME


@contextmanager
def no_builds(root: Path, doing: str) -> Iterator[None]:
    """Have no build write into a workspace meanwhile; raise InputError where one is writing, with what to do then.

    `doing` is what is to be done, in a word. Where nothing can be written, no build can write either.
    """
    with ExitStack() as stack:
        for folder in _locked_folders(root):
            try:
                lock = FileLock(lock_file(folder, LOCK), blocking=False, mode=PRIVATE_FILE)
                stack.enter_context(lock)
            except Timeout:
                hint = f"Wait until it has finished, then {doing} again."
                problem = Problem(Place(str(folder.path)), "A build is writing into this folder.", hint)
                raise InputError([problem]) from None
            except OSError:
                continue
        yield


def _locked_folders(root: Path) -> Iterator[GuardedFolder]:
    """Yield the folders that builds lock: those in which documents were published, and the records."""
    output = root / OUTPUT
    for folder in sorted({*output.glob("*"), *output.glob("*/*")}):
        if (folder / LOCK).exists() or (folder / NAME).exists():
            yield GuardedFolder(folder, levels=len(folder.relative_to(root).parts))
    if (root / FOLDER).is_dir():
        yield GuardedFolder(root / FOLDER, levels=1)
