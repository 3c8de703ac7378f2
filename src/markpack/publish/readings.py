"""A store of readings of returned files, kept from build to build in a hidden folder of an employer's output."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from markpack.publish.guarded_folder import published_folder

NAME = ".returned"


class Readings:
    """Keeps bytes by name, for one version of the program; everything here is safe to delete.

    Nothing is written where the employer has no output yet, or unless it is `writable`.
    """

    def __init__(self, folder: Path, program: str, *, writable: bool) -> None:
        self._guarded = published_folder(folder)
        self._program = program
        self._writable = writable and folder.is_dir()
        self._used: set[str] = set()
        self._has_folder = False

    def get(self, name: str) -> bytes | None:
        """Return the bytes kept under a name, if any."""
        try:
            data = self._guarded.read(self._path(name))
        except OSError:
            return None
        self._used.add(name)
        return data

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under a name; where that is not possible, the next build reads the file again."""
        if not self._writable:
            return
        with suppress(OSError):
            self._make_folder()
            self._guarded.write(self._path(name), data, private=True)
            self._used.add(name)

    def tidy(self) -> None:
        """Remove everything that this run did not use, and the stores of other versions of the program.

        What is left is its user's alone, also where an earlier version was less careful.
        """
        if not self._writable:
            return
        with suppress(OSError):
            for program in self._guarded.names(NAME):
                if program != self._program:
                    self._guarded.remove_tree(f"{NAME}/{program}")
                    continue
                self._make_folder()
                for name in self._guarded.names(f"{NAME}/{program}"):
                    if name in self._used:
                        self._guarded.make_private(self._path(name))
                    else:
                        self._guarded.remove_tree(self._path(name))

    def _make_folder(self) -> None:
        """Make the folders for learners' marks, which are nobody else's business; a link in their place is removed."""
        if self._has_folder:
            return
        for folder in (NAME, f"{NAME}/{self._program}"):
            if not self._guarded.has_folder(folder):
                self._guarded.remove_tree(folder)
            self._guarded.make(folder, private=True)
        self._has_folder = True

    def _path(self, name: str) -> str:
        return f"{NAME}/{self._program}/{name}"
