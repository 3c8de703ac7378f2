"""Worker processes on this machine, and how a build starts the first of them early. Light to import.

Not a `ProcessPoolExecutor`: where a process dies while more than 64 KiB wait to be sent, as a chunk may be, it hangs
for ever on Python 3.11.2.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import Any

from markpack.documents.catalogue.kinds import Format
from markpack.errors import EnvironmentLacks
from markpack.publish.scratch import scratch_folder
from markpack.rendering.executor import Executor
from markpack.rendering.native_libraries import WRITERS, load_writers, prepare
from markpack.rendering.worker_process import Worker, WorkerEnded
from markpack.report import Options

PRESTARTED = 2
"""How many processes are started before it is known how much there is to do."""


class Processes(Executor):
    """Up to `number` worker processes, started when there is something for them to do.

    Each has a thread here, which hands it one chunk after another. None is ever renewed: a process that has written
    19,200 sheets holds no more memory than after 960.
    """

    retries = 2  # a system that is short of memory ends processes that have done nothing wrong

    def __init__(self, number: int) -> None:
        self.number = number
        self.max_in_flight = 2 * number
        self._scratch = scratch_folder()
        self._threads = ThreadPoolExecutor(number, "markpack-worker")
        self._permits = threading.Semaphore(number)
        self._lock = threading.Lock()  # over starting and ending, which `multiprocessing` does not expect of threads
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._loading: list[Future[EnvironmentLacks | None]] = []
        self._closed = False

    def prestart(self, formats: Collection[Format]) -> None:
        """Start the first processes and have them load what formats need. Raises OSError where none can be started."""
        self._idle += [self._start() for _ in range(PRESTARTED)]
        self._loading = [self._threads.submit(self._call, load_writers, formats) for _ in range(PRESTARTED)]

    def prepare(self, formats: Collection[Format]) -> None:
        """Raise EnvironmentLacks as `native_libraries.prepare` does; a process that was started early knows."""
        if self._loading and Format.PDF in formats:
            with suppress(WorkerEnded, OSError):
                if lack := self._loading[0].result():
                    raise lack
                return
        prepare(formats)

    def limit(self, number: int) -> None:
        """Use no more than so many processes from now on, but those that have been started."""
        for _ in range(self.number - max(number, len(self._loading))):
            self._permits.acquire()
            self.number -= 1
        self.max_in_flight = 2 * self.number

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have a function called by the next process that is free."""
        return self._threads.submit(self._call, function, *arguments)

    def close(self) -> None:
        """Kill the processes; what they were writing is lost."""
        with self._lock:
            self._closed = True
            for worker in self._workers:
                worker.end()
        self._threads.shutdown(cancel_futures=True)
        self._scratch.cleanup()

    def _call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        with self._permits:
            worker = self._free()
            try:
                return worker.call(function, *arguments)
            finally:
                self._idle.append(worker)

    def _free(self) -> Worker:
        """Return a process that has nothing to do, a new one if there is none."""
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive():
                    return worker
                self._workers.remove(worker)
            return self._start()

    def _start(self) -> Worker:
        if self._closed:
            raise WorkerEnded
        worker = Worker(self._scratch.name)
        self._workers.add(worker)
        return worker


@contextmanager
def prestarted_processes(options: Options) -> Iterator[Processes | None]:
    """Yield processes for a build that load meanwhile what it needs; None where they would gain nothing.

    The documents of a few learners are written by this process, or by others once it is known how many there are.
    """
    number = options.jobs or os.cpu_count() or 1
    formats = [fmt for fmt in WRITERS if not options.formats or fmt.value in options.formats]
    is_loaded = any(WRITERS[fmt] in sys.modules for fmt in formats[:1])  # what takes longest is the first
    is_worth_it = formats and number > 1 and not (is_loaded or options.executor or options.dry_run or options.learners)
    processes = None
    with ExitStack() as held:
        if is_worth_it:
            with suppress(OSError):  # a build does without, and says so where it matters
                started = held.enter_context(closing(Processes(number)))
                started.prestart(formats)
                processes = started
        yield processes
