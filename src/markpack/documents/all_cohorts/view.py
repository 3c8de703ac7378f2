"""An employer's cohorts side by side: what each has come to, and where each of their learners stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markpack.documents.brief.view import Fact
from markpack.documents.results.view import LearnerResult, ResultUnit, UnitStatus
from markpack.documents.shared.document import Branding, Properties

TITLE = "All cohorts"


@dataclass(frozen=True)
class CohortEntry:
    """A cohort, or the employer's learners who are in none; `href` is its index page, relative to this one.

    `facts` say how many have achieved what. Where `is_stopped`, nothing is known of it because of problems.
    """

    title: str
    href: str
    qualification: str = ""
    begins: str = ""
    facts: tuple[Fact, ...] = ()
    is_stopped: bool = False


@dataclass(frozen=True)
class StepCount:
    """What one cohort has to do of a kind: of how many learners, or assignments, and when the first of it is due.

    `href` is where that cohort's page says of whom; `first` is a date in words, empty where none is set.
    """

    cohort: str
    href: str
    count: int
    first: str = ""


@dataclass(frozen=True)
class StepEntry:
    """What is to be done next, by whom, and in which cohorts; cohorts that have nothing of it are left out."""

    label: str
    by: str
    cohorts: tuple[StepCount, ...]

    @property
    def count(self) -> int:
        """How often it is to be done in all."""
        return sum(entry.count for entry in self.cohorts)


@dataclass(frozen=True)
class LearnerEntry:
    """A learner in a cohort. `units` are those that are set there, by reference; `also_in` other cohorts' titles."""

    cohort: str
    href: str
    result: LearnerResult
    units: Mapping[str, UnitStatus]
    also_in: str = ""


@dataclass(frozen=True)
class AllCohorts:
    """The page and the workbook. `units` are all that any cohort is set."""

    employer: str
    branding: Branding
    cohorts: tuple[CohortEntry, ...]
    units: tuple[ResultUnit, ...]
    learners: tuple[LearnerEntry, ...]
    facts: tuple[Fact, ...]
    properties: Properties
    to_do: tuple[StepEntry, ...] = ()
    """What is to be done next, in the order of lists."""

    @property
    def title(self) -> str:
        """What it is called: All cohorts of Acme Rail Limited."""
        return f"{TITLE} of {self.employer}"

    @property
    def has_grades(self) -> bool:
        """Whether any of the qualifications has a grade."""
        return any(entry.result.points is not None for entry in self.learners)
