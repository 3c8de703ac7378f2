"""The list of files in marks/ that are no mark sheets: its name, and its columns."""

from __future__ import annotations

FILE = "not-marks.csv"
COLUMNS = ("file", "sha256", "reason", "by", "on")


def listed_name(text: str) -> str:
    """Return what names are compared by: a file's name below marks/, in whatever way it was written."""
    return text.strip().replace("\\", "/").removeprefix("marks/").casefold()
