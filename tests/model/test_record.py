"""Dates, shapes, and keys without a value."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from markpack.model.context import TaskContext
from markpack.model.record import CentreNumber, Colour, parse_date


@pytest.mark.parametrize(
    "text", ["2026-09-04", "04/09/2026", "4/9/2026", "4.9.2026", "4 September 2026", "04 Sept 2026", " 4 sep. 2026 "]
)
def test_dates_are_read_day_first(text: str) -> None:
    assert parse_date(text) == datetime.date(2026, 9, 4)


@pytest.mark.parametrize(
    "text", ["", "soon", "09/14/2026", "31/04/2026", "4/9/26", "2026-9-4", "46000", "4 Tember 2026"]
)
def test_what_is_no_date_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date; write it as 2026-09-14"):
        parse_date(text)


@given(st.dates())
def test_every_date_is_read_back(date: datetime.date) -> None:
    assert parse_date(date.isoformat()) == date
    assert parse_date(f"{date.day}/{date.month}/{date.year:04}") == date


def test_a_centre_number_is_six_digits_of_text() -> None:
    number = TypeAdapter(CentreNumber)
    assert number.validate_python("012345") == "012345"
    for wrong in ("12345", "0123456", "01234a", "012345\n", "٠١٢٣٤٥", 12345):
        with pytest.raises(ValidationError):
            number.validate_python(wrong)


def test_a_colour_is_written_small() -> None:
    assert TypeAdapter(Colour).validate_python("#1F5C99") == "#1f5c99"
    with pytest.raises(ValidationError, match="is not a colour; write #"):
        TypeAdapter(Colour).validate_python("1f5c99")


def test_an_optional_key_without_a_value_is_as_if_it_were_left_out() -> None:
    assert TaskContext.model_validate({"guidance": None, "examples": None}) == TaskContext()
