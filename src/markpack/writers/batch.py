"""Many documents at once: on one process for a handful, on several when there is enough to do."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Iterator, Sequence
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


Outcome = tuple[Planned, bytes | Failure]


def prepare(formats: Sequence[Format]) -> None:
    """Raise EnvironmentLacks if the machine cannot write one of the formats."""
    if Format.PDF in formats:
        try:
            import weasyprint  # noqa: F401 - imported to see whether its libraries load
        except OSError as error:
            raise EnvironmentLacks(f"{MISSING_LIBRARIES}\n({error})") from error


def write_all(planned: Sequence[Planned], layouts: Layouts, jobs: int | None = None) -> Iterator[Outcome]:
    """Yield each document with its bytes, or with why it failed; `jobs` processes, by default as many as are worth it.

    Documents come as they are finished, so their order is not that of `planned`. One that fails, or that takes its
    process down with it, costs the others nothing.
    """
    processes = jobs or min(os.cpu_count() or 1, max(1, len(planned) // WORTH_A_PROCESS))
    if processes == 1 or len(planned) < 2:
        for entry in planned:
            yield _write_one(entry, layouts)
        return
    yield from _on_processes(planned, layouts, processes)


def _write_one(entry: Planned, layouts: Layouts) -> Outcome:
    try:
        return entry, write(entry.view, entry.format, layouts)
    except Exception as error:  # whatever is wrong with one document, the run goes on and reports it
        return entry, Failure(f"{type(error).__name__}: {error}", traceback.format_exc())


def _write_chunk(chunk: Sequence[tuple[int, Planned]], layouts: Layouts) -> list[tuple[int, bytes | Failure]]:
    return [(position, _write_one(entry, layouts)[1]) for position, entry in chunk]


def _on_processes(planned: Sequence[Planned], layouts: Layouts, processes: int) -> Iterator[Outcome]:
    size = max(1, min(16, len(planned) // (processes * 4)))
    numbered = list(enumerate(planned))
    chunks = [numbered[start : start + size] for start in range(0, len(numbered), size)]
    lost: list[Planned] = []
    with _pool(processes) as pool:
        futures = [(pool.submit(_write_chunk, chunk, layouts), chunk) for chunk in chunks]
        for future, chunk in futures:
            try:
                for position, outcome in future.result():
                    yield planned[position], outcome
            except BrokenProcessPool:
                lost += [entry for _, entry in chunk]
    yield from _one_by_one(lost, layouts)


def _one_by_one(planned: Sequence[Planned], layouts: Layouts) -> Iterator[Outcome]:
    """Write what was under way when a process died, each on its own, to find the one that kills."""
    waiting = list(planned)
    while waiting:
        with _pool(1) as pool:
            while waiting:
                entry = waiting.pop(0)
                try:
                    yield entry, pool.submit(_write_one, entry, layouts).result()[1]
                except BrokenProcessPool:
                    yield entry, Failure("The process that was writing it ended unexpectedly", "")
                    break


def _pool(processes: int) -> ProcessPoolExecutor:
    # Spawned, because forked processes would share font state with this one.
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))
