"""Many documents at once: on one process for a handful, on several when there is enough to do."""

from __future__ import annotations

import multiprocessing
import os
import threading
import traceback
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from markpack.documents.document import Format
from markpack.documents.pack import Planned
from markpack.errors import EnvironmentLacks
from markpack.writers import write
from markpack.writers.html import Layouts

WORTH_A_PROCESS = 24
"""How many documents a further process needs to be worth its start."""

MISSING_LIBRARIES = (
    "WeasyPrint cannot find the system libraries that PDF files need (Pango, HarfBuzz).\n"
    "  Debian, Ubuntu:  sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n"
    "  Fedora:          sudo dnf install pango harfbuzz\n"
    "  macOS:           brew install pango\n"
    "  Windows:         use WSL with Ubuntu, or install Pango through MSYS2 and set WEASYPRINT_DLL_DIRECTORIES\n"
    "Without them, `markpack build --format docx,xlsx` makes everything else."
)


@dataclass(frozen=True)
class Failure:
    """Why a document could not be written: in a line, and as a traceback for whoever mends it."""

    message: str
    detail: str


Written = tuple[int, bytes | Failure]
"""A document's position in the plan, and its bytes or why there are none."""


def prepare(formats: Collection[Format]) -> None:
    """Raise EnvironmentLacks if the machine cannot write one of the formats."""
    if Format.PDF in formats:
        try:
            import weasyprint  # noqa: F401 - imported to see whether its libraries load
        except OSError as error:
            raise EnvironmentLacks(f"{MISSING_LIBRARIES}\n({error})") from error


def write_all(planned: Sequence[Planned], layouts: Layouts, jobs: int | None = None) -> Iterator[Written]:
    """Yield each document's position with its bytes, or with why it failed.

    `jobs` is the number of processes, by default as many as are worth it.

    Documents come as they are finished, so their order is not that of `planned`. One that fails, or that takes its
    process down with it, costs the others nothing.
    """
    numbered = list(enumerate(planned))
    processes = jobs or min(os.cpu_count() or 1, max(1, len(planned) // WORTH_A_PROCESS))
    if processes == 1 or len(planned) < 2:
        for entry in numbered:
            yield from _write_chunk([entry], layouts)
        return
    lost: list[tuple[int, Planned]] = []
    size = max(1, min(16, len(planned) // (processes * 4)))
    with _pool(processes) as pool:
        futures = []
        for start in range(0, len(numbered), size):
            chunk = numbered[start : start + size]
            try:
                futures.append((pool.submit(_write_chunk, chunk, layouts), chunk))
            except BrokenProcessPool:
                lost += chunk
        for future, chunk in futures:
            try:
                yield from future.result()
            except BrokenProcessPool:
                lost += chunk
    yield from _one_by_one(lost, layouts)


def _write_chunk(chunk: Sequence[tuple[int, Planned]], layouts: Layouts) -> list[Written]:
    return [(position, _write_one(entry, layouts)) for position, entry in chunk]


def _write_one(entry: Planned, layouts: Layouts) -> bytes | Failure:
    try:
        return write(entry.view, entry.format, layouts)
    except Exception as error:  # whatever is wrong with one document, the run goes on and reports it
        return failure(error)


def failure(error: Exception) -> Failure:
    """Return why a document could not be written, from the error that is being handled."""
    return Failure(f"{type(error).__name__}: {error}", traceback.format_exc())


def _one_by_one(numbered: Sequence[tuple[int, Planned]], layouts: Layouts) -> Iterator[Written]:
    """Write what was under way when a process died, each on its own, to find the one that kills."""
    waiting = list(numbered)
    while waiting:
        with _pool(1) as pool:
            while waiting:
                position, entry = waiting.pop(0)
                try:
                    yield position, pool.submit(_write_one, entry, layouts).result()
                except BrokenProcessPool:
                    yield position, Failure("The process that was writing it ended unexpectedly", "")
                    break


def _pool(processes: int) -> ProcessPoolExecutor:
    # Spawned, because forked processes would share font state with this one.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """See that a process ends when the one that started it is killed, and does not wait for work for ever."""

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
