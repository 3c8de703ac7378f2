"""Who writes chunks of documents: this process, processes beside it or a cluster. Light to import."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from markpack.writers.result import Written


class NobodyLeft(Exception):
    """Nobody is left to write what was submitted; the message says what to do."""


class Executor(Protocol):
    """Calls functions that write a chunk. A future's exception means that a worker was lost with its chunk.

    `retries` is how many workers a document may lose, alone, before it counts as the cause. `max_in_flight` is how many
    chunks should be submitted at a time, so that no worker waits.
    """

    retries: int = 1
    max_in_flight: int

    def submit(self, function: Callable[..., list[Written]], *arguments: Any) -> Future[list[Written]]:
        """Call a function; other processes must be able to import it."""
        ...

    def check(self) -> None:
        """Raise NobodyLeft if what was submitted will never be done."""
        return

    def close(self) -> None:
        """End at once, whatever is under way."""
        return


class InlineExecutor(Executor):
    """This process, which writes a chunk while it is submitted."""

    max_in_flight = 1

    def submit(self, function: Callable[..., list[Written]], *arguments: Any) -> Future[list[Written]]:
        """Call a function."""
        future: Future[list[Written]] = Future()
        future.set_result(function(*arguments))
        return future
