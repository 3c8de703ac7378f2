"""A layout of the centre's own that would never come to an end is a failed document, and names its limit."""

from __future__ import annotations

import pytest
from jinja2 import TemplateRuntimeError

from markpack.writers import html_layouts
from markpack.writers.html_layouts import Layouts, render


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
    with pytest.raises(TemplateRuntimeError, match=r"^own\.html\.j2 takes more than 1000 steps"):
        page(source)


def test_a_large_range_is_refused() -> None:
    with pytest.raises(OverflowError):
        page("{% for a in range(10 ** 9) %}x{% endfor %}".replace("10 ** 9", "1000000000"))


@pytest.mark.parametrize("source", ["{{ 'x' * 1000000000 }}", "{{ [1] * 1000000000 }}", "{{ 10 ** 1000000000 }}"])
def test_nothing_but_numbers_is_multiplied(source: str) -> None:
    with pytest.raises(TemplateRuntimeError, match="multiply two numbers"):
        page(source)


def test_the_page_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_layouts, "LARGEST_PAGE", 1_000)
    assert page("{% for a in range(10) %}{{ 2 * 50 }}{{ loop.length }}{% endfor %}") == "10010" * 10
    with pytest.raises(TemplateRuntimeError, match=r"^own\.html\.j2 gives more than 1000 letters"):
        page("{% for a in range(999) %}xx{% endfor %}")
