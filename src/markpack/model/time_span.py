"""Days that somebody has for something: calendar days, or working days as England has them."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from markpack.model.working_days import working_days_after

MOST_DAYS = 365
_REMEDY = "write 15 for calendar days, or 15 working days"
_SPAN = re.compile(r"0*([0-9]{1,4})(?:\s+(?:(working)\s+|calendar\s+)?days?)?", re.IGNORECASE)


@dataclass(frozen=True)
class Days:
    """A number of days; of working days, weekends and bank holidays in England are not counted."""

    count: int
    working: bool = False

    def after(self, date: datetime.date) -> datetime.date:
        """Return the last of the days that follow a date."""
        return working_days_after(date, self.count) if self.working else date + datetime.timedelta(days=self.count)

    def __str__(self) -> str:
        """Return them as people write them: 15 working days."""
        noun = "working day" if self.working else "day"
        return f"{self.count} {noun}{'' if self.count == 1 else 's'}"


def parse_days(value: str) -> Days:
    """Return the days written as 15, 15 days or 15 working days; raise ValueError for anything else."""
    match = _SPAN.fullmatch(value.strip())
    if not match or not 1 <= int(match[1]) <= MOST_DAYS:
        raise ValueError(f"“{value.strip()}” is not a number of days from 1 to {MOST_DAYS}; {_REMEDY}")
    return Days(int(match[1]), bool(match[2]))


def _days(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        raise ValueError(f"this is no single number of days; {_REMEDY}")
    return parse_days(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else value


NumberOfDays = Annotated[
    Days,
    BeforeValidator(_days),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": MOST_DAYS},
                {"type": "string", "pattern": "^[0-9]{1,3}(| day| days| working day| working days)$"},
            ]
        }
    ),
]
"""Days as a file has them: a number of calendar days, or so many working days."""
