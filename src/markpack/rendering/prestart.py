"""Worker processes that load what pages need while the program itself is still being loaded and reads its inputs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from markpack.publish.scratch import scratch_folder
from markpack.rendering.worker_process import Worker, WorkerEnded, hold_interrupts_back, let_interrupts_through, parcel
from markpack.report import Options

PAGES = "markpack.writers.masters.pdf.master"
"""The module that makes pages, and takes longest to load."""
FIRST = 2
"""How many processes are started before it is known how much there is to do."""


def load_pages() -> str:
    """Load PAGES; return what the machine lacks for it, or nothing."""
    from markpack.rendering.native_libraries import lacking_for_pages

    return lacking_for_pages()


@dataclass
class PrestartedWorkers:
    """Processes that have been told to load PAGES, for whoever takes them, and the folder for their temporary files.

    The most that are to be used is `number`.
    """

    number: int
    scratch: str
    workers: list[Worker] = field(default_factory=list)

    def taken(self) -> list[Worker]:
        """Return the processes, which are the caller's from now on."""
        taken, self.workers = self.workers, []
        return taken


@contextmanager
def prestarted_workers(options: Options) -> Iterator[PrestartedWorkers | None]:
    """Yield processes for a build that is asked for; None where they would gain nothing.

    Those that nobody has taken by the end are ended; those that somebody has are theirs to end.
    """
    number = options.jobs or os.cpu_count() or 1
    pages = not options.formats or "pdf" in options.formats
    if number == 1 or not pages or PAGES in sys.modules or options.executor or options.dry_run:
        yield None
        return
    try:
        scratch = scratch_folder()
    except OSError:  # nobody can write there; this process says so where it matters
        yield None
        return
    with scratch as folder:
        early = PrestartedWorkers(number, folder)
        try:
            _start(early)
            yield early if early.workers else None
        finally:
            for worker in early.workers:
                worker.kill()
            for worker in early.workers:
                worker.join()


def _start(early: PrestartedWorkers) -> None:
    """Start the first processes, as many as the system allows."""
    hold_interrupts_back()
    try:
        for _ in range(min(FIRST, early.number)):
            worker = Worker(early.scratch)
            early.workers.append(worker)
            with suppress(WorkerEnded):  # noticed when its result is waited for
                worker.send(parcel(load_pages))
    except OSError:
        pass  # a build does with fewer, or without
    finally:
        let_interrupts_through()
