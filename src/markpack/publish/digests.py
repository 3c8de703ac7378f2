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
from pathlib import Path

NAME, STAGING = ".digests", ".staging"
HEAD = "markpack digests 1"

GRAIN, COARSE_GRAIN = 50_000_000, 2_000_000_000
"""Nanoseconds within which two changes may bear the same time; the second, where a file system knows whole seconds."""

_ONE_SECOND = 1_000_000_000


LENGTH = 64
"""Characters of a sha256; in what is known of a file, it stands before what the system said of the file."""


class FileDigests:
    """Digests of the files in a folder, kept there from run to run; they are safe to delete."""

    def __init__(self, folder: Path) -> None:
        """Read what is known from earlier runs: nothing, where it is not there or damaged. Writes nothing yet."""
        self._folder = str(folder)
        self._known = _read(folder / NAME)
        self._changed: dict[str, int] = {}
        """When files were changed that are no longer as they were before this run, in nanoseconds."""

    def of(self, path: str) -> str:
        """Return the sha256 of a file by its path below the folder, or nothing where there is none."""
        try:
            about = os.stat(f"{self._folder}/{path}")  # noqa: PTH116 - a Path for each of a pack's files takes seconds
        except (FileNotFoundError, NotADirectoryError):
            return ""
        return self.of_seen(path, about)

    def of_seen(self, path: str, about: os.stat_result) -> str:
        """Return the sha256 of a file of which the system has said `about`, or nothing where it is gone since."""
        known = self._known.get(path)
        if known is not None and known[LENGTH:] == _stamp(about) and self._is_settled(path):
            return known[:LENGTH]
        if not stat.S_ISREG(about.st_mode):
            return ""
        try:
            with open(f"{self._folder}/{path}", "rb") as file:  # noqa: PTH123 - as above
                before = os.fstat(file.fileno())
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                if _stamp(os.fstat(file.fileno())) == _stamp(before):
                    self._note(path, digest, before)
        except (FileNotFoundError, NotADirectoryError):
            return ""
        return digest

    def put(self, path: str, digest: str) -> None:
        """Note the sha256 of a file that has just been put in place."""
        with suppress(OSError):  # somebody took it away at once
            self._note(path, digest, os.stat(f"{self._folder}/{path}"))  # noqa: PTH116 - as above

    def forget(self, path: str) -> None:
        """Forget a file that is gone."""
        if self._known.pop(path, None):
            self._changed[path] = 0

    def keep(self) -> None:
        """Keep for later runs what is known for certain; where that cannot be written, they read the files again."""
        if not self._changed:
            return
        body = "".join(f"{path} {self._known[path]}\n" for path in sorted(self._known) if self._is_settled(path))
        target = Path(self._folder, NAME)
        staged = target.with_name(f"{NAME}.new")
        with suppress(OSError):
            staged.write_text(f"{HEAD} {_checksum(body)}\n{body}", encoding="utf-8", newline="\n")
            os.replace(staged, target)  # noqa: PTH105 - os.replace is atomic on every system

    def _note(self, path: str, digest: str, about: os.stat_result) -> None:
        if path.isprintable():  # any other could not be told apart in a file of lines
            self._known[path] = digest + _stamp(about)
            self._changed[path] = max(about.st_mtime_ns, about.st_ctime_ns)

    def _is_settled(self, path: str) -> bool:
        """Say whether another change of a file would by now bear another time than the last one that is known."""
        changed = self._changed.get(path, 0)
        return not changed or changed + (GRAIN if changed % _ONE_SECOND else COARSE_GRAIN) < time.time_ns()


def _stamp(about: os.stat_result) -> str:
    return f".{about.st_size:x}.{about.st_mtime_ns:x}.{about.st_ctime_ns:x}.{about.st_ino:x}"


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _read(path: Path) -> dict[str, _Known]:
    try:
        head, _, body = path.read_text(encoding="utf-8").partition("\n")
        if head != f"{HEAD} {_checksum(body)}":
            return {}
        return dict(line.rsplit(" ", 1) for line in body.split("\n") if line)
    except (OSError, ValueError):
        return {}


def files_below(folder: Path) -> Iterator[str]:
    """Yield the paths of all files below a folder but of hidden ones and of the lock files of offices."""
    return (path for path, _ in _files(str(folder)))


def folder_digest(folder: Path, digests: FileDigests | None = None) -> str:
    """Return a digest of the files below a folder, their names and their bytes; hidden ones are left out."""
    known = digests or FileDigests(folder)
    lines = [f"{path}\0{known.of_seen(path, about)}" for path, about in _files(str(folder))]
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "surrogatepass")).hexdigest()


def _files(folder: str, below: str = "") -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files of a folder, by their paths from the first one, with what the system says of them."""
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if not entry.name.startswith((".", "~$"))]
    except OSError:
        return  # no such folder, or none that may be seen
    for entry in found:
        path = below + entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, f"{path}/")
        else:
            try:
                about = entry.stat()
            except OSError:
                continue
            if stat.S_ISREG(about.st_mode):
                yield path, about
