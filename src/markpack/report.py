"""The options and the report of a build; light to import, because most builds find nothing to do."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markpack.errors import Problem
from markpack.model.hold import Hold
from markpack.publish.publication_report import Published

if TYPE_CHECKING:
    from markpack.writers.result import RenderFailure


@dataclass(frozen=True)
class Options:
    """The options of a build; an empty sequence means all.

    `kinds` and `formats` are values of Kind and Format, `units` references, `learners` registration numbers, of today
    or former ones. `jobs` is the number of processes, None for as many as are worth it. `executor` is the address of a
    cluster that writes instead of this machine, as in dask://HOST:PORT. `dated` is the date that all files bear,
    instead of their own.
    Decisions dated after `today` are warned of; None warns of none.
    With `combined`, a document of all learners is made for each kind as well; existing ones are kept up to date without
    it.
    """

    employers: Sequence[str] = ()
    kinds: Sequence[str] = ()
    formats: Sequence[str] = ()
    units: Sequence[str] = ()
    learners: Sequence[str] = ()
    jobs: int | None = None
    executor: str = ""
    dry_run: bool = False
    force: bool = False
    strict: bool = False
    dated: datetime.date | None = None
    combined: bool = False
    today: datetime.date | None = None


@dataclass(frozen=True)
class Failed:
    """A document that could not be written, and why."""

    path: str
    failure: RenderFailure


@dataclass(frozen=True)
class EmployerReport:
    """The report of a build for an employer.

    `planned` are the documents asked for (in a dry run, those that would be written), `published` their results.
    `filled_in` are the blank sheets and markbooks among the edits: somebody may have entered marks there.
    `laid_out` are the mark sheets that were laid out in full because something in them did not fit their form.
    `stopped` are the names of assignments of which nothing was made, `holds` the learners whose marks cannot be relied
    on. `earlier` are documents of an earlier build that stay as they are for these reasons.
    """

    folder: str
    planned: tuple[str, ...]
    published: Published = field(default_factory=Published)
    failed: tuple[Failed, ...] = ()
    filled_in: tuple[str, ...] = ()
    laid_out: tuple[str, ...] = ()
    work: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How often each kind of work was done, by what it was for, as in the JSON; empty where nothing was written."""
    stopped: tuple[str, ...] = ()
    holds: tuple[Hold, ...] = ()
    earlier: tuple[str, ...] = ()
    kept_earlier: tuple[str, ...] = ()
    """The paths of files that were replaced or removed, and of which the earlier ones are kept in the records."""


@dataclass(frozen=True)
class FormerNumber:
    """A former registration number that was asked for, and whom it means: today's number, and the name as in lists."""

    number: str
    registration: str
    name: str


@dataclass(frozen=True)
class Report:
    """The report of a build, and the warnings of its inputs.

    `problems` stopped or held something, and all else was made; `stopped` are the folders of employers of whom nothing
    was made; `former_numbers` are those that learners were asked for by.
    """

    employers: tuple[EmployerReport, ...]
    warnings: tuple[Problem, ...]
    problems: tuple[Problem, ...] = ()
    stopped: tuple[str, ...] = ()
    former_numbers: tuple[FormerNumber, ...] = ()

    @property
    def failed(self) -> tuple[Failed, ...]:
        """Every document that could not be written."""
        return tuple(entry for employer in self.employers for entry in employer.failed)

    @property
    def laid_out(self) -> tuple[str, ...]:
        """Every mark sheet that did not fit its form and was laid out in full."""
        return tuple(f"{employer.folder}/{path}" for employer in self.employers for path in employer.laid_out)


Progress = Callable[[int, int], None]
"""Called with the number of documents that are done, and their total."""
