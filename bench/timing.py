"""Timing: what single documents take, by all tools in turn, so that a slow minute of the machine touches them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """The median of so many documents, in seconds."""

    seconds: float
    documents: int


@dataclass(frozen=True)
class Share:
    """What making documents took in all, in seconds, for so many that are made together (1: one by one)."""

    seconds: float
    documents: int = 1


def median(shares: Iterable[Share]) -> Timing:
    """Return the median time of a single document."""
    measured = list(shares)
    return Timing(
        statistics.median(share.seconds / share.documents for share in measured),
        sum(share.documents for share in measured),
    )


def in_turn(jobs: Mapping[str, Callable[[], list[Share]]], rounds: int) -> dict[str, Timing]:
    """Run all jobs in turn, `rounds` times; return the median of each."""
    measured: dict[str, list[Share]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            measured[name] += job()
    return {name: median(shares) for name, shares in measured.items()}


def seconds(make: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    make()
    return time.perf_counter() - start
