from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from markpack.documents.shared.prose import emphasised, rich, rich_line
from markpack.documents.shared.spelling import day, number, percentage, plural, series

NAMES = {"employer": {"name": "R&D <b>Ltd</b> {{ 7*7 }} *x*"}, "vocabulary": {"team": "crew"}}


def test_values_are_shown_letter_by_letter() -> None:
    text = rich("Work at {{ employer.name }}.", NAMES)
    assert text.html == "<p>Work at R&amp;D &lt;b&gt;Ltd&lt;/b&gt; {{ 7*7 }} *x*.</p>\n"
    assert text.plain == "Work at R&D <b>Ltd</b> {{ 7*7 }} *x*."


def test_raw_html_and_images_in_a_text_stay_text() -> None:
    text = rich("<script>alert(1)</script> ![x](http://example.org/x.png)", {})
    assert "<script" not in text.html
    assert "<img" not in text.html


def test_lists_and_emphasis_have_a_plain_form() -> None:
    text = rich("Lead your **{{ vocabulary.team }}**:\n\n- one\n- two\n\n3. three\n4. four", NAMES)
    assert text.plain == "Lead your crew:\n• one\n• two\n3. three\n4. four"
    assert "<strong>crew</strong>" in text.html


def test_a_heading_in_a_text_does_not_enter_the_outline() -> None:
    assert rich("# Loud", {}).html == "<p><strong>Loud</strong></p>\n"


def test_a_line_has_no_paragraph() -> None:
    assert rich_line("a *b*\nc", {}).html == "a <em>b</em> c"


def test_words_for_dates_numbers_and_lists() -> None:
    assert day(datetime.date(2026, 10, 4)) == "4 October 2026"
    assert day(None) == ""
    assert [number(Fraction(value)) for value in ("71", "71.5", "0")] == ["71", "71.5", "0"]
    assert [series(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert [plural(1, "credit"), plural(2, "credit")] == ["1 credit", "2 credits"]


@pytest.mark.parametrize(("exact", "shown"), [("1/2", "1"), ("49/100", "0"), ("99.5", "100"), ("71.49", "71")])
def test_percentages_are_rounded_half_up(exact: str, shown: str) -> None:
    assert percentage(Fraction(exact)) == shown


def test_in_a_line_of_the_program_only_asterisks_mark_words() -> None:
    line = emphasised("Decide **_Yes_ & <b>** or **{{ no }}** [here](x),\n`so` **")
    assert line.html == (
        "Decide <strong>_Yes_ &amp; &lt;b&gt;</strong> or <strong>{{ no }}</strong> [here](x), `so` **"
    )
    assert line.plain == "Decide _Yes_ & <b> or {{ no }} [here](x), `so` **"
    assert emphasised("**Distinction*** needs **D***.").plain == "Distinction* needs D*."
