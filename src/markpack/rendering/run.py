"""Many documents at once: in this process for a handful, in several when there is enough to do, or on a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from functools import partial
from itertools import chain

from markpack.documents.catalogue.entries import DocumentJob
from markpack.rendering.executor import Executor, InlineExecutor, NobodyLeft
from markpack.rendering.process_pool import Processes
from markpack.rendering.work_units import Chunk, WorkItem, group, write_chunk
from markpack.writers.html_layouts import Layouts
from markpack.writers.result import RenderFailure, Written

PROCESS_SECONDS = 1.0
"""How many seconds of work a further process needs to be worth its start."""
CHUNKS_EXAMINED = 64
"""How many chunks are looked at, at most, to see how many processes are worth it."""
PATIENCE = 2.0
"""After how many seconds without a document the executor is asked whether anybody is left."""


def render_all(
    planned: Iterable[DocumentJob],
    layouts: Layouts,
    jobs: int | None = None,
    executor: Executor | None = None,
) -> Generator[Written, None, None]:
    """Yield each document's position with what came of it.

    `jobs` is the number of processes, by default as many as are worth it. An `executor` takes their place and stays the
    caller's to close. Documents are taken from `planned` as they are needed, and yielded as they are finished. A
    document that fails, or takes its process down, costs the others nothing. Close the iterator to stop at once.
    """
    chunks = group(WorkItem(position, entry.view, entry.format) for position, entry in enumerate(planned))
    if jobs is None and (executor is None or isinstance(executor, Processes)):
        jobs, chunks = count_processes(chunks, os.cpu_count() or 1)
        if executor:
            executor.limit(jobs)
    write = partial(write_chunk, layouts=layouts)
    if executor:
        yield from _write(chunks, write, executor)
        return
    with closing(InlineExecutor() if jobs == 1 else Processes(jobs or 1)) as own:
        yield from _write(chunks, write, own)


def count_processes(chunks: Iterator[Chunk], most: int) -> tuple[int, Iterator[Chunk]]:
    """Return how many processes the chunks are worth, and the chunks."""
    examined: list[Chunk] = []
    seconds = 0.0
    for chunk in chunks:
        examined.append(chunk)
        seconds += chunk.seconds
        if len(examined) == CHUNKS_EXAMINED or seconds >= most * PROCESS_SECONDS:
            return most, chain(examined, chunks)
    return max(1, int(seconds / PROCESS_SECONDS)), iter(examined)


Write = Callable[[Sequence[WorkItem]], list[Written]]


def _write(chunks: Iterator[Chunk], write: Write, executor: Executor) -> Iterator[Written]:
    under_way: dict[Future[list[Written]], Sequence[WorkItem]] = {}
    lost: list[WorkItem] = []
    submitted: Sequence[WorkItem] = ()
    try:
        for chunk in chunks:
            submitted = chunk.items
            under_way[executor.submit(write, submitted)] = submitted
            submitted = ()
            while len(under_way) >= executor.max_in_flight:
                yield from _finished(under_way, lost, executor)
        while under_way:
            yield from _finished(under_way, lost, executor)
        while lost:
            written = _write_alone(lost[0], write, executor)
            del lost[0]
            yield from written
    except NobodyLeft as error:
        reason = RenderFailure(str(error), "")
        for items in (submitted, *under_way.values(), lost, *(chunk.items for chunk in chunks)):
            yield from ((item.position, reason) for item in items)


def _finished(
    under_way: dict[Future[list[Written]], Sequence[WorkItem]], lost: list[WorkItem], executor: Executor
) -> Iterator[Written]:
    """Wait for a chunk and yield its documents; add to `lost` those of a chunk whose worker was lost."""
    for future in _done(under_way, executor):
        items = under_way.pop(future)
        try:
            written = future.result()
        except Exception:
            lost += items
        else:
            yield from written


def _write_alone(item: WorkItem, write: Write, executor: Executor) -> list[Written]:
    """Write a document that was under way when a worker was lost, to see whether it is the one that kills."""
    for _ in range(executor.retries):
        future = executor.submit(write, [item])
        _done([future], executor)
        try:
            return future.result()
        except Exception as error:
            reason = RenderFailure(str(error), "")
    return [(item.position, reason)]


def _done(futures: Iterable[Future[list[Written]]], executor: Executor) -> Collection[Future[list[Written]]]:
    """Wait for the next futures that are done; raise NobodyLeft if none will ever be."""
    while not (done := wait(futures, PATIENCE, FIRST_COMPLETED).done):
        executor.check()
    return done
