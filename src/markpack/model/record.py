"""The base of every record, and the types that turn text from a file into values."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints


class Record(BaseModel):
    """A frozen record whose unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, use_enum_values=False)


_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_SPELT_OUT = re.compile(r"(\d{1,2})\s+([A-Za-z]{3,9})\.?\s+(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse_date(value: str) -> datetime.date:
    """Return the date written as 2026-09-14, 14/09/2026 (day first) or 14 September 2026; else raise ValueError."""
    text = value.strip()
    try:
        if match := _DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in match.groups())
            return datetime.date(year, month, day)
        if match := _SPELT_OUT.fullmatch(text):
            name = match[2].lower()
            month = _MONTHS.index(name[:3]) + 1
            return datetime.date(int(match[3]), month, int(match[1]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"“{text}” is not a date; write it as 2026-09-14, 14/09/2026 or 14 September 2026")


def _date_from_text(value: Any) -> Any:
    return parse_date(value) if isinstance(value, str) else value


def _centre_number(value: str) -> str:
    if not re.fullmatch(r"\d{6}", value):
        raise ValueError(f"“{value}” is not a centre number; it has six digits, leading zeros included, such as 012345")
    return value


def _hex_colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise ValueError(f'“{value}” is not a colour; write # and six hexadecimal digits in quotes, such as "#1f5c99"')
    return value.lower()


Text = Annotated[str, StringConstraints(min_length=1)]
"""Text that may not be empty."""
Date = Annotated[datetime.date, BeforeValidator(_date_from_text)]
CentreNumber = Annotated[str, AfterValidator(_centre_number)]
Colour = Annotated[str, AfterValidator(_hex_colour)]
