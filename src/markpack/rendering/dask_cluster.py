"""Documents written by a Dask cluster: its workers get all that they need with the work, and return bytes."""

from __future__ import annotations

import logging
import pickle
import re
import threading
import time
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markpack import __version__
from markpack.documents.catalogue.kinds import Format
from markpack.errors import EnvironmentLacks, InputError, Place, Problem
from markpack.rendering.executor import Executor, NobodyLeft
from markpack.rendering.native_libraries import prepare
from markpack.writers.result import Written
from markpack.writers.version_fingerprint import own_fingerprint

if TYPE_CHECKING:
    from distributed import Client

SCHEME = "dask://"
CONNECTED_WITHIN, WORKERS_WITHIN = 10, 30
"""Seconds to wait for the scheduler, and for its first worker."""
ABANDONED_AFTER = 60
"""Seconds without any worker after which the unfinished documents are given up."""


def connect(address: str, formats: Collection[Format]) -> Cluster:
    """Return a cluster by its scheduler's address, dask://HOST:PORT, once all of its workers are known to be fit.

    Raises EnvironmentLacks if this machine lacks `distributed`, and InputError if there is no such scheduler, if it has
    no workers, or if one of them is of another version than this process or cannot write one of the formats.
    """
    try:
        import distributed  # noqa: F401 - imported to see whether it is there
    except ImportError as error:
        raise EnvironmentLacks(
            "Writing on a Dask cluster needs the package “distributed”, which is not installed.\n"
            "  pip install 'markpack[dask]'\n"
            "Without it, leave out --executor: the documents are then made on this machine."
        ) from error
    _silence()
    try:
        client = _client(address.removeprefix(SCHEME))
    except (OSError, ValueError) as error:
        raise InputError.at(
            address,
            f"No Dask scheduler answers at this address{_in_brackets(error)}.",
            "Check host and port, start one with `dask scheduler`, or leave out --executor.",
        ) from error
    try:
        workers = _examine_workers(client, address, formats)
    except BaseException:
        client.close()
        raise
    return Cluster(client, address, workers)


def _client(address: str) -> Client:
    """Return a client of the scheduler at HOST:PORT; raise OSError or ValueError where there is none."""
    from distributed import Client

    found: Future[Client] = Future()

    def look() -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about versions of packages: those that count are compared later
                found.set_result(Client(address, timeout=CONNECTED_WITHIN, set_as_default=False))
        except Exception as error:
            found.set_exception(error)

    # In a thread, for Dask waits for ever where something else than a scheduler listens and says nothing.
    threading.Thread(target=look, daemon=True).start()
    return found.result(CONNECTED_WITHIN + 2)


class Cluster(Executor):
    """A Dask cluster as an executor, through the interface of `concurrent.futures` that its client offers.

    Dask gives a lost worker's documents to other workers; after several losses the future fails.
    """

    def __init__(self, client: Client, address: str, workers: int) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False)
        self._address = address
        self._deserted_since: float | None = None
        self.max_in_flight = 2 * workers + 2

    def submit(self, function: Callable[..., list[Written]], *arguments: Any) -> Future[list[Written]]:
        """Have a function called by one of the workers."""
        parcel = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
        try:
            future: Future[list[Written]] = self._executor.submit(write_chunk_on_worker, parcel, own_fingerprint())
        except RuntimeError as error:  # Dask's client gave up, as it does when the scheduler is gone
            raise NobodyLeft(self._deserted) from error
        return future

    def check(self) -> None:
        """Raise NobodyLeft if the scheduler is gone, or has had no worker for some time."""
        try:
            workers = self._client.scheduler_info()["workers"]
        except Exception as error:  # of many kinds, according to what broke off and when
            raise NobodyLeft(self._deserted) from error
        if workers:
            self._deserted_since = None
            return
        self._deserted_since = self._deserted_since or time.monotonic()
        if time.monotonic() - self._deserted_since >= ABANDONED_AFTER:
            raise NobodyLeft(self._deserted)

    @property
    def _deserted(self) -> str:
        return (
            f"The cluster at {self._address} has nobody left to write it; "
            "build again when the cluster is up, or without --executor"
        )

    def close(self) -> None:
        """Give up what is under way and leave the cluster, which goes on without us."""
        self._executor.shutdown(wait=False)
        self._client.close(timeout=5)


def _examine_workers(client: Client, address: str, formats: Collection[Format]) -> int:
    """Return how many workers there are; raise InputError with what is wrong with any of them."""
    try:
        client.wait_for_workers(1, timeout=WORKERS_WITHIN)
    except TimeoutError as error:
        raise InputError.at(
            address,
            "This Dask cluster has no workers.",
            f"Start some with `dask worker {address.removeprefix(SCHEME)} --nthreads 1`, or leave out --executor.",
        ) from error
    found: Mapping[str, Examined | Exception] = client.run(examine, sorted(formats, key=str), on_error="return")
    problems = [
        Problem(Place(worker), *objection)
        for worker, examined in sorted(found.items())
        if (objection := _objection(examined)) is not None
    ]
    if problems:
        raise InputError(problems)
    return len(found)


Examined = tuple[str, str, str]
"""What a worker says of itself: markpack's version, its fingerprint, and what it lacks (empty: nothing)."""


def examine(formats: Sequence[Format]) -> Examined:
    """Say what this process would write with, and what it lacks for that. Runs on each worker before work starts."""
    try:
        prepare(formats)
    except EnvironmentLacks as error:
        return __version__, own_fingerprint(), str(error)
    return __version__, own_fingerprint(), ""


def _objection(examined: Examined | Exception) -> tuple[str, str] | None:
    """Return what speaks against a worker, and what to do about it."""
    install = f"Install markpack[dask] {__version__} there with the constraints.txt of this release, and restart it."
    if isinstance(examined, Exception):
        # Dask wraps some errors of workers in others, so that only the text tells which module is not there.
        module = re.search(r"No module named \W*([\w.]+)", str(examined))
        if module and not module[1].startswith("markpack."):
            return f"This worker of the cluster lacks the package “{module[1]}”.", install
        return f"This worker of the cluster has a markpack that cannot be used{_in_brackets(examined)}.", install
    version, fingerprint, lacks = examined
    if fingerprint != own_fingerprint():
        what = f"markpack {version}" if version != __version__ else "other versions of its files or libraries"
        return f"This worker of the cluster has {what}, so that its documents would not be the same.", install
    return (f"This worker of the cluster cannot write these documents: {lacks}", "") if lacks else None


@lru_cache(maxsize=1)
def _writer() -> ThreadPoolExecutor:
    """Return the one thread of a worker that writes: threads of a worker share its fonts, which no two may use."""
    return ThreadPoolExecutor(1, "markpack-writer")


def write_chunk_on_worker(parcel: bytes, fingerprint: str) -> list[Written]:
    """Write a chunk of documents. Runs on a worker, in a thread of the cluster's."""
    if fingerprint != own_fingerprint():  # a worker that came when the others had been examined
        raise RuntimeError(f"A worker of the cluster has markpack {__version__} with other files or libraries")
    function, arguments = pickle.loads(parcel)
    written: list[Written] = _writer().submit(function, *arguments).result()
    return written


def _in_brackets(error: Exception) -> str:
    """Return the first line of what an error says, if it says anything."""
    line = str(error).partition("\n")[0]
    return f" ({line})" if line else ""


def _silence() -> None:
    """Keep Dask from reporting on standard error what is answered for here."""
    for name in ("distributed", *(name for name in logging.root.manager.loggerDict if name.startswith("distributed."))):
        logging.getLogger(name).setLevel(logging.CRITICAL)
