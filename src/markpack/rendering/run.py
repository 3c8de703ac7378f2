"""Many documents at once: in this process for a handful, in several when there is enough to do, or on a cluster."""

from __future__ import annotations

import os
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from itertools import chain

from markpack.documents.catalogue.entries import DocumentJob
from markpack.rendering.process_pool import Executor, InlineExecutor, NobodyLeft, Processes
from markpack.rendering.work_units import Chunk, WorkItem, group
from markpack.writers.html_layouts import Layouts
from markpack.writers.result import RenderFailure, Written

PROCESS_SECONDS = 2.0
"""How many seconds of work a further process needs to be worth its start."""
CHUNKS_EXAMINED = 64
"""How many chunks are looked at, at most, to see how many processes are worth it."""
PATIENCE = 2.0
"""After how many seconds without a document it is asked whether there is anybody left who writes."""


def render_all(
    planned: Iterable[DocumentJob],
    layouts: Layouts,
    jobs: int | None = None,
    executor: Executor | None = None,
) -> Generator[Written, None, None]:
    """Yield each document's position with what came of it.

    `jobs` is the number of processes, by default as many as are worth it; an `executor`, which stays the caller's to
    close, takes their place. Documents are taken from `planned` as they are needed and come as they are finished, so
    their order is another. One that fails, or that takes its process down with it, costs the others nothing. Close the
    iterator to stop at once.
    """
    chunks = group(WorkItem(position, entry.view, entry.format) for position, entry in enumerate(planned))
    if isinstance(executor, Processes) and jobs is None:
        worth, chunks = count_processes(chunks, executor.number)
        executor.limit(max(worth, executor.started))
    if executor is not None:
        yield from _write(chunks, executor)
        return
    if jobs is None:
        jobs, chunks = count_processes(chunks, os.cpu_count() or 1)
    with closing(InlineExecutor(layouts) if jobs == 1 else Processes(layouts, jobs)) as own:
        yield from _write(chunks, own)


def count_processes(chunks: Iterator[Chunk], most: int) -> tuple[int, Iterator[Chunk]]:
    """Return how many processes the chunks are worth, and the chunks."""
    first: list[Chunk] = []
    seconds = 0.0
    for chunk in chunks:
        first.append(chunk)
        seconds += chunk.seconds
        if len(first) == CHUNKS_EXAMINED or seconds >= most * PROCESS_SECONDS:
            return most, chain(first, chunks)
    return max(1, int(seconds / PROCESS_SECONDS)), iter(first)


def _write(chunks: Iterator[Chunk], executor: Executor) -> Iterator[Written]:
    under_way: dict[Future[list[Written]], Sequence[WorkItem]] = {}
    lost: list[WorkItem] = []
    in_hand: Sequence[WorkItem] = ()
    try:
        for chunk in chunks:
            in_hand = chunk.items
            under_way[executor.submit(in_hand)] = in_hand
            in_hand = ()
            while len(under_way) >= executor.max_in_flight:
                yield from _finished(under_way, lost, executor)
        while under_way:
            yield from _finished(under_way, lost, executor)
        yield from _one_by_one(lost, executor)
    except NobodyLeft as error:
        reason = RenderFailure(str(error), "")
        for wanted in (in_hand, *under_way.values(), lost, *(chunk.items for chunk in chunks)):
            yield from ((document.position, reason) for document in wanted)


def _finished(
    under_way: dict[Future[list[Written]], Sequence[WorkItem]], lost: list[WorkItem], executor: Executor
) -> Iterator[Written]:
    """Wait for a chunk and yield its documents; add to `lost` those of a chunk whose worker was lost."""
    for future in _done(under_way, executor):
        wanted = under_way.pop(future)
        try:
            written = future.result()
        except Exception:
            lost += wanted
        else:
            yield from written


def _one_by_one(lost: list[WorkItem], executor: Executor) -> Iterator[Written]:
    """Write what was under way when a worker was lost, each on its own, to find the one that kills."""
    times = 0
    while lost:
        future = executor.submit(lost[:1])
        _done([future], executor)
        times += 1
        try:
            written = future.result()
        except Exception as error:
            if times < executor.retries:
                continue
            written = [(lost[0].position, RenderFailure(str(error), ""))]
        del lost[0]
        times = 0
        yield from written


def _done(futures: Iterable[Future[list[Written]]], executor: Executor) -> Collection[Future[list[Written]]]:
    while True:
        done, _ = wait(futures, PATIENCE, FIRST_COMPLETED)
        if done:
            return done
        executor.check()
