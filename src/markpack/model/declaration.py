"""An authenticity declaration that came back: who signed what, and what it says of AI."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Authenticity(Enum):
    """Whether a learner has declared that an attempt is their own work."""

    MISSING = "authenticity missing"
    CONCERNS = "concerns about authenticity"
    SIGNED = "signed"


@dataclass(frozen=True)
class ReturnedDeclaration:
    """What a learner declared of an attempt. `unit` is the reference of the assignment's unit or units.

    `concerns` are sentences on what is missing in it or contradicts itself; `ai` says what AI was used for, empty for
    nothing. `entries` has all that was filled in, by field; `handed_in` is the day on which the work was, where it says
    so in a date.
    """

    learner: str
    unit: str
    attempt: int
    signed: bool
    ai: str
    concerns: tuple[str, ...]
    entries: Mapping[str, str]
    handed_in: datetime.date | None = None
