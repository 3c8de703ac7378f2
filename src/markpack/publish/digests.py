"""The sha256 of a folder's files, without reading those again that the system says are as they were.

As in git's index, a file is known by what the system says of it: size, times of its last changes, and number. A file
that was changed just before it was looked at might change again without any of that changing, for times have grains;
such a file is read again the next time.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

NAME = ".digests"
HEAD = "markpack digests 1"

GRAIN, COARSE_GRAIN = 50_000_000, 2_000_000_000
"""Nanoseconds within which two changes may bear the same time; the second, where a file system knows whole seconds."""

_ONE_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Known:
    """The digest of a file's bytes, and what the system said of the file at the time. `changed` is in nanoseconds."""

    digest: str
    stamp: str
    changed: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether another change would by now bear another time."""
        return self.changed + (GRAIN if self.changed % _ONE_SECOND else COARSE_GRAIN) < time.time_ns()


class FileDigests:
    """Digests of the files in a folder, kept there from run to run; they are safe to delete."""

    def __init__(self, folder: Path) -> None:
        """Read what is known from earlier runs: nothing, where it is not there or damaged. Writes nothing yet."""
        self._folder = str(folder)
        self._known = _read(folder / NAME)
        self._unsettled: dict[str, _Known] = {}
        self._is_saved = True

    def of(self, path: str) -> str:
        """Return the sha256 of a file by its path below the folder, or nothing where there is none."""
        where = f"{self._folder}/{path}"
        try:
            about = os.stat(where)  # noqa: PTH116 - one Path for each of a pack's files would take seconds
            if not stat.S_ISREG(about.st_mode):
                return ""
            known = self._known.get(path)
            if known is not None and known.stamp == _stamp(about):
                return known.digest
            with open(where, "rb") as file:  # noqa: PTH123 - as above
                about = os.fstat(file.fileno())
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                if _stamp(os.fstat(file.fileno())) == _stamp(about):
                    self._note(path, digest, about)
        except (FileNotFoundError, NotADirectoryError):
            return ""
        return digest

    def put(self, path: str, digest: str) -> None:
        """Note the sha256 of a file that has just been put in place."""
        with suppress(OSError):  # somebody took it away at once
            self._note(path, digest, os.stat(f"{self._folder}/{path}"))  # noqa: PTH116 - as above

    def forget(self, path: str) -> None:
        """Forget a file that is gone."""
        self._unsettled.pop(path, None)
        if self._known.pop(path, None) is not None:
            self._is_saved = False

    def save(self) -> None:
        """Keep for later runs what is known for certain; where that cannot be written, they read the files again."""
        for path, known in self._unsettled.items():
            if known.is_settled:
                self._known[path] = known
                self._is_saved = False
        if self._is_saved:
            return
        body = "".join(f"{known.digest} {known.stamp} {path}\n" for path, known in sorted(self._known.items()))
        target = Path(self._folder, NAME)
        staged = target.with_name(f"{NAME}.new")
        with suppress(OSError):
            staged.write_text(f"{HEAD} {_checksum(body)}\n{body}", encoding="utf-8", newline="\n")
            os.replace(staged, target)  # noqa: PTH105 - os.replace is atomic on every system
            self._is_saved = True

    def _note(self, path: str, digest: str, about: os.stat_result) -> None:
        if not path.isprintable():
            return  # it could not be told apart in a file of lines
        known = _Known(digest, _stamp(about), max(about.st_mtime_ns, about.st_ctime_ns))
        if known.is_settled:
            self._known[path] = known
            self._is_saved = False
        else:
            self._known.pop(path, None)
            self._unsettled[path] = known


def _stamp(about: os.stat_result) -> str:
    return f"{about.st_size:x}.{about.st_mtime_ns:x}.{about.st_ctime_ns:x}.{about.st_ino:x}"


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _read(path: Path) -> dict[str, _Known]:
    try:
        head, _, body = path.read_text(encoding="utf-8").partition("\n")
        if head != f"{HEAD} {_checksum(body)}":
            return {}
        lines = (line.split(" ", 2) for line in body.split("\n") if line)
        return {name: _Known(digest, stamp) for digest, stamp, name in lines}
    except (OSError, ValueError):
        return {}


def files_below(folder: Path) -> Iterator[str]:
    """Yield the paths of all files below a folder, in order, but of hidden ones and of the lock files of offices."""
    start = len(str(folder)) + 1
    for directory, subfolders, names in os.walk(folder):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith((".", "~$")))
        below = directory[start:].replace(os.sep, "/")
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                yield f"{below}/{name}" if below else name


def folder_digest(folder: Path) -> str:
    """Return a digest of the files below a folder, their names and their bytes; hidden ones are left out."""
    digests = FileDigests(folder)
    digest = hashlib.sha256()
    for path in files_below(folder):
        digest.update(f"{path}\0{digests.of(path)}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
