"""All files of a workspace's folders, as a backup takes them: what is made again by itself is left out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from markpack.model.pack_folders import CONTEXTS, OUTPUT
from markpack.model.records import FOLDER as RECORDS
from markpack.publish.guarded_folder import STAGED
from markpack.publish.locks import LOCK
from markpack.publish.refusal import refused

TEMPLATES = "templates"
FOLDERS = (RECORDS, OUTPUT, TEMPLATES, CONTEXTS)
"""What a workspace is made of; without the last two it is none."""
LINK = "It is a link, which is not followed."
NO_FILE = "It is not an ordinary file."
NO_TEXT = "Its name is not in Unicode."
_OF_PROGRAMS = ("~$", ".~lock.")
"""How the names of files begin that office programs put beside an open document."""


@dataclass(frozen=True)
class WorkspaceFiles:
    """What is in a workspace's folders, by its path from the workspace, with the system's answer about each.

    `left_out` says of paths that no backup can hold why that is so.
    """

    files: Mapping[str, os.stat_result] = field(default_factory=dict)
    folders: Mapping[str, os.stat_result] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)

    def changed_since(self, earlier: WorkspaceFiles) -> list[str]:
        """Return the paths that are others than they were: added, gone or written to, in order."""
        now, then = self._stamps(), earlier._stamps()
        return sorted(path for path in {*now, *then} if now.get(path) != then.get(path))

    def _stamps(self) -> dict[str, object]:
        stamps: dict[str, object] = dict.fromkeys((*self.folders, *self.left_out), True)
        for path, about in self.files.items():
            stamps[path] = about.st_ino, about.st_size, about.st_mtime_ns
        return stamps


def find_files(root: Path) -> WorkspaceFiles:
    """Return what is in a workspace's folders; one that is not there has nothing in it."""
    found: dict[str, os.stat_result] = {}
    inside: dict[str, os.stat_result] = {}
    left_out: dict[str, str] = {}
    for path, about in _walk(root, list(FOLDERS), left_out):
        if not _is_text(path):
            left_out[path] = NO_TEXT
        elif stat.S_ISDIR(about.st_mode):
            inside[path] = about
        elif stat.S_ISREG(about.st_mode):
            found[path] = about
        else:
            left_out[path] = LINK if stat.S_ISLNK(about.st_mode) else NO_FILE
    return WorkspaceFiles(found, inside, left_out)


def _walk(root: Path, waiting: list[str], left_out: dict[str, str]) -> Iterator[tuple[str, os.stat_result]]:
    """Yield all that is in folders, and the folders, following no link; note folders that cannot be listed."""
    while waiting:
        path = waiting.pop()
        try:
            about = (root / path).lstat()
        except FileNotFoundError:
            continue
        except OSError as error:
            left_out[path] = refused(error)
            continue
        if stat.S_ISDIR(about.st_mode):
            try:
                names = sorted(entry.name for entry in os.scandir(root / path))
            except OSError as error:
                left_out[path] = f"The folder cannot be read: {refused(error)}"
                continue
            waiting += [f"{path}/{name}" for name in names if not _is_made_again(path, name)]
        yield path, about


def _is_made_again(folder: str, name: str) -> bool:
    """Say whether builds, or office programs, make a file anew where it is missing: locks, caches, files half-written.

    In the output, all hidden files are of that kind.
    """
    if folder.partition("/")[0] == OUTPUT and name.startswith("."):
        return True
    return name == LOCK or name.startswith(_OF_PROGRAMS) or (name.startswith(".") and name.endswith(STAGED))


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
