"""Placeholders: what may stand in a text, and what becomes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markpack.model.placeholders import PlaceholderError, check, fill

NAMES = {
    "employer": {"name": "Acme Rail", "short_name": "Acme"},
    "vocabulary": {"team": "night crew", "team.possessive": "night crew’s"},
}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("At {{ employer.name }}, {{employer.short_name}}.", "At Acme Rail, Acme."),
        ("{{ vocabulary.team | capitalize }} and {{ vocabulary.team|title }}", "Night crew and Night Crew"),
        ("{{ vocabulary.team | upper }} {{ employer.name | lower }}", "NIGHT CREW acme rail"),
        ("The {{ vocabulary.team.possessive | capitalize }}", "The Night crew’s"),
        ("Nothing here: { } }} %} 100 %\n", "Nothing here: { } }} %} 100 %\n"),
        ("{{\n  employer.name\n}}", "Acme Rail"),
    ],
)
def test_placeholders_are_filled(text: str, filled: str) -> None:
    assert fill(text, NAMES) == filled
    assert check(text, NAMES) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ask your { vocabulary.team }}.", "{ vocabulary.team }}"),
        ("Ask your {{ vocabulary.team }.", "{{ vocabulary.team }"),
        ("Ask your {{vocabulary.team } or {{ vocabulary.team }}.", "{{vocabulary.team }"),
        ("Ask your {vocabulary.team}.", "{vocabulary.team}"),
        ("Ask your {vocabulary.team | upper}.", "{vocabulary.team | upper}"),
        ("Ask your vocabulary.team }}.", "vocabulary.team }}"),
        ("Ask your { vocabluary.team }}.", "{ vocabluary.team }}"),
    ],
)
def test_a_brace_that_is_lost_is_named(text: str, words: str) -> None:
    (error,) = check(text, NAMES)
    assert (error.message, error.words) == (f"“{words}” has lost a brace.", words)
    assert error.hint == f"Write {{{{ {words.strip('{ }')} }}}}."


def test_braces_around_other_things_are_text() -> None:
    text = "A set {1, 2}, {e.g.} {x}, {example.com} and “}}”."
    assert fill(text, NAMES) == text


def test_values_are_escaped_and_never_read_again() -> None:
    names = {"employer": {"name": "{{ employer.secret }} <b>{% x %}"}}
    assert fill("*{{ employer.name }}*", names) == "*{{ employer.secret }} <b>{% x %}*"
    assert fill("*{{ employer.name }}*", names, escape=lambda value: f"[{value}]") == f"*[{names['employer']['name']}]*"


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7 * 7 }}",
        "{{ employer.name() }}",
        "{{ employer['name'] }}",
        "{{ employer.name ~ employer.name }}",
        "{{ employer.name.upper }}",
        "{{ employer }}",
        "{{ 'x' }}",
        "{{ employer.name if true }}",
        "{{ employer.name | replace('a', 'b') }}",
        "{{ employer.name | safe }}",
        "{{ employer.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ employer.name | attr('__class__') }}",
        "{% for x in employer %}",
        "{# a comment #}",
        "{{ employer.name",
        "{{}}",
        "{{ " + "(" * 5000 + " }}",
    ],
)
def test_nothing_but_names_is_allowed(text: str) -> None:
    with pytest.raises(PlaceholderError):
        fill(text, NAMES)


def test_an_unknown_name_has_its_line_and_a_suggestion() -> None:
    (error,) = check("One\n\ntwo {{ employer.nmae }}", NAMES)
    assert (error.message, error.line) == ("“employer.nmae” is not defined.", 3)
    assert error.hint == "Did you mean “{{ employer.name }}”?"
    assert error.words == "{{ employer.nmae }}"


def test_every_mistake_of_a_text_is_found() -> None:
    errors = check("{{ a.b }}\n{% x %}\n{{ employer.name }}\n{{ 1 }}", NAMES)
    assert [error.line for error in errors] == [1, 2, 4]


@given(st.text(max_size=40), st.text(max_size=20))
def test_text_without_braces_and_any_value_come_through_unchanged(text: str, value: str) -> None:
    text = text.replace("{", "")
    assert fill(text, {}) == text
    assert fill(text + "{{ a.b }}" + text, {"a": {"b": value}}) == text + value + text
