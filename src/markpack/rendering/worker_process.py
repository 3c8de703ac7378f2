"""A process beside this one that calls one function after another. Light to import, here and there.

Workers are spawned, for forked ones would share font state with this process.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any


class WorkerEnded(Exception):
    """A worker process ended before it had returned."""

    def __init__(self) -> None:
        super().__init__("The process that was writing it ended unexpectedly")


class Worker:
    """A worker process.

    Its temporary files go into the folder `scratch`: a worker is killed when it is done, so that libraries cannot tidy
    up behind themselves.
    """

    def __init__(self, scratch: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, scratch), name="markpack-worker", daemon=True)
        with _interrupts_held():
            self._process.start()
        theirs.close()  # so that its end is seen when the process ends

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return what a function returns there; raise WorkerEnded if the process ends before."""
        try:
            self._connection.send((function, arguments))
            return self._connection.recv()
        except (EOFError, OSError):
            self.end()
            raise WorkerEnded from None

    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.is_alive()

    def end(self) -> None:
        """Kill the process, which has nothing to tidy up, and wait until it has ended."""
        self._process.kill()
        self._process.join()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold SIGINT back from this thread, and so from processes that it starts: Ctrl-C reaches those as well."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # for it lets SIGINT through when the first process is started
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, scratch: str) -> None:
    """Call what is asked for, until the other end of the connection is closed. Runs in a process of its own."""
    os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError):
        while True:
            function, arguments = connection.recv()
            connection.send(function(*arguments))


def _end_with_parent() -> None:
    """End this process when the one that started it is killed, whatever it is doing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
