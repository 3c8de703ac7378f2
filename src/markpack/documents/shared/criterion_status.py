"""Whether a criterion is met, in the word that documents print."""

from __future__ import annotations

from enum import Enum


class CriterionStatus(Enum):
    """Whether one criterion is met; the value is what documents print."""

    MET = "Met"
    NOT_MET = "Not met yet"
    NOT_MARKED = "Not marked yet"
