"""Random histories of a cohort: after each step, each document and list beside a reckoning of its own.

A step edits what a person of the centre edits; then everything is built. `--thorough N` tries N times as many.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.report import Options
from tests.histories.comparing import Checker
from tests.histories.steps import go_on
from tests.histories.story import Story, begin

STEPS = 8


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(2 * metafunc.config.getoption("thorough")))


def build_and_compare(story: Story, checker: Checker) -> list[str]:
    report = build(Workspace(story.root), Options(jobs=1, today=story.day))
    assert report.failed == (), story.told
    assert story.disputed or not report.problems, (story.told, report.problems)
    written = {
        f"{employer.folder}/{path}".removeprefix("acme/")
        for employer in report.employers
        for path in employer.published.written
    }
    return checker.differences(written)


@pytest.mark.slow
def test_after_each_step_everything_says_what_is_reckoned(seed: int, tmp_path: Path) -> None:
    chance = Random(f"history {seed}")
    story = begin(tmp_path, waits=bool(seed % 2), declares=seed % 3 == 1, has_cohorts=seed % 4 < 2)
    checker = Checker(story)
    assert build_and_compare(story, checker) == []
    for _ in range(STEPS):
        go_on(story, chance)
        assert build_and_compare(story, checker) == [], "\n".join(story.told)
    assert checker.all_documents() == [], "\n".join(story.told)
