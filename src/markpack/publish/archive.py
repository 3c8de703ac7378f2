"""The file of a backup: a ZIP in which nothing is compressed, with a list of its files and their sha256.

It is written and read here, so that both agree. A ZIP that unpacks to more than it has bytes is none of ours.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from markpack.errors import InputError, Place, Problem
from markpack.publish.guarded_folder import PRIVATE_FILE, PRIVATE_FOLDER, GuardedFolder
from markpack.publish.refusal import refused, remedy
from markpack.publish.workspace_files import FOLDERS, WorkspaceFiles

LIST = "markpack-backup.json"
"""The file in the ZIP that lists all others."""
HEAD, VERSION = "markpack backup", 1
LARGEST_LIST = 100_000_000
"""Bytes of the list: more than 300,000 files have."""

_PIECE = 1 << 20
_ENCRYPTED = 1
_FIRST_YEAR, _LAST_YEAR = 1980, 2107
"""Of the dates that a ZIP can state."""
_TAKE_ANOTHER = "Copy it again from where it was made, or take an earlier one."


@dataclass(frozen=True)
class Listed:
    """A file of a backup: the sha256 of its bytes, their number, and whether its user alone may read it."""

    sha256: str
    size: int
    private: bool = False


@dataclass(frozen=True)
class Contents:
    """What a backup holds, by paths from the workspace; a folder with whether it is its user's alone.

    `made_on` is a day in ISO form, `program` the version of markpack that made it. `left_out` says of paths in the
    workspace why they are not in it.
    """

    made_on: str
    program: str
    files: Mapping[str, Listed] = field(default_factory=dict)
    folders: Mapping[str, bool] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(entry.size for entry in self.files.values())


def write_archive(file: BinaryIO, root: Path, found: WorkspaceFiles, made_on: str, program: str) -> Contents:
    """Write a workspace's files into a backup, and return what it holds; a file that cannot be opened is left out.

    Raises InputError where reading a file fails half-way, and where there are too many files.
    """
    folder, files, left_out = GuardedFolder(root), {}, dict(found.left_out)
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for path, about in sorted(found.folders.items()):
            archive.writestr(_entry(f"{path}/", about, stat.S_IFDIR | PRIVATE_FOLDER), b"")
        for path, about in sorted(found.files.items()):
            try:
                with folder.opened(path) as source:
                    digest, size = _copy(archive, path, about, source)
            except OSError as error:
                left_out[path] = refused(error)
            else:
                files[path] = Listed(digest, size, _is_private(about))
        folders = {path: _is_private(about) for path, about in found.folders.items()}
        contents = Contents(made_on, program, files, folders, left_out)
        text = json.dumps({"record": HEAD, "version": VERSION, **asdict(contents)}, indent=1).encode()
        if len(text) > LARGEST_LIST:
            raise InputError.at(root, "The workspace has too many files for a backup.", "Copy its folders by hand.")
        archive.writestr(_entry(LIST, None, stat.S_IFREG | PRIVATE_FILE), text)
    return contents


def _copy(archive: ZipFile, path: str, about: os.stat_result, source: BinaryIO) -> tuple[str, int]:
    """Copy a file into a ZIP, and return the sha256 and number of its bytes."""
    digest, size = hashlib.sha256(), 0
    entry = _entry(path, about, stat.S_IFREG | PRIVATE_FILE)
    entry.file_size = about.st_size  # from which it is known whether the entry has to be a large one
    with archive.open(entry, "w") as target:
        for piece in _pieces(source, path):
            digest.update(piece)
            size += len(piece)
            target.write(piece)
    return digest.hexdigest(), size


def _pieces(source: BinaryIO, path: str) -> Iterator[bytes]:
    while True:
        try:
            piece = source.read(_PIECE)
        except OSError as error:  # too late to leave it out
            raise InputError.at(
                path, f"The file cannot be read to its end. {refused(error)}", remedy(error, "back up again")
            ) from error
        if not piece:
            return
        yield piece


def _entry(name: str, about: os.stat_result | None, mode: int) -> ZipInfo:
    moment = (_FIRST_YEAR, 1, 1, 0, 0, 0)
    with suppress(ValueError, OverflowError, OSError):  # a time that no calendar has
        changed = datetime.datetime.fromtimestamp(about.st_mtime if about else 0, datetime.UTC)
        if _FIRST_YEAR <= changed.year <= _LAST_YEAR:
            moment = changed.timetuple()[:6]
    entry = ZipInfo(name, moment)
    entry.external_attr = mode << 16
    return entry


def _is_private(about: os.stat_result) -> bool:
    """Say whether nobody but its user may read a file or folder, as far as the system has such modes."""
    return not about.st_mode & 0o077


def is_backup(path: Path) -> bool:
    """Say whether a file is a backup, or was meant to be one."""
    with suppress(Exception), ZipFile(path) as package:  # a damaged one fails in whatever way its parts are damaged
        return LIST in package.namelist()
    return False


class Archive:
    """A backup that is open for reading."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Read what a file says that it holds; raise InputError where it is no backup, or none that can be trusted."""
        self._name = name
        try:
            self._zip = ZipFile(file)
            entries = self._zip.infolist()
        except Exception as error:  # a damaged package fails in whatever way its parts are damaged
            raise InputError.at(
                name, "This is not a backup of markpack, or not all of it is here.", _TAKE_ANOTHER
            ) from error
        self._entries = {entry.filename: entry for entry in entries}
        self._check_packing(entries, file.seek(0, os.SEEK_END))
        self.contents = self._read_contents()

    def _check_packing(self, entries: list[ZipInfo], size: int) -> None:
        twice = [name for name, number in Counter(entry.filename for entry in entries).items() if number > 1]
        if twice:
            raise InputError.at(self._name, f"It holds {twice[0]} twice.", _TAKE_ANOTHER)
        if any(
            entry.compress_type != ZIP_STORED or entry.flag_bits & _ENCRYPTED or entry.compress_size != entry.file_size
            for entry in entries
        ):
            hint = (
                "Take the file as markpack wrote it, or unpack this one by hand: the folders in it are the workspace."
            )
            raise InputError.at(self._name, "Another program has repacked this file.", hint)
        if sum(entry.file_size for entry in entries) > size:
            raise InputError.at(self._name, "It says that it holds more than it has bytes.", _TAKE_ANOTHER)

    def _read_contents(self) -> Contents:
        entry = self._entries.get(LIST)
        if entry is None:
            hint = "Name a file that `markpack backup` wrote."
            raise InputError.at(self._name, f"This is not a backup of markpack: {LIST} is not in it.", hint)
        if entry.file_size > LARGEST_LIST:
            raise InputError.at(self._name, f"{LIST} in it is too large to be read.", _TAKE_ANOTHER)
        try:
            data = json.loads(self._zip.read(entry))
            if data["record"] != HEAD or type(data["version"]) is not int:
                raise ValueError("another list")
            program = str(data["program"])
            if data["version"] <= VERSION:
                return _contents(data)
        except Exception as error:  # as above, and whatever stands in the list
            raise InputError.at(self._name, f"{LIST} in it is damaged.", _TAKE_ANOTHER) from error
        raise InputError.at(
            self._name,
            f"A later version of markpack ({program}) made this backup, in a way that this version does not know.",
            f"Install markpack {program} or later.",
        )

    def problems(self) -> list[Problem]:
        """Return what is missing in it, foreign or damaged; all of it is read once, and nothing kept in memory."""
        listed = self.contents.files
        known = {LIST, *listed, *(f"{path}/" for path in self.contents.folders)}
        found = [self._of(path, "It is missing in the backup.") for path in listed if path not in self._entries]
        found += [
            self._of(name, "It is in the backup, but not in its list.") for name in self._entries if name not in known
        ]
        for path in listed:
            if path in self._entries:
                try:
                    for _ in self.pieces(path):
                        pass
                except InputError as error:
                    found += error.problems
        return sorted(found)

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of a file; raise InputError at the end where they are not those that were backed up."""
        listed, digest, size = self.contents.files[path], hashlib.sha256(), 0
        try:
            with self._zip.open(self._entries[path]) as part:
                while piece := part.read(_PIECE):
                    digest.update(piece)
                    size += len(piece)
                    yield piece
        except GeneratorExit:
            raise
        except Exception as error:  # as above
            raise InputError([self._damaged(path)]) from error
        if (digest.hexdigest(), size) != (listed.sha256, listed.size):
            raise InputError([self._damaged(path)])

    def _damaged(self, path: str) -> Problem:
        return self._of(path, "It is damaged in the backup.")

    def _of(self, path: str, message: str) -> Problem:
        return Problem(Place(f"{self._name}, {path}"), message, _TAKE_ANOTHER)


def alike(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return the paths, each with an earlier one, that are the same where capital and small letters are one."""
    first: dict[str, str] = {}
    found = []
    for path in paths:
        other = first.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            found.append((path, other))
    return found


def _contents(data: Any) -> Contents:
    return Contents(
        str(data["made_on"]),
        str(data["program"]),
        {_path(path): _listed(entry) for path, entry in data["files"].items()},
        {_path(path): _truth(private) for path, private in data["folders"].items()},
        {str(path): str(why) for path, why in data["left_out"].items()},
    )


def _listed(entry: Any) -> Listed:
    listed = Listed(str(entry["sha256"]), entry["size"], _truth(entry["private"]))
    if type(listed.size) is not int:
        raise ValueError("no number of bytes")
    return listed


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value


def _path(path: str) -> str:
    """Return a path that leads into a workspace's folders, on this system too; raise ValueError for any other."""
    parts = path.split("/")
    if parts[0] not in FOLDERS or ".." in parts or "\0" in path or Path(path).parts != tuple(parts):
        raise ValueError(f"{path} leads elsewhere")
    path.encode()
    return path
