"""What an attempt can come to."""

from __future__ import annotations

from enum import Enum


class Outcome(Enum):
    """What an attempt comes to."""

    INCOMPLETE = "incomplete"
    REFERRAL = "referral"
    PASS = "pass"
