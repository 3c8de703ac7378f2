"""Dates as people write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markpack.model.dates import day, parse_date


@pytest.mark.parametrize(
    "text", ["2026-09-04", "04/09/2026", "4/9/2026", "4.9.2026", "4 September 2026", "04 Sept 2026", " 4 sep. 2026 "]
)
def test_dates_are_read_day_first(text: str) -> None:
    assert parse_date(text) == datetime.date(2026, 9, 4)


@pytest.mark.parametrize(
    "text", ["", "soon", "09/14/2026", "31/04/2026", "4/9/26", "2026-9-4", "46000", "4 Tember 2026", "٠٤/٠٩/٢٠٢٦"]
)
def test_what_is_no_date_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date; write it as 2026-09-14"):
        parse_date(text)


@pytest.mark.parametrize("text", ["01/09/9998", "9999-12-30", "31 December 1999", "2100-01-01", "4/9/0026"])
def test_years_that_nobody_means_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not in the years from 2000 to 2099; check how the year is written"):
        parse_date(text)


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)))
def test_every_date_is_read_back(date: datetime.date) -> None:
    assert parse_date(date.isoformat()) == date
    assert parse_date(f"{date.day}/{date.month}/{date.year:04}") == date
    assert parse_date(day(date)) == date


def test_no_date_is_no_text() -> None:
    assert day(None) == ""
