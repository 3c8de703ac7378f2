"""A completed mark sheet by every tool: warm, all in turn in one process, and cold, each in a process of its own."""

from __future__ import annotations

import pickle
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.own import PlateSheets
from bench.processes import run_python
from bench.results import SheetResult
from bench.samples import sheet_text
from bench.sheet_text import SheetText
from bench.timing import Share, Timing, in_turn, seconds
from bench.tools import PLATES, TOOLS, Maker, Tool
from markpack.documents.document import Format
from markpack.documents.mark_sheet import MarkSheet


def measure_sheets(sheets: Sequence[MarkSheet], folder: Path, rounds: int) -> list[SheetResult]:
    """Return what the sheets take by each tool; one that is not there, or can make none, says so in its result.

    The sheets of a format are those that all its tools can make. `rounds` is how often each is measured; `folder` is
    for the files that processes are given.
    """
    pairs = [(sheet, sheet_text(sheet)) for sheet in sheets]
    tried = [_try(tool, pairs) for tool in TOOLS]
    for fmt in {entry.tool.format for entry in tried}:
        of_format = [entry for entry in tried if entry.tool.format == fmt and entry.make]
        left_out = {position for entry in of_format for position in entry.refused}
        for entry in of_format:
            entry.given = [item for position, item in enumerate(entry.given) if position not in left_out]
    jobs = {entry.tool.key: _job(entry.tool, entry.make, entry.given) for entry in tried if entry.make and entry.given}
    warm = in_turn(jobs, rounds)
    return [_result(entry, warm.get(entry.tool.key), folder, rounds) for entry in tried]


@dataclass
class _Tried:
    """A tool, what it is given, and which of that it refuses, by position, with the reason. No `make`: not there."""

    tool: Tool
    given: list[Any]
    make: Maker | None = None
    refused: dict[int, str] = field(default_factory=dict)
    missing: str = ""


def _try(tool: Tool, pairs: Sequence[tuple[MarkSheet, SheetText]]) -> _Tried:
    """Open a tool and let it make every sheet."""
    tried = _Tried(tool, [sheet if tool.is_own else text for sheet, text in pairs])
    try:
        make = tool.open()
    except ImportError as error:
        tried.missing = f"{error.name or error} is not there"
        return tried
    batches = [tried.given] if tool.together else [[item] for item in tried.given]
    for position, batch in enumerate(batches):
        try:
            make(batch)
        except Exception as error:  # whatever ails one tool, the others are measured
            tried.refused[position] = _in_a_line(error)
    if len(tried.refused) == len(batches):
        tried.missing = f"it made none of the sheets: {next(iter(tried.refused.values()))}"
    else:
        tried.make = make
    return tried


def _result(tried: _Tried, warm: Timing | None, folder: Path, rounds: int) -> SheetResult:
    tool = tried.tool
    if warm is None:
        return SheetResult(tool, missing=tried.missing or "not a single sheet was made by all tools")
    try:
        cold, memory = _in_processes(tool, tried.given, folder, rounds)
    except RuntimeError as error:
        return SheetResult(tool, missing=_in_a_line(error))
    reason = next(iter(tried.refused.values()), "")
    laid_out = _laid_out(tool, tried.given) if tool.name == PLATES else 0
    return SheetResult(tool, warm, cold, memory, len(tried.given), laid_out, len(tried.refused), reason)


def _in_a_line(error: Exception) -> str:
    """Return an error's kind, and the last line of what it says."""
    said = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {said[-1][:160]}"


def _job(tool: Tool, make: Maker, given: Sequence[Any]) -> Callable[[], list[Share]]:
    """Return what measures the documents once: each for itself, or all in one go where a tool does better so."""
    if tool.together:
        return lambda: [Share(seconds(lambda: make(given)), len(given))]
    return lambda: [Share(seconds(lambda item=item: make([item]))) for item in given]  # type: ignore[misc]


def _in_processes(tool: Tool, given: Sequence[Any], folder: Path, rounds: int) -> tuple[float, int]:
    """Return the median time from a process's start to its end with one document, and the memory for all of them."""
    one, whole = folder / "one.pickle", folder / "all.pickle"
    one.write_bytes(pickle.dumps(given[:1]))
    whole.write_bytes(pickle.dumps(given))
    cold = statistics.median(run_python("-m", "bench.first", tool.key, str(one)).seconds for _ in range(rounds))
    return cold, int(run_python("-m", "bench.first", tool.key, str(whole)).output)


def _laid_out(tool: Tool, sheets: Sequence[MarkSheet]) -> int:
    """Return how many of the sheets do not fit a plate."""
    plates = PlateSheets(Format(tool.format.lower()))
    for sheet in sheets:
        plates.write_sheet(sheet)
    return len(plates.laid_out)
