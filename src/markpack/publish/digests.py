"""The sha256 of a folder's files; files that the system reports unchanged are not read again.

As in git's index, a file is recognised by its stamp: size, times of its last changes, and inode number. Times have
grains, so a file that has just changed could change again under the same stamp. Such a file is read again the next
time.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from markpack.publish.guarded_folder import published_folder
from markpack.publish.manifest import NAME as MANIFEST

NAME, STAGING = ".digests", ".staging"
HEAD = "markpack digests 1"

GRAIN, COARSE_GRAIN = 50_000_000, 2_000_000_000
"""Nanoseconds within which two changes may bear the same time: usually, and on a file system of whole seconds."""

_ONE_SECOND = 1_000_000_000

UNREADABLE = hashlib.sha256(b"a file that may not be read").hexdigest()
"""The digest of a file that the system does not let anybody read here."""

LENGTH = 64
"""Characters of a sha256. Each entry is a sha256 followed by the file's stamp."""


class FileDigests:
    """Digests of the files in a folder, kept there from run to run; they are safe to delete."""

    def __init__(self, folder: Path) -> None:
        """Read what is known from earlier runs: nothing, where it is not there or damaged. Writes nothing yet."""
        self._folder = str(folder)
        self._guarded = published_folder(folder)
        self._known = self._read()
        self._changed: dict[str, int] = {}
        """Files that changed during this run, and when, in nanoseconds."""
        self._folders: set[str] = set()
        """Folders that no link leads to."""

    def digest(self, path: str, file_stat: os.stat_result | None = None) -> str:
        """Return the sha256 of a file by its path below the folder; empty where there is none, or a folder.

        It is UNREADABLE for a file that may not be read.
        A link, a pipe or a device is what it is, whatever it leads to: its digest is never that of a file, and there is
        no file in a folder that is a link.
        `file_stat` is the system's answer about the file, if it has just been asked; it follows no link.
        """
        try:
            if file_stat is None:
                file_stat = os.lstat(f"{self._folder}/{path}")
                if not self._is_real(path.rpartition("/")[0]):
                    return ""
            known = self._known.get(path)
            if known is not None and known[LENGTH:] == _stamp(file_stat) and self._is_settled(path):
                return known[:LENGTH]
            if not stat.S_ISREG(file_stat.st_mode):
                return "" if stat.S_ISDIR(file_stat.st_mode) else _digest_of_what_is_no_file(self._folder, path)
            with open(f"{self._folder}/{path}", "rb") as file:  # noqa: PTH123 - a pack's many Paths take seconds
                first_stat = os.fstat(file.fileno())
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                if _stamp(os.fstat(file.fileno())) == _stamp(first_stat):
                    self._note(path, digest, first_stat)
        except (FileNotFoundError, NotADirectoryError):
            return ""
        except OSError:
            return UNREADABLE
        return digest

    def _is_real(self, folder: str) -> bool:
        if folder not in self._folders and self._guarded.has_folder(folder):
            self._folders.add(folder)
        return folder in self._folders

    def put(self, path: str, digest: str) -> None:
        """Note the sha256 of a file that has just been put in place."""
        with suppress(OSError):  # somebody took it away at once
            self._note(path, digest, os.lstat(f"{self._folder}/{path}"))

    def forget(self, path: str) -> None:
        """Forget a file that is gone."""
        if self._known.pop(path, None):
            self._changed[path] = 0

    def keep(self) -> None:
        """Keep for later runs what is known for certain; where that cannot be written, they read the files again."""
        if not self._changed:
            with suppress(OSError):  # an earlier version let everybody read it
                self._guarded.make_private(NAME)
            return
        body = "".join(f"{path} {self._known[path]}\n" for path in sorted(self._known) if self._is_settled(path))
        with suppress(OSError):
            self._guarded.write(NAME, f"{HEAD} {_checksum(body)}\n{body}".encode(), private=True)

    def _read(self) -> dict[str, str]:
        try:
            head, _, body = self._guarded.read(NAME).decode().partition("\n")
            if head != f"{HEAD} {_checksum(body)}":
                return {}
            return dict(line.rsplit(" ", 1) for line in body.split("\n") if line)
        except (OSError, ValueError):
            return {}

    def _note(self, path: str, digest: str, file_stat: os.stat_result) -> None:
        if path.isprintable():  # any other could not be told apart in a file of lines
            self._known[path] = digest + _stamp(file_stat)
            self._changed[path] = max(file_stat.st_mtime_ns, file_stat.st_ctime_ns)

    def _is_settled(self, path: str) -> bool:
        """Say whether a further change of a file would now bear another time than its last known one."""
        changed = self._changed.get(path, 0)
        return not changed or _is_past(changed, time.time_ns())


def _digest_of_what_is_no_file(folder: str, path: str) -> str:
    try:
        what = os.fsencode(os.readlink(f"{folder}/{path}"))  # noqa: PTH115 - a pack's many Paths take seconds
    except OSError:
        what = b""
    return hashlib.sha256(b"no ordinary file\0" + what).hexdigest()


def _stamp(file_stat: os.stat_result) -> str:
    return f".{file_stat.st_size:x}.{file_stat.st_mtime_ns:x}.{file_stat.st_ctime_ns:x}.{file_stat.st_ino:x}"


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def files_below(folder: Path) -> Iterator[str]:
    """Yield the paths of all files below a folder but of hidden ones and of the lock files of offices.

    A folder in it with a manifest of its own is another publication, a cohort's, and is passed over.
    """
    return (path for path, _ in _files(str(folder)))


def folder_digest(folder: Path, digests: FileDigests | None = None) -> str:
    """Return a digest of the files below a folder, their names and their bytes; hidden ones are left out."""
    known = digests or FileDigests(folder)
    digest = hashlib.sha256()
    for path, file_stat in _files(str(folder)):
        digest.update(f"{path}\0{known.digest(path, file_stat)}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def folder_stamp(folder: Path) -> str:
    """Return a digest of the stamps of the files below a folder; where it is unchanged, `folder_digest` is too.

    It is empty where a file has just changed, because a further change might not show.
    """
    digest, now = hashlib.sha256(), time.time_ns()
    latest = latest_second = 0
    for path, file_stat in _files(str(folder)):
        digest.update(f"{path}\0{_stamp(file_stat)}\n".encode("utf-8", "surrogatepass"))
        changed = max(file_stat.st_mtime_ns, file_stat.st_ctime_ns)
        if changed > latest:
            latest = changed
        if not changed % _ONE_SECOND and changed > latest_second:
            latest_second = changed
    return digest.hexdigest() if _is_past(latest, now) and _is_past(latest_second, now) else ""


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the paths of the files below a folder, always in the same order, with the system's answer about each."""
    waiting = [(folder, "")]
    while waiting:
        directory, prefix = waiting.pop()
        try:
            with os.scandir(directory) as entries:
                paths = sorted((entry.name, entry) for entry in entries)
        except OSError:
            continue  # no such folder, or none that may be seen
        for name, entry in paths:
            if name.startswith((".", "~$")):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not prefix and os.path.lexists(f"{entry.path}/{MANIFEST}"):
                    continue
                waiting.append((entry.path, f"{prefix}{name}/"))
                continue
            try:
                yield prefix + name, entry.stat(follow_symlinks=False)
            except OSError:
                continue  # gone at once


def _is_past(changed: int, now: int) -> bool:
    """Say whether a change at a time `now` would bear another time than one before it, both in nanoseconds."""
    return changed + (GRAIN if changed % _ONE_SECOND else COARSE_GRAIN) < now
