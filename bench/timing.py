"""Timing one document at a time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Timing:
    """The median of so many documents, in seconds."""

    seconds: float
    documents: int

    @property
    def per_second(self) -> float:
        return 1 / self.seconds


def time_each(make: Callable[[T], object], items: Sequence[T], *, rounds: int = 1) -> Timing:
    """Make every item, once beforehand to warm up and then `rounds` times, and return the median of a single one."""
    make(items[0])
    return _median(_seconds(make, item) for _ in range(rounds) for item in items)


def time_batch(make: Callable[[Sequence[T]], object], items: Sequence[T], *, rounds: int = 1) -> Timing:
    """Make all items in one go, `rounds` times, and return the median share of one."""
    shares = _median(_seconds(make, items) / len(items) for _ in range(rounds))
    return Timing(shares.seconds, rounds * len(items))


def _seconds(make: Callable[[T], object], item: T) -> float:
    start = time.perf_counter()
    make(item)
    return time.perf_counter() - start


def _median(seconds: Iterable[float]) -> Timing:
    measured = list(seconds)
    return Timing(statistics.median(measured), len(measured))
