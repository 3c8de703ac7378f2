"""A workspace in one file, and back again: whole, and every byte of it checked."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from markpack import __version__
from markpack.app.workspace import Workspace
from markpack.errors import InputError, Place, Problem
from markpack.inputs.files.online_files import original_name
from markpack.model.pack_folders import CONTEXTS
from markpack.publish.archive import Archive, Contents, alike, write_archive
from markpack.publish.guarded_folder import GuardedFolder
from markpack.publish.workspace_files import FOLDERS, TEMPLATES, WorkspaceFiles, find_files
from markpack.publish.workspace_lock import no_builds

ENDING = ".zip"
LARGE = 100_000_000
"""Bytes of a file from which on it is named, for it may be the only reason why a backup is large."""
STAGING = ".restoring"
"""The folder, in the one that is restored to, in which files stand until all are there."""
ELSEWHERE = "It is kept online, and only its placeholder is in the backup. Have it kept on this device."


@dataclass(frozen=True)
class Backup:
    """A backup: its file, the number of files in it and their bytes, and the large ones among them with their bytes.

    `left_out` says of paths in the workspace why they are not in it. `beside` are the names of what else lies in the
    workspace's folder and is no part of it.
    """

    file: Path
    files: int
    size: int
    large: Mapping[str, int]
    left_out: Mapping[str, str]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Restored:
    """A workspace that was restored: the number of files and their bytes, and the day of the backup in ISO form.

    `left_out` says of paths why the backup did not have them; `program` is the version of markpack that made it.
    """

    workspace: Workspace
    files: int
    size: int
    made_on: str
    program: str
    left_out: Mapping[str, str]


def back_up(workspace: Workspace, target: Path, today: datetime.date) -> Backup:
    """Write a backup of a workspace into a new file, and read all of it again.

    Files that cannot be read, and links, are left out and named. Raises InputError, and leaves no file, where a build
    is writing, somebody changes something meanwhile, `target` is there, or it is no place for a backup.
    """
    with no_builds(workspace.root, "back up"):
        return write_backup(workspace, target, today)


def write_backup(workspace: Workspace, target: Path, today: datetime.date) -> Backup:
    """Do what `back_up` does while no build can write."""
    target = target.absolute()
    _check_target(workspace, target)
    found = find_files(workspace.root)
    missing = [name for name in (CONTEXTS, TEMPLATES) if name not in found.folders]
    if missing:
        raise InputError.at(workspace.root / missing[0], found.left_out.get(missing[0], "It is not there."), "")
    stand_ins = {path: ELSEWHERE for path in found.files if original_name(PurePosixPath(path).name)}
    named = replace(found, left_out={**found.left_out, **stand_ins})
    try:
        with GuardedFolder(target.parent).new_file(target.name) as file:
            contents = write_archive(file, workspace.root, named, today.isoformat(), __version__)
            _check_unchanged(workspace, found)
            if problems := Archive(file, target.name).problems():
                raise InputError(problems)
    except FileExistsError:
        raise _exists(target) from None
    return Backup(
        target,
        len(contents.files),
        contents.size,
        {path: entry.size for path, entry in contents.files.items() if entry.size >= LARGE},
        contents.left_out,
        _beside(workspace.root, target.name),
    )


def _check_target(workspace: Workspace, target: Path) -> None:
    """Raise InputError where a backup cannot or should not be written to a path."""
    if target.suffix.casefold() != ENDING or target.is_dir():
        raise InputError.at(
            target, "A backup is a file that ends in .zip.", f"Name one, such as {target.stem}{ENDING}."
        )
    if os.path.lexists(target):
        raise _exists(target)
    if not target.parent.is_dir():
        raise InputError.at(target.parent, "There is no such folder.", "Make it, or check how its name is written.")
    parent = target.parent.resolve()
    if any(parent.is_relative_to((workspace.root / name).resolve()) for name in FOLDERS):
        raise InputError.at(
            target, "This place is part of what is backed up.", "Name one elsewhere, best on another disk."
        )


def _check_unchanged(workspace: Workspace, found: WorkspaceFiles) -> None:
    """Raise InputError where somebody has changed something in the workspace since its files were found."""
    changed = find_files(workspace.root).changed_since(found)
    if changed:
        raise InputError(
            [
                Problem(
                    Place(path),
                    "Somebody has changed this while the backup was being made.",
                    "Close it in other programs, and back up again.",
                )
                for path in changed
            ]
        )


def _exists(target: Path) -> InputError:
    return InputError.at(
        target, "There is a file or folder of this name already, and nothing is overwritten.", "Name another file."
    )


def _beside(root: Path, own: str) -> tuple[str, ...]:
    names = sorted(path.name for path in root.iterdir())
    return tuple(name for name in names if name not in (*FOLDERS, own) and not name.startswith("."))


def restore(file: Path, target: Path) -> Restored:
    """Put a backup's files into a new or empty folder, once every byte of it has been checked.

    Raises InputError, before anything is written, where the file is no backup, a file in it is damaged or missing, or
    the folder is not empty; and where the disk cannot hold two of its names beside each other.
    """
    target = target.absolute()
    is_new = _check_empty(target)
    if not file.is_file():
        raise InputError.at(file, "There is no such file.", "Name a file that `markpack backup` wrote.")
    with file.open("rb") as opened:
        archive = Archive(opened, file.name)
        if problems := archive.problems():
            raise InputError(problems)
        contents, folder = archive.contents, GuardedFolder(target)
        with _taken_back(folder, is_new=is_new):
            _put(archive, folder)
            there = {path.partition("/")[0] for path in (*contents.folders, *contents.files)}
            for name in FOLDERS:  # those without which it is no workspace come last
                if name in there:
                    folder.replace(f"{STAGING}/{name}", name)
            folder.remove_folder(STAGING)
    workspace = Workspace(target)
    return Restored(
        workspace, len(contents.files), contents.size, contents.made_on, contents.program, contents.left_out
    )


def _check_empty(target: Path) -> bool:
    """Say whether a folder is new; raise InputError where it is neither new nor empty."""
    if not os.path.lexists(target):
        return True
    if not target.is_dir():
        raise InputError.at(target, "This is not a folder.", "Name a folder that is new or empty.")
    if (target / STAGING).exists():
        hint = "Delete it, and restore again."
        raise InputError.at(target, "A restoration into this folder was interrupted.", hint)
    if any(target.iterdir()):
        raise InputError.at(target, "This folder is not empty, and nothing is overwritten.", "Name a new one.")
    return False


@contextmanager
def _taken_back(folder: GuardedFolder, *, is_new: bool) -> Iterator[None]:
    """Take away again what has been written where it cannot be finished."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            folder.remove_tree(STAGING)
            if is_new:
                GuardedFolder(folder.path.parent).remove_folder(folder.path.name)
        raise


def _put(archive: Archive, folder: GuardedFolder) -> None:
    """Put all files below the staging folder."""
    contents = archive.contents
    folder.make(STAGING)
    _check_names(contents, folder)
    for path, private in sorted(contents.folders.items()):
        folder.make(f"{STAGING}/{path}", private=private)
    for path, entry in sorted(contents.files.items()):
        folder.add_pieces(f"{STAGING}/{path}", archive.pieces(path), private=entry.private)


def _check_names(contents: Contents, folder: GuardedFolder) -> None:
    """Raise InputError where two names are one on this disk."""
    if not folder.has_folder(STAGING.upper()):
        return
    problems = [
        Problem(
            Place(path),
            f"On this disk it would be the same as {other}, because capital and small letters count as the same here.",
            "Restore on another disk, or rename one of the two and back up again.",
        )
        for path, other in alike((*contents.folders, *contents.files))
    ]
    if problems:
        raise InputError(problems)
