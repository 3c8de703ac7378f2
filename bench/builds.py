"""Whole builds of mark sheets by `markpack build`: the first, with nothing changed, and after a comment has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.cohort import Shape, change_a_comment, lay_out
from bench.processes import Run, run_python
from bench.results import BuildResult
from markpack.app.full_build import INDEX

FINE = (0, 3)
"""The program's codes for done, and for done but for some documents: there may be no font for a name's letters."""


def measure_builds(sizes: Sequence[int], folder: Path, shape: Shape, longest: float) -> Iterator[BuildResult]:
    """Yield what building takes for each number of learners, fewest first: two units, three formats, with masters.

    A size whose first build would take more than `longest` seconds, by what those before took, is left out.
    """
    before: list[BuildResult] = []
    for learners in sorted(sizes):
        if (seconds := expected(before, learners)) > longest:
            yield BuildResult(learners, missing=f"it would take about {seconds:.0f} seconds")
            continue
        before.append(_measure(learners, folder / f"{learners}-learners", shape))
        yield before[-1]


def expected(before: Sequence[BuildResult], learners: int) -> float:
    """Return the seconds that a first build should take, by the largest two builds that there have been.

    What making masters takes does not grow with the learners, so that two builds tell more than one.
    """
    if not before:
        return 0.0
    last = before[-1]
    base = before[-2] if before[-2:-1] else BuildResult(0)
    each = max(0.0, last.first - base.first) / (last.learners - base.learners)
    return last.first + each * (learners - last.learners)


def measure_feedback(learners: int, folder: Path, shape: Shape, processes: int) -> tuple[float, int]:
    """Return the seconds that a build of feedback reports as PDF takes on so many processes, and how many there are."""
    workspace = lay_out(folder, learners, shape)
    options = ("--only", "feedback", "--format", "pdf", "--jobs", str(processes))
    run = _build(workspace.root, *options)
    return run.seconds, _made(run)


def _measure(learners: int, folder: Path, shape: Shape) -> BuildResult:
    workspace = lay_out(folder, learners, shape)
    first, again = _build(folder), _build(folder)
    change_a_comment(workspace)
    changed = _build(folder)
    return BuildResult(
        learners=learners, documents=_made(first), first=first.seconds, again=again.seconds, changed=changed.seconds,
        remade=_made(changed), failed=_failed(first), memory=first.memory,
    )  # fmt: skip


def _build(folder: Path, *options: str) -> Run:
    options = options or ("--only", "completed")
    return run_python("-m", "markpack", "build", "-C", str(folder), "--json", *options, watch=True, fine=FINE)


def _failed(run: Run) -> int:
    """Return how many documents a build could not make."""
    (employer,) = json.loads(run.output)["employers"]
    return len(employer["failed"])


def _made(run: Run) -> int:
    """Return how many documents a build made."""
    (employer,) = json.loads(run.output)["employers"]
    return sum(path != INDEX for path in employer["written"])
