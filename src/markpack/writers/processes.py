"""Who writes chunks of documents on this machine: this process itself, or worker processes beside it.

Workers are spawned, for forked ones would share font state with this process, and each has a thread here that hands it
one parcel after another.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, Protocol

from markpack.documents.document import Format
from markpack.errors import EnvironmentLacks
from markpack.writers.chunks import Wanted, write_chunk
from markpack.writers.html import Layouts
from markpack.writers.outcome import Written
from markpack.writers.preparing import prepare

RECYCLED_AFTER = 2000
"""After how many documents a worker process makes way for a new one, so that no leak in a library adds up."""


EARLY = 2
"""How many processes get ready before it is known how much there is to do."""


class NobodyLeft(Exception):
    """There is nobody any more who could write what was submitted; the message says what to do."""


class Executor(Protocol):
    """Whoever writes chunks of documents. A future's exception means that a worker was lost with its chunk."""

    @property
    def at_once(self) -> int:
        """How many chunks should be submitted at a time so that nobody waits for work."""
        ...

    def submit(self, wanted: Sequence[Wanted]) -> Future[list[Written]]:
        """Have a chunk written."""
        ...

    def check(self) -> None:
        """Raise NobodyLeft if what was submitted will never be done."""
        ...

    def close(self) -> None:
        """End at once, whatever is under way."""
        ...


class Here:
    """This process, which writes a chunk while it is submitted."""

    at_once = 1

    def __init__(self, layouts: Layouts) -> None:
        self._layouts = layouts

    def submit(self, wanted: Sequence[Wanted]) -> Future[list[Written]]:
        """Write a chunk."""
        future: Future[list[Written]] = Future()
        future.set_result(write_chunk(wanted, self._layouts))
        return future

    def check(self) -> None:
        """Do nothing: all that was submitted is done."""

    def close(self) -> None:
        """Do nothing: nothing is under way."""


class WorkerEnded(Exception):
    """A worker process ended before it had written its chunk."""

    def __init__(self) -> None:
        super().__init__("The process that was writing it ended unexpectedly")


class Processes:
    """Worker processes on this machine, so many at most, started when there is something for them to do or to prepare.

    Temporary files are put into the folder `scratch`, or else where the system has them: a worker is killed when it is
    done, and so cannot take away what libraries leave there.
    """

    def __init__(self, layouts: Layouts, number: int, scratch: str | None = None) -> None:
        self.number = number
        self._layouts = layouts
        self._scratch = scratch
        self._threads = ThreadPoolExecutor(number, "markpack-worker", initializer=_leave_interrupts_to_main_thread)
        self._at_work = threading.Semaphore(number)
        self._lock = threading.Lock()  # over starting and ending, which `multiprocessing` does not expect of threads
        self._running: set[_Worker] = set()
        self._idle: list[_Worker] = []
        self._early: list[Future[str]] = []
        self._closed = False

    @property
    def at_once(self) -> int:
        """How many chunks should be submitted at a time."""
        return 2 * self.number

    def get_ready(self, formats: Collection[Format]) -> None:
        """Have the first processes prepare to write these formats, while there is nothing yet to be written."""
        self._early = [self._threads.submit(self._prepared, formats) for _ in range(min(EARLY, self.number))]

    def await_ready(self, formats: Collection[Format]) -> None:
        """Wait for the first process that was to get ready; raise EnvironmentLacks as `prepare` does."""
        try:
            lacking = self._early[0].result()
        except (WorkerEnded, OSError):
            prepare(formats)  # so that it is known all the same
        else:
            if lacking:
                raise EnvironmentLacks(lacking)

    def limit(self, number: int) -> None:
        """Use no more than so many processes for what is submitted from now on."""
        self.number = min(number, self.number)
        self._at_work = threading.Semaphore(self.number)

    def submit(self, wanted: Sequence[Wanted]) -> Future[list[Written]]:
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

    def _hand_over(self, wanted: Sequence[Wanted]) -> list[Written]:
        """Have a worker write a chunk; raise WorkerEnded if it ends over it."""
        written: list[Written] = self._told(len(wanted), write_chunk, wanted, self._layouts)
        return written

    def _prepared(self, formats: Collection[Format]) -> str:
        """Have a worker prepare for formats; return what the machine lacks for them."""
        lacking: str = self._told(0, _lacking, formats)
        return lacking

    def _told(self, documents: int, do: Callable[..., Any], *arguments: Any) -> Any:
        """Have a worker do something that makes so many documents; raise WorkerEnded if it ends over it."""
        parcel = pickle.dumps((do, arguments), pickle.HIGHEST_PROTOCOL)
        with self._at_work:
            worker = self._free()
            try:
                result = worker.do(parcel)
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

    def _free(self) -> _Worker:
        """Return a worker that has nothing to do, a new one if there is none."""
        with self._lock:
            if self._closed:
                raise WorkerEnded
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive():
                    return worker
                self._put_away(worker)
            worker = _Worker(self._scratch)
            self._running.add(worker)
            return worker

    def _let_go(self, worker: _Worker) -> None:
        with self._lock:
            worker.kill()
            self._put_away(worker)

    def _put_away(self, worker: _Worker) -> None:
        worker.join()
        self._running.discard(worker)


class _Worker:
    """A process that writes one parcel after another; `documents` counts what it has written."""

    def __init__(self, scratch: str | None) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, scratch), name="markpack-worker", daemon=True)
        self._process.start()
        theirs.close()  # so that its end is seen when the process ends
        self.documents = 0

    def do(self, parcel: bytes) -> Any:
        """Return what came of a parcel; raise WorkerEnded if the process ends before."""
        try:
            self._connection.send_bytes(parcel)
            return pickle.loads(self._connection.recv_bytes())
        except (EOFError, OSError):
            raise WorkerEnded from None

    def is_alive(self) -> bool:
        """Whether nobody has ended the process."""
        return self._process.is_alive()

    def kill(self) -> None:
        """End the process, which has nothing to tidy up."""
        self._process.kill()

    def join(self) -> None:
        """Wait until the process has ended, and forget it."""
        self._process.join()
        self._process.close()
        self._connection.close()


def _leave_interrupts_to_main_thread() -> None:
    """Hold SIGINT back from a thread, and so from the processes that it starts: Ctrl-C reaches those as well."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def serve(connection: Connection, scratch: str | None) -> None:
    """Do what parcels ask for, until the other end of the connection is closed. Runs in a process of its own."""
    if scratch is not None:
        os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            do, arguments = pickle.loads(connection.recv_bytes())
        except EOFError:
            return
        connection.send_bytes(pickle.dumps(do(*arguments), pickle.HIGHEST_PROTOCOL))


def _lacking(formats: Collection[Format]) -> str:
    """Prepare for formats; return what the machine lacks for them, or nothing."""
    try:
        prepare(formats)
    except EnvironmentLacks as error:
        return str(error)
    return ""


def _end_with_parent() -> None:
    """See that a process ends when the one that started it is killed, whatever it is doing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
