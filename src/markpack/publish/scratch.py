"""A folder for the temporary files of those who write documents; it is removed with everything in it."""

from __future__ import annotations

from tempfile import TemporaryDirectory


def scratch_folder() -> TemporaryDirectory[str]:
    """Return a new folder, to be used in a `with` statement, which gives its name."""
    return TemporaryDirectory(prefix="markpack-", ignore_cleanup_errors=True)
