"""Each reader refuses or reads whatever it is given: all that is kept in the corpus, and some changes of it."""

from __future__ import annotations

import random

import pytest

from fuzz.mutations import mutated
from fuzz.targets import CORPUS, TARGETS, corpus, is_quick
from markpack.inputs.marks.forms import pdf_form

MUTATIONS = {
    "csv": 200, "excel": 25, "word": 80, "pdf": 25, "yaml": 200, "unit": 10, "svg": 150, "reading": 200, "returned": 25,
    "manifest": 80, "digests": 40, "last-build": 80,
}  # fmt: skip
"""How many changed inputs each reader gets here; `make fuzz` gives it more."""


def test_every_target_has_a_corpus() -> None:
    assert set(TARGETS) == set(MUTATIONS) == {folder.name for folder in CORPUS.iterdir()}


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_kept_and_its_changes_are_read_or_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_form, "MOST_VISITS", 2_000)  # for an example that takes all of them
    seeds, source = corpus(name), random.Random(f"markpack {name}")
    quick = [seed for seed in seeds if is_quick(seed)]  # to unpack packed objects again and again takes seconds
    for data in (*seeds, *(mutated(quick, source) for _ in range(MUTATIONS[name]))):
        TARGETS[name](data)


def test_the_same_seed_gives_the_same_changes() -> None:
    first, second = ([mutated(corpus("word"), random.Random(7)) for _ in range(3)] for _ in range(2))
    assert first == second
