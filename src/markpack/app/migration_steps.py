"""The steps of a migration: files that are written, and files and folders that get another place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from markpack.publish.guarded_folder import GuardedFolder


@dataclass(frozen=True)
class FileChange:
    """A file that is to be changed or added, by its path from the workspace: in words, and its bytes from then on."""

    file: str
    what: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Move:
    """A file or folder that is to be renamed, by its paths from the workspace: as it is, and as it becomes."""

    source: str
    target: str


def write(root: Path, change: FileChange) -> None:
    """Put a file in place whole; one that its user alone may read stays so."""
    GuardedFolder(root).write(change.file, change.data, private=is_private(root / change.file))


def is_private(path: Path) -> bool:
    """Say whether a file is there that nobody but its user may read."""
    return path.exists() and not path.stat().st_mode & 0o077


def folder_of(path: str) -> str:
    """Return the folder that a path with slashes leads to something in."""
    return path.rpartition("/")[0]


def names_in(folder: Path) -> list[str]:
    """Return the names of all that is in a folder, in order; none where it is no folder."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
