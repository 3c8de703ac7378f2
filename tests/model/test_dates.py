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
    "text",
    [
        "2026-09-04T00:00:00", "2026-09-04 00:00:00", "2026-09-04T10:15:00.000+01:00", "2026-09-04T22:59:59Z",
        "04-Sep-2026", "4-9-2026", "04/09/2026 00:00", "04/09/2026 11:15:00 PM", "Friday, 4 September 2026, 10:15 AM",
        "2026/09/04 9:12", "2026-9-4", "Sep 4, 2026", "September 4, 2026, 10:15 AM",
        "4th September 2026", "Fri Sep. 4th 2026",
    ],
)  # fmt: skip
def test_dates_of_exports_are_read_without_their_times(text: str) -> None:
    assert parse_date(text) == datetime.date(2026, 9, 4)


@pytest.mark.parametrize("text", ["2026-09-03T23:00:00Z", "2026-09-03 23:00:00+00:00"])
def test_midnight_of_a_british_summer_in_universal_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="in summer is the next day in Britain; write the date alone"):
        parse_date(text)


@pytest.mark.parametrize("text", ["9/14/2026", "09-14-2026 10:15:00 AM"])
def test_a_month_before_its_day_casts_doubt_on_all_dates_of_a_list(text: str) -> None:
    with pytest.raises(ValueError, match="has the month before the day; write it as 2026-09-14, and so all dates of"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "04-Sep-26",
        "4/9-2026",
        "2026-09-04 soon",
        "31/04/2026",
        "4/9/26",
        "2026-9/4",
        "46000",
        "4 Tember 2026",
        "٠٤/٠٩/٢٠٢٦",
    ],
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
