"""The list of files in marks/ that are no mark sheets: its name, and its columns."""

from __future__ import annotations

FILE = "not-marks.csv"
COLUMNS = ("file", "sha256", "reason", "by", "on")
