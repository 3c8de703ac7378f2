"""Times of day and numbers of days, as people write them."""

from __future__ import annotations

import datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from markpack.model.time_of_day import TimeOfDay, parse_time, time_of_day
from markpack.model.time_span import Days, NumberOfDays, parse_days


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("17:00", "5 pm"),
        ("5 pm", "5 pm"),
        ("5.30pm", "5.30 pm"),
        ("9 a.m.", "9 am"),
        ("12 noon", "noon"),
        ("12:05 am", "12.05 am"),
        ("23:59", "11.59 pm"),
    ],
)
def test_a_time_is_read_as_people_write_it_and_spelt_in_one_way(written: str, spelt: str) -> None:
    assert time_of_day(parse_time(written)) == spelt


@pytest.mark.parametrize("written", ["midnight", "00:00", "24:00", "25:00", "17", "13 pm", "0 pm", "17:60", "five"])
def test_what_is_no_clear_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"write (it as|23:59)"):
        parse_time(written)


def test_days_are_calendar_days_unless_they_are_called_working_days() -> None:
    assert parse_days("15") == parse_days("15 days") == Days(15)
    assert parse_days("15 working days") == Days(15, working=True)
    thursday = datetime.date(2026, 12, 24)  # Christmas Day and Boxing Day, moved to Monday, are not counted
    assert Days(1).after(thursday) == datetime.date(2026, 12, 25)
    assert Days(2, working=True).after(thursday) == datetime.date(2026, 12, 30)
    assert (str(Days(1)), str(Days(15, working=True))) == ("1 day", "15 working days")


def test_a_list_of_times_or_days_is_refused_in_plain_words() -> None:
    for type_, noun in ((TimeOfDay, "time of day"), (NumberOfDays, "number of days")):
        for value in (["17:00"], {"days": "15"}):
            with pytest.raises(ValidationError, match=f"this is no single {noun}; write"):
                TypeAdapter(type_).validate_python(value)


@pytest.mark.parametrize("written", ["0", "366", "-1", "two weeks", "15 workings days"])
def test_what_is_no_number_of_days_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="15 working days"):
        parse_days(written)
