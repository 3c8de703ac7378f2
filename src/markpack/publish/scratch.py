"""A folder for the temporary files of those who write documents; it is removed with everything in it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

PREFIX = "markpack-"
LEFT_AFTER = 7 * 24 * 60 * 60
"""After how many seconds an empty folder is nobody's any more: the run that made it was killed."""


def scratch_folder() -> TemporaryDirectory[str]:
    """Return a new folder, to be used in a `with` statement, which gives its name.

    Empty folders that runs of the same user left behind are removed; what has anything in it is not touched.
    """
    made = TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True)
    with suppress(OSError):
        _remove_left(Path(made.name))
    return made


def _remove_left(made: Path) -> None:
    about = made.stat()
    for path in made.parent.glob(f"{PREFIX}*"):
        with suppress(OSError):  # it is no folder, or not empty
            other = path.lstat()
            if other.st_uid == about.st_uid and about.st_mtime - other.st_mtime > LEFT_AFTER:
                path.rmdir()
