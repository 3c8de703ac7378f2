"""A process beside this one that does one parcel of work after another. Light to import, here and there.

Workers are spawned, for forked ones would share font state with this process.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any


class WorkerEnded(Exception):
    """A worker process ended before it had done its parcel."""

    def __init__(self) -> None:
        super().__init__("The process that was writing it ended unexpectedly")


def parcel(do: Callable[..., Any], *arguments: Any) -> bytes:
    """Return work ready to be sent: a function that a worker can import, and what it is called with."""
    return pickle.dumps((do, arguments), pickle.HIGHEST_PROTOCOL)


class Worker:
    """A worker process. `documents` counts what it has written, for whoever uses it.

    Temporary files are put into the folder `scratch`, or else where the system has them: a worker is killed when it is
    done, and so cannot take away what libraries leave there.
    """

    def __init__(self, scratch: str | None = None) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, scratch), name="markpack-worker", daemon=True)
        self._process.start()
        theirs.close()  # so that its end is seen when the process ends
        self.documents = 0

    def send(self, work: bytes) -> None:
        """Have a parcel done; raise WorkerEnded if there is nobody any more to do it."""
        try:
            self._connection.send_bytes(work)
        except OSError:
            raise WorkerEnded from None

    def result(self) -> Any:
        """Wait for what comes of the parcel that was sent; raise WorkerEnded if the process ends before."""
        try:
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


def hold_interrupts_back() -> None:
    """Hold SIGINT back from this thread, and so from processes that it starts: Ctrl-C reaches those as well."""
    if hasattr(signal, "pthread_sigmask"):
        resource_tracker.ensure_running()  # for it lets SIGINT through when the first process is started
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def let_interrupts_through() -> None:
    """Undo `hold_interrupts_back`."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


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


def _end_with_parent() -> None:
    """See that a process ends when the one that started it is killed, whatever it is doing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
