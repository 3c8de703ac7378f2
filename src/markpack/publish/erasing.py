"""Taking one person's files out of what markpack keeps. Each step may be taken again where it was interrupted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from stat import S_ISDIR
from typing import TypeVar

from markpack.model.pack_folders import OUTPUT
from markpack.model.records import EARLIER, EARLIER_FILES, FOLDER, REPORTED
from markpack.publish.csv_lists import rows_of, without_rows
from markpack.publish.digests import NAME as DIGESTS
from markpack.publish.digests import STAGING, files_below
from markpack.publish.guarded_folder import STAGED, GuardedFolder
from markpack.publish.last_build import NAME as LAST_BUILD
from markpack.publish.manifest import NAME, Manifest, manifest_text, published_packs, read_manifest
from markpack.publish.readings import NAME as READINGS
from markpack.publish.record import COLUMNS

Value = TypeVar("Value")
_NOT_THERE = (FileNotFoundError, NotADirectoryError)


@dataclass(frozen=True)
class Published:
    """A folder in which documents were published, by its path below output/, and what its manifest says."""

    root: Path
    folder: str
    manifest: Manifest

    def path(self, name: str) -> str:
        """Return a file's path from the workspace."""
        return f"{OUTPUT}/{self.folder}/{name}"

    def is_there(self, name: str) -> bool:
        """Say whether there is anything of a name, be it a link. Raises OSError where that cannot be told."""
        with suppress(*_NOT_THERE):
            _output(self.root).status(f"{self.folder}/{name}")
            return True
        return False

    def is_edited(self, name: str) -> bool:
        """Say whether a file that the manifest names has other bytes than markpack gave it; raise OSError."""
        data = _output(self.root).read(f"{self.folder}/{name}")
        digest = hashlib.sha256(data).hexdigest()
        entry = self.manifest.files.get(name)
        return digest not in (entry.sha256 if entry else "", *self.manifest.pending.get(name, ()))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of files that somebody put there; hidden ones left out."""
        known = {NAME, *self.manifest.files, *self.manifest.pending}
        return tuple(name for name in files_below(self.root / OUTPUT / self.folder) if name not in known)


def published_folders(root: Path) -> Iterator[Published]:
    """Yield the folders of employers, and of their cohorts, in which documents were published.

    Raises InputError where one cannot be read, for then nobody can tell whose its files are.
    """
    output = root / OUTPUT
    for path in published_packs(output):
        yield Published(root, path.relative_to(output).as_posix(), read_manifest(path))


def caches(root: Path, published: Iterable[Published], holds: Callable[[str, str], bool]) -> Iterator[str]:
    """Yield by their paths what builds keep for themselves and speaks of somebody.

    `holds` says so of a text that is kept for a folder (empty for all), which it is given first.
    What builds left half-written is among it, whatever it holds. All of it may be deleted at any time. Raises OSError.
    """
    folder = GuardedFolder(root)
    if _holds(folder, f"{OUTPUT}/{LAST_BUILD}", partial(holds, "")):
        yield f"{OUTPUT}/{LAST_BUILD}"
    yield from _half_written(folder, OUTPUT)
    for one in published:
        base = f"{OUTPUT}/{one.folder}"
        if one.is_there(STAGING):
            yield f"{base}/{STAGING}"
        hidden = [f"{base}/{DIGESTS}", *_below(folder, f"{base}/{READINGS}")]
        yield from (path for path in hidden if _holds(folder, path, partial(holds, one.folder)))
        yield from _half_written(folder, base)
    for path in (FOLDER, f"{FOLDER}/{REPORTED}", *_folders(folder, f"{FOLDER}/{EARLIER_FILES}")):
        yield from _half_written(folder, path)


def _half_written(folder: GuardedFolder, path: str) -> Iterator[str]:
    with suppress(*_NOT_THERE):
        for name in folder.names(path):
            if name.startswith(".") and name.endswith(STAGED):
                yield f"{path}/{name}"


def _below(folder: GuardedFolder, path: str) -> Iterator[str]:
    """Yield the files below a folder; nothing where there is none."""
    with suppress(*_NOT_THERE):
        for name in folder.names(path):
            inner = f"{path}/{name}"
            if S_ISDIR(folder.status(inner).st_mode):
                yield from _below(folder, inner)
            else:
                yield inner


def _folders(folder: GuardedFolder, path: str) -> Iterator[str]:
    with suppress(*_NOT_THERE):
        yield from (f"{path}/{name}" for name in folder.names(path) if folder.has_folder(f"{path}/{name}"))


def _holds(folder: GuardedFolder, path: str, holds: Callable[[str], bool]) -> bool:
    with suppress(*_NOT_THERE):
        text = folder.read(path).decode("utf-8", "replace")
        return holds(text) or ("\\u" in text and holds(_unescaped(text)))
    return False


def _unescaped(text: str) -> str:
    """Return a JSON text with the letters that it has as escapes."""
    with suppress(UnicodeError):
        return text.encode("latin-1", "backslashreplace").decode("unicode_escape")
    return text


def remove_files(root: Path, paths: Iterable[str]) -> None:
    """Remove files and folders by their paths from a workspace, and folders that are empty then. Raises OSError.

    Nothing is removed through a link, and of a link the link alone.
    """
    folder = GuardedFolder(root)
    for path in paths:
        folder.remove_tree(path)
        with suppress(OSError):
            for parent in PurePosixPath(path).parents[:-2]:
                folder.remove_folder(str(parent))


def leave_out(published: Published, names: Collection[str]) -> None:
    """Write a folder's manifest anew without files of some names. Raises OSError."""
    known = published.manifest
    files = _without(known.files, names)
    pending = _without(known.pending, names)
    if len(files) < len(known.files) or len(pending) < len(known.pending):
        _output(published.root).write(f"{published.folder}/{NAME}", manifest_text(Manifest(files, pending)).encode())


def _without(entries: Mapping[str, Value], names: Collection[str]) -> dict[str, Value]:
    return {name: value for name, value in entries.items() if name not in names}


def earlier_lines(root: Path) -> tuple[Mapping[str, str], ...]:
    """Return the lines of the list of earlier files by column; raise InputError where it is no such list."""
    return rows_of(root / FOLDER / EARLIER, COLUMNS)


def leave_out_lines(root: Path, is_gone: Callable[[Mapping[str, str]], bool]) -> None:
    """Write the list of earlier files anew without some lines. Raises InputError and OSError."""
    folder = GuardedFolder(root / FOLDER, levels=1)
    text = without_rows(folder.path / EARLIER, COLUMNS, is_gone)
    folder.write(EARLIER, text.encode("utf-8-sig"), private=True)


def stored_files(root: Path) -> tuple[str, ...]:
    """Return the paths of all earlier files that are kept, from the workspace."""
    return tuple(_below(GuardedFolder(root), f"{FOLDER}/{EARLIER_FILES}"))


def _output(root: Path) -> GuardedFolder:
    return GuardedFolder(root / OUTPUT, levels=1)
