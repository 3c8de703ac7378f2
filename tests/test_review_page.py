"""The page on what a review found: every test that it names is there, in the file that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "review.md"


def rows(page: str) -> Iterator[tuple[str, str]]:
    """The point of each row, and its last cell: where it is tested, or why nowhere."""
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) > 2 and cells[0] != "point":
            yield cells[0], cells[-1]


def missing(page: str) -> list[str]:
    """What rows name that is not there, and the points of rows that name nothing; “there” is the file named before."""
    found: list[str] = []
    files: list[Path] = []
    for point, tested in rows(page):
        if not tested:
            found.append(point)
        named = re.findall(r"`(tests/[\w./]+)`", tested)
        found += [name for name in named if not (ROOT / name).is_file()]
        files = [ROOT / name for name in named] or files
        texts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
        found += [
            test for test in re.findall(r"`(test_\w+)`", tested) if not any(f"def {test}(" in text for text in texts)
        ]
    return found


def test_every_point_names_tests_that_there_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(list(rows(page))) > 50
    assert missing(page) == []


def test_a_test_that_is_gone_is_found() -> None:
    page = """| point | what was done | where it is tested |
|---|---|---|
| a | nothing | `test_a_test_that_is_gone_is_found` in `tests/test_review_page.py` |
| b | nothing | `test_every_point_names_tests_that_there_are` there |
| c | nothing | `test_c` there; `tests/test_c.py` |
| d | nothing | |
"""
    assert missing(page) == ["tests/test_c.py", "test_c", "d"]
