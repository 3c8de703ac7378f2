"""A store of readings of returned files, kept from build to build in a hidden folder of an employer's output."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

NAME = ".returned"


class Readings:
    """Keeps bytes by name, for one version of the program; everything here is safe to delete.

    Nothing is written where the employer has no output yet, or unless it is `writable`.
    """

    def __init__(self, folder: Path, program: str, *, writable: bool) -> None:
        self._root = folder / NAME
        self._folder = self._root / program
        self._writable = writable and folder.is_dir() and not folder.is_symlink()
        self._used: set[str] = set()

    def get(self, name: str) -> bytes | None:
        """Return the bytes kept under a name, if any."""
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            return None
        self._used.add(name)
        return data

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under a name; where that is not possible, the next build reads the file again."""
        if not self._writable:
            return
        with suppress(OSError):
            self._folder.mkdir(0o700, parents=True, exist_ok=True)  # learners' marks are nobody else's business
            staged = self._folder / f"{name}.new"
            staged.write_bytes(data)
            os.replace(staged, self._folder / name)  # noqa: PTH105 - os.replace is atomic on every system
            self._used.add(name)

    def tidy(self) -> None:
        """Remove everything that this run did not use, and the stores of other versions of the program."""
        if not self._writable or not self._root.is_dir():
            return
        with suppress(OSError):
            for folder in self._root.iterdir():
                if folder != self._folder:
                    shutil.rmtree(folder, ignore_errors=True)
            for path in self._folder.iterdir():
                if path.name not in self._used:
                    path.unlink()
