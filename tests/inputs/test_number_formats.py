"""Numbers as Excel shows them."""

from __future__ import annotations

import pytest

from markpack.inputs.files.number_formats import ShownNumber, plain_number, shown_number


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (415, '"NLR"0000', "NLR0415"), (12346, "[$-809]0000000", "0012346"), (12347, r"000\-0000", "001-2347"),
        (12348, "0000000;;", "0012348"), (1.1, "0.00", "1.10"), (6, "General", "6"), (12.5, "@", "12.5"),
        (1, "0%", "100%"), (0.755, "0.0%", "75.5%"), (1234567, "#,##0", "1,234,567"), (0, "0", "0"),
        (6.0, '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', "6.00"), (12, "0.##", "12"), (12.5, "0.0#", "12.5"),
        (-3, "0.0;(0.0)", "(3.0)"), (-3, "0", "-3"), (5, "[Red]0", "5"), (1234, "(000) 0", "(123) 4"),
        (6, '0"/8"', "6/8"), (12.5, "[$£-809]0.00", "£12.50"), (0.1 + 0.2, "General", "0.3"), (0.5, "#.00", ".50"),
    ],
)  # fmt: skip
def test_a_number_is_written_as_it_shows(value: float, number_format: str, text: str) -> None:
    assert shown_number(value, number_format) == ShownNumber(text, exact=True)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (5.5, "0", "6"), (0.755, "0%", "76%"), (0, "0;;", ""), (7, ";;;", ""), (1, '"Yes";;"No"', "Yes"), (0, "#", ""),
        (1234567890123456, "0", "1.23457E+15"), (12e17, "General", "1.20000E+18"),
        (202601000123, "General", "2.02601E+11"),
    ],
)  # fmt: skip
def test_a_number_that_shows_as_another_is_not_exact(value: float, number_format: str, text: str) -> None:
    assert shown_number(value, number_format) == ShownNumber(text, exact=False)


@pytest.mark.parametrize("number_format", ["# ?/?", "0.00E+00", "[>3]0", "0,", "#,##0-00"])
def test_what_a_format_makes_of_a_number_may_be_beyond_telling(number_format: str) -> None:
    assert shown_number(5.5, number_format) is None


def test_a_number_has_no_exponent_and_only_the_digits_that_excel_keeps() -> None:
    assert [plain_number(value) for value in (12.0, 1e-7, 2.02601e11, 11.999999999999998)] == [
        "12", "0.0000001", "202601000000", "12",
    ]  # fmt: skip
