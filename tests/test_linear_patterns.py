"""No regular expression takes more than a moment over text from outside, whatever is repeated in it.

Each pattern of the program meets long runs of what patterns stumble over, behind each of its own literal beginnings.
Over 20,000 letters a linear search takes milliseconds; a quadratic one takes thousands of times as long, and is seen
to be slow over 2,000 letters already.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import markpack

STEPS = ((2_000, 0.0005), (20_000, 0.1))
"""How long the texts are, and the seconds that are not remarkable yet."""
RUNS = (
    " ", "\n", "\t", "- ", "-", "{{", "{{ ", "{ ", "{% ", "/*", "url(", "1", "1.", "1,", "(1 ", "a", "a ", "a-", "'",
    '"', '""', ",", "<f ", "</f> ", "[ ", "?", ". ", "\n ", "\n- ", "#", "\\", "*", "0", "é", "_", "a.b ", "all ",
)  # fmt: skip
OWN_OUTPUT = ("markpack.writers.masters", "markpack.writers.pdf.form_fields")
"""What reads nothing but pages that this program has laid out itself."""
EXCEPTIONS = {
    r"<svg\b.*?</svg\s*>": "looks for drawings in layouts, in which every text is escaped",
    r"(?:^|[.?!:…]\s|\n\s*\n|(?:^|\n)\s*[-*#]+\s)[\s*_“‘\"'(]*$": "is given 200 letters at most",
}
"""Patterns that are worse than linear, and what keeps them away from long texts."""


@dataclass(frozen=True)
class Searched:
    """A pattern, its module, and whether it is looked for anywhere in a text or only at its beginning."""

    module: str
    pattern: re.Pattern[str] | re.Pattern[bytes]
    anywhere: bool


def modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(markpack.__path__, "markpack."):
        if not module.name.startswith(OWN_OUTPUT) and not module.name.endswith("__main__"):
            yield module.name


def literal_patterns(source: str) -> Iterator[re.Pattern[str]]:
    """The patterns that are written where they are used."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in ("search", "sub", "findall", "finditer", "split")
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            yield re.compile(node.args[0].value)


def patterns() -> Iterator[Searched]:
    for name in modules():
        module = importlib.import_module(name)
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        held = [(key, value) for key, value in vars(module).items() if isinstance(value, re.Pattern)]
        for key, values in list(vars(module).items()):
            if type(values) is dict:
                held += [(key, value) for value in values.values() if isinstance(value, re.Pattern)]
        held += [("re", pattern) for pattern in literal_patterns(source)]
        for key, pattern in held:
            anywhere = key == "re" or re.search(
                rf"\b{key}(?:\[[^]\n]*\])?\.(?:search|sub|findall|finditer|split)\b", source
            )
            if pattern.pattern not in EXCEPTIONS:
                yield Searched(name, pattern, bool(anywhere))


def beginnings(pattern: str) -> list[str]:
    """The literal pieces of a pattern, by which a search gets past its beginning."""
    pieces = re.findall(r"(?:\\[^\w\s]|[A-Za-z<>/=:,;.&#'\"{(\[])+", re.sub(r"\(\?[PimsaLux:=!<]+", " ", pattern))
    literals = (piece.replace("\\", "") for piece in pieces)
    return ["", "1", "a", *dict.fromkeys(filter(None, literals))][:8]


def slow(searched: Searched) -> Iterator[str]:
    """The texts over which a pattern takes too long, in short."""
    source = searched.pattern.pattern
    literals = beginnings(source if isinstance(source, str) else source.decode("latin-1"))
    for beginning in literals:
        for run in (*RUNS, *literals[1:]):
            if all(_seconds(searched, beginning, run, length) > most for length, most in STEPS):
                yield f"{beginning!r} and {run!r} again and again"


def _seconds(searched: Searched, beginning: str, run: str, length: int) -> float:
    text = beginning + run * (length // len(run)) + "\x01"
    start = time.process_time()
    _search(searched, text)
    return time.process_time() - start


def _search(searched: Searched, text: str) -> None:
    pattern: re.Pattern[Any] = searched.pattern
    subject = text if isinstance(pattern.pattern, str) else text.encode("latin-1")
    pattern.fullmatch(subject)
    if searched.anywhere:
        for _ in pattern.finditer(subject):
            pass


@pytest.mark.slow
def test_no_pattern_takes_long_over_anything_that_is_repeated() -> None:
    found = [(searched.module, searched.pattern.pattern, list(slow(searched))) for searched in patterns()]
    assert len(found) > 60, "the search for patterns does not see them"
    assert [entry for entry in found if entry[2]] == []


@pytest.mark.slow
def test_the_runs_find_a_pattern_that_is_quadratic() -> None:
    assert any(slow(Searched("", re.compile(r"x\s*\s*y"), anywhere=True)))
