"""A completed mark sheet by every tool: warm, all in turn in one process, and cold, each in a process of its own."""

from __future__ import annotations

import pickle
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.own import PlateSheets
from bench.processes import run_python
from bench.results import SheetResult
from bench.samples import sheet_text
from bench.timing import Share, in_turn, seconds
from bench.tools import PLATES, TOOLS, Maker, Tool
from markpack.documents.document import Format
from markpack.documents.mark_sheet import MarkSheet


def measure_sheets(sheets: Sequence[MarkSheet], folder: Path, rounds: int) -> list[SheetResult]:
    """Return what the sheets take by each tool; one that is not there, or cannot make them, says so in its result.

    `rounds` is how often each is measured; `folder` is for the files that processes are given.
    """
    texts = [sheet_text(sheet) for sheet in sheets]
    missing: dict[str, str] = {}
    jobs: dict[str, Callable[[], list[Share]]] = {}
    for tool in TOOLS:
        given: Sequence[Any] = sheets if tool.is_own else texts
        try:
            make = tool.open()
            make(given)
        except ImportError as error:
            missing[tool.key] = f"{error.name or error} is not there"
        except Exception as error:  # whatever ails one tool, the others are measured
            missing[tool.key] = f"it failed: {type(error).__name__}: {' '.join(str(error).split())[:120]}"
        else:
            jobs[tool.key] = _job(tool, make, given)
    warm = in_turn(jobs, rounds)
    results = []
    for tool in TOOLS:
        if tool.key in missing:
            results.append(SheetResult(tool, missing=missing[tool.key]))
            continue
        cold, memory = _in_processes(tool, sheets if tool.is_own else texts, folder, rounds)
        laid_out = _laid_out(tool, sheets) if tool.name == PLATES else 0
        results.append(SheetResult(tool, warm[tool.key], cold, memory, laid_out))
    return results


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
