"""Hours of a day as people write them: read in any of the usual ways, and spelt in one."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

_CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:\s*([ap])\.?m\.?)?|([0-9]{1,2})\s*([ap])\.?m\.?", re.IGNORECASE)
_REMEDY = "write it as 17:00, 5 pm or noon"
_NOON = re.compile(r"(?:12\s*)?noon", re.IGNORECASE)


def parse_time(value: str) -> datetime.time:
    """Return the time written as 17:00, 5 pm, 5.30 pm or noon.

    Raises ValueError for anything else, and for midnight, of which nobody can tell to which of two days it belongs.
    """
    text = value.strip()
    if _NOON.fullmatch(text):
        return datetime.time(12)
    if text.casefold() in ("midnight", "12 midnight", "00:00", "0:00", "24:00", "12 am", "12am"):
        raise ValueError(f"“{text}” can mean the beginning or the end of the day; write 23:59 for its end")
    match = _CLOCK.fullmatch(text)
    if match:
        hour, minute = int(match[1] or match[4]), int(match[2] or 0)
        half = (match[3] or match[5] or "").casefold()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif half:
            hour = 24
        if hour < 24 and minute < 60:
            return datetime.time(hour, minute)
    raise ValueError(f"“{text}” is not a time of day; {_REMEDY}")


def time_of_day(time: datetime.time | None) -> str:
    """Write a time as people in Britain do: 5 pm, 11.59 pm, noon; nothing for None."""
    if time is None:
        return ""
    if (time.hour, time.minute) == (12, 0):
        return "noon"
    minutes = f".{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes} {'am' if time.hour < 12 else 'pm'}"


def _time_from_text(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        raise ValueError(f"this is no single time of day; {_REMEDY}")
    return parse_time(value) if isinstance(value, str) else value


TimeOfDay = Annotated[datetime.time, BeforeValidator(_time_from_text), WithJsonSchema({"type": "string"})]
