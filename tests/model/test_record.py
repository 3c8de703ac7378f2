"""Shapes, and keys without a value."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from markpack.model.context import TaskContext
from markpack.model.record import CentreNumber, Colour


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
