"""A disk that goes wrong at a chosen moment: it is full from then on, or the process that writes to it is gone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
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
        monkeypatch.setattr(os, "write", self._writing(os.write))
        for name in ("mkdir", "replace"):
            monkeypatch.setattr(os, name, self._guarded(getattr(os, name)))
        if dead:
            monkeypatch.setattr(os, "unlink", self._guarded(os.unlink))
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
        def writing(file: int, data: bytes) -> Any:
            was_broken = self.broke
            try:
                self._count()
            except BaseException:
                if not was_broken:
                    real(file, data[: len(data) // 2])
                raise
            return real(file, data)

        return writing

    def _count(self) -> None:
        self.times += 1
        if self.broke:
            raise self._error()


_remove = shutil.rmtree
