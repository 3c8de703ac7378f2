"""A folder for temporary files of those who write documents, taken away with all that they leave in it."""

from __future__ import annotations

from tempfile import TemporaryDirectory


def scratch_folder() -> TemporaryDirectory[str]:
    """Return a new folder, to be used in a `with` statement; its name is what that gives."""
    return TemporaryDirectory(prefix="markpack-", ignore_cleanup_errors=True)
