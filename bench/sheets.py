"""A completed mark sheet by every tool: warm, all in turn in one process, and cold, each in a process of its own."""

from __future__ import annotations

import contextlib
import math
import pickle
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from bench.own import MasterSheets
from bench.processes import run_python
from bench.results import SheetResult
from bench.samples import Sample, sheet_text
from bench.sheet_text import SheetText
from bench.timing import Refusal, Taken, attempt, in_turn, median, refusal, refused_by_none
from bench.tools import MASTERS, TOOLS, Maker, Tool
from markpack.documents.catalogue.kinds import Format
from markpack.documents.mark_sheet.view import MarkSheet

Pair = tuple[MarkSheet, SheetText]
"""A sheet as markpack takes it, and as other tools do."""
SLOW_SHARE = 0.4
"""How much of every round slow tools make: they are the steadiest, and would take most of the time."""


@dataclass
class Trial:
    """What a tool took for each sheet, in their order. `missing`, if not empty, says why there are no times at all."""

    tool: Tool
    taken: Sequence[Taken] = field(default_factory=list)
    missing: str = ""


def measure_warm(sample: Sample, rounds: int, tools: Sequence[Tool] = TOOLS) -> list[Trial]:
    """Let every tool make the sheets to warm up with, and then all in turn those to measure, in so many rounds.

    Before its part of a round, a tool makes a few of those that lead up to it, since other tools have had the processor
    for seconds. Slow tools and those that make all at once do not need that; slow ones make the first few of every
    round. No tool is given a sheet twice. One that is not there, or refuses all sheets, says so in its trial.
    """
    trials = {tool.key: Trial(tool) for tool in tools}
    makers: dict[str, Maker] = {}
    for key, trial in trials.items():
        try:
            makers[key] = trial.tool.open()
        except ImportError as error:
            trial.missing = f"{error.name or error} is not there"
    for key, make in makers.items():
        _warm_up(make, _given(trials[key].tool, _pairs(sample.warm_up)))
    a_round = len(sample.leading) // rounds
    jobs = {
        key: partial(_part_of_a_round, trials[key].tool, make, iter(_pairs(sample.leading)), a_round)
        for key, make in makers.items()
    }
    for key, taken in in_turn(jobs, _pairs(sample.measured), rounds).items():
        trials[key].taken = taken
        if not any(isinstance(time, float) for time in taken):
            trials[key].missing = f"it made none of the sheets: {_first_reason(taken)}"
    return list(trials.values())


def sheet_results(trials: Sequence[Trial], sample: Sample, folder: Path, rounds: int) -> list[SheetResult]:
    """Return what a sheet takes by each tool: the times of the trials, and in new processes, once in every round.

    Of a format those sheets count that all its tools could make. `folder` is for the files that processes are given.
    """
    pairs = _pairs(sample.measured)
    results: dict[str, SheetResult] = {}
    for fmt in dict.fromkeys(trial.tool.format for trial in trials):
        of_format = [trial for trial in trials if trial.tool.format == fmt]
        measured = [trial for trial in of_format if not trial.missing]
        made_by_all = refused_by_none([trial.taken for trial in measured])
        kept = [pairs[position] for position in made_by_all]
        jobs = {
            trial.tool.key: lambda part, tool=trial.tool: [_in_a_process(tool, pair, folder) for pair in part]
            for trial in measured
        }
        cold = in_turn(jobs, kept[:rounds], rounds)
        for trial in of_format:
            key = trial.tool.key
            warm = [trial.taken[position] for position in made_by_all] if not trial.missing else []
            results[key] = _result(trial, warm, cold.get(key, []), kept)
    return [results[trial.tool.key] for trial in trials]


def _pairs(sheets: Sequence[MarkSheet]) -> list[Pair]:
    return [(sheet, sheet_text(sheet)) for sheet in sheets]


def _given(tool: Tool, pairs: Sequence[Pair]) -> list[Any]:
    """Return what a tool makes sheets from."""
    return [sheet if tool.is_own else text for sheet, text in pairs]


def _part_of_a_round(tool: Tool, make: Maker, leading: Iterator[Pair], lead: int, pairs: Sequence[Pair]) -> list[Taken]:
    """Return what each sheet takes, after so many others that are not measured."""
    if not (tool.slow or tool.together):
        _warm_up(make, _given(tool, list(islice(leading, lead))))
    return _measured(tool, make, _given(tool, pairs))


def _warm_up(make: Maker, given: Sequence[Any]) -> None:
    """Let a tool make sheets that are not measured. What it refuses is of no interest yet."""
    for item in given:
        with contextlib.suppress(Exception):
            make([item])


def _measured(tool: Tool, make: Maker, given: Sequence[Any]) -> list[Taken]:
    """Return what each sheet takes: by itself, or an equal share of all in one go where a tool does better so.

    Whatever ails one tool is a refusal, so that the others are measured.
    """
    if tool.together:
        whole = attempt(lambda: make(given), Exception)
        return [whole / len(given) if isinstance(whole, float) else whole] * len(given)
    count = math.ceil(SLOW_SHARE * len(given)) if tool.slow else len(given)
    taken = [attempt(lambda item=item: make([item]), Exception) for item in given[:count]]  # type: ignore[misc]
    return [*taken, *[None] * (len(given) - count)]


@dataclass(frozen=True)
class _Cold:
    """From the start of a process to its end, in seconds, and the most memory that it held, in bytes."""

    seconds: float
    memory: int


def _in_a_process(tool: Tool, pair: Pair, folder: Path) -> _Cold | Refusal:
    """Make a sheet in a new process."""
    file = folder / "sheet.pickle"
    file.write_bytes(pickle.dumps(_given(tool, [pair])))
    try:
        run = run_python("-m", "bench.first", tool.key, str(file))
    except RuntimeError as error:
        return refusal(error)
    return _Cold(run.seconds, int(run.output))


def _result(trial: Trial, warm: Sequence[Taken], cold: Sequence[_Cold | Refusal], kept: Sequence[Pair]) -> SheetResult:
    tool, refused = trial.tool, [time for time in trial.taken if isinstance(time, Refusal)]
    failed = next((run.reason for run in cold if isinstance(run, Refusal)), "")
    if trial.missing or failed or not any(isinstance(time, float) for time in warm):
        return SheetResult(tool, missing=trial.missing or failed or "not a single sheet was made by all tools")
    runs = [run for run in cold if isinstance(run, _Cold)]
    return SheetResult(
        tool, median(warm), statistics.median(run.seconds for run in runs), max(run.memory for run in runs),
        _laid_out(tool, kept) if tool.name == MASTERS else 0, len(refused), _first_reason(refused),
    )  # fmt: skip


def _first_reason(taken: Sequence[Taken]) -> str:
    return next((time.reason for time in taken if isinstance(time, Refusal)), "")


def _laid_out(tool: Tool, pairs: Sequence[Pair]) -> int:
    """Return how many of the sheets do not fit a master."""
    masters = MasterSheets(Format(tool.format.lower()))
    for sheet, _ in pairs:
        masters.write_sheet(sheet)
    return len(masters.laid_out)
