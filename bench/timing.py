"""Timing: what single documents take, by all tools in turn, so that a slow minute of the machine touches them alike."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Timing:
    """The median of so many documents, in seconds."""

    seconds: float
    documents: int


@dataclass(frozen=True)
class Refusal:
    """Why a document was not made."""

    reason: str


Taken = float | Refusal | None
"""The seconds that a document took, or why there is none; None if it was not asked for."""


def attempt(make: Callable[[], object], refusing: type[Exception]) -> Taken:
    """Return how long something takes; an error of the kind `refusing` is a refusal, any other a mistake of ours."""
    start = time.perf_counter()
    try:
        make()
    except refusing as error:
        return refusal(error)
    return time.perf_counter() - start


def refusal(error: Exception) -> Refusal:
    """Return an error's kind, and the last line of what it says."""
    said = str(error).strip().splitlines() or [""]
    return Refusal(f"{type(error).__name__}: {said[-1][:160]}")


def in_turn(
    jobs: Mapping[str, Callable[[Sequence[T]], list[R]]], items: Sequence[T], rounds: int
) -> dict[str, list[R]]:
    """Let all jobs in turn do a part of the items, then the next part; return what each made of all, in their order.

    There are as many parts as rounds, or fewer if there are fewer items, and no job is given an item twice. The garbage
    of the job before is put away, so that it is not counted as this one's.
    """
    done: dict[str, list[R]] = {name: [] for name in jobs}
    for part in _parts(items, rounds):
        for name, job in jobs.items():
            gc.collect()
            done[name] += job(part)
    return done


def refused_by_none(taken: Collection[Sequence[Taken]]) -> list[int]:
    """Return the positions of those documents that were made wherever they were asked for."""
    return [
        position
        for position, times in enumerate(zip(*taken, strict=True))
        if not any(isinstance(time, Refusal) for time in times)
    ]


def median(taken: Iterable[Taken]) -> Timing:
    """Return the median time of those documents that were made. There has to be one."""
    measured = [time for time in taken if isinstance(time, float)]
    return Timing(statistics.median(measured), len(measured))


def mean(taken: Iterable[Taken]) -> Timing:
    """Return the mean time of those documents that were made. There has to be one."""
    measured = [time for time in taken if isinstance(time, float)]
    return Timing(statistics.fmean(measured), len(measured))


def _parts(items: Sequence[T], count: int) -> Iterator[Sequence[T]]:
    size = math.ceil(len(items) / count)
    return (items[start : start + size] for start in range(0, len(items), size or 1))
