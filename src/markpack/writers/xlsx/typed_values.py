"""Texts of view-models as numbers and dates that a sheet can calculate and sort with."""

from __future__ import annotations

import datetime
from fractions import Fraction
from functools import lru_cache


@lru_cache(maxsize=1024)
def number(text: str) -> int | float | None:
    """Return the number that a mark is written as (18, 7.5), or None."""
    try:
        value = Fraction(text)
    except ValueError:
        return None
    return value.numerator if value.denominator == 1 else float(value)


def number_or_text(text: str) -> int | float | str:
    """Return a number where the text is one, else the text: an award is a mark or a decision."""
    value = number(text)
    return text if value is None else value


def share(percentage: str) -> float | None:
    """Return a percentage, such as 72 or 72%, as the number that a cell shows as 72%; None for empty text."""
    try:
        return float(Fraction(percentage.removesuffix("%")) / 100)
    except ValueError:
        return None


def day(text: str) -> datetime.date | None:
    """Return the date written as 14 October 2026 or 2026-10-14, or None."""
    for pattern in ("%d %B %Y", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None
