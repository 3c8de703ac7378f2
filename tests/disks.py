"""A disk that goes wrong at a chosen moment: it is full from then on, or the process that writes to it is gone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


class Killed(BaseException):
    """The process has been killed: nothing that it does from here on reaches the disk."""


class Disk:
    """Counts what publication does to the disk; from the `last`-th time on, `error` is raised instead.

    A file that is being written then is left with the first half of its bytes. Where the process is `dead`, files
    cannot be removed any more either.
    """

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, last: int, error: Callable[[], BaseException], *, dead: bool
    ) -> None:
        self.times = 0
        self._last = last
        self._error = error
        for name in ("write_bytes", "write_text"):
            monkeypatch.setattr(Path, name, self._writing(getattr(Path, name)))
        monkeypatch.setattr(Path, "mkdir", self._guarded(Path.mkdir))
        monkeypatch.setattr(os, "replace", self._guarded(os.replace))
        if dead:
            monkeypatch.setattr(Path, "unlink", self._guarded(Path.unlink))
            monkeypatch.setattr(shutil, "rmtree", lambda *_a, **_k: None if self.broke else _remove(*_a, **_k))

    @property
    def broke(self) -> bool:
        """Whether it has gone wrong."""
        return self.times >= self._last

    def _guarded(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*arguments: Any, **options: Any) -> Any:
            self._count()
            return real(*arguments, **options)

        return guarded

    def _writing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def writing(path: Path, data: Any, **options: Any) -> Any:
            was_broken = self.broke
            try:
                self._count()
            except BaseException:
                if not was_broken:
                    real(path, data[: len(data) // 2], **options)
                raise
            return real(path, data, **options)

        return writing

    def _count(self) -> None:
        self.times += 1
        if self.broke:
            raise self._error()


_remove = shutil.rmtree
