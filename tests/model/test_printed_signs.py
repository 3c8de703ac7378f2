"""Signs that PDFs print by name, and letters of all scripts, which they never do."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont

from markpack.model.printed_signs import OF_THE_FONT, is_sign, name_signs, named_signs
from markpack.writers.fonts import font_data


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Well done 👍🏽 👩\u200d🏫", "Well done [thumbs up sign] [woman][school]"),
        ("1️⃣", "1️[combining enclosing keycap]"),
        ("a\ue000b\u0378", "a[u+e000]b[u+0378]"),
        ("⚠️ danger", "[warning sign] danger"),
        ("one\u2028two\u2029three", "one two three"),
    ],
)
def test_symbols_without_a_glyph_are_printed_by_name(text: str, printed: str) -> None:
    assert name_signs(text) == printed


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "ক্\u200dষ",
        "abc\u200e(שלום)\u2067def\u2069",
        "long\u200bword",
        "✔️",
        "葛\U000e0100",
        "हिन्दी।",
        "مرحبا، كيف؟",
        "王。",
        "㈜ ৳ 한글",
        "🔒 ≤ → €",
    ],
)
def test_what_joins_and_directs_letters_is_left(text: str) -> None:
    assert name_signs(text) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a 👨\u200d👩\u200d👧 b ⚠️", ["👨\u200d👩\u200d👧", "⚠️"]),
        ("Step 1️⃣!", ["1️⃣"]),
        ("Zoë 123", []),
        ("a\u0378", ["\u0378"]),
    ],
)
def test_signs_are_found_as_people_see_them(text: str, found: list[str]) -> None:
    assert [match[0] for match in named_signs(text)] == found


def test_the_signs_of_the_font_are_those_that_it_has() -> None:
    has = map(chr, TTFont(io.BytesIO(font_data("Regular"))).getBestCmap())
    assert {sign for sign in has if is_sign(sign)} == OF_THE_FONT
