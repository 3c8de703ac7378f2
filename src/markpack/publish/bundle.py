"""A ZIP of published files; the same files give the same bytes."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable
from zipfile import ZIP_STORED, ZipFile, ZipInfo

READABLE = 0o100644 << 16
"""An ordinary file that its owner may change and everybody may read, where a ZIP states a Unix mode."""


def bundle(files: Iterable[tuple[str, bytes]], date: datetime.date) -> bytes:
    """Return a ZIP of files by name, in the order given, each dated to the day.

    Nothing is compressed: the files are compressed themselves, and compressors differ between machines.
    """
    result = io.BytesIO()
    with ZipFile(result, "w", ZIP_STORED) as archive:
        for name, data in files:
            entry = ZipInfo(name, (max(date.year, 1980), date.month, date.day, 0, 0, 0))
            entry.external_attr = READABLE
            archive.writestr(entry, data)
    return result.getvalue()
