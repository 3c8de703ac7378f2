"""What an employer is told: who has achieved which unit and the qualification, and what is still outstanding."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass

from markpack.documents.brief.view import Fact
from markpack.documents.shared.document import Branding, Page, Properties
from markpack.documents.shared.spelling import day
from markpack.model.names import name_in_lists

ACHIEVED = "Achieved"
NOT_CONFIRMED = "Not yet confirmed"
"""All that is said of work whose result is not final, for whatever reason."""
IN_PROGRESS = "In progress"
NOT_ACHIEVED = "Not achieved"
NOT_ACHIEVED_YET = "Not achieved yet"
"""What is said of the qualification of a learner who may still achieve it, and of units of one who is deferred."""
_MOST_UNITS = 6
"""How many units a table on a page of A4 has room for."""


@dataclass(frozen=True)
class SummaryUnit:
    """A unit that the summary covers. `credits` is 0 where it has none; `achieved` counts the learners who have it."""

    reference: str
    title: str
    level: str
    credits: int
    set_on: datetime.date
    due_on: datetime.date
    achieved: int

    @property
    def dates(self) -> str:
        """When its assignment was set, and by when it was to be handed in."""
        return f"{day(self.set_on)} to {day(self.due_on)}"


@dataclass(frozen=True)
class UnitOutcome:
    """How a learner stands in a unit, as one of the words above; `on` and `grade` only where it is achieved.

    `grade` is the word for it, and empty where the unit's scheme has one grade above the lowest.
    """

    unit: SummaryUnit
    word: str
    grade: str = ""
    on: datetime.date | None = None

    @property
    def is_achieved(self) -> bool:
        """Whether the learner has the unit for good."""
        return self.word == ACHIEVED

    @property
    def details(self) -> str:
        """The grade and the date: Merit, 5 November 2026."""
        return ", ".join(filter(None, (self.grade, day(self.on))))


@dataclass(frozen=True)
class SummaryLearner:
    """A learner with what they achieved; `registration` only where another learner has the same name.

    `units` are all that the summary covers, in its order. `status` is empty for who is on the programme, else a word,
    with its first day where that is known. `credits` are those achieved, and `credits_text` says of how many; it is
    empty where the qualification has none.
    """

    first_name: str
    last_name: str
    units: tuple[UnitOutcome, ...]
    qualification: str
    credits: int
    credits_text: str
    registration: str = ""
    status: str = ""
    status_from: datetime.date | None = None
    grade: str = ""
    on: datetime.date | None = None
    certificate_no: str = ""

    @property
    def name(self) -> str:
        """Last and first name, with the number where the name alone says not who it is."""
        name = name_in_lists(self.first_name, self.last_name)
        return f"{name} ({self.registration})" if self.registration else name

    @property
    def status_text(self) -> str:
        """The status with its first day: Left, from 1 May 2027."""
        return f"{self.status}, from {day(self.status_from)}" if self.status_from else self.status

    @property
    def has_qualification(self) -> bool:
        """Whether the qualification is achieved."""
        return self.qualification == ACHIEVED

    @property
    def qualification_text(self) -> str:
        """Whether the qualification is achieved, and when."""
        return f"{self.qualification} on {day(self.on)}" if self.on else self.qualification

    @property
    def qualification_details(self) -> tuple[str, ...]:
        """What stands below that: the grade, or the credits so far, and the certificate."""
        grade = f"Grade: {self.grade}" if self.grade else ""
        certificate = f"Certificate {self.certificate_no}" if self.certificate_no else ""
        return tuple(filter(None, (grade if self.has_qualification else self.credits_text, certificate)))

    @property
    def achieved(self) -> tuple[UnitOutcome, ...]:
        """The units that are achieved."""
        return tuple(entry for entry in self.units if entry.is_achieved)

    @property
    def outstanding(self) -> str:
        """The units that are not, by reference, with how they stand: 8604-401 in progress."""
        others = (entry for entry in self.units if not entry.is_achieved)
        return "; ".join(f"{entry.unit.reference} {entry.word.lower()}" for entry in others)


@dataclass(frozen=True)
class UnitTable:
    """Some of the units, and each learner’s outcomes in them."""

    units: tuple[SummaryUnit, ...]
    rows: tuple[tuple[SummaryLearner, tuple[UnitOutcome, ...]], ...]


@dataclass(frozen=True)
class EmployerSummary:
    """The summary for one employer, or for one cohort of an employer's.

    `group` names the learners together: by the employer, and the cohort where there is one. `meanings` explain the
    words that stand in it.
    """

    group: str
    qualification: str
    facts: tuple[Fact, ...]
    meanings: tuple[Fact, ...]
    notice: str
    units: tuple[SummaryUnit, ...]
    learners: tuple[SummaryLearner, ...]
    branding: Branding
    page: Page
    properties: Properties

    @property
    def tables(self) -> tuple[UnitTable, ...]:
        """All units with the learners' outcomes, in as few tables as fit a page's width, of about the same size."""
        count = math.ceil(len(self.units) / _MOST_UNITS)
        size = math.ceil(len(self.units) / count)
        parts = (slice(start, start + size) for start in range(0, len(self.units), size))
        return tuple(
            UnitTable(self.units[part], tuple((learner, learner.units[part]) for learner in self.learners))
            for part in parts
        )
