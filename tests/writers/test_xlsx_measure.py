"""How much room a text takes in a workbook: what is measured at once is what a walk from word to word comes to."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from xlsxwriter.utility import xl_pixel_width

from markpack.writers.xlsx.measure import fitting_width, text_height

SCRIPTS = (
    "abcdefghijklmnopqrstuvwxyz.,;'", "MWmw@%", "iljI.'", "áéîöüñßœ“”’–…", "абвгдежз", "ελληνικά", "العربية",
    "עברית", "हिन्दी", "தமிழ்", "ภาษาไทย", "ქართული", "漢字かなカナ", "한국어", "😀👩‍👧🏳️‍🌈👍🏽",
    "e\u0301a\u0308\u200d\u00ad\u00a0", "\x00\x07\x7f\ufffe\ud800",
)  # fmt: skip
BREAKS = ("\n", "\r\n", "\n\n", " \n ", "\x0b", "\x85", "\u2028")
GAPS = ("  ", "   ", " " * 40, "\t", "")
WIDTHS = (0.5, 9, 27, 42, 63.1, 70, 110)


def height_by_words(text: str, width: float, size: float, bold: bool) -> float:
    """The height of a text whose words are put into lines one by one."""
    room = (width * 7 + 1) / (size / 11 * (1.06 if bold else 1))
    lines = 0
    for paragraph in text.splitlines() or [""]:
        lines += 1
        used = 0.0
        for word in paragraph.split(" "):
            needed = xl_pixel_width(word)
            if used and used + 3 + needed > room:
                lines += 1
                used = 0.0
            elif used:
                used += 3
            broken = math.ceil(needed / room) - 1 if needed > room else 0
            lines += broken
            used += needed - broken * room
    return math.ceil(lines * 15 * size / 11 + 3)


def any_text(chance: Random) -> str:
    """Words of several scripts, some very long, with spaces between most of them."""
    parts = []
    for _ in range(chance.choice((0, 1, 3, 30, 150))):
        length = chance.randint(1, 12) if chance.random() < 0.98 else chance.choice((60, 400))
        parts.append("".join(chance.choices(chance.choice(SCRIPTS), k=length)))
        parts.append(" " if chance.random() < 0.9 else chance.choice(GAPS + BREAKS))
    text = "".join(parts)
    return text.strip() if chance.random() < 0.5 else " " * chance.randint(0, 30) + text


@pytest.mark.slow
@given(st.integers(0, 2**32))
@settings(max_examples=300, deadline=None, phases=(Phase.generate,))
def test_any_text_is_as_high_as_its_words_put_into_lines_one_by_one(seed: int) -> None:
    chance = Random(seed)
    text = any_text(chance)
    for width in WIDTHS:
        size, bold = chance.choice((9.5, 11, 13, 16)), chance.random() < 0.3
        assert text_height(text, width, size, bold) == height_by_words(text, width, size, bold)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("   ", 1),
        ("aaaaaaaaaa", 1),  # 70 of 71 pixels
        ("aaaaaaaaaaa", 2),
        ("aaaaa aaaa", 1),
        ("aaaaa aaaaa", 2),
        ("  aaaaaaaaaa", 1),  # a line takes no spaces at its start,
        ("aaaaaaaaaa   aaaaaaaaaa", 2),  # the second neither,
        ("a  aaaaaaaa", 1),  # but in the middle: 69 pixels
        ("a   aaaaaaaa", 2),
        ("a\ta", 1),
        ("a\na", 2),
        ("a\n\na", 3),
        ("ééééééééé", 2),  # 8 pixels each
        ("éééééééé", 1),
    ],
)
def test_a_text_takes_so_many_lines_of_ten_characters(text: str, lines: int) -> None:
    assert text_height(text, 10) == lines * 15 + 3


def test_more_different_words_than_are_remembered_take_a_line_each_where_no_two_fit() -> None:
    numbers = [f"{number:08}" for number in range(40_000)]
    assert text_height(" ".join(numbers), 10) == 40_000 * 15 + 3
    assert text_height(" ".join(reversed(numbers)), 10) == 40_000 * 15 + 3


@pytest.mark.parametrize(
    ("lines", "width"), [(0, 42), (17, 42), (18, 42.5), (25, 58.8), (29, 68.1), (30, 70), (50, 70)]
)
def test_a_column_grows_with_its_longest_text_up_to_its_limit(lines: int, width: float) -> None:
    assert fitting_width(["Clear.", "a\n" * lines, ""], 42, 70) == width


def test_a_column_without_texts_is_as_narrow_as_it_may_be() -> None:
    assert fitting_width([], 42, 70) == 42
