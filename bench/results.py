"""What a run of the bench found, before it is put into words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bench.timing import Timing
from bench.tools import Tool


@dataclass(frozen=True)
class SheetResult:
    """What a mark sheet takes by a tool. `missing` says why it was not measured, and is empty if it was.

    `warm` is of those sheets that all tools of the format could make. `cold` is the seconds from the start of a
    process to its end, with one document; `memory` the most that such a process holds, in bytes; `laid_out` how many
    of the sheets did not fit a master; `refused` how many this tool could not make, with the first reason.
    """

    tool: Tool
    warm: Timing | None = None
    cold: float | None = None
    memory: int | None = None
    laid_out: int = 0
    refused: int = 0
    reason: str = ""
    missing: str = ""


@dataclass(frozen=True)
class BuildResult:
    """What `markpack build` takes for so many learners, in seconds, from the start of the program to its end."""

    learners: int
    documents: int = 0
    first: float = 0.0
    again: float = 0.0
    changed: float = 0.0
    remade: int = 0
    """How many documents were made when one comment had changed."""
    failed: int = 0
    """How many documents the first build could not make."""
    memory: int | None = None
    missing: str = ""


@dataclass(frozen=True)
class ReportResult:
    """What a document that flows takes as PDF, by markpack and by a plain WeasyPrint call of the same page.

    `way` says how markpack made it, if not one after another in one process as the plain calls are.
    """

    name: str
    plain: Timing
    own: Timing
    way: str = ""


@dataclass(frozen=True)
class KindResult:
    """What a document of a kind takes in a format, laid out in full."""

    kind: str
    format: str
    timing: Timing


@dataclass(frozen=True)
class Findings:
    """A whole run. `sheets` says in words what the sheets were like, `command` how to run the bench again.

    Of the `learners` that were laid out, so many sheets were made to warm up and so many were measured, in `rounds`,
    after `leading` others in each.
    """

    command: str
    machine: str
    versions: str
    sheets: str
    learners: int
    warm_up: int
    leading: int
    measured: int
    rounds: int
    results: Sequence[SheetResult]
    builds: Sequence[BuildResult]
    reports: Sequence[ReportResult]
    kinds: Sequence[KindResult]

    @property
    def a_round(self) -> int:
        """How many sheets every tool made in a round, the last of which may have had fewer."""
        return math.ceil(self.measured / self.rounds)

    def warm(self, name: str, fmt: str) -> Timing | None:
        """Return the warm time of a tool's sheet in a format, if it was measured."""
        return next((entry.warm for entry in self.results if (entry.tool.name, entry.tool.format) == (name, fmt)), None)
