"""A Dask cluster of one's own for a test: a scheduler and workers, started by their commands, each a process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
STARTED_WITHIN = 60
"""Seconds; machines that run tests are busy."""


class LocalCluster:
    """A scheduler on a free port of this machine, and its workers, which are started in a folder of their own."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **environment}
        self._processes: list[subprocess.Popen[bytes]] = []
        self._start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        self._scheduler = self._said("Scheduler at:").removeprefix("tcp://")
        self.address = f"dask://{self._scheduler}"

    def add_workers(self, number: int, **environment: str) -> list[subprocess.Popen[bytes]]:
        """Start workers and wait until the scheduler knows them; return their processes."""
        from distributed import Client

        before = len(self._processes) - 1
        options = ("--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", "--local-directory", str(self._folder))
        for _ in range(number):
            self._start("dask_worker", self._scheduler, *options, **environment)
        with Client(self._scheduler, set_as_default=False) as client:
            client.wait_for_workers(before + number, timeout=STARTED_WITHIN)
        return self._processes[-number:]

    def end(self) -> None:
        """Kill whatever is left."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()

    def _start(self, command: str, *arguments: str, **environment: str) -> None:
        with (self._folder / f"{len(self._processes)}.log").open("wb") as log:
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", f"distributed.cli.{command}", *arguments, "--no-dashboard"],
                    cwd=self._folder,
                    env={**self._environment, **environment},
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            )

    def _said(self, words: str) -> str:
        """Return what follows some words in the scheduler's log, once it does."""
        until = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < until and self._processes[0].poll() is None:
            for line in (self._folder / "0.log").read_text(encoding="utf-8").splitlines():
                if words in line:
                    return line.partition(words)[2].strip()
            time.sleep(0.1)
        raise AssertionError((self._folder / "0.log").read_text(encoding="utf-8"))


@contextmanager
def local_cluster(folder: Path, **environment: str) -> Iterator[LocalCluster]:
    """Give a cluster without workers, which is ended afterwards whatever happens."""
    folder.mkdir()
    cluster = LocalCluster(folder, environment)
    try:
        yield cluster
    finally:
        cluster.end()
