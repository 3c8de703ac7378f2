"""Running a command to its end: how long it takes, and how much memory it holds with all its processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
EVERY = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Run:
    """What a command took, in seconds and bytes (None where the system does not tell), and what it printed."""

    seconds: float
    memory: int | None
    output: str


def run_python(*arguments: str, watch: bool = False, fine: Collection[int] = (0,)) -> Run:
    """Run this Python with arguments in a process of its own. Raises RuntimeError with its words if it fails.

    It fails if it does not end with one of the `fine` codes. With `watch` the memory of all its processes together
    is looked at while they run.
    """
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        peak = _Peak(process.pid)
        if watch:
            peak.start()
        output, complaints = process.communicate()
        taken = time.perf_counter() - start
        peak.end()
    if process.returncode not in fine:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}:\n{output}{complaints}")
    return Run(taken, peak.bytes, output)


class _Peak(threading.Thread):
    """Looks at the memory of a process and all that it started, until it is told to end."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._over = threading.Event()
        self.bytes: int | None = None

    def run(self) -> None:
        while not self._over.wait(EVERY):
            if held := sum(filter(None, map(_memory, _family(self._pid)))):
                self.bytes = max(self.bytes or 0, held)

    def end(self) -> None:
        self._over.set()
        if self.is_alive():
            self.join()


def _memory(pid: int) -> int | None:
    """Return a process's share of memory in bytes: what several hold together counts once. None if it has gone."""
    try:
        text = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return None
    return next((1024 * int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), None)


def _family(pid: int) -> Iterable[int]:
    """Return a process and all that it and its children have started."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in PROC.glob("[0-9]*"):
        try:
            after_name = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
        except OSError:
            continue
        children[int(after_name.split()[1])].append(int(entry.name))
    found = [pid]
    for parent in found:
        found += children[parent]
    return found
