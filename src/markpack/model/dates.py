"""Dates as people write them: read day first, within the years that a centre's files can mean, and spelt."""

from __future__ import annotations

import datetime
import re

# Spelt here because strftime would follow the machine's locale.
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 2000, 2099

_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_SPELT_OUT = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3,9})[.,]?[\s-]+([0-9]{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})")
_TIME = re.compile(
    r"(?:T|,\s+|(?<!\s)\s+)([0-9]{1,2}):[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?\s*([AaPp][Mm]|[+-][0-9:]{4,6}|Z|UTC)?"
)
_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+", re.IGNORECASE)
_UNIVERSAL_TIME = ("Z", "UTC", "+00:00", "+0000")
_SHORT_MONTHS = tuple(month[:3].lower() for month in MONTHS)


def parse_date(value: str) -> datetime.date:
    """Return the date written as 2026-09-14, 14/09/2026 (day first), 14 September 2026 or September 14, 2026.

    A weekday before it and a time after it say nothing more, as in 2026-09-14T00:00:00. Raises ValueError for anything
    else, for years that are not from 2000 to 2099, and for times of which Britain's day cannot be told.
    """
    text = value.strip()
    time = _TIME.search(text)
    if time and time.end() != len(text):
        time = None
    if time and time[1] == "23" and time[2] in _UNIVERSAL_TIME:
        raise ValueError(
            f"“{text}” is a time in universal time, which in summer is the next day in Britain; write the date alone"
        )
    alone = _WEEKDAY.sub("", text[: time.start()] if time else text, count=1)
    if (match := _DAY_FIRST.fullmatch(alone)) and int(match[3]) > len(MONTHS) >= int(match[1]):
        raise ValueError(
            f"“{text}” has the month before the day; write it as 2026-09-14, and so all dates of the list, for "
            "others are read with the day first"
        )
    try:
        date = _date(alone)
    except ValueError:
        raise ValueError(f"“{text}” is not a date; write it as 2026-09-14, 14/09/2026 or 14 September 2026") from None
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise ValueError(
            f"“{text}” is not in the years from {FIRST_YEAR} to {LAST_YEAR}; check how the year is written"
        )
    return date


def _date(text: str) -> datetime.date:
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        return datetime.date(year, month, day)
    if match := _SPELT_OUT.fullmatch(text):
        return datetime.date(int(match[3]), _SHORT_MONTHS.index(match[2].lower()[:3]) + 1, int(match[1]))
    if match := _MONTH_FIRST.fullmatch(text):
        return datetime.date(int(match[3]), _SHORT_MONTHS.index(match[1].lower()[:3]) + 1, int(match[2]))
    if match := _YEAR_FIRST.fullmatch(text):
        return datetime.date(int(match[1]), int(match[3]), int(match[4]))
    raise ValueError


def day(date: datetime.date | None) -> str:
    """Write a date as people in Britain do: 14 October 2026; nothing for None."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}" if date else ""
