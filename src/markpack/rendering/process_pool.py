"""Who writes chunks of documents on this machine: this process itself, or worker processes beside it.

Each worker has a thread here that hands it one parcel after another.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

from markpack.documents.catalogue.kinds import Format
from markpack.rendering.native_libraries import lacks_libraries, prepare
from markpack.rendering.work_units import WorkItem, write_chunk
from markpack.rendering.worker_process import Worker, WorkerEnded, hold_interrupts_back, parcel
from markpack.writers.html_layouts import Layouts
from markpack.writers.result import Written

RECYCLED_AFTER = 2000
"""After how many documents a worker process makes way for a new one, so that no leak in a library adds up."""


class NobodyLeft(Exception):
    """There is nobody any more who could write what was submitted; the message says what to do."""


class Executor(Protocol):
    """Whoever writes chunks of documents. A future's exception means that a worker was lost with its chunk.

    `patience` is how often that has to happen to a document alone before it is the document's fault.
    """

    retries: int

    @property
    def max_in_flight(self) -> int:
        """How many chunks should be submitted at a time so that nobody waits for work."""
        ...

    def submit(self, wanted: Sequence[WorkItem]) -> Future[list[Written]]:
        """Have a chunk written."""
        ...

    def check(self) -> None:
        """Raise NobodyLeft if what was submitted will never be done."""
        ...

    def close(self) -> None:
        """End at once, whatever is under way."""
        ...


class InlineExecutor:
    """This process, which writes a chunk while it is submitted."""

    max_in_flight = 1
    retries = 1

    def __init__(self, layouts: Layouts) -> None:
        self._layouts = layouts

    def submit(self, wanted: Sequence[WorkItem]) -> Future[list[Written]]:
        """Write a chunk."""
        future: Future[list[Written]] = Future()
        future.set_result(write_chunk(wanted, self._layouts))
        return future

    def check(self) -> None:
        """Do nothing: all that was submitted is done."""

    def close(self) -> None:
        """Do nothing: nothing is under way."""


class Processes:
    """Worker processes on this machine, so many at most, started when there is something for them to do.

    Some may have been `started` before, and told to load something; they are these processes' from now on. Others put
    their temporary files into the folder `scratch`.
    """

    retries = 2  # a system that is short of memory ends processes that have done nothing wrong

    def __init__(
        self, layouts: Layouts, number: int, scratch: str | None = None, started: Sequence[Worker] = ()
    ) -> None:
        self.number = number
        self.started = len(started)
        self._layouts = layouts
        self._scratch = scratch
        self._threads = ThreadPoolExecutor(number, "markpack-worker", initializer=hold_interrupts_back)
        self._at_work = threading.Semaphore(number)
        self._lock = threading.Lock()  # over starting and ending, which `multiprocessing` does not expect of threads
        self._running = set(started)
        self._idle: list[Worker] = []
        self._closed = False
        self._loading = [self._threads.submit(self._loaded, worker) for worker in started]

    @property
    def max_in_flight(self) -> int:
        """How many chunks should be submitted at a time."""
        return 2 * self.number

    def await_ready(self, formats: Collection[Format]) -> None:
        """Wait for the first of the processes that were started before, and for its libraries.

        Raises EnvironmentLacks as `prepare` does.
        """
        try:
            lacking = self._loading[0].result() if self._loading else None
        except (WorkerEnded, OSError):
            lacking = None
        if lacking is None:
            prepare(formats)  # so that it is known all the same
        if lacking:
            raise lacks_libraries(lacking)

    def limit(self, number: int) -> None:
        """Use no more than so many processes from now on; not fewer than have been started."""
        for _ in range(self.number - max(number, self.started)):
            self._at_work.acquire()
            self.number -= 1

    def submit(self, wanted: Sequence[WorkItem]) -> Future[list[Written]]:
        """Have a chunk written by the next process that is free."""
        return self._threads.submit(self._hand_over, wanted)

    def check(self) -> None:
        """Do nothing: a process that ends is noticed by its thread, so nothing is waited for in vain."""

    def close(self) -> None:
        """Kill the workers; what they were writing is lost."""
        with self._lock:
            self._closed = True
            for worker in self._running:
                worker.kill()
        self._threads.shutdown(cancel_futures=True)
        with self._lock:
            for worker in tuple(self._running):
                self._put_away(worker)

    def _hand_over(self, wanted: Sequence[WorkItem]) -> list[Written]:
        """Have a worker write a chunk; raise WorkerEnded if it ends over it."""
        work = parcel(write_chunk, wanted, self._layouts)
        with self._at_work:
            worker = self._free()
            try:
                worker.send(work)
            except WorkerEnded:
                self._let_go(worker)
                raise
            written: list[Written] = self._result(worker, len(wanted))
        return written

    def _loaded(self, worker: Worker) -> str:
        """Wait until a worker has loaded what it was told to; return what the machine lacks for it."""
        with self._at_work:
            return str(self._result(worker, 0))

    def _result(self, worker: Worker, documents: int) -> Any:
        """Return what comes of a worker's parcel, which makes so many documents; the worker is free then."""
        try:
            result = worker.result()
        except WorkerEnded:
            self._let_go(worker)
            raise
        worker.documents += documents
        if worker.documents >= RECYCLED_AFTER:
            self._let_go(worker)
        else:
            with self._lock:
                self._idle.append(worker)
        return result

    def _free(self) -> Worker:
        """Return a worker that has nothing to do, a new one if there is none."""
        with self._lock:
            if self._closed:
                raise WorkerEnded
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive():
                    return worker
                self._put_away(worker)
            worker = Worker(self._scratch)
            self._running.add(worker)
            return worker

    def _let_go(self, worker: Worker) -> None:
        with self._lock:
            worker.kill()
            self._put_away(worker)

    def _put_away(self, worker: Worker) -> None:
        worker.join()
        self._running.discard(worker)
