"""How an assignment can be marked."""

from __future__ import annotations

from enum import Enum


class MarkingMode(Enum):
    """How an assignment is marked: with each unit's own numbers, each criterion simply pass or referral, or weighted.

    Several units together are marked on the units' separate sheets with their own marks, or on one combined sheet: by
    pass or referral, or with marks that are shared out by the units' credits (see `NEAREST`).
    """

    MARKS = "marks"
    PASS_OR_REFER = "pass or refer"
    SEPARATE_SHEETS = "separate sheets"
    CREDIT_WEIGHTED = "credit weighted"


LARGEST_REMAINDERS = 1
"""The rule of weighting of 0.1.0: marks add up to 100, though those of equal criteria may differ."""
NEAREST = 2
"""The rule of weighting of today: equal criteria of a unit have equal marks, whatever all add up to."""
WEIGHTING_RULES = (LARGEST_REMAINDERS, NEAREST)
