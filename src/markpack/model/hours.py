"""Hours of induction and tutorials: whole and half hours, exact."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator

_HOURS = re.compile(r"([0-9]{1,4})(?:[.,]([05])0?)?")


def parse_hours(value: str) -> Fraction:
    """Return the hours written as 4, 3.5 or 3,5; raise ValueError for anything else."""
    text = value.strip()
    match = _HOURS.fullmatch(text)
    if not match:
        raise ValueError(f"“{text}” is not a number of whole or half hours; write it as 4 or 3.5")
    return Fraction(f"{match[1]}.{match[2] or 0}")


def write_hours(hours: Fraction) -> str:
    """Return hours as people write them: 4, or 3.5."""
    return str(hours.numerator) if hours.denominator == 1 else f"{hours.numerator // 2}.5"


def _hours_from_text(value: Any) -> Any:
    return parse_hours(value) if isinstance(value, str) else value


Hours = Annotated[Fraction, BeforeValidator(_hours_from_text)]
