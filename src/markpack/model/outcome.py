"""The outcomes of an attempt."""

from __future__ import annotations

from enum import Enum


class Outcome(Enum):
    """The outcome of an attempt."""

    INCOMPLETE = "incomplete"
    REFERRAL = "referral"
    PASS = "pass"
