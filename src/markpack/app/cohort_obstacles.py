"""What would keep an employer's own files from becoming those of a cohort, told before anything is changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from markpack.app.migration_steps import Move, folder_of, names_in
from markpack.errors import Place, Problem
from markpack.inputs.files.online_files import stub_of
from markpack.model.forms.register_columns import EXTENSIONS_FILE, FILES
from markpack.model.pack_folders import COHORTS, OUTPUT, inputs_folder, pack_name
from markpack.model.records import FOLDER, REPORTED
from markpack.publish.workspace_files import LINK, find_files

_OPEN_IN_OFFICE = ("~$", ".~lock.")


class Obstacles:
    """What would keep files of an employer from becoming those of a cohort."""

    def __init__(self, root: Path, employer: str, cohort: str) -> None:
        self._root, self._employer = root, employer
        pack = pack_name(employer, cohort)
        self._folders = (
            f"{inputs_folder(employer)}/{COHORTS}",
            inputs_folder(pack),
            f"{OUTPUT}/{pack}",
            f"{FOLDER}/{REPORTED}/{employer}",
        )
        self._new = (*self._folders, f"{FOLDER}/{REPORTED}/{pack}.json")

    def of(self, moves: Iterable[Move]) -> list[Problem]:
        """Return what keeps these moves from being made, each thing once."""
        moves = list(moves)
        found = [*self._of_links(moves), *self._of_names(moves), *self._of_disks(moves), *self._of_open_files(moves)]
        return list(dict.fromkeys(found))

    def _of_links(self, moves: list[Move]) -> Iterator[Problem]:
        """Yield what no backup can hold, for that does not move, and links on the way."""
        left_out = {
            **find_files(self._root).left_out,
            **{move.source: LINK for move in moves if self._is_link(move.source)},
        }
        touched = [move.source for move in moves]
        ways = [*touched, *self._new]
        for path, why in sorted(left_out.items()):
            if any(path == one or path.startswith(f"{one}/") for one in touched) or any(
                way == path or way.startswith(f"{path}/") for way in ways
            ):
                yield Problem(Place(path), f"This cannot be moved. {why}", "Put it right, or move it elsewhere.")
        for name in (*FILES, EXTENSIONS_FILE):
            if stub := stub_of(self._root / inputs_folder(self._employer) / name):
                place = Place(f"{inputs_folder(self._employer)}/{stub.name}")
                yield Problem(place, f"{name} is kept online.", "Have it kept on this device, then migrate again.")

    def _is_link(self, path: str) -> bool:
        return (self._root / path).is_symlink()

    def _of_names(self, moves: list[Move]) -> Iterator[Problem]:
        """Yield names that are taken, or would be where capital and small letters are one."""
        for move in moves:
            if os.path.lexists(self._root / move.target):
                yield Problem(
                    Place(move.target),
                    f"It is there already, and so is {move.source}.",
                    "See which of the two is the right one, and move the other away.",
                )
        for new in self._new:
            folder, _, name = new.rpartition("/")
            for other in names_in(self._root / folder):
                if other != name and other.casefold() == name.casefold():
                    yield Problem(
                        Place(f"{folder}/{other}"),
                        f"Where capital and small letters are one, this is the same as {name}.",
                        "Rename it, or choose another name for the cohort.",
                    )
        for new in self._folders:
            path = self._root / new
            if path.exists() and not path.is_dir():
                yield Problem(Place(new), "Something else is in the place of this folder.", "Move it away.")

    def _of_disks(self, moves: list[Move]) -> Iterator[Problem]:
        """Yield folders that nothing can be moved out of or into, and what lies on another disk."""
        folders = {*map(folder_of, self._new), *(folder_of(move.source) for move in moves)}
        folders |= {move.source for move in moves if (self._root / move.source).is_dir()}
        for folder in sorted(folders):
            path = self._root / folder
            if path.is_dir() and not os.access(path, os.W_OK | os.X_OK):
                yield Problem(
                    Place(folder), "You may not write into this folder.", "Check that you may read it and write there."
                )
        for move in moves:
            path = self._root / move.source
            if path.lstat().st_dev != path.parent.stat().st_dev:
                yield Problem(Place(move.source), "This lies on another disk.", "Copy it into the workspace’s folder.")

    def _of_open_files(self, moves: list[Move]) -> Iterator[Problem]:
        """Yield files that somebody has open in Word, Excel or LibreOffice, who would save them in their old place."""
        for move in moves:
            path = self._root / move.source
            beside = [path.with_name(name) for name in names_in(path.parent) if path.name[2:] in name]
            for lock in path.rglob("*") if path.is_dir() else beside:
                if lock.name.startswith(_OPEN_IN_OFFICE):
                    yield Problem(
                        Place(lock.relative_to(self._root).as_posix()),
                        "Somebody has the file open that this belongs to.",
                        "Close it; where nobody has it open, delete this. Then migrate again.",
                    )
