"""Processes that a test starts, interrupts and kills, and the processes that these started in turn."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENDED_WITHIN = 10
"""Seconds in which everything has to be over; machines that run tests are busy."""

linux_only = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked up in /proc")


def _as_from_a_terminal() -> None:
    """Let Ctrl-C end the process, even if the tests run in the background of a shell, where it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Started:
    """Python in a process of its own, with the processes that it starts: their environment has a mark."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self._mark = f"{os.getpid()}-{time.monotonic_ns()}"
        path = f"{ROOT / 'src'}:{ROOT}"
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, **environment, "PYTHONPATH": path, "MARKPACK_TEST_MARK": self._mark},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_as_from_a_terminal,
        )

    def wait_for(self, what: Path) -> None:
        """Wait until there is a file below a folder."""
        until = time.monotonic() + 60
        while not any(path.is_file() for path in what.rglob("*")):
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < until
            time.sleep(0.02)

    def left(self) -> list[int]:
        """The process ids of these processes that are still there, after some time for them to end."""
        until = time.monotonic() + ENDED_WITHIN
        while (found := self.alive()) and time.monotonic() < until:
            time.sleep(0.05)
        return found

    def alive(self) -> list[int]:
        """The process ids of these processes that are there now."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if f"MARKPACK_TEST_MARK={self._mark}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def end(self) -> None:
        """Kill whatever is left."""
        for number in {self.process.pid, *self.alive()}:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.communicate()
