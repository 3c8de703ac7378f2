"""What a claim says: a row for each unit of a learner that can be claimed, is claimed already, or cannot be."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from markpack.documents.shared.document import Branding, Properties
from markpack.documents.shared.spelling import day
from markpack.model.names import name_in_lists

TITLE = "Claim"
CLOSED = "Claimed already"
"""The heading of the list of what was claimed before."""
NOT_CLAIMED = "Cannot be claimed"
"""The heading of the list of what cannot be claimed."""


@dataclass(frozen=True)
class Claimant:
    """A learner as the register names them, and the qualification; `employer` is the employer's folder."""

    employer: str
    employer_name: str
    registration: str
    first_name: str
    last_name: str
    qualification: str
    """The qualification's reference, such as 8604."""

    @property
    def name_in_lists(self) -> str:
        """Last name, comma and first name, or the only one."""
        return name_in_lists(self.first_name, self.last_name)


@dataclass(frozen=True)
class ClaimedUnit:
    """A unit that a learner has passed for good, with all that a claim asks for."""

    learner: Claimant
    uln: str
    registered_on: datetime.date | None
    unit: str
    title: str
    version: str
    """The version of the unit by which the learner was judged; empty where the unit has none."""
    credits: int | None
    grade: str
    """The word for the grade; empty where the unit's scheme has one grade above the lowest."""
    grade_code: str
    assessed_on: datetime.date | None
    assessor: str
    iqa_on: datetime.date | None
    iqa: str
    """Empty where internal quality assurance did not look at it, nor had to."""
    progress: str
    """Where the learner is in the qualification, as the results say it."""
    achieved: bool
    """Whether the learner has the whole qualification."""
    qualification_grade: str
    to_check: tuple[str, ...] = ()
    """What an awarding organisation may ask about before it takes the claim."""


@dataclass(frozen=True)
class ClosedUnit:
    """A unit that a learner has passed for good, and whose claim the register closes: by date, number, or both."""

    learner: Claimant
    unit: str
    title: str
    claimed_on: datetime.date | None
    certificate_no: str
    to_check: tuple[str, ...] = ()
    """What speaks against the unit having been in that claim."""

    @property
    def how(self) -> str:
        """When the learner was claimed for, and the certificate's number: claimed on 2 December 2026, certificate 9."""
        return closing_words(self.claimed_on, self.certificate_no)


@dataclass(frozen=True)
class OpenUnit:
    """A unit that cannot be claimed for a learner, and why; `standing` is the code, empty where nothing is made."""

    learner: Claimant
    unit: str
    title: str
    standing: str
    why: str


@dataclass(frozen=True)
class Claim:
    """Who can be claimed for, of one or more employers. `scope` names these, or the centre."""

    scope: str
    units: tuple[ClaimedUnit, ...]
    closed_units: tuple[ClosedUnit, ...]
    open_units: tuple[OpenUnit, ...]
    notes: tuple[str, ...]
    """What is to be known of the whole claim, such as employers that are left out."""
    branding: Branding
    properties: Properties

    @property
    def learners(self) -> int:
        """How many people can be claimed for."""
        return len({entry.learner.registration.casefold() for entry in self.units})


def closing_words(claimed_on: datetime.date | None, certificate_no: str) -> str:
    """Return the words for what closes a learner's claim."""
    parts = (f"claimed on {day(claimed_on)}" if claimed_on else "", certificate_no and f"certificate {certificate_no}")
    return ", ".join(filter(None, parts))
