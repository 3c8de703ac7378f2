"""Days on which nobody works in England: weekends and bank holidays."""

from __future__ import annotations

import datetime

_SATURDAY, _SUNDAY = 5, 6


def day_off(date: datetime.date) -> str:
    """Return why nobody works on a date, as in “a Sunday”; empty for a working day."""
    if name := _bank_holiday(date):
        return f"a bank holiday ({name})"
    return {_SATURDAY: "a Saturday", _SUNDAY: "a Sunday"}.get(date.weekday(), "")


def _bank_holiday(date: datetime.date) -> str:
    from holidays import country_holidays  # only here: loading it takes longer than most checks

    name = country_holidays("GB", subdiv="ENG", years=date.year).get(date) or ""
    return name.replace(" (observed)", ", substitute day").replace("'", "’")
