"""A layout of the centre's own that cannot be filled in, or never ends, is a failed document that names it."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from markpack.documents.shared.document import Page
from markpack.writers import html_layouts
from markpack.writers.html_layouts import Layouts, render
from markpack.writers.result import LayoutError, failure

PAGE = Page("Riverside Training", "8604-308", "0012345")


def page(source: str) -> str:
    return render("own", None, Layouts((("own.html.j2", source.encode()),)))


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(50000) %}{% for b in range(50000) %}{% endfor %}{% endfor %}",
        "{% macro twice(n) %}{% if n %}{{ twice(n - 1) }}{{ twice(n - 1) }}{% endif %}{% endmacro %}{{ twice(60) }}",
    ],
)
def test_steps_are_counted(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_layouts, "MOST_STEPS", 1_000)
    with pytest.raises(LayoutError, match=r"^own\.html\.j2 takes more than 1000 steps"):
        page(source)


def test_a_large_range_is_refused() -> None:
    with pytest.raises(LayoutError, match="Range too big"):
        page("{% for a in range(10 ** 9) %}x{% endfor %}".replace("10 ** 9", "1000000000"))


@pytest.mark.parametrize("source", ["{{ 'x' * 1000000000 }}", "{{ [1] * 1000000000 }}", "{{ 10 ** 1000000000 }}"])
def test_nothing_but_numbers_is_multiplied(source: str) -> None:
    with pytest.raises(LayoutError, match="multiply two numbers"):
        page(source)


def test_the_page_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_layouts, "LARGEST_PAGE", 1_000)
    assert page("{% for a in range(10) %}{{ 2 * 50 }}{{ loop.length }}{% endfor %}") == "10010" * 10
    with pytest.raises(LayoutError, match=r"^own\.html\.j2 gives more than 1000 letters"):
        page("{% for a in range(999) %}xx{% endfor %}")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"one\n{{ view.outcome_word }}", "line 2: 'Page' has no attribute 'outcome_word'. Compare it with"),
        (b"one\n\n{% if %}", "line 3: Expected an expression, got 'end of statement block'. Compare it with"),
        (b"{{ view.size | heavy }}", "line 1: No filter named 'heavy'. Compare it with"),
        (b"{% include 'none.html.j2' %}", "line 1: there is no layout none.html.j2. Compare it with"),
        (b"{{ 1 / 0 }}", "line 1: ZeroDivisionError: division by zero. Compare it with"),
        (b"\xff", " is not in UTF-8. Save it again"),
    ],
)
def test_a_layout_that_cannot_be_filled_in_is_named_with_its_line(source: bytes, said: str) -> None:
    layouts = Layouts((("base.html.j2", b"{% include 'body.html.j2' %}"), ("body.html.j2", source)))
    with pytest.raises(LayoutError) as raised:
        render("base", PAGE, layouts)
    message = failure(raised.value).message
    assert message.startswith("templates/layouts/body.html.j2")
    assert said in message


def test_a_fault_of_our_own_layouts_stays_a_fault() -> None:
    with pytest.raises(UndefinedError):
        render("index", PAGE, Layouts((("other.html.j2", b""),)))
