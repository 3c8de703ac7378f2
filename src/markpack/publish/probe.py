"""Whether files can be written, found out by writing one and taking it away again."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock

from markpack.publish.guarded_folder import GuardedFolder
from markpack.publish.scratch import scratch_folder

NAME = ".markpack-doctor"


def refusal_of_folder(folder: Path) -> OSError | None:
    """Return what keeps files from being written, renamed and locked in a folder; None if nothing does.

    Where the folder is not there yet, the one above it is tried. Nothing is left behind.
    """
    there = folder if folder.is_symlink() or folder.exists() else folder.parent
    guarded = GuardedFolder(there, levels=int(there == folder))
    try:
        guarded.write(NAME, b"", private=True)
        try:
            with FileLock(there / NAME, blocking=False):
                pass
        finally:
            guarded.remove(NAME)
    except OSError as error:
        return error
    return None


def refusal_of_scratch() -> OSError | None:
    """Return what keeps temporary files from being written; None if nothing does."""
    try:
        with scratch_folder() as folder:
            GuardedFolder(Path(folder)).add(NAME, b"")
    except OSError as error:
        return error
    return None
