"""Days on which nobody works in England: weekends and bank holidays."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache

SATURDAY, _SUNDAY = 5, 6


def working_days_after(date: datetime.date, count: int) -> datetime.date:
    """Return the last of so many working days after a date."""
    for _ in range(count):
        date += datetime.timedelta(days=1)
        while date.weekday() >= SATURDAY or day_off(date):
            date += datetime.timedelta(days=1)
    return date


def day_off(date: datetime.date) -> str:
    """Return why nobody works on a date, as in “a Sunday”; empty for a working day."""
    if name := _bank_holiday(date):
        return f"a bank holiday ({name})"
    return {SATURDAY: "a Saturday", _SUNDAY: "a Sunday"}.get(date.weekday(), "")


def _bank_holiday(date: datetime.date) -> str:
    name = _bank_holidays(date.year).get(date, "")
    return name.replace(" (observed)", ", substitute day").replace("'", "’")


@cache
def _bank_holidays(year: int) -> Mapping[datetime.date, str]:
    from holidays import country_holidays  # only here: loading it takes longer than most checks

    return dict(country_holidays("GB", subdiv="ENG", years=year))
