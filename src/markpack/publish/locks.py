"""Files that a build locks, so that no other one writes at the same time."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from markpack.publish.guarded_folder import GuardedFolder

LOCK = ".lock"
"""The file that is locked in each folder that builds write into."""


def lock_file(folder: GuardedFolder, name: str) -> Path:
    """Return the file to lock, which is emptied: another file by this name is unlinked first."""
    with suppress(FileNotFoundError):
        about = folder.status(name)
        if not S_ISREG(about.st_mode) or (about.st_nlink > 1 and about.st_size):
            folder.remove_tree(name)
    return folder.path / name
